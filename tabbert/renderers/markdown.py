"""The Markdown report: for a CI job's step summary or a pull request. Values stand in code spans."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._changes import ChangesView
from tabbert.renderers._report_view import Budget, CheckCard, ReportView
from tabbert.renderers._view import SectionTable, View

__all__ = ["Markdown"]

COLUMNS = 40
FINDINGS = 15
REPORT = Budget(columns=40, checks=20, lines=5)
CONTENTS = 100  # checks in the table of all
LARGEST = 900_000  # bytes; GitHub refuses a step summary of more than 1 MiB


class Markdown:
    """GitHub-flavoured Markdown: a heading, a table of columns, the worst findings, notes."""

    name = "markdown"
    suffix = ".md"

    def render(self, summary: Summary) -> str:
        """Return the report as Markdown, ending in a line break."""
        view = View.of(summary, columns=COLUMNS, findings=FINDINGS)
        facts = f"{_plain(view.facts)}{f' · {_plain(view.cost)}' if view.cost else ''}"
        gate = "\n".join(f"- {_plain(line)}" for line in view.gate)
        head = [f"### {_plain(view.title)}", f"**{_plain(view.headline)}**", gate, _plain(view.advice), facts]
        notes = "\n".join(f"- {_plain(note)}" for note in view.notes)
        tables, sections = (map(_section, added) for added in (view.tables, view.sections))
        blocks = [*head, _columns(view), *tables, _findings(view), *sections, notes]
        return "\n\n".join(filter(None, blocks)) + "\n"

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports: a table of all, then one section each while a step summary can hold them."""
        parts = [_contents(summaries)] if len(summaries) > 1 else []
        size = sum(len(part.encode()) for part in parts)
        for place, summary in enumerate(summaries):
            section = self.render(summary)
            size += len(section.encode()) + 1
            if size > LARGEST:
                parts.append(f"{len(summaries) - place:,} more sections are left out: they would not fit.\n")
                break
            parts.append(section)
        return "\n".join(parts)

    def render_diff(self, diff: Mapping[str, Any]) -> str:
        """Return a comparison: per check the verdict, what got worse, and the tables behind it."""
        parts = []
        for view in ChangesView.all_of(diff):
            worse, notes = ("\n".join(f"- {_plain(line)}" for line in lines) for lines in (view.worse, view.notes))
            blocks = [f"### {_plain(view.title)}", f"**{_plain(view.headline)}**", worse, *map(_section, view.tables)]
            parts.append("\n\n".join(filter(None, (*blocks, notes))) + "\n")
        return "\n".join(parts)

    def render_report(self, report: Summary) -> str:
        """Return a report on several checks: the verdict, the columns, then each check in short."""
        view = ReportView.of(report, REPORT)
        facts = f"{_plain(view.facts)}{f' · {_plain(view.cost)}' if view.cost else ''}"
        head = [f"## {_plain(view.title)}", f"**{view.symbol} {_plain(view.headline)}**", facts]
        notes = "\n".join(f"- {_plain(note)}" for note in view.notes)
        return "\n\n".join(filter(None, [*head, _overview(view), *map(_in_short, view.checks), notes])) + "\n"


def _contents(summaries: Sequence[Summary]) -> str:
    rows = []
    for summary in summaries[:CONTENTS]:
        view = View.of(summary, columns=0, findings=0)
        gate = summary.get("gate")
        outcome = "error" if summary.get("error") else gate["outcome"] if gate and gate["rules"] else ""
        rows.append([_code(view.title), _plain(view.headline), _plain(outcome)])
    more = f"\n\n{len(summaries) - CONTENTS:,} more." if len(summaries) > CONTENTS else ""
    return _table(["check", "result", "gate"], rows) + more + "\n"


def _overview(view: ReportView) -> str:
    if not view.columns:
        return ""
    languages = ["languages"] if view.has_languages else []
    headers = ["", "column", "kind", "null rate:", "effective completeness:", "findings:", *languages, "worst"]
    rows = [
        [c.symbol, _code(c.name), _plain(c.kind), c.null_rate, c.effective_text, c.findings,
         *([_plain(c.languages)] if languages else []), _code(c.said)] for c in view.columns
    ]  # fmt: skip
    more = f"\n\n{view.columns_left_out:,} more columns, none less usable." if view.columns_left_out else ""
    return _table(headers, rows) + more


def _in_short(card: CheckCard) -> str:
    view = card.view
    notes = "\n".join(f"- {_plain(note)}" for note in view.notes)
    gate = "\n".join(f"- {_plain(line)}" for line in view.gate)
    blocks = [f"### {_plain(card.name)}", f"**{_plain(view.headline)}**", gate, *map(_section, view.tables),
              _findings(view), *map(_section, view.sections), notes]  # fmt: skip
    return "\n\n".join(filter(None, blocks))


def _columns(view: View) -> str:
    if not view.columns:
        return ""
    interval = ["95% interval:"] if view.has_intervals else []
    headers = ["column", "kind", "null rate:", f"{view.score_name}:", *interval, "findings:", "worst"]
    rows = [
        [_code(c.name), _plain(c.kind), c.null_rate, c.score, *([c.interval] if interval else []), c.findings,
         _code(c.worst)] for c in view.columns
    ]  # fmt: skip
    more = f"\n\n{view.columns_left_out:,} more columns, none with a lower score." if view.columns_left_out else ""
    return _table(headers, rows) + more


def _findings(view: View) -> str:
    if not view.findings:
        return ""
    headers = ["count:", "column", *(["value"] if view.has_values else []), "status", "evidence"]
    rows = [
        [f.count, _code(f.column), *([_code(f.value or "")] if view.has_values else []), _plain(f.status),
         _plain(f.evidence)] for f in view.findings
    ]  # fmt: skip
    more = f"\n\n{view.findings_left_out:,} more distinct findings." if view.findings_left_out else ""
    return "#### Worst findings besides nulls\n\n" + _table(headers, rows) + more


def _section(section: SectionTable) -> str:
    if section.drawing is not None:
        return ""
    blocks = [f"#### {_plain(section.title)}", _plain(section.text)]
    if section.rows:
        headers = [f"{name}:" if place in section.numbers else name for place, name in enumerate(section.columns)]
        blocks.append(_table(headers, [[_code(cell) for cell in row] for row in section.rows]))
    if section.left_out:
        blocks.append(f"{section.left_out:,} more.")
    return "\n\n".join(filter(None, blocks))


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a header that ends in a colon is set flush right."""
    lines = [[_plain(header.removesuffix(":")) for header in headers]]
    lines.append(["---:" if header.endswith(":") else "---" for header in headers])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [*lines, *rows])


def _plain(text: str) -> str:
    """Return text that no Markdown reader takes for markup, a link, a mention or HTML."""
    # Character references never act as markup; `:`, `@` and `.` would otherwise make links of bare addresses.
    escaped = re.sub(r"[&<>|`*_\[\]{}\\~#@$!]", lambda match: f"&#{ord(match.group())};", text)
    return re.sub(r"(?<=\w)(://|\.(?=[^\W\d]))", lambda match: "".join(f"&#{ord(c)};" for c in match.group()), escaped)


def _code(text: str) -> str:
    """Return the text as a code span that fits into a table cell."""
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    cell = re.sub(r"(\\*)\|", r"\1\1\\|", text)  # a table is split at pipes before code spans are seen
    return f"{fence}{pad}{cell}{pad}{fence}"


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the Markdown report."""
    return [Markdown()]
