"""Findings as code to paste: a few lines of Polars or pandas that turn the values that were found into nulls."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tabbert._outcome import ColumnOutcome

__all__ = ["LIBRARIES", "Found", "found", "to_pandas", "to_polars"]

WIDTH = 100  # characters of a line, where a value is not longer


@dataclass(frozen=True, slots=True)
class Found:
    """The values of one column that are to become nulls.

    Attributes:
        name: the column's name as text, unique in the table.
        label: what pandas calls it; None if only its place does.
        place: of the column in the user's frame.
        stored: what the user's library calls its type; empty if that is another library than the code's.
        dtype: Arrow type of the values.
        values: distinct, in the order in which findings are reported.
        has_null: whether it has nulls, or NaNs.
        finer: whether some of the values, which are times, had more than microseconds.
        beyond: whether some of them are beyond what Python's dates hold: then they are the numbers that are stored.
    """

    name: str
    label: str | int | None
    place: int
    stored: str
    dtype: pa.DataType
    values: Sequence[Any]
    has_null: bool
    finer: bool = False
    beyond: bool = False


def found(outcome: ColumnOutcome, threshold: float, statuses: Collection[str] | None, **where: Any) -> Found | None:
    """Collect the findings of a column, of some statuses or of all; None if there is none besides nulls."""
    column, verdict = outcome.column, outcome.verdict
    if verdict is None:
        return None
    places = np.flatnonzero(outcome.found(threshold)[:-1])
    if statuses is not None:
        places = places[np.isin(verdict.status[places].astype(str), list(statuses))]
    if not len(places):
        return None
    places = places[np.argsort(-column.counts[places], kind="stable")]
    data, finer = column.data.take(pa.array(places)), False
    if pa.types.is_timestamp(data.type):
        whole, data = data, pc.cast(data, pa.timestamp("us", data.type.tz), safe=False)  # what Python's datetime holds
        finer = not pc.cast(data, whole.type, safe=False).equals(whole)
    try:
        values, beyond = data.to_pylist(), False
    except (OverflowError, ValueError):
        stored = column.data.take(pa.array(places))
        values, beyond = stored.cast(pa.int32() if pa.types.is_date32(stored.type) else pa.int64()).to_pylist(), True
    where |= {"values": values, "has_null": column.n_null > 0, "finer": finer, "beyond": beyond}
    return Found(outcome.name, dtype=column.data.type, **where)


def to_polars(columns: Sequence[Found]) -> str:
    """Return a ``df.with_columns(...)`` that does it, with the imports that it needs."""
    lines = []
    for column in columns:
        name = f"pl.col({_text(_polars_name(column.name))})"
        read, values = _polars_reading(column)
        kept = f"{name}.fill_nan(None)" if pa.types.is_floating(column.dtype) and column.has_null else name
        lines.append(_fitting(f"    pl.when(~{name}{read}.is_in(", values, f")).then({kept}),"))
    body = f"df = df.with_columns(\n{''.join(lines)})\n" if lines else ""
    return _with_imports("import polars as pl", body)


def to_pandas(columns: Sequence[Found]) -> str:
    """Return assignments to the columns of a copy that do it, with the imports that they need."""
    lines = ["df = df.copy()\n"]
    for column in columns:
        own = f"df.iloc[:, {column.place}]" if column.label is None else f"df[{_label(column.label)}]"
        read, values = _pandas_reading(column)
        start, end = (f"df.isetitem({column.place}, ", ")") if column.label is None else (f"{own} = ", "")
        lines.append(_fitting(f"{start}{own}{_pandas_room(column)}.mask({own}{read}.isin(", values, f")){end}"))
    return _with_imports("import pandas as pd", "".join(lines) if columns else "")


LIBRARIES: dict[str, Callable[[Sequence[Found]], str]] = {"polars": to_polars, "pandas": to_pandas}


def _with_imports(library: str, body: str) -> str:
    if not body:
        return "# There is nothing to turn into nulls.\n"
    wanted = {
        "from datetime import date, datetime": r"\bdate(time)?\(\d",
        "from decimal import Decimal": r"\bDecimal\(",
        library: r"\bp[ld]\.",
    }
    bare = re.sub(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", "''", body)  # without the values
    imports = [line for line, use in wanted.items() if re.search(use, bare) or line == "import polars as pl"]
    imports = [line if re.search(r"\bdatetime\(", bare) else line.replace("date, datetime", "date") for line in imports]
    imports = [line if re.search(r"\bdate\(", bare) else line.replace("date, datetime", "datetime") for line in imports]
    return "\n".join([*imports, "", body]) if imports else body


def _polars_name(name: str) -> str:
    """Polars reads ``*`` and ``^...$`` as patterns: write the one that means this name only."""
    if name != "*" and not (name.startswith("^") and name.endswith("$")):
        return name
    escaped = re.sub(r"([^\w\s])", r"\\\1", name)
    return f"^{escaped}$"


def _polars_reading(column: Found) -> tuple[str, list[str]]:
    """Return what is done to the column to compare it, and the values to compare with, as code."""
    dtype = column.dtype
    if column.beyond:
        return ".to_physical()", [_value(value) for value in column.values]
    if pa.types.is_timestamp(dtype):
        read = '.dt.convert_time_zone("UTC").dt.replace_time_zone(None)' if dtype.tz else ""
        read += "" if dtype.unit == "us" else '.dt.cast_time_unit("us")'
        return read, [_value(_utc(value)) for value in column.values]
    if pa.types.is_decimal(dtype):
        return ".cast(pl.String)", [_text(str(value)) for value in column.values]
    if column.stored.startswith(("Int128", "UInt128")):
        return ".cast(pl.String)", [_value(value) for value in column.values]
    return "", [_value(value) for value in column.values]


def _pandas_reading(column: Found) -> tuple[str, list[str]]:
    if column.beyond:
        width = "int32" if pa.types.is_date32(column.dtype) else "int64"
        arrow = "[pyarrow]" if column.stored.endswith("[pyarrow]") else ""
        return f'.astype("{width}{arrow}")', [_value(value) for value in column.values]
    if pa.types.is_date(column.dtype) and not column.stored:  # of another library: pandas reads dates as timestamps
        return "", [f"pd.Timestamp({_text(str(value))})" for value in column.values]
    if pa.types.is_timestamp(column.dtype):
        stamps = [_utc(value).isoformat(" ") for value in column.values]
        zone = ', tz="UTC"' if column.dtype.tz else ""
        read = '.dt.floor("us")' if column.finer else ""  # such as pd.Timestamp.max
        return read, [f"pd.Timestamp({_text(stamp)}{zone})" for stamp in stamps]
    if column.stored == "mixed":
        return ".map(str)", [_value(value) for value in column.values]
    return "", [_value(value) for value in column.values]


def _pandas_room(column: Found) -> str:
    """Whole numbers and truth values of NumPy have no null: their pandas twins have one."""
    dtype = column.dtype
    if column.stored.startswith("dictionary<values=string"):  # of PyArrow: pandas would fill its nulls in `mask`
        return '.astype("string")'
    if pa.types.is_integer(dtype) and re.fullmatch(r"|object|u?int\d+", column.stored):
        return f'.astype("{"U" if pa.types.is_unsigned_integer(dtype) else ""}Int{dtype.bit_width}")'
    return '.astype("boolean")' if pa.types.is_boolean(dtype) and column.stored in ("", "object", "bool") else ""


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def _label(label: str | int) -> str:
    return _text(label) if isinstance(label, str) else repr(label)


def _fitting(start: str, values: Sequence[str], end: str) -> str:
    """Return a statement with a list of values: on one line if it fits, else with a line for each value."""
    line = f"{start}[{', '.join(values)}]{end}\n"
    if len(line) <= WIDTH:
        return line
    pad = " " * (len(start) - len(start.lstrip()))
    return f"{start}[\n" + "".join(f"{pad}    {value},\n" for value in values) + f"{pad}]{end}\n"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not np.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, datetime) or type(value).__name__ == "date":
        return repr(value).removeprefix("datetime.")
    return repr(value) if not isinstance(value, Decimal) else f'Decimal("{value}")'


def _text(text: str) -> str:
    """Return a literal: what does not show, or steers the direction of writing, is escaped by ``repr``."""
    literal = repr(text)
    return f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in literal else literal
