"""Values of another kind by their form alone: an e-mail or web address, a date or a number in a column of words.

The encoder reads what a value means; that a number is written like a phone number says nothing to it, and among few
distinct values a lonely number is not even encoded. The form is certain, whatever the language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import Characters
from tabbert.checks.completeness._profile import ColumnState
from tabbert.core.table import Profile
from tabbert.core.verdict import Verdict

__all__ = ["Forms", "form_shares"]

_DATE = r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})"
_FORMS = {
    "an e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.[^\W\d_]{2,}"),
    "a web address": re.compile(r"(?:https?://|www\.)[^\s.]+\.\S+", re.IGNORECASE),
    "a date": re.compile(_DATE + r"(?:[T ]\d{1,2}:\d\d\S*)?"),
    "a phone number or code": re.compile(r"(?:\+|(?=[\d()]+[ .\-/()]))[\d(](?:[ .\-/()]{0,3}\d){8,14}"),
    "a number": re.compile(r"\d{5,}"),  # shorter ones may be a name: 1984, 4711
}
_QUICK = re.compile(r"[+(\d]|https?:|www\.|[^\s@]+@", re.IGNORECASE)  # what any of them starts with
_ROWS = 50  # fewer filled rows say little of what is usual
_SELDOM = 0.02  # of the filled rows: a form that is more frequent belongs there
_MIXED = 0.05  # of all forms together: a column of contacts, in which each may be seldom
_LETTERS = 0.6  # least share of a value's characters, median: names and addresses, but no codes and dates
_WITH_LETTERS = 0.95  # least share of the filled rows that have some
_DIGITS = 0.2  # most of the distinct values that hold digits where a date is out of place
_LONGEST = 40.0  # characters, median: in prose an address may stand for itself
_MEDIAN = 4  # place in `length_quantiles`
_PROBABILITY = np.float32(0.9)  # that such a value is misplaced


def form_shares(
    texts: Sequence[str], counts: NDArray[np.int64], characters: Characters, state: ColumnState
) -> dict[str, Any]:
    """Return the share of the filled rows that each form has, to lie in a profile; nothing if a column holds no words.

    Args:
        texts: distinct values (m,), none of them blank.
        counts: int64 (m,).
        characters: their scan.
        state: the column's.
    """
    if state.n_filled < _ROWS or state.length_quantiles[_MEDIAN] > _LONGEST:
        return {}
    letters = characters.letters / np.maximum(characters.length, 1)
    if np.median(letters) < _LETTERS or counts[letters > 0].sum() < _WITH_LETTERS * state.n_filled:
        return {}
    rows = np.zeros(len(_FORMS), np.float64)
    for place, form in _found(texts):
        rows[form] += counts[place]
    share = rows / state.n_filled
    if share.sum() > _MIXED:
        return {}
    if state.trait("digits") > _DIGITS:
        share[list(_FORMS).index("a date")] = 1  # among remarks with numbers, a date may be one
    return {"form_share": share.astype(np.float32)}


@dataclass(frozen=True, eq=False)
class Forms:
    """What a column of words does not hold.

    Attributes:
        share: float32 (5,), of the fitted rows, by form.
    """

    share: NDArray[np.float32]

    @classmethod
    def from_profile(cls, profile: Profile) -> "Forms | None":
        """Read what `form_shares` returned; None if the column is none of words."""
        return cls(np.asarray(profile["form_share"], np.float32)) if "form_share" in profile else None

    def overrule(self, verdict: Verdict, places: NDArray[np.intp], texts: Sequence[str]) -> None:
        """Lower the scores of texts with a form that the column seldom has, at their places in the verdict."""
        names = list(_FORMS)
        for own, form in _found(texts):
            if self.share[form] <= _SELDOM:
                place = places[own]
                if verdict.score[place] >= 0.5:
                    verdict.status[place], verdict.evidence[place] = "misplaced", f"{names[form]} in a column of words"
                verdict.score[place] *= 1 - _PROBABILITY


def _found(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return (place, form) of the texts that have one."""
    found = []
    for place, text in enumerate(texts):
        if _QUICK.match(text):
            form = next((i for i, form in enumerate(_FORMS.values()) if form.fullmatch(text.strip())), None)
            if form is not None:
                found.append((place, form))
    return found
