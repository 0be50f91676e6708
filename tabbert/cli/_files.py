"""Reads files as tables: tells what a file is, refuses what is no table, and hands it to its format's reader."""

import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tabbert.cli import _delimited, _typed
from tabbert.cli._output import say
from tabbert.errors import UnreadableFileError

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["STDIN", "SUFFIXES", "display_name", "read", "read_aloud"]

STDIN: Final = "-"

Notes = list[str]


def display_name(path: str) -> str:
    """Return what a file is called in reports and messages."""
    return "standard input" if path == STDIN else path


def read(path: str, *, encoding: str | None = None) -> "tuple[DataFrame, Notes]":
    """Read a file by its suffix, or CSV from standard input for ``-``.

    Args:
        path: name of the file.
        encoding: of CSV and TSV files; None takes UTF-8, or UTF-16 where a byte-order mark says so.

    Returns:
        The table, and what a reader should know about how it was read.

    Raises:
        UnreadableFileError: there is no such file, or it is no table of its kind.
    """
    notes: Notes = []
    if path == STDIN:
        return _delimited.read(display_name(path), sys.stdin.buffer.read(), encoding, notes), notes
    file = Path(path)
    start = _start(file)
    suffix = file.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        given = f"the suffix {suffix!r} is not known" if suffix else "its name has no suffix"
        hint = f"tables end in {', '.join(SUFFIXES)}; for CSV from elsewhere use `-` and standard input."
        raise UnreadableFileError(path, f"{given}.", hint)
    actual = _actual_format(start)
    if actual and suffix not in actual[1]:
        raise UnreadableFileError(path, f"it is {actual[0]}, not what its suffix {suffix!r} says.", actual[2])
    return reader(file, encoding, notes), notes


def read_aloud(path: str, *, encoding: str | None = None) -> "DataFrame":
    """Read a file as `read` does, and say on standard error what a reader should know about it."""
    frame, notes = read(path, encoding=encoding)
    for note in notes:
        say(f"Note: {display_name(path)}: {note}")
    return frame


def _start(path: Path) -> bytes:
    """Return the file's first bytes, or say what stands in its place."""
    name = str(path)
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except FileNotFoundError:
        near = get_close_matches(path.name, _siblings(path.parent), n=1)
        here = f"names are relative to {str(Path.cwd())!r}."
        hint = f"did you mean {str(path.parent / near[0])!r}?" if near else here
        raise UnreadableFileError(name, "there is no such file.", hint) from None
    except IsADirectoryError:
        hint = f"name the files in it, for example {str(path / '*.csv')!r}."
        raise UnreadableFileError(name, "it is a folder.", hint) from None
    except PermissionError:
        raise UnreadableFileError(name, "you may not read it.", "ask its owner, or copy it.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise UnreadableFileError(name, f"{reason}.", "check the file and the disk it lies on.") from error
    if not start:
        raise UnreadableFileError(name, "it is empty (0 bytes).", "was it written to the end?")
    return start


def _siblings(folder: Path) -> list[str]:
    try:
        return [sibling.name for sibling in folder.iterdir()]
    except OSError:  # only a hint is lost
        return []


def _actual_format(start: bytes) -> tuple[str, tuple[str, ...], str] | None:
    """Return (kind, its suffixes, hint) of a format that its first bytes give away, None for text."""
    for magic, kind, suffixes in (
        (b"PAR1", "a Parquet file", (".parquet", ".pq")),
        (b"ARROW1", "an Arrow file", (".arrow", ".feather", ".ipc")),
        (b"PK\x03\x04", "an Excel file or another zip archive", (".xlsx", ".xlsm", ".xlsb", ".ods")),
        (b"\xd0\xcf\x11\xe0", "an old Excel file", (".xls",)),
    ):
        if start.startswith(magic):
            return kind, suffixes, f"give it its own suffix, such as {suffixes[0]!r}."
    for magic, kind in ((b"%PDF", "a PDF document"), (b"\x1f\x8b", "compressed with gzip"),
                        (b"\x28\xb5\x2f\xfd", "compressed with zstd"), (b"BZh", "compressed with bzip2")):  # fmt: skip
        if start.startswith(magic):
            return kind, (), "unpack or export it as CSV or Parquet first."
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        return "a web page", (), "it may be a log-in page in place of the download; download it again."
    return None


def _read_delimited(path: Path, encoding: str | None, notes: Notes) -> "DataFrame":
    separator = "\t" if path.suffix.lower() == ".tsv" else None
    return _delimited.read(str(path), path, encoding, notes, separator=separator)


_READERS: Final[dict[str, Callable[[Path, str | None, Notes], "DataFrame"]]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".txt": _read_delimited,
    ".parquet": _typed.read_parquet,
    ".pq": _typed.read_parquet,
    ".jsonl": _typed.read_json_lines,
    ".ndjson": _typed.read_json_lines,
    ".json": _typed.read_json,
    ".arrow": _typed.read_arrow,
    ".feather": _typed.read_arrow,
    ".ipc": _typed.read_arrow,
    ".xlsx": _typed.read_excel,
    ".xlsm": _typed.read_excel,
    ".xlsb": _typed.read_excel,
    ".xls": _typed.read_excel,
    ".ods": _typed.read_excel,
}
SUFFIXES: Final = tuple(_READERS)
