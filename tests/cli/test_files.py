"""Reading files: every format, and a clear word on everything that is none."""

import gzip
import os
import sys
from pathlib import Path

import polars as pl
import pytest

from tabbert.cli._files import read
from tabbert.errors import UnreadableFileError

FRAME = pl.DataFrame({"n": [1, None, 3], "text": ["x", None, "é 漢"]})


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(name: str, content: bytes) -> str:
    Path(name).write_bytes(content)
    return name


def test_every_csv_field_is_text_and_empty_ones_are_missing():
    frame, notes = read(write("t.csv", b'zip,code,note\n007,NA,null\n,"",x\n1e5,-999, \n'))
    assert frame.to_dict(as_series=False) == {
        "zip": ["007", None, "1e5"], "code": ["NA", "", "-999"], "note": ["null", "x", " "],
    }  # fmt: skip
    assert notes == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"a,b\n1,2\n"), ("b.csv", b"a;b\r\n1;2\r\n"), ("c.tsv", b"a\tb\n1\t2\n"), ("d.txt", b"a|b\n1|2"),
        ("e.csv", b"\xef\xbb\xbfa,b\n1,2\n"), ("f.csv", "a,b\n1,2\n".encode("utf-16")), ("g.csv", b"\n\na,b\n1,2\n"),
        ("h.CSV", b"a,b\n1,2\n\n\n"), ("i.csv", b'"a",b\n"1",2\n'), ("j.json", b'[{"a": "1", "b": "2"}]'),
        ("k.jsonl", b'{"a": "1", "b": "2"}\n\n'), ("l.ndjson", b'{"a": "1", "b": "2"}'),
    ],
)  # fmt: skip
def test_separators_encodings_and_line_ends(name, content):
    frame, _ = read(write(name, content))
    assert frame.rows() == [("1", "2")]
    assert frame.columns == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "save"),
    [("t.parquet", "write_parquet"), ("t.pq", "write_parquet"), ("t.arrow", "write_ipc"), ("t.feather", "write_ipc"),
     ("t.ipc", "write_ipc_stream"), ("t.jsonl", "write_ndjson"), ("t.json", "write_json")],
)  # fmt: skip
def test_typed_formats_keep_their_types(name, save):
    getattr(FRAME, save)(name)
    assert read(name)[0].equals(FRAME)


def test_excel():
    pytest.importorskip("fastexcel")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook("t.xlsx") as book:
        FRAME.write_excel(book, "first")
        FRAME.write_excel(book, "second")
    frame, notes = read("t.xlsx")
    assert frame.equals(FRAME)
    assert notes == ["only its first sheet 'first' was read; it has 2."]


def test_empty_cells_of_a_sheet(caplog):
    pytest.importorskip("fastexcel")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook("t.xlsx") as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([["a", "empty"], ["x"], [], ["y"]]):
            sheet.write_row(place, 0, row)
        sheet.write_blank(9, 0, None, book.add_format({"bold": True}))
    assert read("t.xlsx")[0].rows() == [("x", None), (None, None), ("y", None)]
    assert not caplog.records


def test_excel_without_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(UnreadableFileError, match=r'pip install "tabbert\[excel\]"'):
        read(write("t.xlsx", b"PK\x03\x04"))


def test_an_encoding_can_be_named():
    path = write("t.csv", "a,b\nMünchen,x\n".encode("windows-1252"))
    assert read(path, encoding="windows-1252")[0].rows() == [("München", "x")]


def test_repeated_and_empty_column_names():
    frame, notes = read(write("t.csv", b"a,a,,\n1,2,3,4\n"))
    assert frame.columns == ["a", "a (2)", "column 3", "column 4"]
    assert notes == ["the header names 'a' more than once; column 2 is called 'a (2)' here."]


def test_a_header_of_several_lines_and_a_short_row():
    frame, _ = read(write("t.csv", b'"a\nb",c\n1,2\n3\n'))
    assert frame.columns == ["a\nb", "c"]
    assert frame.rows() == [("1", "2"), ("3", None)]


def test_a_very_wide_table():
    names = [f"column number {i}" for i in range(9000)]
    frame, _ = read(write("t.csv", (",".join(names) + "\n" + ",".join("x" * 9000)).encode()))
    assert frame.columns == names
    assert frame.height == 1


