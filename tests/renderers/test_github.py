"""Annotations: every line is a command of ours, whatever a table, a file or a plugin is called."""

import re

import pytest

from tabbert.renderers.github import SHOWN, GitHub
from tabbert.renderers.text import Text

RULE = {"rule": "fail_under", "column": None, "outcome": "failed", "message": "score 0.3 is below 0.9.\nHint: none"}
LINE = re.compile(r"::(error|warning|notice) (file=[^,:\r\n]+,)?title=[^,:\r\n]+::[^\r\n]+")


def gate(*rules, enforced=True):
    return {"outcome": "failed", "enforced": enforced, "rules": list(rules)}


def test_columns_are_warnings_worst_first(make_summary):
    lines = GitHub().render(make_summary(source="data/t.csv")).splitlines()
    assert lines[0] == (
        "::warning file=data/t.csv,title=tabbert completeness::Column remark: score 0.4100, 11 of 1,000 cells found "
        "(placeholder ×12)."
    )
    assert lines[1].startswith("::warning file=data/t.csv,title=tabbert completeness::Column city: score 0.9900")
    assert lines[-1].startswith("::notice file=data/t.csv,title=tabbert completeness::Score 0.8123")


def test_a_failed_gate_is_an_error_and_findings_are_notices(make_summary):
    lines = GitHub().render(make_summary(source="t.csv", gate=gate(RULE))).splitlines()
    assert lines[0] == "::error file=t.csv,title=tabbert completeness::score 0.3 is below 0.9."
    assert lines[1].startswith("::notice ")
    warned = GitHub().render(make_summary(gate=gate(RULE, enforced=False)))
    assert warned.startswith("::warning title=tabbert completeness::score 0.3")
    error = gate(RULE | {"outcome": "error"}, enforced=False)
    assert GitHub().render(make_summary(gate=error)).startswith("::error ")


def test_a_check_that_failed_is_an_error(make_summary):
    text = GitHub().render(make_summary(error="it has no licence", score=None, columns=[], findings=[]))
    assert text == "::error title=tabbert completeness::The check could not run: it has no licence\n"


def test_no_more_than_github_shows(make_summary, make_column):
    columns = [make_column(f"c{i}") for i in range(30)]
    rules = [RULE | {"column": f"c{i}"} for i in range(25)]
    lines = GitHub().render(make_summary(columns=columns, gate=gate(*rules))).splitlines()
    assert sum(line.startswith("::error") for line in lines) == SHOWN
    assert "::notice title=tabbert::15 more failures." in lines
    assert "::notice title=tabbert::20 more columns with findings." in lines


def test_every_line_is_ours(hostile, make_summary):
    for line in GitHub().render_all([hostile, hostile | {"gate": gate(RULE)}]).splitlines():
        assert LINE.fullmatch(line), line


@pytest.mark.parametrize(
    "text", ["a\n::error::x", "a\r\n::stop-commands::t", "50%0A::error::x", "a,b:c%2C", "::set-env"]
)
def test_names_cannot_begin_a_command(make_summary, make_column, text):
    made = make_summary(source=text, columns=[make_column(text)], gate=gate(RULE | {"message": text}))
    lines = GitHub().render(made).splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert not any(re.search(r"%0A::|%2C%2C|[^%]%0A", line) for line in lines if "%250A" not in line)


@pytest.mark.parametrize("text", ["::error::x", "::stop-commands::t", "##[error]x", "##vso[task.complete]"])
def test_the_text_report_holds_no_commands_either(make_summary, make_column, text):
    made = make_summary(source=text, columns=[make_column(text)], notes=[text, f"a {text}", "w" * 90 + " " + text])
    shown = Text().render(made | {"check": text})
    assert not re.search(r"^\s*::", shown, re.M)
    assert "##[" not in shown
    assert "##vso[" not in shown
    assert "\\x3a:" in shown or "\\x23#" in shown
