"""Every kind of frame goes in; rows, labels and index come back as they were."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tabbert import frames
from tabbert.core.table import Kind
from tabbert.errors import UnknownColumnError, UnsupportedFrameError

TEXTS = ["a", None, "b", "a", ""]


def column(data, name="x"):
    frame = frames.read(data)
    table = frame.table(frame.positions([name]))
    return table.columns[0]


def restored(indexed):
    values = [*indexed.values, None]
    return [values[code] for code in indexed.codes.tolist()]


TEXT_FRAMES = {
    "polars": lambda: pl.DataFrame({"x": TEXTS}),
    "polars lazy": lambda: pl.LazyFrame({"x": TEXTS}),
    "polars categorical": lambda: pl.DataFrame({"x": pl.Series(TEXTS, dtype=pl.Categorical)}),
    "polars enum": lambda: pl.DataFrame({"x": pl.Series(TEXTS, dtype=pl.Enum(["", "a", "b", "unused"]))}),
    "pandas": lambda: pd.DataFrame({"x": TEXTS}),
    "pandas object": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype=object)}),
    "pandas string": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype="string")}),
    "pandas pyarrow": lambda: pd.DataFrame({"x": pd.Series(TEXTS, dtype=pd.ArrowDtype(pa.string()))}),
    "pandas categorical": lambda: pd.DataFrame({"x": pd.Categorical(TEXTS, categories=["b", "", "a", "unused"])}),
    "arrow": lambda: pa.table({"x": TEXTS}),
    "arrow chunked": lambda: pa.table({"x": pa.chunked_array([TEXTS[:2], TEXTS[2:]])}),
    "arrow dictionary": lambda: pa.table({"x": pa.array(TEXTS).dictionary_encode()}),
    "polars series": lambda: pl.Series("x", TEXTS),
    "pandas series": lambda: pd.Series(TEXTS, name="x"),
}


@pytest.mark.parametrize("make", TEXT_FRAMES.values(), ids=TEXT_FRAMES.keys())
def test_text_in_every_library_is_indexed_alike(make):
    indexed = column(make())
    assert indexed.kind is Kind.TEXT
    assert restored(indexed) == TEXTS
    assert sorted(zip(indexed.values, indexed.counts.tolist(), strict=True)) == [("", 1), ("a", 2), ("b", 1)]
    assert (indexed.n_rows, indexed.n_null) == (5, 1)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None, 1], Kind.NUMBER),
        ([1.5, float("nan"), None], Kind.NUMBER),
        ([True, None, False], Kind.BOOLEAN),
        ([dt.date(2024, 1, 1), None], Kind.DATE),
        ([dt.datetime(2024, 1, 1, 12), None], Kind.DATE),
        ([[1], None], Kind.OTHER),
        ([{"a": 1}, None], Kind.OTHER),
        ([b"x", None], Kind.OTHER),
        ([dt.time(12), None], Kind.OTHER),
        ([None, None], Kind.EMPTY),
    ],
)
def test_kinds(values, kind):
    indexed = column(pl.DataFrame({"x": values}))
    assert indexed.kind is kind
    assert indexed.n_rows == len(values)
    assert indexed.n_null == sum(value is None or value != value for value in values)


def test_nan_is_null_in_both_libraries():
    assert column(pl.DataFrame({"x": [1.0, float("nan")]})).n_null == 1
    assert column(pd.DataFrame({"x": [1.0, float("nan")]})).n_null == 1


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "boolean", "int32", "float32"])
def test_pandas_nullable_and_numpy_dtypes(dtype):
    values = [1, 0, 1] if dtype in ("int32", "float32") else [1, None, 1]
    indexed = column(pd.DataFrame({"x": pd.Series(values, dtype=dtype)}))
    assert indexed.n_null == values.count(None)
    assert indexed.array.astype(float).tolist().count(1.0) == 1


def test_numbers_and_dates_as_arrays():
    assert column(pl.DataFrame({"x": [3, 1, 3]})).array.dtype == np.float64
    assert column(pl.DataFrame({"x": [dt.date(1900, 1, 1)]})).array[0] == np.datetime64("1900-01-01")
    aware = pl.Series("x", [dt.datetime(2024, 1, 1)]).dt.replace_time_zone("Europe/Zurich")
    assert column(aware.to_frame()).array[0] == np.datetime64("2024-01-01T00:00")


def test_objects_that_arrow_refuses_are_read_as_text():
    indexed = column(pd.DataFrame({"x": pd.Series(["a", 1, None, {"b": 2}, "\ud800"], dtype=object)}))
    assert indexed.kind is Kind.TEXT
    assert restored(indexed) == ["a", "1", None, "{'b': 2}", "?"]


def test_labels_may_repeat_and_need_not_be_text():
    frame = frames.read(pd.DataFrame([[1, 2, 3, 4]], columns=["a", "a", 7, ("b", "c")]))
    assert frame.names == ["a", "a (2)", "7", "('b', 'c')"]
    assert frame.positions("a") == [0, 1]
    assert frame.positions([7, "a (2)"]) == [1, 2]
    assert [c.name for c in frame.table(frame.positions(None)).columns] == frame.names


def test_numbered_names_never_collide():
    assert frames.read(pd.DataFrame([[1, 2, 3]], columns=["a (2)", "a", "a"])).names == ["a (2)", "a", "a (3)"]


def test_a_lazy_frame_is_run_once_in_slices(monkeypatch):
    monkeypatch.setattr(frames, "SLICE_ROWS", 4)
    runs = []

    def watch(batch):
        runs.append(len(batch))
        return batch

    lazy = pl.LazyFrame({"x": [f"v{n % 7}" for n in range(30)], "y": range(30)}).map_batches(watch)
    indexed = column(lazy)
    assert restored(indexed) == [f"v{n % 7}" for n in range(30)]
    assert sum(runs) == 30, "the query must run once"
    assert int(indexed.counts.sum()) == 30


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pd.DataFrame])
def test_empty_frames(make):
    frame = frames.read(make({"x": []}))
    table = frame.table(frame.positions(None))
    assert table.n_rows == 0
    assert table.columns[0].n_rows == 0
    nothing = frames.read(make({}))
    assert nothing.table(nothing.positions(None)).n_rows == 0


def test_what_is_no_frame_is_refused():
    with pytest.raises(UnsupportedFrameError, match=r"got builtins.dict.*\nHint"):
        frames.read({"x": [1]})


def test_unknown_columns_are_named_with_a_guess():
    frame = frames.read(pl.DataFrame({"remark": [1], "name": [2]}))
    with pytest.raises(UnknownColumnError, match=r"'remrak'.*'remark', 'name'.*\nHint: did you mean 'remark'"):
        frame.positions(["remrak"])


def test_merging_summaries_equals_the_whole():
    values = ["a", "b", None, "a", "c", "b", "b", None]
    whole = column(pl.DataFrame({"x": values})).summary()
    parts = [column(pl.DataFrame({"x": pl.Series(values[i : i + 3], dtype=pl.String)})).summary() for i in (0, 3, 6)]
    merged = parts[2].merge([parts[0], parts[1]])
    assert (merged.n_rows, merged.n_null) == (whole.n_rows, whole.n_null)
    assert dict(zip(merged.values, merged.counts.tolist(), strict=True)) == {"a": 2, "b": 3, "c": 1}


def test_rows_as_texts():
    frame = frames.read(pl.DataFrame({"name": ["Ada", None, " "], "age": [36, 1, None]}))
    assert frame.table([0, 1]).row_texts() == ["name: Ada; age: 36", "age: 1", ""]
    assert frame.table([0]).row_texts() == ["Ada", "", " "]
