"""Disguised missing values among numbers and dates (-999, 9999-12-31): sentinel shapes apart from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

REASONS = (
    "",
    "code-like number far outside the column's range",
    "only negative number in a column without negatives",
    "zero far from every other value",
    "date that no record can have",
    "default date apart from all others",
    "default date, far more frequent than any other",
    "one repeated digit where numbers vary",
    "counting digits (1234...) where numbers vary",
    "no other value than this code",
)
"""What the evidence says, by reason number; 0 is an ordinary value."""

_FEW = 8  # rows of other values below which a distribution says nothing
_WEAK, _MEDIUM, _STRONG = 1, 2, 3
_DAY_US = 86_400_000_000
_DEFAULT_DATES = (
    "0001-01-01", "1000-01-01", "1111-11-11", "1752-09-14", "1753-01-01", "1800-01-01", "1899-12-30", "1899-12-31",
    "1900-01-01", "1900-01-02", "1901-01-01", "1970-01-01", "1980-01-01", "2099-01-01", "2099-12-31", "2100-01-01",
    "2199-12-31", "2200-01-01", "2222-02-22", "2999-01-01", "2999-12-31", "3000-01-01", "3000-12-31", "4000-01-01",
    "4712-12-31",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Sentinels:
    """Hold the sentinels that a column was found to use: the fitted state of a number or date column.

    Attributes:
        values: float64 (k,), ascending: numbers, or microseconds since 1970 for dates.
        score: float64 (k,), probability that the value is an ordinary one, below 0.5.
        reason: int64 (k,), index into `REASONS`.
    """

    values: NDArray[np.float64]
    score: NDArray[np.float64]
    reason: NDArray[np.int64]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state as arrays by name, for saving."""
        return {"values": self.values, "score": self.score, "reason": self.reason}


def fit_numbers(values: NDArray[Any], counts: NDArray[np.int64]) -> Sentinels:
    """Find the sentinels of a number column; ordinary data yields none.

    A number is suspected for its shape (repeated nines, -1, 0, integer limits, 111...) and only reported if the
    others leave it alone: a gap that is wide against their spread, or the only negative numbers.

    Args:
        values: numbers (m,), distinct; NaN and infinities are ignored.
        counts: int64 (m,).
    """
    x = np.asarray(values, dtype=np.float64)
    usable = np.isfinite(x)
    x, w = x[usable], np.asarray(counts, dtype=np.int64)[usable]
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    strength = _number_strength(x)
    rest, rest_w = x[strength == 0], w[strength == 0]
    suspects = np.flatnonzero(strength)
    if len(suspects) == 0:
        return _sentinels([], [], [])
    if rest_w.sum() < _FEW or len(rest) < 3:
        return _lonely(x, strength)
    low, high = rest[0], rest[-1]
    quartiles = _weighted_quantiles(rest, rest_w, (0.25, 0.75))
    spread = max(float(high - low), 1e-12)
    usual = float(np.median(rest_w))
    middle = max(float(quartiles[1] - quartiles[0]), spread / 50)
    found: list[tuple[float, float, int]] = []
    for i in suspects:
        value, times, power = float(x[i]), int(w[i]), int(strength[i])
        gap = max(low - value, value - high)
        if value < 0 <= low and (power >= _MEDIUM) and (times > 1 or power == _STRONG or len(rest) >= 20):
            found.append((value, 0.05 if power == _STRONG else 0.2, 2))
        elif value == 0 and times >= 5 * usual and quartiles[0] > 4 * middle and rest_w.sum() >= 20:
            found.append((value, 0.25, 3))  # a few other outliers, such as degrees among metres, do not excuse it
        elif gap <= 0:
            continue
        elif value == 0:
            if gap > 2 * spread and gap > 6 * middle and times > 1:
                found.append((value, 0.2, 3))
        elif power == _STRONG and gap > (0.5 if times > 1 else 1.0) * spread and gap > 3 * middle:
            found.append((value, 0.05, 1))
        elif power == _MEDIUM and gap > (1.0 if times > 1 else 2.0) * spread and gap > 6 * middle:
            found.append((value, 0.15, 1))
        elif power == _WEAK and times > 1 and gap > 3 * spread:
            found.append((value, 0.3, 1))
    return _sentinels(*zip(*found, strict=True)) if found else _sentinels([], [], [])


