"""Exact nearest neighbours by cosine, in blocks, and what follows from them: smoothing, groups of near copies."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "groups", "nearest", "smooth", "unit"]

Floats = NDArray[np.float32]
_BLOCK_CELLS = 16_000_000  # similarities in memory at once (64 MB)
_GROUP = 64  # neighbouring columns that are looked at by their maximum first


def unit(vectors: Floats) -> Floats:
    """Return rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def nearest(queries: Floats, vectors: Floats, k: int, *, exclude_self: bool = False) -> tuple[NDArray[np.intp], Floats]:
    """Return the k nearest rows of ``vectors`` for each query, best first, ties by position.

    Args:
        queries: (n, d), rows of length 1.
        vectors: (m, d), rows of length 1.
        k: neighbours; at most m, or m - 1 without itself.
        exclude_self: the queries are the vectors, and a row is not its own neighbour.

    Returns:
        Positions, intp (n, k), and cosines, float32 (n, k).
    """
    k = min(k, len(vectors) - exclude_self)
    positions, cosines = np.empty((len(queries), k), np.intp), np.empty((len(queries), k), np.float32)
    for start, similarity in _similarities(queries, vectors):
        rows = slice(start, start + len(similarity))
        if exclude_self:
            similarity[np.arange(len(similarity)), np.arange(start, start + len(similarity))] = -2
        # What comes out must not hang on the last bits, which depend on how a matrix product is blocked.
        np.round(similarity, 5, out=similarity)
        found = np.sort(_largest(similarity, k), axis=1)
        values = np.take_along_axis(similarity, found, 1)
        order = np.argsort(-values, axis=1, kind="stable")
        positions[rows] = np.take_along_axis(found, order, 1)
        cosines[rows] = np.take_along_axis(values, order, 1)
    return positions, cosines


def smooth(vectors: Floats, neighbours: NDArray[np.intp], steps: int) -> Floats:
    """Move every row to the mean of itself and its neighbours, several times over fixed neighbours.

    This is blurring mean shift (Cheng 1995) on the graph of nearest neighbours: rows gather where they are dense.
    """
    for _ in range(steps):
        vectors = unit(vectors + vectors[neighbours].sum(axis=1))
    return vectors


def groups(vectors: Floats, least: float) -> NDArray[np.intp]:
    """Return a group number per row, intp (m,): rows whose cosine is at least ``least`` are in one group, chained."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    group = np.arange(len(vectors))
    for start, similarity in _similarities(vectors, vectors):
        row, column = np.nonzero(similarity >= least)
        left, right = group[row + start], group[column]
        apart = left != right  # block by block, so that memory does not grow with the number of pairs
        if apart.any():
            joins = coo_array((np.ones(apart.sum(), np.bool_), (left[apart], right[apart])), shape=(len(group),) * 2)
            group = connected_components(joins, directed=False)[1][group]
    return np.asarray(group, np.intp)


def _largest(values: Floats, k: int) -> NDArray[np.intp]:
    """Return the columns of the k largest values of each row, in no order, intp (n, k).

    The k largest lie in the k groups of columns with the largest maxima, and maxima are quick to find: three times as
    fast as dividing whole rows.
    """
    n, m = values.shape
    if k >= m:
        return np.broadcast_to(np.arange(k), (n, k))
    groups = m // _GROUP
    if groups < 2 * k:
        return np.argpartition(-values, k - 1, axis=1)[:, :k]
    grouped = values[:, : groups * _GROUP].reshape(n, groups, _GROUP)
    best = np.argpartition(-grouped.max(axis=2), k - 1, axis=1)[:, :k, None]
    rest = np.broadcast_to(np.arange(groups * _GROUP, m), (n, m - groups * _GROUP))
    columns = np.concatenate([(best * _GROUP + np.arange(_GROUP)).reshape(n, k * _GROUP), rest], axis=1)
    chosen = np.argpartition(-np.take_along_axis(values, columns, 1), k - 1, axis=1)[:, :k]
    return np.take_along_axis(columns, chosen, 1)


def _similarities(queries: Floats, vectors: Floats) -> Iterator[tuple[int, Floats]]:
    block = max(1, _BLOCK_CELLS // max(len(vectors), 1))
    for start in range(0, len(queries), block):
        yield start, queries[start : start + block] @ vectors.T
