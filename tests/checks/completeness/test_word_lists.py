"""Lists of words are read as wordfreq itself reads them, and whoever lacks them is told."""

import pytest

from tabbert.checks.completeness import _word_lists
from tabbert.checks.completeness._word_lists import LANGUAGES, common, frequencies, word_list
from tabbert.errors import TabbertError


@pytest.mark.parametrize("language", ["de", "ko", "sh"])
def test_the_same_words_and_frequencies_as_wordfreq(language):
    from wordfreq import get_frequency_dict

    theirs = {word.casefold(): share for word, share in get_frequency_dict(language, "small").items()}
    ours = word_list(language)
    assert ours.frequency == pytest.approx(theirs)
    assert ours.ordered == sorted(theirs)
    assert ours.summed[-1] == pytest.approx(sum(theirs.values()))


def test_every_language_has_a_list():
    assert all(len(word_list(language).ordered) > 5000 for language in LANGUAGES)


def test_the_commonest_words_know_their_languages():
    assert {LANGUAGES[place] for place, _ in common()["und"]} >= {"de"}
    assert {LANGUAGES[place] for place, _ in common()["και"]} == {"el"}


def test_without_wordfreq(monkeypatch):
    monkeypatch.setattr(_word_lists, "find_spec", lambda name: None)
    with pytest.raises(TabbertError, match="pip install wordfreq"):
        frequencies.__wrapped__("de")
