"""What a worker does with Arrow batches, without an engine: it finds the one value at which a check fails."""

import pickle
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest

from tabbert import RowCheck, State, ValueCheck, Verdict
from tabbert._plugins import registry
from tabbert.config import Options
from tabbert.core.table import Kind
from tabbert.distributed import _worker
from tabbert.distributed._job import Work
from tabbert.distributed._worker import Worker, join_pieces, pieces, summary_of, verdict_fields
from tabbert.errors import EncoderUnavailableError
from tabbert.testing import FakeEncoder, make_table

OPTIONS = Options(encoder=FakeEncoder(), cache="off")


class Touchy(ValueCheck):
    name = "touchy"
    null_score = 0.25
    null_status = "nothing"

    def score(self, values, column):
        self.calls.append(len(values))
        if "bad" in values:
            raise KeyError("bad")
        return [len(value) / 10 for value in values]

    calls: ClassVar[list[int]] = []


def worker(check, state=None):
    return Worker(Work(check, OPTIONS, state or State(check.name, check.version, columns={"x": {}})))


def test_a_failing_value_is_found_by_halving_and_stands_alone():
    Touchy.calls.clear()
    values = pa.array([f"v{number}" for number in range(31)] + ["bad", None])
    found = dict(zip([name for name, _ in verdict_fields(Touchy())], worker(Touchy()).values("x", values), strict=True))
    assert found["error"].to_pylist() == [None] * 31 + ["KeyError", None]
    score = found["score"].to_pylist()
    assert score[:31] == [len(value) / 10 for value in values.to_pylist()[:31]]
    assert np.isnan(score[31])
    assert score[32] == 0.25
    assert found["status"].to_pylist()[31:] == ["error", "nothing"]
    assert len(Touchy.calls) <= 13, "halving, not one by one"


def test_spark_has_a_type_for_whatever_a_check_may_declare():
    types = pytest.importorskip("tabbert.distributed._spark_types", reason="PySpark is not installed")

    class Chatty(RowCheck):
        name = "chatty"
        kinds = ("bool", "uint8", "uint16", "uint32", "uint64", "int32", "float16", "string", "date32")
        output: ClassVar = dict(zip(kinds, kinds, strict=True))

        def apply(self, batch, state):
            n = batch.n_rows
            extra = {name: np.ones(n, name) for name in list(self.output)[:-2]}
            extra |= {"string": np.full(n, "a", object), "date32": np.full(n, "2024-01-01", "datetime64[D]")}
            return Verdict(np.ones(n), np.full(n, "", object), np.full(n, "", object), extra)

    for check in (Chatty, *registry().checks.values()):
        assert types.schema(verdict_fields(check)).startswith("`score` double, `status` string, ")
    found = worker(Chatty()).rows({"x": pa.array(["a", "b"])})
    fields = verdict_fields(Chatty())
    assert [data.type for data in found] == [dtype for _, dtype in fields]
    said = dict(zip([name for name, _ in fields], found, strict=True))
    assert said["uint8"].to_pylist() == [1, 1]
    assert said["bool"].to_pylist() == [True, True]


def test_what_a_run_cannot_do_without_is_no_failing_value():
    class Lost(ValueCheck):
        name = "lost"

        def score(self, values, column):
            raise EncoderUnavailableError("e", "gone", "fetch it")

    with pytest.raises(EncoderUnavailableError):
        worker(Lost()).values("x", pa.array(["a", "b"]))


def test_rows_are_told_where_they_stand_also_when_halved():
    class Position(RowCheck):
        name = "position"
        output: ClassVar = {"place": "int64"}

        def apply(self, batch, state):
            if "bad" in batch.row_texts():
                raise ValueError
            place = batch.first_row + np.arange(batch.n_rows)
            return Verdict(
                np.ones(len(place)), np.full(len(place), "", object), np.full(len(place), "", object), {"place": place}
            )

    found = worker(Position()).rows({"x": pa.array(["a", "b", "bad", "d", "e"])}, first_row=100)
    assert found[-1].to_pylist() == [100, 101, None, 103, 104]


def test_partials_of_batches_are_that_of_the_whole():
    values = ["a", "b", None, "a", "c", "c", "c"]
    parts = [({"x": pa.array(values[start : start + 2])}, start) for start in range(0, 7, 2)]
    merged = worker(Touchy()).summarise(parts)
    (column,) = merged.columns
    assert dict(zip(column.values, column.counts.tolist(), strict=True)) == {"a": 2, "b": 1, "c": 3}
    assert (column.n_rows, column.n_null) == (7, 1)
    counted = pa.table({"value": ["a", None, "c", "b"], "count": [2, 1, 3, 1]})
    (same,) = summary_of({"x": (Kind.TEXT, counted)}, 7).columns
    assert dict(zip(same.values, same.counts.tolist(), strict=True)) == {"a": 2, "b": 1, "c": 3}
    assert (same.n_rows, same.n_null, same.kind) == (7, 1, Kind.TEXT)
    assert worker(Touchy()).summarise([]) is None


def test_a_partial_travels_in_pieces(monkeypatch):
    monkeypatch.setattr(_worker, "PIECE_BYTES", 100)
    partial = worker(Touchy()).summarise([({"x": pa.array([f"value {n}" for n in range(50)])}, 0)])
    cut = list(pieces(partial))
    assert len(cut) > 5
    assert join_pieces(cut).columns[0].values == partial.columns[0].values


def test_what_travels_can_be_pickled():
    table = make_table({"x": ["a"]})
    work = Work(Touchy(), OPTIONS, Touchy().finish(table.summary()))
    assert pickle.loads(pickle.dumps(work.state)) == work.state
    assert pickle.loads(pickle.dumps(work.options.encoder)).fingerprint == FakeEncoder().fingerprint
