"""Matrix products of which each row is the same, bit for bit, whatever other rows are multiplied with it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["row_products"]

_LANES = 16  # rows at a time: no more than the smallest tile that BLAS kernels compute in one go
_CHUNK = 256 * _LANES  # rows whose copies are in memory at once
_SMALL = 2**17  # multiplications of a product that BLAS leaves to one thread (OpenBLAS: 2 ** 18)


def row_products(rows: NDArray[Any], matrix: NDArray[Any]) -> NDArray[Any]:
    """Return ``rows @ matrix``, (n, k), of which each row depends on that row and the matrix alone.

    BLAS chooses by the shape of a product how it is cut up, and its kernels may sum the tiles of one product in
    different orders (OpenBLAS does for processors with AVX2): the last bits of a row would depend on how many others
    there are, on its place among them, and on the number of threads. Here it sees products of one shape only: of 16
    rows, which lie side by side in the lanes of a processor's vectors, with so few columns that one thread does it.
    What is missing is filled up with zeros.

    Args:
        rows: (n, d), of a float type.
        matrix: (d, k), of the same type.
    """
    (n, d), k = rows.shape, matrix.shape[1]
    width = max(1, _SMALL // (_LANES * max(d, 1)))
    n_parts = -(-k // width)
    parts = np.zeros((n_parts * width, d), matrix.dtype)
    parts[:k] = matrix.T
    parts = parts.reshape(n_parts, width, d)
    found = np.empty((n, k), np.result_type(rows, matrix))
    for start in range(0, n, _CHUNK):
        some = rows[start : start + _CHUNK]
        n_blocks = -(-len(some) // _LANES)
        filled = np.zeros((n_blocks * _LANES, d), rows.dtype)
        filled[: len(some)] = some
        blocks = np.ascontiguousarray(filled.reshape(n_blocks, _LANES, d).transpose(0, 2, 1))
        product = (parts @ blocks[:, None]).reshape(n_blocks, n_parts * width, _LANES).transpose(0, 2, 1)
        found[start : start + _CHUNK] = product.reshape(n_blocks * _LANES, n_parts * width)[: len(some), :k]
    return found
