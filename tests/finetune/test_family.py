"""BERT-Base, BERT-Large and DistilBERT in their true sizes: load, one step, save, reload, export, predict."""

import numpy as np
import pytest

from tabbert.encoders.exported import SavedClassifier
from tabbert.encoders.family import FAMILY
from tabbert.encoders.transformers import TransformersEncoder
from tests.checkpoints import write_checkpoint

pytestmark = [pytest.mark.train, pytest.mark.slow]
MEMBERS = {checkpoint.name: checkpoint for checkpoint in FAMILY}


@pytest.mark.parametrize(
    ("name", "layers", "hidden", "millions"),
    [("distilbert", 6, 768, 66), ("bert-base", 12, 768, 110), ("bert-large", 24, 1024, 340)],
)
def test_all_the_way(name, layers, hidden, millions, tmp_path):
    torch = pytest.importorskip("torch")
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    from tabbert.finetune.classification import finetune_texts
    from tabbert.finetune.settings import Settings

    base = write_checkpoint(MEMBERS[name], tmp_path / "base")
    card = TransformersEncoder(base).card
    assert (card.layers, card.dim) == (layers, hidden)
    assert card.parameters / 1e6 == pytest.approx(millions, rel=0.02)
    texts = [f"{word} {chr(97 + n)}" for n in range(8) for word in ("saw", "fig")]
    settings = Settings(max_steps=1, epochs=1, batch_size=4, max_tokens=8, held_out=0.5)
    model = finetune_texts(
        texts, ["tool", "fruit"] * 8, encoder=TransformersEncoder(base), settings=settings, folder=tmp_path / "tuned"
    )
    assert model.about.parameters / 1e6 == pytest.approx(millions, rel=0.02)
    probabilities = model.probabilities(texts[:2])
    reloaded = AutoModelForSequenceClassification.from_pretrained(model.folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(model.folder)
    with torch.no_grad():
        logits = reloaded(**tokenizer(texts[:2], return_tensors="pt")).logits
    expected = torch.softmax(logits / model.about.temperature, dim=-1).numpy()
    assert np.abs(probabilities - expected).max() < 1e-4
    assert SavedClassifier(model.folder).labels == ("fruit", "tool")
