"""The column's own words: whether a value's last word only begins one of them.

"Stabilisator prüf" among values with "prüfen" was cut off, in any language: the column says so itself. A word is what
stands between blanks and marks; in scripts that write none, that is a clause.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["begun", "fit", "hashed", "split"]

_SHORTEST = 2  # letters of a word's start that count
_LONGEST = 24  # letters: of what is longer, only the starts up to here are kept
_BETWEEN = re.compile(r"[\s.,;:!?\"“”„«»()\[\]{}<>…/|。、，；：！？「」『』।؟،]+")
OPEN = ("…", "..")


def fit(texts: Sequence[str], name: str = "") -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return hashes of the column's words and of the proper starts of all words, both ascending.

    Args:
        texts: distinct values of a column; a few hundred tell enough. Words in two or more of them are the column's.
        name: the column's, as it is spoken; its words are the column's, too.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(split(text)))
    starts = {word[:size] for word in seen for size in range(_SHORTEST, min(len(word), _LONGEST + 1))}
    own = (word for word, count in seen.items() if count > 1)
    return _hashes([*own, *split(name)]), _hashes(starts)


def begun(texts: Sequence[str], words: NDArray[np.uint32], starts: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell whose last word begins a longer one and is none of several values, bool (m,).

    It is false for a value that ends with a mark, but for dots that leave it open.
    """
    last = map(_last_word, texts)
    wanted = np.array([hashed(word) if word else 0 for word in last], dtype=np.uint32)
    return np.asarray(np.isin(wanted, starts) & ~np.isin(wanted, words) & (wanted != 0))


def split(text: str) -> list[str]:
    """Return the words of a text, without case."""
    return [word for word in _BETWEEN.split(text.casefold()) if word]


def _last_word(text: str) -> str:
    body = text[-80:].rstrip()
    if body.endswith(OPEN):
        body = body.rstrip("…. ")
    return _BETWEEN.split(body.rsplit(None, 1)[-1].casefold())[-1] if body else ""


def _hashes(words: Iterable[str]) -> NDArray[np.uint32]:
    return np.array(sorted({hashed(word) for word in words}), dtype=np.uint32)


def hashed(word: str) -> int:
    """Return a word's hash, 32 bits."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
