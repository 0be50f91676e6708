"""Findings as code: it runs in both libraries, in any type, for hostile names and values, and does what it says."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import tabbert
from tabbert.errors import InvalidParameterError
from tabbert.testing import HOSTILE_TEXTS, FakeEncoder

HOSTILE = [
    *(text for text in HOSTILE_TEXTS if text != "\ud800"), "'", '"', "\"'", "'''", '"""', "\\", "\\n", "\n", "{x}",
    "%s",
    "#", "']) or __import__('os').abort() #", "\u2028", "\x85", "\u202e", "\U0001f600", "date(1, 1, 1)", "pl.col",
]  # fmt: skip


def found(data, bad):
    """A result whose findings are exactly these values and the nulls: everything else is declared valid."""
    result = tabbert.check_completeness(data, encoder=FakeEncoder(), cache="off")
    bad = {outcome.name: bad.get(outcome.name, []) for outcome in result.outcome.columns}
    meant = {text.strip() for values in bad.values() for text in values if isinstance(text, str)}
    allow = {
        outcome.name: [
            value
            for value in outcome.column.values
            if value not in bad[outcome.name] and not (isinstance(value, str) and value.strip() in meant)
        ]
        for outcome in result.outcome.columns
    }
    return tabbert.check_completeness(data, missing_codes=bad, allow=allow, encoder=FakeEncoder(), cache="off")


def run(code, df):
    names = {"df": df}
    exec(compile(code, "<pasted>", "exec"), names)
    return names["df"]


