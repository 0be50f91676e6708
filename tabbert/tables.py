"""The Arrow-backed `Column` and `Table` that checks are given: distinct values, counts and codes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tabbert import serialize
from tabbert.core.table import Column, Kind, Profile
from tabbert.errors import EncoderUnavailableError

__all__ = ["ArrowColumn", "ArrowTable", "ColumnIndex", "Encode", "kind_of"]

Encode = Callable[..., NDArray[np.float32]]
"""Texts (any number, repeats allowed) to float32 (n, dim), or to a part by name; remembers what it has encoded."""


def kind_of(dtype: pa.DataType) -> Kind:
    """Return what values of an Arrow type are."""
    tests = pa.types
    if tests.is_dictionary(dtype):
        return kind_of(dtype.value_type)
    if tests.is_string(dtype) or tests.is_large_string(dtype) or str(dtype) == "string_view":
        return Kind.TEXT
    if tests.is_boolean(dtype):
        return Kind.BOOLEAN
    if tests.is_integer(dtype) or tests.is_floating(dtype) or tests.is_decimal(dtype):
        return Kind.NUMBER
    if tests.is_date(dtype) or tests.is_timestamp(dtype):
        return Kind.DATE
    return Kind.EMPTY if tests.is_null(dtype) else Kind.OTHER


@dataclass(frozen=True, eq=False)
class ArrowColumn:
    """One column as distinct values with counts; see `tabbert.core.table.Column` for the contract.

    Attributes:
        data: Arrow array of the distinct non-null values, (m,).
        encode: turns texts into vectors; None where no encoder is at hand.
    """

    name: str
    kind: Kind
    n_rows: int
    n_null: int
    data: pa.Array
    counts: NDArray[np.int64]
    codes: NDArray[np.int32]
    encode: Encode | None = None
    profile: Profile = field(default_factory=dict)

    @classmethod
    def from_chunks(cls, name: str, chunks: Iterable[pa.Array], encode: Encode | None = None) -> "ArrowColumn":
        """Index an Arrow column that arrives in pieces of one type; each piece is dropped once it is indexed."""
        index = ColumnIndex(name)
        for chunk in chunks:
            index.add(chunk)
        return index.column(encode)

    @cached_property
    def values(self) -> Sequence[object]:
        """Distinct non-null values as Python objects, (m,); dates that Python cannot hold as text."""
        try:
            values: list[object] = self.data.to_pylist()
        except (OverflowError, ValueError):  # beyond the years 1 to 9999, in the column's time zone; or nanoseconds
            values = [_object(scalar) for scalar in self.data]
        return values

    @cached_property
    def texts(self) -> Sequence[str]:
        """The same values as text, (m,)."""
        if self.kind is Kind.TEXT:
            return self.values  # type: ignore[return-value]
        return [str(value) for value in self.values]

    @cached_property
    def row_texts(self) -> Sequence[str]:
        """The same values as they are written inside a row, (m,)."""
        return self.texts if self.kind is Kind.TEXT else serialize.value_texts(self.kind, self.values)

    @cached_property
    def array(self) -> NDArray[Any]:
        """The same values as a NumPy array, (m,)."""
        if self.kind is Kind.NUMBER:
            return _numbers(pc.cast(self.data, pa.float64(), safe=False))
        if self.kind is Kind.DATE:
            local = self.data
            if pa.types.is_timestamp(local.type) and local.type.tz:
                local = pc.local_timestamp(local)
            return _numbers(pc.cast(local, pa.timestamp("us"), safe=False).view(pa.int64())).view("datetime64[us]")
        return np.array(self.values, dtype=object)

    def vectors(self, texts: Sequence[str] | None = None, part: str = "") -> NDArray[np.float32]:
        """Encode texts, by default this column's distinct ones, float32 (m, dim)."""
        if self.encode is None:
            raise EncoderUnavailableError("", "this run has no encoder", 'declare `needs = frozenset({"vectors"})`.')
        wanted = self.texts if texts is None else texts
        return self.encode(wanted, part) if part else self.encode(wanted)

    def with_profile(self, profile: Profile) -> Self:
        """Return the same column with a fitted state."""
        return replace(self, profile=profile)

    def take(self, places: NDArray[np.intp]) -> Self:
        """Return the column with these of its distinct values only; rows that hold another one count as null."""
        number = np.full(len(self.counts) + 1, -1, np.int32)  # the last one stands for null
        number[places] = np.arange(len(places))
        return replace(
            self,
            n_null=self.n_null + int(self.counts.sum() - self.counts[places].sum()),
            data=self.data.take(pa.array(places)),
            counts=self.counts[places],
            codes=number[self.codes],
        )

    def part(self, rows: slice) -> Self:
        """Return some of the rows, with the values that they hold."""
        codes = self.codes[rows]
        places, own, counts = np.unique(codes, return_inverse=True, return_counts=True)
        null = int(len(places) > 0 and places[0] < 0)
        return replace(
            self,
            n_rows=len(codes),
            n_null=int(counts[0]) if null else 0,
            data=self.data.take(pa.array(places[null:])),
            counts=counts[null:].astype(np.int64),
            codes=(own - null).astype(np.int32),
        )

    def summary(self) -> Self:
        """Return the column without its rows."""
        return replace(self, codes=np.empty(0, np.int32))

    def merge(self, others: Sequence[Self]) -> Self:
        """Return the summary of this column and others: values united, counts added."""
        parts = [self, *others]
        kinds = [part.kind for part in parts if part.kind is not Kind.EMPTY]
        values = pa.chunked_array([part.data for part in parts if len(part.data)] or [self.data])
        counts = np.concatenate([part.counts for part in parts])
        whole = pa.table({"value": values, "count": counts}).group_by("value").aggregate([("count", "sum")])
        return replace(
            self,
            kind=kinds[0] if kinds else Kind.EMPTY,
            n_rows=sum(part.n_rows for part in parts),
            n_null=sum(part.n_null for part in parts),
            data=whole["value"].combine_chunks(),
            counts=whole["count_sum"].to_numpy().astype(np.int64),
            codes=np.empty(0, np.int32),
        )


