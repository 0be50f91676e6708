"""Which format a report has."""

from pathlib import Path

import click

from tabbert._plugins import registry
from tabbert.core.renderer import Renderer

__all__ = ["choose"]


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
