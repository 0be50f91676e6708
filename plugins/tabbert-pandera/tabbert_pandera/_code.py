"""What was found as pandera code: a schema that refuses the same values without tabbert, fast and everywhere."""

from collections.abc import Hashable, Sequence
from typing import Any

import tabbert

__all__ = ["to_schema_code"]

ABSENT = ("missing", "placeholder")
"""Statuses of values that stand for a missing one."""


def to_schema_code(
    data: Any,
    /,
    columns: Sequence[Hashable] | Hashable | None = None,
    *,
    statuses: Sequence[str] = ABSENT,
    **options: Any,
) -> str:
    """Check a table and return code of a pandera schema whose columns refuse the values that were found.

    The code holds these values. Columns without such values are left out; nulls stay allowed.

    Args:
        data: Polars or pandas DataFrame.
        columns: Columns to look at; None for all.
        statuses: Findings to take over; by default those of values that stand for a missing one.
        **options: For `tabbert.check_completeness`.
    """
    found = tabbert.check_completeness(data, columns, **options).findings
    labels = {str(label): label for label in data.columns}
    refused: dict[Hashable, dict[Any, None]] = {}
    rows, names, given = (found[name].to_list() for name in ("row", "column", "status"))
    places: dict[str, list[int]] = {}
    for row, name, status in zip(rows, names, given, strict=True):
        if status in statuses:
            places.setdefault(name, []).append(row)
    for name, some in places.items():
        column = data[labels[name]]
        values = (column.iloc[some] if hasattr(column, "iloc") else column[some]).to_list()
        refused[labels[name]] = {value: None for value in values if value is not None and value == value}
    library = "pandas" if hasattr(data, "iloc") else "polars"
    return _code(library, {label: list(values) for label, values in refused.items() if values})


def _code(library: str, refused: dict[Hashable, list[Any]]) -> str:
    lines = [
        f"        {label!r}: pa.Column(checks=pa.Check.notin([{', '.join(map(_literal, values))}]), nullable=True),"
        for label, values in refused.items()
    ]
    body = "\n".join(["schema = pa.DataFrameSchema(", "    {", *lines, "    }", ")", ""])
    imports = [f"import pandera.{library} as pa"]
    if "pd.Timestamp(" in body:
        imports.insert(0, "import pandas as pd")
    if "datetime." in body:
        imports.insert(0, "import datetime")
    return "\n".join(imports) + "\n\n" + body


def _literal(value: Any) -> str:
    text = repr(value)
    return text if not text.startswith("Timestamp(") else f"pd.{text}"
