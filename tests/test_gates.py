"""Gates on results: limits are exact, and nothing that was not looked at passes."""

import math

import pytest

from tabbert import gates
from tabbert.gates import Limits

NAN = math.nan


def outcomes(rules):
    return [(rule["column"], rule["outcome"]) for rule in rules]


def test_limits_are_exact_not_rounded():
    scores = {None: 0.9999999, "a": 0.9999999}
    assert outcomes(gates.within("x", Limits(1.0, {"a": 1.0}), scores, [])) == [(None, "failed"), ("a", "failed")]
    assert outcomes(gates.within("x", Limits(0.9999999), scores, [])) == [(None, "passed")]


def test_what_was_not_assessed_is_an_error():
    rules = gates.within("x", Limits(0.0, {"a": 0.0}), {None: NAN, "a": NAN}, ["Column 'a' has no values."])
    assert outcomes(rules) == [(None, "error"), ("a", "error")]
    assert "assessed nothing" in rules[0]["message"]


def test_a_limit_on_a_column_that_is_not_there_is_an_error():
    (rule,) = gates.within("x", Limits(columns={"remrk": 0.5}), {None: 1.0, "remark": 1.0}, [])
    assert rule["outcome"] == "error"
    assert "did you mean 'remark'" in rule["message"]


def test_a_gate_is_as_good_as_its_worst_rule():
    rules = [{"outcome": word} for word in ("passed", "failed")]
    assert gates.gate(rules)["outcome"] == "failed"
    assert gates.gate([*rules, {"outcome": "error"}], enforced=False) == {
        "outcome": "error", "enforced": False, "rules": [*rules, {"outcome": "error"}],
    }  # fmt: skip
    assert gates.gate(rules[:1])["outcome"] == "passed"


def test_without_limits_there_is_no_rule():
    assert not Limits()
    assert gates.within("x", Limits(), {None: 0.1}, []) == []


@pytest.mark.parametrize("message", ["x, column 'a': score 0.2 is below 0.5.", "x score 0.1 is below 0.5."])
def test_messages_name_what_failed(message):
    rules = gates.within("x", Limits(0.5, {"a": 0.5}), {None: 0.1, "a": 0.2}, [])
    assert any(rule["message"].startswith(message[:-1]) for rule in rules)
