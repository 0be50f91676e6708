"""The default encoder as a Hugging Face folder: what transformers computes from it is what tabbert serves."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

from tabbert.encoders._tokenizer import PackTokenizer
from tabbert.encoders.embedded import PREFIX, EmbeddedEncoder
from tabbert.errors import InvalidParameterError
from tabbert.finetune.bases import opened
from tabbert.store.packs import find_pack
from tabbert.testing import FakeEncoder

pytestmark = [pytest.mark.train, pytest.mark.slow]
TEXTS = ["keine Angabe", "12 Main Street", "不明", "La réunion a été reportée.", "a  b", "item: Staubsauger; remark: x"]


@pytest.mark.skipif(find_pack() is None, reason="the package with the offline weights is not installed")
def test_the_folder_is_the_served_model():
    from transformers import AutoTokenizer

    from tabbert.encoders.transformers import TransformersEncoder

    served = EmbeddedEncoder("float32")
    with opened(EmbeddedEncoder()) as base:
        assert {path.suffix for path in base.folder.rglob("*") if path.is_file()} == {".json", ".safetensors"}
        ids = AutoTokenizer.from_pretrained(base.folder)([PREFIX + text for text in TEXTS])["input_ids"]
        vectors = TransformersEncoder(base.folder).encode([PREFIX + text for text in TEXTS])
        assert base.card.prefix == PREFIX
    own = PackTokenizer(served.prepare()).ids([PREFIX + text for text in TEXTS])
    assert [row.tolist() for row in own] == ids
    assert np.abs(served.encode(TEXTS) - vectors).max() < 1e-4
    assert not base.folder.exists()


def test_an_encoder_that_cannot_be_trained():
    with pytest.raises(InvalidParameterError, match="can be trained"), opened(FakeEncoder()):
        pass
