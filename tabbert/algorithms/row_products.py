"""Matrix products of which each row is the same, bit for bit, whatever other rows are multiplied with it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["row_products"]

_ROWS = 64  # a multiple of every tile of rows that BLAS kernels use


def row_products(rows: NDArray[Any], matrix: NDArray[Any]) -> NDArray[Any]:
    """Return ``rows @ matrix``, (n, k), of which each row depends on that row and the matrix alone.

    BLAS chooses by the shape of a product how it is cut up, and so in which order it is summed: the last bits of a row
    depend on how many others there are. Here it sees the same shape every time: blocks of 64 rows, the last one filled
    up with zeros.

    Args:
        rows: (n, d), of a float type.
        matrix: (d, k), of the same type.
    """
    n, d = rows.shape
    n_blocks = -(-n // _ROWS)
    if missing := n_blocks * _ROWS - n:
        rows = np.concatenate([rows, np.zeros((missing, d), rows.dtype)])
    blocks = np.ascontiguousarray(rows).reshape(n_blocks, _ROWS, d)
    return np.asarray(blocks @ matrix).reshape(n_blocks * _ROWS, matrix.shape[1])[:n]
