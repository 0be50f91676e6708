"""How far a mean of uncertain facts may lie from its expectation: the weighted Poisson binomial distribution."""

from functools import cache
from itertools import product
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["mean_interval"]

_ENUMERATED = 6  # values whose outcomes are gone through one by one
_LEVELS = 199


def mean_interval(
    probability: NDArray[np.float64], weight: NDArray[np.int64], level: float = 0.95
) -> tuple[float, float]:
    """Return the central interval of a mean over cells that are good or bad, where equal cells share one fate.

    Each distinct value is good with its probability, and then all cells that hold it are. The sum is a Poisson
    binomial variable with weights. The values that matter most are enumerated; of the rest the refined normal
    approximation is taken (Hong: On computing the distribution function for the Poisson binomial distribution,
    Computational Statistics & Data Analysis 59, 2013). Deterministic; linear in m. It always holds the
    expectation.

    Args:
        probability: (m,) of being good, in [0, 1].
        weight: (m,) cells that hold each value, at least 0.
        level: share of outcomes inside, in (0, 1).

    Returns:
        Lower and upper end, in [0, 1]; NaN without cells.
    """
    total = float(weight.sum())
    if total == 0:
        return float("nan"), float("nan")
    p, w = np.asarray(probability, np.float64), np.asarray(weight, np.float64) / total
    variance = w * w * p * (1 - p)
    heavy = np.argsort(-variance, kind="stable")[:_ENUMERATED]
    heavy = heavy[variance[heavy] > 0]
    rest = np.ones(len(p), bool)
    rest[heavy] = False
    mean, deviation = float((w * p)[rest].sum()), float(np.sqrt(variance[rest].sum()))
    skewness = float((w**3 * p * (1 - p) * (1 - 2 * p))[rest].sum()) / deviation**3 if deviation > 0 else 0.0
    z, share = _normal_levels()
    spread = mean + deviation * (z + np.clip(skewness, -1, 1) * (z * z - 1) / 6)
    outcomes = np.array(list(product((0.0, 1.0), repeat=len(heavy)))).reshape(2 ** len(heavy), len(heavy))
    chance = np.where(outcomes > 0, p[heavy], 1 - p[heavy]).prod(axis=1)
    sums = (outcomes @ w[heavy])[:, None] + spread[None, :]
    chances = np.repeat(chance, len(z)) * np.tile(share, len(chance))
    order = np.argsort(sums, axis=None)
    reached = np.cumsum(chances[order])
    ends = np.searchsorted(reached, [(1 - level) / 2, (1 + level) / 2])
    low, high = np.clip(sums.ravel()[order][np.minimum(ends, len(order) - 1)], 0.0, 1.0)
    # Where one unlikely outcome is all that is uncertain, the expectation lies outside.
    expected = float(w @ p)
    return min(float(low), expected), max(float(high), expected)


@cache
def _normal_levels() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    normal = NormalDist()
    edges = (np.arange(_LEVELS) + 0.5) / _LEVELS
    return np.array([normal.inv_cdf(float(edge)) for edge in edges]), np.full(_LEVELS, 1 / _LEVELS)
