"""A turn of one language's vectors onto another's, without a dictionary: from texts that are nearest to each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.neighbours import unit

__all__ = ["align"]

Floats = NDArray[np.float32]
_LEAST = 0.3  # cosine of a pair
_ROUNDS = 3
_HUB = 5  # neighbours that tell how near a vector is to anything


def align(pairs: Sequence[tuple[Floats, Floats]], *, trust: float = 1.0) -> Floats:
    """Return the orthogonal map, float32 (d, d), that brings vectors nearest to those which say the same.

    What says the same is guessed: vectors that are each other's nearest by cosine less hubness. With these pairs the
    map is found in closed form (Procrustes), with the map better pairs, in a few rounds (Conneau, Lample et al.: Word
    translation without parallel data, ICLR 2018). It starts from, and is held to, no turn at all: the encoder has
    brought languages together already.

    Args:
        pairs: vectors (n, d) and those to bring them to (m, d), of length 1, for each column.
        trust: of no turn, in pairs of equal vectors for each of the d directions.
    """
    d = pairs[0][0].shape[1]
    turn = np.eye(d)
    for _ in range(_ROUNDS):
        together = trust * np.eye(d)
        for rows, onto in pairs:
            if len(rows) and len(onto):
                own, other = _mutual(unit((rows @ turn).astype(np.float32)), onto)
                together += rows[own].astype(np.float64).T @ onto[other]
        left, _, right = np.linalg.svd(together)
        turn = left @ right
    return np.asarray(turn, np.float32)


def _mutual(rows: Floats, onto: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return positions of vectors that are each other's nearest, by cross-domain similarity local scaling."""
    cosines = rows @ onto.T
    near = 2 * cosines - _hubness(cosines)[:, None] - _hubness(cosines.T)[None]
    best, back = near.argmax(axis=1), near.argmax(axis=0)
    own = np.arange(len(rows))
    kept = np.flatnonzero((back[best] == own) & (cosines[own, best] > _LEAST))
    return kept, best[kept]


def _hubness(cosines: Floats) -> Floats:
    """Return the mean cosine of each row's nearest."""
    k = min(_HUB, cosines.shape[1])
    return np.asarray(np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1), np.float32)
