"""Words, word pairs and letter n-grams of texts as hashed counts, and their weighting."""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEATURES", "counts", "inverse_frequency", "weighted"]

FEATURES = 1 << 18
"""Places that features are hashed to."""
_WORD = re.compile(r"\w+|[^\w\s]")
_GRAMS = (3, 5)  # letters
_LONGEST_WORD = 24  # of which letter n-grams are made
_WHOLE = 60  # characters of a value that counts as a whole too
Csr = Any
"""SciPy sparse array in CSR form."""


def counts(texts: Sequence[str], column: str) -> Csr:
    """Count what stands in the distinct texts (m,) of one column: float32 CSR (m, `FEATURES`).

    A word counts twice: as such, whatever the column, and as a word of this column. Letter n-grams do so as such.
    """
    from scipy.sparse import csr_array

    places: dict[str, NDArray[np.int64]] = {}
    pieces, sizes = [], []
    for text in texts:
        own = _pieces(text.casefold(), column, places)
        pieces.append(own)
        sizes.append(len(own))
    flat = np.concatenate(pieces) if pieces else np.empty(0, np.int64)
    ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    found = csr_array((np.ones(len(flat), np.float32), flat, ends), shape=(len(texts), FEATURES))
    found.sum_duplicates()
    return found


def inverse_frequency(rows: Csr) -> NDArray[np.float32]:
    """Return the weight of each feature, float32 (`FEATURES`,): high if few rows have it, 0 if a single one has."""
    having = np.bincount(rows.indices, minlength=rows.shape[1])
    return np.where(having > 1, np.log((1 + rows.shape[0]) / (1 + having)) + 1, 0).astype(np.float32)


def weighted(rows: Csr, inverse: NDArray[np.float32]) -> Csr:
    """Return counts as weights, each row of length 1: (1 + log count) times the inverse frequency."""
    from scipy.sparse import csr_array

    data = (1 + np.log(rows.data)) * inverse[rows.indices]
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    length = np.sqrt(np.bincount(row, data.astype(np.float64) ** 2, rows.shape[0]))
    data = (data / np.maximum(length, 1e-9)[row]).astype(np.float32)
    return csr_array((data, rows.indices, rows.indptr), shape=rows.shape)


def _pieces(text: str, column: str, places: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the features of one text, with repeats; those of a word are remembered in ``places``."""
    words = _WORD.findall(text)
    found = []
    for word in words:
        if word not in places:
            places[word] = _of_word(word, column)
        found.append(places[word])
    pairs = [_place(f"{column}\0{left} {right}") for left, right in pairwise(words)]
    if 0 < len(text) <= _WHOLE:
        pairs.append(_place(f"{column}\0={text}"))
    return np.concatenate([*found, np.array(pairs, np.int64)])


def _of_word(word: str, column: str) -> NDArray[np.int64]:
    parts = [word, f"{column}\0{word}"]
    if word[0].isalnum():
        framed = f" {word[:_LONGEST_WORD]} "
        parts += [framed[i : i + n] for n in range(_GRAMS[0], _GRAMS[1] + 1) for i in range(len(framed) - n + 1)]
    return np.array([_place(part) for part in parts], np.int64)


def _place(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "surrogatepass")) % FEATURES
