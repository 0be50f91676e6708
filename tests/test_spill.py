"""What does not fit in memory: streams and folders are read like a LazyFrame, and what is said of them comes lazily."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import tabbert
from tabbert import _run, frames, result
from tabbert.errors import QueryFailedError, UnreadableFileError
from tabbert.testing import FakeEncoder

OPTIONS = {"encoder": FakeEncoder(), "cache": "off"}


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch):
    for module in (frames, result):
        monkeypatch.setattr(module, "SLICE_ROWS", 7)
    monkeypatch.setattr(_run, "ROWS_AT_ONCE", 7)


def table(n=40):
    words = ["Paid in full", "tbd", "n/a", "Lieferung am Montag", None, ""]
    return pl.DataFrame(
        {"id": range(n), "text": [words[i % 6] for i in range(n)], "x": [[1.5, -999.0][i % 9 == 0] for i in range(n)]}
    )


@contextmanager
def _shown(into):
    yield lambda *said: into.append(said)


def stream(df):
    whole = df.to_arrow()
    return pa.RecordBatchReader.from_batches(whole.schema, whole.to_batches(max_chunksize=9))


def folder(df, path):
    (path / "year=2024").mkdir()
    df.head(15).write_parquet(path / "year=2024" / "a.parquet")
    df.tail(-15).write_parquet(path / "year=2024" / "b.parquet")
    return path


@pytest.mark.parametrize(
    "make", [lambda df, _: df.lazy(), lambda df, _: stream(df), folder], ids=["lazy", "stream", "folder"]
)
def test_verdicts_are_those_of_the_frame_in_memory(make, tmp_path):
    df = table()
    whole = tabbert.check_completeness(df, ["text", "x"], **OPTIONS)
    lazy = tabbert.check_completeness(make(df, tmp_path), ["text", "x"], **OPTIONS)
    assert lazy.score == whole.score
    for name in ("rows", "cells", "findings"):
        view = getattr(lazy, name)
        assert isinstance(view, pl.LazyFrame), name
        assert_frame_equal(view.collect(), getattr(whole, name))
    assert_frame_equal(lazy.columns, whole.columns)
    assert lazy.to_dict()["findings"] == whole.to_dict()["findings"]
    own = df.columns  # a folder may bring its partitions as columns
    for mine, other in zip(lazy.split(), whole.split(), strict=True):
        assert_frame_equal(mine.select(own).collect(), other)
    annotated = whole.annotate().columns
    assert_frame_equal(lazy.annotate().select(annotated).collect(), whole.annotate())


def test_checks_of_rows_see_slices_and_say_the_same():
    df = pl.DataFrame({"text": [f"text number {i % 23}" for i in range(60)]})
    lazy = tabbert.cluster(df.lazy(), **OPTIONS)
    _run.ROWS_AT_ONCE = 1000  # put back by the fixture
    whole = tabbert.cluster(df, **OPTIONS)
    assert_frame_equal(lazy.rows.collect(), whole.rows)
    assert_frame_equal(lazy.findings.collect(), whole.findings)


def test_an_empty_table_has_lazy_views_too():
    empty = tabbert.check_completeness(table().clear().lazy(), ["text"], **OPTIONS)
    assert empty.rows.collect().schema == tabbert.check_completeness(table(), ["text"], **OPTIONS).rows.schema
    assert empty.findings.collect().height == 0


def test_what_is_no_parquet_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "gone.parquet", tmp_path / "table.csv"):
        with pytest.raises(UnreadableFileError, match="Hint"):
            tabbert.check_completeness(path)


def test_a_stream_that_breaks_is_a_failed_query():
    def broken():
        yield pa.RecordBatch.from_pydict({"x": ["a"]})
        raise OSError("secret value")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("x", pa.string())]), broken())
    with pytest.raises(QueryFailedError) as caught:
        tabbert.check_completeness(reader, **OPTIONS)
    assert "secret" not in str(caught.value)


KILLED = """
import os, signal, sys
import polars as pl, tabbert
from tabbert.testing import FakeEncoder
from tabbert.encoders import cached

cached.KEEP_EVERY_S = 0.0  # a batch is what may be lost

class Dying(FakeEncoder):
    def encode_batches(self, texts):
        for number, batch in enumerate(super().encode_batches(texts)):
            if number == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch

result = tabbert.check_completeness(pl.scan_parquet(sys.argv[1]), encoder=Dying())
print(result.stats["texts_encoded"], result.stats["texts_reused"], result.score)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_after_kill_9_the_next_run_goes_on_from_the_cache(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"text": [f"a text with the number word {'x' * (i % 97)}{i}" for i in range(2000)]}).write_parquet(
        path
    )

    def run(home, batch):
        env = os.environ | {"TABBERT_HOME": str(tmp_path / home)}
        command = [sys.executable, "-c", KILLED, str(path), str(batch)]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    whole = run("whole", -1).stdout.split()
    assert run("killed", 20).returncode == -signal.SIGKILL
    encoded, reused, score = run("killed", -1).stdout.split()
    assert score == whole[2]
    assert int(encoded) + int(reused) == int(whole[0])
    assert int(reused) >= 18 * 64, "all but the batch that was being encoded, and the one before it, are remembered"


def test_the_progress_bar_counts_the_whole_run(monkeypatch):
    from tabbert.checks import completeness

    monkeypatch.setattr(completeness, "BLOCK", 10)
    shown = []
    monkeypatch.setattr(_run, "bar", lambda *_: _shown(shown))
    df = pl.DataFrame({"text": [f"text {'ab'[i % 2] * (i % 9)} number {i}." for i in range(200)], "n": range(200)})
    monkeypatch.setattr(frames, "SLICE_ROWS", 64)
    tabbert.check_completeness(df.lazy(), **OPTIONS)
    read = [(done, total) for done, total, *what in shown if what == ["reading"]]
    assert [done for done, _ in read] == sorted(done for done, _ in read)
    assert read[-1] == (200, 200)
    assert shown[: len(read)] == [(*each, "reading") for each in read], "reading comes first"
    done, total = zip(*shown[len(read) :], strict=True)
    assert list(done) == sorted(done)
    assert set(total) <= {200, 201}, "the distinct texts of the table, and the column's name"
    assert done[-1] >= 195
