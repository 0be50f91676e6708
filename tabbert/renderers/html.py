"""The HTML report: one page without scripts or outside resources, light or dark as the reader prefers."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._view import View

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Html"]

COLUMNS = 300
FINDINGS = 100
NOTEBOOK_COLUMNS = 40
NOTEBOOK_FINDINGS = 15


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
        return _templates().get_template("page.html").render(views=views)

    def fragment(self, summary: Summary) -> str:
        """Return the report as one ``div`` whose style touches nothing outside it: what a notebook shows."""
        view = View.of(summary, columns=NOTEBOOK_COLUMNS, findings=NOTEBOOK_FINDINGS)
        return _templates().get_template("fragment.html").render(views=[view])


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("tabbert.renderers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the HTML report."""
    return [Html()]
