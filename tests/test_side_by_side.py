"""The page that compares libraries is what its figures say, and its truth is that of the script that made the table."""

import importlib
import json
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def side_by_side(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    return importlib.import_module("benchmarks.side_by_side")


def test_the_page_is_written_from_the_figures(side_by_side):
    figures = json.loads(side_by_side.RESULT.read_text(encoding="utf-8"))["figures"]
    assert side_by_side.PAGE.read_text(encoding="utf-8") == side_by_side.page(figures)


def test_the_truth_is_what_the_script_put_there(side_by_side):
    table = pl.DataFrame({"text": ["Kettle", None, "  ", "keine Angabe", "-999", "None", "Unknown Pleasures Records"]})
    assert side_by_side.truth_of(table)["text"].to_list() == [False, True, True, True, True, False, False]
