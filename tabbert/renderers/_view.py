"""The words of a report: a summary as sentences and cells ready to show, which text, Markdown and HTML lay out."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tabbert.core.renderer import Summary
from tabbert.renderers import _words
from tabbert.renderers._visible import visible, visible_name

__all__ = [
    "EVIDENCE",
    "NAME",
    "PHRASE",
    "VALUE",
    "ColumnLine",
    "FindingLine",
    "SectionTable",
    "View",
    "found_in",
    "found_words",
    "gate_lines",
    "notes",
]

NAME = 40  # characters of a column's name
VALUE = 60  # characters of a value
PHRASE = 60  # characters of a status
EVIDENCE = 120  # characters of a piece of evidence
WORST = 3  # values named beside a column
NOTES = 20
GATE = 10  # broken rules named
SECTION_ROWS = 20
TABLE_ROWS = 50  # of a table that a check adds


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column, its cells as text; ``share`` is its score as a number, or None; ``interval`` may be empty."""

    name: str
    kind: str
    null_rate: str
    score: str
    share: float | None
    interval: str
    findings: str
    worst: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One distinct finding, its cells as text; ``value`` is None if values are hidden."""

    column: str
    status: str
    count: str
    evidence: str
    value: str | None


@dataclass(frozen=True, slots=True)
class SectionTable:
    """What a check adds of its own: a title with a table of text, or with a picture.

    Attributes:
        numbers: columns to set flush right.
        left_out: how many more rows there are.
        heat: of a confusion table, for each cell its share of the row; the first column holds labels.
        drawing: of a map, its points and names as in the summary.
    """

    title: str
    text: str
    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]
    left_out: int
    heat: list[list[float]] | None = None
    drawing: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a report says, in the order in which it says it.

    Attributes:
        title: check and file.
        headline: the sentence that answers "can this table be used?".
        gate: what the gate said, a sentence each; empty if there was none.
        facts: rows, columns and threshold.
        advice: which columns to look at first; empty if none.
        score_name: what the check calls a column's score.
        columns: the columns shown, in the table's order.
        has_intervals: whether the columns' scores come with intervals.
        columns_left_out: how many more there are, all with better scores.
        findings: the worst findings besides nulls, the most frequent first.
        findings_left_out: how many more distinct ones there are.
        has_values: whether the findings come with values.
        tables: what the check itself adds, such as its clusters.
        sections: what the check adds of its own, after the findings.
        statuses: meaning of every status that occurs among the findings shown.
        notes: what was not checked, and why.
        cost: what the run cost; empty if it is not known.
    """

    title: str
    headline: str
    gate: list[str]
    facts: str
    advice: str
    score_name: str
    columns: list[ColumnLine]
    has_intervals: bool
    columns_left_out: int
    findings: list[FindingLine]
    findings_left_out: int
    has_values: bool
    tables: list[SectionTable]
    sections: list[SectionTable]
    statuses: dict[str, str]
    notes: list[str]
    cost: str

    @classmethod
    def of(cls, summary: Summary, *, columns: int, findings: int) -> "View":
        """Phrase a summary, with at most so many columns and findings."""
        masked = summary.get("values") == "mask"
        # Nulls are what the null rate counts; listed here they would push out what only the check can see.
        found = [finding for finding in summary["findings"] if finding.get("evidence") != "null"]
        found.sort(key=lambda finding: (-finding["count"], finding["score"] or 0.0))
        by_rows = summary["score"] is not None and not any(column["assessed"] for column in summary["columns"])
        shown = [] if by_rows else _worst_columns(summary["columns"], columns)
        nulls = len(summary["findings"]) - len(found)
        words = {finding["status"] for finding in found[:findings]}
        return cls(
            title=_title(summary),
            headline=_headline(summary),
            gate=gate_lines(summary.get("gate")),
            facts=f"{_words.count(summary['n_rows'], 'row')} × {_words.count(summary['n_columns'], 'column')}, "
            f"findings are scores below {summary['threshold']:g}",
            advice=_advice(summary),
            score_name=visible(str(summary.get("column_score") or "score"), NAME),
            columns=[_column(column, masked) for column in shown],
            has_intervals=any(column.get("interval") for column in shown),
            columns_left_out=0 if by_rows else len(summary["columns"]) - len(shown),
            findings=[_finding(finding, masked) for finding in found[:findings]],
            findings_left_out=max(0, summary["n_distinct_findings"] - nulls - len(found[:findings])),
            has_values=any("value" in finding for finding in found),
            tables=[*(_table(title, records) for title, records in summary.get("tables", {}).items() if records),
                    *map(_picture, summary.get("pictures", ()))],
            sections=[part for section in summary.get("sections", ())
                      for part in (_section(section), *map(_picture, section.get("pictures", ())))],
            statuses={visible(word, PHRASE): visible(meaning, 200)
                      for word, meaning in summary["statuses"].items() if word in words},
            notes=notes(summary["notes"]),
            cost=_words.cost(summary["stats"]),
        )  # fmt: skip


