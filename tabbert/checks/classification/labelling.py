"""From probabilities to labels, whichever classifier gave them; and the words in which every one of them answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["OUTPUT", "STATUSES", "labelled"]

STATUSES: Final[Mapping[str, str]] = {
    "labelled": "the row got a label",
    "abstained": "no label is sure enough",
    "empty": "there is nothing in the row to judge by",
}
OUTPUT: Final[Mapping[str, str]] = {
    "label": "string",
    "confidence": "float64",
    "runner_up": "string",
    "abstained": "bool",
}


def labelled(
    probability: NDArray[np.floating[Any]],
    classes: Sequence[str],
    filled: NDArray[np.bool_],
    below: float,
    *,
    wanted: NDArray[np.bool_] | bool = True,
) -> dict[str, NDArray[Any]]:
    """Return the arrays named in `OUTPUT`, each (n,): the best label and the second, None where there is none to give.

    Args:
        probability: (n, k) with k of at least 2.
        classes: the k labels.
        filled: (n,), whether there is anything in the row.
        below: confidence below which no label is given, in [0, 1].
        wanted: (n,), whether a row needs a label; to one that has its own the best is said however unsure it is.
    """
    names = np.array([*classes, None], object)
    order = np.argsort(-probability, axis=1, kind="stable")
    best, second = order[:, 0], order[:, 1]
    confidence = np.where(filled, probability[np.arange(len(best)), best], np.nan).astype(np.float64)
    abstained = filled & wanted & (confidence < below)
    return {
        "label": names[np.where(filled & ~abstained, best, len(classes))],
        "confidence": confidence,
        "runner_up": names[np.where(filled, second, len(classes))],
        "abstained": abstained,
    }
