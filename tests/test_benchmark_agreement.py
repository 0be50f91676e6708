"""Agreement of readers: what neither calls bad does not count, and what one could not decide is left out."""

import importlib
from pathlib import Path

import pytest


@pytest.fixture
def benchmark(monkeypatch):
    pytest.importorskip("sklearn", reason="needs the training extra")
    monkeypatch.syspath_prepend(Path(__file__).parent.parent)
    return importlib.import_module("benchmarks.agreement")


def test_agreement_of_two_readings(benchmark):
    one = ["missing", "missing", "valid", "truncated", "valid", "debatable", "valid"]
    other = ["missing", "valid", "valid", "missing", "valid", "missing", "debatable"]
    found = benchmark.agreement(one, other)
    assert found["values"] == 5
    assert found["f1"] == pytest.approx(2 * 2 / (3 + 2))
    more = benchmark.agreement([*one, "valid"], [*other, "valid"])
    assert more["f1"] == found["f1"]
    assert more["kappa"] > found["kappa"]
    assert benchmark.agreement(one[:5], one[:5])["kappa"] == 1


def test_readings_hold_hashes_and_known_answers(benchmark):
    frame = benchmark.corpus.read_csv(benchmark.READINGS)
    assert frame["value"].is_unique().all()
    assert frame["value"].str.contains("^[0-9a-f]{16}$").all()
    for reader in ("first", "second"):
        assert set(frame[reader]) == {"valid", "missing", "uninformative", "truncated", "debatable"}
