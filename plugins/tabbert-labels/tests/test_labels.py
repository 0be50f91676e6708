"""Wrong labels put into a small table are found; the contract holds."""

import numpy as np
import polars as pl
import pytest
from tabbert_labels import Labels
from tabbert_labels._noise import fit_noise, right

import tabbert
from tabbert.errors import InvalidParameterError, StateMismatchError
from tabbert.testing import FakeEncoder, check_row_check

WORDS = {
    "fruit": ["apple", "pear", "plum", "cherry", "grape", "melon"],
    "tool": ["hammer", "saw", "drill", "wrench", "file", "chisel"],
    "animal": ["horse", "goat", "sheep", "donkey", "goose", "duck"],
}
TEXTS = [f"a {one} and a {two}" for words in WORDS.values() for one in words for two in words if one != two]
LABELS = [label for label, words in WORDS.items() for one in words for two in words if one != two]
WRONG = {3: "tool", 40: "animal", 70: "fruit", 85: "tool"}
DATA = {
    "text": [*TEXTS, "a thing without a label", "", "a rare one"],
    "kind": [*(WRONG.get(row, label) for row, label in enumerate(LABELS)), None, "tool", "unicorn"],
}


@pytest.fixture(scope="module")
def result():
    return tabbert.check(pl.DataFrame(DATA), "labels", target="kind", encoder=FakeEncoder(), cache="off")


def test_wrong_labels_are_found_and_the_right_ones_suggested(result):
    assert set(result.findings["row"]) == set(WRONG)
    suggested = result.rows["suggested"]
    assert [suggested[row] for row in WRONG] == [LABELS[row] for row in WRONG]


def test_what_cannot_be_judged_is_said(result):
    assert result.rows["status"].to_list()[-3:] == ["no_label", "no_text", "rare_label"]


def test_the_report_counts_confusions_with_labels_masked(result):
    assert "Labels and what the rows say" in result.render("text")
    assert "fruit" not in result.render("text")
    assert "fruit" in result.render("text", values="show")


def test_a_saved_state_judges_new_rows():
    encoder = FakeEncoder()
    frame = pl.DataFrame(DATA)
    state = tabbert.check(frame, "labels", target="kind", encoder=encoder, cache="off").state
    new = pl.DataFrame({"text": ["an apple and a hammer", TEXTS[3]], "kind": ["unicorn", "tool"]})
    again = tabbert.check(new, "labels", target="kind", state=state, encoder=encoder, cache="off")
    assert again.rows["status"].to_list() == ["rare_label", "wrong_label"]
    with pytest.raises(StateMismatchError, match="'target'"):
        tabbert.check(new, "labels", target="text", state=state, encoder=encoder, cache="off")


def test_the_noise_is_found_and_classes_that_overlap_are_not_taken_for_it():
    chance = np.random.default_rng(0)
    true = chance.integers(0, 4, 2000)
    sure = np.full((2000, 4), 0.01)
    sure[np.arange(2000), true] = 0.97
    useless = np.full((2000, 4), 0.25)
    given = np.where(chance.random(2000) < 0.08, (true + chance.integers(1, 4, 2000)) % 4, true)
    noise = fit_noise(sure, useless, given)
    assert 0.05 <= noise.rate <= 0.12
    np.testing.assert_array_equal(right(noise.predicted, given, noise.rate) < 0.5, given != true)
    halves = np.where(chance.random(2000) < 0.4, true ^ 1, true)  # two and two classes that nobody can tell apart
    overlap = np.full((2000, 4), 0.01)
    overlap[np.arange(2000), true], overlap[np.arange(2000), true ^ 1] = 0.9, 0.08
    noise = fit_noise(overlap, useless, halves)
    assert (right(noise.predicted, halves, noise.rate) < 0.5).mean() < 0.01


def test_contract():
    check_row_check(Labels(Labels.Params(target="kind", min_rows=3)), DATA)


def test_too_few_rows_are_not_judged():
    frame = pl.DataFrame({"text": ["a", "b", "c"], "kind": ["x", "y", "x"]})
    result = tabbert.check(frame, "labels", target="kind", encoder=FakeEncoder(), cache="off")
    assert result.rows["status"].to_list() == ["rare_label"] * 3
    with pytest.raises(tabbert.TabbertError, match="assessed nothing"):
        result.assert_passed()


def test_the_target_must_be_there():
    with pytest.raises(InvalidParameterError, match="one of the columns"):
        tabbert.check(pl.DataFrame(DATA), "labels", target="sort", encoder=FakeEncoder(), cache="off")
    with pytest.raises(InvalidParameterError, match="target of 'labels': expected a value"):
        tabbert.check(pl.DataFrame(DATA), "labels")
