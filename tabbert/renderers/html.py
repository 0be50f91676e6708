"""The HTML report: one page without scripts or outside resources, light or dark as the reader prefers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.errors import MissingExtraError
from tabbert.renderers._report_view import Budget, ReportView
from tabbert.renderers._view import View
from tabbert.renderers._visible import isolated

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["Html"]

COLUMNS = 300
FINDINGS = 100
NOTEBOOK_COLUMNS = 40
NOTEBOOK_FINDINGS = 15
WHOLE = Budget(columns=200, checks=60, lines=60)
NOTEBOOK = Budget(columns=40, checks=20, lines=15)
_SPACE = re.compile(r"\s*([{};])\s*|\n\s*|(?<=\w:)\s+(?![a-z]+\))")  # of a style sheet; not within media queries
MOST_BYTES = 2_000_000  # of a page, whatever the table holds


class Html:
    """A complete page (`render`), or its body for notebooks (`fragment`); all text is escaped by the template."""

    name = "html"
    suffix = ".html"

    def render(self, summary: Summary) -> str:
        """Return the report as a page."""
        return self.render_all([summary])

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports as one page."""
        views = [View.of(summary, columns=COLUMNS, findings=FINDINGS) for summary in summaries]
        title = f"{views[0].title}{f' and {len(views) - 1} more' if len(views) > 1 else ''}"
        return _page("report.html", title, views=views, drawn=_Drawings())

    def render_report(self, report: Summary) -> str:
        """Return a report on several checks as a page of at most 2 MB; what is left out is counted."""
        budget, drawn = WHOLE, _Drawings()
        while True:
            view = ReportView.of(report, budget)
            page = _page("profile.html", view.title, report=view, linked=True, drawn=drawn)
            if len(page.encode()) <= MOST_BYTES or budget.lines == 0:
                return page
            budget = budget.halved()

    def fragment(self, summary: Summary) -> str:
        """Return the report as one ``div`` whose style touches nothing outside it: what a notebook shows."""
        fragment = _templates().get_template("fragment.html")
        if "checks" in summary:
            # Links within a notebook would lead to the first report of that notebook.
            view = ReportView.of(summary, NOTEBOOK)
            return fragment.render(body="profile.html", report=view, linked=False, h=3, drawn=_Drawings())
        views = [View.of(summary, columns=NOTEBOOK_COLUMNS, findings=NOTEBOOK_FINDINGS)]
        return fragment.render(body="report.html", views=views, h=2, drawn=_Drawings())


def _page(body: str, title: str, **given: Any) -> str:
    return _templates().get_template("page.html").render(body=body, title=title, h=1, **given)


class _Drawings:
    """Maps of one report as SVG, each drawn once; all their text was escaped by matplotlib."""

    def __init__(self) -> None:
        self._drawn: dict[int, str] = {}

    def __call__(self, picture: Mapping[str, Any]) -> "Markup":
        """Return a map; nothing without matplotlib."""
        from markupsafe import Markup

        from tabbert.renderers import _map

        if id(picture) not in self._drawn:
            try:
                self._drawn[id(picture)] = _map.inline(picture)
            except MissingExtraError:
                self._drawn[id(picture)] = ""
        return Markup(self._drawn[id(picture)])  # noqa: S704 - made here, and values in it are escaped


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("tabbert.renderers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["compact"] = _compact
    made.filters["isolated"] = isolated
    return made


def _compact(css: str) -> str:
    """Return a style sheet without the white space that only its authors need: every page carries a copy."""
    return _SPACE.sub(r"\1", css)


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the HTML report."""
    return [Html()]
