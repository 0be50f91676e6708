"""The head: checked on load, pure, and the same for a value whatever stands beside it."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tabbert.checks.completeness import Completeness, _head
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._profile import ColumnState, profile, sample_index
from tabbert.checks.completeness._reading import KINDS
from tabbert.errors import ModelStoreError

TEXTS = ["Berlin", "Paris", "Rom", "-", "Lyon", "Bern", "Graz", "12", "Ulm"]
COUNTS = np.array([5, 4, 3, 9, 1, 2, 1, 1, 1])


def column() -> tuple[ColumnState, np.ndarray]:
    vectors = np.random.default_rng(0).normal(size=(len(TEXTS), 512)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    state = profile(TEXTS, COUNTS, 4)
    return state.with_vectors(vectors[0], vectors[sample_index(scan(TEXTS), state)]), vectors


def test_a_value_is_judged_alike_bit_for_bit_whatever_stands_beside_it() -> None:
    state, _ = column()
    rng = np.random.default_rng(1)
    texts = [f"{TEXTS[i % 9]} {i}" if i % 3 else f"Ort {chr(97 + i % 26)}{chr(97 + i % 7)}" for i in range(5000)]
    vectors = rng.normal(size=(len(texts), 512)).astype(np.float32)
    head, c = _head.load(), scan(texts)
    whole = head.predict(texts, c, vectors, state)
    slices = [np.arange(start, start + size) for start, size in ((0, 1), (63, 2), (64, 64), (777, 130), (4090, 20))]
    for some in (*slices, rng.permutation(len(texts)), rng.choice(len(texts), 333, replace=False)):
        found = head.predict([texts[i] for i in some], c.take(some), vectors[some], state)
        np.testing.assert_array_equal(found.score, whole.score[some])
        np.testing.assert_array_equal(found.probabilities, whole.probabilities[some])
        np.testing.assert_array_equal(found.status, whole.status[some])
    assert len(set(whole.score.tolist())) > 1000


def test_scores_are_probabilities_and_agree_with_statuses() -> None:
    state, vectors = column()
    p = _head.load().predict(TEXTS, scan(TEXTS), vectors, state)
    np.testing.assert_allclose(p.probabilities.sum(axis=1), 1, atol=1e-5)
    assert set(p.status) <= set(_head.STATUSES)
    assert ((p.score < 0.5) == (p.status != "complete")).all()
    assert ((p.score < 0.5) == (p.evidence != "")).all()


def test_evidence_never_holds_the_value() -> None:
    state, vectors = column()
    p = _head.load().predict(TEXTS, scan(TEXTS), vectors, state)
    for text, why in zip(TEXTS, p.evidence, strict=True):
        assert len(text) < 3 or text not in why


def test_values_without_vector_are_not_read_from_vectors() -> None:
    state, vectors = column()
    broken = vectors.copy()
    broken[7] = np.nan  # "12" needs none
    p = _head.load().predict(TEXTS, scan(TEXTS), broken, state)
    assert p.score[7] == 1.0
    assert np.isfinite(p.score).all()


def test_altered_head_is_refused(tmp_path: Path) -> None:
    for name in ("head.npz", "head.json"):
        shutil.copyfile(str(files("tabbert.checks.completeness") / name), tmp_path / name)
    assert _head.read(tmp_path).judge.members
    data = bytearray((tmp_path / "head.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "head.npz").write_bytes(data)
    with pytest.raises(ModelStoreError, match="sha256"):
        _head.read(tmp_path)


def test_card_says_what_it_is_made_of() -> None:
    card = json.loads((files("tabbert.checks.completeness") / "head.json").read_text(encoding="utf-8"))
    assert {"data", "licence", "limits", "languages", "recipe", "figures", "encoder"} <= card.keys()
    assert all(len(item["sha256"]) == 64 and item["licence"] for item in card["data"])
    assert (files("tabbert.checks.completeness") / "head.npz").stat().st_size < 2_000_000  # type: ignore[attr-defined]


def test_round_trip_of_arrays() -> None:
    head = _head.load()
    again = _head.Head.from_arrays(head.to_arrays(), head.card)
    state, vectors = column()
    assert np.array_equal(
        again.predict(TEXTS, scan(TEXTS), vectors, state).score, head.predict(TEXTS, scan(TEXTS), vectors, state).score
    )


def test_version_changes_with_the_head() -> None:
    assert Completeness().version == f"3.{_head.load().card['sha256'][:8]}"


def silent(rows: int) -> np.ndarray:
    """Make up what end vectors say of meanings that changes nothing: even odds, and what the shift takes back."""
    meaning = np.full((rows, len(KINDS)), -10.0, dtype=np.float32)
    meaning[:, 0], meaning[:, 1] = np.log((1, np.exp(-_head._MEANT_SHIFT))) - np.log1p(np.exp(-_head._MEANT_SHIFT))
    return meaning


def whole(rows: int) -> np.ndarray:
    """Make up log-odds of being cut off that leave the judge's word as it is weighed."""
    return np.full(rows, -_head._CUT_SHIFT, dtype=np.float32)


