"""An assertion for tests of data and of what makes them: no cell is empty in disguise."""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tabbert import api
from tabbert._numbers import real
from tabbert.errors import IncompleteError, InvalidParameterError, NotAssessedError, UnknownColumnError
from tabbert.renderers._view import found_words
from tabbert.result import CheckResult, FittedState

__all__ = ["assert_complete"]


def assert_complete(
    data: Any,
    /,
    columns: Sequence[Hashable] | Hashable | None = None,
    *,
    max_share: float | Mapping[str, float] = 0.0,
    threshold: float | None = None,
    context: Mapping[str, str] | None = None,
    missing_codes: Mapping[str, Sequence[Any]] | None = None,
    allow: Mapping[str, Sequence[Any]] | None = None,
    corrections: Mapping[str, Mapping[Any, str]] | str | Path | None = None,
    state: FittedState | str | Path | None = None,
    encoder: Any = None,
) -> CheckResult:
    """Assert that no more cells than allowed are missing, also where they are filled but say nothing.

    Args:
        data: Polars DataFrame, LazyFrame or Series, pandas DataFrame or Series, or PyArrow Table.
        columns: Columns to look at; None for all. A column that is named and cannot be assessed is an error.
        max_share: Largest share of a column's cells that may be missing, in [0, 1]; of all columns, or by column (0
            where not named).
        threshold: Scores below it are missing, in [0, 1]; None for 0.5.
        context: See `tabbert.check_completeness`, as for those below.
        missing_codes: Values that always mean "missing", by column.
        allow: Values that are always complete, by column.
        corrections: What the verdict on a few values should be.
        state: Judge by what was learnt from an earlier table.
        encoder: Registered name of an encoder, or an encoder object.

    Returns:
        The result, for further assertions.

    Raises:
        IncompleteError: (an AssertionError) names columns, statuses and counts, never values.
        NotAssessedError: Nothing was assessed, or not every column that was named.

    Examples:
        >>> import polars as pl
        >>> from tabbert.testing import assert_complete
        >>> df = pl.DataFrame({"n": [1, 2, None, 4]})
        >>> assert_complete(df, max_share=0.25).n_findings
        1
    """
    __tracebackhide__ = True  # pytest shows the caller's line
    result = api.check_completeness(
        data, columns, threshold=threshold, context=context, missing_codes=missing_codes, allow=allow,
        corrections=corrections, state=state, encoder=encoder, progress=False,
    )  # fmt: skip
    summary = result.to_dict(values="hide")
    if summary["score"] is None:
        raise NotAssessedError("completeness", result.notes)
    names = [record["column"] for record in summary["columns"]]
    shares = _shares(max_share, names)
    unread = [record["column"] for record in summary["columns"] if not record["assessed"]]
    if unread and columns is not None:
        raise NotAssessedError("completeness", result.notes)
    found = [
        f"{record['column']!r} {record['n_findings']:,} of {record['n_rows']:,} cells ({found_words(record)})"
        for record in summary["columns"]
        if record["assessed"] and record["n_findings"] > shares.get(record["column"], 0.0) * record["n_rows"]
    ]
    if found:
        raise IncompleteError(found, len(names) - len(unread))
    return result


def _shares(max_share: float | Mapping[str, float], names: Sequence[str]) -> Mapping[str, float]:
    shares = dict(max_share) if isinstance(max_share, Mapping) else dict.fromkeys(names, max_share)
    if unknown := [name for name in shares if name not in names]:
        raise UnknownColumnError(unknown, names)
    for share in shares.values():
        number = real(share)
        if number is None or not 0 <= number <= 1:
            raise InvalidParameterError("max_share", "a number from 0 to 1, or one by column", share)
    return shares
