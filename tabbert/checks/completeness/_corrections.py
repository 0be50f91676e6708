"""Carries a user's few corrections over to similar values of the column: a bounded shift of their log-odds.

The shift is kernel ridge regression of what the model got wrong at the corrected values (Saunders, Gammerman, Vovk:
Ridge regression learning algorithm in dual variables, 1998): it is full there, vanishes where nothing is like them,
and corrections that repeat each other do not add up. A verdict that is only confirmed moves nothing.

Two values are alike if the head reads the same meaning in them ("refers elsewhere", "to be filled in later") and their
vectors point the same way: plain cosine does more harm than good, because all short fillers are near each other
(`benchmarks.corrections`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.row_products import row_products
from tabbert.checks.completeness import _head
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._params import COMPLETE, Params
from tabbert.checks.completeness._profile import ColumnState, needs_vector
from tabbert.core.check import State
from tabbert.core.table import Kind, Profile, Table
from tabbert.core.verdict import Verdict

__all__ = ["Corrections", "adopted", "likeness", "read", "wanted"]

MEANING_REACH = 0.08  # squared Hellinger distance at which likeness falls to 1/e
VECTOR_REACH = 2.0  # the same for the cosine distance of centred vectors
BOUND = 6.0  # log-odds, of every shift
TARGET = 1.0  # log-odds that a corrected value should have had at least
RIDGE = 0.1
THRESHOLD = 0.5
EVIDENCE = "like a value that was corrected"
_SURE = 1e-6
_SAME = 0.9999  # likeness of a value with itself
_PLACE = "corrections"  # in a state's table


@dataclass(frozen=True, eq=False)
class Corrections:
    """The corrections of one text column that reach other values.

    Attributes:
        vectors: float32 (k, dim), first vectors of the corrected values.
        wanted: float32 (k,), log-odds by which the model should have judged otherwise.
        status: (k,) words.
    """

    vectors: NDArray[np.float32]
    wanted: NDArray[np.float32]
    status: Sequence[str]

    @classmethod
    def from_profile(cls, profile: Profile) -> "Corrections":
        """Read what a state holds."""
        return cls(np.asarray(profile["vectors"]), np.asarray(profile["wanted"]), list(profile["status"]))

    def to_profile(self) -> Profile:
        """Return plain arrays and lists, for a state."""
        return {"vectors": self.vectors, "wanted": self.wanted, "status": list(self.status)}

    @cached_property
    def pull(self) -> NDArray[np.float32]:
        """How much each corrected value moves those like it, float32 (k,)."""
        kernel = likeness(self.vectors, self.vectors) + RIDGE * np.eye(len(self.vectors), dtype=np.float32)
        return np.asarray(np.linalg.solve(kernel, self.wanted), np.float32)

    def amended(self, new: "Corrections") -> "Corrections":
        """Return these corrections and new ones; a new one replaces what was said of the same value."""
        old = np.flatnonzero(likeness(self.vectors, new.vectors).max(axis=1) < _SAME)
        return Corrections(
            np.concatenate([self.vectors[old], new.vectors]),
            np.concatenate([self.wanted[old], new.wanted]),
            [*(self.status[place] for place in old.tolist()), *new.status],
        )

    def adapt(self, verdict: Verdict, places: NDArray[np.intp], vectors: NDArray[np.float32]) -> None:
        """Shift the verdicts at some places, whose values have these vectors, float32 (n, dim or width), in place."""
        alike = likeness(vectors, self.vectors)
        shift = np.clip(row_products(alike, self.pull[:, None])[:, 0], -BOUND, BOUND)
        before = verdict.score[places]
        times = before * np.exp(shift)  # of odds, not of clipped log-odds: what is surer than these stays as sure
        score = np.where(np.abs(shift) < _SURE, before, times / (times + 1 - before))
        verdict.score[places] = score
        fine = (before < THRESHOLD) & (score >= THRESHOLD)
        verdict.status[places[fine]], verdict.evidence[places[fine]] = COMPLETE, ""
        bad = (before >= THRESHOLD) & (score < THRESHOLD)
        wrong = [place for place, word in enumerate(self.status) if word != COMPLETE]
        if bad.any():  # only a correction to something else than complete can pull that way
            nearest = alike[bad][:, wrong].argmax(axis=1)
            verdict.status[places[bad]] = np.array([self.status[place] for place in wrong], object)[nearest]
            verdict.evidence[places[bad]] = EVIDENCE


def likeness(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how alike values with these vectors are to the head, float32 (n, k) in (0, 1], 1 for the same.

    First vectors count; end vectors may follow them.
    """
    reading = _head.load().reading
    a, b = (np.asarray(vectors[:, : reading.dim], np.float32) for vectors in (a, b))
    roots = [np.exp(reading.meaning(vectors) / 2) for vectors in (a, b)]
    meaning = row_products(roots[0], roots[1].T)  # Bhattacharyya's coefficient
    cosine = row_products(_unit(reading.centre(a)), _unit(reading.centre(b)).T)
    return np.asarray(np.exp(np.minimum((meaning - 1) / MEANING_REACH + (cosine - 1) / VECTOR_REACH, 0)), np.float32)


def wanted(score: NDArray[np.float64], complete: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return by how much log-odds the model should have judged otherwise, float32 (k,): 0 where it was right.

    Args:
        score: (k,) what it said.
        complete: bool (k,), what is true.
    """
    odds = _log_odds(score)
    missing = np.where(complete, np.maximum(TARGET - odds, 0), np.minimum(-TARGET - odds, 0))
    return np.asarray(np.clip(missing, -BOUND, BOUND), np.float32)


def read(state: State) -> dict[str, Corrections]:
    """Return what a state holds, by column."""
    profiles = state.table.get(_PLACE, {})
    return {column: Corrections.from_profile(profile) for column, profile in profiles.items()}


def adopted(state: State, params: Params, table: Table) -> State:
    """Return a state with the corrections of a table's text columns, in so far as the encoder reads their values."""
    known = dict(state.table.get(_PLACE, {}))
    said: dict[str, dict[str, str]] = {}
    for column in table.columns:
        texts = {str(value): status for value, status in params.statuses.get(column.name, {}).items()}
        if column.kind is Kind.TEXT and column.name in state.columns and texts:
            needed = needs_vector(list(texts), ColumnState.from_arrays(state.columns[column.name]))
            said[column.name] = {text: texts[text] for text, yes in zip(texts, needed.tolist(), strict=True) if yes}
    if not any(said.values()):
        return state
    vectors = table.columns[0].vectors([text for texts in said.values() for text in texts], part="all")
    head = _head.load()
    for name, texts in said.items():
        own, vectors = vectors[: len(texts)], vectors[len(texts) :]
        if not texts:
            continue
        fitted = ColumnState.from_arrays(state.columns[name])
        score = head.predict(list(texts), scan(list(texts)), own, fitted).score
        complete = np.array([status == COMPLETE for status in texts.values()])
        first = np.asarray(own[:, : head.reading.dim], np.float32)
        new = Corrections(first, wanted(score, complete), list(texts.values()))
        known[name] = (Corrections.from_profile(known[name]).amended(new) if name in known else new).to_profile()
    return replace(state, table={**state.table, _PLACE: known})


def _log_odds(score: NDArray[np.float64]) -> NDArray[np.float64]:
    sure = np.clip(score, _SURE, 1 - _SURE)
    return np.asarray(np.log(sure / (1 - sure)), np.float64)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)
