"""How a check runs on Ray: find what is distinct, fit, judge in a pool of actors, keep the verdicts."""

import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial as bound
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import ray

from tabbert import _encoding, _run
from tabbert._outcome import ColumnOutcome
from tabbert.core.check import Check, Partial, Scope, State, ValueCheck
from tabbert.core.table import Kind
from tabbert.core.verdict import Verdict
from tabbert.distributed._job import Job, Work
from tabbert.distributed._model import ShippedModel, archive, pinned
from tabbert.distributed._ray_data import NUMBER, columns_of, numbered, partials, runs, sent
from tabbert.distributed._ray_lookup import Lookup
from tabbert.distributed._ray_result import FAILED, ID, RayResult
from tabbert.distributed._worker import Worker, default_summary, fits, looks_beside, verdict_fields, with_encoder
from tabbert.result import FittedState
from tabbert.tables import ArrowColumn, ArrowTable

__all__ = ["Plan", "Pool"]

BATCH = 65_536  # rows that a worker looks at together
PARTS_PER_WORKER = 4
VALUES = 4_096  # distinct values judged together, at most


@dataclass(frozen=True)
class Pool:
    """The actors that judge: how many, and what each is given."""

    workers: int
    num_cpus: int
    num_gpus: float

    @classmethod
    def of(cls, workers: int | None, num_cpus: int, num_gpus: float) -> "Pool":
        """Return a pool of this many actors, or of as many as the cluster can hold now."""
        if workers is None:
            cluster = ray.cluster_resources()
            cores = int(cluster.get("CPU", 1) // num_cpus)
            workers = max(1, min(cores, int(cluster.get("GPU", 0) / num_gpus)) if num_gpus else cores)
        return cls(workers, num_cpus, num_gpus)

    def map(self, data: Any, actor: type, arguments: Sequence[Any], batch_size: int | None) -> Any:
        """Hand batches to the actors, each of which is made once and keeps its model.

        The data is in the object store first: a pool has its cores from the start, and what it waits for may need them.
        """
        return data.materialize().map_batches(
            actor,
            fn_constructor_args=tuple(arguments),
            batch_format="pyarrow",
            batch_size=batch_size,
            compute=ray.data.ActorPoolStrategy(size=self.workers),
            num_cpus=self.num_cpus,
            num_gpus=self.num_gpus or None,
        )


@dataclass
class Plan:
    """A job on a dataset.

    Attributes:
        data: the user's dataset, in Arrow blocks.
        pool: who judges.
        ship_model: whether the model is sent to the workers.
    """

    data: Any
    job: Job
    pool: Pool
    ship_model: bool

    def run(self, state: FittedState | State | str | Path | None) -> RayResult:
        """Fit and judge."""
        return self._values(state) if self.job.check.scope is Scope.VALUE else self._rows(state)

    def _values(self, state: Any) -> RayResult:
        """Value scope: each distinct value of each column is judged once, and looked up where it stands."""
        started = time.perf_counter()
        names = [name for name in self.job.names if self.job.kinds[name] is not Kind.OTHER]
        distinct = self._distinct(names)
        job = self.job.without_values([column.name for column in distinct.columns if column.n_null == column.n_rows])
        job, fitted, notes = job.learn(state, lambda names, beside: self._summary(job, distinct, names, beside))
        columns = [column for column in distinct.columns if column.name in job.names]
        outcomes, errors = self._judged(replace(self._travelling(job), state=fitted), columns)
        n_values = sum(len(column.counts) for column in columns)
        n_failed = sum(len(failed) for failed in errors.values())
        lookup = ray.put(Lookup.of(outcomes, errors, job.weights))
        notes = [*job.notes, *notes, *job.judged(n_values, n_failed)]
        stats = {"seconds": round(time.perf_counter() - started, 3), "judged": n_values, "failed": n_failed}
        return RayResult(
            job=job, fitted=fitted, threshold=job.threshold, n_rows=distinct.n_rows, notes=notes, stats=stats,
            data=self.data, lookup=lookup, outcomes=outcomes,
        )  # fmt: skip

    def _distinct(self, names: Sequence[str]) -> ArrowTable:
        """Return the distinct values of the columns with their counts: per batch by workers, united here."""
        found = self.data.select_columns(names).map_batches(
            bound(_distinct, names=names), batch_format="pyarrow", batch_size=BATCH
        )
        worker = Worker(self.job.work)
        merged = _run.merged(Check(), partials(found))  # whose partial is that of distinct values
        return merged if merged is not None else worker.table({name: pa.array([], pa.string()) for name in names})

    def _summary(self, job: Job, distinct: ArrowTable, names: Sequence[str], beside: bool) -> Any:
        """Return the merged partial of some columns: the distinct values, unless the check makes its own."""
        rows = self.data.select_columns(list(names))
        if not default_summary(job.check):
            return self._partial(job, names, rows)
        table = with_encoder(distinct.select(names), Worker(job.work).encode)
        if not looks_beside(job.check):
            return table
        return Partial(table, self._partial(job, names, rows, beside=True) if beside else None)

    def _partial(self, job: Job, names: Sequence[str], rows: Any, *, beside: bool = False) -> Any:
        """Return the check's merged partial, or what it keeps beside values: one per batch by actors, united here."""
        worker = Worker(job.work)
        made = self.pool.map(rows, _Summarise, (self._travelling(job), list(names), beside), BATCH)
        merged = worker.merge(partials(made))
        _let_go()
        return with_encoder(worker.nothing(names, beside) if merged is None else merged, worker.encode)

    def _judged(
        self, work: Work, columns: Sequence[ArrowColumn]
    ) -> tuple[list[ColumnOutcome], dict[str, dict[int, str]]]:
        """Judge distinct values in the pool; returns outcomes by column, and where the check failed."""
        size = sum(len(column.data) for column in columns) // (self.pool.workers * PARTS_PER_WORKER)
        size = max(1, min(VALUES, size))
        parts = [
            pa.table(
                {"column": [place], "start": [start], "values": [_packed({"value": column.data.slice(start, size)})]}
            )
            for place, column in enumerate(columns)
            for start in range(0, len(column.data), size)
        ]
        said: dict[tuple[int, int], pa.Table] = {}
        if parts:
            names = [column.name for column in columns]
            for row in self.pool.map(ray.data.from_arrow(parts), _JudgeValues, (work, names), None).iter_rows():
                said[row["column"], row["start"]] = _unpacked(row["said"])
            _let_go()
        outcomes, errors = [], {}
        for place, column in enumerate(columns):
            own = [said[key] for key in sorted(said) if key[0] == place]
            outcome, errors[column.name] = _outcome(work.check, column, own)
            outcomes.append(outcome)
        return outcomes, errors

    def _rows(self, state: Any) -> RayResult:
        """Row and table scope: rows in batches; of table scope with their numbers."""
        started = time.perf_counter()
        job, learns = self.job, state is None and fits(self.job.check)
        rows = self.data.select_columns(list(dict.fromkeys([job.id, *job.names])))
        if job.check.scope is Scope.TABLE:
            rows = numbered(rows)
        job, fitted, notes = job.learn(state, lambda names, _: self._partial(job, names, rows) if learns else None)
        work = replace(self._travelling(job), state=fitted)
        judged = self.pool.map(rows, _JudgeRows, (work, job.names, job.id), BATCH).materialize()
        _let_go()
        n_rows = judged.count()
        n_failed = n_rows and int(judged.sum(FAILED) or 0)
        notes = [*job.notes, *notes, *job.judged(n_rows, n_failed)]
        stats = {"seconds": round(time.perf_counter() - started, 3), "judged": n_rows, "failed": n_failed}
        return RayResult(
            job=job, fitted=fitted, threshold=job.threshold, n_rows=n_rows, notes=notes, stats=stats, data=judged
        )

    def _travelling(self, job: Job) -> Work:
        """Return what the workers get, with the model if it is to be sent."""
        if not self.ship_model:
            return job.work
        encoder = pinned(_encoding.encoder_of(job.work.options))
        model = ShippedModel(encoder.card.name, encoder.key, bound(ray.get, ray.put(archive(encoder))))
        return replace(job.work, options=replace(job.work.options, encoder=encoder), model=model)


def _let_go() -> None:
    """Free the cores of a pool that has done its work: Ray ends actors when Python forgets them, in its own time.

    Until then what comes next would wait for their cores.
    """
    gc.collect()


def _distinct(batch: pa.Table, names: Sequence[str]) -> pa.Table:
    columns = [ArrowColumn.from_chunks(name, [data]).summary() for name, data in columns_of(batch, names).items()]
    return sent(ArrowTable(columns, batch.num_rows))


class _Summarise:
    """An actor that reduces batches to partials."""

    def __init__(self, work: Work, names: Sequence[str], beside: bool) -> None:
        self.worker, self.names, self.beside = Worker(work), names, beside

    def __call__(self, batch: pa.Table) -> pa.Table:
        parts = runs(batch) if NUMBER in batch.column_names else [(batch, 0)]
        columns = ((columns_of(part, self.names), first) for part, first in parts)
        return sent(self.worker.summarise(columns, self.beside))


class _JudgeValues:
    """An actor that judges packed values of one column at a time."""

    def __init__(self, work: Work, names: Sequence[str]) -> None:
        self.worker, self.names = Worker(work), names
        self.fields = [name for name, _ in verdict_fields(work.check)]

    def __call__(self, batch: pa.Table) -> pa.Table:
        said = []
        for row in batch.to_pylist():
            values = _unpacked(row["values"])["value"].combine_chunks()
            verdict = self.worker.values(self.names[row["column"]], values)
            said.append(_packed(dict(zip(self.fields, verdict, strict=True))))
        return pa.table({"column": batch["column"], "start": batch["start"], "said": pa.array(said, pa.binary())})


class _JudgeRows:
    """An actor that judges rows and keeps their id."""

    def __init__(self, work: Work, names: Sequence[str], id: str) -> None:
        self.worker, self.names, self.id = Worker(work), names, id

    def __call__(self, batch: pa.Table) -> pa.Table:
        fields = [ID, *(name for name, _ in verdict_fields(self.worker.check))]
        parts = list(runs(batch)) if NUMBER in batch.column_names else [(batch, 0)]
        said = [(part[self.id], *self.worker.rows(columns_of(part, self.names), first)) for part, first in parts]
        tables = [pa.table(list(columns), fields) for columns in said]
        whole = pa.concat_tables(tables)
        return whole.append_column(FAILED, pc.is_valid(whole["error"]).cast(pa.int64()))


def _outcome(check: Any, column: ArrowColumn, said: Sequence[pa.Table]) -> tuple[ColumnOutcome, dict[int, str]]:
    """Put the parts of a column's verdict together; and by place what the check failed at."""
    assert isinstance(check, ValueCheck)
    fields = verdict_fields(check)
    whole = pa.concat_tables(said) if said else pa.table({name: pa.array([], dtype) for name, dtype in fields})
    verdict = Verdict(
        whole["score"].to_numpy(),
        np.array(whole["status"].to_pylist(), object),
        np.array(whole["evidence"].to_pylist(), object),
    )
    failed = {place: kind for place, kind in enumerate(whole["error"].to_pylist()) if kind}
    return ColumnOutcome(column, verdict, check.null_score, check.null_status), failed


def _packed(arrays: Mapping[str, pa.Array]) -> bytes:
    batch = pa.RecordBatch.from_pydict(dict(arrays))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _unpacked(content: bytes) -> pa.Table:
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all()
