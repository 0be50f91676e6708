"""Sentinels among the numbers, dates and codes of a text column: -999, 9999-12-31, 000-000-0000."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import Characters
from tabbert.checks.completeness._sentinels import Sentinels, fit_dates, fit_numbers, judge

_PLAIN_SHARE = 0.5
_NUMBER = re.compile(r"[$€£¥]?\s*([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.,]\d+)?|[-+]?\.\d+)\s*[%€]?$")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\D|$)")
_CODE = re.compile(r"\+?[\d\s().\-/]+")
_CROSSED_OUT = re.compile(r"[xX?#]{2,}[-\s./]?(?:0{2,}|9{2,})|9{3,}(?:,9+)+")
"""A code filled with nothing, such as XX00000 or XXX-0000, or with nines field by field, as weather data: 99999,9,9."""
_VOID_DATE = re.compile(r"(?:0000|9999)[-/.]\d\d?[-/.]\d\d?(?:\D|$)|(?:00|99)[-/.](?:00|99)[-/.]\d{4}(?:\D|$)")


_NO_RECORD = "4000"  # the first year that no record can have
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")
_QUICK = re.compile(
    r"(\d)\1|^\D*\d\D*$|^\s*-\d|175[23]|1901|19[78]0|4712|1234567|0123456|32767|32768|2147483647|4294967295|775807"
)
"""What every suspicious number, date or code matches: most others need no parsing."""
_STOPGAP = re.compile(r"0+|9{2,}|-1")
_WORD_VALUES = 8  # distinct values without a digit, from which on a lonely "0" is no value
_WORD_LENGTH = 4
_SUBSCRIBER = 7  # zeros at the end of a phone number: whoever wrote "+91 00000 00000" had none


@dataclass(frozen=True, eq=False)
class TextSentinels:
    """Hold how numbers, dates and codes of a text column are judged, without a text of it.

    Attributes:
        hash: uint64 (k,), ascending: values that were decided at fit time, of those that look suspicious.
        score: float64 (k,), `reason` int64 (k,), as in `REASONS`.
        spread: float64 (30,): whether numbers count as such, whether dummy codes do, whether every number is out of
            place, whether dates are usual; then the `Spread` of the numbers and of the dates.
    """

    hash: NDArray[np.uint64]
    score: NDArray[np.float64]
    reason: NDArray[np.int64]
    spread: NDArray[np.float64]


class _Parsed(NamedTuple):
    numbers: dict[int, float]
    dates: dict[int, str]
    void: list[int]  # 0000-00-00
    codes: dict[int, int]  # place: reason


def fit_texts(texts: Sequence[str], counts: NDArray[np.int64], characters: Characters) -> TextSentinels:
    """Find sentinels among the distinct values of a text column that hold digits but no words.

    Args:
        texts: (m,) distinct values.
        counts: int64 (m,).
        characters: their scan.
    """
    numeric = _candidates(characters)
    parsed = _parse(texts, numeric.tolist())
    quantities = bool(characters.numeric.mean() >= _PLAIN_SHARE) if len(texts) else False
    quantities = quantities and 2 * len(parsed.numbers) >= len(numeric)  # else codes such as phone numbers
    if not quantities:
        parsed.codes.update({i: r for i in parsed.numbers if (r := _digits_reason(texts[i].strip()))})
    # One repeated digit says little by itself: a column where such numbers are usual keeps them.
    dummies = len(numeric) >= 5 and len(parsed.codes) <= max(3, 0.1 * len(numeric))
    plain = np.flatnonzero(characters.digits == 0)
    words = len(plain) >= _WORD_VALUES and len(numeric) <= max(2, 0.05 * len(plain))
    words = words and bool(np.median(characters.length[plain]) >= _WORD_LENGTH)
    words = words and bool((characters.digits > 0).mean() <= 0.2)
    alone = len(parsed.numbers) == len(texts)
    numbers = _fit(np.fromiter(parsed.numbers.values(), np.float64), list(parsed.numbers), counts, alone)
    days = _fit(np.array(list(parsed.dates.values()), "datetime64[D]"), list(parsed.dates), counts, alone)
    # Registry numbers such as 7440-02-0 look like dates of the year 7440 too.
    ordinary = sum(date < _NO_RECORD for date in parsed.dates.values())
    usual = ordinary + len(parsed.void) >= _PLAIN_SHARE * len(numeric)
    flags = np.array([quantities, dummies, words, usual], dtype=np.float64)
    empty = np.zeros(0)
    state = TextSentinels(
        empty.astype(np.uint64), empty, empty.astype(np.int64), np.concatenate([flags, numbers.spread, days.spread])
    )
    score, reason = _judge(texts, parsed, state, numbers, days, len(texts))
    unseen, _ = _judge(texts, parsed, state, *_spreads(state), len(texts))
    kept = np.flatnonzero((score < 0.5) | (unseen < 0.5))
    kept = kept[np.argsort(characters.hash[kept])]
    return replace(state, hash=characters.hash[kept], score=score[kept], reason=reason[kept])


def judge_texts(
    texts: Sequence[str], characters: Characters, state: TextSentinels
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Judge numbers, dates and codes of a text column; a value seen at fit time keeps its verdict.

    Returns:
        score float64 (m,), 1.0 for ordinary values; reason int64 (m,), as in `REASONS`.
    """
    digits = _candidates(characters).tolist()
    parsed = _parse(texts, [i for i in digits if _QUICK.search(texts[i])])
    if not state.spread[0]:
        parsed.codes.update({i: r for i in parsed.numbers if (r := _digits_reason(texts[i].strip()))})
    score, reason = _judge(texts, parsed, state, *_spreads(state), len(texts))
    if len(state.hash):
        at = np.minimum(np.searchsorted(state.hash, characters.hash), len(state.hash) - 1)
        seen = state.hash[at] == characters.hash
        score[seen], reason[seen] = state.score[at[seen]], state.reason[at[seen]]
    return score, reason


