"""Language removals as files: the shipped one, which several checks use, and a user's own; hashed, no pickle."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import unit
from tabbert.errors import ModelStoreError, UnwritableFileError

__all__ = ["ARRAYS", "CARD", "fits", "load", "save", "shipped"]

ARRAYS, CARD = "language_removal.npz", "language_removal.json"
_OURS = 0.5  # mean cosine to the removal's own mean, from which vectors are those of its encoder


@lru_cache(maxsize=1)
def shipped() -> LanguageRemoval:
    """Return the map that comes with tabbert.

    Raises:
        ModelStoreError: the file is not what its card says.
    """
    folder = files(__package__)
    card, arrays = (folder / CARD).read_text(encoding="utf-8"), (folder / ARRAYS).read_bytes()
    return _checked(card, arrays, "install tabbert again.")


def load(folder: Path) -> LanguageRemoval:
    """Return the map in a folder.

    Raises:
        ModelStoreError: there is none, or it is not what its card says.
    """
    hint = f"name a folder with {ARRAYS} and {CARD}, as `tabbert finetune clustering` writes it."
    try:
        card, arrays = (folder / CARD).read_text(encoding="utf-8"), (folder / ARRAYS).read_bytes()
    except OSError as error:
        raise ModelStoreError(str(folder), f"it holds no language removal ({error.strerror}).", hint) from error
    return _checked(card, arrays, hint)


def save(removal: LanguageRemoval, card: dict[str, Any], folder: Path) -> Path:
    """Write the map and its card, which holds the array file's sha256, into a folder; return the array file.

    Raises:
        UnwritableFileError: the folder cannot be written to.
    """
    buffer = BytesIO()
    np.savez_compressed(buffer, mean=removal.mean, matrix=removal.matrix.astype(np.float16))
    card = {**card, "sha256": hashlib.sha256(buffer.getvalue()).hexdigest(), "shape": list(removal.matrix.shape)}
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ARRAYS).write_bytes(buffer.getvalue())
        (folder / CARD).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnwritableFileError(str(folder), f"{error.strerror or error}.") from error
    return folder / ARRAYS


def fits(vectors: NDArray[np.float32], removal: LanguageRemoval) -> bool:
    """Whether vectors (m, dim) are of the encoder that the removal was estimated for: they share its mean direction."""
    if not len(vectors) or vectors.shape[1] != len(removal.mean):
        return False
    return float(unit(vectors).mean(axis=0) @ unit(removal.mean[None])[0]) > _OURS


def _checked(card: str, content: bytes, hint: str) -> LanguageRemoval:
    try:
        expected = json.loads(card)["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelStoreError(CARD, "it is no card of a language removal.", hint) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelStoreError(ARRAYS, "its hash is not its card's.", hint)
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return LanguageRemoval(arrays["mean"], arrays["matrix"].astype(np.float32))
