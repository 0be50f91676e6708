"""What the user holds after a check on Spark: lazy Spark frames over verdicts that Spark keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import add
from typing import Any

import pyarrow as pa
from pyspark.sql import functions as fn

from tabbert.core.check import ValueCheck
from tabbert.distributed import _spark_types as types
from tabbert.distributed._job import Job
from tabbert.distributed._result import EngineResult, Tally

__all__ = ["SparkResult", "Verdicts", "united"]

NAN = float("nan")


def united(frames: Sequence[Any]) -> list[Any]:
    """Collect the rows of several small frames in one job."""
    return reduce(lambda one, other: one.union(other), frames).collect() if frames else []


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What was said, and of what.

    Attributes:
        data: the user's frame.
        base: id and assessed columns as `_spark_types.plain` gives them; None where verdicts bear the id.
        frames: verdicts, kept by Spark: of distinct values by type, or of rows under "".
    """

    job: Job
    data: Any
    base: Any
    frames: Mapping[str, Any]

    @cached_property
    def cells(self) -> Any:
        """Value scope: ``id`` and for each assessed column its value ``c0`` and a struct ``v0`` of what was said."""
        joined, check = self.base, self.job.check
        assert isinstance(check, ValueCheck)
        null = fn.struct(
            fn.lit(check.null_score).alias("score"), fn.lit(check.null_status).alias("status"),
            fn.lit("null").alias("evidence"), fn.lit(None).cast("string").alias("error"),
        )  # fmt: skip
        for place, name in enumerate(self.job.names):
            frame = self.frames[types.value_type(self.data, name)]
            said = fn.struct("score", "status", "evidence", "error").alias("said")
            own = frame.where((fn.col("column") == name) & fn.col("value").isNotNull())
            own = own.select(fn.col("value").alias(f"c{place}"), said)
            joined = joined.join(own, f"c{place}", "left")
            joined = joined.withColumn(f"v{place}", fn.coalesce("said", null)).drop("said")
        return joined

    @cached_property
    def rows(self) -> Any:
        """Row and table scope: ``id`` and what was said of the row."""
        frame = self.frames[""]
        if self.base is None:
            return frame
        keys = [f"c{place}" for place in range(len(self.job.names))]
        same = [self.base[key].eqNullSafe(frame[key]) for key in keys]
        said = [frame[name] for name in frame.columns if name not in keys]
        return self.base.join(frame, same, "left").select(self.base[types.ID], *said)


@dataclass(frozen=True, eq=False, kw_only=True)
class SparkResult(EngineResult):
    """The verdicts of one check on a Spark frame; ``rows``, ``findings``, ``columns`` and ``errors`` are Spark frames.

    Spark keeps the verdicts of distinct values until `unpersist`; the frames join them to the rows when they are used.
    See `EngineResult` for what every engine's result has.
    """

    verdicts: Verdicts = field(repr=False)

    @property
    def rows(self) -> Any:
        id = fn.col(types.ID).alias(self.job.id)
        if not self._by_value:
            said = [name for name in self.verdicts.rows.columns if name not in (types.ID, "evidence", "error")]
            return self.verdicts.rows.select(id, *said)
        scores = [(fn.col(f"v{place}.score"), self.job.weights.get(name, 1.0)) for place, name in self._places]
        zero = fn.lit(0.0)  # added up in the same order as everywhere, so that the last bit is the same
        total = reduce(add, (fn.when(fn.isnan(s), 0.0).otherwise(s) * fn.lit(w) for s, w in scores), zero)
        weight = reduce(add, (fn.when(fn.isnan(s), 0.0).otherwise(fn.lit(w)) for s, w in scores), zero)
        number = reduce(add, (self._below(s).cast("int") for s, _ in scores), fn.lit(0))
        score = fn.when(weight > 0, total / weight).otherwise(fn.lit(NAN))
        return self.verdicts.cells.select(id, score.alias("score"), number.alias("n_findings"))

    @property
    def findings(self) -> Any:
        return self._cells(lambda said: self._below(said["score"])).drop("error")

    @property
    def errors(self) -> Any:
        return self._cells(lambda said: said["error"].isNotNull()).select(
            fn.col(types.quoted(self.job.id)), "column", "error"
        )

    @property
    def score(self) -> float:
        mean = self.rows.agg(fn.avg(fn.when(~fn.isnan("score"), fn.col("score")))).first()[0]
        return NAN if mean is None else float(mean)

    def unpersist(self) -> None:
        """Let Spark forget the verdicts; the frames would have to judge again."""
        for frame in self.verdicts.frames.values():
            frame.unpersist()

    def _tallies(self) -> dict[str, Tally]:
        statuses, score, count = list(self.job.check.statuses), fn.col("score"), fn.col("count")
        sums = {
            "n_distinct": fn.count("value"),
            "n_null": fn.sum(fn.when(fn.col("value").isNull(), count).otherwise(0)),
            "total": fn.sum(fn.when(~fn.isnan(score), score * count)),
            "weight": fn.sum(fn.when(~fn.isnan(score), count)),
            "n_findings": fn.sum(fn.when(self._below(score), count).otherwise(0)),
            **{f"={word}": fn.sum(fn.when(fn.col("status") == word, count).otherwise(0)) for word in statuses},
        }
        totals = [total.alias(name) for name, total in sums.items()]
        rows = united([frame.groupBy("column").agg(*totals) for frame in self.verdicts.frames.values()])
        return {
            row["column"]: Tally(
                row["n_distinct"], row["n_null"], row["total"] / row["weight"] if row["weight"] else NAN,
                row["n_findings"], {word: row[f"={word}"] for word in statuses},
            )
            for row in rows
        }  # fmt: skip

    def _small_frame(self, table: pa.Table) -> Any:
        return self.verdicts.data.sparkSession.createDataFrame(table)

    @property
    def _places(self) -> list[tuple[int, str]]:
        return list(enumerate(self.job.names))

    def _below(self, score: Any) -> Any:
        return ~fn.isnan(score) & (score < fn.lit(self.threshold))

    def _cells(self, wanted: Any) -> Any:
        """Return the cells (or rows) that are wanted, one per row."""
        id = fn.col(types.ID).alias(self.job.id)
        if not self._by_value:
            frame = self.verdicts.rows
            none = fn.lit(None).cast("string")
            kept = [id, none.alias("column"), "status", "score", "evidence", none.alias("value"), "error"]
            return frame.where(wanted({name: frame[name] for name in frame.columns})).select(*kept)
        cells = [
            fn.struct(
                fn.lit(name).alias("column"), fn.col(f"v{place}.status").alias("status"),
                fn.col(f"v{place}.score").alias("score"), fn.col(f"v{place}.evidence").alias("evidence"),
                self._shown(fn.col(f"c{place}").cast("string")).alias("value"),
                fn.col(f"v{place}.error").alias("error"),
            )
            for place, name in self._places
        ]  # fmt: skip
        each = fn.explode(fn.filter(fn.array(*cells), wanted)).alias("cell")
        return self.verdicts.cells.select(id, each).select(types.quoted(self.job.id), "cell.*")

    def _shown(self, text: Any) -> Any:
        """Return a value as it is, unless the check never shows what it finds."""
        if not self.job.check.private:
            return text
        length = fn.length(text)
        masked = fn.when(length == 1, "[1 character]").otherwise(fn.format_string("[%d characters]", length))
        return fn.when(text.isNotNull(), masked)
