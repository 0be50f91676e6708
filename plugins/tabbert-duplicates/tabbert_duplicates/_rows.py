"""The distinct rows of a table, as arrays that can be merged: hashes, vectors, and what tells variants apart."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from hashlib import blake2b
from typing import Any, Self

import numpy as np

__all__ = ["Rows"]

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class Rows:
    """Distinct rows, ordered by hash; m of them, without their texts.

    Attributes:
        hash: of the text, uint64 (m,).
        letters: hash of its letters and digits, without case, uint64 (m,).
        numbers: hash of its numbers, sorted, uint64 (m,).
        language: code of its language, str (m,).
        length: its characters, those of Chinese, Japanese and Korean counted three times, int64 (m,).
        blank: whether there is no letter or digit in it, bool (m,).
        count: how often it occurs, int64 (m,).
        first: the first row that holds it, int64 (m,).
        vectors: float32 (m, dim); (m, 0) where they were not asked for.
        codes: position of each row's text, int64 (n,); empty after merging.
    """

    hash: np.ndarray[Any, Any]
    letters: np.ndarray[Any, Any]
    numbers: np.ndarray[Any, Any]
    language: np.ndarray[Any, Any]
    length: np.ndarray[Any, Any]
    blank: np.ndarray[Any, Any]
    count: np.ndarray[Any, Any]
    first: np.ndarray[Any, Any]
    vectors: np.ndarray[Any, Any]
    codes: np.ndarray[Any, Any]

    @classmethod
    def of(cls, batch: Any, *, vectors: bool = True) -> Self:
        """Take the distinct rows of a batch; without vectors, languages are not looked for either."""
        texts = list(batch.row_texts())
        hashes = {text: _hash(text) for text in dict.fromkeys(texts)}
        distinct = sorted(hashes, key=hashes.__getitem__)
        places = {text: place for place, text in enumerate(distinct)}
        codes = np.array([places[text] for text in texts], np.int64)
        first = np.full(len(distinct), np.iinfo(np.int64).max)
        np.minimum.at(first, codes, batch.first_row + np.arange(len(texts)))
        plain = [_letters(text) for text in distinct]
        return cls(
            hash=np.array([hashes[text] for text in distinct], np.uint64),
            letters=np.array([_hash(text) for text in plain], np.uint64),
            numbers=np.array([_hash(" ".join(sorted(_NUMBER.findall(text)))) for text in distinct], np.uint64),
            language=np.array([_language(text) if vectors else "" for text in distinct], object),
            length=np.array([_length(text) for text in distinct], np.int64),
            blank=np.array([not text for text in plain], bool),
            count=np.bincount(codes, minlength=len(distinct)).astype(np.int64),
            first=first,
            vectors=_vectors(batch, distinct) if vectors else np.empty((len(distinct), 0), np.float32),
            codes=codes,
        )

    @classmethod
    def union(cls, parts: Sequence[Self]) -> Self:
        """Unite distinct rows: counts are added, the first row is the smallest."""
        filled = [part for part in parts if len(part.hash)] or list(parts[:1])
        joined = {field.name: np.concatenate([getattr(part, field.name) for part in filled]) for field in fields(cls)}
        hashes, index, inverse = np.unique(joined["hash"], return_index=True, return_inverse=True)
        first = np.full(len(hashes), np.iinfo(np.int64).max)
        np.minimum.at(first, inverse, joined["first"])
        count = np.zeros(len(hashes), np.int64)
        np.add.at(count, inverse, joined["count"])
        taken = {name: array[index] for name, array in joined.items() if name != "codes"}
        return cls(**(taken | {"first": first, "count": count, "codes": np.empty(0, np.int64)}))


def _vectors(batch: Any, texts: list[str]) -> np.ndarray[Any, Any]:
    if not texts or not batch.columns:
        return np.empty((len(texts), 0), np.float32)
    return np.asarray(batch.columns[0].vectors(texts))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _length(text: str) -> int:
    return len(text) + 2 * sum("\u2e80" <= character <= "\uffdc" for character in text)


def _language(text: str) -> str:
    return str(_identifier().classify(text)[0]) if len(text) >= 10 else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
