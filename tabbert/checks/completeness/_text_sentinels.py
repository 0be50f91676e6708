"""Sentinels among numbers, dates and codes that stand in a text column, found once when the column is fitted."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import Characters
from tabbert.checks.completeness._sentinels import fit_dates, fit_numbers, judge

_PLAIN_SHARE = 0.5
_NUMBER = re.compile(r"[$€£¥]?\s*([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.,]\d+)?|[-+]?\.\d+)\s*[%€]?$")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\D|$)")
_CODE = re.compile(r"\+?[\d\s().\-/]+")
_VOID_DATE = re.compile(r"(?:0000|9999)[-/.]\d\d?[-/.]\d\d?(?:\D|$)|(?:00|99)[-/.](?:00|99)[-/.]\d{4}(?:\D|$)")


def fit_texts(
    texts: Sequence[str], counts: NDArray[np.int64], characters: Characters
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.int64]]:
    """Find sentinels among the distinct values of a text column that hold digits but no words.

    Args:
        texts: (m,) distinct values.
        counts: int64 (m,).
        characters: their scan.

    Returns:
        Positions (k,), their scores float64 (k,) below 0.5, and reasons int64 (k,) as in `REASONS`.
    """
    score = np.ones(len(texts))
    reason = np.zeros(len(texts), dtype=np.int64)
    numeric = np.flatnonzero(characters.numeric | (characters.digits > characters.letters))
    if len(numeric) == 0:
        return np.zeros(0, dtype=np.intp), score[:0], reason[:0]
    mostly = characters.numeric.mean() >= _PLAIN_SHARE
    numbers: dict[int, float] = {}
    dates: dict[int, str] = {}
    for i in numeric.tolist():
        text = texts[i].strip()
        if _VOID_DATE.match(text):
            score[i], reason[i] = 0.02, 4
        elif (date := _date(text)) is not None:
            dates[i] = date
        elif (number := _number(text)) is not None:
            numbers[i] = number
        else:
            reason[i] = _digits_reason(text)
            score[i] = 0.15 if reason[i] else 1.0
    if mostly and numbers:
        _apply(np.fromiter(numbers.values(), dtype=np.float64), list(numbers), counts, score, reason)
    if dates:
        _apply(np.array(list(dates.values()), dtype="datetime64[D]"), list(dates), counts, score, reason)
    # One repeated digit says little by itself: a column where such numbers are usual keeps them.
    dummies = reason >= 7
    if dummies.sum() > max(3, 0.1 * len(numeric)) or len(numeric) < 5:
        score[dummies], reason[dummies] = 1.0, 0
    found = np.flatnonzero(score < 0.5)
    return found, score[found], reason[found]


def _apply(
    values: NDArray[np.float64] | NDArray[np.datetime64],
    places: list[int],
    counts: NDArray[np.int64],
    score: NDArray[np.float64],
    reason: NDArray[np.int64],
) -> None:
    # "1" and "1.0" are one number: their counts belong together.
    distinct, group = np.unique(values, return_inverse=True)
    total = np.bincount(group, weights=counts[places]).astype(np.int64)
    state = fit_dates(distinct, total) if distinct.dtype.kind == "M" else fit_numbers(distinct, total)
    score[places], reason[places] = judge(values, state)


def _number(text: str) -> float | None:
    match = _NUMBER.match(text)
    if match is None:
        return None
    digits = match[1]
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return None  # a code with a leading zero
    whole = re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", digits)
    return float(digits.replace(",", "" if whole else "."))


def _date(text: str) -> str | None:
    if match := _YEAR_FIRST.match(text):
        year, month, day = match[1], int(match[2]), int(match[3])
    elif match := _YEAR_LAST.match(text):
        year, month, day = match[3], int(match[1]), int(match[2])
        if month > 12:
            month, day = day, month
    else:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 28 + (month != 2) * 2):
        day, month = min(max(day, 1), 28), min(max(month, 1), 12)
    return f"{int(year):04d}-{month:02d}-{day:02d}"


def _digits_reason(text: str) -> int:
    # Phone-like and code-like numbers that are no quantity.
    if _CODE.fullmatch(text) is None:
        return 0
    digits = [c for c in text if c.isdigit()]
    if ":" in text or len(digits) < 7:
        return 7 if len(digits) >= 4 and set(digits) == {"0"} and ":" not in text else 0
    if len(set(digits)) == 1:
        return 7
    return 8 if "".join(digits).startswith(("1234567", "0123456")) else 0
