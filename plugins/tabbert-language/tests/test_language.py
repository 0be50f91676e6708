"""Foreign values in a column of one and of two languages; what cannot be told is not judged."""

import polars as pl
import pytest
import tabbert_language
from tabbert_language import Language

from tabbert.errors import InvalidParameterError
from tabbert.testing import check_value_check

GERMAN = [
    "Die Lieferung ist leider noch nicht angekommen.",
    "Bitte ändern Sie meine Anschrift in der Kundendatei.",
    "Das Gerät lässt sich nicht mehr einschalten.",
    "Ich habe die Rechnung bereits in der letzten Woche bezahlt.",
    "Können Sie mir bitte einen neuen Zugang einrichten?",
    "Der Mitarbeiter war sehr freundlich und hat mir geholfen.",
]
ENGLISH = ["The parcel has not arrived although it was sent last week.", "Could you please send me the invoice again?"]
FRENCH = "Le colis n'est pas encore arrivé et personne ne répond."
OTHERS = ["ok", "AB-1234", "12345678901234567890", "https://example.org/a/b/c?d=e", "東京"]


def test_a_foreign_value_is_found():
    result = pl.DataFrame({"remark": [*GERMAN * 3, FRENCH, *OTHERS, None]}).bert.check_language()
    assert result.findings["value"].to_list() == [FRENCH]
    assert result.findings["evidence"].to_list() == ["looks like fr"]
    assert result.rows["score"].to_list()[-1] is None or result.rows["score"].is_nan()[-1]


def test_a_column_may_use_several_languages():
    result = pl.DataFrame({"remark": [*GERMAN, *ENGLISH * 2, FRENCH]}).bert.check_language()
    assert result.findings["value"].to_list() == [FRENCH]
    named = pl.DataFrame({"remark": [*GERMAN, *ENGLISH]}).bert.check_language(languages=["de"])
    assert sorted(named.findings["value"]) == sorted(ENGLISH)


def test_short_values_and_codes_are_not_assessed():
    result = pl.DataFrame({"remark": [*GERMAN, *OTHERS]}).bert.check_language()
    assert result.columns["not told"].to_list() == [len(OTHERS)]


def test_what_is_perhaps_another_language_does_not_count(monkeypatch):
    unsure = [("pt", 0.6), ("de", 0.4)]
    monkeypatch.setattr(tabbert_language, "_ranked", lambda text: unsure if text == FRENCH else [("de", 1.0)])
    result = pl.DataFrame({"remark": [*GERMAN * 2, FRENCH]}).bert.check_language()
    assert (result.score, result.columns["unclear"].to_list()) == (1.0, [1])


def test_chinese_needs_fewer_letters():
    result = pl.DataFrame({"remark": [*GERMAN * 2, "包裹还没有到，请尽快回复"]}).bert.check_language()
    assert result.findings["evidence"].to_list() == ["looks like zh"]


def test_the_report_says_which_languages():
    result = pl.DataFrame({"remark": [*GERMAN * 2, FRENCH]}).bert.check_language()
    assert "Foreign languages by column" in result.render("text")


def test_parameters_are_validated():
    with pytest.raises(InvalidParameterError, match=r"usual in \(0, 1\]"):
        pl.DataFrame({"a": GERMAN}).bert.check_language(usual=0)


def test_contract():
    check_value_check(Language(), {"remark": [*GERMAN, *ENGLISH, FRENCH, *OTHERS, None]})
