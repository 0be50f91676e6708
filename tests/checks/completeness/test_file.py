"""Declarations as YAML: what comes back is what was written, and whatever else stands in a file is refused."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import tabbert
from tabbert.checks.completeness import _file
from tabbert.checks.completeness._params import Params
from tabbert.errors import DeclarationError, UnreadableFileError, UnwritableFileError
from tabbert.testing import HOSTILE_TEXTS, FakeEncoder

HEAD = f"format: {_file.FORMAT}\n"


def given_by(params):
    return {name: getattr(params, name) for name in _file.PARTS}


def test_everything_comes_back(tmp_path):
    params = Params(
        context={"V12": "age, in years: at intake"},
        missing_codes={"V12": [-9, 9.5, "-9", "no", "~", "null", "007", "1e5", "12:30", "1900-01-01", "", " x "]},
        allow={"x": ["None", "true", *[text for text in HOSTILE_TEXTS if text != "\ud800"]]},
        corrections={"x": {"see file": "complete", "yes": "placeholder", -1: "missing"}},
    )
    path = _file.save(given_by(params), tmp_path / "c.yaml")
    assert given_by(Params(corrections=path)) == given_by(params)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert yaml.safe_load(text)["columns"]["V12"]["missing_codes"] == params.missing_codes["V12"], (
        "other readers of YAML understand it too"
    )


def test_dates_and_decimals_are_written_as_what_they_mean(tmp_path):
    params = Params(missing_codes={"d": [date(1900, 1, 1), datetime(1900, 1, 1, 8)], "n": [Decimal("9.5"), True]})
    again = Params(corrections=_file.save(given_by(params), tmp_path / "c.yaml"))
    assert again.missing_codes == {"d": ["1900-01-01", "1900-01-01T08:00:00"], "n": [9.5, "true"]}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**63), 2**63) |
             st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda x: round(x, 3)), min_size=1),
    max_size=3,
))  # fmt: skip
def test_any_value_comes_back(tmp_path_factory, codes):
    path = _file.save(given_by(Params(missing_codes=codes)), tmp_path_factory.mktemp("yaml") / "c.yaml")
    again = Params(corrections=path).missing_codes
    for column, values in again.items():
        for value, code in zip(values, codes[column], strict=True):
            assert value == code or value == repr(code), (value, code)


def test_words_stay_words(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text(
        HEAD + "columns:\n  no:\n    missing_codes: [no, NULL, ~, 007, 1_000, 1900-01-01, 12:30, -9, 2.50, '5']\n"
    )
    codes = Params(corrections=path).missing_codes["no"]
    assert codes == ["no", "NULL", "~", "007", "1_000", "1900-01-01", "12:30", -9, 2.5, "5"]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", DeclarationError, "first entry must be `format: "),
        ("[1, 2]", DeclarationError, "first entry"),
        ("format: tabbert.completeness/2\n", DeclarationError, "first entry"),
        (HEAD + "column: {}\n", DeclarationError, "unknown entry 'column'"),
        (HEAD + "columns: [a]\n", DeclarationError, "mapping by column"),
        (HEAD + "columns: {a: [1]}\n", DeclarationError, "of column 'a': a mapping of context"),
        (HEAD + "columns: {a: {codes: [1]}}\n", DeclarationError, "unknown entry 'codes'"),
        (HEAD + "columns: {a: {missing_codes: x}}\n", DeclarationError, "a list of values is expected"),
        (HEAD + "columns: {a: {allow: [[x]]}}\n", DeclarationError, "single values"),
        (HEAD + "columns: {a: {corrections: [x]}}\n", DeclarationError, "a mapping of values to statuses is"),
        (HEAD + "columns: {a: {corrections: {x: fine}}}\n", DeclarationError, "status that the check does not have"),
        (HEAD + "columns: {a: {corrections: {x: [ok]}}}\n", DeclarationError, "status that the check does not have"),
        (HEAD + "columns: {a: {context: [x]}}\n", DeclarationError, "words are expected"),
        (HEAD + "columns:\n  a: {}\n  a: {}\n", UnreadableFileError, r"line 3: a key is repeated"),
        (HEAD + "columns: {[a]: {}}\n", UnreadableFileError, "not a single value"),
        (HEAD + "columns: {a: !!python/object/apply:os.system ['true']}\n", UnreadableFileError, "not YAML"),
        (HEAD + "columns: {a: !!int x}\n", UnreadableFileError, "not YAML"),
        (HEAD + "columns: {a: *b}\n", UnreadableFileError, "not YAML"),
        ("a: [", UnreadableFileError, "not YAML"),
        pytest.param("[" * 5000, UnreadableFileError, "not YAML", id="deep"),
        ("format: \x00", UnreadableFileError, "not YAML"),
    ],
)
def test_other_files_are_refused(tmp_path, text, error, words):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=words) as caught:
        tabbert.check_completeness(pl.DataFrame({"a": ["x"]}), corrections=path, encoder=FakeEncoder(), cache="off")
    assert "\nHint: " in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(UnreadableFileError, match="no such file"):
        _file.load(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(UnreadableFileError, match="not UTF-8"):
        _file.load(tmp_path / "bytes.yaml")
    with pytest.raises(UnreadableFileError):
        _file.load(tmp_path)
    (tmp_path / "large.yaml").write_bytes(b"a" * 5_000_000)
    with pytest.raises(UnreadableFileError, match="larger than 4 MB"):
        _file.load(tmp_path / "large.yaml")
    with pytest.raises(UnwritableFileError):
        _file.save(given_by(Params()), tmp_path / "no" / "c.yaml")


def test_a_file_of_nested_aliases_costs_nothing(tmp_path):
    bomb = "".join(f"  l{i}: &l{i} {{x: [{', '.join([f'*l{i - 1}'] * 9)}]}}\n" for i in range(1, 12))
    path = tmp_path / "c.yaml"
    path.write_text(HEAD + "columns:\n  l0: &l0 {context: lol}\n" + bomb)
    with pytest.raises(DeclarationError, match="unknown entry 'x'"):
        _file.load(path)


def test_what_is_said_beside_a_file_adds_to_it(tmp_path):
    path = _file.save(given_by(Params(missing_codes={"a": ["x"]}, context={"a": "old"})), tmp_path / "c.yaml")
    both = Params(corrections=path, missing_codes={"a": "y", "b": [1]}, context={"a": "new"})
    assert both.missing_codes == {"a": ["x", "y"], "b": [1]}
    assert both.context == {"a": "new"}
    with pytest.raises(DeclarationError, match="contradict"):
        Params(corrections=path, allow={"a": ["x"]})
