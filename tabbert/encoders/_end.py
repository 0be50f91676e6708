"""The end vector: a second vector of the same pass, fine-tuned to say how a text ends and what it stands for.

Two layers of its own branch off the middle of the encoder, whose first half already knows whether a word or a sentence
is whole and whose second half forgets it for the topic. They start as copies of the layers that follow there, see a
text's last tokens only, and are read at the last one, so that the second vector costs little. The
first vector is what it was without them, bit for bit. `tabbert.finetune.end_vector` trains them.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.encoders._quantised import restored, smoothing
from tabbert.errors import ModelStoreError

__all__ = ["CARD", "END", "TENSORS", "end_digest", "end_smoothing", "end_tensors"]

TENSORS: Final = "multilingual-e5-small.end.npz"
CARD: Final = "multilingual-e5-small.end.json"


class EndSizes(NamedTuple):
    """The branch's sizes.

    Attributes:
        start: layers of the encoder below it.
        layers: of its own.
        tokens: of a text's end that it sees.
        dim: length of the vector.
    """

    start: int = 6
    layers: int = 2
    tokens: int = 24
    dim: int = 128


END: Final = EndSizes()


@cache
def end_card() -> dict[str, Any]:
    """Return what the branch was trained on and how well it does."""
    card: dict[str, Any] = json.loads(files("tabbert.encoders").joinpath("graphs", CARD).read_text(encoding="utf-8"))
    return card


def end_digest() -> str:
    """Return the sha256 of the shipped tensors, as their card gives it; `end_tensors` checks that it is true."""
    return str(end_card()["sha256"])


@cache
def end_tensors() -> dict[str, NDArray[np.float32]]:
    """Return the branch's tensors, named as a pack's: `e{i}.q.w`, ..., `end.out.w` (dim, hidden), `end.out.b`.

    Raises:
        ModelStoreError: the file is not the one that its card describes.
    """
    data = files("tabbert.encoders").joinpath("graphs", TENSORS).read_bytes()
    if hashlib.sha256(data).hexdigest() != end_digest():
        raise ModelStoreError(TENSORS, "its sha256 is not the one in its card.", "reinstall tabbert.")
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return restored({name: arrays[name] for name in arrays.files}, end_smoothing())


def end_smoothing() -> NDArray[np.int8]:
    """Return the exponents int8 (layers, 2, hidden) of the branch's smoothing factors.

    It was started as copies of the layers there, and shares their factors.
    """
    return smoothing()[END.start : END.start + END.layers]
