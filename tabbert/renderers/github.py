"""Annotations of a GitHub Actions run: a line per gate that failed and per column with findings, worst first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._changes import ChangesView
from tabbert.renderers._view import View, found_words
from tabbert.renderers._visible import visible, visible_name

__all__ = ["GitHub"]

SHOWN = 10  # GitHub shows so many errors, and so many warnings, of one step; the rest would be lost unseen
MESSAGE = 1000  # characters
COLUMNS = 10_000


class GitHub:
    """Workflow commands (``::error file=...::...``), which a run shows beside its log and beside the file."""

    name = "github"
    suffix = ".annotations"

    def render(self, summary: Summary) -> str:
        """Return the annotations, one per line."""
        return self.render_all([summary])

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return the annotations of several reports: errors, then the worst columns, then a line that counts."""
        failed = [line for summary in summaries for line in _failures(summary)]
        # A gate has said which findings matter; without one, every column with findings is worth a warning.
        level = "notice" if any(summary.get("gate") for summary in summaries) else "warning"
        columns = sorted((line for summary in summaries for line in _columns(summary, level)), key=lambda line: line[0])
        lines = [*failed[:SHOWN], *(line for _, line in columns[:SHOWN])]
        for many, what in ((failed, "failures"), (columns, "columns with findings")):
            if len(many) > SHOWN:
                lines.append(_command("notice", "", "tabbert", f"{len(many) - SHOWN:,} more {what}."))
        lines += [_notice(summary) for summary in summaries if not summary.get("error")]
        return "\n".join(lines) + "\n"

    def render_diff(self, diff: Mapping[str, Any]) -> str:
        """Return what got worse as errors, and a line per check with its verdict."""
        views = ChangesView.all_of(diff)
        worse = [(view, sentence) for view in views for sentence in view.worse]
        lines = [_command("error", view.source, view.title, sentence) for view, sentence in worse[:SHOWN]]
        if len(worse) > SHOWN:
            lines.append(_command("notice", "", "tabbert diff", f"{len(worse) - SHOWN:,} more got worse."))
        lines += [_command("notice", view.source, view.title, view.headline) for view in views]
        return "\n".join(lines) + "\n"


def _failures(summary: Summary) -> Iterator[str]:
    source, title = str(summary.get("source") or ""), f"tabbert {summary['check']}"
    gate = summary.get("gate") or {"rules": (), "enforced": True}
    if summary.get("error") and not gate["rules"]:
        yield _command("error", source, title, f"The check could not run: {summary['error']}")
    for rule in gate["rules"]:
        if rule["outcome"] != "passed":
            warn = rule["outcome"] == "failed" and not gate["enforced"]
            yield _command("warning" if warn else "error", source, title, rule["message"].partition("\n")[0])


def _columns(summary: Summary, level: str) -> Iterator[tuple[float, str]]:
    source = str(summary.get("source") or "")
    if summary["score"] is not None and summary["n_findings"] and not any(c["assessed"] for c in summary["columns"]):
        yield summary["score"], _command(level, source, f"tabbert {summary['check']}", _headline(summary))
    for column in summary["columns"]:
        if column["n_findings"] and column["score"] is not None:
            found = f"{column['n_findings']:,} of {column['n_rows']:,} cells found ({found_words(column)})"
            message = f"Column {visible_name(column['column'], 200)}: score {column['score']:.4f}, {found}."
            yield column["score"], _command(level, source, f"tabbert {summary['check']}", message)


def _notice(summary: Summary) -> str:
    return _command("notice", str(summary.get("source") or ""), f"tabbert {summary['check']}", _headline(summary))


def _headline(summary: Summary) -> str:
    return View.of(summary, columns=0, findings=0).headline


def _command(level: str, source: str, title: str, message: str) -> str:
    """Return a workflow command; nothing in it can end it or begin another."""
    place = f"file={_property(source)}," if source and source != "standard input" else ""
    return f"::{level} {place}title={_property(title)}::{_data(visible(message, MESSAGE))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text, 200)).replace(":", "%3A").replace(",", "%2C")


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the annotations."""
    return [GitHub()]
