"""Spark's types: which kind of column each is, and frames with plain types and names that nothing can clash with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn
from pyspark.sql.pandas.types import from_arrow_type

from tabbert.config import Options
from tabbert.core.table import Kind
from tabbert.errors import InvalidParameterError, UnsupportedFrameError

__all__ = ["ID", "kinds", "plain", "quoted", "schema", "value_type", "with_threads"]

ID = "id"
_KINDS = {
    "string": Kind.TEXT, "char": Kind.TEXT, "varchar": Kind.TEXT, "boolean": Kind.BOOLEAN, "byte": Kind.NUMBER,
    "short": Kind.NUMBER, "integer": Kind.NUMBER, "long": Kind.NUMBER, "float": Kind.NUMBER, "double": Kind.NUMBER,
    "decimal": Kind.NUMBER, "date": Kind.DATE, "timestamp": Kind.DATE, "timestamp_ntz": Kind.DATE, "void": Kind.EMPTY,
}  # fmt: skip


def kinds(data: Any) -> dict[str, Kind]:
    """Return the kind of every column of a frame, from its type alone.

    Raises:
        UnsupportedFrameError: It is not a Spark frame.
        InvalidParameterError: Two columns have one name.
    """
    if not isinstance(data, DataFrame):
        raise UnsupportedFrameError(data)
    names = [field.name for field in data.schema.fields]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InvalidParameterError("frame", "columns with names of their own", twice[0])
    return {field.name: _KINDS.get(field.dataType.typeName(), Kind.OTHER) for field in data.schema.fields}


def quoted(name: str) -> str:
    """Return a column's name as Spark's language writes it."""
    return f"`{name.replace('`', '``')}`"


def value_type(data: Any, name: str) -> str:
    """Return the type in which a column's values are compared: of text always the plain one, without collation."""
    kind = data.schema[name].dataType
    return "string" if kind.typeName() in ("string", "char", "varchar", "void") else str(kind.simpleString())


def plain(data: Any, id: str, names: Sequence[str], *more: Any) -> Any:
    """Return the id and these columns as ``id``, ``c0``, ``c1``, ...: NaN is null, text is compared byte by byte."""
    columns = []
    for place, name in enumerate(names):
        column, dtype = fn.col(quoted(name)), value_type(data, name)
        if dtype == "string":
            column = column.cast("string")
        elif dtype in ("double", "float"):
            column = fn.when(~fn.isnan(column), column)
        elif _KINDS.get(data.schema[name].dataType.typeName()) is None:
            column = fn.lit(None).cast("string")  # lists, maps, times: not read
        columns.append(column.alias(f"c{place}"))
    return data.select(fn.col(quoted(id)).alias(ID), *columns, *more)


def schema(fields: Sequence[tuple[str, pa.DataType]]) -> str:
    """Return fields of verdicts as Spark's language writes them."""
    return ", ".join(f"{quoted(name)} {from_arrow_type(dtype).simpleString()}" for name, dtype in fields)


def with_threads(options: Options, data: Any) -> Options:
    """Give each Python worker as many threads as Spark gives its task cores."""
    cores = int(data.sparkSession.conf.get("spark.task.cpus", "1"))
    return replace(options, threads=options.thread_budget or cores)
