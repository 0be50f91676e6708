"""The cascade's static stage asks the completeness head's features for what needs no BERT."""

import importlib
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.train


def test_the_static_stage_sees_every_value(monkeypatch):
    pytest.importorskip("torch", reason="needs the training extra")
    pytest.importorskip("tabbert_static", reason="needs the plugin with static vectors")
    monkeypatch.syspath_prepend(Path(__file__).parent.parent)
    cascade = importlib.import_module("benchmarks.cascade")
    texts = [
        f"{name} Street" for name in ("Oak", "Elm", "Mill", "High", "King", "Park", "Lake", "Hill", "Bridge", "Church")
    ]
    column = cascade.corpus.LabelledColumn(
        "street", texts, np.ones(10, np.int64), np.zeros(10, np.int64), ["en"] * 10, "test", "test"
    )
    (prepared,) = cascade.recipe.prepare([column])
    rng = np.random.default_rng(0)
    static = {text: rng.normal(size=16).astype(np.float32) for text in cascade.recipe.texts_of([prepared])}
    found = cascade.static_features(prepared, static, cascade.KnownWords.of([("unknown", 1)]))
    assert len(found) == len(prepared.texts) > 0
    assert np.isfinite(found).all()
