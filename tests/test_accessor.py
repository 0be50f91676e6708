"""The ``.bert`` namespace: whoever was imported first, on frames, series and expressions."""

import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert.testing import FakeEncoder

ORDERS = [
    "import tabbert, polars, pandas",
    "import polars, pandas, tabbert",
    "import polars, tabbert, pandas",
    "import pandas, tabbert, polars",
    "import tabbert, pandas, polars",
    "import tabbert.polars, tabbert.pandas, polars, pandas",
    "import importlib.util; import tabbert; importlib.util.find_spec('pandas'); import polars, pandas",
]


@pytest.mark.parametrize("order", ORDERS)
def test_any_import_order(order):
    code = f"{order}; polars.DataFrame.bert, polars.LazyFrame.bert, polars.Series.bert, polars.Expr.bert"
    code += "; pandas.DataFrame.bert, pandas.Series.bert; print('ok')"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "ok", done.stderr


def test_reloading_changes_nothing():
    from tabbert._attach import attach

    before = pl.DataFrame.bert
    attach(pl)
    assert pl.DataFrame.bert is before


def test_third_party_checks_are_methods(shouting):
    namespace = pl.DataFrame({"s": ["LOUD"]}).bert
    assert "check_shouting" in dir(namespace)
    assert namespace.check_shouting().score == 0.0
    assert namespace.check_shouting.__doc__.startswith(shouting.summary)
    assert "check_shouting" in repr(namespace)
    with pytest.raises(AttributeError, match=r"no 'check_nothing'.*check_shouting"):
        _ = namespace.check_nothing
    with pytest.raises(AttributeError, match=r"finetune.*Did you mean 'check_shouting'"):
        _ = namespace.check_shoutin


def test_what_a_column_lacks_is_told():
    for column in (pl.Series("x", ["a"]), pd.Series(["a"]), pl.col("x")):
        with pytest.raises(AttributeError, match=r"completeness, embed\. Did you mean 'completeness'.*to_frame"):
            _ = column.bert.completness


def test_the_namespace_holds_no_state(shouting):
    frame = pd.DataFrame({"s": ["LOUD"]})
    first = frame.bert
    frame["s"] = ["quiet"]
    assert first.check_shouting().score == 1.0


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pd.DataFrame])
def test_embed_one_and_several_columns(make):
    encoder = FakeEncoder(dim=8)
    frame = make({"a": ["x", None, "x"], "b": ["y", "z", "y"]})
    one = frame.bert.embed("a", encoder=encoder, cache="off")
    assert one.shape == (3, 8)
    assert (one[0] == one[2]).all()
    assert (one[0] == encoder.encode(["x"])[0]).all(), "one column: the raw text"
    both = tabbert.embed(frame, encoder=encoder, cache="off")
    assert (both[0] == encoder.encode(["a: x; b: y"])[0]).all(), "several: the serialised row"


def test_series_and_expressions():
    encoder = FakeEncoder(dim=384, name="series")
    options = {"encoder": encoder, "cache": "off"}
    values = ["Ada", None, "Grace", ""]
    by_series = pl.Series("x", values).bert.completeness(**options)
    assert by_series.name == "x"
    assert by_series.dtype == pl.Float64
    assert by_series[1] == by_series[3] == 0.0
    by_expression = pl.DataFrame({"x": values}).select(pl.col("x").bert.completeness(**options))["x"]
    assert by_expression.to_list() == by_series.to_list()
    lazy = pl.LazyFrame({"x": values}).select(pl.col("x").bert.completeness(**options))
    assert lazy.collect_schema() == {"x": pl.Float64}
    assert lazy.collect()["x"].to_list() == by_series.to_list()
    by_pandas = pd.Series(values, index=[3, 3, 1, 0], name="x").bert.completeness(**options)
    assert by_pandas.index.tolist() == [3, 3, 1, 0]
    assert by_pandas.tolist() == by_series.to_list()


def test_embedding_columns():
    encoder = FakeEncoder(dim=4)
    series = pl.DataFrame({"x": ["a", "b"]}).select(pl.col("x").bert.embed(encoder=encoder, cache="off"))["x"]
    assert series.dtype == pl.Array(pl.Float32, 4)
    assert np.allclose(series.to_numpy(), encoder.encode(["a", "b"]))
    assert pd.Series(["a"]).bert.embed(encoder=encoder, cache="off").iloc[0].shape == (4,)
