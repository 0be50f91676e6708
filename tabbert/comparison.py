"""Compares runs: what got worse or better, what came and went. One plain dict, made from plain summaries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tabbert import summary as summaries
from tabbert._plugins import registry
from tabbert.algorithms.rates import chance_of_rise, chance_of_shift, total_variation
from tabbert.core.renderer import Summary
from tabbert.errors import InvalidParameterError
from tabbert.renderers._view import found_in

__all__ = [
    "BETTER",
    "NOT_COMPARABLE",
    "SAME",
    "SCHEMA",
    "WORSE",
    "Comparison",
    "checks_in",
    "compare",
    "compare_checks",
    "compare_shown",
]

SCHEMA = "tabbert.diff/1"
WORSE, NOT_COMPARABLE, BETTER, SAME = VERDICTS = ("worse", "not comparable", "better", "same")
"""In this order: a whole is called what its first part in this order is called."""
RUNS_WRONG = 0.05  # share of the comparisons of one population with itself in which chance passes for a change
LISTED = 100  # values, or classes of a distribution, that are named
Shown = Literal["show", "mask", "hide"]
_MEASURES = ("rows", "size", "cells", "count")  # headings of what a section of a report counts


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What changed between two runs; ``to_dict()`` holds all of it, every format shows the same.

    Attributes:
        content: plain dicts, lists, strings, numbers and None.
    """

    content: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """Return "worse", "not comparable", "better" or "same": the first of them that is true of any check."""
        return str(self.content["verdict"])

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data; `tabbert schema diff` describes it."""
        return dict(self.content)

    def render(self, format: str = "text") -> str:
        """Return the comparison in a format: "text", "json", "markdown", "github", or a plugin's."""
        return registry().render_diff(format, self.content)

    def __repr__(self) -> str:
        return self.render("text")


def checks_in(document: Summary) -> list[dict[str, Any]]:
    """Return the summaries of checks in the summary of a check or of a report, each with the file that it is about."""
    if "checks" not in document:
        return [dict(document)]
    return [{**check, "source": document.get("source", check.get("source"))} for check in document["checks"]]


def compare_shown(
    before: Callable[[Shown], Summary], after: Callable[[Shown], Summary], values: Shown, tolerance: float | None
) -> Comparison:
    """Compare two runs whose values are known: they are told apart as they are, and shown as asked.

    Args:
        before: makes the summary of the earlier run, values shown as asked.
        after: makes that of the later one.
        values: "show", "mask" or "hide", of new and gone findings.
        tolerance: see `compare`.
    """
    content = compare(checks_in(before(values)), checks_in(after(values)), tolerance=tolerance)
    if values != "show":
        known = compare(checks_in(before("show")), checks_in(after("show")), tolerance=tolerance)
        for entry, open_entry in zip(content["checks"], known["checks"], strict=True):
            for name in ("new_values", "gone_values"):
                entry[name] = [summaries.covered(finding, values) for finding in open_entry[name]]
            entry["notes"] = open_entry["notes"]
    return Comparison(content)


def compare(before: Sequence[Summary], after: Sequence[Summary], *, tolerance: float | None = None) -> dict[str, Any]:
    """Compare the summaries of two runs, check by check.

    Checks belong together if name and file are the same, or if there is one file on each side.

    Args:
        before: summaries of the earlier run.
        after: summaries of the later one.
        tolerance: by how much a share may rise, in [0, 1]. None: not at all where the number of rows is the same, else
            by what chance explains (see `compare_checks`).

    Returns:
        ``verdict``, ``checks`` (see `compare_checks`), and ``gone`` and ``new``: checks that only one side has.
    """
    if tolerance is not None and not 0 <= tolerance <= 1:
        raise InvalidParameterError("tolerance", "a number from 0 to 1, or None", tolerance)
    one_file = len(_sources(before)) <= 1 and len(_sources(after)) <= 1
    earlier, later = ({_key(summary, one_file): summary for summary in side} for side in (before, after))
    checks = [compare_checks(earlier[key], summary, tolerance=tolerance)
              for key, summary in later.items() if key in earlier]  # fmt: skip
    gone = [_named(summary) for key, summary in earlier.items() if key not in later]
    new = [_named(summary) for key, summary in later.items() if key not in earlier]
    verdicts = [*(check["verdict"] for check in checks), *([WORSE] if gone else [])]
    if not checks:
        verdicts.append(NOT_COMPARABLE)
    return {"schema": SCHEMA, "verdict": _whole(verdicts), "checks": checks, "gone": gone, "new": new}


