"""A student of the default encoder: fewer layers of its own above the same word pieces, vectors and positions.

A folder holds its matrices, quantised as they are served, and a card with their hash; `encoder=FOLDER` reads it. Word
vectors and tokenizer stay those of the default encoder's package. `tabbert finetune student` trains one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tabbert.encoders._quantised import quantised, restored
from tabbert.errors import ModelStoreError
from tabbert.store.packs import Pack, PackConfig

__all__ = ["CARD", "TENSORS", "Student", "StudentPack", "is_student", "read_student", "write_student"]

TENSORS: Final = "student.npz"
CARD: Final = "student.json"
SMOOTHING: Final = "smoothing"
_HINT: Final = "`tabbert finetune student` writes such a folder; copy it whole."


@dataclass(frozen=True, eq=False)
class Student:
    """What a folder holds.

    Attributes:
        card: name, licence, data, agreement with the teacher, sha256 of the tensors.
        tensors: of the layers, float32, named as a pack's.
        smoothing: exponents int8 (rows, 2, hidden): a row for each layer, and for each of the end branch.
    """

    card: dict[str, Any]
    tensors: dict[str, NDArray[np.float32]]
    smoothing: NDArray[np.int8]

    @property
    def layers(self) -> int:
        """Number of layers."""
        return len({name.split(".")[0] for name in self.tensors})


def is_student(folder: Path) -> bool:
    """Tell whether the folder holds a student."""
    return (folder / CARD).is_file()


def read_student(folder: Path) -> Student:
    """Read a student; a folder that was not touched since is not read again.

    Raises:
        ModelStoreError: a file is missing, or the tensors are not those of the card.
    """
    try:
        status = (folder / TENSORS).stat()
    except OSError as error:
        raise ModelStoreError(str(folder), f"it has no {TENSORS}.", _HINT) from error
    return _read(folder, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=2)
def _read(folder: Path, _size: int, _changed: int) -> Student:
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        data, expected = (folder / TENSORS).read_bytes(), card["sha256"]
        name = card["name"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelStoreError(str(folder), f"its {CARD} is no card of a student.", _HINT) from error
    if hashlib.sha256(data).hexdigest() != expected or not isinstance(name, str):
        raise ModelStoreError(str(folder), f"the sha256 of its {TENSORS} is not the one in its card.", _HINT)
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        stored = {key: arrays[key] for key in arrays.files}
    smooth = stored.pop(SMOOTHING)
    return Student(card, restored(stored, smooth), smooth)


def write_student(
    folder: Path, tensors: dict[str, NDArray[np.float32]], smooth: NDArray[np.int8], card: dict[str, Any]
) -> None:
    """Write layers (1.8 MB each), smoothing and card into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # Without `allow_pickle`, which NumPy before 2.2 takes for one more array: all of these are numbers.
    arrays: dict[str, Any] = {SMOOTHING: smooth, **quantised(tensors, smooth)}
    np.savez_compressed(folder / TENSORS, **arrays)
    digest = hashlib.sha256((folder / TENSORS).read_bytes()).hexdigest()
    text = json.dumps({**card, "sha256": digest}, indent=2, ensure_ascii=False)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class StudentPack:
    """A pack whose layers are others than the one's below it; embeddings and vocabulary are that one's.

    Attributes:
        below: the default encoder's.
        layers: tensors of the layers, named as a pack's.
    """

    below: Pack
    layers: dict[str, NDArray[np.float32]]

    @property
    def config(self) -> PackConfig:
        """The sizes."""
        return replace(self.below.config, layers=len({name.split(".")[0] for name in self.layers}))

    @property
    def sha256(self) -> str:
        """Hash of the pack below, hexadecimal."""
        return self.below.sha256

    @property
    def pieces(self) -> list[tuple[str, float]]:
        """The unigram vocabulary."""
        return self.below.pieces

    @property
    def normalization(self) -> dict[int, str]:
        """What the tokenizer's normaliser replaces."""
        return self.below.normalization

    @property
    def names(self) -> Sequence[str]:
        """The tensors' names."""
        return (*(name for name in self.below.names if name.startswith("emb.")), *self.layers)

    def is_q4(self, name: str) -> bool:
        """Tell whether the tensor is stored as Q4_0 blocks."""
        return name not in self.layers and self.below.is_q4(name)

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the tensor's shape."""
        return self.below.shape(name)

    def blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """Return a Q4_0 matrix as stored."""
        return self.below.blocks(name)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor as float32."""
        return self.layers[name] if name in self.layers else self.below.tensor(name)
