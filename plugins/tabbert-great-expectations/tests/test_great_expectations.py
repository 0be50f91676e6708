"""The expectation inside real validations of pandas batches."""

import great_expectations as gx
import pandas as pd
import pytest
from tabbert_great_expectations import ExpectColumnValuesToBeComplete

import tabbert

FRAME = pd.DataFrame(
    {
        "product": ["Kettle", "keine Angabe", "Grinder", None, "Cup set", "tbd", *["Kettle", "Grinder", "Cup set"] * 6],
        "amount": [12.5, 30.0, -999.0, *(8.25 + 3 * row for row in range(21))],
    }
)


@pytest.fixture(scope="module")
def batch():
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("tickets")
    return asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": FRAME})


def test_values_that_say_nothing_are_unexpected(batch):
    outcome = batch.validate(ExpectColumnValuesToBeComplete(column="product"), result_format="COMPLETE")
    assert not outcome.success
    assert outcome.result["unexpected_index_list"] == [1, 5]
    assert outcome.result["missing_count"] == 1
    assert batch.validate(ExpectColumnValuesToBeComplete(column="amount")).result["partial_unexpected_list"] == [-999.0]


def test_mostly_and_the_other_options(batch):
    assert batch.validate(ExpectColumnValuesToBeComplete(column="product", mostly=0.9)).success
    assert not batch.validate(ExpectColumnValuesToBeComplete(column="product", mostly=0.95)).success
    allowed = ExpectColumnValuesToBeComplete(column="product", allow=["keine Angabe", "tbd"])
    assert batch.validate(allowed).success
    codes = ExpectColumnValuesToBeComplete(column="product", missing_codes=["Kettle"])
    assert batch.validate(codes).result["unexpected_count"] == 9
    with pytest.raises(ValueError, match="less than or equal to 1"):
        ExpectColumnValuesToBeComplete(column="product", threshold=2)


def test_a_saved_state_judges(batch, tmp_path):
    state = tabbert.check_completeness(FRAME.dropna(), missing_codes={"product": ["Grinder"]}).state
    path = state.save(tmp_path / "march.tabbert")
    expectation = ExpectColumnValuesToBeComplete(column="product", state=str(path))
    assert batch.validate(expectation).result["unexpected_count"] == 9


def test_it_is_one_of_a_suite_and_survives_being_stored(batch):
    suite = gx.ExpectationSuite("tickets", expectations=[ExpectColumnValuesToBeComplete(column="product", mostly=0.9)])
    stored = gx.ExpectationSuite(name="again", expectations=suite.to_json_dict()["expectations"])
    assert type(stored.expectations[0]) is ExpectColumnValuesToBeComplete
    assert batch.validate(stored).success


def test_nothing_is_shown_where_nothing_is_asked_for(batch):
    outcome = batch.validate(ExpectColumnValuesToBeComplete(column="product"), result_format="BOOLEAN_ONLY")
    assert not outcome.success
    assert "keine" not in str(outcome.to_json_dict())


def test_it_is_described(batch):
    outcome = batch.validate(ExpectColumnValuesToBeComplete(column="product", mostly=0.9))
    outcome.render()
    (rendered,) = outcome.expectation_config.rendered_content
    template = rendered.value.to_json_dict()["template"]
    assert template == "$column values must say something, at least $mostly_pct % of the time."