def test_what_the_end_vector_says_counts_beside_the_networks() -> None:
    judged = np.array([[0.8, 0.1, 0.05, 0.0, 0.05, 0.0]] * 2, dtype=np.float32)
    said, cut = silent(2), whole(2)
    said[0, 0], said[0, 1] = -6.0, 0.0
    cut[1] += 5.0
    plain = np.full((2, len(KINDS)), -10.0, dtype=np.float32)
    before, after = (_head._weigh(judged, plain, *read, np.zeros(2)) for read in ((silent(2), whole(2)), (said, cut)))
    assert after[0, 1] > before[0, 1]
    assert after[1, 4] > before[1, 4]
    np.testing.assert_allclose(after.sum(axis=1), 1, atol=1e-6)


def test_a_last_word_that_only_begins_others_counts_as_far_as_the_lists_know_the_column() -> None:
    ope, open_, unlisted, no_word = [0, 5.5, 5, 1], [6, 5, 5, 1], [0, 0, 5, 1], [0, 0, 0, 0]
    lexicon = np.array([ope, open_, unlisted, no_word], dtype=np.float32)
    assert _head._begins_longer(lexicon, np.array([1, -1, 5], np.float32)).tolist() == [4, 0, 0, 0]
    assert _head._begins_longer(lexicon, np.array([0.5, -1, 5], np.float32)).tolist() == [1, 0, 0, 0]
    assert _head._begins_longer(lexicon, np.array([1, 3, 5], np.float32)).tolist() == [1.5, 0, 0, 0]
    assert not _head._begins_longer(lexicon, np.zeros(3, np.float32)).any()


def test_statements_get_the_benefit_of_the_doubt_and_none_where_it_is_asked_for() -> None:
    judged = np.array([[0.4, 0.5, 0.1, 0.0, 0.0, 0.0]] * 3, dtype=np.float32)
    meaning = np.full((3, len(KINDS)), -10.0, dtype=np.float32)
    for row, kind in enumerate(("unknown", "none", "statement")):
        meaning[row, KINDS.index(kind)] = 0.0
    lifted = _head._weigh(judged, meaning, silent(3), whole(3), np.zeros(3))
    np.testing.assert_allclose(lifted.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(lifted[0], judged[0], atol=1e-3)
    assert lifted[0, 0] < 0.5 < lifted[1, 0] < lifted[2, 0]
    np.testing.assert_allclose(lifted[:, 1] / lifted[:, 2], 5, rtol=1e-5)
    asked = _head._weigh(judged, meaning, silent(3), whole(3), np.ones(3))
    assert asked[1, 0] > lifted[2, 0]
    np.testing.assert_allclose(asked[[0, 2]], lifted[[0, 2]], atol=1e-3)


def test_a_spreadsheet_error_is_no_code() -> None:
    texts = ["12%", "15%", "9%", "20%", "#DIV/0!"]
    state = profile(texts, np.ones(5, np.int64))
    state = state.with_vectors(np.zeros(512, np.float32), np.zeros((len(state.sample_hash), 512), np.float32))
    found = _head.load().predict(texts, scan(texts), np.zeros((5, 512), np.float32), state)
    assert found.status.tolist() == ["complete"] * 4 + ["placeholder"]
