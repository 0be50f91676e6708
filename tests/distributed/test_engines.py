"""One contract for every engine: real workers give the verdicts of a local run, lose nothing, and note what fails."""

import datetime as dt
import os
import signal
import sys
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tabbert
from tabbert import RowCheck, TableCheck, ValueCheck, Verdict
from tabbert._plugins import registry
from tabbert.errors import InvalidParameterError, PluginError, UnknownColumnError, UnsupportedFrameError
from tabbert.testing import FakeEncoder
from tests.distributed.conftest import WARNINGS

pytestmark = [pytest.mark.slow, *map(pytest.mark.filterwarnings, WARNINGS)]
OPTIONS = {"encoder": FakeEncoder(), "cache": "off"}
SUM = 1e-12  # of means over many rows, which are added up in another order; verdicts are the same bit for bit
WORDS = ["Paid in full", "keine Angabe", "tbd", "Lieferung am Montag", "n/a", "Bestellung 17", "", "Zürich", "東京"]


def table(n: int = 60) -> pl.DataFrame:
    rows = range(n)
    return pl.DataFrame(
        {
            "key": [f"k{i}" for i in rows],
            "a.remark": [None if i % 8 == 6 else WORDS[i % 9] + (f" {i}" if i % 9 == 3 else "") for i in rows],
            "we`ird name": [WORDS[i % 4] for i in rows],
            "x": [[1.5, float("nan"), -999.0, 3.25, None, 2.5][i % 6] for i in rows],
            "n": pl.Series([i % 5 for i in rows], dtype=pl.Int32),
            "day": [dt.date(1900, 1, 1) if i % 11 == 0 else dt.date(2024, 1, 1 + i % 20) for i in rows],
            "price": [Decimal(i % 7) / 4 for i in rows],
            "yes": [i % 3 == 0 for i in rows],
            "nothing": pl.Series([None] * n, dtype=pl.String),
            "list": [[i] for i in rows],
        }
    )


class Crowded(RowCheck):
    """Rows whose text is long."""

    name = "crowded"
    needs = frozenset({"texts"})
    output: ClassVar = {"length": "int32"}

    def apply(self, batch, state):
        length = np.array([len(text) for text in batch.row_texts()], np.int32)
        score = np.where(length < 20, 1.0, 0.25)
        status = np.where(length < 20, "ok", "crowded").astype(object)
        return Verdict(score, status, np.full(len(length), "", object), {"length": length})


class Numbered(TableCheck):
    """The first row of every text, by its number in the whole table."""

    name = "numbered"
    output: ClassVar = {"first": "int64"}

    def summarise(self, batch):
        found = {}
        for row, text in enumerate(batch.row_texts(), batch.first_row):
            found.setdefault(text, row)
        return found

    def merge(self, partials):
        found = {}
        for partial in partials:
            for text, row in partial.items():
                found[text] = min(row, found.get(text, row))
        return found

    def finish(self, partial):
        return self._state(table={"first": partial})

    def apply(self, batch, state):
        first = np.array([state.table["first"][text] for text in batch.row_texts()], np.int64)
        here = batch.first_row + np.arange(batch.n_rows)
        score = (first == here).astype(float)
        status = np.where(score > 0, "first", "again").astype(object)
        return Verdict(score, status, np.full(len(score), "", object), {"first": first})


class Fragile(ValueCheck):
    """Fails at one value, and loses its process once at another."""

    name = "fragile"
    version = "7"

    def __init__(self, params=None):
        super().__init__(params)
        self.fuse = Path(os.environ["TABBERT_HOME"]) / "fuse"

    def score(self, values, column):
        if "n/a" in values:
            raise ValueError("n/a is a value that nobody may read in a log")
        if "Zürich" in values and self.fuse.exists():
            self.fuse.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return [len(value) / 30 for value in values]


class Broken(ValueCheck):
    name = "broken"

    def score(self, values, column):
        raise ValueError


@pytest.fixture(autouse=True)
def _registered():
    from pyspark import cloudpickle
    from ray import cloudpickle as ray_cloudpickle

    own = [Crowded, Numbered, Fragile, Broken]
    for each in (cloudpickle, ray_cloudpickle):  # workers cannot import a test module
        each.register_pickle_by_value(sys.modules[__name__])
    registry().checks.update({check.name: check for check in own})
    yield
    for check in own:
        registry().checks.pop(check.name)


