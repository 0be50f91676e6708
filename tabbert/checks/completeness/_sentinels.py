"""Disguised missing values among numbers and dates (-999, 9999-12-31): sentinel shapes apart from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import mix

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
    "number of zeros or nines where words are expected",
    "dummy number, far more frequent than any other",
)
"""What the evidence says, by reason number; 0 is an ordinary value."""

_FEW = 8  # rows of other values below which a distribution says nothing
_WEAK, _MEDIUM, _STRONG = 1, 2, 3
_FAR = 20.0  # interquartile ranges beyond the quartiles: not part of the range any more,
_FAR_ROWS = 0.01  # as long as so few rows lie there; the tail of skewed data holds more
_DEFAULT_DATES = (
    "0001-01-01", "1000-01-01", "1111-11-11", "1601-01-01", "1677-09-21", "1752-09-14", "1753-01-01", "1800-01-01",
    "1858-11-17", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02", "1901-01-01", "1904-01-01", "1970-01-01",
    "1980-01-01", "2079-06-06", "2099-01-01", "2099-12-31", "2100-01-01", "2199-12-31", "2200-01-01", "2222-02-22",
    "2262-04-11", "2999-01-01", "2999-12-31", "3000-01-01", "3000-12-31", "4000-01-01", "4712-12-31",
)  # fmt: skip


class Spread(NamedTuple):
    """What the ordinary numbers or days of a column look like: enough to judge a suspicious one never seen before.

    Attributes:
        n_rows: of ordinary values, `n_distinct` of them; `n_suspects`: distinct values with a suspicious shape.
        low, high: range without a few far outliers, rounded outwards; `lowest`, `highest` with them.
        first, last: quartiles by rows.
        usual: median count of a value; `most`: the largest.
        dense: 1 where whole numbers stand once each and fill their range, as running numbers do.
        width: digits, where all are whole and of one length of at least five, as codes are; else 0.
    """

    n_rows: float = 0.0
    n_distinct: float = 0.0
    n_suspects: float = 0.0
    low: float = 0.0
    high: float = 0.0
    lowest: float = 0.0
    highest: float = 0.0
    first: float = 0.0
    last: float = 0.0
    usual: float = 0.0
    most: float = 0.0
    dense: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, eq=False)
class Sentinels:
    """Hold how suspicious numbers or dates are judged: the fitted state of a number or date column, without a value.

    Attributes:
        hash: uint64 (k,), ascending: suspicious constants that the column holds and that were decided at fit time.
        score: float64 (k,), probability that the value is an ordinary one.
        reason: int64 (k,), index into `REASONS`.
        spread: float64 (13,), the fields of `Spread`.
    """

    hash: NDArray[np.uint64]
    score: NDArray[np.float64]
    reason: NDArray[np.int64]
    spread: NDArray[np.float64]


def fit_numbers(values: NDArray[Any], counts: NDArray[np.int64], *, alone: bool = True) -> Sentinels:
    """Find the sentinels of a number column; ordinary data yields none.

    A number is suspected for its shape (repeated nines, -1, 0, integer limits, 111...) and only reported if the
    others leave it alone: a gap that is wide against their spread, or the only negative numbers.

    Args:
        values: numbers (m,), distinct; NaN and infinities are ignored.
        counts: int64 (m,).
        alone: the numbers are all that the column holds, so that a lonely -9999 speaks for itself.
    """
    x = np.asarray(values, dtype=np.float64)
    usable = np.isfinite(x)
    x, w = x[usable], np.asarray(counts, dtype=np.int64)[usable]
    strength = number_strength(x)
    plain = strength == 0
    spread = _spread(x[plain], w[plain], int((~plain).sum()))
    lonely = alone and spread.n_rows < _FEW and len(x) <= 2 and bool(np.all(_speaks(x, strength)))
    suspects = np.flatnonzero(~plain)
    found = [
        (0.3, 9) if lonely else _judge_number(float(x[i]), int(w[i]), int(strength[i]), spread)
        for i in suspects.tolist()
    ]
    return _decided(x[suspects], found, spread)


def fit_dates(values: NDArray[Any], counts: NDArray[np.int64]) -> Sentinels:
    """Find the sentinels of a date column: impossible years always, default dates if apart or far too frequent.

    Args:
        values: datetime64 (m,), any unit, distinct; NaT is ignored.
        counts: int64 (m,).
    """
    x = np.asarray(values, dtype="datetime64[us]")
    usable = ~np.isnat(x)
    x, w = x[usable], np.asarray(counts, dtype=np.int64)[usable]
    kind = _date_kind(x)
    days = x.astype("datetime64[D]").astype(np.int64)
    plain = kind == 0
    spread = _spread(days[plain].astype(np.float64), w[plain], int((kind == 1).sum()))
    defaults, group = np.unique(days[kind == 1], return_inverse=True)
    times = np.bincount(group, weights=w[kind == 1]).astype(np.int64)
    found = [_judge_day(day, n, spread) for day, n in zip(defaults.tolist(), times.tolist(), strict=True)]
    return _decided(defaults.astype(np.float64), found, spread)


def judge(values: NDArray[Any], state: Sentinels) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Judge values by the fitted state; pure, linear. A value seen at fit time keeps its verdict.

    A suspicious value that was not seen is judged as if it stood there once.

    Args:
        values: numbers or datetime64 (m,).
        state: from `fit_numbers` or `fit_dates`.

    Returns:
        score float64 (m,), 1.0 for ordinary values; reason int64 (m,), index into `REASONS`.
    """
    x = np.asarray(values)
    score, reason = np.ones(len(x)), np.zeros(len(x), dtype=np.int64)
    spread = Spread(*np.asarray(state.spread, dtype=np.float64).tolist())
    if x.dtype.kind == "M":
        day = x.astype("datetime64[us]")
        known = ~np.isnat(day)
        kind = np.zeros(len(x), dtype=np.int64)
        kind[known] = _date_kind(day[known])
        score[kind == 2], reason[kind == 2] = 0.02, 4
        keys = day.astype("datetime64[D]").astype(np.int64).astype(np.float64)
        suspects = np.flatnonzero(kind == 1)
        strength = kind
    else:
        keys = x.astype(np.float64)
        strength = np.zeros(len(x), dtype=np.int64)
        finite = np.isfinite(keys)
        strength[finite] = number_strength(keys[finite])
        suspects = np.flatnonzero(strength)
    distinct, first, group = np.unique(keys[suspects], return_index=True, return_inverse=True)
    verdicts = np.empty((len(distinct), 2))
    for k, (value, key) in enumerate(zip(distinct.tolist(), _hash(distinct), strict=True)):
        at = int(np.searchsorted(state.hash, key))
        if at < len(state.hash) and state.hash[at] == key:
            verdicts[k] = state.score[at], state.reason[at]
        elif x.dtype.kind == "M":
            verdicts[k] = _judge_day(int(value), 1, spread)
        else:
            verdicts[k] = _judge_number(value, 1, int(strength[suspects[first[k]]]), spread)
    score[suspects], reason[suspects] = verdicts[group, 0], verdicts[group, 1].astype(np.int64)
    return score, reason


