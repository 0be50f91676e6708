"""Two sets of vectors that say the same, one of them turned, are brought together without being told which do."""

import numpy as np
import pytest

from tabbert.algorithms.alignment import align
from tabbert.algorithms.neighbours import unit

D = 24


@pytest.fixture
def meanings():
    return unit(np.random.default_rng(0).standard_normal((300, D)).astype(np.float32))


def _turn(angle):
    """A rotation by this angle in every plane of two axes."""
    turn = np.zeros((D, D), np.float32)
    for axis in range(0, D, 2):
        turn[axis : axis + 2, axis : axis + 2] = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    return turn


def _right(rows, onto):
    return ((rows @ onto.T).argmax(axis=1) == np.arange(len(rows))).mean()


def test_a_turn_is_undone(meanings):
    noise = 0.1 * np.random.default_rng(1).standard_normal(meanings.shape).astype(np.float32)
    turned = unit(meanings @ _turn(0.9) + noise)
    found = align([(turned, meanings)])
    np.testing.assert_allclose(found @ found.T, np.eye(D), atol=1e-4)
    assert (turned * meanings).sum(axis=1).mean() < 0.65
    assert (turned @ found * meanings).sum(axis=1).mean() > 0.85
    assert _right(turned @ found, meanings) > max(_right(turned, meanings), 0.95)


def test_columns_are_turned_together(meanings):
    turned = meanings @ _turn(0.9)
    found = align([(turned[:150], meanings[:150]), (turned[150:], meanings[150:])])
    assert _right(turned @ found, meanings) > 0.95


def test_where_nothing_says_the_same_nothing_is_turned(meanings):
    opposite = np.concatenate([np.eye(2, D, dtype=np.float32)])
    found = align([(opposite, -opposite), (np.empty((0, D), np.float32), meanings)])
    np.testing.assert_allclose(found, np.eye(D), atol=1e-6)


def test_it_depends_on_no_order(meanings):
    turned = meanings @ _turn(0.5)
    order = np.random.default_rng(2).permutation(len(turned))
    np.testing.assert_allclose(align([(turned, meanings)]), align([(turned[order], meanings)]), atol=1e-5)
