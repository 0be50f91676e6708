"""What the user holds: evaluation, tables, filling, explanations, reports."""

import copy
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert.errors import InvalidParameterError, NotEvaluatedError


@pytest.fixture
def result(frame, encoder):
    return tabbert.classify(frame, "topic", encoder=encoder, cache="off")


def test_evaluation_counts_rows_with_a_label(result, frame):
    known = frame["topic"].is_not_null()
    figures = result.evaluation
    assert figures["rows"] == known.sum()
    right = (result.rows["label"] == frame["topic"]).filter(known)
    assert figures["accuracy"] == pytest.approx(right.mean())
    assert 0 <= figures["calibration_error"] <= 1
    assert figures["sure_accuracy"] >= figures["accuracy"] - 0.05


def test_classes_and_confusion_add_up(result, frame):
    n_known = frame["topic"].is_not_null().sum()
    assert result.per_class["given"].sum() == result.per_class["predicted"].sum() == n_known
    assert result.confusion["rows"].sum() == n_known
    right = result.confusion.filter(pl.col("given") == pl.col("predicted"))["rows"].sum()
    assert right / n_known == pytest.approx(result.evaluation["accuracy"])


def test_without_labels_there_is_nothing_to_evaluate(result, truth, encoder):
    new = tabbert.classify(truth.drop("topic"), model=result.state, encoder=encoder, cache="off")
    with pytest.raises(NotEvaluatedError, match="no row has one of its own"):
        _ = new.evaluation
    assert "evaluation" not in new.to_dict()


def test_filling_keeps_what_is_given(result, frame, truth):
    filled = result.fill()
    assert filled.columns == [*frame.columns, "topic_filled"]
    known = frame["topic"].is_not_null()
    assert filled.filter(known)["topic_filled"].equals(frame.filter(known)["topic"], check_names=False)
    assert (filled["topic_filled"] == truth["topic"]).mean() > 0.95


def test_filling_twice_is_refused_with_what_to_do(frame, encoder):
    twice = frame.with_columns(topic_filled=pl.lit("x"))
    with pytest.raises(InvalidParameterError, match=r"got 'topic_filled'\.\nHint: rename"):
        tabbert.classify(twice, "topic", columns=["text"], encoder=encoder, cache="off").fill()


def test_whole_numbers_beside_nulls_are_whole_labels(frame, encoder):
    """Pandas holds them as 1.0 and NaN; the same labels of a column without nulls are 1 and 2."""
    codes = {topic: float(place) for place, topic in enumerate(sorted(frame["topic"].drop_nulls().unique()))}
    pandas = frame.to_pandas().assign(topic=frame["topic"].replace_strict(codes, default=None).to_pandas())
    assert pandas["topic"].dtype == float
    found = tabbert.classify(pandas, "topic", encoder=encoder, cache="off")
    assert found.classes == tuple(str(place) for place in range(len(codes)))


def test_annotating_pandas_keeps_the_index(frame, encoder):
    pandas = frame.to_pandas().set_index(pd.Index([f"r{i}" for i in range(len(frame))]))
    wide = tabbert.classify(pandas, "topic", encoder=encoder, cache="off").annotate()
    assert list(wide.index) == list(pandas.index)
    assert "classification_label" in wide.columns


def test_an_explanation_finds_the_word(result, frame):
    row = next(i for i, text in enumerate(frame["text"]) if "refund" in text)
    why = result.explain(row)
    assert why.label == "billing"
    assert why.columns[0].column in ("text", "amount")
    assert max(why.words, key=lambda part: part.weight).text.strip() == "refund"
    assert {part.column for part in why.columns} == {"text", "amount", "opened", "paid"}
    page = why._repr_html_()
    assert "refund" in page
    assert "rgba(" in page
    assert "billing" in repr(why)


def test_explanations_escape_what_they_show(frame, encoder):
    hostile = frame.with_columns(text=pl.lit("<script>x</script> ") + pl.col("text"))
    why = tabbert.classify(hostile, "topic", encoder=encoder, cache="off").explain(0)
    assert "<script>" not in why._repr_html_()


def test_a_row_may_be_a_number_of_numpy(result):
    for row in np.flatnonzero(~result.rows["doubted"].to_numpy())[:1]:
        assert result.explain(row).label == result.explain(int(row)).label


def test_a_date_that_python_cannot_hold_is_explained(frame, encoder):
    late = frame.with_columns(opened=pl.lit(3_663_000, pl.Int32).cast(pl.Date))  # in the year 11998
    why = tabbert.classify(late, "topic", encoder=encoder, cache="off").explain(0)
    assert next(part.text for part in why.columns if part.column == "opened").startswith("11998")


@pytest.mark.parametrize("row", [120, -121, 1.5, "a", True])
def test_rows_that_cannot_be_explained(result, row):
    with pytest.raises(InvalidParameterError):
        result.explain(row)


def test_reports_name_labels_only_if_values_are_shown(result, tmp_path):
    for name in ("text", "markdown", "html", "json"):
        assert "billing" not in str(result.render(name))
        assert "billing" in str(result.render(name, values="show"))
    assert result.write(tmp_path / "report.html").stat().st_size > 1000
    assert "0.9" in repr(result) or "1" in repr(result)


def test_a_result_can_be_copied_and_pickled(result):
    for again in (copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        np.testing.assert_array_equal(again.rows["confidence"], result.rows["confidence"])
