"""Rows to texts, versioned: how a table's row becomes what the encoder reads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["VERSION", "rows"]

VERSION = 1


def rows(columns: Sequence[tuple[str, Sequence[str], NDArray[np.int32]]], n_rows: int) -> list[str]:
    """Write every row as ``name: value; name: value``, leaving out what is null or blank.

    A single column is written without its name: there the raw text is what the user means.

    Args:
        columns: (name, distinct texts (m,), codes int32 (n,) with -1 for null) of each column.
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
    return ["; ".join(filter(None, row)) for row in zip(*fields, strict=True)]


def _take(texts: list[str], codes: NDArray[np.int32]) -> list[str]:
    return [texts[code] for code in codes.tolist()]
