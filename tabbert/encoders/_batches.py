"""Batches of equal token counts: no padding at all, so that a vector cannot depend on it.

Every batch holds texts of one length only. Nothing is padded or masked, which wastes no arithmetic, and the
shape of the arithmetic on a text follows from its own length. The price is that small inputs
make some batches that are not full.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["TOKEN_BUDGET", "batches"]

TOKEN_BUDGET = 1024
"""Tokens in a batch: enough to amortise reading the weights, few enough that activations stay in the caches."""


def batches(lengths: Sequence[int] | NDArray[np.integer], budget: int = TOKEN_BUDGET) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of each batch: equal lengths, shortest first, every position once.

    Args:
        lengths: token counts, at least 1 each.
        budget: most tokens in a batch; a text longer than that is a batch of its own.
    """
    counts = np.asarray(lengths)
    order = np.argsort(counts, kind="stable")
    starts = np.flatnonzero(np.diff(counts[order], prepend=-1))
    for same in np.split(order, starts[1:]):
        if len(same):
            size = max(1, budget // int(counts[same[0]]))
            for start in range(0, len(same), size):
                yield same[start : start + size]
