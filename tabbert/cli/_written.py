"""Frames to files, for the verbs that write the user's table with more columns."""

from pathlib import Path
from typing import Any

from tabbert.errors import UnwritableFileError

__all__ = ["FRAME_SUFFIXES", "write_frame"]

FRAME_SUFFIXES = (".csv", ".parquet", ".jsonl")


def write_frame(frame: Any, path: Path) -> None:
    """Write a Polars frame in the format that the suffix names, one of `FRAME_SUFFIXES`."""
    writers = {".csv": frame.write_csv, ".parquet": frame.write_parquet, ".jsonl": frame.write_ndjson}
    try:
        writers[path.suffix.lower()](path)
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
