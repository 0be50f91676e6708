"""``tabbert classify``: what it prints, writes and refuses."""

import polars as pl
import pytest

from tabbert._plugins import registry
from tabbert.cli import main
from tabbert.testing import FakeEncoder


@pytest.fixture
def classify(runner, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TABBERT_CACHE", "off")
    registry().encoders["fake"] = FakeEncoder(name="fake")
    words = {"money": "refund invoice", "access": "login password"}
    topics = [("money", "access")[i % 2] for i in range(60)]
    texts = [f"{words[topic]} number {i}" for i, topic in enumerate(topics)]
    given = [topic if i % 3 else None for i, topic in enumerate(topics)]
    pl.DataFrame({"text": texts, "topic": given}).write_csv("t.csv")
    yield lambda *more: runner.invoke(main, ["classify", "t.csv", "--encoder", "fake", *more])
    del registry().encoders["fake"]


def test_it_prints_figures_and_names_labels_on_request(classify):
    done = classify("--target", "topic")
    assert done.exit_code == 0, done.stderr
    assert "precision" in done.stdout
    assert "money" not in done.stdout
    assert "money" in classify("--target", "topic", "--values", "show").stdout


def test_it_writes_the_labels_and_keeps_the_classifier(classify, tmp_path):
    assert classify("--target", "topic", "-o", "a.csv", "--save-model", "m").exit_code == 0
    assert classify("--model", "m", "-o", "b.parquet").exit_code == 0
    one, two = pl.read_csv(tmp_path / "a.csv"), pl.read_parquet(tmp_path / "b.parquet")
    assert set(one["classification_label"]) == {"money", "access"}
    assert one["classification_label"].to_list() == two["classification_label"].to_list()


def test_labels_without_any_row(classify):
    done = classify("--columns", "text", "--label", "money=refund", "--label", "access=login password")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), (["--target", "no"], 3), (["--target", "topic", "-o", "x.doc"], 2), (["--model", "no.state"], 3),
     (["--target", "topic", "--target-precision", "2"], 2)],
)  # fmt: skip
def test_it_refuses(classify, arguments, code):
    assert classify(*arguments).exit_code == code
