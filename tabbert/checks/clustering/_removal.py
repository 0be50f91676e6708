"""The shipped language removal, checked against its card and loaded once."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.errors import ModelStoreError

__all__ = ["digest", "load"]


def digest() -> str:
    """Return the sha256 of the shipped map, as its card gives it."""
    card = json.loads((files(__package__) / "language_removal.json").read_text(encoding="utf-8"))
    return str(card["sha256"])


@lru_cache(maxsize=1)
def load() -> LanguageRemoval:
    """Return the shipped map.

    Raises:
        ModelStoreError: the file is not what its card says.
    """
    content = (files(__package__) / "language_removal.npz").read_bytes()
    if hashlib.sha256(content).hexdigest() != digest():
        raise ModelStoreError("language_removal.npz", "its hash is not its card's.", "install tabbert again.")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return LanguageRemoval(arrays["mean"], arrays["matrix"].astype(np.float32))
