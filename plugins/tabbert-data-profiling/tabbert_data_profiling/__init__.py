"""A section for reports of fg-data-profiling (formerly ydata-profiling): cells that are filled and say nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
from data_profiling import ProfileReport
from data_profiling.report.presentation.core import Container
from data_profiling.report.presentation.core.sample import Sample

import tabbert

__all__ = ["add_completeness"]

NAME, ANCHOR = "Completeness by meaning", "tabbert-completeness"


def add_completeness(
    report: ProfileReport, /, *, values: Literal["show", "mask", "hide"] = "mask", **options: Any
) -> ProfileReport:
    """Check the report's table and put the findings into the report, as a section after the others.

    One tab says, for each column, the null rate beside the effective completeness and how many cells of which kind
    were found; another lists the findings. Adding it again replaces it.

    Args:
        report: A ProfileReport of a pandas DataFrame.
        values: "show" the values that were found, "mask" them (length only) or "hide" them. The report's other
            sections show values anyway, unless it is ``sensitive``.
        **options: For `tabbert.check_completeness`: ``columns``, ``threshold``, ``state``, ``missing_codes``, ...

    Returns:
        The same report.

    Raises:
        UnsupportedFrameError: The report has no pandas DataFrame, as one that was loaded or compared has none.
    """
    summary = tabbert.check_completeness(report.df, **options).to_dict(values=values)
    report.invalidate_cache("rendering")
    sections = report.report.content["body"].content["items"]
    sections[:] = [section for section in sections if section.content.get("anchor_id") != ANCHOR]
    sections.append(_section(summary))
    return report


def _section(summary: Mapping[str, Any]) -> Container:
    listed = len(summary["findings"])
    of = f"{listed} of {summary['n_distinct_findings']} distinct findings, the most frequent first."
    note = f"{summary['n_findings']} findings in {summary['n_bad_rows']} of {summary['n_rows']} rows: nulls, and cells "
    note += f"that are filled and say nothing. {' '.join(summary['notes'])}"
    tabs = [("Columns", _columns(summary), note), ("Findings", _findings(summary["findings"]), of)]
    items = [Sample(name, table, caption, anchor_id=name.lower()) for name, table, caption in tabs]
    return Container(items, sequence_type="tabs", name=NAME, anchor_id=ANCHOR)


def _columns(summary: Mapping[str, Any]) -> pd.DataFrame:
    statuses = [
        status for status in summary["statuses"] if any(status in own["statuses"] for own in summary["columns"])
    ]
    rows = [
        {
            "null rate": f"{own['null_rate']:.1%}",
            summary["column_score"]: "not assessed" if own["score"] is None else f"{own['score']:.1%}",
            **{status: own["statuses"].get(status, 0) for status in statuses},
        }
        for own in summary["columns"]
    ]
    return pd.DataFrame(rows, index=[own["column"] for own in summary["columns"]])


def _findings(findings: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    names = [
        name for name in ("column", "value", "status", "count", "evidence") if any(name in own for own in findings)
    ]
    return pd.DataFrame([{name: own.get(name) for name in names} for own in findings], columns=names)
