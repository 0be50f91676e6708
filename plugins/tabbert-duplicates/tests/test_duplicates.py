"""What is grouped and kept, in memory and in slices, with vectors that are known by hand."""

import numpy as np
import polars as pl
import pytest
from tabbert_duplicates import Duplicates
from tabbert_duplicates._nearest import nearest

import tabbert
from tabbert.errors import InvalidParameterError, UnknownColumnError
from tabbert.testing import FakeEncoder, check_row_check

ROWS = [
    "The parcel arrived with a broken lid",
    "the parcel arrived, with a broken lid!",
    "The parcel arrived with a broken lid",
    "Der Deckel des Pakets war zerbrochen",
    "The invoice 1001 is wrong",
    "The invoice 1002 is wrong",
    "Please change my address",
    None,
    "",
]
SAME = {"The parcel arrived with a broken lid", "Der Deckel des Pakets war zerbrochen"}


class Meanings(FakeEncoder):
    """Texts that say the same get nearly the same vector."""

    def encode(self, texts):
        def meaning(text):
            return "lid" if text in SAME else "invoice" if "invoice" in text else text

        noise = super().encode(texts)
        vectors = super().encode([meaning(text) for text in texts]) + 0.1 * noise
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32) if len(texts) else vectors


@pytest.fixture
def result():
    encoder = Meanings(name="meanings")
    return tabbert.check(pl.DataFrame({"text": ROWS}), "duplicates", encoder=encoder, cache="off")


def test_copies_variants_and_meanings_are_grouped_and_one_is_kept(result):
    assert result.rows["status"].to_list() == [
        "variant", "kept", "variant", "same_meaning", "unique", "unique", "unique", "blank", "blank",
    ]  # fmt: skip
    assert result.rows["kept_row"].to_list()[:4] == [1, 1, 1, 1]
    assert result.findings["row"].to_list() == [0, 2, 3]
    good, bad = result.split()
    assert (len(good), len(bad)) == (6, 3)


def test_numbers_tell_rows_apart_unless_told_otherwise():
    frame, encoder = pl.DataFrame({"text": ROWS}), Meanings(name="meanings")
    loose = tabbert.check(frame, "duplicates", same_numbers=False, encoder=encoder, cache="off")
    assert loose.rows["group"][4] == loose.rows["group"][5] >= 0


def test_of_copies_the_first_row_is_kept_also_in_slices(monkeypatch):
    monkeypatch.setattr("tabbert.frames.SLICE_ROWS", 2)
    frame = pl.DataFrame({"a": ["x y", "z", "x y", "x y", "z"], "b": [1, 2, 1, 1, 3]})
    for each in (frame, frame.lazy()):
        result = tabbert.check(each, "duplicates", encoder=FakeEncoder(), cache="off")
        rows = result.rows.lazy().collect()
        assert rows["status"].to_list() == ["kept", "unique", "copy", "copy", "unique"]
        assert result.findings["row"].to_list() == [2, 3]


def test_contract():
    check_row_check(Duplicates(), {"text": ROWS, "n": [1, 1, 1, 1, 2, 2, 3, 4, 4]})
    check_row_check(Duplicates(), {"text": ROWS * 3}, Meanings())


def test_the_report_lists_groups_without_values(result):
    text = result.render("text")
    assert "Groups of rows that say the same" in text
    assert "0, 1, 2, 3" in text
    assert "parcel" not in text


def test_a_state_says_nothing_about_rows_of_another_table(result):
    other = pl.DataFrame({"text": ["something new", ROWS[6]]})
    again = tabbert.check(other, "duplicates", state=result.state, encoder=Meanings(name="meanings"), cache="off")
    assert again.rows["status"].to_list() == ["unknown", "unique"]


def test_few_and_no_rows():
    for texts in ([], ["one"], [None, None]):
        frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
        assert tabbert.check(frame, "duplicates", encoder=FakeEncoder(), cache="off").n_findings == 0


@pytest.mark.parametrize("tile", [5, 64, 1000])
def test_the_nearest_rows_are_those_of_brute_force_whatever_the_tiles(tile):
    chance = np.random.default_rng(0)
    vectors = chance.standard_normal((300, 16))
    vectors[50:90] = vectors[:40]  # ties
    vectors[90] = 0
    vectors = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    similarity = np.round(vectors.astype(np.float64) @ vectors.T.astype(np.float64), 6)
    np.fill_diagonal(similarity, -np.inf)
    wanted = np.argsort(-similarity, axis=1, kind="stable")[:, :8]
    near, cosine = nearest(vectors, 8, tile)
    np.testing.assert_array_equal(near, wanted)
    np.testing.assert_allclose(cosine, np.take_along_axis(similarity, wanted, axis=1))


def test_only_rows_of_a_block_are_compared():
    frame = pl.DataFrame({"text": [ROWS[0], ROWS[1], ROWS[3], ROWS[0], "z"], "customer": [1, 1, 2, 2, None]})
    encoder = Meanings(name="meanings")
    result = tabbert.check(frame, "duplicates", block_by=["customer"], encoder=encoder, cache="off")
    assert result.rows["group"].to_list() == [0, 0, 1, 1, -1]
    assert result.rows["status"].to_list() == ["variant", "kept", "kept", "same_meaning", "unique"]
    everything = tabbert.check(frame, "duplicates", columns=["text"], encoder=encoder, cache="off")
    assert everything.rows["group"].to_list() == [0, 0, 0, 0, -1]


def test_a_block_contract():
    check = Duplicates(Duplicates.Params(block_by=("n",)))
    check_row_check(check, {"text": ROWS, "n": [1, 1, 1, 1, 2, 2, 3, 4, 4]}, Meanings())


def test_a_block_must_be_among_the_columns():
    frame = pl.DataFrame({"text": ["a", "b"], "n": [1, 2]})
    with pytest.raises(UnknownColumnError):
        tabbert.check(frame, "duplicates", block_by=["m"], encoder=FakeEncoder(), cache="off")
    with pytest.raises(InvalidParameterError, match="block_by"):
        tabbert.check(frame, "duplicates", columns=["text"], block_by=["n"], encoder=FakeEncoder(), cache="off")
