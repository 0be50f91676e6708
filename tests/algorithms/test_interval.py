"""The interval of a mean of uncertain facts, beside brute force."""

from itertools import product

import numpy as np
import pytest

from tabbert.algorithms.interval import mean_interval


def brute_force(probability, weight, level=0.95):
    outcomes = np.array(list(product((0, 1), repeat=len(probability))))
    chance = np.where(outcomes > 0, probability, 1 - probability).prod(axis=1)
    means = outcomes @ weight / weight.sum()
    order = np.argsort(means)
    reached = np.cumsum(chance[order])
    return [means[order][np.searchsorted(reached, end)] for end in ((1 - level) / 2, (1 + level) / 2)]


@pytest.mark.parametrize("seed", range(8))
def test_it_is_that_of_the_distribution(seed):
    rng = np.random.default_rng(seed)
    probability, weight = rng.beta(0.6, 0.6, 14), rng.integers(1, 40, 14) ** 2
    assert mean_interval(probability, weight) == pytest.approx(brute_force(probability, weight), abs=0.04)


def test_many_small_values_are_as_a_simulation_says():
    rng = np.random.default_rng(1)
    probability, weight = rng.beta(8, 0.5, 3000), rng.zipf(1.8, 3000).clip(max=2000)
    means = (rng.random((4000, 3000)) < probability) @ weight / weight.sum()
    assert mean_interval(probability, weight) == pytest.approx(np.quantile(means, [0.025, 0.975]), abs=0.01)


def test_equal_cells_share_one_fate():
    assert mean_interval(np.array([0.5]), np.array([1000])) == (0.0, 1.0)
    low, high = mean_interval(np.full(1000, 0.5), np.ones(1000, int))
    assert 0.46 < low < 0.5 < high < 0.54


def test_what_is_certain_has_no_width():
    assert mean_interval(np.array([1.0, 0.0]), np.array([3, 1])) == pytest.approx((0.75, 0.75))


def test_it_holds_the_expectation():
    low, high = mean_interval(np.array([0.999, 1.0]), np.array([1, 1]))
    assert (low, high) == pytest.approx((0.9995, 1.0))


def test_without_cells_there_is_none():
    assert np.isnan(mean_interval(np.empty(0), np.empty(0, int))).all()
