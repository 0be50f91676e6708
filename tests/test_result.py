"""What the user holds after a check: views in their library, verbs, and the gate."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import tabbert
from tabbert.errors import (
    GateFailedError,
    InvalidParameterError,
    NotAssessedError,
    PluginError,
    QueryFailedError,
    StateMismatchError,
    UnknownCheckError,
    UnknownColumnError,
    UnknownParameterError,
    UnwritableFileError,
)

pytestmark = pytest.mark.usefixtures("shouting")

DATA = {
    "city": ["Bern", "BERN", None, "Basel", "BERN"],
    "note": ["ok", "ok", "fine", None, "LOUD"],
    "count": [1, 2, 3, 4, 5],
}


def check(data, **options):
    return tabbert.check(data, "shouting", **options)


def to_polars(frame):
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pd.DataFrame):
        frame = pa.Table.from_pandas(frame, preserve_index=False)
    return frame if isinstance(frame, pl.DataFrame) else pl.from_arrow(frame)


@pytest.fixture(params=["polars", "lazy", "pandas", "arrow"])
def data(request):
    make = {"polars": pl.DataFrame, "lazy": pl.LazyFrame, "pandas": pd.DataFrame, "arrow": pa.table}
    return make[request.param](DATA)


def test_views_are_the_same_in_every_library(data):
    result = check(data)
    assert result.score == pytest.approx(np.mean([1, 0.5, 1, 1, 0]))
    rows = to_polars(result.rows)
    assert rows["score"].to_list() == [1, 0.5, 1, 1, 0]
    assert rows["n_findings"].to_list() == [0, 1, 0, 0, 2]
    findings = to_polars(result.findings)
    assert findings.rows() == [
        (1, "city", "shouting", 0.0, "", "BERN"),
        (4, "city", "shouting", 0.0, "", "BERN"),
        (4, "note", "shouting", 0.0, "", "LOUD"),
    ]
    columns = to_polars(result.columns)
    assert columns["column"].to_list() == ["city", "note", "count"]
    assert columns["assessed"].to_list() == [True, True, False]
    assert columns["null_rate"].to_list() == [0.2, 0.2, 0.0]
    assert columns["n_findings"].to_list() == [2, 1, 0]
    cells = to_polars(result.cells)
    assert cells.columns == ["city", "note"]
    assert cells["city"].fill_nan(None).to_list() == [1, 0, None, 1, 0]


def test_libraries_are_kept(data):
    result = check(data)
    for view in (result.rows, result.cells, result.annotate(), *result.split()):
        assert type(view) is type(data)


def test_annotate_and_split(data):
    result = check(data)
    annotated = to_polars(result.annotate())
    assert annotated.columns == ["city", "note", "count", "shouting_score", "shouting_n_findings"]
    assert annotated["count"].to_list() == DATA["count"]
    good, bad = map(to_polars, result.split())
    assert good["count"].to_list() == [1, 3, 4]
    assert bad["count"].to_list() == [2, 5]


def test_pandas_index_and_labels_come_back():
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2), ("c", 3), ("c", 3)], names=["k", "n"])
    frame = pd.DataFrame(np.column_stack([DATA["city"], DATA["note"]]), columns=["x", "x"], index=index).astype(object)
    before = frame.copy(deep=True)
    result = check(frame)
    for view in (result.rows, result.cells, result.annotate()):
        assert view.index.equals(index)
    assert list(result.cells.columns) == ["x", "x"]
    assert result.columns["column"].tolist() == ["x", "x (2)"]
    good, bad = result.split()
    assert len(good) + len(bad) == 5
    assert bad.index.tolist() == [("a", 1), ("c", 3)]
    pd.testing.assert_frame_equal(frame, before)


def test_the_frame_is_not_modified(data):
    before = to_polars(data).clone()
    check(data).annotate()
    assert_frame_equal(to_polars(data), before)


def test_weights_change_rows_but_no_cell():
    plain, weighted = check(pl.DataFrame(DATA)), check(pl.DataFrame(DATA), weights={"city": 3, "note": 0})
    assert_frame_equal(plain.cells, weighted.cells)
    assert weighted.rows["score"].fill_nan(None).to_list() == [1, 0, None, 1, 0]
    with pytest.raises(UnknownColumnError, match="town"):
        check(pl.DataFrame(DATA), weights={"town": 1})
    with pytest.raises(InvalidParameterError, match="weight of column 'city'"):
        check(pl.DataFrame(DATA), weights={"city": -1})


def test_rethreshold_moves_findings_without_scoring_again(monkeypatch, shouting):
    result = check(pl.DataFrame(DATA))
    monkeypatch.setattr(shouting, "score", None)
    assert result.rethreshold(0.0).n_findings == 0
    assert result.rethreshold(1.0).n_findings == 3
    assert result.n_findings == 3
    with pytest.raises(InvalidParameterError, match="threshold"):
        result.rethreshold(1.5)


def test_gate():
    result = check(pl.DataFrame(DATA))
    result.assert_passed(min_score=0.7)
    with pytest.raises(GateFailedError, match=r"0\.7 is below 0\.9.*'city' 0\.500.*\nHint") as caught:
        result.assert_passed(min_score=0.9)
    assert isinstance(caught.value, AssertionError)
    assert "BERN" not in str(caught.value), "cell values must not leak"


@pytest.mark.parametrize("frame", [pl.DataFrame({"n": [1]}), pl.DataFrame({"s": []}), pl.DataFrame()])
def test_a_gate_never_passes_what_nobody_looked_at(frame):
    result = check(frame)
    assert np.isnan(result.score)
    with pytest.raises(NotAssessedError):
        result.assert_passed(min_score=0.0)


def test_what_was_not_assessed_is_said():
    result = check(pl.DataFrame({"s": ["x"], "n": [1], "l": [[1]], "empty": [None]}))
    assert [note for note in result.notes if "'n'" in note]
    assert [note for note in result.notes if "'l'" in note]
    assert [note for note in result.notes if "'empty'" in note and "no values" in note]
    assert result.score == 1.0


def test_sample_says_so_and_keeps_row_numbers():
    frame = pl.DataFrame({"s": ["a"] * 99 + ["LOUD"]})
    result = check(frame, sample=10)
    assert len(result.rows) == 10
    assert any("10 of 100 rows" in note for note in result.notes)
    assert result.findings["row"].to_list() == [99]
    assert len(check(frame, sample=0.05).rows) == 5
    for bad in (0, -1, 1.5, True):
        with pytest.raises(InvalidParameterError, match="sample"):
            check(frame, sample=bad)


def test_state_round_trip(tmp_path):
    result = check(pl.DataFrame(DATA))
    path = result.state.save(tmp_path / "march.tabbert")
    again = check(pl.DataFrame(DATA), state=path)
    assert_frame_equal(again.cells, result.cells)
    assert_frame_equal(check(pl.DataFrame(DATA), state=result.state).cells, result.cells)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    (tmp_path / "bad.tabbert").write_bytes(damaged)
    (tmp_path / "no.tabbert").write_text("not a zip")
    for name in ("bad.tabbert", "no.tabbert", "missing.tabbert"):
        with pytest.raises(StateMismatchError, match=r"\nHint"):
            check(pl.DataFrame(DATA), state=tmp_path / name)


def test_a_state_of_another_check_is_refused(tmp_path, shouting):
    state = check(pl.DataFrame(DATA)).state
    shouting.version = "2"
    try:
        with pytest.raises(StateMismatchError, match="version 1, not 'shouting' version 2"):
            check(pl.DataFrame(DATA), state=state)
    finally:
        shouting.version = "1"


def test_reports_mask_values_unless_asked(tmp_path):
    result = check(pl.DataFrame(DATA))
    for format in ("json", "markdown", "html", "text"):
        assert "LOUD" not in result.render(format)
        assert "LOUD" in result.render(format, values="show")
        assert "characters]" not in result.render(format, values="hide")
    assert "LOUD" in repr(result)
    assert "LOUD" in result._repr_html_()
    document = json.loads(result.to_json())
    assert document["schema"] == "tabbert.check/1"
    assert document == result.to_dict()
    for suffix in (".json", ".md", ".html", ".txt"):
        path = result.write(tmp_path / f"report{suffix}")
        assert "LOUD" not in path.read_text(encoding="utf-8")
    with pytest.raises(InvalidParameterError, match=r"'\.html'"):
        result.write(tmp_path / "report.docx")
    with pytest.raises(InvalidParameterError, match="format"):
        result.render("pdf")


def test_thresholds_and_weights_may_be_numbers_of_numpy():
    result = check(pl.DataFrame(DATA), weights={"city": np.int64(2)})
    assert result.rethreshold(np.float32(0.5)).threshold == 0.5
    assert result.score == check(pl.DataFrame(DATA), weights={"city": 2}).score
    with pytest.raises(InvalidParameterError, match="from 0 to 1"):
        result.rethreshold(True)


def test_a_suffix_may_be_written_in_capitals(tmp_path):
    assert check(pl.DataFrame(DATA)).write(tmp_path / "REPORT.HTML").read_text("utf-8").startswith("<!")


def test_bad_names_get_a_guess():
    frame = pl.DataFrame(DATA)
    with pytest.raises(UnknownCheckError, match="did you mean 'shouting'"):
        tabbert.check(frame, "shoutin")
    with pytest.raises(UnknownParameterError, match="has no parameter 'volume'"):
        check(frame, volume=11)
    with pytest.raises(UnknownColumnError, match="did you mean 'city'"):
        check(frame, columns=["citi"])


def test_a_check_that_fails_is_named(shouting, monkeypatch):
    def broken(self, values, column):
        raise RuntimeError("boom")

    monkeypatch.setattr(shouting, "score", broken)
    with pytest.raises(PluginError, match=r"'shouting' raised RuntimeError in apply\.\nHint") as caught:
        check(pl.DataFrame(DATA))
    assert "boom" not in str(caught.value), "an exception's text may hold cell values"
    assert str(caught.value.__cause__) == "boom"


@pytest.mark.parametrize("scores", [[1.0], [2.0, 0.0, 0.0], [-0.1, 0, 0]])
def test_scores_of_a_wrong_shape_or_range_are_refused(shouting, monkeypatch, scores):
    monkeypatch.setattr(shouting, "score", lambda self, values, column: scores)
    with pytest.raises(PluginError, match="returned scores"):
        check(pl.DataFrame(DATA), columns=["city"])


def test_a_lazy_query_whose_rows_change_places_is_pinned():
    values = ["LOUD" if number % 3 == 0 else "quiet" for number in range(3000)]
    lazy = pl.LazyFrame({"id": [str(number) for number in range(3000)], "v": values}).unique()
    result = check(lazy, columns=["v"])
    good, bad = (part.collect() for part in result.split())
    assert bad["v"].unique().to_list() == ["LOUD"]
    assert good["v"].unique().to_list() == ["quiet"]
    annotated = result.annotate().collect()
    assert annotated.filter(pl.col("v") == "LOUD")["shouting_score"].unique().to_list() == [0.0]
    assert annotated["id"].n_unique() == 3000


def test_a_query_that_fails_is_reported_without_its_values(tmp_path):
    cast = pl.LazyFrame({"v": ["secret"]}).select(pl.col("v").cast(pl.Int64))
    missing = pl.scan_csv(tmp_path / "missing.csv")
    unknown = pl.LazyFrame({"v": ["x"]}).select("nothing")
    for query in (cast, missing, unknown):
        with pytest.raises(QueryFailedError, match="query failed") as caught:
            check(query)
        assert "secret" not in str(caught.value)


def test_annotating_twice_asks_for_another_prefix(data):
    once = check(data, columns=["city"]).annotate()
    with pytest.raises(InvalidParameterError, match=r"prefix.*'shouting_score'.*got 'shouting_'\.\nHint: `annotate"):
        check(once, columns=["city"]).annotate()
    assert "again_score" in to_polars(check(once, columns=["city"]).annotate("again_")).columns


def test_columns_may_be_named_in_many_ways():
    frame = pl.DataFrame(DATA)
    wanted = ["city", "note"]
    for columns in (wanted, tuple(wanted), set(wanted), iter(wanted), pl.col("city", "note"), pl.selectors.string()):
        assert check(frame, columns=columns).cells.columns == wanted
    pandas = pd.DataFrame(DATA)
    assert check(pandas, columns=pd.Index(wanted)).cells.columns.tolist() == wanted
    multi = pd.DataFrame([["LOUD", "x"]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]))
    assert check(multi, columns=("a", "b")).n_findings == 1


def test_odd_columns_are_read_as_text_or_left_out():
    frame = pl.DataFrame({"i": pl.Series([1, None], dtype=pl.Int128), "s": ["LOUD", "x"]})
    assert check(frame).n_findings == 1
    labels = pd.DataFrame([["LOUD", "x"]], columns=pd.Index(["\ud800", "ok"], dtype=object))
    assert check(labels).findings["column"].tolist() == ["?"]
    arrow = pa.table([["LOUD"], ["x"]], names=["a", "a"])
    result = check(arrow)
    assert result.cells.column_names == ["a", "a"]
    assert result.columns["column"].to_pylist() == ["a", "a (2)"]


@pytest.mark.parametrize("name", ["string_view", "large_string", "string"])
def test_every_encoding_of_text(name):
    dtype = getattr(pa, name, pa.string)()  # older PyArrow has no views
    assert check(pa.table({"v": pa.array(["LOUD", "x", None], dtype)})).n_findings == 1
    runs = pa.table({"v": pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["LOUD", "x"]))})
    assert check(runs).n_findings == 2


def test_no_columns_at_all(data):
    result = check(data, columns=[])
    assert len(to_polars(result.rows)) == 5
    assert len(to_polars(result.annotate())) == 5


def test_later_changes_to_a_pandas_frame_leave_the_result_alone():
    frame = pd.DataFrame(DATA)
    result = check(frame)
    del frame["city"]
    frame.loc[len(frame)] = ["x", 1]
    assert len(result.rows) == 5
    assert sum(map(len, result.split())) == 5


def test_results_can_be_pickled_and_copied():
    import copy
    import pickle

    result = check(pl.DataFrame(DATA))
    assert pickle.loads(pickle.dumps(result)).n_findings == result.n_findings
    assert copy.deepcopy(result).score == result.score


def test_a_state_is_applied_to_other_columns_and_kinds():
    state = check(pl.DataFrame({"city": ["a"], "note": ["b"]})).state
    result = check(pl.DataFrame({"city": [1, 2], "note": ["LOUD", "x"], "new": ["LOUD", "y"]}), state=state)
    assert result.n_findings == 2
    assert any("'new' is not in the saved state" in note for note in result.notes)


@pytest.mark.parametrize(
    "options",
    [
        {"threads": "2"},
        {"threads": 1.5},
        {"threads": 0},
        {"weights": [1]},
        {"state": 5},
        {"progress": "x"},
        {"cache": 1},
    ],
)
def test_options_that_make_no_sense(options):
    with pytest.raises(InvalidParameterError, match=next(iter(options))):
        check(pl.DataFrame(DATA), **options)


def test_a_report_that_cannot_be_written(tmp_path):
    with pytest.raises(UnwritableFileError):
        check(pl.DataFrame(DATA)).write(tmp_path / "no" / "report.html")


def test_the_worst_findings_are_counted(data):
    result = check(data)
    worst = to_polars(result.worst)
    assert worst.columns == ["column", "value", "status", "score", "count", "share", "evidence"]
    assert worst.rows() == [
        ("city", "BERN", "shouting", 0.0, 2, 0.4, ""),
        ("note", "LOUD", "shouting", 0.0, 1, 0.2, ""),
    ]
    assert to_polars(result.columns)["worst"].to_list() == ["BERN ×2", "LOUD ×1", ""]
    assert "score_low" not in to_polars(result.columns).columns, "not a probability"
    assert to_polars(result.rethreshold(0.0).worst).height == 0


def test_columns_of_completeness_have_an_interval_and_worst_values(data):
    result = tabbert.check_completeness(data, missing_codes={"city": ["BERN"], "count": [5]})
    columns = to_polars(result.columns)
    rows = columns.select(pl.col("^effective.*$")).rows()
    assert all(low - 1e-9 <= score <= high + 1e-9 for score, low, high in rows)
    assert rows[2] == pytest.approx((0.8, 0.8, 0.8)), "what is declared is certain"
    assert columns["worst"].to_list()[::2] == ["BERN ×2", "5 ×1"]
    assert columns["missing"].to_list()[::2] == [3, 1]
    city = result.to_dict()["columns"][0]
    assert (len(city["interval"]), city["worst"][0]["value"]) == (2, "[4 characters]")
    assert "value" not in result.to_dict(values="hide")["columns"][0]["worst"][0]
    assert result.to_dict(values="show")["columns"][0]["worst"][0]["value"] == "BERN"


def test_a_state_keeps_its_parameters(shouting, monkeypatch, tmp_path):
    @dataclass(frozen=True)
    class Params:
        limit: int = 3
        words: tuple[str, ...] = ("OK",)

    def score(self, values, column):
        assert isinstance(self.params.words, tuple)
        return [0.0 if value.isupper() and len(value) >= self.params.limit and value not in self.params.words else 1.0
                for value in values]  # fmt: skip

    monkeypatch.setattr(shouting, "Params", Params)
    monkeypatch.setattr(shouting, "score", score)
    frame = pl.DataFrame({"x": ["A", "BERN", "LOUD"]})
    path = check(frame, limit=1, words=("BERN",)).state.save(tmp_path / "s")
    assert check(frame).worst["value"].to_list() == ["BERN", "LOUD"]
    assert check(frame, state=path).worst["value"].to_list() == ["A", "LOUD"], "the state's, where none are given"
    assert check(frame, state=path, limit=1).worst["value"].to_list() == ["A", "LOUD"]
    with pytest.raises(StateMismatchError, match="another value of the parameter 'limit'"):
        check(frame, state=path, limit=2)
