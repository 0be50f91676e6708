"""One column in, one column out: what ``.bert`` does on series and Polars expressions."""

from typing import Any

import numpy as np

from tabbert import _encoding, api
from tabbert.config import Options
from tabbert.frames import read

__all__ = ["completeness_scores", "embeddings", "polars_dtype"]


def completeness_scores(series: Any, **options: Any) -> Any:
    """Return a series of scores, float64 in [0, 1], with the name and index of the given one."""
    result = api.check_completeness(series, **options)
    return _like(series, result.outcome.columns[0].cells)


def embeddings(series: Any, **options: Any) -> Any:
    """Return a series of vectors with the name and index of the given one."""
    return _like(series, api.embed(series, **options))


def polars_dtype(function: str, **options: Any) -> Any:
    """Return the Polars type that a function's series will have."""
    import polars as pl

    if function == "completeness_scores":
        return pl.Float64
    return pl.Array(pl.Float32, _encoding.encoder_of(Options(**options)).card.dim)


def _like(series: Any, values: np.ndarray[Any, Any]) -> Any:
    if read(series).is_pandas:
        import pandas as pd

        column: Any = list(values) if values.ndim > 1 else values
        return pd.Series(column, index=series.index, name=series.name)
    import polars as pl

    return pl.Series(series.name, values)
