"""SARIF 2.1.0 (OASIS), which code scanners write and GitHub shows: a result per column and status, and per gate."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from tabbert._version import __version__
from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._view import found_in
from tabbert.renderers._visible import visible, visible_name

__all__ = ["Sarif"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/tabbert/tabbert"
NAME = 200
TEXT = 1000
WORST = 3  # values named in a message
MOST_RESULTS = 5000  # GitHub refuses more than 25,000 per run and shows 5,000


class Sarif:
    """One run with all checks as rules, valid by the published JSON Schema.

    Written as plain data: the published object model for Python is no longer kept, and has no part in validity.
    A finding is a warning, a failed gate an error (a warning if the gate only warns), a passed one nothing.
    """

    name = "sarif"
    suffix = ".sarif"

    def render(self, summary: Summary) -> str:
        """Return the report as a SARIF log."""
        return self.render_all([summary])

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports as one run."""
        rules: dict[str, dict[str, Any]] = {}
        results = [result for summary in summaries for result in _results(summary, rules)]
        places = {name: place for place, name in enumerate(rules)}
        for result in results:
            result["ruleIndex"] = places[result["ruleId"]]
        failed = [summary for summary in summaries if summary.get("error")]
        invocation = {
            "executionSuccessful": not failed,
            "toolExecutionNotifications": [*map(_notification, failed), *_left_out(len(results) - MOST_RESULTS)],
        }
        driver = {"name": "tabbert", "version": __version__, "informationUri": HOME, "rules": list(rules.values())}
        run = {"tool": {"driver": driver}, "invocations": [invocation], "columnKind": "unicodeCodePoints",
               "results": results[:MOST_RESULTS]}  # fmt: skip
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        return json.dumps(log, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _results(summary: Summary, rules: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the results of a check, and add the rules that they name."""
    yield from _gates(summary, rules)
    for column in summary["columns"]:
        for status, count in found_in(column).items():
            name = visible_name(column["column"], NAME)
            message = f"{count:,} of {column['n_rows']:,} cells of column {name}: {status}{_examples(column, status)}"
            rule = _rule(rules, summary, status, "The cell is null." if status == "null" else "")
            yield _result(summary, rule, "warning", message, column["column"], count)
    for finding in summary["findings"]:
        if finding["column"] is None:
            rule = _rule(rules, summary, finding["status"])
            message = f"Row {finding['row']}: {finding['status']}"
            message += f" ({finding['evidence']})" if finding["evidence"] else ""
            yield _result(summary, rule, "warning", message, f"row {finding['row']}", 1)


def _gates(summary: Summary, rules: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    gate = summary.get("gate") or {"rules": (), "enforced": True}
    for broken in gate["rules"]:
        if broken["outcome"] != "passed":
            warn = broken["outcome"] == "failed" and not gate["enforced"]
            rule = _rule(rules, summary, f"gate-{broken['rule']}", "A gate of the table.")
            message = broken["message"].partition("\n")[0]
            yield _result(summary, rule, "warning" if warn else "error", message, broken["column"], 1)


def _examples(column: Any, status: str) -> str:
    found = [finding for finding in column["worst"] if finding["status"] == status and "value" in finding]
    named = ", ".join(f"{finding['value']} ×{finding['count']:,}" for finding in found[:WORST])
    return f" ({named})" if named else ""


def _rule(rules: dict[str, dict[str, Any]], summary: Summary, status: str, text: str = "") -> str:
    name = visible(f"{summary['check']}/{status}", NAME)
    meaning = visible(text or str(summary["statuses"].get(status) or summary["summary"] or status), TEXT)
    rules.setdefault(name, {"id": name, "name": name, "shortDescription": {"text": meaning}, "helpUri": HOME})
    return name


def _result(summary: Summary, rule: str, level: str, message: str, place: str | None, count: int) -> dict[str, Any]:
    source = str(summary.get("source") or "table")
    name = visible("(table)" if place is None else place, NAME)
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(source)}, "region": {"startLine": 1}},
        "logicalLocations": [{"name": name, "kind": "member" if place is not None else "type"}],
    }
    # The same column and status is the same alert next time, whatever its counts.
    identity = hashlib.sha256("\0".join((rule, source, place or "")).encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "ruleId": rule,
        "ruleIndex": 0,
        "level": level,
        "message": {"text": visible(message, TEXT)},
        "locations": [location],
        "occurrenceCount": count,
        "partialFingerprints": {"tabbert/v1": identity},
    }


def _notification(summary: Summary) -> dict[str, Any]:
    text = f"{summary['check']} could not run: {summary['error']}"
    return {"level": "error", "message": {"text": visible(text, TEXT)}}


def _left_out(number: int) -> list[dict[str, Any]]:
    if number <= 0:
        return []
    return [{"level": "warning", "message": {"text": f"{number:,} more results are left out."}}]


def _uri(source: str) -> str:
    """Return a file's name as a URI reference; what looks like a scheme in it is no more than a part of the name."""
    source = source.encode("utf-8", "replace").decode()
    path = PureWindowsPath(source) if "\\" in source and "/" not in source else PurePath(source)
    if path.is_absolute():
        return path.as_uri()
    return "/".join(quote(part, safe="") for part in path.parts) or "table"


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the SARIF report."""
    return [Sarif()]
