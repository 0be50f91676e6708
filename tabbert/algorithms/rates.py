"""Whether two shares differ by more than chance explains: exact for a rise, approximate for a whole distribution."""

from collections.abc import Sequence

import numpy as np

__all__ = ["chance_of_rise", "chance_of_shift", "total_variation"]


def chance_of_rise(count: int, of: int, new_count: int, new_of: int) -> float:
    """Return how likely so many, or more, would be if both samples came from one population.

    Fisher's exact test, one-sided (Fisher: The logic of inductive inference, Journal of the Royal Statistical Society
    98, 1935): of ``count + new_count`` in both samples together, at least ``new_count`` fall into the new one.

    Args:
        count: how many of the ``of`` items in the earlier sample are counted.
        of: items in the earlier sample, at least ``count``.
        new_count: how many are counted in the new sample.
        new_of: items in the new sample, at least ``new_count``.

    Returns:
        A probability in [0, 1]; 1.0 where a sample is empty.
    """
    total = count + new_count
    if not of or not new_of or not new_count:
        return 1.0
    k = np.arange(new_count, min(total, new_of) + 1, dtype=np.float64)
    log = _log_choose(new_of, k) + _log_choose(of, total - k) - _log_choose(of + new_of, np.float64(total))
    return float(min(1.0, np.exp(log).sum()))


def _log_choose(n: int, k: "np.ndarray | np.float64") -> "np.ndarray":
    """Return the logarithm of the binomial coefficient; minus infinity where more are drawn than there are."""
    from scipy.special import gammaln  # a third of what importing tabbert's results would cost

    with np.errstate(invalid="ignore"):
        log = gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(np.maximum(n - k, 0) + 1.0)
    return np.where(k <= n, log, -np.inf)


def chance_of_shift(before: Sequence[int], after: Sequence[int]) -> float:
    """Return how likely two distributions over the same classes would differ as much if they were one.

    Pearson's chi-squared test of homogeneity (Pearson, Philosophical Magazine 50, 1900).

    Args:
        before: (k,) counts per class.
        after: (k,) counts per class.

    Returns:
        A probability in [0, 1]; 1.0 where a sample is empty or there is one class only.
    """
    from scipy.special import chdtrc

    table = np.array([before, after], np.float64)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.sum(axis=1).all():
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return float(chdtrc(table.shape[1] - 1, ((table - expected) ** 2 / expected).sum()))


def total_variation(before: Sequence[int], after: Sequence[int]) -> float:
    """Return the share of items that would have to change class to turn one distribution into the other, in [0, 1]."""
    first, second = np.array(before, np.float64), np.array(after, np.float64)
    if not first.sum() or not second.sum():
        return 0.0
    return float(np.abs(first / first.sum() - second / second.sum()).sum() / 2)
