"""The check inside real pandera schemas, of pandas and of Polars."""

import datetime

import pandas as pd
import pandera.pandas as pap
import pandera.polars as papl
import polars as pl
import pytest
from pandera.errors import SchemaError, SchemaErrors, SchemaWarning
from tabbert_pandera import complete, to_schema_code

PRODUCT = ["Kettle", "keine Angabe", "Grinder", None, "Cup set", "tbd", *["Kettle", "Grinder", "Cup set"] * 6]
AMOUNT = [12.5, 30.0, -999.0, *(8.25 + 3 * row for row in range(21))]
DATA = {"product": PRODUCT, "amount": AMOUNT}
BAD = {1, 5}


def test_a_pandas_column_names_rows_and_no_values():
    frame = pd.DataFrame(DATA, index=list("abcdefghijklmnopqrstuvwx"))
    schema = pap.DataFrameSchema({"product": pap.Column(str, complete(), nullable=True)})
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(frame, lazy=True)
    cases = caught.value.failure_cases
    assert list(cases["index"]) == ["b", "f"]
    assert set(cases["column"]) == {"product"}
    assert set(cases["failure_case"]) == {"placeholder"}
    assert set(cases["check"]) == {"complete"}
    assert not [value for value in ("keine", "tbd") if value in str(caught.value)]


def test_a_polars_column_names_rows_and_no_values():
    schema = papl.DataFrameSchema({"product": papl.Column(str, complete(), nullable=True)})
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(pl.DataFrame(DATA), lazy=True)
    cases = caught.value.failure_cases
    assert set(cases["index"]) == BAD
    assert set(cases["failure_case"]) == {"placeholder"}
    assert not [value for value in ("keine", "tbd") if value in str(caught.value)]


def test_a_whole_pandas_frame_says_row_and_column():
    with pytest.raises(SchemaErrors) as caught:
        pap.DataFrameSchema(checks=complete()).validate(pd.DataFrame(DATA), lazy=True)
    cases = caught.value.failure_cases
    assert set(zip(cases["column"], cases["index"], strict=True)) == {("product", 1), ("product", 5), ("amount", 2)}


def test_a_whole_polars_frame_says_row_and_column():
    with pytest.raises(SchemaErrors) as caught:
        papl.DataFrameSchema(checks=complete()).validate(pl.DataFrame(DATA), lazy=True)
    cases = caught.value.failure_cases
    assert dict(zip(cases["index"], cases["failure_case"], strict=True)) == {
        1: "product: placeholder",
        2: "amount: placeholder",
        5: "product: placeholder",
    }


def test_values_are_shown_on_request():
    schema = pap.DataFrameSchema({"product": pap.Column(str, complete(show_values=True), nullable=True)})
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(pd.DataFrame(DATA), lazy=True)
    assert set(caught.value.failure_cases["failure_case"]) == {"keine Angabe", "tbd"}


@pytest.mark.parametrize(("library", "pa"), [(pd, pap), (pl, papl)])
def test_nulls_are_the_business_of_nullable_unless_asked_for(library, pa):
    frame = library.DataFrame({"product": ["Kettle", "Grinder", None, "Cup set"]})
    pa.DataFrameSchema({"product": pa.Column(str, complete(), nullable=True)}).validate(frame)
    strict = pa.DataFrameSchema({"product": pa.Column(str, complete(ignore_na=False), nullable=True)})
    with pytest.raises(SchemaError, match="missing"):
        strict.validate(frame)


@pytest.mark.parametrize(("library", "pa"), [(pd, pap), (pl, papl)])
def test_options_reach_the_check(library, pa):
    frame = library.DataFrame(DATA)
    allowed = complete(allow={"product": ["keine Angabe", "tbd"]}, cache="off")
    column = pa.Column(str, allowed, nullable=True)
    assert len(pa.DataFrameSchema({"product": column}).validate(frame)) == len(PRODUCT)


@pytest.mark.parametrize(("library", "pa"), [(pd, pap), (pl, papl)])
def test_it_can_drop_the_rows_warn_or_show_a_few(library, pa):
    frame = library.DataFrame(DATA)
    dropping = pa.DataFrameSchema({"product": pa.Column(str, complete(), nullable=True)}, drop_invalid_rows=True)
    assert list(dropping.validate(frame, lazy=True)["amount"]) == [AMOUNT[row] for row in range(24) if row not in BAD]
    with pytest.warns(SchemaWarning, match="complete"):
        pa.DataFrameSchema({"product": pa.Column(str, complete(raise_warning=True), nullable=True)}).validate(frame)
    few = pa.DataFrameSchema({"product": pa.Column(str, complete(n_failure_cases=1), nullable=True)})
    with pytest.raises(SchemaErrors) as caught:
        few.validate(frame, lazy=True)
    assert list(caught.value.failure_cases["index"]) == [1]


@pytest.mark.parametrize(("library", "pa"), [(pd, pap), (pl, papl)])
def test_found_values_become_a_schema_that_refuses_them(library, pa):
    born = [datetime.date(1984, 5, 31 - day) for day in range(23)] + [datetime.date(1900, 1, 1)]
    born = born if library is pl else pd.to_datetime(born)
    frame = library.DataFrame({**DATA, "born": born})
    code = to_schema_code(frame)
    names: dict[str, object] = {}
    exec(code, names)
    schema = names["schema"]
    assert set(schema.columns) == {"product", "amount", "born"}
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(frame, lazy=True)
    assert len(caught.value.failure_cases) == 4
    clean = frame.iloc[[0, 3, 4]] if library is pd else frame[[0, 3, 4]]
    schema.validate(clean, lazy=True)


def test_checks_with_other_options_differ():
    assert complete() == complete()
    assert complete() != complete(threshold=0.3)
