"""Shares compared: against exact values, and against what chance does when nothing has changed."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from tabbert.algorithms.rates import chance_of_rise, chance_of_shift, total_variation


@pytest.mark.parametrize(
    ("count", "of", "new", "new_of"),
    [(3, 100, 9, 120), (0, 50, 1, 51), (10, 1000, 30, 1200), (5, 5, 7, 7), (100, 100_000, 180, 120_000), (2, 9, 9, 9)],
)
def test_a_rise_is_fishers_exact_test(count, of, new, new_of):
    table = [[new, new_of - new], [count, of - count]]
    assert chance_of_rise(count, of, new, new_of) == pytest.approx(fisher_exact(table, "greater").pvalue, rel=1e-6)


def test_nothing_to_compare_is_chance():
    assert chance_of_rise(3, 10, 0, 10) == 1.0
    assert chance_of_rise(0, 0, 3, 10) == 1.0
    assert chance_of_shift([], []) == chance_of_shift([3], [9]) == chance_of_shift([0, 0], [1, 2]) == 1.0


def test_a_shift_is_the_chi_squared_test():
    before, after = [40, 30, 30, 0], [20, 50, 25, 0]
    expected = chi2_contingency([before[:3], after[:3]], correction=False).pvalue
    assert chance_of_shift(before, after) == pytest.approx(expected)


def test_total_variation():
    assert total_variation([1, 1], [10, 10]) == 0.0
    assert total_variation([1, 0], [0, 5]) == 1.0
    assert total_variation([50, 50], [75, 25]) == pytest.approx(0.25)
    assert total_variation([0], [1]) == 0.0


def test_alarms_are_as_rare_as_said():
    rng = np.random.default_rng(7)
    first, second = rng.binomial(1000, 0.03, 4000), rng.binomial(1300, 0.03, 4000)
    alarms = [chance_of_rise(a, 1000, b, 1300) <= 0.05 for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    assert 0.01 < np.mean(alarms) <= 0.05
