"""The classifier: regressions on three likenesses of rows and the labels' names, pooled and calibrated out of fold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tabbert.algorithms.kernel_ridge import dealt_folds, fit_kernel_ridge
from tabbert.algorithms.neighbours import unit
from tabbert.algorithms.pooling import Pool, estimate_prior, fit_pool
from tabbert.algorithms.row_products import row_products
from tabbert.checks.classification._features import ROW, RowFeatures
from tabbert.checks.classification._space import MEMBERS, Placed, Space, fit_space

__all__ = ["RowClassifier", "fit", "fit_by_name", "pair_keys"]

Logs = NDArray[np.float64]
PENALTY = 0.2  # of every regression, the kernels' diagonals being about 1
FOLDS = 5
USUAL = 2.0  # weight of each member where nothing is known: as confident as the regressions turn out to be
SHARPNESS = 12.0  # of cosines to labels' names where no row teaches
_BLOCK = 4096  # rows that are compared at once
_DIGITS = 4  # of log-probabilities: the last bits depend on how products are blocked


@dataclass(frozen=True, eq=False)
class RowClassifier:
    """What tells a row's label.

    Attributes:
        classes: the k labels, sorted.
        space: how rows are compared.
        taught: the m rows that teach, placed.
        coefficients: float32 (m, k) of each regression; none if no row teaches.
        pool: of the regressions and the names.
        described: float32 (k, dim), unit vectors of the labels' names or descriptions.
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
        return np.round(self.pool(scores), _DIGITS)

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
        return cls(
            tuple(arrays["classes"]),
            Space(arrays["means"], inverse, arrays["quantiles"], tuple(arrays["repeating"])),
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


def fit(
    taught: RowFeatures,
    labels: NDArray[np.int64],
    classes: Sequence[str],
    pairs: NDArray[np.uint64],
    described: NDArray[np.float32],
    others: RowFeatures,
) -> RowClassifier:
    """Learn from rows with a label, in a fixed order; rows without one help to say what is frequent.

    Args:
        taught: m distinct rows.
        labels: (m,), in [0, k); k at least 2.
        classes: the k labels.
        pairs: uint64 (m,), hash of each row with its label, ascending.
        described: float32 (k, dim), vectors of the labels' names or descriptions.
        others: rows without a label.
    """
    k = len(classes)
    space = fit_space(taught.join([others]) if len(others) else taught)
    names = unit(described - described.mean(axis=0))
    with threadpool_limits(limits=1):  # the last bits must not depend on the number of threads
        placed = space.place(taught).stored()
        kernels = space.kernels(placed, placed)
        folds = dealt_folds(labels, taught.groups, FOLDS)
        targets = np.full((len(labels), k), -1 / k, np.float32)
        targets[np.arange(len(labels)), labels] += 1
        fitted = {name: fit_kernel_ridge(kernels[name], targets, folds, PENALTY) for name in MEMBERS}
        members = [placed.vectors[ROW] @ names.T, *(fitted[name].out_of_fold for name in MEMBERS)]
    pool = fit_pool(members, labels, [USUAL] * len(members))
    model = RowClassifier(
        tuple(classes), space, placed, {name: own.coefficients for name, own in fitted.items()}, pool, names,
        pairs, labels, np.round(pool(members), _DIGITS).astype(np.float32),
    )  # fmt: skip
    return _at_home(model, labels, others) if len(others) else model


def _at_home(model: RowClassifier, labels: NDArray[np.int64], others: RowFeatures) -> RowClassifier:
    """Expect classes as often as they are among the table's rows without a label."""
    k = len(model.classes)
    taught = np.bincount(labels, minlength=k) + 1.0
    assumed = taught / taught.sum()
    prior = estimate_prior(model.log_probabilities(others), assumed, trust=len(labels))
    return replace(model, pool=replace(model.pool, offsets=model.pool.offsets + np.log(prior / assumed)))


def fit_by_name(classes: Sequence[str], described: NDArray[np.float32], rows: RowFeatures) -> RowClassifier:
    """Make a classifier from the labels' descriptions alone: the nearest one counts.

    Args:
        classes: the k labels.
        described: float32 (k, dim), vectors of their descriptions.
        rows: rows of the table, which say where the middle of its vectors is.
    """
    space = fit_space(rows)
    k = len(classes)
    pool = Pool(np.array([SHARPNESS]), np.zeros(k))
    nothing = rows.take(np.empty(0, np.intp))
    own = unit(described - described.mean(axis=0))
    return RowClassifier(
        tuple(classes), space, space.place(nothing), {}, pool, own, np.empty(0, np.uint64),
        np.empty(0, np.int64), np.empty((0, k), np.float32),
    )  # fmt: skip
