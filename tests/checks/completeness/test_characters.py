"""The character scan: counts, shapes and stable hashes."""

import numpy as np
import pytest

from tabbert.checks.completeness._characters import DOTS, MARK, OPEN, concatenate, hashes, scan


def test_counts_of_mixed_scripts() -> None:
    c = scan(["12 Main St", "Å京-", "aab"])
    assert c.length.tolist() == [10, 3, 3]
    assert c.digits.tolist() == [2, 0, 0]
    assert c.upper.tolist() == [2, 1, 0]
    assert c.uncased.tolist() == [0, 1, 0]
    assert c.punctuation.tolist() == [0, 1, 0]
    assert c.words.tolist() == [3, 1, 1]
    assert c.repeats.tolist() == [0, 0, 1]
    assert c.vowels.tolist() == [2, 1, 2]


def test_shape_collapses_runs_and_keeps_punctuation() -> None:
    c = scan(["12 Main St", "7 Elm Rd", "12-Main St", "AB-12", "C-7", "C/7"])
    assert c.shape[0] == c.shape[1] != c.shape[2]
    assert c.shape[3] == c.shape[4] != c.shape[5]


def test_hash_is_stable_and_tells_order_and_length() -> None:
    texts = ["", "a", "ab", "ba", "a\0", "\0a", "ab ", "京", "\U0001f600", "\ud800", "x" * 5000]
    c = scan(texts)
    assert len(set(c.hash.tolist())) == len(texts)
    assert scan(["keine Angabe"]).hash[0] == 7817882511576320024  # saved states depend on it


def test_a_text_does_not_depend_on_its_neighbours() -> None:
    texts = ["-", "keine Angabe", "", "\ud800x", "y" * 300]
    together, alone = scan(texts), concatenate([scan([t]) for t in texts])
    assert np.array_equal(together.hash, alone.hash)
    assert np.array_equal(together.shape, alone.shape)
    assert np.array_equal(together.words, alone.words)
    assert np.array_equal(together.repeats, alone.repeats)


def test_chunks_join_without_a_seam(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    texts = [f"value {i} " * (i % 7) for i in range(500)]
    whole = scan(texts)
    monkeypatch.setattr("tabbert.checks.completeness._characters._CHUNK_CHARACTERS", 64)
    assert np.array_equal(scan(texts).hash, whole.hash)


def test_how_texts_end() -> None:
    texts = [
        "A whole one.",
        "完。",
        "so what?",
        "cut…",
        "cut...",
        "and then,",
        "see (",
        "word",
        "",
        ".",
        "..",
        'He said "no"',
    ]
    endings = scan(texts).ending.tolist()
    assert endings == [MARK, MARK, MARK, DOTS, DOTS, OPEN, OPEN, 0, 0, MARK, DOTS, MARK]
    assert [int(scan([text]).ending[0]) for text in texts] == endings


def test_no_texts() -> None:
    assert len(scan([]).hash) == 0


def test_blanks_that_fill_a_field_up_do_not_count() -> None:
    plain, padded = scan(["12 Main St.", "  ab", "x", ""]), scan(["12 Main St.        ", "  ab  ", "x\u3000", "   "])
    for name in ("length", "ending", "words", "repeats"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(padded, name), err_msg=name)
    assert not np.isin(plain.hash, padded.hash).any()


def test_hashes_alone_are_those_of_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tabbert.checks.completeness._characters._CHUNK_CHARACTERS", 20)
    texts = ["", "a", "München \ud800", "中文 😀", "x" * 50, "a\0b", " "]
    assert hashes(texts).tolist() == scan(texts).hash.tolist()
    assert len(set(hashes(texts).tolist())) == len(texts)
    assert hashes([]).shape == (0,)
