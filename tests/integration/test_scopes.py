"""Row and table checks run through the same door: one verdict per row, states that are applied again."""

from typing import ClassVar

import numpy as np
import polars as pl
import pytest

import tabbert
from tabbert import RowCheck, TableCheck, Verdict
from tabbert._plugins import registry
from tabbert.testing import FakeEncoder

OPTIONS = {"encoder": FakeEncoder(dim=16), "cache": "off"}


class Crowded(RowCheck):
    """Rows whose text is long."""

    name = "crowded"
    needs = frozenset({"texts"})

    def apply(self, batch, state):
        return [1.0 if len(text) < 30 else 0.0 for text in batch.row_texts()]


class Central(TableCheck):
    """Distance of each row to the mean vector of the table."""

    name = "central"
    statuses: ClassVar = {"near": "close to the others", "far": "apart from the others"}

    def summarise(self, batch):
        vectors = batch.row_vectors().astype(np.float64)
        return {"sum": vectors.sum(axis=0), "n": len(vectors)}

    def merge(self, partials):
        return {"sum": np.sum([p["sum"] for p in partials], axis=0), "n": sum(p["n"] for p in partials)}

    def finish(self, partial):
        return self._state(table={"mean": partial["sum"] / max(partial["n"], 1)})

    def apply(self, batch, state):
        vectors = batch.row_vectors()
        score = np.clip(0.5 + vectors @ state.table["mean"], 0, 1).astype(np.float64)
        near = score >= 0.6
        status = np.where(near, "near", "far").astype(object)
        return Verdict(score, status, np.full(len(score), "", object), {"similarity": score})


@pytest.fixture(autouse=True)
def _registered():
    registry().checks.update(crowded=Crowded, central=Central)
    yield
    for name in ("crowded", "central"):
        registry().checks.pop(name)


def test_a_row_check():
    df = pl.DataFrame({"a": ["short", "x" * 40], "b": [1, 2]})
    result = tabbert.check(df, "crowded", **OPTIONS)
    assert result.rows["score"].to_list() == [1.0, 0.0]
    assert result.score == 0.5
    assert result.findings["row"].to_list() == [1]
    good, bad = result.split()
    assert (len(good), len(bad)) == (1, 1)
    assert "crowded" in repr(result)
    assert "row 1" in result.render("text")
    assert result.to_dict()["findings"][0]["row"] == 1


def test_a_table_check_with_a_saved_state(tmp_path):
    df = pl.DataFrame({"a": ["same", "same", "same", "other"]})
    result = tabbert.check(df, "central", **OPTIONS)
    assert result.rows.columns == ["score", "status", "similarity"]
    assert result.annotate().columns == ["a", "central_score", "central_status", "central_similarity"]
    path = result.state.save(tmp_path / "s.tabbert")
    again = tabbert.check(df.head(2), "central", state=path, **OPTIONS)
    assert again.rows["score"].to_list() == result.rows["score"].to_list()[:2]
