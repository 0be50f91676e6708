"""Languages that no row teaches in are turned onto those that rows teach in."""

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.alignment import align
from tabbert.checks.classification._features import ROW, RowFeatures
from tabbert.checks.classification._space import Space

__all__ = ["fit_turns"]

Floats = NDArray[np.float32]
FEW = 0.05  # of a group's rows teach: it is in a language of its own
FEWEST = 30  # rows of a group, from which a turn can be learnt


def fit_turns(space: Space, taught: RowFeatures, others: RowFeatures) -> dict[int, Floats]:
    """Return a turn, float32 (d, d), by number of a group that hardly any row teaches in.

    Whole rows and short cells tell which values are translations of each other.
    """
    assert space.groups
    known, told = space.place(taught).vectors, space.place(others).vectors
    group, size = space.groups(others.vectors[ROW]), len(space.groups.centres)
    teaching = np.bincount(space.groups(taught.vectors[ROW]), minlength=size)
    rows = np.bincount(group, minlength=size)
    onto = {name: _distinct(own) for name, own in known.items()}
    return {
        place: align([(_distinct(told[name][group == place]), own) for name, own in onto.items()])
        for place in np.flatnonzero((rows >= FEWEST) & (teaching <= FEW * (teaching + rows))).tolist()
    }


def _distinct(vectors: Floats) -> Floats:
    """Return the different vectors, float32 (m, d), without those of nothing."""
    return np.asarray(np.unique(vectors[np.abs(vectors).sum(axis=1) > 0], axis=0), np.float32)
