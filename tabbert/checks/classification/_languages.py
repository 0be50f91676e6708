"""Rows of one language, or one way of writing, share a middle: groups of rows by what of their vectors is not meaning.

The language removal takes out what languages have in common over many texts. In one table they differ in more than
that: names of products in Russian lie elsewhere than their translations, all of them in the same direction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.kmeans import spherical_kmeans
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import unit
from tabbert.algorithms.row_products import row_products

__all__ = ["LanguageGroups", "group_languages"]

Floats = NDArray[np.float32]
MOST = 6  # groups; languages beyond it share one with those nearest to them
ROWS = 150  # for one group more than two
SAME = 0.88  # cosine of two groups' middles, from which they are topics of one language


@dataclass(frozen=True, eq=False)
class LanguageGroups:
    """Groups of rows.

    Attributes:
        centres: float32 (g, dim), unit vectors.
        removal: what takes the language out of vectors; what it takes out tells the groups. None: the vectors do.
    """

    centres: Floats
    removal: LanguageRemoval | None

    def __call__(self, vectors: Floats) -> NDArray[np.intp]:
        """Return the number of each row's group, (n,), by the vectors (n, dim) of whole rows."""
        return np.asarray(row_products(_tongue(vectors, self.removal), self.centres.T).argmax(axis=1), np.intp)


def group_languages(vectors: Floats, removal: LanguageRemoval | None) -> LanguageGroups:
    """Group rows by their vectors (n, dim), in a fixed order, into at most `MOST` groups."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    tongues = _tongue(vectors, removal)
    centres = spherical_kmeans(tongues, min(2 + len(vectors) // ROWS, MOST))
    _, joined = connected_components(csr_array(row_products(centres, centres.T) > SAME))
    own = joined[row_products(tongues, centres.T).argmax(axis=1)]
    sums = np.zeros((joined.max() + 1, tongues.shape[1]), np.float32)
    np.add.at(sums, own, tongues)
    return LanguageGroups(unit(sums), removal)


def _tongue(vectors: Floats, removal: LanguageRemoval | None) -> Floats:
    """Return unit vectors (n, dim) of what the removal takes out."""
    if removal is None:
        return unit(vectors)
    kept = np.linalg.qr(removal.matrix.astype(np.float64))[0].astype(np.float32)
    apart = vectors - removal.mean
    return unit(apart - row_products(row_products(apart, kept), np.ascontiguousarray(kept.T)))
