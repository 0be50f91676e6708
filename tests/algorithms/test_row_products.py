"""Products of which each row is the same whatever other rows there are."""

import os
import subprocess
import sys

import numpy as np
import pytest

from tabbert.algorithms.row_products import row_products

SHAPES = [(384, 102), (384, 11), (128, 12), (200, 64), (64, 32), (32, 6), (128, 1), (1, 7), (384, 700)]


@pytest.mark.parametrize(("d", "k"), SHAPES)
def test_each_row_is_the_same_bit_for_bit_in_every_slice_and_order(d, k):
    rng = np.random.default_rng(d + k)
    rows, matrix = rng.normal(size=(1000, d)).astype(np.float32), rng.normal(size=(d, k)).astype(np.float32)
    whole = row_products(rows, matrix)
    np.testing.assert_allclose(whole, rows @ matrix, rtol=1e-3, atol=1e-3)
    for n in (0, 1, 2, 3, 17, 63, 64, 65, 200):
        start = int(rng.integers(0, 1000 - n))
        np.testing.assert_array_equal(row_products(rows[start : start + n], matrix), whole[start : start + n])
    order = rng.permutation(1000)
    np.testing.assert_array_equal(row_products(rows[order], matrix), whole[order])
    np.testing.assert_array_equal(row_products(rows[::3], np.asfortranarray(matrix).copy()), whole[::3])


@pytest.mark.parametrize(("d", "k"), SHAPES)
def test_a_row_is_the_same_in_every_place(d, k):
    rng = np.random.default_rng(d * k)
    row, matrix = rng.normal(size=d).astype(np.float32), rng.normal(size=(d, k)).astype(np.float32)
    alone = row_products(row[None], matrix)[0]
    for place in range(70):
        rows = rng.normal(size=(70, d)).astype(np.float32)
        rows[place] = row
        np.testing.assert_array_equal(row_products(rows, matrix)[place], alone)


def test_no_rows_and_no_numbers():
    assert row_products(np.zeros((0, 3), np.float32), np.ones((3, 2), np.float32)).shape == (0, 2)
    assert row_products(np.zeros((5, 0), np.float32), np.ones((0, 2), np.float32)).tolist() == [[0, 0]] * 5


def test_the_number_of_threads_does_not_matter():
    code = (
        "import hashlib, numpy as np; from tabbert.algorithms.row_products import row_products; "
        "rng = np.random.default_rng(0); normal = lambda *shape: rng.normal(size=shape).astype(np.float32); "
        f"print([hashlib.sha256(row_products(normal(999, d), normal(d, k))).hexdigest() for d, k in {SHAPES}])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            capture_output=True, text=True, check=True,
        ).stdout
        for threads in ("1", "2", "3")
    }  # fmt: skip
    assert len(said) == 1
