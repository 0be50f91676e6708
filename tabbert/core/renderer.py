"""What a report format is: one plain summary in, text out."""

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

    def render(self, summary: Summary) -> str:
        """Return the whole report as text; every value in it is to be escaped for the format."""
