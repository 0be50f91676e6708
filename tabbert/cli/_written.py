"""Frames to files, for the verbs that write the user's table with more columns."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tabbert.cli._output import check_writable
from tabbert.errors import UnwritableFileError

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["FRAME_SUFFIXES", "check_columns_writable", "check_frame_writable", "write_frame"]

FRAME_SUFFIXES = (".csv", ".parquet", ".jsonl")
_NAMED = 5  # columns that an error names


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


def check_columns_writable(frame: "DataFrame", path: Path | None) -> None:
    """Refuse a table whose columns the file's format cannot hold: lists in CSV, bytes in JSON Lines.

    Raises:
        UnwritableFileError: it names the columns.
    """
    import polars as pl

    if path is None:
        return
    suffix = path.suffix.lower()
    refused: dict[str, Any] = {
        ".csv": (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Duration, pl.Object),
        ".jsonl": (pl.Binary, pl.Object),
        ".parquet": (pl.Object,),
    }
    found = [name for name, dtype in frame.schema.items() if _holds(dtype, refused[suffix])]
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        named = f"{', '.join(map(repr, found[:_NAMED]))}{more}"
        reason = f"{suffix} files cannot hold what is in {'column' if len(found) == 1 else 'columns'} {named}."
        raise UnwritableFileError(str(path), reason, "write a .parquet file.")


def _holds(dtype: Any, kinds: tuple[Any, ...]) -> bool:
    inner = [dtype.inner] if hasattr(dtype, "inner") else [field.dtype for field in getattr(dtype, "fields", ())]
    return dtype in kinds or any(_holds(one, kinds) for one in inner)


def write_frame(frame: Any, path: Path) -> None:
    """Write a Polars frame in the format that the suffix names, one of `FRAME_SUFFIXES`."""
    writers = {".csv": frame.write_csv, ".parquet": frame.write_parquet, ".jsonl": frame.write_ndjson}
    try:
        writers[path.suffix.lower()](path)
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
