"""Pictures as plain data: what a summary holds of a map or a confusion table, values masked as the reader asked."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.core.section import Matrix, Scatter

__all__ = ["plain"]

POINTS = 2000  # of a map
LABELS = 20  # rows and columns of a matrix
GROUPS = 60  # named on a map

Cell = Callable[[object], Any]


def plain(picture: Scatter | Matrix, cell: Cell) -> dict[str, Any]:
    """Return a picture as dicts, lists, strings and numbers; ``cell`` masks what stands in it."""
    if isinstance(picture, Matrix):
        return _matrix(picture, cell)
    if isinstance(picture, Scatter):
        return _scatter(picture, cell)
    raise TypeError("a picture is a Scatter or a Matrix")


def _scatter(picture: Scatter, cell: Cell) -> dict[str, Any]:
    x, y = np.asarray(picture.x, np.float64), np.asarray(picture.y, np.float64)
    groups = np.asarray(picture.groups, np.int64)
    if not x.shape == y.shape == groups.shape or x.ndim != 1:
        raise ValueError("x, y and groups need one entry per point")
    drawn = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    few = drawn[np.linspace(0, len(drawn) - 1, min(len(drawn), POINTS)).round().astype(np.intp)]
    points = [
        [round(float(a), 3), round(float(b), 3), int(group)]
        for a, b, group in zip(x[few], y[few], groups[few], strict=True)
    ]
    numbers, sizes = np.unique(groups[drawn], return_counts=True)
    largest = numbers[np.argsort(-sizes, kind="stable")][:GROUPS].tolist()
    names = [[number, cell(picture.names.get(number, str(number)))] for number in largest]
    return {
        "kind": "scatter",
        "title": picture.title,
        "text": picture.text,
        "points": points,
        "names": names,
        "n_points": len(drawn),
    }


def _matrix(picture: Matrix, cell: Cell) -> dict[str, Any]:
    counts = np.asarray(picture.counts, np.int64).reshape(len(picture.rows), len(picture.columns))
    rows, columns = _heaviest(counts.sum(axis=1)), _heaviest(counts.sum(axis=0))
    return {
        "kind": "matrix",
        "title": picture.title,
        "text": picture.text,
        "down": picture.down,
        "across": picture.across,
        "rows": [cell(picture.rows[place]) for place in rows],
        "columns": [cell(picture.columns[place]) for place in columns],
        "counts": counts[np.ix_(rows, columns)].tolist(),
        "n_rows_left_out": len(picture.rows) - len(rows),
        "n_columns_left_out": len(picture.columns) - len(columns),
    }


def _heaviest(weights: NDArray[np.int64]) -> Sequence[int]:
    """Return places of the largest weights in their own order."""
    return sorted(np.argsort(-weights, kind="stable")[:LABELS].tolist())
