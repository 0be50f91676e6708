"""Which formats a report has, and where each goes."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tabbert._plugins import registry
from tabbert.cli._output import check_writable, emit, say
from tabbert.core.renderer import Renderer

__all__ = ["choose", "targets", "write"]


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


def targets(format_name: str | None, outputs: Sequence[Path]) -> list[tuple[Renderer, Path | None]]:
    """Return every format that is asked for with its file, None for standard output; files that cannot be are refused.

    Raises:
        click.BadParameter: there is no such format.
        click.UsageError: one format for several files.
        UnwritableFileError: a file cannot be written.
    """
    if len(outputs) > 1 and format_name:
        raise click.UsageError("--format is for one --output; of several, the suffixes say the format.")
    chosen: list[tuple[Renderer, Path | None]] = [(choose(format_name, path), path) for path in outputs]
    for path in outputs:
        check_writable(path)
    return chosen or [(choose(format_name, None), None)]


def write(chosen: Sequence[tuple[Renderer, Path | None]], render: Callable[[str], str | bytes]) -> None:
    """Write a report in every format; ``render`` makes it by the name of the format."""
    for renderer, path in chosen:
        emit(render(renderer.name), path)
        if path:
            say(f"Wrote {path}")
