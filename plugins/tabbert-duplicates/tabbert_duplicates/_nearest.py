"""The nearest rows of every row, exactly: every pair is bounded once, in tiles; only what may be near is looked at."""

from typing import Any

import numpy as np

__all__ = ["nearest"]

TILE = 2048  # rows against rows at once: 16 MB of similarities, whatever the size of the table
SLACK = 1e-5  # more than the last bits of a matrix product in single precision, which depend on threads and tiles
DECIMALS = 6  # of similarities: what is nearer by less is as near

Array = np.ndarray[Any, Any]


def nearest(vectors: Array, k: int, tile: int = TILE) -> tuple[Array, Array]:
    """Return the k nearest other rows of every row, best first, ties by position.

    A tile's matrix product bounds its similarities. Pairs that cannot be among the k best found so far of either row
    are dropped there; the others, a few dozen a row, are computed again by themselves in double precision. So every
    pair is multiplied once and not twice, nothing is sorted as a whole, and the result depends neither on the tiles nor
    on the number of threads.

    Args:
        vectors: float32 (m, dim), rows of length 1 or 0.
        k: at least 1 and at most m - 1.
        tile: rows of a tile.

    Returns:
        Positions, int64 (m, k), and cosines, float64 (m, k).
    """
    m = len(vectors)
    near, cosine = np.full((m, k), m, np.int64), np.full((m, k), -np.inf)
    starts = range(0, m, tile)
    for start in starts:  # first within tiles, so that every row has something to surpass
        product = vectors[start : start + tile] @ vectors[start : start + tile].T
        np.fill_diagonal(product, -np.inf)
        if len(product) > k:
            least = np.partition(product, len(product) - k, axis=1)[:, len(product) - k] - SLACK
            left, right = np.nonzero(product >= least[:, None])
        else:
            left, right = np.nonzero(np.isfinite(product))
        _keep(near, cosine, vectors, left + start, right + start)
    for start in starts:
        for other in range(start + tile, m, tile):
            product = vectors[start : start + tile] @ vectors[other : other + tile].T
            ours, theirs = (cosine[at : at + tile, -1].astype(np.float32) - SLACK for at in (start, other))
            left, right = np.nonzero(product >= ours[:, None])
            _keep(near, cosine, vectors, left + start, right + other)
            left, right = np.nonzero(product >= theirs)
            _keep(near, cosine, vectors, right + other, left + start)
    return near, cosine


def _keep(near: Array, cosine: Array, vectors: Array, rows: Array, others: Array) -> None:
    """Let these pairs of rows and others compete for the k best of the rows, in place."""
    if not len(rows):
        return
    k = near.shape[1]
    similarity = np.empty(len(rows))
    for start in range(0, len(rows), TILE):
        part = slice(start, start + TILE)
        left, right = vectors[rows[part]].astype(np.float64), vectors[others[part]].astype(np.float64)
        similarity[part] = np.einsum("ij,ij->i", left, right)
    similarity = np.round(similarity, DECIMALS)
    changed = np.unique(rows)
    rows = np.concatenate([np.repeat(changed, k), rows])
    others = np.concatenate([near[changed].ravel(), others])
    similarity = np.concatenate([cosine[changed].ravel(), similarity])
    order = np.lexsort((others, -similarity, rows))
    first = np.searchsorted(rows[order], changed)
    best = order[first[:, None] + np.arange(k)]
    near[changed], cosine[changed] = others[best], similarity[best]
