"""How a check runs on Spark: find what is distinct, fit, judge, keep the verdicts."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial as bound
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.sql import functions as fn

from tabbert.core.check import Partial, Scope, State
from tabbert.core.table import Kind
from tabbert.distributed import _spark_types as types
from tabbert.distributed._job import Job, Work
from tabbert.distributed._spark_model import shipped
from tabbert.distributed._spark_progress import watched
from tabbert.distributed._spark_result import SparkResult, Verdicts, united
from tabbert.distributed._worker import (
    Worker,
    default_summary,
    fits,
    join_pieces,
    looks_beside,
    pieces,
    summary_of,
    verdict_fields,
    with_encoder,
)
from tabbert.result import FittedState

__all__ = ["Plan"]

PARTS_PER_CORE = 4  # enough to even out, few enough to keep batches full
FAN_IN = 16  # partials that one task merges
NUMBER = "_number"
PARTIAL = "part long, piece long, content binary"
PART_BITS = 33  # of a row's number, as `monotonically_increasing_id` makes it
Batches = Iterator[pa.RecordBatch]
Judged = dict[str, tuple[Any, Callable[..., Batches], str]]
"""What is to be judged, by what, into what: by type of the values ("" for rows)."""


@dataclass
class Plan:
    """A job on a frame.

    Attributes:
        data: the user's frame.
        progress: whether a bar is shown.
        partitions: parts of what is judged; None for `PARTS_PER_CORE`.
        ship_model: whether the model is sent to the workers.
    """

    data: Any
    job: Job
    progress: bool | None
    partitions: int | None
    ship_model: bool

    def run(self, state: FittedState | State | str | Path | None) -> SparkResult:
        """Fit and judge; what is returned is kept by Spark until `unpersist`."""
        return self._values(state) if self.job.check.scope is Scope.VALUE else self._rows(state)

    @property
    def n_parts(self) -> int:
        """Into how many parts what is judged is cut."""
        return self.partitions or PARTS_PER_CORE * self.data.sparkSession.sparkContext.defaultParallelism

    def _values(self, state: Any) -> SparkResult:
        """Value scope: each distinct value of each column is judged once; columns of one type share a frame."""
        distinct = {dtype: self._distinct(names).persist() for dtype, names in self._by_type(self.job.names).items()}
        totals = united([frame.groupBy("column").agg(*_totals()) for frame in distinct.values()])
        filled = {row["column"] for row in totals if row["n_filled"]}
        job = self.job.without_values([name for name in self.job.names if name not in filled])
        n_rows = totals[0]["n_rows"] if totals else self.data.count()
        job, fitted, notes = job.learn(state, lambda names, beside: self._summary(job, distinct, names, n_rows, beside))
        judge = bound(_judge_values, self._travelling(job, fitted))
        said = types.schema(verdict_fields(job.check))
        judged: Judged = {}
        for dtype, frame in distinct.items():
            wanted = frame.where(fn.col("column").isin(job.names)).repartition(self.n_parts, "column", "value")
            judged[dtype] = (wanted, judge, f"column string, value {dtype}, count long, {said}")
        n_values = sum(row["n_distinct"] for row in totals if row["column"] in job.names)
        base = types.plain(self.data, job.id, job.names)
        result = self._kept(job, base, judged, fitted, notes, n_rows, n_values)
        for frame in distinct.values():
            frame.unpersist()
        return result

    def _distinct(self, names: Sequence[str]) -> Any:
        """Return column, value and count of every distinct value of columns of one type, nulls among them."""
        frame = types.plain(self.data, self.job.id, names)
        frame = frame.select(*(fn.col(f"c{place}").alias(name) for place, name in enumerate(names)))
        long = frame.unpivot([], [fn.col(types.quoted(name)) for name in names], "column", "value")
        return long.groupBy("column", "value").agg(fn.count(fn.lit(1)).alias("count"))

    def _by_type(self, names: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in names:
            found.setdefault(types.value_type(self.data, name), []).append(name)
        return found

    def _summary(self, job: Job, distinct: dict[str, Any], names: Sequence[str], n_rows: int, beside: bool) -> Any:
        """Return the merged partial of some columns: from the distinct values, unless the check makes its own."""
        if not default_summary(job.check):
            numbered = self._numbered(names)
            return self._partial(job, names, numbered, _starts(numbered))
        counted: dict[str, tuple[Kind, pa.Table]] = {}
        for dtype, own in self._by_type(names).items():
            table = distinct[dtype].where(distinct[dtype]["column"].isin(own)).toArrow()
            for name in own:
                counted[name] = job.kinds[name], table.filter(pc.equal(table["column"], name))
        table = summary_of({name: counted[name] for name in names}, n_rows)
        table = with_encoder(table, Worker(job.work).encode)
        if not looks_beside(job.check):
            return table
        return Partial(table, self._partial(job, names, self._numbered(names), {}, beside=True) if beside else None)

    def _rows(self, state: Any) -> SparkResult:
        """Row scope: each distinct row is judged once. Table scope: rows in their order, with their numbers."""
        job = self.job
        each = job.check.scope is Scope.ROW
        numbered = self._numbered(job.names)
        learns = state is None and fits(job.check)
        starts = _starts(numbered) if learns or not each else {}
        job, fitted, notes = job.learn(
            state, lambda names, _: self._partial(job, names, numbered, starts) if learns else None
        )
        said = types.schema(verdict_fields(job.check))
        base = types.plain(self.data, job.id, job.names) if each else None
        if base is not None:
            keys = [f"c{place}" for place in range(len(job.names))]
            rows = base.select(*keys).distinct().repartition(self.n_parts, *keys)
            kept = ", ".join(f"{key} {rows.schema[key].dataType.simpleString()}" for key in keys)
        else:
            keys, rows = [types.ID], numbered
            kept = f"{types.ID} {rows.schema[types.ID].dataType.simpleString()}"
        judge = bound(_judge_rows, self._travelling(job, fitted), job.names, starts, keys)
        n_rows = self.data.count()
        return self._kept(job, base, {"": (rows, judge, f"{kept}, {said}")}, fitted, notes, n_rows, n_rows)

    def _numbered(self, names: Sequence[str]) -> Any:
        return types.plain(self.data, self.job.id, names, fn.monotonically_increasing_id().alias(NUMBER))

    def _partial(
        self, job: Job, names: Sequence[str], numbered: Any, starts: dict[int, int], *, beside: bool = False
    ) -> Any:
        """Return the check's merged partial, or what it keeps beside values.

        There is one per partition; workers merge `FAN_IN` at a time, then they are merged here.
        """
        work = self._travelling(job, None)
        parts = numbered.mapInArrow(bound(_summarise, work, list(names), starts, beside), PARTIAL)
        n_parts = max(len(starts), 1)
        while n_parts > FAN_IN:
            n_parts = -(-n_parts // FAN_IN)
            parts = parts.repartition(n_parts, fn.col("part") % n_parts).mapInArrow(bound(_merge, work), PARTIAL)
        worker = Worker(job.work)
        merged = worker.merge(_joined((row["part"], row["piece"], row["content"]) for row in parts.collect()))
        return with_encoder(worker.nothing(names, beside) if merged is None else merged, worker.encode)

    def _travelling(self, job: Job, fitted: State | None) -> Work:
        """Return what the workers get: the state, and the model if it is to be sent."""
        work = replace(job.work, state=fitted)
        return shipped(work, self.data.sparkSession.sparkContext) if self.ship_model else work

    def _kept(
        self, job: Job, base: Any, judged: Judged, fitted: State, notes: Sequence[str], n_rows: int, n_items: int
    ) -> SparkResult:
        """Judge now, watched, and keep what was said; count what the check failed at."""
        started = time.perf_counter()
        context = self.data.sparkSession.sparkContext
        tally = context.accumulator(0)
        frames = {
            dtype: wanted.mapInArrow(bound(judge, tally), schema).persist()
            for dtype, (wanted, judge, schema) in judged.items()
        }
        item = fn.lit(1) if "" in frames else fn.col("value")  # a null is no value
        count = fn.count(item).alias("judged"), fn.count("error").alias("failed")
        with watched(self.progress, "judging", tally, n_items):
            counts = united([frame.groupBy().agg(*count) for frame in frames.values()])
        n_judged, n_failed = (sum(row[name] for row in counts) for name in ("judged", "failed"))
        notes = [*job.notes, *notes, *job.judged(n_judged, n_failed)]
        stats = {"seconds": round(time.perf_counter() - started, 3), "judged": n_judged, "failed": n_failed}
        return SparkResult(
            job=job, fitted=fitted, threshold=job.threshold, n_rows=n_rows, notes=notes, stats=stats,
            verdicts=Verdicts(job, self.data, base, frames),
        )  # fmt: skip


def _totals() -> list[Any]:
    filled = fn.sum(fn.when(fn.col("value").isNotNull(), fn.col("count")).otherwise(0)).alias("n_filled")
    return [fn.count(fn.lit(1)).alias("n_distinct"), fn.sum("count").alias("n_rows"), filled]


def _starts(numbered: Any) -> dict[int, int]:
    """Return the number of the first row of each partition, by the partition's number."""
    part = fn.shiftright(fn.col(NUMBER), PART_BITS).alias("part")
    counts = {row["part"]: row["count"] for row in numbered.select(part).groupBy("part").count().collect()}
    starts, before = {}, 0
    for number in sorted(counts):
        starts[number] = before
        before += counts[number]
    return starts


