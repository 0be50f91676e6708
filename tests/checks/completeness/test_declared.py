"""Declared codes, valid values and words for columns: they beat the model, in every library, and stay with a state."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import tabbert
from tabbert.errors import DeclarationError, StateMismatchError, UnknownColumnError
from tabbert.testing import HOSTILE_TEXTS, FakeEncoder, check_value_check

DATA = {
    "city": ["Bern", "Basel", "Genf", "Bern", None, "Null", "Thun"] * 4,
    "age": [31, -1, 44, 52, 61, None, 38] * 4,
    "born": [date(1990, 1, d) if d < 7 else date(1901, 1, 1) for d in range(1, 8)] * 4,
    "paid": [True, False, None, True, True, False, True] * 4,
}
MAKERS = {"polars": pl.DataFrame, "lazy": pl.LazyFrame, "pandas": pd.DataFrame, "arrow": pa.table}


@pytest.fixture(params=MAKERS)
def data(request):
    return MAKERS[request.param](DATA)


def verdicts(result, name):
    column = next(outcome for outcome in result.outcome.columns if outcome.name == name)
    return {
        value: (score, status, evidence)
        for value, score, status, evidence in zip(
            column.column.values, column.verdict.score, column.verdict.status, column.verdict.evidence, strict=True
        )
    }


def check(data, **options):
    return tabbert.check_completeness(data, encoder=options.pop("encoder", FakeEncoder()), cache="off", **options)


def test_declared_codes_beat_the_model_in_every_library(data):
    result = check(
        data,
        missing_codes={"city": ["Bern"], "age": [31], "born": ["1990-01-02"], "paid": [False]},
        allow={"city": ["Null"], "age": [-1], "born": [date(1901, 1, 1)]},
    )
    missing, valid = (0.0, "missing", "declared missing code"), (1.0, "complete", "declared valid")
    assert verdicts(result, "city")["Bern"] == missing
    assert verdicts(result, "city")["Null"] == valid
    ages = {int(value): verdict for value, verdict in verdicts(result, "age").items()}
    assert (ages[31], ages[-1]) == (missing, valid)
    born = verdicts(result, "born")
    assert (born[date(1990, 1, 2)], born[date(1901, 1, 1)]) == (missing, valid)
    assert verdicts(result, "paid")[False] == missing
    counts = result.columns
    counts = counts.to_pydict() if isinstance(counts, pa.Table) else pl.DataFrame(counts).to_dict(as_series=False)
    assert dict(zip(counts["column"], counts["missing"], strict=True)) == {"city": 12, "age": 8, "born": 4, "paid": 12}


def test_what_is_not_declared_is_judged_as_before():
    frame = pl.DataFrame(DATA)
    plain, declared = check(frame), check(frame, allow={"city": ["Bern"]})
    before, after = verdicts(plain, "city"), verdicts(declared, "city")
    assert {value: verdict for value, verdict in after.items() if value != "Bern"} == {
        value: verdict for value, verdict in before.items() if value != "Bern"
    }


def test_a_missing_code_is_no_value_of_its_column():
    numbers = pl.DataFrame({"n": [*range(100, 140), *[7] * 30]})
    known = check(numbers, missing_codes={"n": [7]}).state.content.columns["n"]["spread"]
    alone = check(pl.DataFrame({"n": [*range(100, 140), *[None] * 30]})).state.content.columns["n"]["spread"]
    np.testing.assert_array_equal(known, alone)


def test_declared_values_are_not_encoded():
    encoder = FakeEncoder()
    check(pl.DataFrame({"city": ["Bern", "secret code", "Basel"]}), encoder=encoder,
          missing_codes={"city": ["secret code"]})  # fmt: skip
    assert "secret code" not in encoder.encoded


def test_words_for_a_column_are_read_in_place_of_its_name():
    encoder = FakeEncoder()
    check(pl.DataFrame({"V12": ["red", "blue"]}), encoder=encoder, context={"V12": "favourite colour"})
    assert "favourite colour" in encoder.encoded
    assert "V12" not in encoder.encoded


def test_numbers_and_texts_are_told_apart_only_where_they_differ():
    frame = pl.DataFrame({"text": ["-1", "-1.0", "5"], "number": [-1, 5, 6]})
    for code, found in ((-1, ["-1", "-1.0"]), ("-1", ["-1"])):
        result = check(frame, missing_codes={"text": [code], "number": [code]})
        declared = result.findings.filter(pl.col("evidence") == "declared missing code")
        assert declared.filter(pl.col("column") == "text")["value"].to_list() == found
        assert declared.filter(pl.col("column") == "number")["value"].to_list() == ["-1"]


def test_a_pandas_index_and_labels_that_are_no_texts_are_kept():
    frame = pd.DataFrame({1: ["a", "b", "a"], "x": [1.0, np.nan, 3.0]}, index=[7, 7, 9])
    result = check(frame, missing_codes={1: "a", "x": np.float64(3)})
    assert result.cells.index.tolist() == [7, 7, 9]
    assert result.cells[1].tolist()[::2] == [0.0, 0.0]
    assert result.cells["x"].tolist() == [1.0, 0.0, 0.0]


def test_an_empty_table_may_have_declarations():
    frame = pl.DataFrame({"a": [], "b": []}, schema={"a": pl.String, "b": pl.Int64})
    result = check(frame, missing_codes={"a": ["x"], "b": [1]}, allow={"a": ["y"]}, context={"a": "letters"})
    assert np.isnan(result.score)
    assert np.isnan(result.columns["effective_completeness_low"].to_list()).all()
    assert result.worst.height == 0


def test_a_state_applies_what_was_declared_and_holds_no_value(tmp_path):
    frame = pl.DataFrame(DATA)
    declared = {"missing_codes": {"city": ["Bern"], "age": [31]}, "allow": {"city": ["Null"]}}
    result = check(frame, context={"city": "place of residence"}, **declared)
    path = result.state.save(tmp_path / "march.tabbert")
    for state in (path, result.state):
        assert_frame_equal(check(frame, state=state).cells, result.cells)
    import zipfile

    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Bern" not in content
    assert b"Null" not in content
    assert b"place of residence" in content


def test_declarations_beside_a_state_add_to_it_and_win(tmp_path):
    frame = pl.DataFrame(DATA)
    state = check(frame, missing_codes={"city": ["Bern", "Basel"]}).state
    result = check(frame, state=state, allow={"city": ["Bern"]}, missing_codes={"age": [31]})
    assert verdicts(result, "city")["Bern"][1:] == ("complete", "declared valid")
    assert verdicts(result, "city")["Basel"][1] == "missing"
    assert_frame_equal(check(frame, state=result.state.save(tmp_path / "s")).cells, result.cells)


def test_words_for_a_column_cannot_change_after_the_fit():
    frame = pl.DataFrame(DATA)
    state = check(frame, context={"city": "town"}).state
    check(frame, state=state, context={"city": "town"})
    with pytest.raises(StateMismatchError, match="'city' was fitted with another `context`"):
        check(frame, state=state, context={"city": "surname"})
    with pytest.raises(StateMismatchError):
        check(frame, state=check(frame).state, context={"city": "surname"})


def test_a_column_called_array_survives_a_state(tmp_path):
    frame = pl.DataFrame({"array": ["a", "b", "c"]})
    result = check(frame, missing_codes={"array": ["a"]}, context={"array": "3.npy"})
    assert_frame_equal(check(frame, state=result.state.save(tmp_path / "s")).cells, result.cells)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"missing_codes": {"city": ["x"]}, "allow": {"city": ["x"]}}, "allow and missing_codes of column 'city'"),
        ({"missing_codes": {"age": [-1]}, "allow": {"age": ["-1.0"]}}, "contradict each other"),
        ({"missing_codes": {"city": ["x"]}, "corrections": {"city": {"x": "ok"}}}, "corrections and missing_codes"),
        ({"allow": {"city": ["x"]}, "corrections": {"city": {"x": "missing"}}}, "allow and corrections"),
        ({"allow": {"city": [None]}}, "entry 1 is a null"),
        ({"missing_codes": {"city": ["x", float("nan")]}}, "entry 2 is a null"),
        ({"missing_codes": {"city": [["x"]]}}, "of type list"),
        ({"missing_codes": ["x"]}, "a mapping by column is expected"),
        ({"context": {"city": ""}}, "words are expected"),
        ({"context": {"city": 3}}, "words are expected"),
        ({"corrections": {"city": ["x"]}}, "values to statuses"),
        ({"corrections": {"city": {"x": "wrong"}}}, "status that the check does not have"),
        ({"corrections": {"city": dict.fromkeys(map(str, range(21)), "ok")}}, "at most 20"),
    ],
)
def test_what_makes_no_sense_is_refused(declared, words):
    with pytest.raises(DeclarationError, match=words) as caught:
        check(pl.DataFrame(DATA), **declared)
    assert "\nHint: " in str(caught.value)


@pytest.mark.parametrize("name", ["context", "missing_codes", "allow", "corrections"])
def test_unknown_columns_are_errors_with_a_guess(name):
    said = {"context": "words", "missing_codes": ["x"], "allow": ["x"], "corrections": {"x": "ok"}}[name]
    with pytest.raises(UnknownColumnError, match="did you mean 'city'"):
        check(pl.DataFrame(DATA), **{name: {"citi": said}})
    check(pl.DataFrame(DATA), columns=["age"], **{name: {"city": said}})  # there, though nobody looks at it


def test_every_door_takes_them():
    frame = pl.DataFrame(DATA)
    declared = {"missing_codes": {"city": ["Bern"]}, "encoder": FakeEncoder(), "cache": "off"}
    results = [
        tabbert.check_completeness(frame, **declared),
        tabbert.check(frame, "completeness", **declared),
        frame.bert.check_completeness(**declared),
        frame.bert.check("completeness", **declared),
    ]
    for result in results:
        assert_frame_equal(result.cells, results[0].cells)
        assert verdicts(result, "city")["Bern"][1] == "missing"
    scores = frame["city"].bert.completeness(**declared)
    assert scores.to_list() == results[0].cells["city"].to_list()


def test_hostile_values_can_be_declared():
    texts = [text for text in HOSTILE_TEXTS if text != "\ud800"] * 2
    result = check(pl.DataFrame({"x": texts}), allow={"x": texts})
    assert set(verdicts(result, "x").values()) == {(1.0, "complete", "declared valid")}


def test_the_contract_of_checks_holds_with_declarations():
    from tabbert.checks.completeness import Completeness

    params = Completeness.Params(missing_codes={"a": ["Rom"], "n": [3]}, allow={"a": ["-"]},
                                 corrections={"a": {"Paris": "placeholder"}})  # fmt: skip
    data = {"a": ["Berlin", "Paris", "Rom", "-", "Rom", None], "n": [1, 2, 3, 3, 5, None],
            "t": [datetime(2020, 1, 1)] * 6}  # fmt: skip
    check_value_check(Completeness(params), data)
