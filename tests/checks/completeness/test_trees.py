"""Trees: each row by itself, by the rules of a heap, and the same after a round trip."""

import numpy as np

from tabbert.checks.completeness._trees import LEAF_UNIT, Trees

NO_FACTS = np.empty(0, np.float32)


def some_trees(rounds: int = 4, outputs: int = 3, depth: int = 3) -> Trees:
    rng = np.random.default_rng(0)
    shape = (rounds, outputs, 2**depth)
    limits = rng.normal(size=(*shape[:2], shape[2] - 1)).astype(np.float32)
    limits[0, 0, 1] = np.inf  # does not branch
    leaves = rng.integers(-900, 900, shape).astype(np.int16)
    inputs = rng.integers(0, 7, limits.shape).astype(np.int16)
    return Trees(inputs, limits, leaves, np.array([0.5, -1.0, 0.0], np.float32))


def test_leaves_of_all_rounds_add_up() -> None:
    trees, x = some_trees(), np.random.default_rng(1).normal(size=(9, 7)).astype(np.float32)
    wanted = np.tile(trees.start.astype(np.float64), (9, 1))
    for row, values in enumerate(x):
        for k in range(4):
            for output in range(3):
                at = 0
                while at < 7:
                    at = 2 * at + 1 + bool(values[trees.inputs[k, output, at]] > trees.limits[k, output, at])
                wanted[row, output] += trees.leaves[k, output, at - 7] * LEAF_UNIT
    np.testing.assert_allclose(trees(x, NO_FACTS), wanted, rtol=1e-6)


def test_facts_stand_behind_what_is_known_of_each_value() -> None:
    trees, x = some_trees(), np.random.default_rng(2).normal(size=(5, 7)).astype(np.float32)
    x[:, 5:] = x[0, 5:]
    np.testing.assert_array_equal(trees(x[:, :5], x[0, 5:]), trees(x, NO_FACTS))


def test_a_row_is_the_same_whatever_stands_beside_it() -> None:
    trees, x = some_trees(), np.random.default_rng(3).normal(size=(700, 7)).astype(np.float32)
    np.testing.assert_array_equal(trees(x, NO_FACTS)[523:524], trees(x[523:524], NO_FACTS))


def test_round_trip() -> None:
    trees, x = some_trees(), np.ones((4, 7), np.float32)
    again = Trees.from_arrays(trees.to_arrays("trees"), "trees")
    np.testing.assert_array_equal(again(x, NO_FACTS), trees(x, NO_FACTS))
