"""How alike rows' numbers and categories are: the more a column tells the labels apart, the more it counts."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["alignment_weights", "value_kernel"]

Floats = NDArray[np.float32]
Columns = Mapping[str, NDArray[Any]]
_NEAR = 0.15  # of a column's range by rank: how far apart numbers are still alike
_WIDTH = 0.25  # of the columns' weighted mean: how fast likeness falls where some of them differ
_POWER = 1.5  # of a column's alignment: columns that tell nothing fade
_EVEN = 0.2  # of the weight is shared out evenly
_ASKED = 1024  # rows that the weights are estimated on


def value_kernel(
    ranks: Columns, categories: Columns, theirs: tuple[Columns, Columns], weights: Mapping[str, float]
) -> Floats | None:
    """Return the likeness of rows' numbers and categories to others', float32 (n, m) in (0, 1]; None without columns.

    It is the exponential of the columns' weighted mean, and so a product over columns: rows are alike where they agree
    in everything that counts, which is how columns act together.

    Args:
        ranks: float32 (n,) by column of numbers, in [0, 1]; NaN where there is none.
        categories: uint64 (n,) by column of categories.
        theirs: the same of the others, (m,).
        weights: of each column, which sum to 1.
    """
    total: Any = None
    for name, alike in _by_column(ranks, categories, theirs):
        total = alike * np.float32(weights[name]) if total is None else total + alike * np.float32(weights[name])
    return None if total is None else np.exp((total - np.float32(1)) / np.float32(_WIDTH))


def alignment_weights(ranks: Columns, categories: Columns, targets: Floats) -> dict[str, float]:
    """Weigh columns by how much rows that are alike in them share a label; the weights sum to 1.

    Centred alignment of a kernel with that of the labels, the diagonals left out (Cortes, Mohri and Rostamizadeh:
    Algorithms for learning kernels based on centered alignment, 2012).

    Args:
        ranks: float32 (n,) by column of numbers.
        categories: uint64 (n,) by column of categories.
        targets: float32 (n, k), the classes' indicators around their mean; rows in random order.
    """
    ranks, categories = ({name: own[:_ASKED] for name, own in columns.items()} for columns in (ranks, categories))
    wanted = _centred(targets[:_ASKED] @ targets[:_ASKED].T)
    found = {}
    for name, alike in _by_column(ranks, categories, (ranks, categories)):
        own = _centred(alike)
        size = float(np.sqrt((own * own).sum() * (wanted * wanted).sum()))
        found[name] = max(float((own * wanted).sum()) / size, 0.0) ** _POWER if size > 0 else 0.0
    total = sum(found.values())
    return {
        name: (1 - _EVEN) * (own / total if total > 0 else 1 / len(found)) + _EVEN / len(found)
        for name, own in found.items()
    }


def _by_column(ranks: Columns, categories: Columns, theirs: tuple[Columns, Columns]) -> Iterator[tuple[str, Floats]]:
    their_ranks, their_categories = theirs
    for name, others in their_ranks.items():
        own = ranks[name]
        apart = np.abs(own[:, None] - others[None])
        alike = np.where(np.isnan(apart), np.float32(0), np.exp(-apart / np.float32(_NEAR)))
        alike += (np.isnan(own)[:, None] & np.isnan(others)[None]) * np.float32(0.5)
        yield name, alike
    for name, held in their_categories.items():
        yield name, (categories[name][:, None] == held[None]).astype(np.float32)


def _centred(kernel: Floats) -> Floats:
    centred = kernel - kernel.mean(axis=0)
    centred -= centred.mean(axis=1, keepdims=True)
    np.fill_diagonal(centred, 0)
    return np.asarray(centred, np.float32)