def _judge_number(value: float, times: int, strength: int, s: Spread) -> tuple[float, int]:
    # (score, reason) of a number with a suspicious shape that stands there so many times.
    if s.n_rows < _FEW or s.n_distinct < 3:
        return 1.0, 0
    spread = max(s.high - s.low, 1e-12)
    middle = max(s.last - s.first, spread / 50)
    gap = max(s.low - value, value - s.high)
    if value < 0 <= s.lowest and strength >= _MEDIUM and (times > 1 or strength == _STRONG or s.n_distinct >= 20):
        return (0.05 if strength == _STRONG else 0.2), 2
    if value == 0 and times >= 5 * s.usual and s.first > 4 * middle and s.n_rows >= 20:
        return 0.25, 3  # a few other outliers, such as degrees among metres, do not excuse it
    if s.width and strength > _WEAK and times > 2 * s.most and times >= 3:
        return 0.2, 11  # codes are nearly all different: 1111111111 again and again is none
    if gap <= 0 or _may_be_next(value, times, s):
        return 1.0, 0
    if s.lowest <= value <= s.highest and times < max(3, 3 * s.usual):
        return 1.0, 0  # beyond most, but not beyond all
    often = times > 1
    if value == 0:
        return (0.2, 3) if gap > 2 * spread and gap > 6 * middle and often else (1.0, 0)
    if strength == _STRONG and gap > (0.5 if often else 1.0) * spread and gap > 3 * middle:
        return 0.05, 1
    if strength == _MEDIUM and gap > (1.0 if often else 2.0) * spread and gap > 6 * middle:
        return 0.15, 1
    if strength == _WEAK and often and gap > 10 * spread:
        return 0.3, 1
    return 1.0, 0


def _may_be_next(value: float, times: int, s: Spread) -> bool:
    # A running number or a code of the usual length may look like anything.
    if value <= s.high:
        return False
    if s.dense and times <= 1:
        return True
    return bool(s.width) and len(f"{value:.0f}") == s.width and times <= 2 * s.usual