def _candidates(characters: Characters) -> NDArray[np.intp]:
    return np.flatnonzero(characters.numeric | (characters.digits > characters.letters))


def _parse(texts: Sequence[str], places: Iterable[int]) -> _Parsed:
    parsed = _Parsed({}, {}, [], {})
    for i in places:
        text = texts[i].strip()
        if _VOID_DATE.match(text):
            parsed.void.append(i)
        elif (date := _date(text)) is not None:
            parsed.dates[i] = date
        elif (number := _number(text)) is not None:
            parsed.numbers[i] = number
        elif reason := 7 if _CROSSED_OUT.fullmatch(text) else _digits_reason(text):
            parsed.codes[i] = reason
    return parsed


def _spreads(state: TextSentinels) -> tuple[Sentinels, Sentinels]:
    # Of a column in which nothing has been decided yet.
    empty = np.zeros(0)
    parts = np.split(np.asarray(state.spread, dtype=np.float64)[_FLAGS:], 2)
    numbers, days = (Sentinels(empty.astype(np.uint64), empty, empty.astype(np.int64), part) for part in parts)
    return numbers, days


_FLAGS = 4


def _judge(
    texts: Sequence[str], parsed: _Parsed, state: TextSentinels, numbers: Sentinels, days: Sentinels, size: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    quantities, dummies, words, usual = (bool(flag) for flag in state.spread[:_FLAGS])
    score, reason = np.ones(size), np.zeros(size, dtype=np.int64)
    if quantities and parsed.numbers:
        places = list(parsed.numbers)
        score[places], reason[places] = judge(np.fromiter(parsed.numbers.values(), np.float64), numbers)
    places = [i for i, date in parsed.dates.items() if usual or not _NO_RECORD <= date < "9999"]
    if places:
        score[places], reason[places] = judge(np.array([parsed.dates[i] for i in places], "datetime64[D]"), days)
    score[parsed.void], reason[parsed.void] = 0.02, 4
    if dummies:
        places = list(parsed.codes)
        score[places], reason[places] = 0.15, list(parsed.codes.values())
    if words:
        places = [i for i in (*parsed.numbers, *parsed.codes) if _STOPGAP.fullmatch(texts[i].strip())]
        score[places], reason[places] = 0.1, 10
    return score, reason


def _fit(
    values: NDArray[np.float64] | NDArray[np.datetime64], places: list[int], counts: NDArray[np.int64], alone: bool
) -> Sentinels:
    # "1" and "1.0" are one number: their counts belong together.
    distinct, group = np.unique(values, return_inverse=True)
    total = np.bincount(group, weights=counts[places]).astype(np.int64)
    return fit_dates(distinct, total) if distinct.dtype.kind == "M" else fit_numbers(distinct, total, alone=alone)


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
    if not (month <= 12 or month == 99) or not (day <= 31 or day == 99):
        return None  # a code
    month = min(max(month, 1), 12)
    day = min(max(day, 1), monthrange(int(year) or 4, month)[1])
    return f"{int(year):04d}-{month:02d}-{day:02d}"


def _digits_reason(text: str) -> int:
    # Phone-like and code-like numbers that are no quantity.
    if _CODE.fullmatch(text) is None or _ADDRESS.match(text):
        return 0
    digits = [c for c in text if c.isdigit()]
    if ":" in text or len(digits) < 7:
        return 7 if len(digits) >= 4 and set(digits) == {"0"} and ":" not in text else 0
    if len(set(digits)) == 1 or (text[0] == "+" and digits[-_SUBSCRIBER:] == ["0"] * _SUBSCRIBER):
        return 7
    return 8 if "".join(digits).startswith(("1234567", "0123456")) else 0
