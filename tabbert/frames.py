"""The only module that speaks dataframe (through narwhals): users' frames in, Arrow columns out, and results back."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from narwhals import Implementation
from numpy.typing import NDArray

from tabbert.errors import UnknownColumnError, UnsupportedFrameError
from tabbert.tables import ArrowColumn, ArrowTable, Encode

__all__ = ["Frame", "read"]

SLICE_ROWS = 131_072  # rows of a LazyFrame held at once


def read(data: Any) -> "Frame":
    """Accept a frame or a series of any supported library; raise UnsupportedFrameError for anything else."""
    if nw.dependencies.is_pandas_series(data):
        data = data.to_frame(name="value" if data.name is None else data.name)
    elif nw.dependencies.is_polars_series(data):
        data = data.to_frame() if data.name else data.alias("value").to_frame()
    return Frame(data)


@dataclass(frozen=True, eq=False)
class Frame:
    """A user's frame, never modified: its columns by unique text names, and a way back to its library.

    Attributes:
        native: the frame as the user holds it.
    """

    native: Any

    def __post_init__(self) -> None:
        supported = (
            nw.dependencies.is_pandas_dataframe(self.native)
            or nw.dependencies.is_polars_dataframe(self.native)
            or nw.dependencies.is_polars_lazyframe(self.native)
            or nw.dependencies.is_pyarrow_table(self.native)
        )
        if not supported:
            raise UnsupportedFrameError(self.native)

    @property
    def is_lazy(self) -> bool:
        """Whether rows are computed on demand, slice by slice."""
        return bool(nw.dependencies.is_polars_lazyframe(self.native))

    @property
    def is_pandas(self) -> bool:
        """Whether it has an index to keep, and labels that need not be unique or text."""
        return bool(nw.dependencies.is_pandas_dataframe(self.native))

    @cached_property
    def labels(self) -> list[Hashable]:
        """Column labels as the user wrote them: any hashable in pandas, repeated ones too."""
        if self.is_pandas:
            return list(self.native.columns)
        return list(nw.from_native(self.native).collect_schema().names())

    @cached_property
    def names(self) -> list[str]:
        """Column names as unique texts: ``str(label)``, a repeated one numbered as in ``x``, ``x (2)``."""
        names: list[str] = []
        taken: set[str] = set()
        for label in self.labels:
            name, number = str(label), 1
            while name in taken:
                number += 1
                name = f"{label} ({number})"
            taken.add(name)
            names.append(name)
        return names

    def positions(self, columns: Sequence[Hashable] | Hashable | None) -> list[int]:
        """Return where the named columns stand, in the frame's order; None names all, a label all that bear it."""
        if columns is None:
            return list(range(len(self.names)))
        wanted = [columns] if isinstance(columns, str) or not isinstance(columns, Sequence) else list(columns)
        found = {
            w: [i for i, (label, name) in enumerate(zip(self.labels, self.names, strict=True)) if w in (label, name)]
            for w in wanted
        }
        unknown = [str(w) for w, places in found.items() if not places]
        if unknown:
            raise UnknownColumnError(unknown, self.names)
        return sorted({place for places in found.values() for place in places})

    def table(self, positions: Sequence[int], encode: Encode | None = None) -> ArrowTable:
        """Index the chosen columns: distinct values, counts and codes; a LazyFrame is run once, slice by slice."""
        parts: list[list[pa.Array]] = [[] for _ in positions]
        n_rows = 0
        for chunk in self._chunks(positions):
            n_rows += len(chunk[0]) if chunk else 0
            for part, array in zip(parts, chunk, strict=True):
                part.append(array)
        if not positions:
            n_rows = self._count_rows()
        columns = [
            ArrowColumn.from_chunks(self.names[position], part, encode)
            for position, part in zip(positions, parts, strict=True)
        ]
        return ArrowTable(columns, n_rows, encode)

    def _chunks(self, positions: Sequence[int]) -> Iterator[list[pa.Array]]:
        if self.is_lazy:
            lazy = self.native.select([self.names[position] for position in positions])
            for batch in _slices(lazy):
                yield [_array(batch.to_series(place).to_arrow()) for place in range(batch.width)]
        elif self.is_pandas:
            yield [_from_pandas(self.native.iloc[:, position]) for position in positions]
        elif nw.dependencies.is_polars_dataframe(self.native):
            yield [_array(self.native.to_series(position).to_arrow()) for position in positions]
        else:
            yield [_array(self.native.column(position)) for position in positions]

    def _count_rows(self) -> int:
        return 0 if self.is_lazy else len(self.native)

    def sample(self, positions: NDArray[np.intp]) -> "Frame":
        """Return the rows at these positions; a LazyFrame cannot be sampled by position."""
        if self.is_pandas:
            return Frame(self.native.iloc[positions])
        if nw.dependencies.is_polars_dataframe(self.native):
            return Frame(self.native[positions])
        return Frame(self.native.take(pa.array(positions)))

    def build(self, data: Mapping[str, Any], *, rows: bool = False) -> Any:
        """Make a frame of the same library from arrays by name.

        Args:
            data: arrays (NumPy, Arrow or lists) of equal length by column name.
            rows: one row per input row, so a pandas index is kept and a LazyFrame gets a LazyFrame.
        """
        table = pa.table({name: _output(values) for name, values in data.items()})
        if nw.dependencies.is_pyarrow_table(self.native):
            return table
        native = nw.from_arrow(
            table, backend=Implementation.PANDAS if self.is_pandas else Implementation.POLARS
        ).to_native()
        if rows and self.is_pandas:
            native.index = self.native.index
        return native.lazy() if rows and self.is_lazy else native

    def relabel(self, native: Any, positions: Sequence[int]) -> Any:
        """Give a frame made by `build` the user's own labels, repeated ones included (pandas only)."""
        if self.is_pandas:
            native.columns = self.native.columns[list(positions)]
        return native

    def beside(self, data: Mapping[str, Any]) -> Any:
        """Return the user's frame with columns put beside it (a copy; the frame itself is not modified)."""
        extra = self.build(data, rows=True)
        if self.is_pandas:
            import pandas as pd

            return pd.concat([self.native, extra], axis=1)
        if self.is_lazy:
            import polars as pl

            return pl.concat([self.native, extra], how="horizontal")
        if nw.dependencies.is_pyarrow_table(self.native):
            whole = self.native
            for name in extra.column_names:
                whole = whole.append_column(name, extra[name])
            return whole
        return self.native.hstack(extra)

    def filter(self, mask: NDArray[np.bool_]) -> Any:
        """Return the user's rows where the mask, bool (n,), is true."""
        if self.is_pandas:
            return self.native[mask]
        if self.is_lazy:
            import polars as pl

            keep = "__tabbert_keep__"
            beside = pl.concat([self.native, pl.LazyFrame({keep: mask})], how="horizontal")
            return beside.filter(pl.col(keep)).drop(keep)
        if nw.dependencies.is_pyarrow_table(self.native):
            return self.native.filter(pa.array(mask))
        import polars as pl

        return self.native.filter(pl.Series(mask))


def _slices(lazy: Any) -> Iterator[Any]:
    """Run a LazyFrame once and hand it out in slices (newer Polars streams them; older ones collect first)."""
    if hasattr(lazy, "collect_batches"):
        yield from lazy.collect_batches(chunk_size=SLICE_ROWS, maintain_order=True)
    else:
        yield from lazy.collect().iter_slices(SLICE_ROWS)


def _array(data: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(data, pa.ChunkedArray):
        return data
    return data.chunk(0) if data.num_chunks == 1 else data.combine_chunks()


def _from_pandas(series: Any) -> pa.Array:
    """Convert a pandas column; objects that Arrow cannot hold together are read as text, nulls kept."""
    try:
        return _array(pa.Array.from_pandas(series))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, UnicodeEncodeError, OverflowError):
        missing = series.isna().to_numpy()
        texts = [None if gone else _text(value) for value, gone in zip(series.tolist(), missing, strict=True)]
        return pa.array(texts, pa.large_string())


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")  # Arrow cannot hold unpaired surrogates


def _output(values: Any) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if isinstance(values, np.ndarray) and values.dtype == object:
        return pa.array(values.tolist(), pa.large_string())
    return pa.array(values)
