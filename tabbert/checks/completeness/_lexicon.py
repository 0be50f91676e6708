"""The words of the column's languages: does a value's last word only begin some of them, and does one know its words?

"Says the back cover was already missi" was cut off, whatever else stands in the column: "missing" is a word and "missi"
is none. The column's languages are those whose lists know its words best. Languages that write no blanks, and all that
have no list, are none of them: their values get zeros.
"""

import bisect
import math
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._own_words import OPEN, split
from tabbert.checks.completeness._word_lists import LANGUAGES, WordList, common, frequencies, word_list

__all__ = ["WIDTH", "languages", "read"]

WIDTH = 4
_LOOKED_UP = 1000  # of the column's words, the commonest
_CANDIDATES = 4  # languages whose whole lists are asked
_KNOWN, _FURTHER = 0.2, 0.1  # share of a column's words that a list must know, and that a second one knows besides
_RAREST = 1e-9
_INSIDE = "-'’"  # marks inside a word; what stands behind the last is looked at, too


def languages(texts: Sequence[str]) -> NDArray[np.int64]:
    """Tell the languages that a column is written in, at most 2: that which knows its words best, and what that lacks.

    Args:
        texts: distinct values of the column, in an order that their rows have no say in.

    Returns:
        int64 (k,), places in `LANGUAGES`; languages without a list of words are left out.
    """
    words = Counter(word for text in texts for word in split(text) if word.isalpha() or not word.isascii())
    counts = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:_LOOKED_UP]
    total = sum(n for _, n in counts)
    hints: dict[int, float] = {}
    everywhere = common() if counts else {}
    for word, n in counts:
        for place, frequency in everywhere.get(word, ()):
            hints[place] = hints.get(place, 0.0) + n * _level(frequency)
    candidates = sorted(hints, key=lambda place: (-hints[place], place))[:_CANDIDATES]
    lists = {place: frequencies(LANGUAGES[place]) for place in candidates}
    found: list[int] = []
    left = counts
    for least in (_KNOWN, _FURTHER):
        best, known = -1, 0.0
        for place in candidates:
            weight = sum(n * _level(lists[place].get(word, 0.0)) for word, n in left)
            if weight > known:
                best, known = place, weight
        if best < 0 or sum(n for word, n in left if word in lists[best]) < least * total:
            break
        found.append(best)
        left = [(word, n) for word, n in left if word not in lists[best]]
    return np.array(found, dtype=np.int64)


def read(texts: Sequence[str], languages: NDArray[np.int64]) -> NDArray[np.float32]:
    """Look words up in the lists of the column's languages, each value in the one that knows its words best.

    Args:
        texts: (m,) values.
        languages: int64 (k,), places in `LANGUAGES`.

    Returns:
        float32 (m, 4), logarithms to the base of ten, each from 0 (none) to 9: the frequency of the last word; that of
        all longer words that begin with it; the mean of those of the words before it; and 1 where there is a last word.
    """
    found = np.zeros((len(texts), WIDTH), dtype=np.float32)
    lists = [word_list(LANGUAGES[place]) for place in languages.tolist()]
    if not lists:
        return found
    for place, text in enumerate(texts):
        body = text.rstrip()
        body = body.rstrip("…. ") if body.endswith(OPEN) else body
        if not body or unicodedata.category(body[-1])[0] not in "LM":
            continue
        words = split(body)
        looked_up = [[_level(of.frequency.get(word, 0.0)) for word in words] for of in lists]
        best = max(range(len(lists)), key=lambda i: sum(looked_up[i]))
        own, before = lists[best], looked_up[best][:-1]
        known, longer = _last(words[-1], own)
        found[place] = known, longer, sum(before) / len(before) if before else 0.0, 1.0
    return found


def _last(word: str, own: WordList) -> tuple[float, float]:
    """Return the levels of a word and of all longer ones that begin with it; of its last part, if it is not listed."""
    if word not in own.frequency and any(mark in word for mark in _INSIDE):
        for mark in _INSIDE:
            word = word.rsplit(mark, 1)[-1]
    if not word or any(map(str.isdigit, word)):
        return 0.0, 0.0
    known = own.frequency.get(word, 0.0)
    first, last = bisect.bisect_left(own.ordered, word), bisect.bisect_right(own.ordered, word + "\U0010ffff")
    return _level(known), _level(float(own.summed[last] - own.summed[first]) - known)


def _level(frequency: float) -> float:
    return math.log10(max(frequency, _RAREST)) + 9.0
