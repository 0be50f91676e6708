"""The check: one class for pandas and Polars schemas, for columns and for whole frames."""

from typing import Any

import polars as pl
from pandera.api.base.checks import CheckResult
from pandera.api.checks import Check
from pandera.constants import CHECK_OUTPUT_KEY

import tabbert

__all__ = ["Complete", "complete"]


class Complete(Check):
    """Fails on cells that `tabbert.check_completeness` finds; made by `complete`."""

    def __init__(self, *, show_values: bool, options: dict[str, Any], **pandera_options: Any) -> None:
        super().__init__(tabbert.check_completeness, statistics=options, **pandera_options)
        self.show_values = show_values
        self._check_kwargs = options

    def __call__(self, check_obj: Any, column: str | None = None) -> CheckResult:
        """Check a frame, or one column of it; pandera calls this."""
        if isinstance(check_obj, pl.LazyFrame):
            frame = (check_obj if column is None else check_obj.select(pl.col(column))).collect()
            return _polars_result(check_obj, frame.height, self._found(frame), self.n_failure_cases)
        data = check_obj if column is None else check_obj[column]
        return _pandas_result(data, self._found(data), self.n_failure_cases)

    def _found(self, data: Any) -> list[tuple[int, str, Any]]:
        """Return (row from 0, column, failure case) of every finding, ordered by column and row."""
        found = tabbert.check_completeness(data, **self._check_kwargs).findings
        parts = (found[name].to_list() for name in ("row", "column", "status", "value"))
        return [
            (row, name, value if self.show_values else status)
            for row, name, status, value in zip(*parts, strict=True)
            if not (self.ignore_na and (value is None or value != value))  # NaN is not itself
        ]


def complete(
    *,
    show_values: bool = False,
    ignore_na: bool = True,
    name: str = "complete",
    error: str | None = None,
    raise_warning: bool = False,
    n_failure_cases: int | None = None,
    **options: Any,
) -> Complete:
    """Make a check for the ``checks`` of a column or of a whole frame: every column in its own context.

    Failure cases name the row and say what kind of finding it is
    ("placeholder", "truncated", ...), so that an error message holds no cell value.

    Args:
        show_values: Let failure cases be the values themselves, as in pandera's own checks.
        ignore_na: Leave nulls to ``nullable=``; False fails on them too.
        name: Of the check, as pandera shows it.
        error: Message in its place.
        raise_warning: Warn instead of failing.
        n_failure_cases: Report the first ones only.
        **options: For `tabbert.check_completeness`: ``threshold``, ``state``, ``missing_codes``, ``allow``, ...
    """
    return Complete(
        show_values=show_values,
        options=options,
        ignore_na=ignore_na,
        name=name,
        error=error,
        raise_warning=raise_warning,
        n_failure_cases=n_failure_cases,
    )


def _pandas_result(data: Any, found: list[tuple[int, str, Any]], limit: int | None) -> CheckResult:
    import pandas as pd

    bad = {row for row, _, _ in found}
    output = pd.Series([row not in bad for row in range(len(data))], index=data.index, dtype=bool)
    shown = found[:limit]
    cases = pd.DataFrame(
        {
            "column": [column for _, column, _ in shown],
            "index": data.index[[row for row, _, _ in shown]],
            "failure_case": [case for _, _, case in shown],
        }
    )
    return CheckResult(output, not bad, data, cases)


def _polars_result(
    data: pl.LazyFrame, n_rows: int, found: list[tuple[int, str, Any]], limit: int | None
) -> CheckResult:
    by_row: dict[int, list[tuple[str, Any]]] = {}
    for row, column, case in found:
        by_row.setdefault(row, []).append((column, case))
    output = pl.LazyFrame({CHECK_OUTPUT_KEY: [row not in by_row for row in range(n_rows)]})
    # One case for each row, as pandera's Polars backend counts them: a frame's case names its columns.
    alone = len({column for _, column, _ in found}) == 1
    cases = [by_row[row][0][1] if alone else _joined(by_row[row]) for row in sorted(by_row)[:limit]]
    passed = pl.LazyFrame({CHECK_OUTPUT_KEY: [not by_row]})
    return CheckResult(output, passed, data, pl.LazyFrame({"failure_case": cases}, strict=False))


def _joined(cases: list[tuple[str, Any]]) -> str:
    return ", ".join(f"{column}: {case}" for column, case in cases)
