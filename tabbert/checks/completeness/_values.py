"""Which values of a column a user's word is about: -999, "-999" and "-999.0", or a day and every time of it.

Everything is compared by 64-bit hashes, so that a saved state can know a value again without holding it.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import mix, scan
from tabbert.core.table import Column, Kind

__all__ = ["any_hashes", "code_hashes", "number", "readable", "value_hashes"]

_PLAIN = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")  # no leading zeros: 007 is a code, not the number 7
_LOOSE = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_NUMBER, _DAY, _TIME = np.uint64(0x6E756D), np.uint64(0x646179), np.uint64(0x74696D65)  # keep the kinds apart


def readable(value: Any) -> bool:
    """Whether a value is a text, a number, a date or a truth value, and not a null."""
    known = isinstance(value, str | bool | int | float | Decimal | date)
    return known and value == value  # NaN and NaT are nulls


def number(text: str) -> int | float | str:
    """Return the number that a text spells out plainly, else the text itself: what files and command lines mean.

    Examples:
        >>> number("-999"), number("9.5"), number("007"), number("no")
        (-999, 9.5, '007', 'no')
    """
    match = _PLAIN.fullmatch(text)
    if match is None:
        return text
    return float(text) if match[2] else int(text)


def value_hashes(column: Column) -> NDArray[np.uint64]:
    """Return what each distinct value of a column can be called, uint64 (m, k); one column of them per spelling."""
    if column.kind is Kind.TEXT:
        texts = [text.strip() for text in column.texts]
        own = scan(texts).hash
        numeric = own.copy()
        places = [place for place, text in enumerate(texts) if _PLAIN.fullmatch(text)]
        numeric[places] = _hash_numbers([float(texts[place]) for place in places])
        return np.stack([own, numeric], axis=1)
    if column.kind is Kind.NUMBER:
        return _hash_numbers(column.array)[:, None]
    if column.kind is Kind.DATE:
        return np.stack([_hash_days(column.array), _hash_times(column.array)], axis=1)
    if column.kind is Kind.BOOLEAN:
        return scan([str(value).lower() for value in column.values]).hash[:, None]
    return np.empty((len(column.counts), 0), np.uint64)


def code_hashes(code: Any, kind: Kind) -> list[int]:
    """Return what a user's value is called in a column of a kind; empty where no value of that kind can be meant.

    A text means a text column's values that are equal but for white space around them; a number those that are written
    as the same number. In number, date and truth columns, texts are read as such (dates in ISO 8601); a day without a
    time means every time of that day.
    """
    if kind is Kind.BOOLEAN:
        return _text_hashes(str(code).strip().lower()) if isinstance(code, bool | str) else []
    if isinstance(code, bool):
        return _text_hashes(str(code).lower()) if kind is Kind.TEXT else []
    if kind is Kind.DATE:
        return _date_hashes(code)
    if isinstance(code, str):
        text = code.strip()
        if kind is Kind.TEXT:
            return _text_hashes(text)
        return _number_hashes(float(text)) if kind is Kind.NUMBER and _LOOSE.fullmatch(text) else []
    if isinstance(code, date):
        return _text_hashes(str(code)) if kind is Kind.TEXT else []
    # No cell holds a number beyond the floats.
    return _number_hashes(float(code)) if kind in (Kind.TEXT, Kind.NUMBER) and abs(code) < 1e308 else []


def _text_hashes(text: str) -> list[int]:
    return [int(scan([text]).hash[0])]


def any_hashes(code: Any) -> set[int]:
    """Return everything that a user's value may be called: two values that share a name can mean the same cell."""
    return {h for kind in (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN) for h in code_hashes(code, kind)}


def _number_hashes(value: float) -> list[int]:
    # A float32 column holds 999.99 as 999.98999...
    narrow = float(np.float32(value)) if math.isfinite(value) and abs(value) < 3e38 else value
    return [int(h) for h in _hash_numbers([value, narrow])]


def _date_hashes(code: Any) -> list[int]:
    if isinstance(code, str):
        try:
            code = datetime.fromisoformat(code.strip()) if ":" in code else date.fromisoformat(code.strip())
        except ValueError:
            return []
    if isinstance(code, datetime):
        return [int(_hash_times(np.array([code.replace(tzinfo=None)], "datetime64[us]"))[0])]
    return [int(_hash_days(np.array([code], "datetime64[us]"))[0])] if isinstance(code, date) else []


def _hash_numbers(values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.uint64]:
    return mix((np.asarray(values, np.float64) + 0.0).view(np.uint64) ^ _NUMBER)  # -0.0 is 0.0


def _hash_days(values: NDArray[np.datetime64]) -> NDArray[np.uint64]:
    return mix(values.astype("datetime64[D]").astype(np.int64).view(np.uint64) ^ _DAY)


def _hash_times(values: NDArray[np.datetime64]) -> NDArray[np.uint64]:
    return mix(values.astype("datetime64[us]").astype(np.int64).view(np.uint64) ^ _TIME)
