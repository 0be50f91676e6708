"""The doors for plugins (pluggy).

Implement any of these with ``@tabbert.hookimpl`` and name the module under the entry-point group ``tabbert``. A module
says which version of the contracts it was written for: ``__tabbert_api__ = 1``.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

from tabbert.core.check import Check
from tabbert.core.encoder import Encoder
from tabbert.core.renderer import Renderer

if TYPE_CHECKING:
    import click

__all__ = ["GROUP", "hookimpl", "hookspec"]

GROUP = "tabbert"
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Hooks:
    """Each hook returns an iterable, consumed inside a guard: one plugin's failure never stops another."""

    @hookspec
    def tabbert_checks(self) -> Iterable[type[Check]]:  # type: ignore[empty-body]
        """Return check classes."""

    @hookspec
    def tabbert_encoders(self) -> Iterable[Encoder]:  # type: ignore[empty-body]
        """Return encoders; constructing them must be cheap."""

    @hookspec
    def tabbert_renderers(self) -> Iterable[Renderer]:  # type: ignore[empty-body]
        """Return report formats."""

    @hookspec
    def tabbert_commands(self) -> "Iterable[click.Command]":  # type: ignore[empty-body]
        """Return commands for the ``tabbert`` command line."""