def _judge_values(work: Work, tally: Any, batches: Batches) -> Batches:
    worker = Worker(work)
    names = ["column", "value", "count", *(name for name, _ in verdict_fields(work.check))]
    for batch in batches:
        for name in pc.unique(batch["column"]).to_pylist():
            own = batch.filter(pc.equal(batch["column"], name))
            yield pa.RecordBatch.from_arrays([*own.columns, *worker.values(name, own["value"])], names)
        tally.add(batch.num_rows)


def _judge_rows(
    work: Work, names: Sequence[str], starts: dict[int, int], keys: Sequence[str], tally: Any, batches: Batches
) -> Batches:
    worker = Worker(work)
    fields = [*keys, *(name for name, _ in verdict_fields(work.check))]
    for batch in batches:
        columns, first_row = _batch(names, starts, batch)
        if batch.num_rows:
            kept = [batch[key] for key in keys]
            yield pa.RecordBatch.from_arrays([*kept, *worker.rows(columns, first_row)], fields)
        tally.add(batch.num_rows)


def _batch(names: Sequence[str], starts: dict[int, int], batch: pa.RecordBatch) -> tuple[dict[str, pa.Array], int]:
    """Return a batch's columns by the user's names, and the number of its first row."""
    columns = {name: batch[f"c{place}"] for place, name in enumerate(names)}
    if not starts or not batch.num_rows:
        return columns, 0
    number = batch[NUMBER][0].as_py()
    return columns, starts[number >> PART_BITS] + (number & ((1 << PART_BITS) - 1))


def _summarise(work: Work, names: Sequence[str], starts: dict[int, int], beside: bool, batches: Batches) -> Batches:
    merged = Worker(work).summarise((_batch(names, starts, batch) for batch in batches), beside)
    yield from _partials(merged)


def _merge(work: Work, batches: Batches) -> Batches:
    rows = (row for batch in batches for row in zip(*(data.to_pylist() for data in batch.columns), strict=True))
    yield from _partials(Worker(work).merge(_joined(rows)))


def _partials(merged: Any) -> Batches:
    if merged is None:
        return
    context = TaskContext.get()
    part = context.partitionId() if context else 0
    for number, content in enumerate(pieces(merged)):
        yield pa.RecordBatch.from_arrays(
            [pa.array([part]), pa.array([number]), pa.array([content], pa.binary())], ["part", "piece", "content"]
        )


def _joined(rows: Iterable[tuple[int, int, bytes]]) -> Iterator[Any]:
    """Put the pieces of each partial together again, whatever their order."""
    found: dict[int, dict[int, bytes]] = {}
    for part, piece, content in rows:
        found.setdefault(part, {})[piece] = content
    for parts in found.values():
        yield join_pieces(parts[number] for number in sorted(parts))
