"""One plain summary of a result, which every format is rendered from; the one place where cell values are masked."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tabbert import _pictures
from tabbert._outcome import ColumnOutcome, Finding
from tabbert.core.section import Matrix, Scatter, Shown
from tabbert.errors import InvalidParameterError
from tabbert.renderers._visible import visible
from tabbert.tables import ArrowTable

if TYPE_CHECKING:
    from tabbert.result import CheckResult

__all__ = [
    "SCHEMA", "columns", "covered", "failed", "finding_parts", "findings", "named", "picture", "summarise", "worst",
]  # fmt: skip

SCHEMA = "tabbert.check/1"
LISTED = 200  # distinct findings in a report; the rest is counted, and stays in `result.findings`
WORST = 5  # findings named beside a column
SHOWN_SHORT = 40  # of a value named beside a column
SHOWN_CHARACTERS = 200  # of a value; reports stay small whatever the table holds


def summarise(result: "CheckResult", *, values: Literal["show", "mask", "hide"] = "mask") -> dict[str, Any]:
    """Return the plain summary of a result: dicts, lists, strings, finite numbers and None only."""
    if values not in ("show", "mask", "hide"):
        raise InvalidParameterError("values", "'show', 'mask' or 'hide'", values)
    if result.check.private and values == "show":
        values = "mask"
    found = _ranked(result)
    rows = _row_findings(result)
    section, fault = _section(result, values)
    return {
        "schema": SCHEMA,
        "check": result.check.name,
        "summary": result.check.summary,
        "check_version": result.check.version,
        "statuses": dict(result.check.statuses),
        "column_score": result.check.column_score.replace("_", " "),
        "score": _number(result.score),
        "threshold": result.threshold,
        "values": values,
        "n_rows": result.outcome.n_rows,
        "n_columns": len(result.outcome.columns),
        "n_findings": result.n_findings,
        "n_bad_rows": int(result.outcome.bad_rows(result.threshold).sum()),
        "columns": [_shown(row, values) for row in columns(result)],
        "findings": rows[:LISTED] or [_plain(finding, values) for finding in found[:LISTED]],
        "n_distinct_findings": len(found) + len(rows),
        "sections": section,
        "notes": [*result.notes, *fault],
        "stats": dict(result.stats),
    }


def failed(check: str, error: Exception) -> dict[str, Any]:
    """Return the summary of a run that came to nothing, so that a report cannot leave it out; ``error`` says why."""
    reason, _, hint = str(error).partition("\nHint: ")
    return {
        "schema": SCHEMA,
        "check": check,
        "summary": "",
        "check_version": "",
        "statuses": {},
        "column_score": "score",
        "score": None,
        "error": reason,
        "threshold": 0.5,
        "values": "hide",
        "n_rows": 0,
        "n_columns": 0,
        "n_findings": 0,
        "n_bad_rows": 0,
        "columns": [],
        "findings": [],
        "n_distinct_findings": 0,
        "sections": [],
        "notes": [hint] if hint else [],
        "stats": {},
    }


def _section(result: "CheckResult", values: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the check's own part of the report, and a note if its code failed."""
    outcome = result.outcome
    table = ArrowTable([column.column for column in outcome.columns if column.verdict or outcome.rows], outcome.n_rows)
    verdicts = outcome.rows or {column.name: column.verdict for column in outcome.assessed}
    try:
        section = result.check.section(table, verdicts, result.threshold)
        if section is None:
            return [], []
        rows = [[_cell(cell, values) for cell in row] for row in section.rows[:LISTED]]
        pictures = [picture(one, values) for one in section.pictures]
        if any(len(row) != len(section.columns) for row in rows):
            raise ValueError("every row needs one entry per heading")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a third party's code; the verdicts stand without it
        return [], [f"{result.check.name} could not write its section of this report ({type(error).__name__})."]
    left_out = max(0, len(section.rows) - LISTED)
    texts = {"title": section.title, "text": section.text, "columns": list(section.columns)}
    return [{**texts, "rows": rows, "n_rows_left_out": left_out, "pictures": pictures}], []


def picture(one: Scatter | Matrix, values: str) -> dict[str, Any]:
    """Return a picture as plain data, values of the table masked as asked."""
    return _pictures.plain(one, lambda cell: _cell(cell, values))


def _cell(cell: Any, values: str) -> Any:
    if isinstance(cell, Shown):
        return _value(cell.value, values) if values != "hide" else "[hidden]"
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, float):
        return _number(cell)
    return cell if cell is None or isinstance(cell, int) else str(cell)


def columns(result: "CheckResult") -> list[dict[str, Any]]:
    """Return one plain record per column that was asked for."""
    return [_column(column, result.threshold, result.check.probable) for column in result.outcome.columns]


def _column(outcome: ColumnOutcome, threshold: float, probable: bool) -> dict[str, Any]:
    column = outcome.column
    found = outcome.found(threshold)
    listed = [finding for finding in outcome.findings(threshold) if finding.value is not None]
    by_status: dict[str, int] = {}
    for finding in listed:
        by_status[finding.status] = by_status.get(finding.status, 0) + finding.count
    return {
        "column": column.name,
        "kind": str(column.kind),
        "assessed": outcome.verdict is not None,
        "reason": outcome.reason,
        "n_rows": column.n_rows,
        "n_distinct": len(column.counts),
        "null_rate": column.n_null / column.n_rows if column.n_rows else 0.0,
        "score": outcome.score,
        "interval": outcome.interval if probable else (math.nan, math.nan),
        "n_findings": int(np.append(column.counts, column.n_null)[found].sum()),
        "statuses": dict(outcome.status_counts()),
        "found": by_status,
        "worst": listed[:WORST],
    }


