"""Reads the file formats that have types, through Polars: Parquet, Arrow, JSON, JSON Lines and Excel."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tabbert.errors import UnreadableFileError

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["read_arrow", "read_excel", "read_json", "read_json_lines", "read_parquet"]


def read_parquet(path: Path, _encoding: str | None, _notes: list[str]) -> "DataFrame":
    import polars as pl

    frame: DataFrame = _guarded(path, "a Parquet file", lambda: pl.read_parquet(path, glob=False))
    return frame


def read_arrow(path: Path, _encoding: str | None, _notes: list[str]) -> "DataFrame":
    import polars as pl

    read = pl.read_ipc if _first_bytes(path).startswith(b"ARROW1") else pl.read_ipc_stream
    frame: DataFrame = _guarded(path, "an Arrow file or stream", lambda: read(path))
    return frame


def read_json_lines(path: Path, _encoding: str | None, _notes: list[str]) -> "DataFrame":
    import polars as pl

    frame: DataFrame = _guarded(
        path, "JSON Lines", lambda: pl.read_ndjson(path, infer_schema_length=None), _where_json_lines
    )
    return frame


def read_json(path: Path, _encoding: str | None, notes: list[str]) -> "DataFrame":
    import polars as pl

    kind = "a JSON array of objects"
    frame: DataFrame = _guarded(path, kind, lambda: pl.read_json(path, infer_schema_length=None), _where_json)
    if not _first_bytes(path).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"["):
        notes.append("the document is no array of objects: it was read as a single row.")
    return frame


def read_excel(path: Path, _encoding: str | None, notes: list[str]) -> "DataFrame":
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


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


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
