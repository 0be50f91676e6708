"""Carries a user's few corrections over to similar values of the column: a bounded shift of their log-odds.

The shift is kernel ridge regression on the corrected values' vectors (Saunders, Gammerman, Vovk: Ridge regression
learning algorithm in dual variables, 1998): it is full at a corrected value, vanishes where nothing is like it, and
corrections that repeat each other do not add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._params import COMPLETE, Params
from tabbert.checks.completeness._profile import ColumnState, needs_vector
from tabbert.core.check import State
from tabbert.core.table import Kind, Profile, Table
from tabbert.core.verdict import Verdict

__all__ = ["Corrections", "adopted", "read"]

BOUND = 4.0  # log-odds: turns a verdict of 0.02 at most into one of 0.5
REACH = 0.25  # of the usual distance between values of the column
RIDGE = 0.1
USUAL_DISTANCE = 0.15  # between texts, where the column has none to measure
THRESHOLD = 0.5
EVIDENCE = "like a value that was corrected"
_SURE = 1e-6
_SAME = 0.9999
_PLACE = "corrections"  # in a state's table


@dataclass(frozen=True, eq=False)
class Corrections:
    """The corrections of one text column that reach other values.

    Attributes:
        vectors: float32 (k, dim), of length 1; `pull` float32 (k,), log-odds; `status` (k,) words.
        reach: cosine distance at which the pull has fallen to 1/e.
    """

    vectors: NDArray[np.float32]
    pull: NDArray[np.float32]
    status: Sequence[str]
    reach: float

    @classmethod
    def of(cls, vectors: NDArray[np.float32], status: Sequence[str], typical: NDArray[np.float32]) -> "Corrections":
        """Learn from corrected values.

        Args:
            vectors: float32 (k, dim), of length 1.
            status: (k,) words.
            typical: float32 (m, dim), vectors of a sample of the column.
        """
        vectors = np.asarray(vectors, np.float32)
        usual = float(np.median(1 - vectors @ typical.T)) if typical.size else USUAL_DISTANCE
        reach = REACH * max(usual, 0.01)
        kernel = _kernel(vectors, vectors, reach)
        wanted = np.where(np.array(status, object) == COMPLETE, BOUND, -BOUND)
        pull = np.linalg.solve(kernel + RIDGE * np.eye(len(vectors)), wanted)
        return cls(vectors, pull.astype(np.float32), list(status), reach)

    @classmethod
    def from_profile(cls, profile: Profile) -> "Corrections":
        """Read what a state holds."""
        vectors, pull = np.asarray(profile["vectors"], np.float32), np.asarray(profile["pull"], np.float32)
        return cls(vectors, pull, profile["status"], float(profile["reach"]))

    def to_profile(self) -> Profile:
        """Return plain arrays and lists, for a state."""
        return {"vectors": self.vectors, "pull": self.pull, "status": list(self.status), "reach": self.reach}

    def amended(self, new: "Corrections", typical: NDArray[np.float32]) -> "Corrections":
        """Return these corrections and new ones; a new one replaces what was said of the same value."""
        old = [i for i, same in enumerate((self.vectors @ new.vectors.T).max(axis=1) > _SAME) if not same]
        vectors = np.concatenate([self.vectors[old], new.vectors])
        return Corrections.of(vectors, [*(self.status[i] for i in old), *new.status], typical)

    def adapt(self, verdict: Verdict, places: NDArray[np.intp], vectors: NDArray[np.float32]) -> None:
        """Shift the verdicts at some places, whose values have these vectors, float32 (n, dim), in place."""
        kernel = _kernel(np.asarray(vectors, np.float32), self.vectors, self.reach)
        shift = np.clip(kernel @ self.pull, -BOUND, BOUND)
        odds = np.clip(verdict.score[places], _SURE, 1 - _SURE)
        odds = np.log(odds / (1 - odds)) + shift
        score = np.where(np.abs(shift) < _SURE, verdict.score[places], 1 / (1 + np.exp(-odds)))
        found, now = verdict.score[places] < THRESHOLD, score < THRESHOLD
        verdict.score[places] = score
        fine, bad = places[found & ~now], places[now & ~found]
        verdict.status[fine], verdict.evidence[fine] = COMPLETE, ""
        wrong = [place for place, word in enumerate(self.status) if word != COMPLETE]
        if len(bad) and wrong:
            nearest = kernel[now & ~found][:, wrong].argmax(axis=1)
            verdict.status[bad] = np.array([self.status[place] for place in wrong], object)[nearest]
            verdict.evidence[bad] = EVIDENCE


def read(state: State) -> dict[str, Corrections]:
    """Return what a state holds, by column."""
    profiles = state.table.get(_PLACE, {})
    return {column: Corrections.from_profile(profile) for column, profile in profiles.items()}


def adopted(state: State, params: Params, table: Table) -> State:
    """Return a state with the corrections of a table's text columns, in so far as the encoder reads their values."""
    known = dict(state.table.get(_PLACE, {}))
    wanted: dict[str, tuple[list[str], list[str]]] = {}
    for column in table.columns:
        said = {str(value): status for value, status in params.statuses.get(column.name, {}).items()}
        if column.kind is Kind.TEXT and column.name in state.columns and said:
            fitted = ColumnState.from_arrays(state.columns[column.name])
            read = needs_vector(list(said), fitted)
            if read.any():
                texts = [text for text, needed in zip(said, read.tolist(), strict=True) if needed]
                wanted[column.name] = (texts, [said[text] for text in texts])
    if not wanted:
        return state
    vectors = table.columns[0].vectors([text for texts, _ in wanted.values() for text in texts])
    for column_name, (texts, status) in wanted.items():
        own, vectors = vectors[: len(texts)], vectors[len(texts) :]
        fitted = ColumnState.from_arrays(state.columns[column_name])
        typical = fitted.sample_vectors.astype(np.float32)
        new = Corrections.of(own, status, typical)
        if column_name in known:
            new = Corrections.from_profile(known[column_name]).amended(new, typical)
        known[column_name] = new.to_profile()
    return replace(state, table={**state.table, _PLACE: known})


def _kernel(a: NDArray[np.float32], b: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    return np.asarray(np.exp((a @ b.T - 1) / reach), np.float32)
