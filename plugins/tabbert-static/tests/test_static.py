"""The encoder's contract, and that its vectors mean something."""

import numpy as np
import polars as pl
import pytest
from tabbert_static import StaticEncoder

import tabbert
from tabbert.errors import EncoderUnavailableError
from tabbert.testing import HOSTILE_TEXTS, check_encoder


def test_contract():
    check_encoder(StaticEncoder(), [*HOSTILE_TEXTS, "Lieferung", "consegna", "доставка", "配送", "التسليم"])


PAIRS = [
    ("The parcel arrived broken", "my package was damaged on arrival"),
    ("I cannot log in to my account", "login to the account fails"),
    ("The invoice amount is too high", "you billed me a wrong price"),
    ("When does the shop open on Sunday", "opening hours at the weekend"),
    ("Die Heizung im Zimmer war kalt", "kein warmes Wasser und keine Heizung im Hotel"),
    ("Le train est parti en retard", "retard important sur la ligne de train"),
]


def test_the_nearest_of_a_text_is_the_one_that_says_the_same():
    left, right = (StaticEncoder().encode(texts) for texts in zip(*PAIRS, strict=True))
    assert ((left @ right.T).argmax(axis=1) == np.arange(len(PAIRS))).mean() >= 0.8


def test_it_is_chosen_by_name_and_needs_no_other_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path))
    vectors = tabbert.embed(pl.DataFrame({"text": ["one", "two", None]}), encoder="static", cache="off")
    assert vectors.shape == (3, 192)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert not (tmp_path / "models").exists()


def test_completeness_asks_for_the_default_encoder():
    with pytest.raises(EncoderUnavailableError, match="use the default encoder"):
        tabbert.check_completeness(pl.DataFrame({"text": ["Lieferung", "unbekannt"]}), encoder="static", cache="off")
