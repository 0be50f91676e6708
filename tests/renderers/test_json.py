"""The JSON report: valid, complete, in a stable order."""

import json

import pytest

from tabbert.renderers.json import Json


def strict(text: str):
    def refuse(constant: str):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_it_is_the_summary_itself(make_summary):
    summary = make_summary()
    text = Json().render(summary)
    assert strict(text) == summary
    assert list(strict(text)) == list(summary)
    assert text.startswith('{\n  "schema": "tabbert.check/1",\n')


def test_hostile_values_stay_valid_utf_8(hostile):
    parsed = strict(Json().render(hostile).encode().decode())
    values = [finding["value"] for finding in parsed["findings"]]
    assert "<script>alert(1)</script>" in values
    assert "\ufffd lone" in values
    assert "東京都は未定です" in values
    assert "👩\u200d👩\u200d👧 family" in values


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_json_cannot_say_is_null(make_summary, number):
    assert strict(Json().render(make_summary(score=number)))["score"] is None


def test_letters_are_not_escaped(make_summary, make_finding):
    assert "keine Ärzte 漢" in Json().render(make_summary(findings=[make_finding("keine Ärzte 漢")]))


def test_several_reports_are_an_array(make_summary):
    text = Json().render_all([make_summary(source="a"), make_summary(source="b")])
    assert [entry["source"] for entry in strict(text)] == ["a", "b"]
