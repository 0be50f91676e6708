"""Whether a table can be used, in one sentence, and what the report says of each column."""

import pytest

from tabbert._overview import overview


def fact(name, **changes):
    return {
        "column": name,
        "kind": "text",
        "n_rows": 10,
        "n_distinct": 4,
        "null_rate": 0.1,
        "languages": None,
    } | changes


def check(name="completeness", error="", **scores):
    columns = [
        {"column": column, "assessed": score is not None, "score": score, "interval": None, "n_findings": 3,
         "statuses": {"a": 1, "b": 7}, "found": {"a": 3}, "worst": [{"column": column, "status": "a", "count": 3}]}
        for column, score in scores.items()
    ]  # fmt: skip
    return {"check": name, "columns": columns, **({"error": error} if error else {})}


def said(*checks, columns="xyz"):
    return overview([fact(name) for name in columns], checks, n_rows=10, values="mask")


@pytest.mark.parametrize(("checks", "usable", "headline"), [
    ([check(x=1.0, y=0.95, z=1.0)], "yes", "This table can be used: all 3 columns are sound."),
    ([check(x=1.0, y=0.94, z=0.2)], "with care",
     "This table can be used with care: 1 of 3 columns is sound; look first at z (0.20) and y (0.94)."),
    ([check(x=0.1, y=0.2, z=1.0)], "no",
     "This table should not be used as it is: 1 of 3 columns is sound; look first at x (0.10) and y (0.20)."),
    ([check(x=1.0, y=None, z=None)], "yes", "This table can be used: the only column that could be assessed is sound."),
    ([check(x=1.0, y=0.96, z=None)], "yes", "This table can be used: all 2 columns that could be assessed are sound."),
    ([check(x=1.0, y=1.0, z=1.0), check("pii", error="no licence")], "with care",
     "This table can be used with care: all 3 columns are sound; pii could not run."),
    ([check(error="no weights")], "unknown",
     "Whether this table can be used is not known: completeness could not run."),
    ([], "unknown", "Whether this table can be used is not known: no check could look at it."),
])  # fmt: skip
def test_the_verdict(checks, usable, headline):
    report = said(*checks)
    assert (report["usable"], report["headline"]) == (usable, headline)


@pytest.mark.parametrize(("score", "headline"), [
    (1.0, "This table can be used: its only column is sound."),
    (0.7, "This table can be used with care: its only column is not sound; look first at x (0.70)."),
])  # fmt: skip
def test_the_verdict_on_one_column(score, headline):
    assert said(check(x=score), columns="x")["headline"] == headline


def test_completeness_decides_where_it_ran():
    report = said(check(x=0.97, y=0.97, z=0.97), check("pii", x=0.0, y=1.0, z=1.0))
    assert report["usable"] == "yes"
    assert [column["effective_completeness"] for column in report["columns"]] == [0.97] * 3
    alone = said(check("pii", x=0.0, y=1.0, z=1.0))
    assert [column["usable"] for column in alone["columns"]] == ["no", "yes", "yes"]
    assert alone["columns"][0]["effective_completeness"] is None


def test_a_column_gathers_what_every_check_says():
    column = said(check(x=0.9), check("pii", x=0.5), check("mojibake", y=1.0))["columns"][0]
    assert list(column["checks"]) == ["completeness", "pii"]
    assert column["n_findings"] == 6
    assert list(column["checks"]["pii"]["statuses"]) == ["b", "a"]
    assert [finding["check"] for finding in column["worst"]] == ["completeness", "pii"]


def test_names_in_the_headline_are_few_short_and_harmless():
    names = ["\u202e" + "x" * 300, "b", "c", "d", "e"]
    report = overview([fact(name) for name in names], [check(**dict.fromkeys(names, 0.6))], n_rows=1, values="hide")
    assert "\u202e" not in report["headline"]
    assert report["headline"].endswith("and 2 more.")
    assert len(report["headline"]) < 300
