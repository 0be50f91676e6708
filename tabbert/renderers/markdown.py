"""The Markdown report: for a CI job's step summary or a pull request. Values stand in code spans."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._view import View

__all__ = ["Markdown"]

COLUMNS = 40
FINDINGS = 15


class Markdown:
    """GitHub-flavoured Markdown: a heading, a table of columns, the worst findings, notes."""

    name = "markdown"
    suffix = ".md"

    def render(self, summary: Summary) -> str:
        """Return the report as Markdown, ending in a line break."""
        view = View.of(summary, columns=COLUMNS, findings=FINDINGS)
        facts = f"{_plain(view.facts)}{f' · {_plain(view.cost)}' if view.cost else ''}"
        head = [f"### {_plain(view.title)}", f"**{_plain(view.headline)}**", _plain(view.advice), facts]
        blocks = [
            *head,
            _columns(view),
            *_tables(view),
            _findings(view),
            "\n".join(f"- {_plain(note)}" for note in view.notes),
        ]
        return "\n\n".join(filter(None, blocks)) + "\n"

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports, one section each."""
        return "\n".join(self.render(summary) for summary in summaries)


def _columns(view: View) -> str:
    if not view.columns:
        return ""
    headers = ["column", "kind", "null rate:", f"{view.score_name}:", "findings:", "worst"]
    rows = [[_code(c.name), _plain(c.kind), c.null_rate, c.score, c.findings, _code(c.worst)] for c in view.columns]
    more = f"\n\n{view.columns_left_out:,} more columns, none with a lower score." if view.columns_left_out else ""
    return _table(headers, rows) + more


def _tables(view: View) -> Iterator[str]:
    for table in view.tables:
        headers = [f"{header}:" if i in table.right else header for i, header in enumerate(table.headers)]
        rows = [[cell if i in table.right else _code(cell) for i, cell in enumerate(row)] for row in table.rows]
        more = f"\n\n{table.rows_left_out:,} more." if table.rows_left_out else ""
        yield f"#### {_plain(table.title)}\n\n{_table(headers, rows)}{more}"


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
