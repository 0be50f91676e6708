"""The words of a comparison: a diff as sentences and small tables, which text, Markdown and annotations lay out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tabbert.renderers._view import NAME, PHRASE, VALUE, SectionTable
from tabbert.renderers._visible import visible, visible_name

__all__ = ["ChangesView"]

ROWS = 30  # of every table
SOURCE = 100
_HEADLINES = {
    "worse": "Worse than before.",
    "better": "Better than before.",
    "same": "Nothing got worse or better.",
    "not comparable": "Cannot be compared.",
}


@dataclass(frozen=True, slots=True)
class ChangesView:
    """One check of a comparison, ready to lay out.

    Attributes:
        title: check and files.
        source: the later file.
        headline: the verdict and the scores.
        worse: what got worse, a sentence each.
        tables: changes, values, shares.
        notes: what cannot be told.
    """

    title: str
    source: str
    headline: str
    worse: list[str]
    tables: list[SectionTable]
    notes: list[str]

    @classmethod
    def all_of(cls, diff: Mapping[str, Any]) -> "list[ChangesView]":
        """Phrase every check, then those that only one run has."""
        views = [cls._of(check) for check in diff["checks"]]
        views += [cls._alone(check, "Gone.", ["It was run before and is not now."]) for check in diff["gone"]]
        views += [cls._alone(check, "New: there is nothing to compare it with.", []) for check in diff["new"]]
        return views or [cls("comparison", "", "Cannot be compared: the reports hold no checks.", [], [], [])]

    @classmethod
    def _of(cls, check: Mapping[str, Any]) -> "ChangesView":
        worse = [_sentence(change) for change in check["changes"] if change["verdict"] == "worse"]
        worse += [f"Column {visible_name(name, NAME)} is gone." for name in check["columns_gone"]]
        worse += [f"Column {visible_name(name, NAME)} is no longer assessed." for name in check["columns_not_assessed"]]
        tables = [_changes(check), _values("New findings", check["new_values"]),
                  _values("Findings that are gone", check["gone_values"]), *map(_shares, check["shifts"])]  # fmt: skip
        new = [f"Column {visible_name(name, NAME)} is new." for name in check["columns_new"]]
        return cls(
            title=_title(check, check["source"]["before"], check["source"]["after"]),
            source=str(check["source"]["after"] or ""),
            headline=_headline(check),
            worse=worse,
            tables=[table for table in tables if table.rows],
            notes=[*new, *(visible(note, 300) for note in check["notes"])],
        )

    @classmethod
    def _alone(cls, check: Mapping[str, Any], headline: str, worse: list[str]) -> "ChangesView":
        return cls(_title(check, None, check["source"]), str(check["source"] or ""), headline, worse, [], [])


def _title(check: Mapping[str, Any], before: str | None, after: str | None) -> str:
    name = visible(check["check"], NAME) + (f": {visible(check['target'], NAME)}" if check["target"] else "")
    named = [visible(str(source), SOURCE) for source in dict.fromkeys((before, after)) if source]
    return name + (f": {' → '.join(named)}" if named else "")


def _headline(check: Mapping[str, Any]) -> str:
    if check["reason"]:
        return f"{_HEADLINES[check['verdict']]} {visible(_capital(check['reason']), 500)}"
    score, rows = check["score"], check["n_rows"]
    return (
        f"{_HEADLINES[check['verdict']]} Score {score['before']:.4f} → {score['after']:.4f}, "
        f"{rows['before']:,} → {rows['after']:,} rows."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(change: Mapping[str, Any]) -> str:
    where = f"{visible_name(change['column'], NAME)}: " if change["column"] is not None else ""
    before, after = change["before"], change["after"]
    return (
        f"{where}{visible(change['what'], PHRASE)} rose from {before['count']:,} of {before['of']:,} "
        f"to {after['count']:,} of {after['of']:,}."
    )


def _changes(check: Mapping[str, Any]) -> SectionTable:
    order = {"worse": 0, "better": 1, "same": 2}
    moved = [change for change in check["changes"] if change["before"] != change["after"]]
    ranked = sorted(moved, key=lambda change: order[change["verdict"]])
    rows = [
        [_column(change["column"]), visible(change["what"], PHRASE), _share(change["before"]), _share(change["after"]),
         change["verdict"]] for change in ranked
    ]  # fmt: skip
    return _table("Cells found", ["column", "what", "before", "after", ""], rows, numbers=[2, 3])


def _column(name: str | None) -> str:
    return "(rows)" if name is None else visible_name(name, NAME)


def _share(share: Mapping[str, Any]) -> str:
    return f"{share['count']:,}" + (f" ({share['share']:.2%})" if share["share"] is not None else "")


def _values(title: str, findings: list[Mapping[str, Any]]) -> SectionTable:
    rows = [
        [_column(finding["column"]), _value(finding), visible(finding["status"], PHRASE), f"{finding['count']:,}"]
        for finding in findings
    ]
    return _table(title, ["column", "value", "status", "count"], rows, numbers=[3])


def _value(finding: Mapping[str, Any]) -> str:
    return visible(str(finding["value"]), VALUE) if "value" in finding else "[hidden]"


def _shares(shift: Mapping[str, Any]) -> SectionTable:
    drift = "more than chance explains" if shift["drifted"] else "no more than chance explains"
    rows = [[visible(share["key"], VALUE), f"{share['before']:.1%}", f"{share['after']:.1%}"]
            for share in shift["shares"]]  # fmt: skip
    title = f"{_capital(visible(shift['title'], VALUE))}: {shift['variation']:.1%} moved, {drift}"
    return _table(title, ["", "before", "after"], rows, numbers=[1, 2])


def _table(title: str, columns: list[str], rows: list[list[str]], numbers: list[int]) -> SectionTable:
    return SectionTable(title, "", columns, rows[:ROWS], numbers, len(rows[ROWS:]))