def test_header_only():
    frame, _ = read(write("t.csv", b"a,b\n"))
    assert frame.shape == (0, 2)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", b"", "it is empty (0 bytes)"),
        ("t.csv", b"\n\n", "it is empty"),
        ("t.csv", b"a,b\n1,2\n1,2,3\n", "line 3 has 3 fields, the header has 2 (separator ',')"),
        ("t.csv", b'a,b\n"secret,2\n3,4\n', "a quote is not closed"),
        ("t.csv", b'"a,b\n1,2\n', "a quote in its header is not closed"),
        ("t.csv", b"a,b\r1,2\r3,4\r", "its lines end in carriage returns alone"),
        ("t.csv", b"a,b\nx,y\n\xe9,2\n", "line 3 is not UTF-8 text"),
        ("t.csv", b"a,b\n" + b"x,y\n" * 40_000 + b"\xe9,2\n", "line 40002 is not UTF-8 text"),
        ("t.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "it is binary data"),
        ("t.csv", bytes(range(256)) * 9, "it is binary data"),
        ("t.csv", b"PAR1....PAR1", "it is a Parquet file, not what its suffix '.csv' says"),
        ("t.csv", b"PK\x03\x04....", "it is an Excel file or another zip archive"),
        ("t.csv", b"<!DOCTYPE html><html>", "it is a web page"),
        ("t.csv", gzip.compress(b"a,b\n1,2\n"), "it is compressed with gzip"),
        ("t.pdf", b"a,b\n1,2\n", "the suffix '.pdf' is not known"),
        ("table", b"a,b\n1,2\n", "its name has no suffix"),
        ("t.parquet", b"a,b\n1,2\n", "it is not a Parquet file"),
        ("t.parquet", b"PAR1secretPAR1", "it is not a Parquet file"),
        ("t.arrow", b"a,b\n1,2\n", "it is not an Arrow file"),
        ("t.arrow", b"ARROW1\0\0secret", "it is not an Arrow file"),
        ("t.json", b'[{"a": "secret"},', "line 1: Expecting value"),
        ("t.json", b"[" * 100_000, "it is not a JSON array"),
        ("t.jsonl", b'{"a": 1}\n{"a": \n', "line 2 is no JSON object"),
        ("t.jsonl", b"secret\n", "line 1 is no JSON object"),
    ],
)
def test_what_is_no_table_is_named_with_a_hint(name, content, message):
    with pytest.raises(UnreadableFileError) as raised:
        read(write(name, content))
    text = str(raised.value)
    assert text.startswith(f"Cannot read {name!r}: ")
    assert message in text
    assert "\nHint: " in text
    assert "secret" not in text


def test_damaged_excel():
    pytest.importorskip("fastexcel")
    with pytest.raises(UnreadableFileError, match="it is not an Excel file"):
        read(write("t.xlsx", b"PK\x03\x04secret"))


def test_missing_file_and_folder():
    write("tickets.csv", b"a\n1\n")
    with pytest.raises(UnreadableFileError, match=r"did you mean 'tickets\.csv'"):
        read("ticket.csv")
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        read("nowhere/x.csv")
    Path("folder.csv").mkdir()
    with pytest.raises(UnreadableFileError, match="it is a folder"):
        read("folder.csv")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file that this user may not read")
def test_a_file_that_may_not_be_read():
    Path(write("t.csv", b"a\n1\n")).chmod(0)
    with pytest.raises(UnreadableFileError, match="you may not read it"):
        read("t.csv")


def test_an_unknown_encoding():
    with pytest.raises(UnreadableFileError, match="utf-99"):
        read(write("t.csv", b"a\n1\n"), encoding="utf-99")


def test_a_json_document_that_is_no_array():
    frame, notes = read(write("t.json", b'{"a": "x"}'))
    assert frame.rows() == [("x",)]
    assert "read as a single row" in notes[0]


@pytest.mark.parametrize("start", [b"sep=;\r\n", b'"sep=;"\n', b"\xef\xbb\xbfsep=;\n"])
def test_the_separator_that_excel_declares(start):
    frame, _ = read(write("t.csv", start + b"a,x;b\n1;2\n"))
    assert frame.to_dict(as_series=False) == {"a,x": ["1"], "b": ["2"]}
