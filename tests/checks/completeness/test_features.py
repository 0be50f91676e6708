"""Features: finite, row-wise, blind to the value's own copy in the sample, and fast."""

import time

import numpy as np
import pytest

from tabbert.checks.completeness import _head
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._features import ColumnView, endings, features, place
from tabbert.checks.completeness._profile import needs_vector, profile, sample_index, value_counts
from tabbert.checks.completeness._reading import KINDS, Reading


def unknown(n: int) -> np.ndarray:
    return np.full(n, -1, np.int8)


def computed(column: ColumnView, texts: list[str], vectors: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
    """Features of values whose last words begin no other one."""
    c, placement = scan(texts), place(column, vectors)
    ends = endings(column, c, placement, np.zeros(len(texts), np.bool_), np.zeros((len(texts), 4), np.float32))
    nothing = unknown(len(texts))
    return features(column, c, placement, nothing if known is None else known, nothing, ends)


def view(texts: list[str], counts: list[int], vectors: np.ndarray, reading: Reading) -> ColumnView:
    state = profile(texts, np.array(counts))
    own = vectors[sample_index(scan(texts), state)] if len(state.sample_hash) else np.zeros((0, vectors.shape[1]))
    return ColumnView(state.with_vectors(vectors[0], own), reading)


def some_vectors(n: int, dim: int = 512) -> np.ndarray:
    v = np.random.default_rng(n).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(v / np.linalg.norm(v, axis=1, keepdims=True), dtype=np.float32)


def test_row_wise_and_finite() -> None:
    texts, reading = ["a", "bb", "keine Angabe", "-", "😀", "x" * 900], _head.load().reading
    v = some_vectors(6)
    column = view(texts, [1, 2, 3, 4, 5, 6], v, reading)
    whole = computed(column, texts, v)
    assert whole.dtype == np.float32
    assert np.isfinite(whole).all()
    np.testing.assert_allclose(computed(column, texts[2:3], v[2:3]), whole[2:3], atol=1e-4)


def test_own_copy_in_the_sample_is_left_out() -> None:
    reading = _head.load().reading
    v = some_vectors(2)
    column = view(["one", "two"], [1, 1], v, reading)
    near = computed(column, ["one"], v[:1])[0, 2 * len(KINDS) + 3]
    assert near < 0.9  # its nearest typical value is "two", not itself


def test_column_without_any_words() -> None:
    texts, reading = [str(i) for i in range(50)], _head.load().reading
    v = some_vectors(50)
    column = view(texts, [1] * 50, v, reading)
    assert len(column.state.sample_hash) == 0
    assert np.isfinite(computed(column, ["unknown"], v[:1])).all()


def test_frequency_moves_the_features() -> None:
    texts, reading, v = ["aa", "bb", "cc"], _head.load().reading, some_vectors(3)
    few, many = view(texts, [1, 9, 9], v, reading), view(texts, [90, 9, 9], v, reading)
    rare, usual = (computed(column, ["aa"], v[:1]) for column in (few, many))
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


def test_a_known_word_shows() -> None:
    texts, reading, v = ["aa", "bb", "cc"], _head.load().reading, some_vectors(3)
    column = view(texts, [1, 1, 1], v, reading)
    without, with_word = (computed(column, ["aa"], v[:1], np.array([kind], np.int8)) for kind in (-1, 1))
    assert np.abs(without - with_word).sum() == 1


def test_the_longest_values_and_missing_marks_show() -> None:
    texts = [*(f"This is sentence number {i}." for i in range(30)), "This is sentence numb"]
    v = some_vectors(len(texts))
    column = view(texts, [1] * len(texts), v, _head.load().reading)
    found = computed(column, texts, v)
    assert column.state.trait("end_mark") == pytest.approx(30 / 31)
    assert np.abs(found[-1] - found[0]).max() > 0.5


def test_a_field_that_cut_its_values_is_crowded_at_its_end() -> None:
    reading = _head.load().reading
    free = ["x" * n for n in range(1, 60)]
    full = [f"{n:02d}" + "x" * 48 for n in range(20)] + ["y" * n for n in range(1, 40)]
    crowds = [view(texts, [1] * len(texts), some_vectors(len(texts)), reading).crowd for texts in (free, full)]
    assert crowds[0] < 0.1
    assert crowds[1] > 2.5


@pytest.mark.parametrize("where", ["longest", "shortest", "everywhere"])
def test_a_width_shows_where_only_the_longest_values_look_cut_off(where: str) -> None:
    texts = [*(f"{'short words'[: 4 + n % 7]} {chr(97 + n)}" for n in range(20)), *("long " * 4 + c for c in "abcde")]
    reading = _head.load().reading
    cut = np.array([where in ("longest" if len(t) == 21 else "shortest", "everywhere") for t in texts])
    v = some_vectors(len(texts), reading.dim + len(reading.end_heads))
    v[:, reading.dim :] = np.where(cut, 1, -1)[:, None] * reading.end_heads[:, -1]
    column = view(texts, [1] * len(texts), v, reading)
    assert column.state.sample_at_limit.sum() == 5
    assert np.sign(column.cut_at_limit) == {"longest": 1, "shortest": -1, "everywhere": 0}[where]
    few = texts[:20] + texts[-1:]
    assert abs(view(few, [1] * 21, v[[*range(20), -1]], reading).cut_at_limit) <= abs(column.cut_at_limit)