def test_value_verdicts_are_those_of_a_local_run(engine, tmp_path):
    df = table()
    names = [name for name in df.columns if name != "key"]
    weights = {"x": 0.3, "a.remark": 2.0}
    result = engine.check(engine.frame(df), "completeness", id="key", weights=weights, **OPTIONS)
    local = tabbert.check_completeness(df, names, weights=weights, **OPTIONS)

    rows = df.select("key").join(engine.read(result.rows), on="key", maintain_order="left")
    assert rows["score"].to_list() == local.rows["score"].to_list()
    assert rows["n_findings"].to_list() == local.rows["n_findings"].to_list()

    wanted = local.findings.with_columns(key=df["key"].gather(local.findings["row"]))
    order = ["key", "column", "status", "score", "evidence", "value"]
    found = engine.read(result.findings).select(order).sort("column", "key")
    assert found["value"].is_null().sum() == wanted["value"].is_null().sum()
    assert_frame_equal(found.drop("value"), wanted.select(order[:-1]).sort("column", "key"), check_exact=True)

    columns = engine.read(result.columns)
    common = ["column", "kind", "assessed", "n_findings", "missing", "placeholder", "complete"]
    seen = columns.filter("assessed").select(common)
    assert seen.equals(local.columns.filter("assessed").select(common), null_equal=True)
    means = [frame.filter("assessed")["effective_completeness"].to_list() for frame in (columns, local.columns)]
    assert means[0] == pytest.approx(means[1], rel=SUM)
    assert result.notes == list(local.notes)
    assert "Column 'list' was not assessed" in result.notes[0]
    assert result.score == pytest.approx(local.score, rel=SUM)

    # What was learnt is the same thing, too: it judges alike wherever it is applied.
    again = tabbert.check_completeness(df, names, weights=weights, state=result.state.save(tmp_path / "s"), **OPTIONS)
    assert again.rows["score"].to_list() == local.rows["score"].to_list()
    stricter = engine.read(result.rethreshold(1.0).rows)["n_findings"].sum()
    assert stricter == local.rethreshold(1.0).rows["n_findings"].sum() > rows["n_findings"].sum()


def test_a_saved_state_is_applied_and_what_it_does_not_know_is_fitted(spark):  # the same code on every engine
    engine, df = spark, table()
    state = tabbert.check_completeness(df.head(30), ["a.remark", "x"], **OPTIONS).state
    names = ["a.remark", "x", "n"]
    result = engine.check(engine.frame(df), "completeness", columns=names, id="key", state=state, **OPTIONS)
    local = tabbert.check_completeness(df, names, state=state, **OPTIONS)
    rows = df.select("key").join(engine.read(result.rows), on="key", maintain_order="left")
    assert rows["score"].to_list() == local.rows["score"].to_list()
    assert result.notes == list(local.notes)


def test_two_fields_in_one_cell_are_found_wherever_their_rows_are(engine):
    towns = ["Leeds", "York", "Bath"]
    people = [(i, f"{chr(65 + i)}nn Smith", towns[i % 3]) for i in range(26)]
    people[:6] = [(i, f"{name}, {town}", None) for i, name, town in people[:6]]
    df = pl.DataFrame(people, schema=["key", "name", "town"], orient="row")
    options = {"weights": {"town": 0.5}, **OPTIONS}
    local = tabbert.check_completeness(df, ["name", "town"], **options)
    wanted = local.findings.rename({"row": "key"}).drop("value").sort("column", "key")
    assert wanted["evidence"].str.starts_with("ends with what belongs in 'town'").any()
    state = tabbert.check_completeness(df, "town", **OPTIONS).state  # does not know names: judged without their rows
    without = tabbert.check_completeness(df, ["name", "town"], state=state, **options)
    for given, expected in ((None, local), (state, without)):
        result = engine.check(engine.frame(df), "completeness", id="key", state=given, **options)
        rows = df.select("key").join(engine.read(result.rows), on="key", maintain_order="left")
        assert rows["score"].to_list() == expected.rows["score"].to_list()
        if given is None:
            found = engine.read(result.findings).select(wanted.columns).sort("column", "key")
            assert_frame_equal(found, wanted, check_exact=True)


