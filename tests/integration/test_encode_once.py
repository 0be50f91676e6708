"""Every distinct text is encoded once: within a run, between runs, when a table grows, and after an interruption."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert.errors import EncoderUnavailableError, StateMismatchError
from tabbert.testing import FakeEncoder, check_encoder


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def words(number, start=0):
    return [
        f"{'abcdefghij'[n % 10] * 3} word {chr(97 + n // 26 % 26)}{chr(97 + n % 26)}"
        for n in range(start, start + number)
    ]


def test_equal_texts_of_all_columns_are_encoded_once(home):
    encoder = FakeEncoder()
    values = words(50) * 20
    df = pl.DataFrame({"first": values, "second": values[::-1]})
    result = tabbert.check_completeness(df, encoder=encoder)
    assert sorted(encoder.encoded) == sorted({*values, "First", "Second"})  # names are read as words
    assert result.stats["texts_encoded"] == 52


def test_a_second_run_encodes_nothing_and_says_the_same(home):
    df = pl.DataFrame({"x": words(80)})
    first = tabbert.check_completeness(df, encoder=FakeEncoder())
    encoder = FakeEncoder()
    second = tabbert.check_completeness(df.to_pandas(), encoder=encoder)
    assert encoder.encoded == []
    assert np.array_equal(first.cells.to_numpy(), second.cells.to_numpy())


def test_growing_encodes_what_is_new(home):
    tabbert.check_completeness(pl.DataFrame({"x": words(80)}), encoder=FakeEncoder())
    encoder = FakeEncoder()
    tabbert.check_completeness(pl.DataFrame({"x": words(90)}), encoder=encoder)
    assert sorted(encoder.encoded) == sorted(words(10, start=80))


def test_another_encoder_shares_nothing(home):
    df = pl.DataFrame({"x": words(10)})
    tabbert.check_completeness(df, encoder=FakeEncoder(name="one"))
    other = FakeEncoder(name="two")
    tabbert.check_completeness(df, encoder=other)
    assert len(other.encoded) == 11


def test_a_state_is_bound_to_its_encoder(home):
    df = pl.DataFrame({"x": words(30)})
    state = tabbert.check_completeness(df, encoder=FakeEncoder(name="one")).state
    again = tabbert.check_completeness(df, encoder=FakeEncoder(name="one"), state=state)
    assert again.state.content.encoder == state.content.encoder
    with pytest.raises(StateMismatchError, match="another encoder"):
        tabbert.check_completeness(df, encoder=FakeEncoder(name="two"), state=state)


class Interrupted(FakeEncoder):
    """Is stopped by the user in its third batch."""

    def encode_batches(self, texts):
        for number, batch in enumerate(super().encode_batches(texts)):
            if number == 2:
                raise KeyboardInterrupt
            yield batch


def test_an_interrupted_run_keeps_what_it_encoded(home):
    texts = words(300)
    with pytest.raises(KeyboardInterrupt):
        tabbert.embed(pl.DataFrame({"x": texts}), encoder=Interrupted())
    encoder = FakeEncoder()
    tabbert.embed(pl.DataFrame({"x": texts}), encoder=encoder)
    assert sorted(encoder.encoded) == sorted(texts[128:])


def test_an_impossible_home_is_noted_not_fatal(home):
    home.write_text("a file where the folder should be")
    result = tabbert.check_completeness(pl.DataFrame({"x": words(5)}), encoder=FakeEncoder())
    assert result.score == result.score
    assert any("this process only" in note for note in result.notes)


def test_tables_without_text_need_no_encoder(home):
    class Missing(FakeEncoder):
        def encode_batches(self, texts):
            raise AssertionError("nothing to encode here")

    df = pd.DataFrame(
        {"n": [1, 2, None], "d": pd.to_datetime(["2024-01-01", None, "2024-01-03"]), "b": [True, False, True]}
    )
    result = tabbert.check_completeness(df, encoder=Missing())
    assert result.columns["null_rate"].round(3).tolist() == [0.333, 0.333, 0.0]


def test_the_fake_encoder_keeps_the_contract():
    check_encoder(FakeEncoder(dim=16))


def test_completeness_says_which_vector_an_encoder_lacks(home):
    encoder = FakeEncoder(parts={})
    with pytest.raises(EncoderUnavailableError, match=r"no vector 'end' \(it has: its first only\)"):
        tabbert.check_completeness(pl.DataFrame({"x": words(30)}), encoder=encoder)
    assert encoder.encoded == []
