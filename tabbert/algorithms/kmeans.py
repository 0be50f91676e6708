"""Spherical k-means: centres on the unit sphere, the same for the same rows in the same order."""

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.neighbours import unit

__all__ = ["spherical_kmeans"]

Floats = NDArray[np.float32]


def spherical_kmeans(vectors: Floats, k: int, *, restarts: int = 4, rounds: int = 50) -> Floats:
    """Return unit vectors float32 (at most k, d) that have the highest cosines to the rows nearest to each.

    Dhillon, Modha: Concept decompositions for large sparse text data using clustering, Machine Learning 42, 2001;
    started as in k-means++ (Arthur, Vassilvitskii 2007). A centre that no row is nearest to is dropped.

    Args:
        vectors: (n, d), rows of length 1; n at least 1.
        k: centres, at least 1.
        restarts: other starts, of which the best result counts.
        rounds: of each start at most.
    """
    rng = np.random.default_rng(0)
    found = [_from_start(vectors, _start(vectors, min(k, len(vectors)), rng), rounds) for _ in range(restarts)]
    return max(found, key=lambda one: one[1])[0]


def _start(vectors: Floats, k: int, rng: np.random.Generator) -> Floats:
    """Draw rows, each the more probable the further it is from those drawn before."""
    drawn = [int(rng.integers(len(vectors)))]
    apart = 1 - vectors @ vectors[drawn[0]]
    while len(drawn) < k:
        weights = np.maximum(apart, 0).astype(np.float64) + 1e-12
        drawn.append(int(rng.choice(len(vectors), p=weights / weights.sum())))
        apart = np.minimum(apart, 1 - vectors @ vectors[drawn[-1]])
    return vectors[drawn]


def _from_start(vectors: Floats, centres: Floats, rounds: int) -> tuple[Floats, float]:
    places = np.full(len(vectors), -1, np.intp)
    for _ in range(rounds):
        before, places = places, (vectors @ centres.T).argmax(axis=1)
        if np.array_equal(before, places):
            break
        sums = np.zeros_like(centres)
        np.add.at(sums, places, vectors)
        centres = unit(sums[np.bincount(places, minlength=len(centres)) > 0])
    return centres, float((vectors @ centres.T).max(axis=1).sum())
