"""Products of sparse rows, of which each row is the same, bit for bit, whatever other rows are multiplied with it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.row_products import row_products
from tabbert.algorithms.threads import in_threads

__all__ = ["sparse_products"]

_COMMON = 0.1  # of the others' rows: a feature that more of them have is multiplied as a dense one
_FEWEST = 32  # rows of them; with fewer, nothing is gained
_BLOCK = 128  # rows at a time: their dense part stays small, and no thread waits long for another


def sparse_products(rows: Any, others: Any) -> NDArray[np.float32]:
    """Return ``rows @ others.T``, float32 (n, m), several times as fast where many rows share their features.

    A sparse product follows every pair of rows that share a feature, and is slow where most pairs do. What many rows
    have is multiplied as a dense matrix instead, which a processor does about a hundred times as fast.

    Args:
        rows: float32 CSR (n, f) with sorted indices.
        others: float32 CSR (m, f) with sorted indices; each row of the result depends on its own row and on these.
    """
    having = np.bincount(others.indices, minlength=others.shape[1])
    is_common = having > max(_COMMON * others.shape[0], _FEWEST)
    common, rare = np.flatnonzero(is_common), _without(others, is_common).T.tocsr()
    dense = np.ascontiguousarray(others[:, common].toarray().T)
    found = np.empty((rows.shape[0], others.shape[0]), np.float32)

    def multiply(start: int) -> None:
        some = rows[start : start + _BLOCK]
        own = (_without(some, is_common) @ rare).toarray()
        if len(common):
            own += row_products(some[:, common].toarray(), dense)
        found[start : start + _BLOCK] = own

    in_threads(multiply, range(0, rows.shape[0], _BLOCK))
    return found


def _without(rows: Any, left_out: NDArray[np.bool_]) -> Any:
    kept = rows.copy()
    kept.data[left_out[kept.indices]] = 0
    kept.eliminate_zeros()
    return kept
