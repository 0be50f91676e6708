"""Lists of the words of 40 languages with their frequencies: wordfreq's (Speer 2022, doi 10.5281/zenodo.7199437).

Its files are read here, since wordfreq itself takes a quarter of a second to import, and the commonest words of all
languages are looked at before the lists of a few are read as a whole.
"""

import gzip
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import TabbertError

__all__ = ["LANGUAGES", "WordList", "common", "frequencies", "word_list"]

LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fil", "fr", "he", "hi", "hu", "id", "is",
    "it", "ko", "lt", "lv", "mk", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "ta", "tr", "uk",
    "ur", "vi",
)  # fmt: skip
"""Languages that put blanks between words and have a list, by wordfreq's codes."""
_COMMON = 1e-4  # frequency from which a word is among the commonest: about a thousand of a language


class WordList(NamedTuple):
    """A language's words in their order, and their frequencies added up in it; and `frequencies`."""

    frequency: dict[str, float]
    ordered: list[str]
    summed: NDArray[np.float64]


@lru_cache(maxsize=1)
def common() -> dict[str, list[tuple[int, float]]]:
    """Return the commonest words of all languages: each with the places of its languages and its frequency there."""
    found: dict[str, list[tuple[int, float]]] = {}
    for place, language in enumerate(LANGUAGES):
        for frequency, words in _entries(language):
            if frequency < _COMMON:
                break
            for word in words:
                found.setdefault(word.casefold(), []).append((place, frequency))
    return found


@lru_cache(maxsize=len(LANGUAGES))
def frequencies(language: str) -> dict[str, float]:
    """Return the words of a language, 10 to 60 thousand, without case, and their frequencies: shares of all words."""
    return {word.casefold(): share for share, words in _entries(language) for word in words}


@lru_cache(maxsize=len(LANGUAGES))
def word_list(language: str) -> WordList:
    """Return the list of a language, in which all words that begin with another one stand behind it."""
    frequency = frequencies(language)
    ordered = sorted(frequency)
    return WordList(frequency, ordered, np.concatenate([[0.0], np.cumsum([frequency[word] for word in ordered])]))


def _entries(language: str) -> Iterator[tuple[float, list[str]]]:
    """Read a file in wordfreq's format "cB": behind a header, the words of every hundredth of a power of ten."""
    import msgpack

    spec = find_spec("wordfreq")
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else None
    if folder is None:
        raise TabbertError("the package wordfreq, whose lists of words are read, is missing: pip install wordfreq")
    with gzip.open(folder / "data" / f"small_{language}.msgpack.gz") as file:
        unpacker = msgpack.Unpacker(file, read_size=4096)
        for place in range(-1, unpacker.read_array_header() - 1):
            words = unpacker.unpack()
            if place >= 0 and words:
                yield 10.0 ** (-place / 100), words
