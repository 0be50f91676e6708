"""The plain-text report: what a terminal and a REPL show. Equal results look equal everywhere."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._changes import ChangesView
from tabbert.renderers._grid import grid, wrapped
from tabbert.renderers._report_view import Budget, CheckCard, ReportView
from tabbert.renderers._view import SectionTable, View

__all__ = ["Text"]

COLUMNS = 40
FINDINGS = 15
REPORT = Budget(columns=40, checks=20, lines=5)


class Text:
    """A headline, a table of columns, the worst findings, what was not checked, and the cost."""

    name = "text"
    suffix = ".txt"

    def render(self, summary: Summary) -> str:
        """Return the report as text, ending in a line break."""
        view = View.of(summary, columns=COLUMNS, findings=FINDINGS)
        blocks = [_head(view), _columns(view), *map(_section, view.tables), _findings(view),
                  *map(_section, view.sections), _foot(view)]  # fmt: skip
        return _inert("\n\n".join(filter(None, blocks)) + "\n")

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports, one section each."""
        return "\n\n".join(self.render(summary) for summary in summaries)

    def render_diff(self, diff: Mapping[str, Any]) -> str:
        """Return a comparison: per check the verdict, what got worse, and the tables behind it."""
        parts = []
        for view in ChangesView.all_of(diff):
            head = "\n".join(wrapped(line, "  ") for line in (view.title, view.headline, *view.worse))
            notes = "\n".join(wrapped(f"Note: {note}", "  ") for note in view.notes)
            parts.append("\n\n".join(filter(None, (head, *map(_section, view.tables), notes))))
        return _inert("\n\n\n".join(parts) + "\n")

    def render_report(self, report: Summary) -> str:
        """Return a report on several checks: the verdict, the columns, then each check in short."""
        view = ReportView.of(report, REPORT)
        head = "\n".join(wrapped(line, "  ") for line in (view.title, view.headline, f"({view.facts})"))
        checks = [_in_short(card) for card in view.checks]
        foot = [f"Note: {note}" for note in view.notes] + ([f"Cost: {view.cost}"] if view.cost else [])
        blocks = [head, _overview(view), *checks, "\n".join(wrapped(line, "  ") for line in foot)]
        return "\n\n".join(filter(None, blocks)) + "\n"


def _overview(view: ReportView) -> str:
    if not view.columns:
        return ""
    languages = ["languages"] if view.has_languages else []
    headers = ["", "column", "kind", "null rate", "effective\ncompleteness", "findings", *languages, "worst"]
    rows = [
        [c.symbol, c.name, c.kind, c.null_rate, c.effective_text, c.findings,
         *([c.languages] if languages else []), c.said] for c in view.columns
    ]  # fmt: skip
    more = f"\n({view.columns_left_out:,} more columns, none less usable.)" if view.columns_left_out else ""
    last = len(headers) - 1
    return grid(headers, rows, right=(3, 4, 5), elastic=(1, *range(6, last + 1))) + more


def _in_short(card: CheckCard) -> str:
    view = card.view
    head = "\n".join(wrapped(line, "  ") for line in (card.name, view.headline, *view.gate))
    notes = "\n".join(wrapped(f"Note: {note}", "  ") for note in view.notes)
    blocks = [head, *map(_section, view.tables), _findings(view), *map(_section, view.sections), notes]
    return "\n\n".join(filter(None, blocks))


def _inert(report: str) -> str:
    """Return the report without lines that a CI server would obey: ``::command::``, ``##[command]``, ``##vso[...]``."""
    return re.sub(
        r"^(\s*):(?=:)|#(?=#(?:vso)?\[)",
        lambda match: f"{match[1] or ''}\\x{ord(match[0][-1]):02x}",
        report,
        flags=re.M,
    )


def _head(view: View) -> str:
    lines = [view.title, view.headline, *view.gate, *([view.advice] if view.advice else []), f"({view.facts})"]
    return "\n".join(wrapped(line, "  ") for line in lines)


def _columns(view: View) -> str:
    if not view.columns:
        return ""
    # A long header on two lines leaves the width to the values.
    name = "\n".join(textwrap.wrap(view.score_name, 12))
    headers = [
        "column",
        "kind",
        "null rate",
        name,
        *(["95% interval"] if view.has_intervals else []),
        "findings",
        "worst",
    ]
    rows = [
        [c.name, c.kind, c.null_rate, c.score, *([c.interval] if view.has_intervals else []), c.findings, c.worst]
        for c in view.columns
    ]
    more = f"\n({view.columns_left_out:,} more columns, none with a lower score.)" if view.columns_left_out else ""
    return grid(headers, rows, right=range(2, len(headers) - 1), elastic=(0, len(headers) - 1)) + more


def _findings(view: View) -> str:
    if not view.findings:
        return ""
    headers = ["count", "column", *(["value"] if view.has_values else []), "status", "evidence"]
    rows = [
        [f.count, f.column, *([f.value or ""] if view.has_values else []), f.status, f.evidence] for f in view.findings
    ]
    more = f"\n({view.findings_left_out:,} more distinct findings.)" if view.findings_left_out else ""
    return "Worst findings besides nulls\n" + grid(headers, rows, right=(0,), elastic=range(1, len(headers))) + more


def _section(section: SectionTable) -> str:
    if section.drawing is not None:
        return ""
    lines = [section.title, *([wrapped(section.text, "  ")] if section.text else [])]
    if section.rows:
        lines.append(grid(section.columns, section.rows, right=section.numbers, elastic=range(len(section.columns))))
    return "\n".join(lines) + (f"\n({section.left_out:,} more.)" if section.left_out else "")


def _foot(view: View) -> str:
    lines = [f"Note: {note}" for note in view.notes] + ([f"Cost: {view.cost}"] if view.cost else [])
    return "\n".join(wrapped(line, "  ") for line in lines)


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the text report."""
    return [Text()]
