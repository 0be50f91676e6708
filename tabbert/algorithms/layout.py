"""Where clusters lie: a tree of their centres, and places in the plane for their points."""

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.clustering import principal_axes

__all__ = ["join_tree", "plane"]

Floats = NDArray[np.float32]


def join_tree(centres: Floats, sizes: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    """Join centres (k, d) of length 1 by average linkage of cosine distances (SciPy), nearest first.

    Returns:
        k - 1 joins: node, left, right (nodes below k are the centres), distance, size (rows below).
    """
    from scipy.cluster.hierarchy import linkage

    k = len(centres)
    joins = linkage(centres.astype(np.float64), "average", "cosine") if k > 1 else np.empty((0, 4))
    total = np.concatenate([sizes, np.zeros(len(joins), np.int64)])
    pairs = joins[:, :2].astype(np.int64)
    for number, (left, right) in enumerate(pairs):
        total[k + number] = total[left] + total[right]
    return {
        "node": np.arange(k, k + len(joins)), "left": pairs[:, 0], "right": pairs[:, 1],
        "distance": joins[:, 2], "size": total[k:],
    }  # fmt: skip


def plane(vectors: Floats, labels: NDArray[np.int32], ids: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """Place points in the plane: centres by classical scaling, pushed apart, and each cluster's points around its own.

    Distances between clusters are to be read roughly; within a cluster the two axes are its own.

    Args:
        vectors: (m, d).
        labels: (m,), one of ``ids``; other rows get NaN.
        ids: (k,).

    Returns:
        Points (m, 2) and centres (k, 2).
    """
    points = np.full((len(vectors), 2), np.nan, np.float32)
    if not len(ids):
        return points, np.empty((0, 2), np.float32)
    means = np.array([vectors[labels == number].mean(axis=0) for number in ids], np.float32)
    mean, axes = principal_axes(means, 2)
    centres = np.zeros((len(ids), 2))
    placed = (means - mean) @ axes
    centres[:, : placed.shape[1]] = placed
    sizes = np.array([(labels == number).sum() for number in ids], np.float64)
    radii = np.sqrt(sizes / sizes.sum())
    centres *= 1.6 / max(float(np.abs(centres).max()), 1e-9)
    centres = _apart(centres, radii * 0.9)
    for number, centre, radius in zip(ids, centres, radii, strict=True):
        own = vectors[labels == number]
        middle, axes = principal_axes(own, 2)
        local = np.zeros((len(own), 2))
        spread = (own - middle) @ axes
        local[:, : spread.shape[1]] = spread
        local /= max(float(np.percentile(np.hypot(*local.T), 95)), 1e-9)
        points[labels == number] = centre + local * radius * 0.8
    return points, centres.astype(np.float32)


def _apart(centres: NDArray[np.float64], radii: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push circles apart until they hardly overlap."""
    least = radii[:, None] + radii[None, :]
    for _ in range(200):
        difference = centres[:, None] - centres[None, :]
        distance = np.hypot(*np.moveaxis(difference, 2, 0))
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(least - distance, 0)
        if overlap.max(initial=0) < 0.01:
            break
        # Equal centres part along a direction that depends on their numbers.
        angle = np.subtract.outer(np.arange(len(radii)), np.arange(len(radii)))
        fallback = np.stack([np.cos(angle), np.sin(angle) * np.sign(angle)], axis=2)
        direction = np.where(distance[..., None] > 1e-9, difference / np.maximum(distance[..., None], 1e-9), fallback)
        centres = centres + 0.25 * (overlap[..., None] * direction).sum(axis=1)
    return centres
