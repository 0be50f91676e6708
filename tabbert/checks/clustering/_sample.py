"""The rows that clusters are found on: distinct texts, drawn by hash, so that order and slices do not matter."""

import hashlib
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabbert import serialize
from tabbert.core.table import Column, Kind, Table
from tabbert.errors import InvalidParameterError

__all__ = ["RowSample", "distinct_rows", "hashes", "row_texts", "text_columns"]


@dataclass(frozen=True, eq=False)
class RowSample:
    """The distinct texts with the lowest hashes, without the texts.

    Attributes:
        hashes: uint64 (m,), ascending.
        vectors: float32 (m, dim).
        counts: int64 (m,), rows with this text.
        limit: how many are kept.
        columns: names of the columns that the texts are made from.
    """

    hashes: NDArray[np.uint64]
    vectors: NDArray[np.float32]
    counts: NDArray[np.int64]
    limit: int
    columns: tuple[str, ...] = ()

    def merge(self, others: Sequence["RowSample"]) -> "RowSample":
        """Return the sample of all rows together: exactly what it would be in one piece."""
        parts = [self, *others]
        every = np.concatenate([part.hashes for part in parts])
        vectors = np.concatenate([part.vectors for part in parts])
        keys, first, places = np.unique(every, return_index=True, return_inverse=True)
        counts = np.bincount(places, np.concatenate([part.counts for part in parts])).astype(np.int64)
        kept = slice(0, self.limit)
        columns = tuple(dict.fromkeys(name for part in parts for name in part.columns))
        return RowSample(keys[kept], vectors[first[kept]], counts[kept], self.limit, columns)


def text_columns(table: Table, known: Container[str] = ()) -> list[Column]:
    """Return the columns that hold text, or nothing; of them those that a state was fitted on, if there are any.

    Raises:
        InvalidParameterError: no column holds text.
    """
    text = [column for column in table.columns if column.kind in (Kind.TEXT, Kind.EMPTY)]
    if not text:
        kinds = sorted({str(column.kind) for column in table.columns})
        raise InvalidParameterError("columns", "at least one column of text to cluster by", kinds or "no column")
    return [column for column in text if column.name in known] or text


def row_texts(columns: Sequence[Column], n_rows: int) -> list[str]:
    """Return the text of every row, from the text columns alone: numbers and dates say nothing about the topic."""
    return serialize.rows([(column.name, column.texts, column.codes) for column in columns], n_rows)


def distinct_rows(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct texts and for each row the place of its text, int64 (n,), -1 for a blank row."""
    places: dict[str, int] = {}
    codes = np.empty(len(texts), np.int64)
    for row, text in enumerate(texts):
        codes[row] = places.setdefault(text, len(places)) if text.strip() else -1
    return list(places), codes


def hashes(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return a hash per text, uint64 (m,), the same in every process."""
    digests = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)
