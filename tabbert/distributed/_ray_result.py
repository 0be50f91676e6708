"""What the user holds after a check on Ray: datasets over what was said of distinct values, or of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial as bound
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import ray

from tabbert._outcome import ColumnOutcome
from tabbert.distributed._ray_lookup import errors_of, findings_of, rows_of
from tabbert.distributed._result import EngineResult, Tally

__all__ = ["FAILED", "ID", "RayResult"]

ID, FAILED = "_id", "_failed"  # of each row: its id, and 1 where the check failed


@dataclass(frozen=True, eq=False, kw_only=True)
class RayResult(EngineResult):
    """The verdicts of one check on a Ray dataset; ``rows``, ``findings``, ``columns`` and ``errors`` are datasets.

    Verdicts of distinct values are in Ray's object store; the datasets look them up when they are used. See
    `EngineResult` for what every engine's result has.

    Attributes:
        data: the dataset (value scope), or what was said of its rows.
        lookup: reference to what was said of distinct values; None for rows.
        outcomes: the same by column, here.
    """

    data: Any = field(repr=False)
    lookup: Any = field(default=None, repr=False)
    outcomes: Sequence[ColumnOutcome] = field(default=(), repr=False)

    @property
    def rows(self) -> Any:
        if self._by_value:
            return self._looked_up(rows_of, threshold=self.threshold)
        said = [name for name in self.data.columns() if name not in (ID, "evidence", "error", FAILED)]
        return self._rows(bound(_chosen, names=[ID, *said]))

    @property
    def findings(self) -> Any:
        if self._by_value:
            return self._looked_up(findings_of, threshold=self.threshold, private=self.job.check.private)
        return self._rows(bound(_found, threshold=self.threshold))

    @property
    def errors(self) -> Any:
        return self._looked_up(errors_of) if self._by_value else self._rows(_failed)

    @property
    def score(self) -> float:
        total, number = 0.0, 0
        for batch in self.rows.iter_batches(batch_format="pyarrow"):
            score = batch["score"].to_numpy()
            seen = score[~np.isnan(score)]
            total, number = total + float(seen.sum()), number + len(seen)
        return total / number if number else float("nan")

    def _tallies(self) -> dict[str, Tally]:
        statuses, found = self.job.check.statuses, {}
        for own in self.outcomes:
            n_findings = np.append(own.column.counts, own.column.n_null)[own.found(self.threshold)].sum()
            counts = own.status_counts()
            found[own.name] = Tally(
                len(own.column.counts), own.column.n_null, own.score, int(n_findings),
                {word: counts.get(word, 0) for word in statuses},
            )  # fmt: skip
        return found

    def _small_frame(self, table: pa.Table) -> Any:
        return ray.data.from_arrow(table)

    def _looked_up(self, view: Any, **options: Any) -> Any:
        names = [outcome.name for outcome in self.outcomes]
        data = self.data.select_columns(list(dict.fromkeys([self.job.id, *names])))
        return data.map_batches(bound(view, id=self.job.id, lookup=self.lookup, **options), batch_format="pyarrow")

    def _rows(self, view: Any) -> Any:
        return self.data.map_batches(bound(_named, view=view, id=self.job.id), batch_format="pyarrow")


def _named(batch: pa.Table, view: Any, id: str) -> pa.Table:
    """Give the id its own name again."""
    table = view(batch)
    return table.rename_columns([id if name == ID else name for name in table.column_names])


def _chosen(batch: pa.Table, names: Sequence[str]) -> pa.Table:
    return batch.select(names)


def _found(batch: pa.Table, threshold: float) -> pa.Table:
    bad = batch.filter(pc.less(batch["score"], threshold))  # NaN is not less
    nothing = pa.nulls(bad.num_rows, pa.string())
    return pa.table(
        {
            ID: bad[ID],
            "column": nothing,
            **{name: bad[name] for name in ("status", "score", "evidence")},
            "value": nothing,
        }
    )


def _failed(batch: pa.Table) -> pa.Table:
    bad = batch.filter(pc.is_valid(batch["error"]))
    return pa.table({ID: bad[ID], "column": pa.nulls(bad.num_rows, pa.string()), "error": bad["error"]})