def compare_checks(before: Summary, after: Summary, *, tolerance: float | None = None) -> dict[str, Any]:
    """Compare two summaries of one check.

    Per column and status, the cells found are compared, and nulls where they are findings; of checks of rows, the rows
    found. Where the number of rows is the same, more is worse. Where it differs, a share is worse if chance does not
    explain it: Fisher's exact test, one-sided, such that one comparison in twenty of a population with itself calls
    anything worse (Bonferroni). A column that is gone, or is no longer assessed, is worse.

    Returns:
        ``verdict`` and ``reason``; ``score`` and ``n_rows`` before and after; ``changes`` (one entry per column and
        measure that is not zero on both sides); ``columns_gone``, ``columns_new``, ``columns_not_assessed``;
        ``new_values`` and ``gone_values`` where both sides show values; ``shifts`` of clusters, labels and other
        shares; ``notes``.
    """
    reason = _not_comparable(before, after)
    entry: dict[str, Any] = {
        "check": after["check"],
        "target": after.get("target", ""),
        "source": {"before": before.get("source"), "after": after.get("source")},
        "verdict": NOT_COMPARABLE,
        "reason": reason,
        "n_rows": {"before": before["n_rows"], "after": after["n_rows"]},
        "score": {"before": before["score"], "after": after["score"]},
        "changes": [], "columns_gone": [], "columns_new": [], "columns_not_assessed": [],
        "new_values": [], "gone_values": [], "shifts": [], "notes": [],
    }  # fmt: skip
    if reason:
        failed = after["score"] is None and before["score"] is not None
        return {**entry, "verdict": WORSE if failed else NOT_COMPARABLE}
    earlier, later = ({column["column"]: column for column in side["columns"]} for side in (before, after))
    kept = [name for name in later if name in earlier]
    entry["columns_gone"] = [name for name in earlier if name not in later]
    entry["columns_new"] = [name for name in later if name not in earlier]
    entry["columns_not_assessed"] = [name for name in kept if earlier[name]["assessed"] and not later[name]["assessed"]]
    entry["changes"] = _changes(before, after, [(earlier[name], later[name]) for name in kept], tolerance)
    entry["new_values"], entry["gone_values"], entry["notes"] = _values(before, after)
    entry["shifts"] = list(_shifts(before, after))
    verdicts = [change["verdict"] for change in entry["changes"]]
    if entry["columns_gone"] or entry["columns_not_assessed"]:
        verdicts.append(WORSE)
    return {**entry, "verdict": _whole(verdicts)}


def _not_comparable(before: Summary, after: Summary) -> str:
    if after.get("error"):
        return f"the check could not run this time: {after['error']}"
    if before.get("error"):
        return f"the check could not run the first time: {before['error']}"
    if after["score"] is None:
        return "nothing was assessed this time."
    if before["score"] is None:
        return "nothing was assessed the first time."
    for name, what in (("check_version", "version of the check"), ("threshold", "threshold")):
        if before[name] != after[name]:
            return f"the {what} was {before[name]} and is {after[name]} now."
    return ""


def _changes(
    before: Summary, after: Summary, columns: Iterable[tuple[Summary, Summary]], tolerance: float | None
) -> list[dict[str, Any]]:
    pairs: list[tuple[str | None, str, tuple[int, int], tuple[int, int]]] = []
    if _by_rows(after):
        first, second = ((side["n_bad_rows"], side["n_rows"]) for side in (before, after))
        pairs.append((None, "rows with findings", first, second))
    for earlier, later in columns:
        found = [found_in(side) for side in (earlier, later)]
        for what in dict.fromkeys((*found[0], *found[1])):
            first, second = (found[0].get(what, 0), earlier["n_rows"]), (found[1].get(what, 0), later["n_rows"])
            pairs.append((later["column"], what, first, second))
    pairs = [pair for pair in pairs if pair[2][0] or pair[3][0]]
    level = RUNS_WRONG / max(1, len(pairs))
    return [
        {"column": column, "what": what, "before": _share(*first), "after": _share(*second),
         "verdict": _judged(first, second, level, tolerance)}
        for column, what, first, second in pairs
    ]  # fmt: skip


def _by_rows(summary: Summary) -> bool:
    return not any(column["assessed"] for column in summary["columns"])


