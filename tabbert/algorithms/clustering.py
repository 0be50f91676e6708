"""Clusters of vectors: smooth over nearest neighbours, reduce, HDBSCAN, then settle the points that it left out."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tabbert.algorithms.neighbours import Floats, nearest, smooth, unit

__all__ = [
    "Clustering",
    "bisect",
    "cluster",
    "default_min_cluster_size",
    "neighbourhood",
    "outlier_score",
    "principal_axes",
    "vote",
]

NEIGHBOURS = 12
STEPS = 3
DENSITY_AXES = 20  # of the smoothed vectors: what HDBSCAN sees
MIN_SAMPLES = 3


@dataclass(frozen=True, eq=False)
class Clustering:
    """A partition of m points.

    Attributes:
        labels: int32 (m,), 0 is the largest cluster, -1 an outlier.
        membership: float32 (m,), share of the neighbours' votes, 0.0 for outliers.
        outlier_score: float32 (m,), in [0, 1]; from 0.5 a point is an outlier, see `outlier_score`.
        centre: typical mean cosine to the nearest neighbours.
        spread: its robust standard deviation.
    """

    labels: NDArray[np.int32]
    membership: NDArray[np.float32]
    outlier_score: NDArray[np.float32]
    centre: float
    spread: float


def default_min_cluster_size(m: int) -> int:
    """Return the smallest cluster looked for among m distinct texts: 0.4 times their square root, at least 5."""
    return max(5, round(0.4 * math.sqrt(m)))


def neighbourhood(m: int) -> int:
    """Return how many neighbours a point has among m: 12, or a fifteenth of a small table, at least 4."""
    return min(NEIGHBOURS, max(4, m // 15))


def principal_axes(vectors: Floats, d: int) -> tuple[Floats, Floats]:
    """Return the mean (dim,) and the d principal axes (dim, d) of vectors (n, dim), with signs made unique."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    x = vectors - mean
    _, axes = np.linalg.eigh(x.T @ x)
    axes = axes[:, ::-1][:, : min(d, axes.shape[1])]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1, 1)
    return mean.astype(np.float32), axes.astype(np.float32)


def cluster(
    vectors: Floats, min_cluster_size: int | None = None, counts: NDArray[np.int64] | None = None
) -> Clustering:
    """Partition points by where they are dense.

    The same points in the same order give the same partition, whatever the number of threads.

    Args:
        vectors: (m, d), rows of length 1, m of at least 3, without repeats.
        min_cluster_size: smallest cluster, at least 2; None takes `default_min_cluster_size`.
        counts: (m,), rows at each point; None for one each. By them clusters are numbered, and an outlier that stands
            for as many rows as make a cluster among all rows is a cluster by itself.

    Sources: HDBSCAN (Campello et al. 2013; McInnes et al. 2017, the ``hdbscan`` library); blurring mean shift
    (Cheng 1995).
    """
    size = min_cluster_size or default_min_cluster_size(len(vectors))
    with threadpool_limits(limits=1):
        neighbours, cosines = nearest(vectors, vectors, neighbourhood(len(vectors)), exclude_self=True)
        smoothed = smooth(vectors, neighbours, STEPS)
        mean, axes = principal_axes(smoothed, min(DENSITY_AXES, len(vectors) - 1))
        reduced = ((smoothed - mean) @ axes).astype(np.float64)
        found = _hdbscan(reduced, min(size, len(vectors)))
        density = cosines.mean(axis=1, dtype=np.float64)
        centre = float(np.median(density))
        spread = max(1.4826 * float(np.median(np.abs(density - centre))), 1e-6)
        members = np.flatnonzero(found >= 0)
        labels, score = found.copy(), np.zeros(len(found), np.float32)
        membership = np.zeros(len(found), np.float32)
        if len(members):
            own = unit(reduced.astype(np.float32))
            near, similarity = nearest(own, own[members], neighbourhood(len(vectors)) + 1)
            labels = vote(found[members][near], similarity)[0]
            labels[members] = found[members]  # what HDBSCAN put together stays together, but for outliers:
            # smoothing has drawn them to where others are.
            score = outlier_score(vectors, labels, (centre - density) / spread, vectors, labels)
            labels[score >= 0.5] = -1
            agreeing = (found[members][near] == labels[:, None]).mean(axis=1)
            membership = np.where(labels >= 0, agreeing, 0).astype(np.float32)
            if counts is not None:
                least = max(size, default_min_cluster_size(int(counts.sum())))
                often = np.flatnonzero((labels < 0) & (counts >= least))
                labels[often] = labels.max(initial=-1) + 1 + np.arange(len(often))
                membership[often], score[often] = 1, 0  # each is its own centre
    return _ordered(Clustering(labels, membership, score, centre, spread), counts)


