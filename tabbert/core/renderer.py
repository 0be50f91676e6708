"""What a report format is: one plain summary in, text (or, for formats such as Excel, bytes) out."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

__all__ = ["Renderer", "Summary"]

Summary: TypeAlias = Mapping[str, Any]
"""Plain dicts, lists, strings, numbers and None, which every format is rendered from; see `tabbert.summary`."""


@runtime_checkable
class Renderer(Protocol):
    """One report format."""

    @property
    def name(self) -> str:
        """What ``--format`` calls it."""

    @property
    def suffix(self) -> str:
        """File suffix with its dot, by which ``write`` chooses a format."""

    def render(self, summary: Summary) -> str | bytes:
        """Return the whole report; every value in it is to be escaped for the format.

        A format may also have ``render_all(summaries)``: several reports as one; and ``render_report(report)``: the
        report on several checks of one table (see `tabbert.Report.to_dict`), for which ``render_all`` of its ``checks``
        is used otherwise.
        """
