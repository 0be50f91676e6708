"""``classify`` by training: both ways by name, the choice between them and the head, and what is refused."""

import sys
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner

import tabbert
from tabbert._trained import better
from tabbert.cli import main
from tabbert.errors import InvalidParameterError, MissingExtraError, TrainingDataError
from tabbert.labels import ClassificationResult, FineTunedResult

WORDS = {"fruit": ("apple", "pear", "plum"), "tool": ("saw", "axe", "drill")}


@pytest.fixture
def goods():
    """96 rows, every eighth without its label."""
    kinds = [("fruit", "tool")[i % 2] for i in range(96)]
    return pl.DataFrame({
        "name": [f"{WORDS[kind][i // 2 % 3]} {WORDS[kind][i // 6 % 3]} no{i}" for i, kind in enumerate(kinds)],
        "kind": [kind if i % 8 else None for i, kind in enumerate(kinds)],
    })  # fmt: skip


@pytest.fixture
def head(goods, fake_encoder):
    """A fifth of the labels are wrong, so that no way of learning is always right."""
    swapped = pl.col("kind").replace({"fruit": "tool", "tool": "fruit"})
    goods = goods.with_columns(kind=pl.when(pl.int_range(pl.len()) % 5 == 0).then(swapped).otherwise("kind"))
    return tabbert.classify(goods, "kind", encoder=fake_encoder, cache="off")


@pytest.mark.train
@pytest.mark.slow
@pytest.mark.parametrize("method", ["few-shot", "fine-tune"])
def test_a_way_by_its_name(goods, tiny_bert, tmp_path, monkeypatch, method):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path))
    result = goods.bert.classify("kind", method=method, encoder=str(tiny_bert), time_budget_s=5, abstain_below=0.1)
    assert isinstance(result, FineTunedResult)
    assert result.model.startswith(f"kind-{method}@")
    assert result.classes == ("fruit", "tool")
    assert {"rows", "accuracy", "macro_f1", "calibration_error", "sure_accuracy"} == set(result.evaluation)
    assert set(result.rows["status"]) == {"labelled"}
    filled = result.fill()
    assert filled.columns == ["name", "kind", "kind_filled"]
    known = goods["kind"].is_not_null()
    assert filled.filter(known)["kind_filled"].equals(goods.filter(known)["kind"], check_names=False)
    assert filled["kind_filled"].null_count() == 0
    told = result.explain(0)
    assert [part.column for part in told.columns] == ["name"]
    assert (told.label, round(told.confidence, 4)) == (result.rows["label"][0], round(result.rows["confidence"][0], 4))
    assert [word.text.strip() for word in told.words] == goods["name"][0].split()
    again = tabbert.classify(goods.select("name"), model=result.model)
    assert again.rows.select("label", "confidence").equals(result.rows.select("label", "confidence"))


@pytest.mark.train
@pytest.mark.slow
def test_the_command_line(goods, tiny_bert, tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))
    goods.write_csv(tmp_path / "goods.csv")
    done = CliRunner().invoke(main, [
        "classify", str(tmp_path / "goods.csv"), "--target", "kind", "--method", "fine-tune", "--time-budget", "0.001",
        "--name", "goods", "--encoder", str(tiny_bert), "-o", str(tmp_path / "out.csv"),
    ])  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Labelled by goods@" in done.stderr
    assert pl.read_csv(tmp_path / "out.csv")["classification_label"].null_count() == 0


@pytest.mark.train
@pytest.mark.slow
@pytest.mark.parametrize("method", ["finetune", "contrastive"])
def test_training_stops_when_its_time_is_over(goods, tiny_bert, tmp_path, method):
    from tabbert.encoders.transformers import TransformersEncoder
    from tabbert.finetune.classification import finetune_texts
    from tabbert.finetune.settings import Settings

    steps = []
    model = finetune_texts(
        goods["name"].to_list(), goods["kind"].to_list(), encoder=TransformersEncoder(tiny_bert),
        settings=Settings(method=method, epochs=50, batch_size=4, time_budget_s=1e-6), folder=tmp_path,
        progress=lambda done, total, what="": steps.append(done) if what == "fine-tuning" else None,
    )  # fmt: skip
    assert steps == [1]
    assert model.about.scores["rows"] > 0


def test_without_a_time_budget_auto_is_the_head(head):
    assert isinstance(head, ClassificationResult)


@pytest.mark.parametrize(("accuracy", "wins"), [(1.0, True), (0.5, False)])
def test_training_has_to_beat_the_head_by_more_than_chance(head, accuracy, wins):
    assert 0.5 <= head.evaluation["accuracy"] < 0.97
    asked = []

    def train(way):
        asked.append(way)
        return SimpleNamespace(evaluation={"accuracy": accuracy, "rows": 400})

    found = better(head, train)
    assert (found is not head) == wins
    assert asked == ["few-shot"]  # 42 rows a label


@pytest.mark.parametrize("error", [MissingExtraError("Training", "torch", "train"), TrainingDataError("few.", "more.")])
def test_auto_falls_back_to_the_head_where_nothing_can_be_trained(head, error):
    def train(way):
        raise error

    assert better(head, train) is head


def test_a_way_by_its_name_needs_the_extra(goods, monkeypatch):
    monkeypatch.setitem(sys.modules, "tabbert.finetune.classification", None)
    with pytest.raises(MissingExtraError, match=r"tabbert\[train\]"):
        tabbert.classify(goods, "kind", method="few-shot")


@pytest.mark.parametrize(
    ("options", "name"),
    [({"method": "magic"}, "method"), ({"time_budget_s": 0}, "time_budget_s"),
     ({"method": "few-shot", "labels": ["fruit", "tool"]}, "labels"),
     ({"method": "few-shot", "target_precision": 0.9}, "target_precision"),
     ({"method": "fine-tune", "name": "../x"}, "name"), ({"method": "head", "name": "x"}, "name")],
)  # fmt: skip
def test_options_that_make_no_sense(goods, options, name):
    with pytest.raises(InvalidParameterError, match=name):
        tabbert.classify(goods, "kind", **options)
    with pytest.raises(InvalidParameterError, match="target"):
        tabbert.classify(goods, method="few-shot")