def found_in(column: Mapping[str, Any]) -> dict[str, int]:
    """Return the cells of a column that are findings, by status; nulls, where they are findings, by themselves."""
    nulls = column["n_findings"] - sum(column["found"].values())
    return {**column["found"], **({"null": nulls} if nulls > 0 else {})}


def found_words(column: Mapping[str, Any]) -> str:
    """Return the same as words: "placeholder ×10, null ×2"."""
    return ", ".join(f"{visible(status, PHRASE)} ×{count:,}" for status, count in found_in(column).items())


def _table(title: str, records: list[Mapping[str, Any]]) -> SectionTable:
    names = list(records[0]) if records else []
    rows = [[record[name] for name in names] for record in records]
    return _laid_out(title, "", [name.replace("_", " ") for name in names], rows, TABLE_ROWS)


def _title(summary: Summary) -> str:
    source = summary.get("source")
    return visible(summary["check"], NAME) + (f": {visible(str(source), 100)}" if source else "")


def _headline(summary: Summary) -> str:
    if summary.get("error"):
        return f"ERROR, nothing was assessed: {visible(summary['error'], 500)}"
    if summary["score"] is None:
        why = "no row holds anything to judge" if summary["n_columns"] else "no column was named"
        why = "no column could be read; the notes say why" if summary["notes"] else why
        why = why if summary["n_rows"] else "the table has no rows"
        return f"Nothing was assessed: {why}."
    score, n_rows, n_bad = _words.score(summary["score"]), summary["n_rows"], summary["n_bad_rows"]
    if not summary["n_findings"]:
        return f"Score {score}: no findings."
    free = n_rows - n_bad
    return (
        f"Score {score}: {free:,} of {_words.count(n_rows, 'row')} ({_words.percent(free / n_rows)}) have no finding, "
        f"{n_bad:,} {'has' if n_bad == 1 else 'have'} {_words.count(summary['n_findings'], 'finding')}."
    )


def gate_lines(gate: Mapping[str, Any] | None) -> list[str]:
    """Phrase the outcome of a gate: what it failed on, or that it passed."""
    if not gate or not gate["rules"]:
        return []
    broken = [rule for rule in gate["rules"] if rule["outcome"] != "passed"]
    if not broken:
        return [f"Gate passed ({_words.count(len(gate['rules']), 'rule')})."]
    lines = []
    for rule in broken[:GATE]:
        word = "Gate failed" if gate["enforced"] or rule["outcome"] == "error" else "Warning"
        lines.append(f"{word}: {visible(rule['message'].partition(chr(10))[0], 300)}")
    more = len(broken) - GATE
    return [*lines, *([f"… and {_words.count(more, 'more rule')}."] if more > 0 else [])]


