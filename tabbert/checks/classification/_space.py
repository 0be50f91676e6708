"""How alike rows are, in three ways: what they mean, which words they use, and which values they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms import lexical
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import unit
from tabbert.algorithms.row_products import row_products
from tabbert.algorithms.sparse_products import sparse_products
from tabbert.checks.classification._features import ROW, RowFeatures
from tabbert.checks.classification._languages import LanguageGroups
from tabbert.checks.classification._values import alignment_weights, value_kernel

__all__ = ["MEMBERS", "Placed", "Space", "fit_space"]

Floats = NDArray[np.float32]
MEMBERS = ("meaning", "words", "all")
"""Kernels: cosines of vectors; words and values; both together."""
_NUMERIC_SHARE = 0.9  # of a column's cells, from which it is one of numbers
_REPEATING = 0.5  # a column whose cells are fewer different ones than this share is one of categories
_TRUST = 20  # rows that the middle of all rows is worth in that of a group
_WIDTH = 0.6  # of cosines: how fast likeness falls where rows are in different languages
_JOINT_WIDTH = np.float32(0.5)  # of likeness in everything: how fast it falls where rows differ in some of it
_MOST_VECTORS = 6  # columns whose cells are compared by meaning; the longest


@dataclass(frozen=True, eq=False)
class Placed:
    """Rows (m,) in the space: unit vectors by column, weighted words, numbers by rank, and categories."""

    vectors: Mapping[str, Floats]
    words: Any
    ranks: Mapping[str, Floats]
    categories: Mapping[str, NDArray[np.uint64]]

    def take(self, rows: NDArray[np.intp]) -> "Placed":
        """Return some rows."""
        return Placed(
            {name: own[rows] for name, own in self.vectors.items()}, self.words[rows],
            {name: own[rows] for name, own in self.ranks.items()},
            {name: own[rows] for name, own in self.categories.items()},
        )  # fmt: skip

    def stored(self) -> "Placed":
        """Return the rows as a state keeps them, in half precision: what is saved judges like what was fitted."""
        words = self.words.copy()
        words.data = words.data.astype(np.float16).astype(np.float32)
        vectors = {name: own.astype(np.float16).astype(np.float32) for name, own in self.vectors.items()}
        return replace(self, vectors=vectors, words=words)


@dataclass(frozen=True, eq=False)
class Space:
    """What was learnt of a table's columns.

    Attributes:
        means: float32 (g, dim) of each vector that is compared, by group of rows.
        inverse: float32 (features,), inverse frequency of words.
        quantiles: float64 (q,) of each column of numbers.
        repeating: columns of categories.
        removal: what takes the language out of vectors; None where there is none for this encoder.
        groups: of rows, each with a middle of its own; None: all rows share one.
        turns: float32 (d, d) by group, of those whose vectors are turned onto the others'.
        weights: of the columns of numbers and categories.
    """

    means: Mapping[str, Floats]
    inverse: Floats
    quantiles: Mapping[str, NDArray[np.float64]]
    repeating: tuple[str, ...]
    removal: LanguageRemoval | None = None
    groups: LanguageGroups | None = None
    turns: Mapping[int, Floats] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)

    def meant(self, vectors: Floats) -> Floats:
        """Return what vectors (m, dim) say, whatever language it is said in: float32 (m, d), of length 1."""
        return _meant(vectors, self.removal)

    def place(self, rows: RowFeatures) -> Placed:
        """Return rows in this space; what they lack is blank."""
        m = len(rows)
        group = self.groups(rows.vectors[ROW]) if self.groups else np.zeros(m, np.intp)
        vectors = {}
        for name, means in self.means.items():
            own = rows.vectors.get(name)
            if own is None:
                vectors[name] = np.zeros((m, means.shape[1]), np.float32)
            else:
                has = np.abs(own).sum(axis=1, keepdims=True) > 0
                vectors[name] = np.where(has, unit(self.meant(own) - means[group]), 0).astype(np.float32)
                for turned, turn in self.turns.items():
                    vectors[name][group == turned] = row_products(vectors[name][group == turned], turn)
        ranks = {}
        for name, edges in self.quantiles.items():
            number = rows.numbers.get(name, np.full(m, np.nan))
            left = np.searchsorted(edges, number, "left") + np.searchsorted(edges, number, "right")
            ranks[name] = np.where(np.isnan(number), np.nan, left / (2 * len(edges))).astype(np.float32)
        blank = np.zeros(m, np.uint64)
        categories = {name: rows.categories.get(name, blank) for name in self.repeating}
        return Placed(vectors, lexical.weighted(rows.words, self.inverse), ranks, categories)

    def weighted(self, taught: Placed, targets: Floats) -> "Space":
        """Return this space with its columns weighted by what they tell of targets (n, k) of rows that taught."""
        return replace(self, weights=alignment_weights(taught.ranks, taught.categories, targets))

    def kernels(self, rows: Placed, taught: Placed) -> dict[str, Floats]:
        """Return how alike rows (n,) are to those that taught (m,): float32 (n, m) by member, at most about 1."""
        meaning = _near(rows, taught) if self.groups else _meaning(rows, taught)
        words = sparse_products(rows.words, taught.words)
        values = value_kernel(rows.ranks, rows.categories, (taught.ranks, taught.categories), self.weights)
        if values is None:
            return {"meaning": meaning, "words": words, "all": np.asarray((meaning + words) / 2, np.float32)}
        plain = np.asarray((words + values) / 2, np.float32)
        mean = np.asarray((meaning + plain) / 2, np.float32)
        # Half of it falls as a product does: a word may tell one label beside one value, another beside others.
        every = (mean - np.float32(1)) / _JOINT_WIDTH
        np.exp(every, out=every)
        every += mean
        every *= np.float32(0.5)
        return {"meaning": meaning, "words": plain, "all": every}


def fit_space(seen: RowFeatures, removal: LanguageRemoval | None, groups: LanguageGroups | None = None) -> Space:
    """Learn from rows, labelled or not, whose vectors lose their language by this map, if there is one."""
    group = groups(seen.vectors[ROW]) if groups else np.zeros(len(seen), np.intp)
    numbers = {name: own for name, own in seen.numbers.items() if _numeric(own, seen.categories[name])}
    quantiles = {}
    for name, own in numbers.items():
        edges = np.unique(np.quantile(own[~np.isnan(own)], np.linspace(0, 1, 65)))
        if len(edges) > 1:
            quantiles[name] = edges
    repeating = tuple(
        name for name, own in seen.categories.items()
        if name not in quantiles and 1 < len(np.unique(own)) <= max(2, _REPEATING * (own > 0).sum())
    )  # fmt: skip
    means: dict[str, Floats] = {}
    for name, vectors in seen.vectors.items():
        has = np.abs(vectors).sum(axis=1) > 0
        if name == ROW or (has.sum() > 0.1 * len(has) and name not in quantiles):
            means[name] = _middles(_meant(vectors[has], removal), group[has], len(groups.centres) if groups else 1)
    spoken = sorted((name for name in means if name != ROW), key=lambda name: (-_variety(seen, name), name))
    kept = {ROW, *spoken[:_MOST_VECTORS]}
    means = {name: mean for name, mean in means.items() if name in kept}
    return Space(means, lexical.inverse_frequency(seen.words), quantiles, repeating, removal, groups)


def _middles(vectors: Floats, group: NDArray[np.intp], n_groups: int) -> Floats:
    """Return the mean of each group's vectors, float32 (groups, d), of few rows held to that of all."""
    if not len(vectors):
        return np.zeros((n_groups, vectors.shape[1]), np.float32)
    mean = vectors.mean(axis=0)
    if n_groups == 1:
        return np.asarray(mean[None], np.float32)
    found = [(vectors[group == one].sum(axis=0) + _TRUST * mean) / ((group == one).sum() + _TRUST)
             for one in range(n_groups)]  # fmt: skip
    return np.stack(found).astype(np.float32)