TYPED = {
    "text": (pl.Series(["a", "tbd", None, "b"]), ["tbd"]),
    "hostile": (pl.Series(HOSTILE), HOSTILE[::2]),
    "categorical": (pl.Series(["a", "tbd", None, "b"], dtype=pl.Categorical), ["tbd"]),
    "enum": (pl.Series(["a", "tbd", None], dtype=pl.Enum(["a", "tbd"])), ["tbd"]),
    "int8": (pl.Series([1, -9, None], dtype=pl.Int8), [-9]),
    "int64": (pl.Series([1, -(2**63), 2**62]), [-(2**63)]),
    "uint64": (pl.Series([1, 2**64 - 1], dtype=pl.UInt64), [2**64 - 1]),
    "float32": (pl.Series([1.5, 999.99, None], dtype=pl.Float32), [float(np.float32(999.99))]),
    "float64": (pl.Series([0.1, 999.99, None, float("nan"), float("inf"), float("-inf")]), [999.99]),
    "decimal": (pl.Series([Decimal("9.90"), Decimal("1.00")]), [Decimal("9.90")]),
    "bool": (pl.Series([True, False, None]), [False]),
    "date": (pl.Series([date(2020, 1, 1), date(1900, 1, 1), None]), [date(1900, 1, 1)]),
    "datetime": (pl.Series([datetime(2020, 1, 1, 5), datetime(1900, 1, 1, 0, 0, 1)]), [datetime(1900, 1, 1, 0, 0, 1)]),
    "ms": (pl.Series([datetime(2020, 1, 1), datetime(1900, 1, 1)], dtype=pl.Datetime("ms")), [datetime(1900, 1, 1)]),
    "ns": (pl.Series([datetime(2020, 1, 1), datetime(1900, 1, 1)], dtype=pl.Datetime("ns")), [datetime(1900, 1, 1)]),
    "zone": (
        pl.Series([datetime(2020, 1, 1), datetime(1900, 1, 1)]).dt.replace_time_zone("Europe/Berlin"),
        [datetime(1900, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("lazy", [False, True])
def test_polars(kind, lazy):
    series, bad = TYPED[kind]
    df = pl.DataFrame({"x": series, "other": range(len(series))})
    result = found(df.lazy() if lazy else df, {"x": bad})
    bad = [*bad, *(v for v in series if isinstance(v, str) and v.strip() in {str(b).strip() for b in bad})]
    expected = df.with_columns(
        pl.Series("x", [None if v in bad or v != v else v for v in series.to_list()], dtype=series.dtype)
    )
    pasted = run(result.to_code(), df.lazy() if lazy else df)
    assert_frame_equal(pasted.collect() if lazy else pasted, expected, categorical_as_str=True)


PANDAS = {
    "object": (pd.Series(["a", "tbd", None, "b"], dtype=object), ["tbd"]),
    "string": (pd.Series(["a", "tbd", None, "b"], dtype="string"), ["tbd"]),
    "str": (pd.Series(["a", "tbd", "b"]), ["tbd"]),
    "hostile": (pd.Series(HOSTILE, dtype=object), HOSTILE[::2]),
    "category": (pd.Series(["a", "tbd", None], dtype="category"), ["tbd"]),
    "int64": (pd.Series([1, -(2**63), 2**62 + 1]), [-(2**63)]),
    "uint8": (pd.Series([1, 255], dtype="uint8"), [255]),
    "Int64": (pd.Series([1, None, -9], dtype="Int64"), [-9]),
    "float32": (pd.Series([1.5, 999.99], dtype="float32"), [float(np.float32(999.99))]),
    "float64": (pd.Series([1.5, 999.99, np.nan]), [999.99]),
    "bool": (pd.Series([True, False]), [False]),
    "boolean": (pd.Series([True, None, False], dtype="boolean"), [False]),
    "datetime64[ns]": (pd.to_datetime(pd.Series(["2020-01-01", "1900-01-01", None])).astype("datetime64[ns]"),
                       [datetime(1900, 1, 1)]),
    "datetime64[s]": (pd.Series(np.array(["2020-01-01", "1900-01-01"], "datetime64[s]")), [datetime(1900, 1, 1)]),
    "zone": (pd.Series(pd.to_datetime(["2020-01-01", "1950-01-01"]).tz_localize("America/New_York")),
             [pd.Timestamp("1950-01-01", tz="America/New_York").to_pydatetime()]),
    "dates": (pd.Series([date(2020, 1, 1), date(1900, 1, 1)], dtype=object), [date(1900, 1, 1)]),
    "decimals": (pd.Series([Decimal("9.90"), Decimal("1.00")], dtype=object), [Decimal("9.90")]),
    "int64[pyarrow]": (pd.Series([1, -9], dtype="int64[pyarrow]"), [-9]),
    "string[pyarrow]": (pd.Series(["a", "tbd"], dtype="string[pyarrow]"), ["tbd"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", PANDAS)
def test_pandas(kind):
    series, bad = PANDAS[kind]
    df = pd.DataFrame({"x": series, "other": range(len(series))}, index=[5] * len(series))
    df["x"] = series.to_numpy() if kind == "int64" else series.array
    before = df.copy(deep=True)
    code = found(df, {"x": bad}).to_code()
    pasted = run(code, df)
    pd.testing.assert_frame_equal(df, before)
    bad = [*bad, *(v for v in series if isinstance(v, str) and v.strip() in {str(b).strip() for b in bad})]
    assert pasted["x"].isna().tolist() == [bool(pd.isna(v)) or v in bad for v in series]
    kept = [(a, b) for a, b in zip(pasted["x"], series, strict=True) if not pd.isna(a)]
    assert all(a == b for a, b in kept), "no other value changes, not even the large ones"
    assert pasted.index.equals(df.index)
    assert pasted["other"].equals(df["other"])


def test_pandas_objects_of_several_types_and_labels_of_all_kinds():
    mixed = pd.Series(["a", 1, None, "1", 2.5], dtype=object)
    frame = pd.concat([mixed.rename(0), mixed.rename("x"), mixed.rename("x"), mixed.rename((1, "z"))], axis=1)
    frame.columns = pd.Index([0, "x", "x", (1, "z")], dtype=object, tupleize_cols=False)
    declared = {name: ["1"] for name in ("0", "x", "x (2)", "(1, 'z')")}
    result = tabbert.check_completeness(frame, missing_codes=declared, encoder=FakeEncoder(), cache="off")
    code = result.to_code(statuses=["missing"])
    pasted = run(code, frame)
    assert list(pasted.columns) == list(frame.columns)
    assert pasted.isna().to_numpy().tolist() == [[False] * 4, [True] * 4, [True] * 4, [True] * 4, [False] * 4]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["*", "^a.*$", "^$", "^.*$", "^(a|b)$", "^\\d$", "^a b$", "^#-&~$", "\n", "'", '"', "^é$", "^[$"]
)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_name_and_any_text(name, text):
    data = {name: [text, "fine", None], f"{name}2": ["x", text, "y"]}
    for make in (pl.DataFrame, pd.DataFrame):
        df = make(data)
        result = tabbert.check_completeness(
            df, missing_codes={name: [text]}, allow={name: ["fine"] if text.strip() != "fine" else []},
            encoder=FakeEncoder(), cache="off", columns=[name],
        )  # fmt: skip
        pasted = run(result.to_code(), df)
        expected = [None if value is None or value.strip() == text.strip() else value for value in data[name]]
        got = pasted[name].to_list() if make is pl.DataFrame else [None if pd.isna(v) else v for v in pasted[name]]
        assert got == expected
        assert list(pasted[f"{name}2"]) == data[f"{name}2"]


def test_code_for_the_other_library():
    data = {"t": ["a", "tbd"], "n": [1, -9], "d": [datetime(2020, 1, 1), datetime(1900, 1, 1)], "b": [True, False]}
    bad = {"t": ["tbd"], "n": [-9], "d": [datetime(1900, 1, 1)], "b": [False]}
    for make, other, library in ((pl.DataFrame, pd.DataFrame, "pandas"), (pd.DataFrame, pl.DataFrame, "polars")):
        pasted = run(found(make(data), bad).to_code(library), other(data))
        assert [list(map(bool, pd.isna(pasted[name].to_list()))) for name in data] == [[False, True]] * 4
    assert "pl.col" in found(pa.table(data), bad).to_code()
    dates = pl.DataFrame({"d": [date(2020, 1, 1), date(1900, 1, 1)]})
    code = found(dates, {"d": [date(1900, 1, 1)]}).to_code("pandas")
    assert run(code, pd.DataFrame({"d": pd.to_datetime(["2020-01-01", "1900-01-01"])}))["d"].isna().tolist() == [0, 1]


def test_statuses_and_thresholds_choose():
    df = pl.DataFrame({"x": ["tbd", "", "fine", "also fine", "good"]})
    result = found(df, {"x": ["tbd", ""]})
    assert '["tbd", ""]' in result.to_code()
    assert "nothing" in result.to_code(statuses=["gibberish"])
    assert run(result.to_code(statuses=[]), df) is df
    assert "nothing" in result.rethreshold(0.0).to_code()
    long = found(pl.DataFrame({"x": [f"value {i}" for i in range(30)]}), {"x": [f"value {i}" for i in range(20)]})
    assert max(map(len, long.to_code().splitlines())) < 60


def test_it_can_be_read():
    df = pl.DataFrame({"remark": ["tbd", "fine"], "day": [date(1900, 1, 1), date(2020, 1, 1)]})
    result = found(df, {"remark": ["tbd"], "day": [date(1900, 1, 1)]})
    assert result.to_code() == (
        "from datetime import date\nimport polars as pl\n\n"
        "df = df.with_columns(\n"
        '    pl.when(~pl.col("remark").is_in(["tbd"])).then(pl.col("remark")),\n'
        '    pl.when(~pl.col("day").is_in([date(1900, 1, 1)])).then(pl.col("day")),\n)\n'
    )
    frame = pd.DataFrame({"remark": ["tbd", "fine"], "n": [-9, 1]})
    assert found(frame, {"remark": ["tbd"], "n": [-9]}).to_code() == (
        "df = df.copy()\n"
        'df["remark"] = df["remark"].mask(df["remark"].isin(["tbd"]))\n'
        'df["n"] = df["n"].astype("Int64").mask(df["n"].isin([-9]))\n'
    )


def test_one_status_may_stand_alone():
    result = found(pl.DataFrame({"x": ["a", "tbd", "b"]}), {"x": ["tbd"]})
    assert '"tbd"' in result.to_code(statuses="missing")
    assert result.to_code(statuses="missing") == result.to_code(statuses=["missing"])


@pytest.mark.usefixtures("shouting")
def test_what_it_refuses():
    result = tabbert.check(pl.DataFrame({"x": ["A"]}), "shouting")
    with pytest.raises(InvalidParameterError, match="library"):
        result.to_code("spark")
    with pytest.raises(InvalidParameterError, match="statuses"):
        result.to_code(statuses=["gone"])
    with pytest.raises(InvalidParameterError, match="got 'gone'"):
        result.to_code(statuses="gone")
    assert '["A"]' in result.to_code()


def test_zones_with_odd_offsets():
    value = datetime(1883, 1, 1, tzinfo=ZoneInfo("America/New_York"))
    assert value.utcoffset() != timedelta(hours=-5)
    df = pl.DataFrame({"x": [value, datetime(2020, 1, 1, tzinfo=UTC)]}).with_columns(
        pl.col("x").dt.convert_time_zone("America/New_York")
    )
    bad = df["x"].to_list()[:1]
    assert run(found(df, {"x": bad}).to_code(), df)["x"].null_count() == 1


def code_of(df, year):
    """Code that removes the dates after a year, whether Python can hold them or not."""
    column = tabbert.check_completeness(df, encoder=FakeEncoder(), cache="off").outcome.columns[0].column
    late = [value for value in column.values if int(str(value)[:4]) > year or not isinstance(value, date)]
    allow = [value for value in column.values if value not in late]
    result = tabbert.check_completeness(df, allow={"t": allow}, encoder=FakeEncoder(), cache="off")
    assert result.rows["score"].to_list() == [1.0] * 9 + [pytest.approx(0.0, abs=0.5)] + [0.0]
    return result.to_code()


STAMPS = [datetime(2020, 1, day) for day in range(1, 10)]
BEYOND = {
    "New York": pl.Series([*STAMPS, datetime(9999, 12, 31, 23, 59), None]).dt.replace_time_zone("America/New_York"),
    "Tokyo": pl.Series([*STAMPS, datetime(9999, 12, 31, 23), None])
    .dt.replace_time_zone("UTC")
    .dt.convert_time_zone("Asia/Tokyo"),
    "days": pl.Series([*range(18000, 18009), 3_663_000, None], dtype=pl.Int32).cast(pl.Date),
    "finer": pl.Series([*(day * 86_400 * 10**9 for day in range(18000, 18009)), 2**63 - 1, None], dtype=pl.Int64).cast(
        pl.Datetime("ns")
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_dates_that_python_cannot_hold(name):
    df = pl.DataFrame({"t": BEYOND[name]})
    clean = run(code_of(df, 2200), df)["t"]
    assert clean.is_null().to_list() == [False] * 9 + [True, True]
    assert clean.dtype == df["t"].dtype


@pytest.mark.parametrize("dtype", ["datetime64[s]", "datetime64[ns]", "timestamp[s][pyarrow]"])
def test_dates_that_python_cannot_hold_in_pandas(dtype):
    last = np.datetime64(2**63 - 1, "ns") if dtype == "datetime64[ns]" else np.datetime64("20000-01-01", "s")
    values = np.array([*STAMPS, last, "NaT"], last.dtype)
    df = pd.DataFrame({"t": pd.Series(values).astype(dtype)})
    assert run(code_of(df, 2200), df)["t"].isna().tolist() == [False] * 9 + [True, True]


def test_dictionaries_of_pyarrow_keep_their_nulls():
    """Pandas' own `mask` writes another value where such a column has a null."""
    values = pd.Series(["Berlin", "tbd", None, "Rom"], dtype=pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string())))
    df = pd.DataFrame({"c": values})
    clean = run(found(df, {"c": ["tbd"]}).to_code(), df)["c"]
    assert clean.isna().tolist() == [False, True, True, False]
    assert clean.dropna().tolist() == ["Berlin", "Rom"]
