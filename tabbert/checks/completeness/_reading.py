"""How the head reads vectors: what a text means, whether it was cut off, and what a column's name asks for."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.row_products import row_products

KINDS = (
    "value", "unknown", "not applicable", "none", "pending", "dummy", "reference", "vague", "boilerplate", "gibberish",
    "statement",
)  # fmt: skip
"""What a text may mean by itself, before its column is looked at.

"value" is an ordinary one, and so is "statement": it negates, complains or judges ("not paid", "no hot water"), in
words that are close to those of "unknown" and "none".
"""
STATEMENT = len(KINDS) - 1

_CLIP = 10.0
_SURE = 6.0


@dataclass(frozen=True, eq=False)
class Reading:
    """How the head reads vectors: kinds of meaning, and the few directions that describe names and topics.

    Attributes:
        mean: float32 (dim,), subtracted from every vector; `scale` multiplies the rest.
        kinds: float32 (dim, 11), `bias` float32 (11,): log-odds of `KINDS`.
        axes: float32 (dim, k): directions of names and typical values.
        end_heads: float32 (end, 12), `end_bias` float32 (12,): what the end vector says: log-odds of `KINDS` and, last,
            of being cut off.
        asks: float32 (dim,), `asks_bias` float: log-odds that "none" is an answer in a column, by its name.
    """

    mean: NDArray[np.float32]
    scale: float
    kinds: NDArray[np.float32]
    bias: NDArray[np.float32]
    axes: NDArray[np.float32]
    end_heads: NDArray[np.float32]
    end_bias: NDArray[np.float32]
    asks: NDArray[np.float32]
    asks_bias: float

    @property
    def dim(self) -> int:
        """Length of a text's first vector; what follows is its end vector."""
        return len(self.mean)

    def meaning(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return log-probabilities of `KINDS` from first vectors, float32 (m, 11), not below -10."""
        return log_softmax(row_products(self.centre(vectors), self.kinds) + self.bias)

    def ending(self, ends: NDArray[np.float32]) -> "Ending":
        """Read end vectors, float32 (m, end)."""
        found = row_products(ends, self.end_heads) + self.end_bias
        return Ending(log_softmax(found[:, :-1], floor=-_SURE), np.clip(found[:, -1], -_CLIP, _CLIP))

    def asks_none(self, name: NDArray[np.float32]) -> float:
        """Return the probability that "none" is an answer in a column whose name has this first vector, (dim,)."""
        asked = float(row_products(self.centre(name[None]), self.asks[:, None])[0, 0]) + self.asks_bias
        return float(1 / (1 + np.exp(-np.clip(asked, -_CLIP, _CLIP))))

    def centre(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the vectors centred and scaled."""
        return np.asarray((vectors - self.mean) * np.float32(self.scale), dtype=np.float32)


class Ending(NamedTuple):
    """What m end vectors say.

    Attributes:
        meaning: float32 (m, 11), log-probabilities of `KINDS`, not below -6: more would be rote.
        cut: float32 (m,), log-odds of being cut off.
    """

    meaning: NDArray[np.float32]
    cut: NDArray[np.float32]


def log_softmax(logits: NDArray[np.float32], floor: float = -_CLIP) -> NDArray[np.float32]:
    """Return log-probabilities of logits, float32 (m, k), not below the floor."""
    top = logits.max(axis=1, keepdims=True)
    log_total = top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return np.asarray(np.maximum(logits - log_total, floor), dtype=np.float32)