class ColumnIndex:
    """A column in the making: pieces of one type come in, distinct values and a code per row (4 bytes) stay."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._parts: list[pa.DictionaryArray] = []
        self._n_rows = self._n_null = 0
        self._dtype = pa.null()

    def add(self, chunk: pa.Array) -> None:
        """Index the next rows."""
        self._dtype = chunk.type
        part = _distinct(chunk)
        self._n_rows += len(chunk)
        self._n_null += chunk.null_count if part is None else part.null_count
        if part is not None:
            self._parts.append(part)

    def column(self, encode: Encode | None = None) -> ArrowColumn:
        """Return the column of all rows so far; nothing can be added afterwards."""
        kind, n_rows, n_null = kind_of(self._dtype), self._n_rows, self._n_null
        if not self._parts:
            empty = np.empty(0, np.int64)
            codes = np.full(n_rows, -1, np.int32)
            return ArrowColumn(self.name, kind, n_rows, n_null, pa.array([], pa.string()), empty, codes, encode)
        whole = pa.chunked_array(self._parts).unify_dictionaries()
        self._parts = []
        data = whole.chunk(whole.num_chunks - 1).dictionary
        codes = np.concatenate([_codes(chunk) for chunk in whole.chunks])
        counts = np.bincount(codes[codes >= 0], minlength=len(data)).astype(np.int64)
        kind = Kind.EMPTY if kind is Kind.TEXT and n_null == n_rows else kind
        return ArrowColumn(self.name, kind, n_rows, n_null, data, counts, codes, encode)


def _distinct(chunk: pa.Array) -> pa.DictionaryArray | None:
    """Return the chunk with every distinct value once; None for types whose values are not compared."""
    dtype = chunk.type
    if pa.types.is_dictionary(dtype):
        chunk = chunk.dictionary_decode()  # drops unused categories
        dtype = chunk.type
    if kind_of(dtype) in (Kind.OTHER, Kind.EMPTY):
        return None
    if pa.types.is_string(dtype) or str(dtype) == "string_view":
        chunk = pc.cast(chunk, pa.large_string())  # room for more than 2 GiB of text
    if pa.types.is_floating(dtype):
        chunk = pc.if_else(pc.is_nan(chunk), pa.nulls(1, dtype)[0], chunk)
    encoded = chunk.dictionary_encode()
    return encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded


def _object(scalar: pa.Scalar) -> object:
    """Return a date as Python's, else as text: in UTC where it has a time zone."""
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return str(scalar.cast(pa.string()).as_py())


def _codes(part: pa.DictionaryArray) -> NDArray[np.int32]:
    # From the buffers: `to_numpy` and whatever makes a scalar import pandas where it is installed, half a second.
    indices = part.indices
    codes = _numbers(indices)
    if indices.null_count:
        codes = np.where(_numbers(indices.is_valid().cast(pa.uint8())) > 0, codes, -1)
    return codes.astype(np.int32, copy=False)


def _numbers(data: pa.Array) -> NDArray[Any]:
    """Return the numbers of an array, undefined where they are null; a view."""
    if not len(data):
        return np.empty(0, data.type.to_pandas_dtype())
    return np.frombuffer(data.buffers()[1], data.type.to_pandas_dtype())[data.offset : data.offset + len(data)]


@dataclass(frozen=True, eq=False)
class ArrowTable:
    """Columns of equal length; see `tabbert.core.table.Table` for the contract."""

    columns: Sequence[ArrowColumn]
    n_rows: int
    encode: Encode | None = None
    first_row: int = 0

    def select(self, names: Sequence[str]) -> Self:
        """Return the same rows with these columns only."""
        return replace(self, columns=[column for column in self.columns if column.name in names])

    def row_texts(self) -> Sequence[str]:
        """Every row as one text, (n,)."""
        return serialize.rows([(column.name, column.row_texts, column.codes) for column in self.columns], self.n_rows)

    def row_vectors(self) -> NDArray[np.float32]:
        """One vector per row, float32 (n, dim)."""
        if self.encode is None:
            raise EncoderUnavailableError(
                "", "this run has no encoder", 'declare `needs = frozenset({"row_vectors"})`.'
            )
        return self.encode(self.row_texts())

    def with_columns(self, columns: Sequence[Column]) -> Self:
        """Return the same rows with these columns instead."""
        return replace(self, columns=columns)  # type: ignore[arg-type] # of its own making

    def parts(self, size: int) -> Iterator[Self]:
        """Cut the rows into slices of this size; the last may be shorter, and an empty table is one slice."""
        for start in range(0, max(self.n_rows, 1), size):
            rows = slice(start, min(start + size, self.n_rows))
            columns = [column.part(rows) for column in self.columns]
            yield replace(self, columns=columns, n_rows=rows.stop - start, first_row=self.first_row + start)

    def summary(self) -> Self:
        """Return the table without its rows."""
        return replace(self, columns=[column.summary() for column in self.columns])

    def merge(self, others: Sequence[Self]) -> Self:
        """Return the summary of this table and others with the same columns."""
        columns = [
            column.merge([other.columns[position] for other in others]) for position, column in enumerate(self.columns)
        ]
        return replace(self, columns=columns, n_rows=self.n_rows + sum(other.n_rows for other in others))
