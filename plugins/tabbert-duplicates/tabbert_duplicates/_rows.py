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
        hash: of the text and its block, uint64 (m,).
        block: hash of the columns that rows must agree in to be compared, uint64 (m,); 0 where there are none.
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
    block: np.ndarray[Any, Any]
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
    def of(cls, batch: Any, block_by: Sequence[str] = (), *, vectors: bool = True) -> Self:
        """Take the distinct rows of a batch; without vectors, languages are not looked for either."""
        rest = [column.name for column in batch.columns if column.name not in block_by]
        texts = list(batch.select(rest).row_texts() if block_by else batch.row_texts())
        blocks = list(batch.select(block_by).row_texts()) if block_by else [""] * len(texts)
        keys = list(zip(texts, blocks, strict=True))
        hashes = {(text, block): _hash(f"{block}\0{text}" if block_by else text) for text, block in keys}
        distinct = sorted(hashes, key=hashes.__getitem__)
        places = {key: place for place, key in enumerate(distinct)}
        codes = np.array([places[key] for key in keys], np.int64)
        first = np.full(len(distinct), np.iinfo(np.int64).max)
        np.minimum.at(first, codes, batch.first_row + np.arange(len(texts)))
        own = [text for text, _ in distinct]
        plain = [_letters(text) for text in own]
        return cls(
            hash=np.array([hashes[key] for key in distinct], np.uint64),
            block=np.array([_hash(block) if block_by else 0 for _, block in distinct], np.uint64),
            letters=np.array([_hash(text) for text in plain], np.uint64),
            numbers=np.array([_hash(" ".join(sorted(_NUMBER.findall(text)))) for text in own], np.uint64),
            language=np.array([_language(text) if vectors else "" for text in own], object),
            length=np.array([_length(text) for text in own], np.int64),
            blank=np.array([not text for text in plain], bool),
            count=np.bincount(codes, minlength=len(distinct)).astype(np.int64),
            first=first,
            vectors=_vectors(batch, own) if vectors else np.empty((len(own), 0), np.float32),
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
