"""What the user holds after a check on an engine: what is the same on every one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple, Self

import pyarrow as pa

from tabbert.core.check import Scope, State
from tabbert.distributed._job import Job
from tabbert.result import FittedState, check_threshold

__all__ = ["EngineResult", "Tally"]


class Tally(NamedTuple):
    """What became of one column: distinct values, nulls, mean score over its rows, findings, rows of each status."""

    n_distinct: int
    n_null: int
    score: float
    n_findings: int
    statuses: Mapping[str, int]


@dataclass(frozen=True, eq=False, kw_only=True)
class EngineResult(ABC):
    """The verdicts of one check, as frames of the engine that are computed when they are used.

    Every score lies in [0, 1], 1.0 is good, NaN is not assessed; below ``threshold`` is a finding.

    Attributes:
        threshold: scores below it are findings.
        n_rows: rows of the data.
        notes: what was not checked, and why, in sentences.
        stats: "judged" (distinct values, or rows), "failed" (where the check's code failed), "seconds".
    """

    job: Job = field(repr=False)
    fitted: State = field(repr=False)
    threshold: float
    n_rows: int
    notes: Sequence[str] = ()
    stats: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> FittedState:
        """What was learnt; save it and apply it to other tables, here or elsewhere."""
        return FittedState(self.fitted)

    @property
    @abstractmethod
    def rows(self) -> Any:
        """One row per input row: the id, ``score`` and ``n_findings`` (value scope), or what the check says of it."""

    @property
    @abstractmethod
    def findings(self) -> Any:
        """One row per finding: the id, ``column``, ``status``, ``score``, ``evidence``, ``value`` (as text)."""

    @property
    @abstractmethod
    def errors(self) -> Any:
        """One row per cell or row at which the check's own code failed: the id, ``column``, ``error`` (its type)."""

    @property
    @abstractmethod
    def score(self) -> float:
        """Score of the table: the mean over its assessed rows; NaN if nothing was assessed. Looks at every row."""

    @cached_property
    def columns(self) -> Any:
        """One row per column: kind, whether it was assessed, rows, distinct values, null rate, score, findings.

        Value scope also has the number of cells of each status. What is not assessed has nulls.
        """
        check, found = self.job.check, self._tallies() if self._by_value else {}
        records = []
        for name, kind in self.job.kinds.items():
            record: dict[str, Any] = {"column": name, "kind": str(kind), "assessed": False, "n_rows": self.n_rows}
            if own := found.get(name):
                null_rate = own.n_null / max(self.n_rows, 1)
                record |= {"assessed": True, "n_distinct": own.n_distinct, "null_rate": null_rate}
                record |= {check.column_score: own.score, "n_findings": own.n_findings, **own.statuses}
            records.append(record)
        fields = [("column", pa.string()), ("kind", pa.string()), ("assessed", pa.bool_()), ("n_rows", pa.int64())]
        fields += [("n_distinct", pa.int64()), ("null_rate", pa.float64()), (check.column_score, pa.float64())]
        fields += [(name, pa.int64()) for name in ("n_findings", *check.statuses)]
        return self._small_frame(pa.Table.from_pylist(records, pa.schema(fields)))

    def rethreshold(self, threshold: float) -> Self:
        """Return the same verdicts under another threshold; nothing is judged again."""
        return replace(self, threshold=check_threshold(threshold))

    @property
    def _by_value(self) -> bool:
        return self.job.check.scope is Scope.VALUE

    @abstractmethod
    def _tallies(self) -> Mapping[str, Tally]:
        """Return what became of each assessed column (value scope)."""

    @abstractmethod
    def _small_frame(self, table: pa.Table) -> Any:
        """Return a table of a few rows as a frame of the engine."""
