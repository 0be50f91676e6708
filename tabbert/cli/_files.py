"""Reads files as tables (through Polars): text formats with every field as text, typed formats with their types."""

import logging
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from tabbert.cli import _delimited
from tabbert.errors import UnreadableFileError

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["STDIN", "SUFFIXES", "display_name", "read"]

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


def _read_parquet(path: Path, _encoding: str | None, _notes: Notes) -> "DataFrame":
    import polars as pl

    frame: DataFrame = _guarded(path, "a Parquet file", lambda: pl.read_parquet(path, glob=False))
    return frame


def _read_arrow(path: Path, _encoding: str | None, _notes: Notes) -> "DataFrame":
    import polars as pl

    read = pl.read_ipc if _start(path).startswith(b"ARROW1") else pl.read_ipc_stream
    frame: DataFrame = _guarded(path, "an Arrow file or stream", lambda: read(path))
    return frame


def _read_json_lines(path: Path, _encoding: str | None, _notes: Notes) -> "DataFrame":
    import polars as pl

    frame: DataFrame = _guarded(
        path, "JSON Lines", lambda: pl.read_ndjson(path, infer_schema_length=None), _where_json_lines
    )
    return frame


def _read_json(path: Path, _encoding: str | None, notes: Notes) -> "DataFrame":
    import polars as pl

    kind = "a JSON array of objects"
    frame: DataFrame = _guarded(path, kind, lambda: pl.read_json(path, infer_schema_length=None), _where_json)
    if not _start(path).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"["):
        notes.append("the document is no array of objects: it was read as a single row.")
    return frame


def _read_excel(path: Path, _encoding: str | None, notes: Notes) -> "DataFrame":
    import polars as pl

    try:
        import fastexcel
    except ModuleNotFoundError:
        reason = "Excel files need the package fastexcel, which is not installed."
        raise UnreadableFileError(str(path), reason, '`pip install "tabbert[excel]"`.') from None
    sheets = _guarded(path, "an Excel file", lambda: fastexcel.read_excel(path).sheet_names)
    if len(sheets) > 1:
        notes.append(f"only its first sheet {sheets[0]!r} was read; it has {len(sheets)}.")
    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it warns of every empty column
    options: Any = {"infer_schema_length": None, "raise_if_empty": False, "drop_empty_rows": False}
    frame = _guarded(path, "an Excel file", lambda: pl.read_excel(path, **options))
    return _without_empty_end(frame)


def _without_empty_end(frame: "DataFrame") -> "DataFrame":
    """Drop rows without a value below the last one with one: formatted cells of a sheet are no rows of its table."""
    import polars as pl

    if not frame.width:
        return frame
    filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    return frame.head(0 if filled.is_empty() else filled[-1] + 1)


def _guarded(path: Path, kind: str, function: Callable[[], Any], where: Callable[[bytes], str] | None = None) -> Any:
    """Call a reader; whatever it raises means that the file is not of its kind."""
    import polars as pl

    try:
        return function()
    except pl.exceptions.PanicException as error:  # derives from BaseException
        _refuse(path, kind, "", error)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - readers raise dozens of types, and their texts may hold cell values
        _refuse(path, kind, where(path.read_bytes()) if where else "", error)


def _refuse(path: Path, kind: str, where: str, error: BaseException) -> NoReturn:
    hint = "write it again, or export it as CSV."
    raise UnreadableFileError(str(path), f"it is not {kind}{where}, or it is damaged.", hint) from error


def _where_json(content: bytes) -> str:
    """Say at which line a document stops being JSON."""
    import json

    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return f" (line {error.lineno}: {error.msg})"
    except (UnicodeDecodeError, RecursionError) as error:
        return f" ({type(error).__name__})"
    return ""


def _where_json_lines(content: bytes) -> str:
    """Name the first line that is not a JSON object."""
    import json

    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            good = isinstance(json.loads(line), dict)
        except (ValueError, RecursionError):
            good = False
        if not good:
            return f" (line {number} is no JSON object)"
    return ""


_READERS: Final[dict[str, Callable[[Path, str | None, Notes], "DataFrame"]]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".txt": _read_delimited,
    ".parquet": _read_parquet,
    ".pq": _read_parquet,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".json": _read_json,
    ".arrow": _read_arrow,
    ".feather": _read_arrow,
    ".ipc": _read_arrow,
    ".xlsx": _read_excel,
    ".xlsm": _read_excel,
    ".xlsb": _read_excel,
    ".xls": _read_excel,
    ".ods": _read_excel,
}
SUFFIXES: Final = tuple(_READERS)
