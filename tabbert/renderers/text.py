"""The plain-text report: what a terminal and a REPL show. Equal results look equal everywhere."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._grid import grid, wrapped
from tabbert.renderers._view import View

__all__ = ["Text"]

COLUMNS = 40
FINDINGS = 15


class Text:
    """A headline, a table of columns, the worst findings, what was not checked, and the cost."""

    name = "text"
    suffix = ".txt"

    def render(self, summary: Summary) -> str:
        """Return the report as text, ending in a line break."""
        view = View.of(summary, columns=COLUMNS, findings=FINDINGS)
        blocks = [_head(view), _columns(view), *_tables(view), _findings(view), _foot(view)]
        return "\n\n".join(filter(None, blocks)) + "\n"

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports, one section each."""
        return "\n\n".join(self.render(summary) for summary in summaries)


def _head(view: View) -> str:
    lines = [view.title, view.headline, *([view.advice] if view.advice else []), f"({view.facts})"]
    return "\n".join(wrapped(line, "  ") for line in lines)


def _columns(view: View) -> str:
    if not view.columns:
        return ""
    # A long header on two lines leaves the width to the values.
    headers = ["column", "kind", "null rate", "\n".join(textwrap.wrap(view.score_name, 12)), "findings", "worst"]
    rows = [[c.name, c.kind, c.null_rate, c.score, c.findings, c.worst] for c in view.columns]
    more = f"\n({view.columns_left_out:,} more columns, none with a lower score.)" if view.columns_left_out else ""
    return grid(headers, rows, right=(2, 3, 4), elastic=(0, 5)) + more


def _tables(view: View) -> Iterator[str]:
    for table in view.tables:
        elastic = [i for i in range(len(table.headers)) if i not in table.right]
        more = f"\n({table.rows_left_out:,} more.)" if table.rows_left_out else ""
        yield f"{table.title}\n{grid(table.headers, table.rows, right=table.right, elastic=elastic)}{more}"


def _findings(view: View) -> str:
    if not view.findings:
        return ""
    headers = ["count", "column", *(["value"] if view.has_values else []), "status", "evidence"]
    rows = [
        [f.count, f.column, *([f.value or ""] if view.has_values else []), f.status, f.evidence] for f in view.findings
    ]
    more = f"\n({view.findings_left_out:,} more distinct findings.)" if view.findings_left_out else ""
    return "Worst findings besides nulls\n" + grid(headers, rows, right=(0,), elastic=range(1, len(headers))) + more


def _foot(view: View) -> str:
    lines = [f"Note: {note}" for note in view.notes] + ([f"Cost: {view.cost}"] if view.cost else [])
    return "\n".join(wrapped(line, "  ") for line in lines)


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the text report."""
    return [Text()]
