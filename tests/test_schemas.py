"""The shipped JSON Schemas: valid themselves, and what tabbert writes obeys them."""

import json

import polars as pl
import pytest

import tabbert
from tabbert import schemas
from tabbert._plugins import registry
from tabbert.errors import PluginError
from tabbert.summary import failed
from tabbert.testing import make_summary

jsonschema = pytest.importorskip("jsonschema")


@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_is_a_schema_of_draft_7(name):
    schema = schemas.schema(name)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["title"] == f"tabbert.{name}/1"
    assert json.loads(schemas.text(name)) == schema


def valid(summary):
    jsonschema.Draft7Validator(schemas.schema("check")).validate(json.loads(registry().render("json", summary)))


@pytest.mark.parametrize("values", ["show", "mask", "hide"])
@pytest.mark.parametrize("rows", [None, 0, 1])
def test_reports_obey_it(values, rows):
    valid(make_summary(values, rows=rows))


def test_failed_checks_obey_it():
    valid(failed("pii", PluginError("x", "no licence", "buy one")))


def test_the_schema_describes_every_entry_of_a_report():
    frame = pl.DataFrame({"text": ["fine", "n/a", None, "Lieferung am Montag"], "n": [1, 2, 3, 4]})
    known = schemas.schema("check")["properties"]
    labelled = tabbert.classify(frame, "text", columns="n")
    for result in (tabbert.check_completeness(frame), tabbert.cluster(frame, "text"), labelled):
        summary = result.to_dict()
        valid(summary)
        assert set(summary) - {"n_outliers"} <= set(known)


def test_rows_that_are_found_obey_it():
    from tabbert.core.check import RowCheck

    class Odd(RowCheck):
        name = "odd"

        def apply(self, batch, state):
            return [float(i % 2) for i in range(batch.n_rows)]

    with_rows = tabbert.register(Odd)
    try:
        valid(tabbert.check(pl.DataFrame({"a": ["x", "y", "z"]}), "odd").to_dict())
    finally:
        registry().checks.pop(with_rows.name)
        registry().sources.pop(("checks", with_rows.name))
