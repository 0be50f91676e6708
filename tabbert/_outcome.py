"""What a run leaves behind: the verdict per distinct value (or per row), from which every view is derived."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms import aggregate
from tabbert.algorithms.interval import mean_interval
from tabbert.core.verdict import Verdict
from tabbert.tables import ArrowColumn

__all__ = ["ColumnOutcome", "Finding", "Outcome"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One distinct value (or null) of a column that is below the threshold, with how often it occurs."""

    column: str
    status: str
    score: float
    evidence: str
    value: object
    count: int


@dataclass(frozen=True, eq=False)
class ColumnOutcome:
    """One column with its verdict; a column that was not assessed has none.

    Attributes:
        column: values, counts and codes.
        verdict: one entry per distinct value, or None.
        null_score: what a null scores.
        null_status: what a null is called.
        reason: why the column was not assessed; empty if it was.
    """

    column: ArrowColumn
    verdict: Verdict | None
    null_score: float
    null_status: str
    reason: str = ""

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def cells(self) -> NDArray[np.float64]:
        """Score of every row's cell, float64 (n,)."""
        if self.verdict is None:
            return np.full(self.column.n_rows, np.nan)
        return aggregate.broadcast(self.verdict.score, self.column.codes, self.null_score)

    @cached_property
    def score(self) -> float:
        """Mean over the assessed cells, NaN if there is none."""
        if self.verdict is None:
            return float("nan")
        return aggregate.column_score(self.verdict.score, self.column.counts, self.column.n_null, self.null_score)

    @cached_property
    def interval(self) -> tuple[float, float]:
        """Ends of the score's 95% interval, scores being probabilities that equal cells share; NaN if there is none."""
        if self.verdict is None:
            return float("nan"), float("nan")
        score = np.append(self.verdict.score, self.null_score)
        seen = ~np.isnan(score)
        return mean_interval(score[seen], np.append(self.column.counts, self.column.n_null)[seen])

    def found(self, threshold: float) -> NDArray[np.bool_]:
        """Return which distinct values are findings, bool (m + 1,); the last entry stands for null."""
        if self.verdict is None:
            return np.zeros(len(self.column.counts) + 1, np.bool_)
        return np.append(self.verdict.score, self.null_score) < threshold  # NaN compares as false

    def status_counts(self) -> Mapping[str, int]:
        """Return how many cells have each status."""
        if self.verdict is None:
            return {}
        counts: dict[str, int] = {self.null_status: self.column.n_null} if self.column.n_null else {}
        for status, count in zip(self.verdict.status, self.column.counts.tolist(), strict=True):
            counts[status] = counts.get(status, 0) + count
        return counts

    def findings(self, threshold: float) -> Iterator[Finding]:
        """Yield every distinct value below the threshold, the most frequent first, ties by score and then by text."""
        if self.verdict is None:
            return
        found, verdict, column = self.found(threshold), self.verdict, self.column
        places = np.flatnonzero(found[:-1])
        rows = [
            Finding(self.name, verdict.status[i], float(verdict.score[i]), verdict.evidence[i], column.values[i], count)
            for i, count in zip(places.tolist(), column.counts[places].tolist(), strict=True)
        ]
        if found[-1] and column.n_null:
            rows.append(Finding(self.name, self.null_status, self.null_score, "null", None, column.n_null))
        yield from sorted(rows, key=lambda finding: (-finding.count, finding.score, str(finding.value)))


@dataclass(frozen=True, eq=False)
class Outcome:
    """The verdicts of one check over one table.

    Attributes:
        n_rows: rows of the table.
        columns: one entry per column that was asked for, assessed or not.
        rows: verdict per row (row and table scope), or None (value scope: rows are means of their cells).
    """

    n_rows: int
    columns: Sequence[ColumnOutcome]
    rows: Verdict | None = None

    def parts(self, size: int) -> Iterator["Outcome"]:
        """Cut the rows into slices of this size; what stands for the distinct values is shared."""
        for start in range(0, max(self.n_rows, 1), size):
            rows = slice(start, min(start + size, self.n_rows))
            n_rows = rows.stop - start
            columns = [
                replace(outcome, column=replace(outcome.column, codes=outcome.column.codes[rows], n_rows=n_rows))
                for outcome in self.columns
            ]
            yield Outcome(n_rows, columns, self.rows.part(rows) if self.rows is not None else None)

    @property
    def assessed(self) -> list[ColumnOutcome]:
        """The columns that have verdicts."""
        return [column for column in self.columns if column.verdict is not None]

    def row_scores(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the score of every row, float64 (n,), NaN where nothing was assessed."""
        if self.rows is not None:
            return self.rows.score
        cells = ((column.cells, weights.get(column.name, 1.0)) for column in self.assessed)
        return aggregate.row_scores(cells, self.n_rows)

    def bad_rows(self, threshold: float) -> NDArray[np.bool_]:
        """Return which rows have a finding, bool (n,)."""
        if self.rows is not None:
            return self.rows.score < threshold
        bad = np.zeros(self.n_rows, np.bool_)
        for column in self.assessed:
            bad |= column.found(threshold)[column.column.codes]
        return bad