def test_row_verdicts_are_those_of_a_local_run(engine):
    df = table()
    names = ["a.remark", "x", "day"]
    result = engine.check(engine.frame(df), "crowded", columns=names, id="key", **OPTIONS)
    local = tabbert.check(df, "crowded", columns=names, **OPTIONS)
    rows = df.select("key").join(engine.read(result.rows), on="key", maintain_order="left")
    assert rows.drop("key").equals(local.rows)
    bad = engine.read(result.findings)
    assert sorted(bad["key"]) == sorted(df["key"].gather(local.findings["row"]))
    assert result.score == pytest.approx(local.score)


def test_clusters_are_those_of_a_local_run(engine):
    df = table(150).with_columns(text=pl.Series([f"{WORDS[i % 6]} {i % 50}" for i in range(150)]))
    options = {"columns": "text", "min_cluster_size": 3, **OPTIONS}
    local = tabbert.check(df, "clustering", **options)
    states = [local.state, None] if engine.name == "spark" else [local.state]
    for state in states:
        result = engine.check(engine.frame(df), "clustering", id="key", state=state, **options)
        rows = df.select("key").join(engine.read(result.rows), on="key", maintain_order="left")
        for name in ("score", "status", "cluster", "membership", "outlier_score"):
            assert rows[name].to_list() == local.rows[name].to_list(), name


def test_labels_are_those_of_a_local_run(engine):
    df = table(120).with_columns(label=pl.Series([None if i % 3 == 2 else f"L{i % 9 // 3}" for i in range(120)]))
    options = {"columns": ["a.remark", "we`ird name", "x", "label"], "target": "label", **OPTIONS}
    local = tabbert.check(df, "classification", **options)
    for state in [local.state, None] if engine.name == "spark" else [None]:  # what was learnt is applied in any case
        result = engine.check(engine.frame(df), "classification", id="key", state=state, **options)
        rows = df.select("key").join(engine.read(result.rows), on="key", maintain_order="left")
        for name in ("score", "status", "label", "confidence", "runner_up", "abstained", "doubted"):
            assert rows[name].to_list() == local.rows[name].to_list(), name


def test_a_table_check_is_told_where_its_batches_begin(engine):
    frame = engine.frame(table())
    if engine.name == "spark":
        frame = frame.cache()
    result = engine.check(frame, "numbered", columns=["a.remark", "n"], id="key", **OPTIONS)
    rows = engine.read(result.rows)
    firsts = rows.filter(pl.col("status") == "first")
    assert firsts["first"].n_unique() == len(firsts) == rows["first"].n_unique()  # each text has one first row
    assert rows["first"].is_between(0, 59).all()
    assert (rows["status"] == "again").any()


def test_a_killed_worker_loses_nothing_and_a_failing_value_is_noted(engine):
    df = table()
    check = Fragile()
    check.fuse.touch()
    result = engine.check(engine.frame(df), "fragile", columns=["a.remark", "we`ird name"], id="key", **OPTIONS)
    assert not check.fuse.exists(), "the worker was not killed"
    rows = df.join(engine.read(result.rows), on="key", maintain_order="left")
    errors = engine.read(result.errors)
    failed = df.filter(pl.col("a.remark") == "n/a")["key"]
    assert sorted(errors["key"]) == sorted(failed)
    assert set(errors["column"]) == {"a.remark"}
    assert set(errors["error"]) == {"ValueError"}
    assert "1 of" in result.notes[0]
    assert "`result.errors`" in result.notes[0]
    texts = zip(rows["a.remark"], rows["we`ird name"], strict=True)
    wanted = [np.mean([len(text) / 30 for text in cells if text not in (None, "n/a")]) for cells in texts]
    assert rows["score"].to_list() == pytest.approx(wanted)


def test_a_check_that_fails_at_everything_is_an_error(spark):
    with pytest.raises(PluginError, match="failed at everything"):
        spark.check(spark.frame(table(6)), "broken", columns=["a.remark"], id="key", **OPTIONS)


def test_what_cannot_be_asked_is_said_before_anything_runs(engine):
    frame = engine.frame(table(6))
    with pytest.raises(InvalidParameterError, match="the column that tells rows apart"):
        engine.check(frame, "completeness")
    with pytest.raises(UnknownColumnError, match="remarks"):
        engine.check(frame, "completeness", id="key", columns=["remarks"])
    with pytest.raises(UnknownColumnError, match="number"):
        engine.check(frame, "completeness", id="number")
    with pytest.raises(UnsupportedFrameError):
        engine.check(table(6), "completeness", id="key")
