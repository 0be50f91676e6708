"""Columns of numbers and categories count by what they tell of the labels."""

import numpy as np
import pytest

from tabbert.checks.classification._values import alignment_weights, value_kernel

RNG = np.random.default_rng(0)
LABELS = np.arange(60) % 3
TARGETS = ((LABELS[:, None] == np.arange(3)) - 1 / 3).astype(np.float32)
TELLING = LABELS.astype(np.uint64) + np.uint64(7)
IDLE = RNG.integers(0, 3, 60).astype(np.uint64)
RANKS = RNG.random(60).astype(np.float32)


def test_the_column_that_tells_the_labels_counts_most() -> None:
    weights = alignment_weights({"size": RANKS}, {"telling": TELLING, "idle": IDLE}, TARGETS)
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["telling"] > 0.8
    assert min(weights.values()) >= 0.2 / 3 - 1e-9  # what tells nothing keeps its share of what is even


def test_where_no_column_tells_anything_all_count_alike() -> None:
    same = np.zeros(60, np.uint64)
    assert alignment_weights({}, {"a": same, "b": same}, TARGETS) == {"a": 0.5, "b": 0.5}
    assert alignment_weights({}, {}, TARGETS) == {}


def test_rows_are_alike_where_they_agree_in_everything_that_counts() -> None:
    ranks, categories = (
        {"size": np.array([0.1, 0.1, 0.9, np.nan], np.float32)},
        {"kind": np.array([1, 2, 2, 1], np.uint64)},
    )
    weights = {"size": 0.5, "kind": 0.5}
    kernel = value_kernel(ranks, categories, (ranks, categories), weights)
    assert kernel is not None
    assert kernel.dtype == np.float32
    assert kernel[0, 0] == kernel[1, 1] == 1
    assert kernel[0, 2] < kernel[0, 1] < 1
    assert kernel[0, 2] == pytest.approx(kernel[0, 1] * kernel[1, 2])  # a product over columns
    assert np.isfinite(kernel).all()


def test_a_table_without_numbers_and_categories_has_no_such_likeness() -> None:
    assert value_kernel({}, {}, ({}, {}), {}) is None
