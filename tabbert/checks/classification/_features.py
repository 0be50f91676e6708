"""What is known of a row: words, vectors of the whole row and of its short cells, numbers, and which value it holds."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms import lexical
from tabbert.core.table import Column, Kind, Table

__all__ = ["ROW", "RowFeatures", "hashed", "read_rows", "row_keys"]

ROW = ""  # name of the whole row's vector among those of the columns
SHORT_BYTES = 200  # of a cell that is encoded by itself; longer ones are what the row's vector is made of anyway
TELLING = 20  # letters of a cell, from which rows that share it are near-identical whatever else they hold
_LETTERS = re.compile(r"[^\W\d_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_NUMERIC = frozenset({Kind.NUMBER, Kind.DATE})


@dataclass(frozen=True, eq=False)
class RowFeatures:
    """Features of m rows; no cell values.

    Attributes:
        keys: uint64 (m,), hash of all cells; 0 if there is nothing in the row.
        groups: uint64 (m,), hash of the letters of its longer cells: near-identical rows share it.
        words: float32 CSR (m, features), counts.
        vectors: float32 (m, dim) by column, of the whole row under `ROW`; zeros where a cell has none.
        numbers: float64 (m,) by column, NaN where a cell is no number and no date.
        categories: uint64 (m,) by column, hash of the cell, 0 if it is blank.
    """

    keys: NDArray[np.uint64]
    groups: NDArray[np.uint64]
    words: Any
    vectors: Mapping[str, NDArray[np.float32]]
    numbers: Mapping[str, NDArray[np.float64]]
    categories: Mapping[str, NDArray[np.uint64]]

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: NDArray[np.intp]) -> "RowFeatures":
        """Return some rows."""
        return RowFeatures(
            self.keys[rows], self.groups[rows], self.words[rows],
            {name: own[rows] for name, own in self.vectors.items()},
            {name: own[rows] for name, own in self.numbers.items()},
            {name: own[rows] for name, own in self.categories.items()},
        )  # fmt: skip

    def join(self, others: Sequence["RowFeatures"]) -> "RowFeatures":
        """Return the rows of this and others; a column that some do not have counts as blank there."""
        from scipy.sparse import vstack

        parts = [self, *others]
        return RowFeatures(
            np.concatenate([part.keys for part in parts]),
            np.concatenate([part.groups for part in parts]),
            vstack([part.words for part in parts], format="csr"),
            _joined([part.vectors for part in parts], [len(part) for part in parts], 0),
            _joined([part.numbers for part in parts], [len(part) for part in parts], np.nan),
            _joined([part.categories for part in parts], [len(part) for part in parts], 0),
        )


def row_keys(table: Table) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return a hash of all cells per row, 0 where there is nothing, and one of what its longer texts say.

    The second is of their letters alone; a row without such a text has the first.
    """
    keys, groups = np.zeros(table.n_rows, np.uint64), np.zeros(table.n_rows, np.uint64)
    for column in sorted(table.columns, key=lambda column: column.name):
        seed = hashed(column.name) | np.uint64(1)
        letters = [" ".join(_LETTERS.findall(text.casefold())) for text in column.texts]
        told = [text if len(text) >= TELLING else "" for text in letters]
        for total, texts in ((keys, column.texts), (groups, told)):
            value = np.array([hashed(text) if text.strip() else 0 for text in texts] + [0], np.uint64)
            with np.errstate(over="ignore"):
                total += np.where(value[column.codes] > 0, (value[column.codes] ^ seed) * _MIX, 0)
    return keys, np.where(groups > 0, groups, keys)


def read_rows(
    table: Table, rows: NDArray[np.intp], keys: NDArray[np.uint64], groups: NDArray[np.uint64]
) -> RowFeatures:
    """Return the features of these rows of a table, encoding what has to be.

    Args:
        table: the columns to learn from.
        rows: positions, (m,).
        keys: of all rows.
        groups: of all rows.
    """
    words: Any = 0
    vectors: dict[str, NDArray[np.float32]] = {}
    numbers: dict[str, NDArray[np.float64]] = {}
    categories: dict[str, NDArray[np.uint64]] = {}
    if table.columns:
        texts = table.row_texts()
        vectors[ROW] = table.columns[0].vectors([texts[row] for row in rows.tolist()])
    for column in table.columns:
        # Only what these rows hold is read: the others may be many.
        held, codes = np.unique(column.codes[rows], return_inverse=True)
        blank = int(len(held) > 0 and held[0] < 0)
        own = column.take(held[blank:].astype(np.intp))
        codes = codes - blank
        values = [text if text.strip() else "" for text in own.texts]
        words = words + lexical.counts([*values, ""], column.name)[codes]
        categories[column.name] = np.array([hashed(text) if text else 0 for text in values] + [0], np.uint64)[codes]
        numbers[column.name] = np.append(_numbers(own, values), np.nan)[codes]
        short = [
            place for place, text in enumerate(values)
            if own.kind not in _NUMERIC and 0 < len(text) <= SHORT_BYTES and any(map(str.isalpha, text))
            and len(text.encode("utf-8", "surrogatepass")) <= SHORT_BYTES
        ]  # fmt: skip
        if short and len(table.columns) > 1:
            encoded = own.vectors([values[place] for place in short])
            every = np.zeros((len(values) + 1, encoded.shape[1]), np.float32)
            every[short] = encoded
            vectors[column.name] = every[codes]
    return RowFeatures(keys[rows], groups[rows], words, vectors, numbers, categories)


def hashed(text: str) -> np.uint64:
    """Return a 64-bit hash, never 0, the same in every process."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little") or 1)


def _numbers(column: Column, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return every value as a number (days for dates), NaN where it is none; also of numbers written as text."""
    if column.kind is Kind.NUMBER:
        return np.asarray(column.array, np.float64)
    if column.kind is Kind.DATE:
        return column.array.astype("datetime64[s]").astype(np.float64) / 86_400
    return np.array([_number(text) for text in texts], np.float64)


def _number(text: str) -> float:
    start = text[:1]
    if not (start.isdigit() or start in "+-.$€£"):
        return np.nan
    try:
        return float(text.strip("$€£% ").replace(",", ""))
    except ValueError:
        return _days(text)


def _days(text: str) -> float:
    """Return a date as days since 1970; of month and day in either order the first reading counts."""
    day = text.split(" ")[0].split("T")[0]
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y", "%d/%m/%Y", "%d-%b-%y"):
        try:
            return (datetime.strptime(day, form) - datetime(1970, 1, 1)).days
        except ValueError:
            continue
    return np.nan


def _joined(parts: Sequence[Mapping[str, Any]], sizes: Sequence[int], missing: float) -> dict[str, Any]:
    found = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        like = next(part[name] for part in parts if name in part)
        found[name] = np.concatenate([
            part[name] if name in part else np.full((size, *like.shape[1:]), missing, like.dtype)
            for part, size in zip(parts, sizes, strict=True)
        ])  # fmt: skip
    return found
