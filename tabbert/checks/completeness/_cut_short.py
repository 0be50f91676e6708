"""Values that begin another value of their column and end inside its word: "Ford Trans" beside "Ford Transit".

Such a label has neither grammar nor an end mark to tell that it was cut off, and the encoder need not know the word.
The column does. That "Housing Auth" may be short for "Housing Authority" leaves a doubt: it is one more expert beside
the head, no verdict.
"""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness import _own_words
from tabbert.checks.completeness._characters import Characters, scan
from tabbert.core.table import Profile
from tabbert.core.verdict import Verdict

__all__ = ["CutShort", "cut_short", "found_cut_short"]

_LEFT = 2  # least letters that are left of the word: "Team A" is no "Team Alpha"
_REST = 2  # least letters that are missing of it: fewer may be an inflection
_LONGEST = 200  # characters: prose does not come twice
_ODDS = 100.0  # how much more likely such a value is to have been cut off


@dataclass(frozen=True, eq=False)
class CutShort:
    """What is known of a column's values that begin others.

    Attributes:
        hash: uint64 (k,), ascending: of these values.
    """

    hash: NDArray[np.uint64]

    @classmethod
    def from_profile(cls, profile: Profile) -> "CutShort | None":
        """Read what `found_cut_short` returned; None if the column has none."""
        return cls(np.asarray(profile["cut_short"], np.uint64)) if "cut_short" in profile else None

    def overrule(self, verdict: Verdict, places: NDArray[np.intp], texts: Sequence[str]) -> None:
        """Lower the scores of such texts, at their places in the verdict."""
        for place in places[np.isin(scan(texts).hash, self.hash)].tolist():
            score = float(verdict.score[place])
            weighed = score / (score + _ODDS * (1 - score))
            if weighed < 0.5 <= score:
                verdict.status[place] = "truncated"
                verdict.evidence[place] = "begins another value of the column, and ends inside its word"
            verdict.score[place] = weighed


def found_cut_short(texts: Sequence[str], characters: Characters) -> dict[str, Any]:
    """Return the hashes of values that begin others, to lie in a profile; nothing if there are none.

    Args:
        texts: distinct values (m,), none of them blank.
        characters: their scan.
    """
    found = cut_short(texts)
    return {"cut_short": np.sort(characters.hash[found])} if found.any() else {}


def cut_short(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which of a column's distinct values begin another one and end inside a word of it, bool (m,).

    They have two words or more, and no other value holds their last word, of which two letters are there and two are
    missing at least. Letter case is not looked at.
    """
    own = [text.strip().casefold() if len(text) <= _LONGEST else "" for text in texts]
    order = sorted(set(own))
    begins = {text for text, after in pairwise(order) if text and after.startswith(text)}  # in order, it comes next
    if not begins:
        return np.zeros(len(own), dtype=np.bool_)
    words = Counter(word for text in order for word in set(_own_words.split(text)))
    found = {text for text in begins if _inside(text, words, order)}
    return np.array([text in found for text in own], dtype=np.bool_)


def _inside(text: str, words: Counter[str], order: list[str]) -> bool:
    parts = _own_words.split(text)
    if len(parts) < 2 or len(parts[-1]) < _LEFT or not _letter(text[-1]) or words[parts[-1]] > 1:
        return False
    for place in range(bisect_right(order, text), len(order)):
        other = order[place]
        if not other.startswith(text):
            return False
        rest = other[len(text) : len(text) + _REST]
        if len(rest) == _REST and all(map(_letter, rest)):
            return True
    return False


def _letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"  # many scripts write vowels as marks
