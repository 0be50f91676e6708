"""A pointblank step for cells that are filled and say nothing, and what was found as pointblank's MissingSpec."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import pointblank as pb

import tabbert

__all__ = ["complete", "missing_specs"]

ABSENT = ("missing", "placeholder")
"""Statuses of values that stand for a missing one."""


def complete(columns: Sequence[Hashable] | Hashable | None = None, **options: Any) -> Callable[[Any], Any]:
    """Make an expression for a step: ``Validate(df).specially(complete("product"), dimension="completeness")``.

    Every row is a test unit; it passes if none of its cells in these columns is a finding. Nulls are findings too.

    Args:
        columns: Columns to look at; None for all.
        **options: For `tabbert.check_completeness`: ``threshold``, ``state``, ``missing_codes``, ``allow``, ...

    Returns:
        A function of the table (Polars or pandas) that returns a table of the same library with one boolean column.
    """

    def complete(table: Any) -> Any:
        rows = tabbert.check_completeness(table, columns, **options).rows
        return (rows["n_findings"] == 0).to_frame("complete")

    return complete


def missing_specs(
    data: Any,
    /,
    columns: Sequence[Hashable] | Hashable | None = None,
    *,
    statuses: Sequence[str] = ABSENT,
    null_is_missing: bool = True,
    **options: Any,
) -> dict[Hashable, pb.MissingSpec]:
    """Check a table and return a MissingSpec for each column in which values stand for missing ones.

    Use them as ``missing=`` of pointblank's steps, or with ``col_missing_coded`` and ``col_pct_missing``. They hold
    the values that were found, as the table has them.

    Args:
        data: Polars or pandas DataFrame.
        columns: Columns to look at; None for all.
        statuses: Findings to take over; a finding's status is its value's reason.
        null_is_missing: Count nulls as missing too, as pointblank does by default.
        **options: For `tabbert.check_completeness`.
    """
    found = tabbert.check_completeness(data, columns, **options).findings
    labels = {str(label): label for label in data.columns}
    reasons: dict[Hashable, dict[Any, str]] = {}
    parts = (found[name].to_list() for name in ("row", "column", "status"))
    for row, name, status in zip(*parts, strict=True):
        value = _cell(data[labels[name]], row)
        if status in statuses and value is not None and value == value:  # NaN is not itself
            reasons.setdefault(labels[name], {})[value] = status
    return {
        label: pb.MissingSpec(reasons=found_here, null_is_missing=null_is_missing, null_reason="missing")
        for label, found_here in reasons.items()
    }


def _cell(column: Any, row: int) -> Any:
    value = column.iloc[row] if hasattr(column, "iloc") else column[row]
    return value.item() if hasattr(value, "item") else value  # a Python number, not NumPy's
