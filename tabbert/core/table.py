"""What a check may see of the data: a `Table` of `Column`s with distinct values and counts."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors: TypeAlias = NDArray[np.float32]
    Counts: TypeAlias = NDArray[np.int64]
    Codes: TypeAlias = NDArray[np.int32]

__all__ = ["Column", "Kind", "Profile", "Table"]

Profile: TypeAlias = Mapping[str, Any]
"""The fitted state of one column: numbers, strings and NumPy arrays by name, so that it can be saved without pickle.

It holds no cell values: hashes, counts, vectors and quantiles only."""


class Kind(StrEnum):
    """What the values of a column are, from its storage type."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    OTHER = "other"  # lists, structs, binary, times: not read
    EMPTY = "empty"  # no value at all


class Column(Protocol):
    """One column: its distinct values, how often each occurs, and which one each row holds.

    Everything is about the non-null values; m is the number of distinct ones, n the number of rows.
    """

    @property
    def name(self) -> str:
        """The column's name as text, unique within the table."""

    @property
    def kind(self) -> Kind:
        """What the values are."""

    @property
    def n_rows(self) -> int:
        """Number of rows, nulls included."""

    @property
    def n_null(self) -> int:
        """Number of nulls (and NaNs)."""

    @property
    def values(self) -> Sequence[object]:
        """Distinct non-null values as Python objects, (m,), in no particular order."""

    @property
    def texts(self) -> Sequence[str]:
        """The same values as text, (m,): what the encoder reads."""

    @property
    def array(self) -> "NDArray[Any]":
        """The same values as a NumPy array, (m,): float64 for numbers, datetime64[us] for dates, else objects."""

    @property
    def counts(self) -> "Counts":
        """How often each value occurs, int64 (m,), all at least 1."""

    @property
    def codes(self) -> "Codes":
        """For each row the position of its value, int32 (n,), -1 for a null; empty in a merged summary."""

    @property
    def profile(self) -> Profile:
        """What the check's own ``fit`` learnt about the whole column; empty before and without ``fit``."""

    def vectors(self, texts: Sequence[str] | None = None, part: str = "") -> "Vectors":
        """Encode texts (by default this column's), float32 (m, dim), each of length 1.

        Every distinct text is encoded once and remembered, so calling this again costs a look-up.

        Args:
            texts: any number, repeats allowed.
            part: a further vector of the encoder's card, such as "end", or "all" for every one side by side.
        """

    def with_profile(self, profile: Profile) -> Self:
        """Return the same column with a fitted state."""

    def take(self, places: "NDArray[np.intp]") -> Self:
        """Return the column with these of its distinct values only; rows that hold another one count as null."""


class Table(Protocol):
    """Columns of equal length; also, after merging, the summary of many batches."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that the check was asked to look at, in the table's order."""

    @property
    def n_rows(self) -> int:
        """Number of rows."""

    @property
    def first_row(self) -> int:
        """Where this batch begins in the whole table: 0 unless the table is looked at in slices."""

    def select(self, names: Sequence[str]) -> Self:
        """Return the same rows with these columns only, in the table's order; names it does not have are ignored."""

    def row_texts(self) -> Sequence[str]:
        """Every row as one text (versioned serialisation), (n,); a row with nothing in it is the empty text."""

    def row_vectors(self) -> "Vectors":
        """One vector per row, float32 (n, dim); equal rows are encoded once."""

    def with_columns(self, columns: Sequence[Column]) -> Self:
        """Return the same rows with these columns instead."""

    def summary(self) -> Self:
        """Return the table without its rows: distinct values and counts only."""

    def merge(self, others: Sequence[Self]) -> Self:
        """Return the summary of this table and others with the same columns; the order of merging does not matter."""
