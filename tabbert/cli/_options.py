"""Options that several verbs share: said once, so that they mean the same everywhere."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from tabbert.cli._parameters import Sample
from tabbert.config import RunOptions

__all__ = ["columns", "file_encoding", "no_progress", "reporting", "running", "said", "sample"]

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _together(*options: Decorator) -> Decorator:
    """Return one decorator that adds these options in this order."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def columns(text: str = "Columns to look at; may be repeated. Default: all.") -> Decorator:
    """Return the option that names columns, with its help."""
    return click.option("--columns", multiple=True, metavar="A,B", help=text)


reporting = _together(
    click.option("--format", "format_name", metavar="NAME",
                 help="text, json, markdown, html, junit, sarif, github, or a plugin's. "
                 "Default: by --output's suffix, else text."),
    click.option("-o", "--output", "outputs", type=click.Path(path_type=Path), multiple=True,
                 help="Write the report to a file, not to standard output; may be repeated, one format each."),
    click.option("--values", type=click.Choice(["show", "mask", "hide"]), default="mask", show_default=True,
                 help="Cell values in the report: as they are, their length only, or not at all."),
)  # fmt: skip

file_encoding = click.option(
    "--encoding", metavar="NAME", help="Of CSV and TSV files, such as windows-1252. Default: UTF-8."
)

sample = click.option(
    "--sample", type=Sample(), help="Look at so many rows, or at this share of them (0.1), evenly spaced."
)

no_progress = click.option("--no-progress", is_flag=True, help="No progress bar, also on a terminal.")

running = _together(
    click.option("--encoder", metavar="NAME", help="Which encoder reads the texts. Default: TABBERT_ENCODER."),
    click.option(
        "--threads", type=click.IntRange(min=1), help="Processor threads. Default: TABBERT_THREADS, else all."
    ),
    click.option("--cache", type=click.Choice(["on", "off"]), help="Remember vectors on disk. Default: TABBERT_CACHE."),
    no_progress,
)


def said(options: Mapping[str, Any], *, encoder: str | None = None, sample: int | float | None = None) -> RunOptions:
    """Return what `running` and `sample` were given, as the front door takes it; those two else count."""
    return {
        "encoder": options["encoder"] or encoder,
        "sample": options.get("sample") or sample,
        "threads": options["threads"],
        "cache": options["cache"],
        "progress": False if options["no_progress"] else None,
    }
