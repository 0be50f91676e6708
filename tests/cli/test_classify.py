"""``tabbert classify``: what it prints, writes and refuses."""

import re

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


def test_it_says_how_many_rows_got_which_label(classify):
    done = classify("--target", "topic", "--values", "show")
    assert re.search(r"that got one: 20 \((access|money): 1\d, (access|money): \d+\)\.$", done.stderr.strip())
    assert "access" not in classify("--target", "topic").stderr
    done = classify("--target", "topic", "--abstain-below", "1")
    assert "Rows without a label that got one: 0. 20 got none." in done.stderr


def test_labels_can_speak_for_themselves(classify):
    done = classify("--columns", "text", "--label", "money", "--label", "access=login password", "--values", "show")
    assert done.exit_code == 0, done.stderr
    assert "Rows without a label that got one: 60 (" in done.stderr
    assert classify("--label", "=login", "--label", "money").exit_code == 2


def test_errors_point_to_the_help_of_the_verb(classify, tmp_path):
    pl.DataFrame({"text": ["a", "b"], "topic": ["x", "x"]}).write_csv(tmp_path / "t.csv")
    assert "tabbert classify --help" in classify("--target", "topic").stderr


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
