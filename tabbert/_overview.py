"""One plain summary of several checks on one table: which columns can be used, and what each check says."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from tabbert.renderers._visible import visible, visible_name

__all__ = ["SCHEMA", "SOUND", "USELESS", "overview"]

SCHEMA = "tabbert.report/1"
SOUND = 0.95  # a column that scores at least this can be used as it is
USELESS = 0.5  # below it, most of a column says nothing
WORST = 5  # findings named beside a column
NAMED = 3  # columns and checks named in the headline
NAME = 40  # characters of a name in the headline
JUDGES = "completeness"  # whose score says whether a column can be used; without it, the lowest of all

Usable = Literal["yes", "with care", "no", "unknown"]


def overview(
    columns: Sequence[Mapping[str, Any]],
    checks: Sequence[Mapping[str, Any]],
    *,
    n_rows: int,
    values: str,
    notes: Sequence[str] = (),
    stats: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the summary of a report: plain dicts, lists, strings, finite numbers and None only.

    Args:
        columns: one record per column: ``column``, ``kind``, ``n_rows``, ``n_distinct``, ``null_rate`` and
            ``languages`` (share by two-letter code, or None).
        checks: summaries of checks (see `tabbert.summary`), those that failed included; values are masked already.
        n_rows: rows of the table.
        values: how values are treated in ``checks``: "show", "mask" or "hide".
        notes: what concerns the whole report.
        stats: what all checks together cost.
    """
    records: dict[str, dict[str, Mapping[str, Any]]] = {column["column"]: {} for column in columns}
    for check in checks:
        for record in check["columns"]:
            if record["assessed"] and record["column"] in records:
                records[record["column"]][title(check)] = record
    merged = [_column(column, records[column["column"]]) for column in columns]
    failed = [title(check) for check in checks if check.get("error")]
    usable = _usable([column["usable"] for column in merged], failed)
    return {
        "schema": SCHEMA,
        "usable": usable,
        "headline": _headline(usable, merged, failed),
        "values": values,
        "n_rows": n_rows,
        "n_columns": len(merged),
        "n_errors": len(failed),
        "columns": merged,
        "checks": [dict(check) for check in checks],
        "notes": list(notes),
        "stats": dict(stats or {}),
    }


def title(check: Mapping[str, Any]) -> str:
    """Return what a check is called in a report: its name, and the column that it was told to learn."""
    return f"{check['check']}: {check['target']}" if check.get("target") else str(check["check"])


def _column(column: Mapping[str, Any], own: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    worst = [{"check": name} | finding for name, record in own.items() for finding in record["worst"]]
    judged = own.get(JUDGES, {})
    scores = [record["score"] for record in own.values() if record["score"] is not None]
    score = judged.get("score", min(scores, default=None))
    worst.sort(key=lambda finding: -finding["count"])
    return {
        **{name: column[name] for name in ("column", "kind", "n_rows", "n_distinct", "null_rate")},
        "effective_completeness": judged.get("score"),
        "interval": judged.get("interval"),
        "usable": _grade(score),
        "n_findings": sum(record["n_findings"] for record in own.values()),
        "checks": {
            name: {
                "score": record["score"],
                "n_findings": record["n_findings"],
                "found": dict(record["found"]),
                "statuses": dict(sorted(record["statuses"].items(), key=lambda item: -item[1])),
            }
            for name, record in own.items()
        },
        "worst": worst[:WORST],
        "languages": column.get("languages"),
    }


def _grade(score: float | None) -> Usable:
    if score is None:
        return "unknown"
    return "yes" if score >= SOUND else "with care" if score >= USELESS else "no"


def _usable(grades: Sequence[Usable], failed: Sequence[str]) -> Usable:
    known = [grade for grade in grades if grade != "unknown"]
    if not known:
        return "unknown"
    if 2 * known.count("no") >= len(known):
        return "no"
    return "with care" if failed or set(known) != {"yes"} else "yes"


def _headline(usable: Usable, columns: Sequence[Mapping[str, Any]], failed: Sequence[str]) -> str:
    """Answer in one sentence whether the table can be used."""
    gaps = f"{_list(failed)} could not run" if failed else ""
    if usable == "unknown":
        return f"Whether this table can be used is not known: {gaps or 'no check could look at it'}."
    known = [column for column in columns if column["usable"] != "unknown"]
    sound = sum(column["usable"] == "yes" for column in known)
    verdict = {
        "yes": "This table can be used",
        "with care": "This table can be used with care",
        "no": "This table should not be used as it is",
    }[usable]
    assessed = "" if len(known) == len(columns) else " that could be assessed"
    found = f"{sound} of {len(known)} columns{assessed} {'is' if sound == 1 else 'are'} sound"
    if len(known) == 1:
        found = f"{'the only column' if assessed else 'its only column'}{assessed} is {'' if sound else 'not '}sound"
    elif sound == len(known):
        found = f"all {sound} columns{assessed} are sound"
    weak = sorted((c for c in known if c["usable"] != "yes"), key=_score)
    look = f"look first at {_list([_scored(column) for column in weak])}" if weak else ""
    return f"{verdict}: {'; '.join(filter(None, (found, look, gaps)))}."


def _score(column: Mapping[str, Any]) -> float:
    scores = [check["score"] for check in column["checks"].values() if check["score"] is not None]
    completeness = column["effective_completeness"]
    return min(scores) if completeness is None else float(completeness)


def _scored(column: Mapping[str, Any]) -> str:
    return f"{visible_name(column['column'], NAME)} ({_score(column):.2f})"


def _list(names: Sequence[str]) -> str:
    shown = [visible(name, NAME + 10) for name in names[:NAMED]]
    if more := len(names) - len(shown):
        return f"{', '.join(shown)} and {more:,} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
