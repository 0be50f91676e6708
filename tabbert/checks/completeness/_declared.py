"""Declared values in a fitted state, as 64-bit hashes (see `_values`): they always win over the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._params import COMPLETE, Params
from tabbert.checks.completeness._values import any_hashes, code_hashes, value_hashes
from tabbert.core.check import State
from tabbert.core.table import Column, Kind, Profile, Table
from tabbert.core.verdict import Verdict
from tabbert.errors import DeclarationError, StateMismatchError, UnknownColumnError

__all__ = ["Declared", "Split", "adopted", "read", "with_corrections"]

_PLACE = "declared"  # in a state's table


@dataclass(frozen=True, eq=False)
class Declared:
    """What is declared of one column's values.

    Attributes:
        hash: uint64 (k,), ascending, see `_values`.
        status: (k,) words, `evidence` (k,).
    """

    hash: NDArray[np.uint64]
    status: Sequence[str]
    evidence: Sequence[str]

    @classmethod
    def of(cls, params: Params, column: str, kind: Kind) -> "Declared":
        """Hash what is said of a column of some kind."""
        said = {h: (status, why) for value, status, why in params.said_of(column) for h in code_hashes(value, kind)}
        return cls._sorted(said)

    @classmethod
    def from_profile(cls, profile: Profile | None) -> "Declared":
        """Read what a state holds of a column."""
        if profile is None:
            return cls._sorted({})
        return cls(np.asarray(profile["hash"], np.uint64), profile["status"], profile["evidence"])

    @classmethod
    def _sorted(cls, said: Mapping[int, tuple[str, str]]) -> "Declared":
        order = sorted(said)
        status, evidence = [said[h][0] for h in order], [said[h][1] for h in order]
        return cls(np.array(order, np.uint64), status, evidence)

    def to_profile(self) -> Profile:
        """Return plain arrays and lists, for a state."""
        return {"hash": self.hash, "status": list(self.status), "evidence": list(self.evidence)}

    def over(self, earlier: "Declared") -> "Declared":
        """Add what was declared earlier; where both speak of a value, this one wins."""
        said = {
            h: (status, why)
            for part in (earlier, self)
            for h, status, why in zip(part.hash.tolist(), part.status, part.evidence, strict=True)
        }
        return self._sorted(said)

    def found(self, column: Column) -> NDArray[np.intp]:
        """Return which declaration each distinct value falls under, (m,), -1 for none."""
        places = np.full(len(column.counts), -1, np.intp)
        if len(self.hash) and len(places):
            spellings = value_hashes(column)
            for spelling in range(spellings.shape[1] - 1, -1, -1):  # the exact one last: it wins
                at = np.minimum(np.searchsorted(self.hash, spellings[:, spelling]), len(self.hash) - 1)
                hit = self.hash[at] == spellings[:, spelling]
                places[hit] = at[hit]
        return places

    def without(self, column: Column, status: str) -> Column:
        """Return the column without the values that are declared to be of a status."""
        found = self.found(column)
        gone = np.array([word == status for word in self.status], np.bool_)
        hidden = (found >= 0) & np.append(gone, False)[found]
        return column.take(np.flatnonzero(~hidden)) if hidden.any() else column

    def split(self, column: Column) -> "Split":
        """Set the declared values of a column aside."""
        found = self.found(column)
        places = np.flatnonzero(found < 0)
        rest = column if len(places) == len(found) else column.take(places)
        return Split(self, found, places, rest)


@dataclass(frozen=True, eq=False)
class Split:
    """A column without its declared values, and the way back.

    Attributes:
        declared: what is declared.
        found: which declaration each distinct value falls under, (m,), -1 for none.
        places: where the other values stand, `rest` is the column that only they make up.
    """

    declared: Declared
    found: NDArray[np.intp]
    places: NDArray[np.intp]
    rest: Column

    def whole(self, verdict: Verdict) -> Verdict:
        """Return the verdict on all values from that on the rest."""
        if len(self.places) == len(self.found):
            return verdict
        # The last entry is the placeholder of those that are not declared.
        status = np.array([*self.declared.status, ""], object)[self.found]
        evidence = np.array([*self.declared.evidence, ""], object)[self.found]
        score = (status == COMPLETE).astype(np.float64)
        score[self.places], status[self.places], evidence[self.places] = verdict.score, verdict.status, verdict.evidence
        return Verdict(score, status, evidence)


def read(state: State, column: str) -> Declared:
    """Return what a state holds of a column."""
    return Declared.from_profile(state.table.get(_PLACE, {}).get(column))


def adopted(state: State, params: Params, table: Table) -> State:
    """Return a state with what is declared now added to what it held, for every column of a table.

    Raises:
        StateMismatchError: a column was fitted with other words for it; those cannot be changed afterwards.
    """
    known, context = dict(state.table.get(_PLACE, {})), dict(state.params.get("context", {}))
    for column in table.columns:
        own = Declared.of(params, column.name, column.kind)
        if len(own.hash):
            known[column.name] = own.over(read(state, column.name)).to_profile()
    for name, words in params.context.items():
        if state.params and name in state.columns and context.get(name, name) != words:
            raise StateMismatchError(
                f"column {name!r} was fitted with another `context`.", "leave it out, or fit again on the old data."
            )
        context[name] = words
    return replace(state, params={"context": context}, table={**state.table, _PLACE: known})


def with_corrections(params: Params, corrections: Mapping[str, Mapping[Any, str]], table: Table) -> Params:
    """Return the parameters with more corrections; later ones win.

    Raises:
        UnknownColumnError: the table has no such column.
        DeclarationError: a value that the column does not hold; what else `Params` refuses.
    """
    new = Params(corrections=corrections).statuses
    columns = {column.name: column for column in table.columns}
    if unknown := [name for name in new if name not in columns]:
        raise UnknownColumnError(unknown, list(columns))
    merged = {name: dict(values) for name, values in params.statuses.items()}
    for name, values in new.items():
        held = set(value_hashes(columns[name]).ravel().tolist())
        for place, value in enumerate(values, 1):
            if not held.intersection(code_hashes(value, columns[name].kind)):
                raise DeclarationError(
                    "corrections", name, f"the column does not hold the value of entry {place}.",
                    "values are compared exactly, with case; `result.worst` lists those that were found.",
                )  # fmt: skip
        before = merged.get(name, {})
        said = {h for value in values for h in any_hashes(value)}
        kept = {value: status for value, status in before.items() if not said.intersection(any_hashes(value))}
        merged[name] = {**kept, **values}
    return replace(params, corrections=merged)
