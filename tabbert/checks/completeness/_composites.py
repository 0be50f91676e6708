"""Two fields in one cell: a value that ends like those of another column, in rows where that other column is empty.

An end is compared as it is ("... vldb") and by its shape ("... 12.77"). Which pairs of columns this happens in is
learnt from the table: values end like another column's by chance too ("... in Paris" beside a city), but no more often
where that column is empty than where it is filled.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import blank, hashes, scan
from tabbert.core.table import Column, Kind, Profile, Table
from tabbert.core.verdict import Verdict

__all__ = ["Rivals", "Together", "rivals", "together"]

_TAILS = 10  # words at a value's end
_SAMPLE = 1000  # values of a column, by their hash
_KEPT = 16_384  # values of a rival column, the most frequent first
_SHAPES = 8  # commonest shapes of a rival column's values, if they hold digits
_SHAPE = np.uint64(0x5BD1E9955BD1E995)  # sets the hashes of shapes apart from those of values
_SHARE = 0.1  # least share of values beside an empty cell that end so
_LEAST = 0.3  # probability below which a pair of columns is not kept
_BETWEEN = re.compile(r"[\s,;|]+")
_WHOLE = re.compile(r"(-?\d+)\.0+")


@dataclass(frozen=True, eq=False)
class _Seen:
    """A sample of one column's values beside the other columns.

    Attributes:
        hash: uint64 (m,), ascending.
        tails: uint64 (m, 20), hashes of their last 1, 2, ... words, then of these words' shapes; 0 for none.
        rows: int64 (m,), rows of each; `filled` int64 (m, k): those in which each column of the table is filled.
    """

    hash: NDArray[np.uint64]
    tails: NDArray[np.uint64]
    rows: NDArray[np.int64]
    filled: NDArray[np.int64]

    def merge(self, other: "_Seen") -> "_Seen":
        # A value among the lowest hashes of the whole is among the lowest of every part that holds it.
        hashes, first, place = np.unique(
            np.concatenate([self.hash, other.hash]), return_index=True, return_inverse=True
        )
        kept = place < _SAMPLE
        size = min(len(hashes), _SAMPLE)
        filled = np.zeros((size, self.filled.shape[1]), np.int64)
        np.add.at(filled, place[kept], np.concatenate([self.filled, other.filled])[kept])
        rows = np.bincount(place[kept], np.concatenate([self.rows, other.rows])[kept], size).astype(np.int64)
        tails = np.concatenate([self.tails, other.tails])[first[:size]]
        return _Seen(hashes[:size], tails, rows, filled)


@dataclass(frozen=True, eq=False)
class Together:
    """What is summarised of columns beside one another; mergeable, bounded, without cell values."""

    names: Sequence[str]
    seen: Mapping[str, _Seen]

    def merge(self, others: Sequence["Together"]) -> "Together":
        """Combine what was seen in several batches of the same columns, in any order."""
        seen = dict(self.seen)
        for other in others:
            for name, part in other.seen.items():
                seen[name] = seen[name].merge(part) if name in seen else part
        return Together(self.names, seen)


@dataclass(frozen=True, eq=False)
class Rivals:
    """Values of other columns, and shapes of such values, that a column's values should not end with.

    Attributes:
        hash: uint64 (m,), ascending; `probability` float32 (m,): that a value which ends so holds two fields.
        column: int64 (m,), whose value it is, by position in `names`.
    """

    hash: NDArray[np.uint64]
    probability: NDArray[np.float32]
    column: NDArray[np.int64]
    names: Sequence[str]

    def to_profile(self) -> dict[str, Any]:
        """Return plain arrays and names, to lie in a column's profile."""
        return {"rival_hash": self.hash, "rival_probability": self.probability,
                "rival_column": self.column, "rival_names": list(self.names)}  # fmt: skip

    @classmethod
    def from_profile(cls, profile: Profile) -> "Rivals | None":
        """Read what `to_profile` wrote; None if the column has no rivals."""
        if not len(profile.get("rival_hash", ())):
            return None
        return cls(
            np.asarray(profile["rival_hash"], np.uint64), np.asarray(profile["rival_probability"], np.float32),
            np.asarray(profile["rival_column"], np.int64), profile["rival_names"],
        )  # fmt: skip

    def look_up(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return how likely each of m texts holds two fields, float32 (m,), and the other one's place in `names`."""
        found = _tails(texts)
        at = np.minimum(np.searchsorted(self.hash, found), len(self.hash) - 1)
        probability = np.where(self.hash[at] == found, self.probability[at], np.float32(0))
        best = probability.argmax(axis=1)[:, None]
        own = np.take_along_axis(at, best, 1)[:, 0]
        return np.take_along_axis(probability, best, 1)[:, 0], self.column[own]

    def overrule(self, verdict: Verdict, places: NDArray[np.intp], texts: Sequence[str]) -> None:
        """Lower the scores of texts that hold two fields, at their places in the verdict."""
        p, owner = self.look_up(texts)
        before = verdict.score[places]
        verdict.score[places] = before * (1 - p)
        for i in np.flatnonzero((before * (1 - p) < 0.5) & (p > 1 - before)).tolist():
            verdict.status[places[i]] = "misplaced"
            verdict.evidence[places[i]] = f"ends with what belongs in {self.names[owner[i]]!r} (p={p[i]:.2f})"


def together(table: Table) -> Together:
    """Summarise one batch: which cells of other columns are filled beside a sample of each text column's values."""
    columns = [column for column in table.columns if len(column.codes) == table.n_rows]
    filled = [_filled(column) for column in columns]
    seen = {}
    for column in columns:
        if column.kind is Kind.TEXT and (part := _sample(column, filled)) is not None:
            seen[column.name] = part
    return Together([column.name for column in columns], seen)


def _filled(column: Column) -> NDArray[np.bool_] | None:
    """Which rows hold a value, bool (n,); None if all do."""
    holds = np.ones(len(column.counts) + 1, np.bool_)
    holds[-1] = False  # what a null's code, -1, takes
    if column.kind is Kind.TEXT:
        holds[:-1] = ~blank(column.texts)
    return None if holds[:-1].all() and not column.n_null else holds[column.codes]


def _sample(column: Column, filled: Sequence[NDArray[np.bool_] | None]) -> _Seen | None:
    places = np.array([i for i, text in enumerate(column.texts) if len(text.split(None, 1)) > 1], np.intp)
    if not len(places):
        return None
    texts = [column.texts[i] for i in places.tolist()]
    hashed = hashes(texts)
    lowest = np.argsort(hashed)[:_SAMPLE]
    number = np.full(len(column.counts) + 1, -1, np.int64)
    number[places[lowest]] = np.arange(len(lowest))
    own = number[column.codes]
    rows = np.flatnonzero(own >= 0)
    own = own[rows]
    each = np.bincount(own, minlength=len(lowest))
    beside = [each if cells is None else np.bincount(own, cells[rows], len(lowest)) for cells in filled]
    tails = _tails([texts[i] for i in lowest.tolist()])
    return _Seen(hashed[lowest], tails, each, np.stack(beside, axis=1).astype(np.int64))


def rivals(found: Together, columns: Sequence[Column]) -> dict[str, Rivals]:
    """Find the columns whose values stand at the end of another one's.

    Args:
        found: merged over the whole table.
        columns: distinct values and counts of the whole table.

    Returns:
        By name of the column that holds two fields.
    """
    by_name = {column.name: column for column in columns}
    ends = [
        (name, hashes) for place, name in enumerate(found.names)
        if name in by_name and any((part.filled[:, place] < part.rows).any() for part in found.seen.values())
        for hashes in _ends(by_name[name])
    ]  # fmt: skip
    out = {}
    for name, part in found.seen.items():
        pairs = [
            (other, hashes, p)
            for other, hashes in ends
            if other != name and (p := _probability(part, hashes, list(found.names).index(other))) >= _LEAST
        ]
        if pairs:
            out[name] = _joined(pairs)
    return out


def _probability(part: _Seen, values: NDArray[np.uint64], other: int) -> float:
    """How likely a value that ends with one of these holds two fields, rather than by chance.

    0 if too few of the values beside an empty cell do, or no more than chance explains, one standard error added.
    """
    ends = np.isin(part.tails, values).any(axis=1)
    filled = part.filled[:, other]
    empty = part.rows - filled
    if empty[ends].sum() < _SHARE * max(empty.sum(), 1):
        return 0.0
    n = filled[ends].sum() + 0.5
    by_chance = (n + np.sqrt(n)) / (filled.sum() + 1)
    return float(max(0.0, 1 - by_chance * part.rows.sum() / part.rows[ends].sum()))


def _joined(pairs: Sequence[tuple[str, NDArray[np.uint64], float]]) -> Rivals:
    pairs = sorted(pairs, key=lambda pair: -pair[2])  # of a value in several columns, the likeliest counts
    hashes = np.concatenate([values[:_KEPT] for _, values, _ in pairs])
    sizes = [len(values[:_KEPT]) for _, values, _ in pairs]
    unique, first = np.unique(hashes, return_index=True)
    owner = np.repeat(np.arange(len(pairs)), sizes)[first]
    probability = np.array([p for *_, p in pairs], np.float32)[owner]
    return Rivals(unique, probability, owner.astype(np.int64), [name for name, *_ in pairs])


def _ends(column: Column) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hashes of a column's values, the most frequent first, and of the commonest shapes of values with digits."""
    words = [_words(text) for text in column.texts]
    some = np.array([0 < len(own) <= _TAILS for own in words], np.bool_)
    scanned = scan([" ".join(own) for own, kept in zip(words, some, strict=True) if kept])
    order = np.lexsort((scanned.hash, -column.counts[some]))
    shapes, number = np.unique(scanned.shape[scanned.digits > 0], return_counts=True)
    common = shapes[np.lexsort((shapes, -number))][:_SHAPES]
    return scanned.hash[order], common ^ _SHAPE


def _tails(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Hashes and shapes of the last 1, 2, ... words of every text, never of all its words, uint64 (m, 20)."""
    parts, rows, places = [], [], []
    for row, text in enumerate(texts):
        words = _words(text)
        for size in range(1, min(_TAILS, len(words) - 1) + 1):
            parts.append(" ".join(words[-size:]))
            rows.append(row)
            places.append(size - 1)
    scanned = scan(parts)
    found = np.zeros((len(texts), 2 * _TAILS), np.uint64)
    found[rows, places] = scanned.hash
    found[rows, np.array(places, np.intp) + _TAILS] = scanned.shape ^ _SHAPE
    return found


def _words(text: str) -> list[str]:
    """Split a value into words that compare: case, separators and the ".0" of whole numbers say nothing."""
    words = [word for word in _BETWEEN.split(text[-400:].casefold()) if word]
    return [whole[1] if (whole := _WHOLE.fullmatch(word)) else word for word in words]
