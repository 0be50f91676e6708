"""The classifier: regressions on likenesses of rows to those that taught and to the labels' names, pooled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.pooling import Pool
from tabbert.algorithms.row_products import row_products
from tabbert.checks.classification._features import ROW, RowFeatures
from tabbert.checks.classification._languages import LanguageGroups
from tabbert.checks.classification._space import Placed, Space

__all__ = ["DIGITS", "RowClassifier", "pair_keys"]

Logs = NDArray[np.float64]
DIGITS = 4  # of log-probabilities: the last bits depend on how products are blocked
_BLOCK = 4096  # rows that are compared at once


@dataclass(frozen=True, eq=False)
class RowClassifier:
    """What tells a row's label.

    Attributes:
        classes: the k labels, sorted.
        space: how rows are compared.
        taught: the m rows that teach, placed; some may have taught with a guess in place of a label.
        coefficients: float32 (m, k) of each regression; none if no row teaches.
        pool: of the regressions and the names.
        described: float32 (k, d), unit vectors of the labels' names or descriptions, without their language.
        pairs: uint64 (p,), ascending: hash of each row that taught with its label.
        labels: int64 (p,), the class that it was given.
        out_of_fold: float32 (p, k), log-probabilities of these rows by fits that had not seen them.
    """

    classes: tuple[str, ...]
    space: Space
    taught: Placed
    coefficients: Mapping[str, NDArray[np.float32]]
    pool: Pool
    described: NDArray[np.float32]
    pairs: NDArray[np.uint64]
    labels: NDArray[np.int64]
    out_of_fold: NDArray[np.float32]

    def log_probabilities(self, rows: RowFeatures) -> Logs:
        """Return float64 (n, k)."""
        found = [self._block(rows.take(np.arange(start, min(start + _BLOCK, len(rows)))))
                 for start in range(0, len(rows), _BLOCK)]  # fmt: skip
        return np.concatenate(found) if found else np.empty((0, len(self.classes)))

    def recalled(self, pairs: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], Logs]:
        """Return which rows taught, bool (n,), and their out-of-fold log-probabilities (n, k), others' undefined."""
        if not len(self.pairs):
            return np.zeros(len(pairs), np.bool_), np.zeros((len(pairs), len(self.classes)))
        at = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        return self.pairs[at] == pairs, self.out_of_fold[at].astype(np.float64)

    def _block(self, rows: RowFeatures) -> Logs:
        with threadpool_limits(limits=1):
            placed = self.space.place(rows)
            scores = [row_products(placed.vectors[ROW], self.described.T)]
            if self.coefficients:
                kernels = self.space.kernels(placed, self.taught)
                scores += [row_products(kernels[name], own) for name, own in self.coefficients.items()]
        return np.round(self.pool(scores), DIGITS)

    def to_arrays(self) -> dict[str, Any]:
        """Return the classifier as plain values and arrays, for a state."""
        words = self.taught.words
        return {
            "classes": list(self.classes),
            "means": dict(self.space.means),
            "words_seen": (seen := np.flatnonzero(self.space.inverse)).astype(np.int32),
            "inverse": self.space.inverse[seen],
            "quantiles": dict(self.space.quantiles),
            "repeating": list(self.space.repeating),
            "removal": {"mean": removal.mean, "matrix": removal.matrix} if (removal := self.space.removal) else {},
            "languages": groups.centres if (groups := self.space.groups) else np.empty((0, 0), np.float32),
            "turns": {str(place): turn for place, turn in self.space.turns.items()},
            "column_weights": dict(self.space.weights),
            "vectors": {name: own.astype(np.float16) for name, own in self.taught.vectors.items()},
            "words": {"data": words.data.astype(np.float16), "places": words.indices.astype(np.int32),
                      "ends": words.indptr.astype(np.int64)},
            "ranks": dict(self.taught.ranks),
            "categories": dict(self.taught.categories),
            "coefficients": dict(self.coefficients),
            "weights": self.pool.weights,
            "offsets": self.pool.offsets,
            "reserve": self.pool.reserve,
            "described": self.described,
            "pairs": self.pairs,
            "labels": self.labels,
            "out_of_fold": self.out_of_fold,
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> "RowClassifier":
        """Rebuild a classifier from a state."""
        from scipy.sparse import csr_array

        from tabbert.algorithms.lexical import FEATURES

        inverse = np.zeros(FEATURES, np.float32)
        inverse[arrays["words_seen"]] = arrays["inverse"]
        words = arrays["words"]
        shape = (len(words["ends"]) - 1, FEATURES)
        csr = csr_array((words["data"].astype(np.float32), words["places"], words["ends"]), shape=shape)
        removal = LanguageRemoval(**arrays["removal"]) if arrays["removal"] else None
        groups = LanguageGroups(arrays["languages"], removal) if len(arrays["languages"]) else None
        return cls(
            tuple(arrays["classes"]),
            Space(arrays["means"], inverse, arrays["quantiles"], tuple(arrays["repeating"]), removal, groups,
                  {int(place): turn for place, turn in arrays["turns"].items()}, arrays["column_weights"]),
            Placed({name: own.astype(np.float32) for name, own in arrays["vectors"].items()}, csr,
                   arrays["ranks"], arrays["categories"]),
            arrays["coefficients"], Pool(arrays["weights"], arrays["offsets"], arrays["reserve"]),
            arrays["described"],
            arrays["pairs"], arrays["labels"], arrays["out_of_fold"],
        )  # fmt: skip


def pair_keys(keys: NDArray[np.uint64], labels: Sequence[np.uint64] | NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a hash per row with its label, from the hashes of both."""
    with np.errstate(over="ignore"):
        return np.asarray(keys ^ (np.asarray(labels, np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)), np.uint64)