def outlier_score(
    queries: Floats,
    clusters: NDArray[np.int32],
    sparseness: NDArray[np.float64],
    vectors: Floats,
    labels: NDArray[np.int32],
) -> Floats:
    """Return in [0, 1] how far points are from everything, float32 (n,); from 0.5 they are outliers.

    The smaller of two: how sparse a point's neighbourhood is (0.5 at one robust standard deviation), and how much
    farther it is from its cluster's centre than is usual there (0.5 at half the usual cosine).

    Args:
        queries: (n, d), rows of length 1.
        clusters: (n,), where they would belong, -1 for nowhere.
        sparseness: (n,), of the neighbourhood, in robust standard deviations.
        vectors: (m, d), the points that made the clusters.
        labels: (m,), their clusters.
    """
    far = np.ones(len(queries))
    for number in np.unique(clusters[clusters >= 0]):
        members, own = vectors[labels == number], clusters == number
        centre = unit(members.mean(axis=0, keepdims=True))[0]
        far[own] = 1 - queries[own] @ centre / max(float(np.median(members @ centre)), 1e-6)
    return np.clip(np.minimum(sparseness / 2, far), 0, 1).astype(np.float32)


def bisect(vectors: Floats) -> NDArray[np.int32]:
    """Divide points (m, d) in two, across their first principal axis; 0 is the larger part, int32 (m,)."""
    mean, axes = principal_axes(vectors, 1)
    along = ((vectors - mean) @ axes)[:, 0]
    right = (along > np.median(along)) if len(np.unique(along)) > 1 else np.arange(len(vectors)) % 2 == 1
    if not right.any():
        right = along >= np.median(along)
    return np.asarray(right if right.sum() * 2 <= len(right) else ~right, np.int32)


def vote(labels: NDArray[np.int32], similarity: Floats) -> tuple[NDArray[np.int32], Floats, NDArray[np.intp]]:
    """Elect a label for each row from its neighbours'.

    Args:
        labels: (n, k) of the neighbours, nearest first; -1 stands for outliers.
        similarity: (n, k), cosines.

    Returns:
        The winners, int32 (n,); their share of the votes, weighted by similarity, float32 (n,); and the place of the
        nearest neighbour that voted for them, intp (n,).
    """
    weight = np.maximum(similarity, 1e-6)
    same = labels[:, :, None] == labels[:, None, :]
    support = (same * weight[:, None, :]).sum(axis=2)  # for each neighbour: how much agrees with it
    place = np.round(support, 5).argmax(axis=1)  # the nearest of the best
    rows = np.arange(len(labels))
    share = support[rows, place] / weight.sum(axis=1)
    return labels[rows, place].astype(np.int32), share.astype(np.float32), place


def _hdbscan(points: NDArray[np.float64], size: int) -> NDArray[np.int32]:
    from hdbscan import HDBSCAN

    model = HDBSCAN(
        min_cluster_size=max(2, size),
        min_samples=min(MIN_SAMPLES, len(points) - 1),
        approx_min_span_tree=False,  # the approximation depends on the order of the points
        core_dist_n_jobs=1,
    )
    return np.asarray(model.fit_predict(points), np.int32)


def _ordered(found: Clustering, counts: NDArray[np.int64] | None) -> Clustering:
    """Number clusters by size, the largest 0, ties by the first point."""
    n = int(found.labels.max(initial=-1)) + 1
    inside = found.labels >= 0
    weights = None if counts is None else counts[inside]
    sizes = np.bincount(found.labels[inside], weights, minlength=n)
    first = np.array([np.flatnonzero(found.labels == label)[0] for label in range(n)] or [], np.int64)
    order = np.lexsort((first, -sizes))
    rank = np.append(np.argsort(order), -1).astype(np.int32)
    return replace(found, labels=rank[found.labels])
