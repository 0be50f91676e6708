"""What the user holds after a check: a `CheckResult` with views (frames in the user's library) and verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tabbert import _code, summary
from tabbert._numbers import real
from tabbert._outcome import Outcome
from tabbert._renderable import Renderable, Values
from tabbert.algorithms import aggregate
from tabbert.config import Options
from tabbert.core.check import Check
from tabbert.core.check import State as CheckState
from tabbert.errors import GateFailedError, InvalidParameterError, NotAssessedError
from tabbert.frames import SLICE_ROWS, Frame
from tabbert.store import states
from tabbert.tables import ArrowTable

__all__ = ["CheckResult", "FittedState"]


@dataclass(frozen=True, slots=True)
class FittedState:
    """What a check learnt from a table; small, without cell values, applicable to other tables."""

    content: CheckState

    def save(self, path: str | Path) -> Path:
        """Write the state to a file (a hashed archive of plain arrays and JSON, no pickle) and return its path."""
        return states.save(self.content, Path(path))


@dataclass(frozen=True, eq=False, repr=False)
class CheckResult(Renderable):
    """The verdicts of one check on one table; immutable, and cheap to look at from many sides.

    Every score lies in [0, 1], 1.0 is good, NaN is not assessed; below ``threshold`` is a finding.

    Attributes:
        check: the check with its parameters.
        threshold: scores below it are findings.
        weights: weight of each column in the rows' scores; 1.0 where not named.
        notes: what was not checked, and why, in sentences.
        stats: what the run cost: distinct texts encoded and reused, seconds.
        again: judges the table again by the same fit and remembered vectors; see `correct`.
    """

    check: Check
    frame: Frame
    positions: Sequence[int]
    outcome: Outcome
    fitted: CheckState
    threshold: float
    weights: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()
    stats: Mapping[str, Any] = field(default_factory=dict)
    row_numbers: Any = None
    again: "Callable[[CheckResult, Check], CheckResult] | None" = None

    @property
    def options(self) -> Options:
        """How the run was carried out, for results that run something again."""
        found = getattr(self.again, "options", None)
        return found if isinstance(found, Options) else Options()

    @cached_property
    def score(self) -> float:
        """Score of the table: the mean over its assessed rows; NaN if nothing was assessed."""
        return aggregate.table_score(self.outcome.row_scores(self.weights))

    @cached_property
    def n_findings(self) -> int:
        """Number of cells (value scope) or rows below the threshold."""
        if self.outcome.rows is not None:
            return int(self.outcome.bad_rows(self.threshold).sum())
        return sum(finding.count for column in self.outcome.assessed for finding in column.findings(self.threshold))

    @property
    def state(self) -> FittedState:
        """What was learnt from this table; save it and apply it to next month's."""
        return FittedState(self.fitted)

    @property
    def rows(self) -> Any:
        """One row per input row: ``score`` and the check's own columns."""
        return self._per_row(self._row_columns)

    def _per_row(self, view: Callable[[Outcome], dict[str, Any]]) -> Any:
        """Make a frame with a row per input row; of a LazyFrame one slice at a time, through a file."""
        if self.frame.is_lazy:
            return self.frame.build_lazily(map(view, self.outcome.parts(SLICE_ROWS)))
        return self.frame.build(view(self.outcome), rows=True)

    def _row_columns(self, outcome: Outcome) -> dict[str, Any]:
        columns: dict[str, Any] = {"score": outcome.row_scores(self.weights)}
        if outcome.rows is not None:
            return columns | {"status": outcome.rows.status, **outcome.rows.extra}
        number = np.zeros(outcome.n_rows, np.int32)
        for column in outcome.assessed:
            number += column.found(self.threshold)[column.column.codes]
        return columns | {"n_findings": number}

    @property
    def columns(self) -> Any:
        """One row per column: kind, null rate, score, findings, cells by status, and the most frequent findings.

        Where scores are probabilities, the column's score has the ends of its 95% interval beside it (``..._low``,
        ``..._high``): what the share of good cells may be if every probability is right. Equal values share one fate.
        """
        rows = summary.columns(self)
        statuses = list(self.check.statuses)
        names = [
            "column",
            "kind",
            "assessed",
            "n_rows",
            "n_distinct",
            "null_rate",
            self.check.column_score,
            "n_findings",
        ]
        data: dict[str, Any] = {}
        for name in names:
            data[name] = [row["score" if name == self.check.column_score else name] for row in rows]
            if name == self.check.column_score and self.check.probable:
                data |= {f"{name}_{end}": [row["interval"][i] for row in rows] for i, end in enumerate(("low", "high"))}
        data |= {status: [row["statuses"].get(status, 0) for row in rows] for status in statuses}
        data["worst"] = np.array([summary.named(self, row["worst"]) for row in rows], object)
        return self.frame.build(data)

    @property
    def worst(self) -> Any:
        """One row per distinct finding, the most frequent first.

        ``column``, ``value``, ``status``, ``score``, ``count``, ``share`` (of the rows) and ``evidence``.
        """
        return self.frame.build(summary.worst(self))

    @property
    def cells(self) -> Any:
        """Score of every assessed cell, in the shape and with the labels of the assessed columns (value scope)."""
        places = [place for place, column in enumerate(self.outcome.columns) if column.verdict is not None]
        cells = self._per_row(lambda outcome: {column.name: column.cells for column in outcome.assessed})
        return self.frame.relabel(cells, [self.positions[place] for place in places])

    @property
    def findings(self) -> Any:
        """One row per finding: ``row`` (from 0), ``column``, ``status``, ``score``, ``evidence``, ``value``.

        Of a LazyFrame, a LazyFrame: there may be more findings than fit in memory.
        """
        if self.frame.is_lazy:
            return self.frame.build_lazily(summary.finding_parts(self, SLICE_ROWS))
        return self.frame.build(summary.findings(self))

    def annotate(self, prefix: str | None = None) -> Any:
        """Return the user's frame with this result's row columns beside it.

        Args:
            prefix: put before their names; by default the check's name and an underscore.
        """
        prefix = f"{self.check.name}_" if prefix is None else prefix

        def named(outcome: Outcome) -> dict[str, Any]:
            return {f"{prefix}{name}": values for name, values in self._row_columns(outcome).items()}

        return self.frame.beside(self._per_row(named), list(named(next(self.outcome.parts(1)))), prefix)

    def split(self) -> tuple[Any, Any]:
        """Return (good, bad): the rows without and with a finding, in the user's library and order."""
        bad = self.outcome.bad_rows(self.threshold)
        return self.frame.filter(~bad), self.frame.filter(bad)

    def rethreshold(self, threshold: float) -> "CheckResult":
        """Return the same verdicts under another threshold; nothing is encoded or scored again."""
        return replace(self, threshold=check_threshold(threshold))

    def correct(self, corrections: Mapping[str, Mapping[Any, str]]) -> "CheckResult":
        """Return the result as it is once you have said what the verdict on a few values should be.

        Values that are corrected get what you say, and values like them follow, by as much as the encoder finds them
        alike. The fit stays as it is and vectors are remembered: nothing is encoded again. Corrections of corrections
        add up; of one value, the last counts.

        Args:
            corrections: status by value by column: ``{"remark": {"see file": "complete", "n.v.t.": "placeholder"}}``;
                a status is one of the check's, or True (complete) or False (missing). At most 20 in all.

        Raises:
            UnknownColumnError: The table has no such column.
            DeclarationError: More than 20, a value that the column does not hold, an unknown status, or the opposite
                of what `missing_codes` or `allow` say.
        """
        if self.again is None:
            raise InvalidParameterError("result", "one that a check returned", "another")
        table = ArrowTable([outcome.column for outcome in self.outcome.columns], self.outcome.n_rows)
        return self.again(self, self.check.corrected(corrections, table))

    def save_corrections(self, path: str | Path) -> Path:
        """Write corrections, declared codes and words for columns as YAML, and return its path.

        ``check_completeness(df, corrections=path)`` takes it, and so does ``tabbert check --corrections``. It holds
        the values as you wrote them.
        """
        return self.check.save_corrections(Path(path))

    def to_code(
        self, library: Literal["polars", "pandas"] | None = None, *, statuses: Sequence[str] | str | None = None
    ) -> str:
        """Return code to paste that turns the findings into nulls; it holds the values that were found.

        Args:
            library: whose code; by default that of the checked frame (Polars for a PyArrow table). The frame is called
                ``df`` in it.
            statuses: of which statuses; by default of all.

        Raises:
            InvalidParameterError: Another library, an unknown status, a check of rows, or one that never shows values.
        """
        statuses = (statuses,) if isinstance(statuses, str) else statuses
        library = library or ("pandas" if self.frame.is_pandas else "polars")
        if library not in _code.LIBRARIES:
            raise InvalidParameterError("library", f"one of {sorted(_code.LIBRARIES)}", library)
        if unknown := [word for word in statuses or () if word not in self.check.statuses]:
            raise InvalidParameterError("statuses", f"some of {list(self.check.statuses)}", unknown[0])
        if self.outcome.rows is not None:
            raise InvalidParameterError("check", "one that judges values", self.check.name)
        if self.check.private:
            raise InvalidParameterError("check", "one that may show the values it finds", self.check.name)
        found = []
        for outcome, place in zip(self.outcome.columns, self.positions, strict=True):
            label = self.frame.labels[place]
            alone = type(label) in (str, int) and self.frame.labels.count(label) == 1
            stored = self.frame.stored(place) if library == self.frame.library else ""
            where = {"label": label if alone else None, "place": place, "stored": stored}
            found.append(_code.found(outcome, self.threshold, statuses, **where))
        return _code.LIBRARIES[library]([column for column in found if column is not None])

    def assert_passed(self, min_score: float = 1.0) -> None:
        """Raise GateFailedError if the table's score is below ``min_score``, NotAssessedError if there is no score."""
        if np.isnan(self.score):
            raise NotAssessedError(self.check.name, self.notes)
        if self.score < check_threshold(min_score, "min_score"):
            ranked = sorted(self.outcome.assessed, key=lambda column: (np.isnan(column.score), column.score))
            worst = [f"{column.name!r} {column.score:.3f}" for column in ranked[:3]]
            raise GateFailedError(self.check.name, self.score, min_score, worst)

    def to_dict(self, *, values: Values = "mask") -> dict[str, Any]:
        """Return the summary that every report format is made from: plain dicts, lists, strings and numbers.

        Args:
            values: "show" cell values, "mask" them (kind and length only), or "hide" them.
        """
        return summary.summarise(self, values=values)


def check_threshold(threshold: float, name: str = "threshold") -> float:
    """Return the number if it lies in [0, 1], or raise InvalidParameterError."""
    number = real(threshold)
    if number is None or not 0 <= number <= 1:
        raise InvalidParameterError(name, "a number from 0 to 1", threshold)
    return number
