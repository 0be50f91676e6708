"""From the scores of distinct values to the scores of cells, rows, columns and the table."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["broadcast", "column_score", "row_scores", "table_score"]


def broadcast(score: NDArray[np.float64], codes: NDArray[np.int32], null_score: float) -> NDArray[np.float64]:
    """Give every row the score of its value.

    Args:
        score: (m,) of the distinct values.
        codes: (n,) position of each row's value, -1 for a null.
        null_score: what a null gets.

    Returns:
        float64 (n,).
    """
    return np.append(score, null_score)[codes]


def column_score(score: NDArray[np.float64], counts: NDArray[np.int64], n_null: int, null_score: float) -> float:
    """Return the mean over assessed cells, NaN where there is none, without going through the rows."""
    weights = np.append(counts, n_null).astype(np.float64)
    scores = np.append(score, null_score)
    seen = ~np.isnan(scores) & (weights > 0)
    return float(np.average(scores[seen], weights=weights[seen])) if seen.any() else float("nan")


def row_scores(cells: Iterable[tuple[NDArray[np.float64], float]], n_rows: int) -> NDArray[np.float64]:
    """Return the weighted mean of each row's assessed cells.

    Args:
        cells: (scores (n,), weight at least 0) of each column.
        n_rows: n.

    Returns:
        float64 (n,), NaN where no cell with a weight was assessed.
    """
    total = np.zeros(n_rows)
    weight = np.zeros(n_rows)
    for scores, column_weight in cells:
        seen = ~np.isnan(scores)
        total += np.where(seen, scores, 0.0) * column_weight
        weight += seen * column_weight
    rows = np.full(n_rows, np.nan)
    np.divide(total, weight, out=rows, where=weight > 0)
    return rows


def table_score(rows: NDArray[np.float64]) -> float:
    """Return the mean over assessed rows, NaN where there is none."""
    seen = rows[~np.isnan(rows)]
    return float(seen.mean()) if len(seen) else float("nan")
