"""Which format a report has, and how several reports become one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from tabbert._plugins import registry
from tabbert.core.renderer import Renderer
from tabbert.errors import PluginError

__all__ = ["choose", "combine"]


def choose(format_name: str | None, output: Path | None, *, method: str = "render") -> Renderer:
    """Return the renderer of this name, else the one that the output's suffix names, else plain text.

    Args:
        format_name: what ``--format`` says.
        output: what ``--output`` says.
        method: what it must have, such as ``render_diff``.

    Raises:
        click.BadParameter: there is no such format.
    """
    renderers = {name: renderer for name, renderer in registry().renderers.items() if hasattr(renderer, method)}
    if format_name is None and output is not None:
        named = [name for name, renderer in renderers.items() if renderer.suffix == output.suffix.lower()]
        if not named:
            suffixes = sorted(renderer.suffix for renderer in renderers.values())
            expected = f"{output.name!r} does not end in one of {', '.join(suffixes)}; name a --format."
            raise click.BadParameter(expected, param_hint="--output")
        format_name = named[0]
    format_name = format_name or "text"
    if format_name not in renderers:
        raise click.BadParameter(f"{format_name!r} is not one of {', '.join(renderers)}.", param_hint="--format")
    return renderers[format_name]


def combine(renderer: Renderer, summaries: Sequence[Mapping[str, Any]]) -> str | bytes:
    """Render one summary, or several as one report: by the format's own ``render_all`` if it has one, else in turn."""
    if len(summaries) == 1:
        return registry().render(renderer.name, summaries[0])
    together = getattr(renderer, "render_all", None)
    if together is not None:
        report: str | bytes = together(summaries)
        return report
    parts = [registry().render(renderer.name, summary) for summary in summaries]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        reason = f"the format {renderer.name!r} is binary and holds one table only."
        raise PluginError(renderer.name, reason, "check one FILE at a time, or choose another --format.")
    return "\n".join(texts)
