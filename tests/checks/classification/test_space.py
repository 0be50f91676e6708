"""Likeness of rows: what a word tells may depend on the value beside it."""

import numpy as np
from scipy.sparse import csr_array

from tabbert.checks.classification._features import ROW
from tabbert.checks.classification._space import Placed, Space

WORD, KIND = np.arange(40) % 2, np.arange(40) // 2 % 2
EITHER = 2 * (WORD ^ KIND) - 1  # no word and no value alone tells it


def placed() -> Placed:
    words = csr_array(np.eye(2, dtype=np.float32)[WORD])
    return Placed({ROW: np.zeros((40, 2), np.float32)}, words, {}, {"kind": KIND.astype(np.uint64) + np.uint64(1)})


def space() -> Space:
    return Space({}, np.ones(2, np.float32), {}, ("kind",), weights={"kind": 1.0})


def test_words_and_values_tell_together_what_neither_tells_alone() -> None:
    kernels = space().kernels(placed(), placed())
    found = {name: own @ np.linalg.solve(own + 0.2 * np.eye(40), EITHER) for name, own in kernels.items()}
    assert (np.sign(found["all"]) == EITHER).all()
    assert np.abs(found["all"]).min() > 0.1
    assert np.abs(found["words"]).max() < 1e-6  # a sum of both cannot tell it


def test_a_row_is_as_alike_whatever_stands_beside_it() -> None:
    rows = placed()
    whole = space().kernels(rows, rows)
    for name, own in space().kernels(rows.take(np.array([7])), rows).items():
        np.testing.assert_array_equal(own[0], whole[name][7])
