"""The words of a report on several checks: its columns and checks as lines ready to show, within a budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tabbert.core.renderer import Summary
from tabbert.renderers import _words
from tabbert.renderers._view import EVIDENCE, NAME, PHRASE, View, notes
from tabbert.renderers._visible import visible, visible_name

__all__ = ["Budget", "CheckCard", "ColumnCard", "ReportView"]

GRADES = {
    "yes": ("✓", "sound"),
    "with care": ("!", "with care"),
    "no": ("✕", "unusable"),
    "unknown": ("?", "not assessed"),
}
NAMED = 3  # findings, on one line
STATUSES = 6  # of a check, named beside a column


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of a report is shown; the rest is counted.

    Attributes:
        columns: of the table, the weakest ones.
        checks: of the report, failed ones and those with the most findings.
        lines: columns, and findings, of each check.
    """

    columns: int
    checks: int
    lines: int

    def halved(self) -> "Budget":
        """Return a smaller one."""
        return Budget(self.columns // 2, max(1, self.checks // 2), self.lines // 2)


@dataclass(frozen=True, slots=True)
class StatusLine:
    """How many cells of a column have a status; ``share`` is a number in [0, 1]."""

    status: str
    count: str
    share: float


@dataclass(frozen=True, slots=True)
class ColumnCheck:
    """What one check says of one column."""

    name: str
    score: str
    findings: str
    statuses: list[StatusLine]


@dataclass(frozen=True, slots=True)
class WorstLine:
    """One distinct finding of a column."""

    check: str
    status: str
    count: str
    evidence: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """One column: shares as numbers in [0, 1] for bars, everything else as text.

    Attributes:
        number: its place in the report, from 1.
        usable: "yes", "with care", "no" or "unknown".
        filled: share that is not null.
        effective: share that says something; None if nobody has judged that.
        found: the number of findings with its noun; empty if there are none.
        said: the worst findings on one line: values if they are shown, else what they are.
    """

    number: int
    name: str
    kind: str
    usable: str
    symbol: str
    grade: str
    filled: float
    effective: float | None
    null_rate: str
    effective_text: str
    interval: str
    distinct: str
    findings: str
    found: str
    languages: str
    checks: list[ColumnCheck]
    worst: list[WorstLine]
    said: str


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One check with its own view; ``state`` is "error", "findings", "clear" or "empty" (nothing was assessed)."""

    number: int
    name: str
    summary: str
    score: str
    findings: str
    rows: str
    state: str
    view: View


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that a report says, in the order in which it says it."""

    title: str
    usable: str
    symbol: str
    headline: str
    facts: str
    tiles: list[tuple[str, str]]
    columns: list[ColumnCard]
    columns_left_out: int
    has_languages: bool
    has_effective: bool
    checks: list[CheckCard]
    checks_left_out: int
    values: str
    notes: list[str]
    cost: str

    @classmethod
    def of(cls, report: Summary, budget: Budget) -> "ReportView":
        """Phrase the summary of a report within a budget."""
        masked = report["values"] == "mask"
        columns = [_column(number, column, masked) for number, column in _weakest(report["columns"], budget.columns)]
        checks = _loudest(report["checks"], budget.checks)
        cards = [_check(number, check, budget) for number, check in checks]
        source = f" of {visible(str(report['source']), 100)}" if report.get("source") else ""
        return cls(
            title=f"Profile{source}",
            usable=report["usable"],
            symbol=GRADES[report["usable"]][0],
            headline=visible(report["headline"], 600),
            facts=f"{_words.count(report['n_rows'], 'row')} × {_words.count(report['n_columns'], 'column')}, "
            f"{_words.count(len(report['checks']), 'check')}",
            tiles=_tiles(report),
            columns=columns,
            columns_left_out=len(report["columns"]) - len(columns),
            has_languages=any(card.languages for card in columns),
            has_effective=any(card.effective is not None for card in columns),
            checks=cards,
            checks_left_out=len(report["checks"]) - len(cards),
            values={
                "show": "Cell values are shown.",
                "mask": "Cell values are masked: only their length is shown.",
                "hide": "Cell values are hidden.",
            }[report["values"]],
            notes=notes(report["notes"]),
            cost=_words.cost(report["stats"]),
        )


def _weakest(columns: Sequence[Mapping[str, Any]], most: int) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the columns that are least usable, with their numbers, in the table's order."""
    numbered = list(enumerate(columns, 1))
    order = {"no": 0, "with care": 1, "yes": 2, "unknown": 3}
    ranked = sorted(numbered, key=lambda item: (order[item[1]["usable"]], -item[1]["n_findings"]))
    return sorted(ranked[:most], key=lambda item: item[0])


def _loudest(checks: Sequence[Mapping[str, Any]], most: int) -> list[tuple[int, Mapping[str, Any]]]:
    numbered = list(enumerate(checks, 1))
    ranked = sorted(numbered, key=lambda item: (not item[1].get("error"), -item[1]["n_findings"]))
    return sorted(ranked[:most], key=lambda item: item[0])


def _tiles(report: Summary) -> list[tuple[str, str]]:
    """Return the few numbers that a reader looks for first: (number, what it is)."""
    columns = report["columns"]
    known = [column for column in columns if column["usable"] != "unknown"]
    sound = sum(column["usable"] == "yes" for column in known)
    judged = [column for column in columns if column["effective_completeness"] is not None]
    tiles = [(f"{sound:,} of {len(known):,}", "columns are sound")]
    if not known:
        tiles = [(f"0 of {len(columns):,}", "columns could be assessed")]
    if judged:
        filled = sum(1 - column["null_rate"] for column in judged) / len(judged)
        effective = sum(column["effective_completeness"] for column in judged) / len(judged)
        tiles.append((_words.percent(filled), "of the cells are filled"))
        tiles.append((_words.percent(effective), "say something"))
    ran = len(report["checks"]) - report["n_errors"]
    tiles.append((f"{ran:,} of {len(report['checks']):,}", "checks could run"))
    return tiles


def _column(number: int, column: Mapping[str, Any], masked: bool) -> ColumnCard:
    effective, n_rows = column["effective_completeness"], column["n_rows"]
    return ColumnCard(
        number=number,
        name=visible_name(column["column"], NAME),
        kind=visible(column["kind"], PHRASE),
        usable=column["usable"],
        symbol=GRADES[column["usable"]][0],
        grade=GRADES[column["usable"]][1],
        filled=1 - column["null_rate"],
        effective=effective,
        null_rate=_words.percent(column["null_rate"]),
        effective_text="not assessed" if effective is None else _words.percent(effective),
        interval=_words.interval(column["interval"]),
        distinct=f"{column['n_distinct']:,}",
        findings=f"{column['n_findings']:,}",
        found=_words.count(column["n_findings"], "finding") if column["n_findings"] else "",
        languages=", ".join(f"{visible(name, 10)} {share:.0%}" for name, share in (column["languages"] or {}).items()),
        checks=[_said(name, said, n_rows) for name, said in column["checks"].items()],
        worst=[_worst(finding, masked) for finding in column["worst"]],
        said=_said_shortly(column, masked),
    )


def _said_shortly(column: Mapping[str, Any], masked: bool) -> str:
    worst = column["worst"]
    if not masked and worst and all("value" in finding for finding in worst):
        named = [(_words.value(finding["value"], masked, 24), finding["count"]) for finding in worst]
    else:
        found = [item for said in column["checks"].values() for item in said["found"].items()]
        named = [(visible(status, PHRASE), count) for status, count in sorted(found, key=lambda item: -item[1])]
    more = ", …" if len(named) > NAMED else ""
    return ", ".join(f"{word} ×{count:,}" for word, count in named[:NAMED]) + more


def _said(name: str, said: Mapping[str, Any], n_rows: int) -> ColumnCheck:
    statuses = list(said["statuses"].items())
    return ColumnCheck(
        name=visible(name, NAME),
        score="not assessed" if said["score"] is None else _words.score(said["score"]),
        findings=f"{said['n_findings']:,}",
        statuses=[StatusLine(visible(word, PHRASE), f"{count:,}", count / max(n_rows, 1))
                  for word, count in statuses[:STATUSES]],
    )  # fmt: skip


def _worst(finding: Mapping[str, Any], masked: bool) -> WorstLine:
    shown = "value" in finding
    return WorstLine(
        check=visible(finding["check"], NAME),
        status=visible(finding["status"], PHRASE),
        count=f"{finding['count']:,}",
        evidence=visible(finding["evidence"], EVIDENCE),
        value=_words.value(finding["value"], masked, _words.VALUE) if shown else None,
    )


def _check(number: int, check: Mapping[str, Any], budget: Budget) -> CheckCard:
    view = View.of(check, columns=budget.lines, findings=budget.lines)
    state = "empty" if check["score"] is None else "findings" if check["n_findings"] else "clear"
    state = "error" if check.get("error") else state
    target = f": {visible(str(check['target']), NAME)}" if check.get("target") else ""
    return CheckCard(
        number=number,
        name=visible(check["check"], NAME) + target,
        summary=visible(check["summary"], 200),
        score="" if check["score"] is None else _words.score(check["score"]),
        findings=f"{check['n_findings']:,}",
        rows=f"{check['n_bad_rows']:,}",
        state=state,
        view=view,
    )
