"""The classification check through its front door: labels, doubts, states, slices, and odd tables."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert.checks.classification import Classification, ClassificationParams
from tabbert.errors import InvalidParameterError, StateMismatchError, UnknownColumnError
from tabbert.testing import make_table


@pytest.fixture
def classify(encoder):
    def run(data, target="topic", **options):
        return tabbert.classify(data, target, encoder=encoder, cache="off", **options)

    return run


def test_rows_without_a_label_get_theirs(classify, frame, truth):
    result = classify(frame)
    assert result.rows.columns == ["score", "status", "label", "confidence", "runner_up", "abstained", "doubted"]
    assert (result.rows["label"] == truth["topic"]).mean() > 0.95
    assert set(result.rows.filter(frame["topic"].is_null())["status"]) == {"labelled"}
    assert result.classes == ("access", "billing", "shipping")
    assert result.rows["confidence"].is_between(1 / 3 - 1e-9, 1).all()
    assert (result.rows["label"] != result.rows["runner_up"]).all()


def test_wrong_labels_are_doubted(classify, truth):
    wrong = truth.with_columns(topic=pl.when(pl.int_range(pl.len()).is_in([7, 31, 77])).then(
        pl.col("topic").replace({"access": "billing", "billing": "shipping", "shipping": "access"})
    ).otherwise("topic"))  # fmt: skip
    result = classify(wrong)
    doubted = result.rows["doubted"].to_numpy()
    assert doubted[[7, 31, 77]].sum() >= 2  # the third is likely another, but not as surely as usual
    assert doubted.sum() <= 6
    assert (result.rows["score"].to_numpy()[doubted] < 0.5).all()
    assert (result.rows["score"].to_numpy()[~doubted] >= 0.5).all()


def test_a_row_is_not_judged_by_what_it_taught(classify):
    """Labels that nothing tells: in sample they would be learnt by heart."""
    rng = np.random.default_rng(1)
    noise = pl.DataFrame({"text": [f"w{i} x{rng.integers(1000)}" for i in range(100)],
                          "topic": rng.permutation(["a", "b"] * 50)})  # fmt: skip
    assert 0.25 < classify(noise).evaluation["accuracy"] < 0.7


def test_near_identical_rows_share_a_fold(classify):
    """Each text stands ten times with its own random label; only a copy could give it away."""
    rng = np.random.default_rng(2)
    texts = [f"the quick brown fox number {'abcdefghij'[i % 10] * 4} jumps over dogs" for i in range(100)]
    labels = [str(rng.integers(2)) for _ in range(10)]
    copies = pl.DataFrame({"text": texts, "n": range(100), "topic": [labels[i % 10] for i in range(100)]})
    assert classify(copies).evaluation["accuracy"] < 0.8


def test_row_order_changes_nothing(classify, frame):
    shuffled = frame.with_row_index().sample(fraction=1, shuffle=True, seed=5)
    again, once = classify(shuffled.drop("index")).rows, classify(frame).rows
    back = again.with_columns(shuffled["index"]).sort("index").drop("index")
    assert back.equals(once)


def test_a_saved_state_judges_the_same(classify, encoder, frame, tmp_path):
    result = classify(frame)
    path = result.state.save(tmp_path / "topics.state")
    assert tabbert.classify(frame, model=path, encoder=encoder, cache="off").rows.equals(result.rows)
    with pytest.raises(StateMismatchError, match="another encoder"):
        tabbert.classify(frame, model=path, encoder=tabbert.testing.FakeEncoder(name="other"), cache="off")


def test_a_saved_classifier_labels_a_table_without_labels(classify, frame, truth, encoder):
    new = truth.drop("topic")
    result = tabbert.classify(new, model=classify(frame).state, encoder=encoder, cache="off")
    assert (result.rows["label"] == truth["topic"]).mean() > 0.95
    assert set(result.rows["status"]) == {"labelled"}


def test_a_saved_classifier_survives_lost_and_new_columns(classify, frame, truth, encoder):
    new = truth.drop("topic", "paid", "opened").with_columns(extra=pl.lit("x"))
    result = tabbert.classify(new, model=classify(frame).state, encoder=encoder, cache="off")
    assert (result.rows["label"] == truth["topic"]).mean() > 0.9


def test_a_label_that_was_not_learnt_is_told(classify, frame, truth, encoder):
    new = truth.with_columns(topic=pl.lit("legal"))
    result = tabbert.classify(new, model=classify(frame).state, encoder=encoder, cache="off")
    assert set(result.rows["status"]) == {"unknown_label"}
    assert result.rows["score"].is_nan().all()
    assert result.rows["label"].is_not_null().all()


def test_slices_give_the_state_of_the_whole(encoder, frame):
    check = Classification(ClassificationParams(target="topic"))
    data = {name: frame[name].to_list() for name in frame.columns}
    whole = check.finish(check.merge([check.summarise(make_table(data, encoder))]))
    parts = [check.summarise(make_table({n: v[at : at + 40] for n, v in data.items()}, encoder)) for at in (80, 0, 40)]
    merged = check.finish(check.merge(parts))
    assert np.array_equal(whole.table["pairs"], merged.table["pairs"])
    for name in ("meaning", "words", "all"):
        np.testing.assert_allclose(whole.table["coefficients"][name], merged.table["coefficients"][name], atol=1e-5)


def test_lazy_frames_and_pandas_get_the_same(classify, frame):
    once = classify(frame).rows
    assert classify(frame.lazy()).rows.collect().equals(once)
    indexed = frame.to_pandas().set_index(np.arange(5, 125))
    rows = classify(indexed).rows
    assert isinstance(rows, pd.DataFrame)
    assert list(rows.index) == list(indexed.index)
    assert rows["label"].tolist() == once["label"].to_list()


def test_abstaining(classify, frame):
    some = classify(frame, abstain_below=0.9)
    rows = some.rows.filter(frame["topic"].is_null())
    unsure = rows["confidence"] < 0.9
    assert (rows["abstained"] == unsure).all()
    assert rows.filter(unsure)["label"].is_null().all()
    every = classify(frame, target_precision=0.5)
    assert not every.rows["abstained"].any()
    assert classify(frame, target_precision=1.0).rows["abstained"].sum() > 0  # nothing proves that all are right


def test_unsure_labels_say_how_unsure_they_are(classify, frame):
    every = classify(frame, abstain_below=1.0).rethreshold(1.0).findings
    found = every.filter(pl.col("status") == "abstained")
    assert len(found) == frame["topic"].null_count() > 0
    assert found["evidence"].str.contains(r"^probability of the best label 0\.\d\d, of the next 0\.\d\d$").all()


def test_another_rule_to_abstain_beside_a_saved_state(classify, frame, encoder):
    state = classify(frame).state
    strict = tabbert.classify(frame, model=state, abstain_below=0.99, encoder=encoder, cache="off")
    assert strict.rows["abstained"].sum() > 0


def test_a_text_is_no_list_of_labels(classify, truth):
    with pytest.raises(InvalidParameterError, match=r"at least two labels.*got 'abc'"):
        classify(truth.select("text"), None, labels="abc")


def test_descriptions_are_enough(classify, truth):
    means = {"billing": "bill refund", "access": "login password", "shipping": "parcel courier"}
    result = classify(truth.select("text"), None, labels=means)
    assert (result.rows["label"] == truth["topic"]).mean() > 0.9
    assert result.rows["confidence"].max() < 1


@pytest.mark.parametrize("classes", [2, 200])
def test_few_and_many_classes(classify, classes):
    n = classes * 4
    table = pl.DataFrame({"text": [f"thing{i % classes} kind{i % classes} no{i}" for i in range(n)],
                          "topic": [f"c{i % classes:03}" for i in range(n)]})  # fmt: skip
    result = classify(table.with_columns(topic=pl.when(pl.int_range(n) < n - classes).then("topic")))
    assert (result.rows["label"] == table["topic"]).mean() > 0.95


def test_imbalance_does_not_hide_the_rare(classify):
    rare = [i % 25 == 0 for i in range(300)]
    table = pl.DataFrame({"text": [f"{'fire alarm' if r else 'usual talk'} item{i}" for i, r in enumerate(rare)],
                          "topic": ["rare" if r else "usual" for r in rare]})  # fmt: skip
    figures = classify(table).per_class
    assert figures.filter(pl.col("label") == "rare")["recall"].item() > 0.8


def test_labels_of_other_types(classify, frame):
    numbered = frame.with_columns(topic=pl.col("topic").replace_strict({"access": 0, "billing": 1, "shipping": 2}))
    assert set(classify(numbered).rows["label"]) == {"0", "1", "2"}
    assert set(classify(frame.with_columns(topic=pl.col("topic") == "billing")).rows["label"]) == {"True", "False"}
    assert set(classify(frame.with_columns(pl.col("topic").cast(pl.Categorical))).classes) == {
        "access", "billing", "shipping"}  # fmt: skip


def test_rows_with_nothing_in_them(classify, frame):
    nothing = pl.DataFrame({"text": [None, " "], "amount": [None, None], "opened": [None, None],
                            "paid": [None, None], "topic": [None, "billing"]}, schema=frame.schema)  # fmt: skip
    rows = classify(pl.concat([frame, nothing])).rows.tail(2)
    assert rows["status"].to_list() == ["empty", "empty"]
    assert rows["label"].is_null().all()
    assert rows["score"].is_nan().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (pl.lit(None, pl.String), "no label"),
        (pl.lit(" "), "no label"),
        (pl.lit("same"), "one label only"),
    ],
)
def test_nothing_to_learn(classify, frame, change, message):
    with pytest.raises(InvalidParameterError, match=message):
        classify(frame.with_columns(topic=change))


def test_other_columns_hold_nothing(classify, frame):
    blank = frame.select(text=pl.lit(None, pl.String), other=pl.lit(""), topic="topic")
    with pytest.raises(InvalidParameterError, match="nothing"):
        classify(blank)
    with pytest.raises(InvalidParameterError, match="beside the target"):
        classify(frame.select("topic"))


@pytest.mark.parametrize(
    "options",
    [{"abstain_below": 1.5}, {"target_precision": 0}, {"abstain_below": 0.5, "target_precision": 0.9},
     {"labels": ["one"]}, {"labels": {"billing": "x", "other": "y"}}, {"method": "magic"}],
)  # fmt: skip
def test_parameters_that_make_no_sense(classify, frame, options):
    with pytest.raises(InvalidParameterError):
        classify(frame, **options)


def test_a_target_that_is_not_there(classify, frame):
    with pytest.raises(UnknownColumnError):
        classify(frame, "category")


def test_columns_do_not_have_to_name_the_target(classify, frame, truth):
    result = classify(frame, columns=["text"])
    assert (result.rows["label"] == truth["topic"]).mean() > 0.9
    assert [column.name for column in result.outcome.columns] == ["text", "topic"]


def test_numbers_written_as_text_count(classify, truth):
    table = truth.select(pl.col("amount").round(2).cast(pl.String), topic=pl.col("topic") == "billing")
    assert classify(table).evaluation["accuracy"] > 0.95


def test_every_distinct_text_is_encoded_once(classify, frame, encoder):
    classify(pl.concat([frame, frame]))
    assert len(encoder.encoded) == len(set(encoder.encoded))


def test_a_profile_shows_the_confusion_table_and_the_map(frame, encoder):
    report = tabbert.profile(
        frame, "classification", columns=["text", "amount"], targets="topic", encoder=encoder, cache="off"
    )
    (made,) = report.to_dict(values="show")["checks"]
    assert made["target"] == "topic"
    matrix, scatter = made["pictures"]
    assert matrix["rows"] == matrix["columns"] == ["access", "billing", "shipping"]
    assert np.sum(matrix["counts"]) == frame["topic"].count()
    assert scatter["kind"] == "scatter"
    assert {group for *_, group in scatter["points"]} == {0, 1, 2}
    assert "billing" in report.to_html(values="show")
    assert "billing" not in report.to_html()
    assert "label 2" in report.to_html()


def test_filled_labels_of_a_lazy_frame_come_back_lazily(classify, frame, truth):
    filled = classify(frame.lazy()).fill()
    assert isinstance(filled, pl.LazyFrame)
    assert (filled.collect()["topic_filled"] == truth["topic"]).mean() > 0.95
