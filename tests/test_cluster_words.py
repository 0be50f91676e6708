"""Labels of clusters: words that set them apart, one per meaning; and their languages."""

import sys

import numpy as np
import pytest

from tabbert import _cluster_words

MEANING = {"cancel": 0, "kündigen": 0, "subscription": 1, "abo": 1, "invoice": 2, "rechnung": 2, "address": 3}


def meanings(words):
    vectors = np.zeros((len(words), 10), np.float32)
    for row, word in enumerate(words):
        vectors[row, MEANING.get(word, 9)] = 1
    return vectors


CLUSTERS = [
    ["please cancel the subscription", "ich will das Abo kündigen", "cancel the subscription", "das Abo kündigen"] * 3,
    ["the invoice has an old address", "die Rechnung", "the invoice", "die Rechnung, bitte", "the address"] * 3,
]
CENTRES = np.array([[1, 1] + [0] * 8, [0, 0, 1, 1] + [0] * 6], np.float32) / np.sqrt(2)


def test_one_word_per_meaning_and_no_grammar():
    first, second = (label.split(", ") for label in _cluster_words.labels(CLUSTERS, CENTRES, meanings))
    assert len({"cancel", "kündigen"} & set(first)) == len({"subscription", "abo"} & set(first)) == 1
    assert len({"invoice", "rechnung"} & set(second)) == 1
    assert MEANING.keys() >= {first[0], second[0]}


def test_what_is_far_from_the_centre_is_named_only_if_nothing_else_is_there():
    first, second = _cluster_words.labels([["das abo", "das abo"], ["die das", "die das"]], CENTRES, meanings)
    assert first == "abo"
    assert second == "die"


def test_a_small_cluster_in_many_languages_is_named_by_words_that_stand_once():
    own = ["cancel", "kündigen", "subscription", "abo", *(f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(36))]
    first, _ = _cluster_words.labels([[f"die {word}" for word in own], CLUSTERS[1]], CENTRES, meanings)
    assert set(first.split(", ")) & {"cancel", "kündigen"}
    assert "die" not in first


def test_scripts_without_spaces():
    (label,) = _cluster_words.labels([["荷物が届き", "荷物が"] * 2], CENTRES[:1], meanings)
    assert "荷物" in label


@pytest.mark.parametrize("word", ["नहीं", "இல்லை", "తెలియదు", "cafe\u0301", "שָׁלוֹם"])
def test_vowels_that_are_marks_belong_to_their_word(word):
    assert _cluster_words._words(f"{word}, 7 {word}।") == {word.casefold()}


def test_nothing_to_name():
    assert _cluster_words.labels([["1", "2"], ["3"]], CENTRES, meanings) == ["", ""]
    assert _cluster_words.labels([], CENTRES[:0], meanings) == []


def test_languages():
    named, purity = _cluster_words.languages(
        [["Das Paket ist noch nicht angekommen."] * 3 + ["Where is the parcel now?"]]
    )
    assert named == ["de 75%, en 25%"]
    assert purity == [0.75]


def test_languages_without_an_identifier(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert _cluster_words.languages([["a"]]) == ([None], [None])


def test_no_map_without_matplotlib(monkeypatch):
    from tabbert import Scatter, TabbertError, _cluster_map

    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(TabbertError, match=r"tabbert\[plot\]"):
        _cluster_map.draw(Scatter("Map", [0.0], [0.0], [0], {0: "0"}), None)
