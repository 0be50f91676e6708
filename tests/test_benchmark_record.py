"""The record of benchmarks: what a figure needs to be judged, and an error where a ratio has become worse."""

import importlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def record(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(ROOT)
    record = importlib.import_module("benchmarks._record")
    monkeypatch.setattr(record, "RESULTS", tmp_path)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("BENCHMARKS_ACCEPT", raising=False)
    return record


def test_figures_are_written_with_versions_threads_and_noise(record):
    document = json.loads(record.write("speed", {"seconds": 2.0}, {"beside theirs": 0.5}).read_text(encoding="utf-8"))
    assert document["figures"] == {"seconds": 2.0}
    assert document["ratios"] == {"beside theirs": 0.5}
    machine = document["machine"]
    assert machine["threads"]["OMP_NUM_THREADS"] == "1"
    assert machine["versions"]["numpy"][0].isdigit()
    assert machine["noise"] >= 0
    assert machine["cores"] >= 1


def test_a_ratio_that_is_a_fifth_worse_fails_and_the_results_stay(record, monkeypatch):
    path = record.write("speed", {"n": 1}, {"time": 0.5, "memory": 2.0})
    record.write("speed", {"n": 2}, {"time": 0.59, "memory": 1.0, "new": 9.0})  # noise, better, and not known before
    with pytest.raises(SystemExit, match=r"WORSE: time: 0\.72, was 0\.59"):
        record.write("speed", {"n": 3}, {"time": 0.72, "memory": 1.0})
    assert json.loads(path.read_text(encoding="utf-8"))["figures"] == {"n": 2}
    monkeypatch.setenv("BENCHMARKS_ACCEPT", "1")
    record.write("speed", {"n": 4}, {"time": 0.72})
    assert json.loads(path.read_text(encoding="utf-8"))["figures"] == {"n": 4}


def test_the_runner_knows_the_benchmarks_and_refuses_others(record, capsys):
    runner = importlib.import_module("benchmarks.__main__")
    assert runner.main([]) == 0
    listed = capsys.readouterr().out
    assert "startup " in listed
    assert "_record" not in listed
    with pytest.raises(SystemExit, match=r"no benchmark 'strtup'; there are: .*startup"):
        runner.main(["strtup"])
