"""Frames to files, for the verbs that write the user's table with more columns."""

from pathlib import Path
from typing import Any

import click

from tabbert.cli._output import check_writable
from tabbert.errors import UnwritableFileError

__all__ = ["FRAME_SUFFIXES", "check_frame_writable", "write_frame"]

FRAME_SUFFIXES = (".csv", ".parquet", ".jsonl")


def check_frame_writable(path: Path | None) -> None:
    """Refuse a file that `write_frame` could not write now rather than after a long run.

    Raises:
        click.BadParameter: the suffix is none of `FRAME_SUFFIXES`.
        UnwritableFileError: the file cannot be written.
    """
    if path is None:
        return
    if path.suffix.lower() not in FRAME_SUFFIXES:
        ends = ", ".join(FRAME_SUFFIXES)
        raise click.BadParameter(f"{path.name!r} does not end in one of {ends}.", param_hint="--output")
    check_writable(path)


def write_frame(frame: Any, path: Path) -> None:
    """Write a Polars frame in the format that the suffix names, one of `FRAME_SUFFIXES`."""
    writers = {".csv": frame.write_csv, ".parquet": frame.write_parquet, ".jsonl": frame.write_ndjson}
    try:
        writers[path.suffix.lower()](path)
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
