"""Rows to label that are of another kind than those that teach, in another language say: they teach each other too.

What crosses languages is the meaning of a row and of the labels' names: from these the rows get first guesses. With
them they join the rows that teach, so that their own words and values count as well, over a few rounds. (Self-training
with soft labels: Lee 2013; the guesses are trusted less than labels by a larger penalty, as of noisier targets.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.kernel_ridge import RidgeSystem, fit_kernel_ridge
from tabbert.algorithms.pooling import Pool, fit_pool

__all__ = ["SelfTrained", "self_train"]

Floats = NDArray[np.float32]
FIRST_PENALTY = 0.1  # of the first guesses
GUESSED_PENALTY = 3.0  # of rows whose label is a guess
ROUNDS = 3


@dataclass(frozen=True, eq=False)
class SelfTrained:
    """What was learnt.

    Attributes:
        coefficients: float32 (n + m, k) of each regression.
        pool: of the names and the regressions.
        out_of_fold: float64 (n, k), log-probabilities of the rows that teach.
    """

    coefficients: dict[str, Floats]
    pool: Pool
    out_of_fold: NDArray[np.float64]


def self_train(
    names: Floats,
    kernels: Mapping[str, Floats],
    targets: Floats,
    labels: NDArray[np.int64],
    folds: NDArray[np.int64],
    penalty: float,
    usual: float,
) -> SelfTrained:
    """Learn from n rows with a label and m without, which come after them.

    Args:
        names: (n + m, k), how alike rows are to the labels' names.
        kernels: (n + m, n + m) by member; "meaning" is the one that crosses languages.
        targets: (n, k), indicators of the labels around their mean.
        labels: (n,).
        folds: (n,).
        penalty: of rows with a label.
        usual: weight of each member where nothing is known.
    """
    n, k = targets.shape
    m = len(names) - n
    meaning = kernels["meaning"]
    first = fit_kernel_ridge(meaning[:n, :n], targets, folds, FIRST_PENALTY)
    pool = fit_pool([names[:n], first.out_of_fold], labels, [usual] * 2)
    guesses = pool([names[n:], meaning[n:, :n] @ first.coefficients])

    penalties = np.concatenate([np.full(n, penalty), np.full(m, GUESSED_PENALTY)]).astype(np.float32)
    never = np.full(m, -1)
    systems = {name: RidgeSystem(own, np.concatenate([folds, never]), penalties) for name, own in kernels.items()}
    for _ in range(ROUNDS):
        every = np.concatenate([targets, (np.exp(guesses) - 1 / k).astype(np.float32)])
        fitted = {name: system.fit(every) for name, system in systems.items()}
        members = [names[:n], *(own.out_of_fold[:n] for own in fitted.values())]
        pool = fit_pool(members, labels, [usual] * len(members))
        # What a ridge regression says of its own rows is the target less penalty times coefficient.
        said = [every[n:] - GUESSED_PENALTY * own.coefficients[n:] for own in fitted.values()]
        guesses = pool([names[n:], *said])
    return SelfTrained({name: own.coefficients for name, own in fitted.items()}, pool, pool(members))
