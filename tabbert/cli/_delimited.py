"""Reads CSV and its kin: separator and encoding are found out, every field stays text, so that "NA" and "007" survive.

An empty field is missing (null), as is a field that a short row does not have.
"""

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tabbert.errors import UnreadableFileError

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["read"]

_SEPARATORS = ",;\t|"
_DECLARED = re.compile(rb'"?sep=([,;\t|])"?\r?\n')
_LOOKED_AT = 65_536  # bytes from which text is told from other things
_LONGEST_HEADER = 10_000_000  # characters: a file without line breaks is not read whole to find that out

csv.field_size_limit(2**31 - 1)  # of the whole process, which is the command line's own


def read(
    name: str, source: bytes | Path, encoding: str | None, notes: list[str], *, separator: str | None = None
) -> "DataFrame":
    """Read delimited text.

    Args:
        name: of the file, for messages.
        source: the file, or its whole content.
        encoding: Python's name of it; None takes UTF-8, or UTF-16 where a byte-order mark says so.
        notes: what a reader should know is appended here.
        separator: None finds it out from the header.

    Raises:
        UnreadableFileError: it is not text, not in this encoding, or not a table.
    """
    source = _utf8(name, source, encoding)
    start = _start(source)
    if not start.strip():
        raise UnreadableFileError(name, "it is empty.", "a table needs at least a header line.")
    if declared := _DECLARED.match(start.removeprefix(b"\xef\xbb\xbf")):  # a line that Excel writes before the header
        separator = declared[1].decode()
        source = (source if isinstance(source, bytes) else source.read_bytes()).removeprefix(b"\xef\xbb\xbf")
        source = source[declared.end() :]
    header = _header(source)
    if header.count('"') % 2:
        raise UnreadableFileError(name, "a quote in its header is not closed.", 'close it, or double it ("").')
    separator = separator or max(_SEPARATORS, key=lambda mark: len(_split(header, mark)))
    names = _names(header, separator, notes)
    frame = _parse(name, source, separator, len(names))
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _start(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        return source[:_LOOKED_AT]
    with source.open("rb") as file:
        return file.read(_LOOKED_AT)


def _utf8(name: str, source: bytes | Path, encoding: str | None) -> bytes | Path:
    """Return the source if it is UTF-8 as far as one can see, else its content as UTF-8."""
    start = _start(source)
    if encoding is None and start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    if encoding is None:
        if b"\0" in start:
            raise UnreadableFileError(name, "it is binary data, not text.", "export it as CSV, or correct its suffix.")
        if source is not start:  # the rest is looked at while it is parsed, without holding it twice
            start = start[: start.rfind(b"\n") + 1]
        _decode(name, start, "utf-8")
        return source
    content = source if isinstance(source, bytes) else source.read_bytes()
    return _decode(name, content, encoding).encode("utf-8", "replace")


def _decode(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except LookupError:
        hint = "Python's names are understood, such as utf-8, windows-1252 or shift_jis."
        raise UnreadableFileError(name, f"the encoding {encoding!r} is not known.", hint) from None
    except UnicodeError as error:
        line = content[: getattr(error, "start", 0)].count(b"\n") + 1
        hint = "say how it was written, for example `--encoding windows-1252` (Excel in Western Europe)."
        raise UnreadableFileError(name, f"line {line} is not {encoding.upper()} text.", hint) from None


def _header(source: bytes | Path) -> str:
    """Return the first record, which goes on over line breaks in quotes."""
    binary = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    record = ""
    with io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="") as lines:
        while line := lines.readline(_LONGEST_HEADER):
            record += line
            if (record.count('"') % 2 == 0 and record.strip()) or len(record) > _LONGEST_HEADER:
                break
    return record.strip("\r\n")


def _split(header: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(header, newline=""), delimiter=separator), [])
    except csv.Error:  # a lone carriage return: the parser will say what is wrong with the file
        return header.split(separator)


def _names(header: str, separator: str, notes: list[str]) -> list[str]:
    """Return unique column names: an empty one is called by its place, a repeated one is numbered."""
    names: list[str] = []
    for place, label in enumerate(_split(header, separator), 1):
        label = label or f"column {place}"
        name, number = label, 1
        while name in names:
            number += 1
            name = f"{label} ({number})"
        if number > 1:
            notes.append(f"the header names {label!r} more than once; column {place} is called {name!r} here.")
        names.append(name)
    return names


def _parse(name: str, source: bytes | Path, separator: str, width: int) -> "DataFrame":
    import polars as pl

    columns = [f"column_{place}" for place in range(width)]
    try:
        frame = pl.read_csv(source, separator=separator, infer_schema=False, new_columns=columns, glob=False)
    except pl.exceptions.PanicException as error:  # derives from BaseException
        _refuse(name, source, separator, width, error)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        _refuse(name, source, separator, width, error)
    if frame.width != width:  # older Polars reads on where newer ones refuse
        _refuse(name, source, separator, width, None)
    return frame.head(frame.height - _blank_lines_at_end(source)) if frame.height else frame


def _blank_lines_at_end(source: bytes | Path) -> int:
    """Count the empty lines after the last record: Polars makes rows of them."""
    content = source if isinstance(source, bytes) else _end(source)
    end = content[len(content.rstrip(b"\r\n")) :]
    return max(0, end.replace(b"\r\n", b"\n").count(b"\n") - 1)


def _end(source: Path) -> bytes:
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - _LOOKED_AT))
        return file.read()


def _refuse(name: str, source: bytes | Path, separator: str, width: int, error: BaseException | None) -> NoReturn:
    """Say which line is wrong; the parser's own words are left out, because they may hold cell values."""
    shown = {"\t": "tab"}.get(separator, separator)
    text = _decode(name, source if isinstance(source, bytes) else source.read_bytes(), "utf-8")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    reason, hint = "its lines do not form a table.", f"fields with a {shown!r} or a line break need quotes."
    if "\r" in text and "\n" not in text:
        reason = "its lines end in carriage returns alone, as on old Macs."
        hint = "save it with the line breaks of Unix or Windows."
    try:
        for row in reader:
            if len(row) > width:
                reason = f"line {reader.line_num} has {len(row)} fields, the header has {width} (separator {shown!r})."
                break
    except csv.Error:
        reason = f"a quote is not closed, or stands in the wrong place, near line {reader.line_num}."
    raise UnreadableFileError(name, reason, hint) from error
