"""The step inside a real pointblank validation, and placeholders as MissingSpec."""

import pandas as pd
import pointblank as pb
import polars as pl
import pytest
from tabbert_pointblank import complete, missing_specs

DATA = {
    "product": ["Kettle", "keine Angabe", "Grinder", None, "Cup set", "tbd", *["Kettle", "Grinder", "Cup set"] * 6],
    "amount": [12.5, 30.0, -999.0, *(8.25 + 3 * row for row in range(21))],
}
LIBRARIES = [pl, pd]
# pointblank renames in a way that pandas 3.1 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.rename")


@pytest.mark.parametrize("library", LIBRARIES)
def test_rows_are_test_units(library):
    step = complete("product")
    validation = pb.Validate(library.DataFrame(DATA)).specially(step, dimension="completeness").interrogate()
    assert validation.n(i=1, scalar=True) == 24
    assert validation.n_failed(i=1, scalar=True) == 3
    whole = pb.Validate(library.DataFrame(DATA)).specially(complete()).interrogate()
    assert whole.n_failed(i=1, scalar=True) == 4


def test_thresholds_and_reports_are_pointblanks():
    validation = pb.Validate(pl.DataFrame(DATA)).specially(
        complete("product", threshold=0.5), brief="Products say something", thresholds=(0.1, 0.5)
    )
    validation = validation.interrogate()
    assert validation.warning(i=1, scalar=True) is True
    assert validation.error(i=1, scalar=True) is False
    report = validation.get_tabular_report().as_raw_html()
    assert "Products say something" in report
    assert "keine Angabe" not in report
    with pytest.raises(AssertionError):
        validation.assert_passing()


def test_options_reach_the_check():
    step = complete("product", allow={"product": ["keine Angabe", "tbd"]})
    assert pb.Validate(pl.DataFrame(DATA)).specially(step).interrogate().n_failed(i=1, scalar=True) == 1


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_was_found_becomes_missing_specs(library):
    frame = library.DataFrame(DATA)
    specs = missing_specs(frame)
    assert specs["product"].reasons == {"keine Angabe": "placeholder", "tbd": "placeholder"}
    assert specs["amount"].reasons == {-999.0: "placeholder"}
    assert specs["product"].is_missing(None)
    validation = (
        pb.Validate(frame)
        .col_vals_gt("amount", 0)
        .col_vals_gt("amount", 0, missing=specs["amount"])
        .col_pct_missing("product", specs["product"], max_pct=0.1)
        .col_pct_missing("product", specs["product"], max_pct=0.15)
        .interrogate()
    )
    assert validation.n_failed(scalar=False)[1] == 1
    assert [validation.n_failed(scalar=False)[step] for step in (2, 3, 4)] == [0, 1, 0]


def test_statuses_are_chosen_and_clean_columns_left_out():
    frame = pl.DataFrame({**DATA, "city": ["Berlin", "Paris", "Rome", "Oslo"] * 6})
    assert set(missing_specs(frame)) == {"product", "amount"}
    assert missing_specs(frame, statuses=["gibberish"]) == {}
    assert missing_specs(frame, "product", null_is_missing=False)["product"].null_is_missing is False