def _shown(row: dict[str, Any], values: str) -> dict[str, Any]:
    """Return a column's record as a report may hold it."""
    low, high = row["interval"]
    return row | {
        "score": _number(row["score"]),
        "interval": None if math.isnan(low) else [_number(low), _number(high)],
        "worst": [_plain(finding, values) for finding in row["worst"]],
    }


def named(result: "CheckResult", found: Sequence[Finding]) -> str:
    """Name findings with their counts, on one line; for the user's own frames, so values are shown if they may be."""
    return ", ".join(f"{visible(str(_own(result, f.value)), SHOWN_SHORT)} ×{f.count:,}" for f in found)


def worst(result: "CheckResult") -> dict[str, Any]:
    """Return every distinct finding as arrays by name, the most frequent first."""
    found = _ranked(result)
    n_rows = max(result.outcome.n_rows, 1)
    texts = {name: np.array([getattr(finding, name) for finding in found], object) for name in
             ("column", "status", "evidence")}  # fmt: skip
    count = np.array([finding.count for finding in found], np.int64)
    return {
        "column": texts["column"],
        "value": np.array([_own(result, finding.value) for finding in found], object),
        "status": texts["status"],
        "score": np.array([finding.score for finding in found], np.float64),
        "count": count,
        "share": count / n_rows,
        "evidence": texts["evidence"],
    }


def findings(result: "CheckResult") -> dict[str, Any]:
    """Return every finding as arrays by name, ordered by column and row."""
    parts = list(finding_parts(result, max(result.outcome.n_rows, 1)))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def finding_parts(result: "CheckResult", size: int) -> Iterator[dict[str, Any]]:
    """Yield the findings, ordered by column and row, of so many rows at a time; at least once."""
    outcome = result.outcome
    yield _listed(result, None, np.empty(0, np.intp), np.empty(0, np.int32))
    if outcome.rows is not None:
        for start in range(0, outcome.n_rows, size):
            rows = np.flatnonzero(outcome.rows.score[start : start + size] < result.threshold) + start
            yield _listed(result, None, rows, rows)
    for column in outcome.assessed:
        found = column.found(result.threshold)
        for start in range(0, outcome.n_rows, size):
            rows = np.flatnonzero(found[column.column.codes[start : start + size]]) + start
            yield _listed(result, column, rows, column.column.codes[rows])


def _listed(result: "CheckResult", column: ColumnOutcome | None, rows: Any, places: Any) -> dict[str, Any]:
    """Return findings as arrays by name: those of a column, or (None) of the rows themselves."""
    said = column.verdict if column is not None else result.outcome.rows
    null = (column.null_status, column.null_score) if column is not None else ("", np.nan)
    texts = column.column.texts if column is not None else ()
    numbers = rows if result.row_numbers is None else np.asarray(result.row_numbers)[rows]
    none = np.full(len(rows), None, object)
    if said is None:  # no rows were judged: nothing to list
        assert not len(rows)
        return {"row": rows.astype(np.int64), "column": none, "status": none, "score": np.empty(0), "evidence": none,
                "value": none}  # fmt: skip
    values = [None if place < 0 else _own(result, texts[place]) for place in places.tolist()] if texts else none
    return {
        "row": numbers.astype(np.int64),
        "column": np.full(len(rows), column.name if column is not None else None, object),
        "status": np.append(said.status, null[0])[places],
        "score": np.append(said.score, null[1])[places],
        "evidence": np.append(said.evidence, "null")[places],
        "value": np.array(values, object),
    }


def _ranked(result: "CheckResult") -> list[Finding]:
    found = (finding for column in result.outcome.assessed for finding in column.findings(result.threshold))
    return sorted(found, key=lambda finding: (-finding.count, finding.score))


def _row_findings(result: "CheckResult") -> list[dict[str, Any]]:
    """Return the rows below the threshold, the lowest scores first (row and table scope)."""
    verdict = result.outcome.rows
    if verdict is None:
        return []
    rows = np.flatnonzero(result.outcome.bad_rows(result.threshold))
    rows = rows[np.argsort(verdict.score[rows], kind="stable")]
    numbers = np.arange(result.outcome.n_rows) if result.row_numbers is None else np.asarray(result.row_numbers)
    return [
        {
            "column": None,
            "row": int(numbers[row]),
            "status": str(verdict.status[row]),
            "score": _number(verdict.score[row]),
            "evidence": str(verdict.evidence[row]),
            "count": 1,
        }
        for row in rows.tolist()
    ]


def _plain(finding: Finding, values: str) -> dict[str, Any]:
    record: dict[str, Any] = {
        "column": finding.column,
        "status": finding.status,
        "score": _number(finding.score),
        "evidence": finding.evidence,
        "count": finding.count,
    }
    if values != "hide":
        record["value"] = _value(finding.value, values)
    return record


def covered(finding: Mapping[str, Any], values: str) -> dict[str, Any]:
    """Return a finding whose value is shown with the value masked or left out."""
    rest = {name: entry for name, entry in finding.items() if name != "value"}
    return rest | ({"value": _value(finding["value"], values)} if values != "hide" else {})


def _value(value: Any, values: str) -> str | None:
    if value is None:
        return None
    return _cut(str(value)) if values == "show" else masked(str(value))


def _own(result: "CheckResult", value: Any) -> Any:
    """Return a value as a frame of the user's holds it: as it is, unless the check never shows what it finds."""
    return masked(str(value)) if result.check.private and value is not None else value


def masked(text: str) -> str:
    """Return what stands for a value that is not shown: its length."""
    return f"[{len(text)} character{'' if len(text) == 1 else 's'}]"


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}… [{len(text)} characters]"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 6)
