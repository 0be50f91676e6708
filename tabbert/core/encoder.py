"""What an encoder is: texts in, one vector per text out, and a card that says where it comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "EncoderCard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderCard:
    """Where an encoder comes from and how it turns a text into a vector.

    Attributes:
        name: registered name.
        source: package or hub repository of the weights.
        revision: pinned version of the source.
        sha256: of the source file, hexadecimal; empty where there are no weights, or where a hub's revision pins them.
        licence: SPDX identifier.
        languages: what it was trained on, in words or codes.
        dim: length of a vector.
        max_tokens: texts are cut here.
        pooling: how token vectors become one: "mean", "cls", "max" or "attention".
        prefix: put before every text.
        parts: further vectors that the same pass gives, by name, with their lengths; they follow the first one.
        parameters: weights in the encoder, embeddings included; 0 if unknown.
        layers: attention layers; 0 where there are none.
    """

    name: str
    source: str
    revision: str
    sha256: str
    licence: str
    languages: str
    dim: int
    max_tokens: int
    pooling: str = "mean"
    prefix: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)
    parameters: int = 0
    layers: int = 0

    @property
    def width(self) -> int:
        """Length of all vectors of a text together."""
        return self.dim + sum(self.parts.values())

    def place(self, part: str) -> slice:
        """Return where a vector stands among all of a text's: one of `parts`, "" for the first, "all" for every one.

        Raises:
            KeyError: the encoder gives no such vector.
        """
        if part in ("", "all"):
            return slice(0, self.width if part else self.dim)
        start = self.dim + sum(list(self.parts.values())[: list(self.parts).index(part)]) if part in self.parts else -1
        if start < 0:
            raise KeyError(part)
        return slice(start, start + self.parts[part])


@runtime_checkable
class Encoder(Protocol):
    """Texts in, vectors out. Constructing one is cheap: weights load at the first use.

    **A text's vector must not depend on its batch-mates, on padding, order or threads** (largest difference 1e-5);
    `tabbert.testing.check_encoder` tests it.

    An encoder may also have ``configured(device=, threads=, on_build=)``, which returns the same encoder on a device
    ("auto", "cpu", ...), a thread budget and a function that is told (step, done, total) while weights are prepared.
    """

    @property
    def card(self) -> EncoderCard:
        """Where it comes from."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever vectors may change: weights, tokenizer, pooling, prefix, length limit, numeric precision."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return float32 (n, dim), rows of length 1, for any n texts, empty ones and n = 0 included."""

    def encode_batches(self, texts: Sequence[str]) -> "Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]":
        """Yield (positions, vectors) as batches become ready, so that the caller can keep each one at once.

        Here vectors are float32 (batch, width): the first one of every text and, beside it, those of `card.parts`.
        """
