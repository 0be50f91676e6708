"""``tabbert cluster``: what it prints, writes and refuses."""

import numpy as np
import polars as pl
import pytest

from tabbert._plugins import registry
from tabbert.cli import main
from tabbert.testing import FakeEncoder


class Letters(FakeEncoder):
    """A text's vector lies where its first letter is."""

    def encode(self, texts):
        return super().encode([text[0] for text in texts]) + 0.1 * super().encode(list(texts))


@pytest.fixture
def cluster(runner, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TABBERT_CACHE", "off")
    registry().encoders["letters"] = Letters(name="letters")
    pl.DataFrame({"text": [f"{'ab'[i % 2]} word {i}" for i in range(80)], "n": range(80)}).write_csv("t.csv")
    yield lambda *arguments: runner.invoke(main, ["cluster", "t.csv", "--encoder", "letters", *arguments])
    del registry().encoders["letters"]


def test_it_prints_the_clusters_without_cells(cluster):
    done = cluster("--columns", "text")
    assert done.exit_code == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first.startswith("2 clusters, 0 of 80 rows outside")
    assert len(lines) == 2
    assert "word" not in done.stdout
    assert "word" in cluster("--columns", "text", "--values", "show").stdout


def test_numbers_in_a_file_are_not_read_unless_named(cluster, tmp_path):
    done = cluster()
    assert done.exit_code == 0
    assert done.stdout == cluster("--columns", "text").stdout
    assert "'n' hold numbers only" in done.stderr
    assert "Note" not in cluster("--columns", "n").stderr
    pl.DataFrame({"a": ["1", " 2.5", None], "b": ["3", "4e5", "-6"]}).write_csv(tmp_path / "t.csv")
    refused = cluster()
    assert refused.exit_code == 2
    assert "number" in refused.stderr


def test_a_state_knows_its_columns(cluster, tmp_path):
    assert cluster("--columns", "text", "--save-state", "s").exit_code == 0
    (pl.read_csv(tmp_path / "t.csv").with_columns(more=pl.lit("a remark"))).write_csv(tmp_path / "t.csv")
    alone, beside = cluster("--columns", "text", "--state", "s"), cluster("--state", "s")
    assert "not in the saved state" in beside.stdout
    assert beside.stdout.splitlines()[-2:] == alone.stdout.splitlines()[-2:]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_it_writes_the_rows(cluster, tmp_path, suffix):
    assert cluster("--columns", "text", "-o", f"out.{suffix}").exit_code == 0
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "jsonl": pl.read_ndjson}[suffix]
    labels = read(tmp_path / f"out.{suffix}")["clustering_cluster"].to_numpy()
    assert len(set(labels[::2])) == len(set(labels[1::2])) == 1
    assert labels[0] != labels[1]


def test_it_keeps_and_takes_a_state(cluster, tmp_path):
    assert cluster("--save-state", "s", "-o", "a.csv", "--map", "m.svg").exit_code == 0
    assert "<svg" in (tmp_path / "m.svg").read_text(encoding="utf-8")
    assert cluster("--state", "s", "-o", "b.csv").exit_code == 0
    columns = [pl.read_csv(tmp_path / name)["clustering_cluster"].to_numpy() for name in ("a.csv", "b.csv")]
    np.testing.assert_array_equal(*columns)


@pytest.mark.parametrize(("arguments", "code"), [
    (["-o", "out.doc"], 2), (["--min-cluster-size", "1"], 2), (["--columns", "no"], 3),
    (["--map", "missing/m.svg"], 3),
])  # fmt: skip
def test_it_refuses(cluster, arguments, code):
    assert cluster(*arguments).exit_code == code


@pytest.mark.parametrize(("suffix", "kept"), [("csv", "text"), ("jsonl", "items")])
def test_what_a_format_cannot_hold_is_refused_before_the_run(cluster, runner, tmp_path, suffix, kept):
    """Polars would fail after it, and end the process with code 1 for bytes in JSON Lines."""
    table = pl.DataFrame({"text": ["a b", "c d"], "items": [["x"], ["y"]], "photo": [b"x", b"y"]})
    table.write_parquet(tmp_path / "t.parquet")
    done = runner.invoke(main, ["cluster", "t.parquet", "--encoder", "letters", "-o", f"out.{suffix}"])
    assert done.exit_code == 3
    assert not done.stdout
    assert "'photo'" in done.stderr
    assert f"'{kept}'" not in done.stderr
    assert "Hint: write a .parquet file" in done.stderr


def test_the_suffix_of_a_map_is_refused_before_the_run(cluster):
    done = cluster("--map", "m.doc")
    assert not done.stdout
    assert ".svg, .png, .pdf" in done.stderr
