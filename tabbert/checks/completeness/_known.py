"""Words that are known to stand for a missing value: a hint for the head beside the meaning, never a verdict."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_WRAPPING = " \t\n\r.,;:!*-–—_'\"“”„«»()[]<>{}"


@dataclass(frozen=True, eq=False)
class KnownWords:
    """Look words up, however they are cased and wrapped ("[N/A]", "Unknown.", "- unbekannt -").

    Attributes:
        hash: uint64 (k,), ascending; of normalised words.
        kind: int8 (k,), index into `KINDS`.
    """

    hash: NDArray[np.uint64]
    kind: NDArray[np.int8]

    @classmethod
    def of(cls, words: Iterable[tuple[str, int]]) -> "KnownWords":
        """Collect (word, kind); the first kind of a word counts."""
        found: dict[int, int] = {}
        for word, kind in words:
            found.setdefault(_hash(word), kind)
        keys = np.array(sorted(found), dtype=np.uint64)
        return cls(keys, np.array([found[int(key)] for key in keys], dtype=np.int8))

    @cached_property
    def _kinds(self) -> dict[int, int]:
        return dict(zip(self.hash.tolist(), self.kind.tolist(), strict=True))

    def look_up(self, texts: Sequence[str], longest: int = 80) -> NDArray[np.int8]:
        """Return the kind of each text, int8 (m,), -1 for one that is not known or longer than `longest` characters."""
        kinds = self._kinds
        found = (kinds.get(_hash(text), -1) if len(text) <= longest else -1 for text in texts)
        return np.fromiter(found, np.int8, len(texts))


def plain(text: str) -> str:
    """Return the word without case, wrapping and doubled blanks; marks alone stay as they are."""
    folded = " ".join(text.casefold().split())
    return folded.strip(_WRAPPING) or folded


def _hash(word: str) -> int:
    data = plain(word).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")