def _advice(summary: Summary) -> str:
    ranked = [column for column in summary["columns"] if column["n_findings"] and column["score"] is not None]
    ranked.sort(key=lambda column: column["score"])
    if len(ranked) < 2:  # one column speaks for itself
        return ""
    named = (f"{visible_name(column['column'], NAME)} ({_words.score(column['score'])})" for column in ranked[:3])
    return f"Look first at {', '.join(named)}."


def _worst_columns(columns: list[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    if len(columns) <= most:
        return columns
    ranked = sorted(range(len(columns)), key=lambda i: math.inf if columns[i]["score"] is None else columns[i]["score"])
    return [columns[place] for place in sorted(ranked[:most])]


def _column(column: Mapping[str, Any], masked: bool) -> ColumnLine:
    return ColumnLine(
        name=visible_name(column["column"], NAME),
        kind=visible(column["kind"], PHRASE),
        null_rate=_words.percent(column["null_rate"]),
        score="not assessed" if column["score"] is None else _words.score(column["score"]),
        share=column["score"],
        interval=_words.interval(column.get("interval")),
        findings=f"{column['n_findings']:,}",
        worst=_worst(column, masked),
    )


def _worst(column: Mapping[str, Any], masked: bool) -> str:
    """Name the most frequent values, or, where values are not shown, the statuses."""
    listed = column.get("worst", [])
    if all("value" in finding for finding in listed) and not masked:
        named = [(_words.value(finding["value"], masked, 24), finding["count"]) for finding in listed]
    else:
        found = sorted(column.get("found", {}).items(), key=lambda item: -item[1])
        named = [(visible(status, PHRASE), count) for status, count in found]
    return ", ".join(f"{word} ×{count:,}" for word, count in named[:WORST]) + (", …" if len(named) > WORST else "")


def _finding(finding: Mapping[str, Any], masked: bool) -> FindingLine:
    return FindingLine(
        column=f"row {finding.get('row', '')}" if finding["column"] is None else visible_name(finding["column"], NAME),
        status=visible(finding["status"], PHRASE),
        count=f"{finding['count']:,}",
        evidence=visible(finding["evidence"], EVIDENCE),
        value=_words.value(finding["value"], masked, VALUE) if "value" in finding else None,
    )


def _section(section: Mapping[str, Any]) -> SectionTable:
    shown = _laid_out(section["title"], section["text"], section["columns"], section["rows"], SECTION_ROWS)
    return replace(shown, left_out=shown.left_out + section["n_rows_left_out"])


def _picture(picture: Mapping[str, Any]) -> SectionTable:
    title, text = visible(picture["title"], VALUE), visible(picture["text"], 300)
    if picture["kind"] != "matrix":
        return SectionTable(title, text, [], [], [], 0, drawing=picture)
    left_out = picture["n_rows_left_out"]
    if more := picture["n_columns_left_out"]:
        text = f"{text} {_words.count(more, 'more column')} not shown.".strip()
    corner = f"{picture['down']} ↓  {picture['across']} →"
    rows = [[label, *counts] for label, counts in zip(picture["rows"], picture["counts"], strict=True)]
    laid = _laid_out(title, text, [corner, *map(str, picture["columns"])], rows, len(rows))
    heat = [[count / max(sum(counts), 1) for count in counts] for counts in picture["counts"]]
    return replace(laid, left_out=left_out, heat=heat)


def _laid_out(title: str, text: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], most: int) -> SectionTable:
    return SectionTable(
        title=visible(title, VALUE),
        text=visible(text, 300),
        columns=[visible(name, NAME) for name in columns],
        rows=[list(row) for row in zip(*map(_words.cells, zip(*rows[:most], strict=True)), strict=True)],
        numbers=[i for i in range(len(columns)) if rows and all(isinstance(row[i], int | float) for row in rows)],
        left_out=len(rows[most:]),
    )


def notes(given: Iterable[str]) -> list[str]:
    """Return notes as lines, at most 20."""
    lines = [visible(note, 300) for note in given]
    more = len(lines) - NOTES
    return [*lines[:NOTES], *([f"… and {_words.count(more, 'more note')}."] if more > 0 else [])]
