"""Features: finite, row-wise, blind to the value's own copy in the sample, and fast."""

import time

import numpy as np
import pytest

from tabbert.checks.completeness import _head
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._features import KINDS, ColumnView, Reading, features, place
from tabbert.checks.completeness._profile import needs_vector, profile, sample_index, value_counts


def view(texts: list[str], counts: list[int], vectors: np.ndarray, reading: Reading) -> ColumnView:
    state = profile(texts, np.array(counts))
    own = vectors[sample_index(scan(texts), state)] if len(state.sample_hash) else np.zeros((0, vectors.shape[1]))
    return ColumnView(state.with_vectors(vectors[0], own), reading)


def some_vectors(n: int, dim: int = 384) -> np.ndarray:
    v = np.random.default_rng(n).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(v / np.linalg.norm(v, axis=1, keepdims=True), dtype=np.float32)


def test_row_wise_and_finite() -> None:
    texts, reading = ["a", "bb", "keine Angabe", "-", "😀", "x" * 900], _head.load().reading
    v = some_vectors(6)
    column = view(texts, [1, 2, 3, 4, 5, 6], v, reading)
    whole = features(column, scan(texts), place(column, v))
    assert whole.dtype == np.float32
    assert np.isfinite(whole).all()
    np.testing.assert_allclose(features(column, scan(texts[2:3]), place(column, v[2:3])), whole[2:3], atol=1e-4)


def test_own_copy_in_the_sample_is_left_out() -> None:
    reading = _head.load().reading
    v = some_vectors(2)
    column = view(["one", "two"], [1, 1], v, reading)
    near = features(column, scan(["one"]), place(column, v[:1]))[0, len(KINDS) + 3]
    assert near < 0.9  # its nearest typical value is "two", not itself


def test_column_without_any_words() -> None:
    texts, reading = [str(i) for i in range(50)], _head.load().reading
    v = some_vectors(50)
    column = view(texts, [1] * 50, v, reading)
    assert len(column.state.sample_hash) == 0
    assert np.isfinite(features(column, scan(["unknown"]), place(column, v[:1]))).all()


def test_frequency_moves_the_features() -> None:
    texts, reading, v = ["aa", "bb", "cc"], _head.load().reading, some_vectors(3)
    few, many = view(texts, [1, 9, 9], v, reading), view(texts, [90, 9, 9], v, reading)
    rare, usual = (features(column, scan(["aa"]), place(column, v[:1])) for column in (few, many))
    assert np.abs(rare - usual).max() > 1


@pytest.mark.slow
def test_values_without_vectors_cost_microseconds() -> None:
    texts = [f"value {i:06d} of {'abcdefghij'[i % 10]}" for i in range(200_000)]
    counts = np.ones(len(texts), np.int64)
    state = profile(texts, counts)

    def once() -> float:
        began = time.perf_counter()
        c = scan(texts)
        needs_vector(c, state)
        value_counts(c, state)
        return time.perf_counter() - began

    assert min(once() for _ in range(5)) / len(texts) < 10e-6
