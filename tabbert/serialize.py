"""Rows to texts, versioned: how a table's row becomes what the encoder reads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tabbert.core.table import Kind

__all__ = ["ROW_BYTES", "VERSION", "Field", "cut", "rows", "value_texts"]

VERSION = 2

ROW_BYTES = 1024
"""A row of several columns is cut to so many bytes of UTF-8.

Bytes measure tokens alike in every script: prose has about four a token, also where a character takes three of them;
digits and codes have at least two. So a row has about 256 tokens, and at most the 512 that encoders read.
"""
_LEAST_BYTES = 24  # of a field, its name included
_MIDNIGHT = " 00:00:00"
Field = tuple[str, Sequence[str], NDArray[np.int32]]
"""A column: name, distinct texts (m,), codes int32 (n,) with -1 for null."""


def rows(columns: Sequence[Field], n_rows: int) -> list[str]:
    """Write every row as ``name: value; name: value``, leaving out what is null or blank.

    A row that is too long loses the ends of its longest fields, not its last fields: all fields above one length are
    cut to it. A single column is written without its name and whole: there the raw text is what the user means.

    Args:
        columns: name, distinct texts (m,) and codes (n,) of each.
        n_rows: number of rows n.

    Returns:
        n texts; a row with nothing in it is the empty text.
    """
    if len(columns) == 1:
        _, texts, codes = columns[0]
        return _take([*texts, ""], codes)  # code -1 takes the appended empty text
    fields = [
        _take([*(f"{name}: {t}" if t.strip() else "" for t in texts), ""], codes) for name, texts, codes in columns
    ]
    if not fields:
        return [""] * n_rows
    return [_joined([field for field in row if field]) for row in zip(*fields, strict=True)]


def value_texts(kind: Kind, values: Sequence[object]) -> list[str]:
    """Write a column's distinct values (m,) as a reader would: 3 for 3.0, 2026-01-31 for a midnight, yes and no."""
    if kind is Kind.BOOLEAN:
        return ["yes" if value else "no" for value in values]
    if kind is Kind.DATE:
        return [str(value).removesuffix(_MIDNIGHT) for value in values]
    if kind is Kind.NUMBER:
        return [f"{value:.6g}" if isinstance(value, float) and not value.is_integer() else f"{value:.0f}"
                if isinstance(value, float) and abs(value) < 1e15 else str(value) for value in values]  # fmt: skip
    return [str(value) for value in values]


def cut(text: str, n_bytes: int) -> str:
    """Return the beginning of a text, at most so many bytes of UTF-8, whole words where that costs little."""
    if len(text) * 4 <= n_bytes or _size(text) <= n_bytes:
        return text
    head = text.encode("utf-8", "surrogatepass")[: n_bytes - 3].decode("utf-8", "ignore")
    blank = head.rfind(" ")
    return f"{head[:blank] if blank > len(head) // 2 else head}…"


def _joined(fields: list[str]) -> str:
    row = "; ".join(fields)
    if len(row) * 4 <= ROW_BYTES or _size(row) <= ROW_BYTES:
        return row
    limit = _common_limit(sorted(map(_size, fields)), ROW_BYTES - 2 * (len(fields) - 1))
    return "; ".join(cut(field, limit) for field in fields)


def _common_limit(sizes: Sequence[int], budget: int) -> int:
    """Return the length to which the longer fields are cut so that all together fit; sizes ascending."""
    left = budget
    for place, size in enumerate(sizes):
        share = left // (len(sizes) - place)
        if size > share:
            return max(share, _LEAST_BYTES)
        left -= size
    return budget


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _take(texts: list[str], codes: NDArray[np.int32]) -> list[str]:
    return [texts[code] for code in codes.tolist()]
