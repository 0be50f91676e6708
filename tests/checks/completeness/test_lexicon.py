"""Words of the column's languages: a last word that only begins others, and languages that have no list."""

import numpy as np
import pytest

from tabbert.checks.completeness._lexicon import languages, read
from tabbert.checks.completeness._word_lists import LANGUAGES

REMARKS = {
    "en": ["the cover is torn and two pages are missing", "keys returned on time by the neighbour", "please call back"],
    "de": ["der Einband ist gerissen und zwei Seiten fehlen", "Schlüssel rechtzeitig abgegeben", "bitte zurückrufen"],
    "uk": ["обкладинка порвана, двох сторінок немає", "ключі повернули вчасно", "передзвоніть, будь ласка"],
    "sh": ["korice su poderane i nedostaju dvije stranice", "ključevi su vraćeni na vrijeme", "molim nazovite"],
}


def codes(texts):
    return [LANGUAGES[place] for place in languages(texts)]


@pytest.mark.parametrize("code", REMARKS)
def test_a_columns_language(code):
    assert codes(REMARKS[code]) == [code]


def test_languages_of_a_mixed_column_the_commonest_first():
    assert codes([*REMARKS["de"] * 3, *REMARKS["uk"] * 2]) == ["de", "uk"]


@pytest.mark.parametrize("texts", [[], ["12", "-", "  "], ["这本书缺了两页而且封面也破了", "钥匙按时归还了"]])
def test_no_list_of_words(texts):
    assert len(languages(texts)) == 0
    assert not read(texts, languages(texts)).any()


@pytest.mark.parametrize(
    ("code", "whole", "cut"),
    [
        ("en", "two pages are missing", "two pages are missi"),
        ("de", "Schlüssel rechtzeitig abgegeben", "Schlüssel rechtzeitig abgege"),
        ("uk", "загубив квитанцію", "загубив квитанц"),
        ("sh", "ključevi su vraćeni", "ključevi su vrać"),
    ],
)
def test_a_word_that_only_begins_others(code, whole, cut):
    known, longer, before, spelt = read([whole, cut], np.array([LANGUAGES.index(code)])).T
    assert spelt.tolist() == [1, 1]
    assert before[0] == before[1] > 3
    assert longer[0] - known[0] < 1 < longer[1] - known[1]


def test_values_that_end_otherwise_have_no_last_word():
    english = np.array([LANGUAGES.index("en")])
    assert not read(["All fine here.", "Really?", "room 12", "", "-", "a)"], english).any()
    assert read(["two pages are missi…", "TWO PAGES ARE MISSI", "a half-fini"], english)[:, 1].min() > 4


def test_each_value_is_read_in_the_language_that_knows_it():
    both = np.array([LANGUAGES.index(code) for code in ("de", "uk")])
    found = read([REMARKS["de"][0], REMARKS["uk"][1]], both)
    assert np.all(found[:, 0] > 2)
