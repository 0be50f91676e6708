"""Where the command line writes: reports to standard output or a file, everything else to standard error."""

import os
import sys
from pathlib import Path
from typing import TextIO

import click

from tabbert.errors import UnwritableFileError

__all__ = ["check_writable", "confirm", "emit", "say"]


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if the user agrees, now or by ``--yes``; where nobody can answer, ``--yes`` is required."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can answer here: say --yes to delete without asking.")
    click.confirm(question, abort=True, err=True)


def say(text: str) -> None:
    """Write a message to standard error; names of files and columns in it cannot steer the terminal."""
    from tabbert.renderers._visible import visible

    _write(sys.stderr, "\n".join(visible(line) for line in text.removesuffix("\n").split("\n")) + "\n")


def emit(report: str | bytes, path: Path | None = None) -> None:
    """Write a report to a file (UTF-8) or to standard output; a reader who stops reading (``| head``) is no error."""
    if path is None:
        if isinstance(report, str):
            _write(sys.stdout, report)
        elif sys.stdout.isatty():
            raise click.UsageError("this format is not text: name a file with --output.")
        else:
            sys.stdout.buffer.write(report)
        return
    try:
        path.write_bytes(report if isinstance(report, bytes) else report.encode("utf-8"))
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error


def check_writable(path: Path) -> None:
    """Raise UnwritableFileError now rather than after a long run."""
    if path.is_dir():
        raise UnwritableFileError(str(path), "it is a folder.")
    if not path.parent.is_dir():
        raise UnwritableFileError(str(path), f"there is no folder {str(path.parent)!r}.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UnwritableFileError(str(path), "you may not write there.")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # started without a console
        return
    # What the terminal's encoding lacks is written as "?", and never stops a report.
    text = text.encode(stream.encoding or "utf-8", "replace").decode(stream.encoding or "utf-8")
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # Python flushes once more on exit: it would complain then, and exit with a code of its own.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            raise UnwritableFileError(getattr(stream, "name", "the output"), f"{error.strerror or error}.") from error