def _meant(vectors: Floats, removal: LanguageRemoval | None) -> Floats:
    return unit(removal(vectors)) if removal else vectors


def _variety(seen: RowFeatures, name: str) -> int:
    return len(np.unique(seen.categories[name]))


def _numeric(numbers: NDArray[np.float64], categories: NDArray[np.uint64]) -> bool:
    filled = int((categories > 0).sum())
    return filled > 0 and (~np.isnan(numbers)).sum() >= _NUMERIC_SHARE * filled


def _meaning(rows: Placed, taught: Placed) -> Floats:
    """Return the mean of the whole rows' cosines and of the mean cosine of their cells."""
    own = [name for name in taught.vectors if name != ROW]
    whole = row_products(rows.vectors[ROW], taught.vectors[ROW].T)
    if not own:
        return whole
    cells: Any = sum(row_products(rows.vectors[name], taught.vectors[name].T) for name in own)
    return np.asarray((whole + cells / np.float32(len(own))) / 2, np.float32)


def _near(rows: Placed, taught: Placed) -> Floats:
    """Return the mean over vectors of a likeness that falls fast with their angle.

    Across languages a translation proves much and what is on the same subject little.
    """
    scale = np.float32(1 / _WIDTH)
    cosines = (row_products(rows.vectors[name], own.T) for name, own in taught.vectors.items())
    near: Any = sum(np.exp((own - 1) * scale) for own in cosines)
    return np.asarray(near / np.float32(len(taught.vectors)), np.float32)