def _share(count: int, of: int) -> dict[str, Any]:
    return {"count": count, "of": of, "share": round(count / of, 6) if of else None}


def _judged(before: tuple[int, int], after: tuple[int, int], level: float, tolerance: float | None) -> str:
    if _risen(before, after, level, tolerance):
        return WORSE
    return BETTER if _risen(after, before, level, tolerance) else SAME


def _risen(before: tuple[int, int], after: tuple[int, int], level: float, tolerance: float | None) -> bool:
    (count, of), (new_count, new_of) = before, after
    if not of or not new_of:
        return False
    if tolerance is not None:
        return new_count * of > count * new_of + tolerance * of * new_of  # shares, without dividing
    if of == new_of:
        return new_count > count
    return new_count * of > count * new_of and chance_of_rise(count, of, new_count, new_of) <= level


def _values(before: Summary, after: Summary) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Return findings by value that only one side lists, where both show values, and what cannot be told."""
    hidden = [side for side in (before, after) if side.get("values") != "show"]
    if hidden:
        note = "Values are not shown in both reports, so new ones cannot be named."
        return [], [], [note] if after["findings"] or before["findings"] else []
    sides = [{(f["column"], f["status"], f["value"]): f for f in side["findings"] if f.get("value") is not None}
             for side in (before, after)]  # fmt: skip
    only = [[finding for key, finding in one.items() if key not in other] for one, other in (sides[::-1], sides)]
    new, gone = ([_finding(finding) for finding in found[:LISTED]] for found in only)
    cut = [side for side in (before, after) if side["n_distinct_findings"] > len(side["findings"])]
    notes = ["Reports list the most frequent findings only: a value named as new or gone may have been rare."]
    return new, gone, notes if cut and (new or gone) else []


def _finding(finding: Summary) -> dict[str, Any]:
    return {name: finding[name] for name in ("column", "status", "value", "count", "evidence")}


def _shifts(before: Summary, after: Summary) -> Iterable[dict[str, Any]]:
    """Yield how the shares in a section that both reports have moved: of clusters, labels, languages."""
    earlier, later = _distributions(before), _distributions(after)
    for title in (title for title in later if title in earlier):
        keys = list(dict.fromkeys((*earlier[title], *later[title])))
        counts = [[side.get(key, 0) for key in keys] for side in (earlier[title], later[title])]
        totals = [max(1, sum(side)) for side in counts]
        shares = [[count / total for count in side] for side, total in zip(counts, totals, strict=True)]
        moved = sorted(zip(keys, *shares, strict=True), key=lambda row: -round(abs(row[2] - row[1]), 9))
        yield {
            "title": title,
            "variation": round(total_variation(*counts), 6),
            "drifted": chance_of_shift(*counts) <= RUNS_WRONG / max(1, len(later)),
            "shares": [{"key": key, "before": round(first, 6), "after": round(second, 6)}
                       for key, first, second in moved[:LISTED] if first != second],
        }  # fmt: skip


def _distributions(summary: Summary) -> dict[str, dict[str, int]]:
    """Return what the sections of a report count: by title, counts by what stands before them in a row."""
    tables = [(title, list(records[0]), [list(record.values()) for record in records])
              for title, records in summary.get("tables", {}).items() if records]  # fmt: skip
    tables += [(section["title"], section["columns"], section["rows"])
               for section in summary.get("sections", ()) if not section["n_rows_left_out"]]  # fmt: skip
    found = {}
    for title, headings, rows in tables:
        place = next((headings.index(word) for word in _MEASURES if word in headings), 0)
        if not place or not all(isinstance(row[place], int) for row in rows):
            continue
        counts: dict[str, int] = {}
        for row in rows:
            key = " · ".join(str(cell) for cell in row[:place])
            counts[key] = counts.get(key, 0) + row[place]
        found[title] = counts
    return found


def _sources(summaries: Sequence[Summary]) -> set[Any]:
    return {summary.get("source") for summary in summaries}


def _key(summary: Summary, one_file: bool) -> tuple[Any, str, str]:
    return (None if one_file else summary.get("source"), summary["check"], summary.get("target", ""))


def _named(summary: Summary) -> dict[str, Any]:
    return {"check": summary["check"], "target": summary.get("target", ""), "source": summary.get("source")}


def _whole(verdicts: Sequence[str]) -> str:
    return next((verdict for verdict in VERDICTS if verdict in verdicts), SAME)
