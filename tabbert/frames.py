"""The only module that speaks dataframe (through narwhals): users' frames in, Arrow columns out, and results back."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from narwhals import Implementation
from numpy.typing import NDArray

from tabbert._convert import from_arrow, from_pandas, from_polars, output, text
from tabbert._spill import scanned, spilled, spilled_stream, spilled_tables
from tabbert.errors import InvalidParameterError, QueryFailedError, UnknownColumnError, UnsupportedFrameError
from tabbert.tables import ArrowTable, ColumnIndex, Encode

__all__ = ["SLICE_ROWS", "Frame", "read"]

SLICE_ROWS = 131_072  # rows of a LazyFrame held at once


def read(data: Any) -> "Frame":
    """Accept a frame or a series of any supported library; raise UnsupportedFrameError for anything else."""
    if nw.dependencies.is_pandas_series(data):
        return Frame(data.to_frame(name="value" if data.name is None else data.name))
    if nw.dependencies.is_polars_series(data):
        return Frame(data.to_frame() if data.name else data.alias("value").to_frame())
    if nw.dependencies.is_pandas_dataframe(data):
        return Frame(data.copy(deep=False))  # later changes in place leave the result alone
    if nw.dependencies.is_polars_lazyframe(data):
        return Frame(spilled(data))
    if isinstance(data, pa.RecordBatchReader):
        return Frame(spilled_stream(data))
    if isinstance(data, Path):
        return Frame(scanned(data))
    if nw.dependencies.is_polars_dataframe(data) or nw.dependencies.is_pyarrow_table(data):
        return Frame(data)
    raise UnsupportedFrameError(data)


@dataclass(frozen=True, eq=False)
class Frame:
    """A user's frame, never modified: its columns by unique text names, and a way back to its library.

    Attributes:
        native: the frame; of a LazyFrame, one over the rows that its query gave when it was read.
    """

    native: Any

    @property
    def is_lazy(self) -> bool:
        """Whether rows are read on demand, slice by slice."""
        return bool(nw.dependencies.is_polars_lazyframe(self.native))

    @property
    def is_pandas(self) -> bool:
        """Whether it has an index to keep, and labels that need not be unique or text."""
        return bool(nw.dependencies.is_pandas_dataframe(self.native))

    @property
    def is_arrow(self) -> bool:
        """Whether it is a PyArrow table, whose column names may repeat."""
        return bool(nw.dependencies.is_pyarrow_table(self.native))

    @cached_property
    def labels(self) -> list[Hashable]:
        """Column labels as the user wrote them: any hashable in pandas, repeated ones too."""
        if self.is_lazy:
            return list(self.native.collect_schema().names())
        return list(self.native.column_names if self.is_arrow else self.native.columns)

    @cached_property
    def names(self) -> list[str]:
        """Column names as unique texts: ``str(label)``, a repeated one numbered as in ``x``, ``x (2)``."""
        names: list[str] = []
        taken: set[str] = set()
        for label in self.labels:
            name, number = text(label), 1
            while name in taken:
                number += 1
                name = f"{text(label)} ({number})"
            taken.add(name)
            names.append(name)
        return names

    @cached_property
    def n_rows(self) -> int:
        """Number of rows."""
        if self.is_lazy:
            import polars as pl

            return int(self.native.select(pl.len()).collect().item())
        return len(self.native)

    @property
    def library(self) -> str:
        """Whose frame it is: "polars", "pandas" or "pyarrow"."""
        return "pandas" if self.is_pandas else "pyarrow" if self.is_arrow else "polars"

    def stored(self, position: int) -> str:
        """What the library calls the type of a column; "mixed" for a pandas column whose objects are no texts only."""
        if self.is_arrow:
            return str(self.native.schema.types[position])
        if not self.is_pandas:
            return str(self.native.collect_schema().dtypes()[position])
        column = self.native.iloc[:, position]
        held = {str} if column.dtype != object else set(map(type, column[column.notna()]))
        return "mixed" if str in held and len(held) > 1 else str(column.dtype)

    def positions(self, columns: Iterable[Hashable] | Hashable | None) -> list[int]:
        """Return where the named columns stand, in the frame's order; None names all, a label all that bear it."""
        if columns is None:
            return list(range(len(self.names)))
        places = list(zip(self.labels, self.names, strict=True))
        wanted = self._wanted(columns)
        found = {name: [i for i, place in enumerate(places) if name in place] for name in wanted}
        unknown = [text(name) for name, at in found.items() if not at]
        if unknown:
            raise UnknownColumnError(unknown, self.names)
        return sorted({place for at in found.values() for place in at})

    def _wanted(self, columns: Any) -> list[Hashable]:
        if type(columns).__module__.startswith("polars."):  # an expression or a selector: not to be compared
            if not hasattr(self.native, "lazy"):
                raise InvalidParameterError("columns", "names (expressions need a Polars frame)", columns)
            return list(self.native.lazy().head(0).select(columns).collect_schema().names())
        if isinstance(columns, str) or (isinstance(columns, Hashable) and columns in self.labels):
            return [columns]
        if isinstance(columns, Iterable):
            return list(columns)
        return [columns]

    def table(
        self, positions: Sequence[int], encode: Encode | None = None, progress: Callable[..., None] | None = None
    ) -> ArrowTable:
        """Index the chosen columns: distinct values, counts and codes; of a LazyFrame slice by slice.

        Args:
            positions: of the columns.
            encode: turns texts into vectors, for checks.
            progress: called as (rows, rows in all, "reading") after every slice of a LazyFrame.
        """
        indexes, done = [ColumnIndex(self.names[position]) for position in positions], 0
        for chunk in self._chunks(positions):
            if progress and self.is_lazy and chunk:
                done += len(chunk[0])
                progress(done, self.n_rows, "reading")
            for index, array in zip(indexes, chunk, strict=True):
                index.add(array)
        columns = [index.column(encode) for index in indexes]
        return ArrowTable(columns, columns[0].n_rows if columns else self.n_rows, encode)

    def _chunks(self, positions: Sequence[int]) -> Iterator[list[pa.Array]]:
        if self.is_lazy:
            for batch in _slices(self.native.select([self.names[position] for position in positions])):
                yield [from_polars(batch.to_series(place)) for place in range(batch.width)]
        elif self.is_pandas:
            yield [from_pandas(self.native.iloc[:, position]) for position in positions]
        elif self.is_arrow:
            yield [from_arrow(self.native.column(position)) for position in positions]
        else:
            yield [from_polars(self.native.to_series(position)) for position in positions]

    def sample(self, positions: NDArray[np.intp]) -> "Frame":
        """Return the rows at these positions."""
        if self.is_lazy:
            import polars as pl

            # Collected: results look at these rows again and again, and they are few.
            here = pl.int_range(pl.len()).is_in(pl.Series(positions, dtype=pl.Int64))
            return Frame(self.native.filter(here).collect().lazy())
        if self.is_pandas:
            return Frame(self.native.iloc[positions])
        return Frame(self.native.take(pa.array(positions)) if self.is_arrow else self.native[positions])

    def build(self, data: Mapping[str, Any], *, rows: bool = False) -> Any:
        """Make a frame of the same library from arrays by name.

        Args:
            data: arrays (NumPy, Arrow or lists) of equal length by column name.
            rows: one row per input row, so a pandas index is kept and a LazyFrame gets a LazyFrame.
        """
        table = pa.table({name: output(values) for name, values in data.items()})
        if self.is_arrow:
            return table
        if self.is_pandas:
            native = nw.from_arrow(table, backend=Implementation.PANDAS).to_native()
        else:
            native = nw.from_arrow(table, backend=Implementation.POLARS).to_native()
        if rows and self.is_pandas:
            native.index = self.native.index
        return native.lazy() if rows and self.is_lazy else native

    def build_lazily(self, parts: Iterable[Mapping[str, Any]]) -> Any:
        """Make a LazyFrame from arrays by name that come in slices, through a temporary Parquet file."""
        return spilled_tables(pa.table({name: output(values) for name, values in part.items()}) for part in parts)

    def relabel(self, native: Any, positions: Sequence[int]) -> Any:
        """Give a frame made by `build` the user's own labels, repeated ones included (pandas and PyArrow)."""
        if self.is_pandas:
            native.columns = self.native.columns[list(positions)]
        if self.is_arrow:
            return native.rename_columns([self.labels[position] for position in positions])
        return native

    def beside(self, extra: Any, names: Sequence[str], prefix: str | None = None) -> Any:
        """Return the user's frame with that of `build` or `build_lazily` put beside it (the frame is not modified).

        Args:
            extra: the frame.
            names: of its columns.
            prefix: that the user gave these names; None where none can be given.

        Raises:
            InvalidParameterError: The frame has a column of one of these names.
        """
        taken = [name for name in names if name in self.names]
        if taken and prefix is not None:
            wanted, hint = f"one that keeps {taken[0]!r} apart from the table's own columns", "`annotate('again_')`."
            raise InvalidParameterError("prefix", wanted, prefix, hint)
        if taken:
            raise InvalidParameterError("table", "one without a column of this name", taken[0], "rename that column.")
        if self.is_pandas:
            import pandas as pd

            return pd.concat([self.native, extra], axis=1)
        if self.is_lazy:
            import polars as pl

            return pl.concat([self.native, extra], how="horizontal")
        if self.is_arrow:
            whole = self.native
            for name in extra.column_names:
                whole = whole.append_column(name, extra[name])
            return whole
        return self.native.hstack(extra)

    def filter(self, mask: NDArray[np.bool_]) -> Any:
        """Return the user's rows where the mask, bool (n,), is true."""
        if self.is_pandas:
            return self.native[mask]
        if self.is_arrow:
            return self.native.filter(pa.array(mask))
        import polars as pl

        if self.is_lazy:
            keep = next(name for name in map("keep{}".format, range(len(self.names) + 1)) if name not in self.names)
            beside = pl.concat([self.native, pl.LazyFrame({keep: mask})], how="horizontal")
            return beside.filter(pl.col(keep)).drop(keep)
        return self.native.filter(pl.Series(mask))


def _slices(lazy: Any) -> Iterator[Any]:
    """Hand a LazyFrame out in slices (newer Polars streams them; older ones collect first)."""
    import polars as pl

    try:
        if hasattr(lazy, "collect_batches"):
            yield from lazy.collect_batches(chunk_size=SLICE_ROWS, maintain_order=True)
        else:
            yield from lazy.collect().iter_slices(SLICE_ROWS)
    except pl.exceptions.PolarsError as error:
        raise QueryFailedError(type(error).__name__) from None