def _judge_day(day: int, times: int, s: Spread) -> tuple[float, int]:
    if s.n_rows < _FEW:
        return 1.0, 0
    gap = max(s.low - day, day - s.high)
    if gap > max(5 * 365, 0.25 * (s.high - s.low)) and (times > 1 or gap > 20 * 365):
        return 0.05, 5
    return (0.15, 6) if times >= 10 and times > 8 * s.most else (1.0, 0)


def _spread(x: NDArray[np.float64], w: NDArray[np.int64], n_suspects: int) -> Spread:
    if len(x) == 0:
        return Spread(n_suspects=n_suspects)
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    first, last = _weighted_quantiles(x, w, (0.25, 0.75)).tolist()
    # A typing error must not hide every sentinel: a few values far beyond the quartiles do not make the range.
    far = _FAR * (last - first)
    inner = (x >= first - far) & (x <= last + far)
    core = x[inner] if far > 0 and w[~inner].sum() <= max(1, _FAR_ROWS * w.sum()) else x
    whole = bool(np.all(x == np.round(x))) and float(np.abs(x).max()) < 1e15
    extent = float(core[-1] - core[0])
    width = len(f"{abs(x[0]):.0f}") if whole and x[0] > 0 else 0
    one_width = width >= 5 and len(f"{x[-1]:.0f}") == width and len(x) >= _FEW
    return Spread(
        n_rows=float(w.sum()),
        n_distinct=float(len(x)),
        n_suspects=float(n_suspects),
        low=_outwards(float(core[0]), extent, -1),
        high=_outwards(float(core[-1]), extent, 1),
        lowest=_outwards(float(x[0]), extent, -1),
        highest=_outwards(float(x[-1]), extent, 1),
        first=first,
        last=last,
        usual=float(np.median(w)),
        most=float(w.max()),
        dense=float(whole and len(x) >= _FEW and int(w.max()) == 1 and len(x) >= 0.5 * (extent + 1)),
        width=float(width if one_width else 0),
    )


def _outwards(value: float, extent: float, side: int) -> float:
    # To a thousandth of the range: enough to measure gaps, and no longer the cell. Zero stays a border.
    if extent <= 0:
        return value
    step = 10.0 ** np.floor(np.log10(extent) - 2)
    rounded = float((np.floor if side < 0 else np.ceil)(value / step) * step)
    return 0.0 if side < 0 and rounded < 0 <= value else rounded


def _decided(keys: NDArray[np.float64], found: Sequence[tuple[float, int]], spread: Spread) -> Sentinels:
    hashes = _hash(keys)
    order = np.argsort(hashes)
    score = np.array([score for score, _ in found], dtype=np.float64)
    reason = np.array([reason for _, reason in found], dtype=np.int64)
    return Sentinels(hashes[order], score[order], reason[order], np.array(spread, dtype=np.float64))


def _hash(keys: NDArray[np.float64]) -> NDArray[np.uint64]:
    return mix((np.asarray(keys, dtype=np.float64) + 0.0).view(np.uint64))  # -0.0 is 0.0


def _date_kind(x: NDArray[np.datetime64]) -> NDArray[np.int64]:
    # 0 ordinary, 1 a default date, 2 a date that no record can have.
    day = x.astype("datetime64[D]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    kind = np.isin(day, np.array(_DEFAULT_DATES, dtype="datetime64[D]")).astype(np.int64)
    kind[(year >= 4000) | (year <= 1)] = 2
    return kind


def evidence(reason: NDArray[np.int64]) -> NDArray[np.object_]:
    """Spell reasons out, object (m,)."""
    return np.asarray(np.array(REASONS, dtype=object)[reason], dtype=np.object_)


def _speaks(x: NDArray[np.float64], strength: NDArray[np.int64]) -> NDArray[np.bool_]:
    # Without a distribution to judge by, only codes like -999 speak for themselves.
    return np.asarray((strength == _STRONG) & ((x < 0) | (np.abs(x) >= 99999)), dtype=np.bool_)


def number_strength(x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Tell how much finite numbers (m,) look like sentinels by themselves, int64 (m,): 0 not at all, to 3."""
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
    strength[np.isin(x, (997, 998, 9997, 9998))] = _MEDIUM  # surveys again, in wider fields
    strength[np.isin(x, (77, 88, 97, 98))] = _WEAK  # beside 99 the codes of surveys: refused, does not know
    strength[np.isin(size, (32767, 65535)) & (x > 0)] = _WEAK  # limits, but also the highest port
    return np.asarray(strength, dtype=np.int64)


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
    at = np.searchsorted(np.cumsum(w), np.asarray(levels) * w.sum())
    return np.asarray(x[np.minimum(at, len(x) - 1)], dtype=np.float64)
