"""What the user holds after a check on Ray: datasets over what was said of distinct values, or of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from functools import partial as bound
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import ray

from tabbert._outcome import ColumnOutcome
from tabbert.core.check import Scope, State
from tabbert.distributed._job import Job
from tabbert.distributed._ray_lookup import errors_of, findings_of, rows_of
from tabbert.result import FittedState, check_threshold

__all__ = ["FAILED", "ID", "RayResult"]

ID, FAILED = "_id", "_failed"  # of each row: its id, and 1 where the check failed
NAN = float("nan")


@dataclass(frozen=True, eq=False)
class RayResult:
    """The verdicts of one check on a Ray dataset; ``rows``, ``findings``, ``columns`` and ``errors`` are datasets.

    Every score lies in [0, 1], 1.0 is good, NaN is not assessed; below ``threshold`` is a finding. Verdicts of distinct
    values are in Ray's object store; the datasets look them up when they are used.

    Attributes:
        data: the dataset (value scope), or what was said of its rows.
        lookup: reference to what was said of distinct values; None for rows.
        outcomes: the same by column, here.
        threshold: scores below it are findings.
        notes: what was not checked, and why, in sentences.
        stats: "judged" (distinct values, or rows), "failed" (where the check's code failed), "seconds".
    """

    job: Job = field(repr=False)
    data: Any = field(repr=False)
    lookup: Any = field(repr=False)
    outcomes: Sequence[ColumnOutcome] = field(repr=False)
    fitted: State = field(repr=False)
    threshold: float
    notes: Sequence[str] = ()
    stats: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> FittedState:
        """What was learnt; save it and apply it to other tables, here or elsewhere."""
        return FittedState(self.fitted)

    @property
    def rows(self) -> Any:
        """One row per input row: the id, ``score`` and ``n_findings`` (value scope), or what the check says of it."""
        if self._by_value:
            return self._looked_up(rows_of, threshold=self.threshold)
        said = [name for name in self.data.columns() if name not in (ID, "evidence", "error", FAILED)]
        return self._rows(bound(_chosen, names=[ID, *said]))

    @property
    def findings(self) -> Any:
        """One row per finding: the id, ``column``, ``status``, ``score``, ``evidence``, ``value`` (as text)."""
        if self._by_value:
            return self._looked_up(findings_of, threshold=self.threshold, private=self.job.check.private)
        return self._rows(bound(_found, threshold=self.threshold))

    @property
    def errors(self) -> Any:
        """One row per cell or row at which the check's own code failed: the id, ``column``, ``error`` (its type)."""
        return self._looked_up(errors_of) if self._by_value else self._rows(_failed)

    @cached_property
    def columns(self) -> Any:
        """One row per column: kind, whether it was assessed, rows, distinct values, null rate, score, findings.

        Value scope also has the number of cells of each status.
        """
        check, found = self.job.check, {outcome.name: outcome for outcome in self.outcomes}
        records = []
        for name, kind in self.job.kinds.items():
            own = found.get(name)
            record: dict[str, Any] = {"column": name, "kind": str(kind), "assessed": own is not None}
            if own is not None:
                column, below = own.column, own.found(self.threshold)
                record |= {
                    "n_rows": column.n_rows,
                    "n_distinct": len(column.counts),
                    "null_rate": column.n_null / column.n_rows if column.n_rows else 0.0,
                    check.column_score: own.score,
                    "n_findings": int(np.append(column.counts, column.n_null)[below].sum()),
                    **{word: own.status_counts().get(word, 0) for word in check.statuses},
                }
            records.append(record)
        fields = [("column", pa.string()), ("kind", pa.string()), ("assessed", pa.bool_())]
        if found:
            fields += [("n_rows", pa.int64()), ("n_distinct", pa.int64()), ("null_rate", pa.float64())]
            fields += [(check.column_score, pa.float64()), ("n_findings", pa.int64())]
            fields += [(word, pa.int64()) for word in check.statuses]
        return ray.data.from_arrow(pa.Table.from_pylist(records, pa.schema(fields)))

    @property
    def score(self) -> float:
        """Score of the table: the mean over its assessed rows; NaN if nothing was assessed. Runs the look-up."""
        total, number = 0.0, 0
        for batch in self.rows.iter_batches(batch_format="pyarrow"):
            score = batch["score"].to_numpy()
            seen = score[~np.isnan(score)]
            total, number = total + float(seen.sum()), number + len(seen)
        return total / number if number else NAN

    def rethreshold(self, threshold: float) -> "RayResult":
        """Return the same verdicts under another threshold; nothing is judged again."""
        return replace(self, threshold=check_threshold(threshold))

    @property
    def _by_value(self) -> bool:
        return self.job.check.scope is Scope.VALUE

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
