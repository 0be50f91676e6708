"""Columns of every library as Arrow arrays that can be indexed; what Arrow cannot hold is read as text."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["from_arrow", "from_pandas", "from_polars", "output", "text"]

_REFUSED = (pa.ArrowException, UnicodeEncodeError, OverflowError, TypeError, ValueError)


def from_arrow(data: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return one array in an encoding that Arrow's functions take: plain text, no run lengths."""
    if str(data.type) == "string_view":
        data = data.cast(pa.large_string())
    if pa.types.is_run_end_encoded(data.type):
        data = pc.run_end_decode(data)
    if not isinstance(data, pa.ChunkedArray):
        return data
    return data.chunk(0) if data.num_chunks == 1 else data.combine_chunks()


def from_polars(series: Any) -> pa.Array:
    """Convert a Polars series; types that are Polars' own (Int128, Object) are read as text."""
    try:
        return from_arrow(series.alias("").to_arrow())  # a NUL in its name would end the process
    except _REFUSED:
        return _texts(series.to_list(), series.is_null().to_list())


def from_pandas(series: Any) -> pa.Array:
    """Convert a pandas column; objects that Arrow cannot hold together are read as text."""
    try:
        return from_arrow(pa.Array.from_pandas(series))
    except _REFUSED:
        return _texts(series.tolist(), series.isna().tolist())


def output(values: Any) -> pa.Array | pa.ChunkedArray:
    """Convert what a result shows; object arrays hold text."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if isinstance(values, np.ndarray) and values.dtype == object:
        return pa.array([None if value is None else text(value) for value in values.tolist()], pa.large_string())
    return pa.array(values)


def text(value: object) -> str:
    """Return ``str(value)`` without unpaired surrogates, which Arrow cannot hold."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _texts(values: list[Any], missing: list[bool]) -> pa.Array:
    texts = [None if gone else text(value) for value, gone in zip(values, missing, strict=True)]
    return pa.array(texts, pa.large_string())
