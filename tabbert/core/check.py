"""The three kinds of checks: subclass `ValueCheck`, `RowCheck` or `TableCheck` to write your own.

Every check has two phases, fit and apply, and the fit is mergeable, so that it works on slices and partitions too:

    summarise(batch) -> partial    merge(partials) -> partial    finish(partial) -> state
    apply(batch, state) -> verdicts

``apply`` is pure: the same batch and state give the same verdicts, wherever and in whatever order batches are applied.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tabbert.core.section import Section
from tabbert.core.table import Column, Kind, Profile, Table
from tabbert.core.verdict import Verdict
from tabbert.errors import InvalidParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["API_VERSION", "OPTIONS", "Check", "NoParams", "RowCheck", "Scope", "State", "TableCheck", "ValueCheck"]

API_VERSION = 1
"""Of these contracts and of the hooks. A plugin states it as ``__tabbert_api__ = 1``; another one is not loaded."""
OPTIONS = frozenset(
    {"columns", "threshold", "weights", "state", "encoder", "device", "threads", "sample", "progress", "cache"}
)
"""What every check can be told besides its own parameters, whose names they are therefore not."""


class Scope(StrEnum):
    """What ``apply`` sees of the data, and so how often it runs."""

    VALUE = "value"  # once per distinct value of a column
    ROW = "row"  # once per distinct row text
    TABLE = "table"  # the fit does the global work; apply assigns, per batch


@dataclass(frozen=True)
class NoParams:
    """The parameters of a check that has none."""


@dataclass(frozen=True, slots=True)
class State:
    """What a check learnt from a table: small, without cell values, and applicable to other tables.

    Attributes:
        check: registered name of the check that fitted it.
        version: version of that check.
        params: the check's parameters by name.
        encoder: fingerprint of the encoder whose vectors it holds; empty if none was needed.
        columns: the fitted profile of every column by name (value scope).
        kinds: the kind of each of these columns.
        table: what was fitted over all columns together (row and table scope), or what a user declared, hashed.
    """

    check: str
    version: str
    params: Mapping[str, Any] = field(default_factory=dict)
    encoder: str = ""
    columns: Mapping[str, Profile] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    table: Profile = field(default_factory=dict)


class Check:
    """One check: what it is called, what it needs, and the four functions of fit and apply.

    Attributes:
        name: registered name, a Python identifier; also the namespace method ``check_<name>``.
        summary: one sentence for lists, help and reports.
        version: part of every state; change it when verdicts change.
        api_version: version of these contracts that the check was written for.
        scope: what ``apply`` sees.
        needs: which artefacts it uses, among "texts", "vectors" and "row_vectors".
        kinds: the kinds of columns that it assesses; others are recorded as not assessed.
        threshold: scores below it are findings, unless the user says otherwise.
        statuses: every word that its verdicts may use, with its meaning.
        output: names and Arrow type names of the extra arrays of its verdicts.
        Params: frozen dataclass of its parameters: typed, with defaults.
        verb: the namespace method if not ``check_<name>``.
        column_score: what a column's score is called in results.
        probable: whether a score is a probability, so that columns have an interval.
        amends: parameters that may be given beside a saved state; any other must be as it was when it was fitted.
        prose: whether a profile, in which nobody names columns, gives it columns of sentences only, if there are any.
        private: whether the values it finds are never shown, whatever a reader of a report asks for.
        result: the class of its results as "module:Class", a subclass of `CheckResult`; empty for that one itself.
    """

    name: ClassVar[str]
    summary: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    api_version: ClassVar[int] = API_VERSION
    scope: ClassVar[Scope]
    needs: ClassVar[frozenset[str]] = frozenset()
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    threshold: ClassVar[float] = 0.5
    statuses: ClassVar[Mapping[str, str]] = {}
    output: ClassVar[Mapping[str, str]] = {}
    Params: ClassVar[type] = NoParams
    verb: ClassVar[str | None] = None
    column_score: ClassVar[str] = "score"
    probable: ClassVar[bool] = False
    amends: ClassVar[frozenset[str]] = frozenset()
    prose: ClassVar[bool] = False
    private: ClassVar[bool] = False
    result: ClassVar[str] = ""

    def __init__(self, params: Any = None) -> None:
        self.params = self.Params() if params is None else params

    @property
    def named_columns(self) -> Collection[str]:
        """Columns that the parameters speak of; one that the table does not have is an error at once."""
        return ()

    def summarise(self, batch: Table) -> Any:
        """Reduce one batch to a partial that can be merged; by default its distinct values and counts."""
        return batch.summary()

    def merge(self, partials: Sequence[Any]) -> Any:
        """Combine partials, in any order and grouping, into one; there is at least one."""
        first, *rest = partials
        return first.merge(rest) if rest else first

    def finish(self, partial: Any) -> State:
        """Turn the merged partial into the state that ``apply`` needs; by default an empty one."""
        return self._state()

    def adopt(self, state: State, table: Table) -> State:
        """Return a saved state with what the parameters in ``amends`` add to it; ``apply`` reads the state only."""
        return state

    def corrected(self, corrections: Mapping[str, Mapping[Any, str]], table: Table) -> Self:
        """Return the same check, told what its verdict on some values of a table should be: status by value by column.

        A check that can be corrected has a parameter ``corrections`` and names it in ``amends``.
        """
        raise InvalidParameterError("check", "one that can be corrected", self.name)

    def save_corrections(self, path: Path) -> Path:
        """Write what a user told the check of the table to a file that its parameter ``corrections`` takes."""
        raise InvalidParameterError("check", "one that can be corrected", self.name)

    def apply(self, batch: Table, state: State) -> Any:
        """Judge one batch; see the subclasses for what is returned."""
        raise NotImplementedError(f"{type(self).__name__} must define apply()")

    def section(self, table: Table, verdicts: Any, threshold: float) -> Section | None:
        """Say in every report what scores and findings cannot; nothing by default.

        Args:
            table: the columns that were assessed; it has no encoder.
            verdicts: `Verdict` by column name (value scope), or the verdict of the rows.
            threshold: scores below it are findings.
        """
        return None

    def _state(self, *, columns: Mapping[str, Profile] | None = None, table: Profile | None = None) -> State:
        params = {name: getattr(self.params, name) for name in getattr(self.params, "__dataclass_fields__", ())}
        return State(self.name, self.version, params, columns=columns or {}, table=table or {})


class ValueCheck(Check):
    """A check of single values in the context of their column: write ``score``, and ``fit`` if the column matters.

    Example:
        >>> from tabbert import ValueCheck
        >>> class Shouting(ValueCheck):
        ...     name = "shouting"
        ...     summary = "Finds text written in capitals only."
        ...     def score(self, values, column):
        ...         return [0.0 if value.isupper() else 1.0 for value in values]
    """

    scope = Scope.VALUE

    null_score: ClassVar[float] = float("nan")
    """Score of a null: NaN (not assessed) unless nulls are what the check is about."""
    null_status: ClassVar[str] = "not assessed"

    def fit(self, column: Column) -> Profile:
        """Learn what the whole column looks like, from its distinct values and counts; kept in the state."""
        return {}

    def score(self, values: Sequence[Any], column: Column) -> "Verdict | ArrayLike":
        """Judge distinct non-null values of one column.

        Args:
            values: (m,) Python objects of the column's type.
            column: the column they stand in, with ``profile`` from ``fit``.

        Returns:
            A verdict of m entries, or only its scores, float (m,).
        """
        raise NotImplementedError(f"{type(self).__name__} must define score()")

    def finish(self, partial: Any) -> State:
        """Fit every column of the merged table by itself."""
        kinds = {column.name: str(column.kind) for column in partial.columns}
        return replace(self._state(columns=self.fit_all(partial.columns)), kinds=kinds)

    def fit_all(self, columns: Sequence[Column]) -> dict[str, Profile]:
        """Fit several columns; override it to share work between them."""
        return {column.name: self.fit(column) for column in columns}

    def apply(self, batch: Table, state: State) -> "Mapping[str, Verdict | ArrayLike]":
        """Return a verdict over the distinct values of every column, by column name."""
        profiles = self.profiles(batch, state)
        return {
            column.name: self.score(column.values, column.with_profile(profiles[column.name]))
            for column in batch.columns
        }

    def profiles(self, batch: Table, state: State) -> Mapping[str, Profile]:
        """Return the profile of every column of the batch; one that the state does not know is fitted on the batch."""
        unknown = [column for column in batch.columns if column.name not in state.columns]
        return {**state.columns, **self.fit_all(unknown)} if unknown else state.columns


class RowCheck(Check):
    """A check of single rows: write ``apply``, which returns one verdict with an entry per row."""

    scope = Scope.ROW
    needs = frozenset({"row_vectors"})

    def apply(self, batch: Table, state: State) -> "Verdict | ArrayLike":
        """Judge the rows of one batch; return a verdict of n entries, or only its scores, float (n,)."""
        raise NotImplementedError(f"{type(self).__name__} must define apply()")


class TableCheck(RowCheck):
    """A check that looks at all rows together while fitting, and assigns row by row when applied."""

    scope = Scope.TABLE
