"""Kernel ridge classification in closed form, with exact out-of-fold predictions from the same factorisation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["KernelRidge", "RidgeSystem", "dealt_folds", "fit_kernel_ridge"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class KernelRidge:
    """One regression to the indicator of each class.

    Attributes:
        coefficients: float32 (n, k); scores of other rows are ``kernel(rows, taught) @ coefficients``.
        out_of_fold: float32 (n, k), scores of the rows that taught, each by a fit without its fold; NaN if it has none.
    """

    coefficients: Floats
    out_of_fold: Floats


class RidgeSystem:
    """A regression but for what is to be learnt: the kernel is factorised once, targets can be many.

    With ``G = (K + P)^-1`` and ``a = G Y``, the residuals of a fold F that is left out are ``G[F, F]^-1 a[F]``
    (Pahikkala, Boberg, Salakoski: Fast n-fold cross-validation for regularized least-squares, SCAI 2006): the n³ work
    is done once, whatever the number of folds and classes.

    Args:
        kernel: (n, n), positive semi-definite, with a diagonal near 1.
        folds: (n,), number of each row's fold; at least two different ones. Rows of negative ones are never left out.
        penalty: above 0, of all rows or (n,) of each: the larger, the less its target is trusted.
    """

    def __init__(self, kernel: Floats, folds: NDArray[np.int64], penalty: float | Floats) -> None:
        from scipy.linalg import lapack

        n = len(kernel)
        matrix = np.array(kernel, np.float32, order="F")
        matrix[np.arange(n), np.arange(n)] += penalty
        factor, failed = lapack.spotrf(matrix, lower=True, overwrite_a=True)
        if failed:
            raise np.linalg.LinAlgError("the kernel is not positive definite")
        inverse, _ = lapack.spotri(factor, lower=True, overwrite_c=True)
        self._inverse: Floats = np.tril(inverse) + np.tril(inverse, -1).T
        self._folds = folds

    def fit(self, targets: Floats) -> KernelRidge:
        """Fit to targets (n, k), every class at once, and cross-validate without fitting again."""
        coefficients = self._inverse @ targets
        out_of_fold = np.full_like(coefficients, np.nan)
        for fold in np.unique(self._folds[self._folds >= 0]):
            own = np.flatnonzero(self._folds == fold)
            out_of_fold[own] = targets[own] - np.linalg.solve(self._inverse[np.ix_(own, own)], coefficients[own])
        return KernelRidge(coefficients, out_of_fold)


def fit_kernel_ridge(kernel: Floats, targets: Floats, folds: NDArray[np.int64], penalty: float | Floats) -> KernelRidge:
    """Fit once: see `RidgeSystem`."""
    return RidgeSystem(kernel, folds, penalty).fit(targets)


def dealt_folds(labels: NDArray[np.int64], groups: NDArray[np.uint64], n_folds: int) -> NDArray[np.int64]:
    """Deal groups of rows to folds so that every class is spread evenly; int64 (n,), the same in any order of rows.

    Args:
        labels: (n,), class of each row.
        groups: (n,), hashes; rows of one group share a fold. Groups are dealt in the order of their hashes, rare
            classes first; a group counts for the rarest of its classes.
        n_folds: at least 2.
    """
    sizes = np.bincount(labels)
    order = np.lexsort((groups, labels, sizes[labels]))
    folds = np.full(len(labels), -1, np.int64)
    known: dict[int, int] = {}
    dealt = 0
    for row in order.tolist():
        group = int(groups[row])
        if group not in known:
            known[group] = dealt % n_folds
            dealt += 1
        folds[row] = known[group]
    return folds