def fit_dates(values: NDArray[Any], counts: NDArray[np.int64]) -> Sentinels:
    """Find the sentinels of a date column: impossible years always, default dates if apart or far too frequent.

    Args:
        values: datetime64 (m,), any unit, distinct; NaT is ignored.
        counts: int64 (m,).
    """
    x = np.asarray(values, dtype="datetime64[us]")
    usable = ~np.isnat(x)
    x, w = x[usable], np.asarray(counts, dtype=np.int64)[usable]
    day = x.astype("datetime64[D]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    impossible = (year >= 4000) | (year <= 1)
    default = np.isin(day, np.array(_DEFAULT_DATES, dtype="datetime64[D]")) & ~impossible
    rest, rest_w = day[~(impossible | default)].astype(np.int64), w[~(impossible | default)]
    found = [(float(v), 0.02, 4) for v in x[impossible].astype(np.int64)]
    enough = rest_w.sum() >= _FEW
    if enough:
        low, high, common = int(rest.min()), int(rest.max()), int(rest_w.max())
        days = day.astype(np.int64)
        for d in np.unique(days[default]):
            same = default & (days == d)
            times = int(w[same].sum())
            gap = max(low - d, d - high)
            if gap > max(5 * 365, 0.25 * (high - low)) and (times > 1 or gap > 20 * 365):
                found += [(float(v), 0.05, 5) for v in x[same].astype(np.int64)]
            elif times >= 10 and times > 8 * common:
                found += [(float(v), 0.15, 6) for v in x[same].astype(np.int64)]
    return _sentinels(*zip(*found, strict=True)) if found else _sentinels([], [], [])


def judge(values: NDArray[Any], state: Sentinels) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Look values up in the fitted sentinels; pure, linear.

    Args:
        values: numbers or datetime64 (m,).
        state: from `fit_numbers` or `fit_dates`.

    Returns:
        score float64 (m,), 1.0 for ordinary values; reason int64 (m,), index into `REASONS`.
    """
    x = np.asarray(values)
    if x.dtype.kind == "M":
        x = x.astype("datetime64[us]").astype(np.int64)
    x = x.astype(np.float64)
    score, reason = np.ones(len(x)), np.zeros(len(x), dtype=np.int64)
    if len(state.values):
        at = np.minimum(np.searchsorted(state.values, x), len(state.values) - 1)
        hit = state.values[at] == x
        score[hit], reason[hit] = state.score[at[hit]], state.reason[at[hit]]
    return score, reason


def evidence(reason: NDArray[np.int64]) -> NDArray[np.object_]:
    """Spell reasons out, object (m,)."""
    return np.array(REASONS, dtype=object)[reason]


def _lonely(x: NDArray[np.float64], strength: NDArray[np.int64]) -> Sentinels:
    # No distribution to judge by: only codes like -999 speak for themselves, and only if nothing else is there.
    if len(x) > 2 or not np.all((strength == _STRONG) & (x < 0) | (np.abs(x) >= 99999) & (strength == _STRONG)):
        return _sentinels([], [], [])
    return _sentinels(x, np.full(len(x), 0.3), np.full(len(x), 9))


def _sentinels(values: Sequence[float] | Any, score: Sequence[float] | Any, reason: Sequence[int] | Any) -> Sentinels:
    v = np.asarray(values, dtype=np.float64)
    order = np.argsort(v, kind="stable")
    return Sentinels(v[order], np.asarray(score, dtype=np.float64)[order], np.asarray(reason, dtype=np.int64)[order])


def _number_strength(x: NDArray[np.float64]) -> NDArray[np.int64]:
    magnitudes, power = _magnitudes()
    size = np.abs(x)
    at = np.minimum(np.searchsorted(magnitudes, size * (1 - 1e-9)), len(magnitudes) - 1)
    hit = np.isclose(magnitudes[at], size, rtol=1e-7, atol=0)  # float32 columns hold 999.99 as 999.98999
    strength = np.where(hit, power[at], 0)
    strength[x == 0] = _WEAK
    strength[x == -1] = _MEDIUM
    strength[np.isin(x, (-9, -99, -88, -77, -66))] = _MEDIUM
    strength[np.isin(x, (-999, -998, -997, -888, -777))] = _STRONG
    strength[np.isin(size, (1, 9, 11, 22, 33, 44, 55, 66, 77, 88)) & (x > 0)] = 0
    return strength


@lru_cache(maxsize=1)
def _magnitudes() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    power: dict[float, int] = {}
    for digits in range(2, 16):
        for digit in range(1, 10):
            value = float(str(digit) * digits)
            power[value] = (_STRONG if digits >= 3 else _MEDIUM) if digit == 9 else (_MEDIUM if digits >= 3 else 0)
    for text in ("9.99", "99.9", "99.99", "999.9", "999.99", "999.999", "9999.9", "9999.99", "9999.999", "99999.9",
                 "99999.99", "999999.99", "9999999.99"):  # fmt: skip
        power[float(text)] = _STRONG if float(text) > 900 else _MEDIUM
    limits = (32767, 32768, 65535, 2147483647, 2147483648, 4294967295, 9223372036854775807, 9999999999, 1e20, 1e30,
              9.96921e36, 1.7976931348623157e308, 3.4028234663852886e38, 9.969209968386869e36, 12345678, 123456789,
              1234567890)  # fmt: skip
    for value in limits:
        power[float(value)] = _STRONG
    items = sorted((value, p) for value, p in power.items() if p)
    return np.array([v for v, _ in items]), np.array([p for _, p in items], dtype=np.int64)


def _weighted_quantiles(x: NDArray[np.float64], w: NDArray[np.int64], levels: Sequence[float]) -> NDArray[np.float64]:
    return x[np.minimum(np.searchsorted(np.cumsum(w), np.asarray(levels) * w.sum()), len(x) - 1)]
