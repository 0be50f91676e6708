import numpy as np
import pytest

from tabbert.checks.completeness._own_words import begun, fit

VALUES = [
    "Stabilisator prüfen und Etikett erneuern", "Etikett unleserlich, Stabilisator prüfen", "Haltbarkeit unbekannt",
    "Bruchgefahr, nicht stapeln", "Haltbarkeit prüfen", "担当者が設定を変更した、再起動した", "再起動した",
    "টিকিটের দাম বেশি", "দাম বেশি, টিকিটের",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Stabilisator prüf", "Etikett unleserlic", "Bruchg…", "BRUCHGEF", "担当者が設定を変", "দাম বে"]
)
def test_a_word_that_is_only_begun(text):
    assert begun([text], *fit(VALUES))[0]


@pytest.mark.parametrize("text", ["Bitte prüfen", "Bitte PRÜFEN", "再起動した", "টিকিটের দাম"])
def test_a_word_that_others_have(text):
    assert not begun([text], *fit(VALUES))[0]


@pytest.mark.parametrize("text", ["Stabilisator prüf.", "etwas anderes", "", "…", "12", "P"])
def test_the_column_says_nothing(text):
    assert not begun([text], *fit(VALUES))[0]


def test_of_values_only():
    assert all(len(found) == 0 for found in fit([]))
    assert begun([], *fit([])).shape == (0,)
    words, starts = fit(VALUES)
    assert words.dtype == starts.dtype == np.uint32
    assert [found.tolist() for found in fit(VALUES[::-1])] == [words.tolist(), starts.tolist()]
