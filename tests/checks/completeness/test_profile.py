"""The fitted state of a text column: small, free of texts, and a function of the multiset of values alone."""

import numpy as np
import pytest

from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._profile import (
    SAMPLE_SIZE,
    ColumnState,
    needs_vector,
    profile,
    repeats_name,
    sample_index,
    value_counts,
)  # fmt: skip

TEXTS = ["Berlin", "Paris", "keine Angabe", "Rom", "12 Main St", "SECRET-VALUE", "東京", "-"]
COUNTS = np.array([5, 4, 9, 1, 1, 2, 3, 7])


def test_order_of_values_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    texts = [f"v{chr(97 + i % 26)}{'xy'[i % 2] * (i % 5)} {i % 11}{'abc'[i % 3]}" for i in range(900)]
    texts = list(dict.fromkeys(texts))
    counts = rng.integers(1, 4, len(texts))
    mixed = rng.permutation(len(texts))
    one, two = profile(texts, counts, 3), profile([texts[i] for i in mixed], counts[mixed], 3)
    for name, value in one.to_arrays().items():
        assert np.array_equal(value, two.to_arrays()[name]), name


def test_state_holds_no_text() -> None:
    state = profile(TEXTS, COUNTS, 2)
    for value in state.to_arrays().values():
        assert np.asarray(value).dtype.kind in "uifb"
    blob = b"".join(np.asarray(v).tobytes() for v in state.to_arrays().values())
    for text in TEXTS[:-1]:
        assert text.encode() not in blob
        assert text.encode("utf-32-le") not in blob


def test_saved_and_loaded_state_is_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    state = profile(TEXTS, COUNTS, 2)
    rng = np.random.default_rng(1)
    state = state.with_vectors(
        rng.normal(size=8).astype(np.float32), rng.normal(size=(len(state.sample_hash), 8)).astype(np.float32)
    )
    np.savez(tmp_path / "s.npz", **state.to_arrays())
    with np.load(tmp_path / "s.npz", allow_pickle=False) as arrays:
        again = ColumnState.from_arrays(dict(arrays))
    assert again.n_rows == state.n_rows == 34
    assert type(again.n_rows) is int
    for name, value in state.to_arrays().items():
        assert np.array_equal(value, again.to_arrays()[name]), name


def test_counts_are_remembered_by_hash() -> None:
    state = profile(TEXTS, COUNTS, 0)
    assert value_counts(scan(["-", "Rom", "never seen"]), state).tolist() == [7, 1, 1]


def test_state_stays_small() -> None:
    texts = [
        f"word{chr(97 + i % 26)} {'abcdefghij'[i % 10]} " + "q" * (i % 50) + str(i) * (i % 2) for i in range(20_000)
    ]
    state = profile(texts, np.ones(len(texts), np.int64))
    full = state.with_vectors(np.zeros(384, np.float32), np.zeros((len(state.sample_hash), 384), np.float32))
    assert len(state.sample_hash) == SAMPLE_SIZE
    assert sum(np.asarray(v).nbytes for v in full.to_arrays().values()) < 64_000


def test_numbers_dates_and_codes_need_no_vector() -> None:
    ids = [str(10_000 + i) for i in range(1000)]
    codes = [f"AB-{i}" for i in range(1000)]
    dates = [f"2020-01-{d:02d}T10:00:00Z" for d in range(1, 28)]
    for texts in (ids, codes, dates):
        with_words = [*texts, "unknown", "-", "n/a"]
        state = profile(with_words, np.ones(len(with_words), np.int64))
        assert needs_vector(with_words, state).tolist() == [False] * len(texts) + [True] * 3
    names = ["Anna Smith", "John Doe", "keine Angabe"]
    assert needs_vector(names, profile(names, np.ones(3, np.int64))).all()


def test_sample_points_at_texts_that_need_vectors() -> None:
    texts = [*(str(i) for i in range(300)), *(f"word {chr(97 + i)}" for i in range(20))]
    state, c = profile(texts, np.ones(len(texts), np.int64)), scan(texts)
    chosen = sample_index(c, state)
    assert sorted(chosen.tolist()) == list(range(300, 320))
    with pytest.raises(ValueError, match="sample vectors"):
        state.with_vectors(np.zeros(4, np.float32), np.zeros((3, 4), np.float32))


def test_empty_column() -> None:
    state = profile([], np.zeros(0, np.int64), 7)
    assert (state.n_rows, state.n_filled, len(state.sample_hash)) == (7, 0, 0)
    assert len(value_counts(scan(["a"]), state)) == 1


def test_values_that_repeat_the_name():
    texts = ["Artist", "[crédit line]", "CREDIT_LINE", "creditLine", "Credit", *(f"Gift of {x}" for x in "ABCDEF")]
    c, counts = scan(texts), np.full(len(texts), 3)
    found = repeats_name(texts, c, profile(texts, counts, name="credit_line"))
    assert np.flatnonzero(found).tolist() == [1, 2, 3]
    assert not repeats_name(texts, c, profile(texts, counts)).any()
    frequent = np.array([3, 3, 300, 3, *counts[4:]])
    found = repeats_name(texts, c, profile(texts, frequent, name="credit_line"))
    assert np.flatnonzero(found).tolist() == [1, 3]
