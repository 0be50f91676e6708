"""A dataframely rule for cells that are filled and say nothing."""

from collections.abc import Callable
from typing import Any

import polars as pl

import tabbert.polars  # noqa: F401 - attaches `.bert` to expressions

__all__ = ["complete"]


def complete(*, threshold: float = 0.5, **options: Any) -> Callable[[pl.Expr], pl.Expr]:
    """Make a rule for a column: ``dy.String(check=complete())``.

    The rule is "complete" in dataframely's failures. Nulls pass: they are ``nullable=``'s business. Within a schema's
    own ``@dy.rule()``, apply it to a column: ``complete()(cls.email.col) | complete()(cls.phone.col)``.

    Args:
        threshold: Cells with a lower score fail, in [0, 1].
        **options: For `tabbert.check_completeness`: ``state``, ``missing_codes``, ``allow``, ``encoder``, ...
    """

    def complete(column: pl.Expr) -> pl.Expr:
        scores: pl.Expr = column.bert.completeness(**options)  # type: ignore[attr-defined]
        return column.is_null() | (scores >= threshold)

    return complete
