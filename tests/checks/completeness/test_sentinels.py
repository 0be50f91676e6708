"""Sentinels among numbers and dates: found in many shapes of columns, and never in ordinary ones."""

import numpy as np
import pytest

from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._profile import profile, sentinel_scores
from tabbert.checks.completeness._sentinels import REASONS, evidence, fit_dates, fit_numbers, judge

RNG = np.random.default_rng(7)
AGES = RNG.integers(0, 95, 800)
NORMAL = RNG.normal(0, 10, 600)


def sentinels(values: object, kind: str = "float64") -> set[float]:
    distinct, counts = np.unique(np.asarray(values, dtype=kind), return_counts=True)
    fit = fit_dates if kind.startswith("datetime") else fit_numbers
    return set(fit(distinct, counts).values.tolist())


@pytest.mark.parametrize(
    ("ordinary", "bad"),
    [
        (AGES, [999]),
        (AGES, [-1, -1]),
        (AGES, [-999]),
        (AGES, [-9] * 5),
        (NORMAL, [-999.0] * 3),
        (NORMAL, [9999.99]),
        (RNG.normal(-71, 0.1, 300), [0, 0]),
        (RNG.lognormal(8, 1, 500), [-99.0, -99.0]),
        (RNG.integers(1990, 2020, 200), [9999]),
        (RNG.uniform(0, 1, 100), [-1.0, -1.0]),
        ([*RNG.normal(375_000, 4_000, 300), 40.1, -79.9], [0.0] * 8),
        (RNG.normal(50, 5, 300), [1e20]),
        (AGES, [2147483647]),
        (AGES, [-999, -888]),
        (RNG.integers(40_000, 90_000, 300), [999_999]),
        (np.float32(NORMAL), [np.float32(999.99)] * 2),
    ],
)
def test_sentinels_apart_from_the_rest_are_found(ordinary: object, bad: list[float]) -> None:
    assert sentinels([*np.asarray(ordinary), *bad]) == set(np.asarray(bad, dtype=np.float64).tolist())


@pytest.mark.parametrize(
    "ordinary",
    [
        AGES,
        [*AGES, 99],
        np.arange(1, 1200),
        RNG.lognormal(3, 1, 500),
        [*RNG.lognormal(3, 1, 500), 0, 0, 0],
        NORMAL.round(),
        RNG.normal(0, 400, 2000).round(),
        RNG.integers(0, 100_000, 20_000),
        RNG.choice([0, 1], 500),
        RNG.choice([-1, 0, 1], 500),
        [0] * 900 + [5, 10, 15, 20, 50] * 20,
        RNG.integers(1, 6, 300),
        [9.99, 19.99, 99.99, 4.5, 12.0, 49.99, 999.99, 799.0, 1200.0] * 3,
        [5, 5, 5],
        [],
        [np.nan, np.inf],
        RNG.integers(10_000, 99_999, 3000),
        RNG.pareto(1, 3000).round(2),
    ],
)
def test_ordinary_numbers_are_left_alone(ordinary: object) -> None:
    assert sentinels(ordinary) == set()


def test_a_column_of_nothing_but_a_code() -> None:
    assert sentinels([-9999.0] * 50) == {-9999.0}
    assert sentinels([1] * 50) == set()


DAYS = np.array("2019-05-01", "datetime64[D]") + RNG.integers(0, 900, 400)
BIRTHS = np.array("1935-01-01", "datetime64[D]") + RNG.integers(0, 27_000, 4000)


def dates(values: object) -> set[str]:
    found = sentinels(np.asarray(values, dtype="datetime64[us]"), "datetime64[us]")
    return {str(np.datetime64(int(v), "us").astype("datetime64[D]")) for v in found}


def test_default_dates_apart_from_the_rest_are_found() -> None:
    extra = ["1900-01-01", "1900-01-01", "9999-12-31", "1970-01-01", "1970-01-01"]
    assert dates([*DAYS, *np.array(extra, "datetime64[D]")]) == set(extra)
    assert dates([*BIRTHS, *np.array(["1970-01-01"] * 60, "datetime64[D]")]) == {"1970-01-01"}
    assert dates(np.array(["9999-01-01"] * 9, "datetime64[D]")) == {"9999-01-01"}


def test_ordinary_dates_are_left_alone() -> None:
    assert dates(DAYS) == set()
    assert dates(BIRTHS) == set()
    assert dates([*BIRTHS, np.datetime64("1970-01-01")]) == set()
    assert dates(np.array([f"{y}-01-01" for y in range(1880, 1990)], "datetime64[D]")) == set()


def test_judging_is_a_look_up() -> None:
    state = fit_numbers(np.array([-999.0, *range(50)]), np.array([4, *[3] * 50]))
    score, reason = judge(np.array([1.0, -999.0, np.nan]), state)
    assert score[0] == score[2] == 1.0
    assert score[1] < 0.5
    assert evidence(reason)[1] in REASONS[1:]


@pytest.mark.parametrize(
    ("ordinary", "bad"),
    [
        ([f"2020-01-{d:02d}" for d in range(1, 28)], ["1900-01-01", "9999-12-31", "0000-00-00"]),
        ([f"{d:02d}/03/2020" for d in range(1, 28)], ["01/01/1900"]),
        ([f"212-555-{i:04d}" for i in range(40)], ["000-000-0000"]),
        ([str(i) for i in range(60)], ["-999"]),
        ([f"{i * 1.7:.2f}" for i in range(1, 90)], ["9999.99"]),
        ([f"{i:05d}" for i in range(1001, 99_950, 999)], ["00000"]),
        ([f"+49 30 {i * 7919}" for i in range(100, 150)], ["1234567890"]),
    ],
)
def test_sentinels_in_text_columns(ordinary: list[str], bad: list[str]) -> None:
    texts = [*ordinary, *bad]
    state = profile(texts, np.full(len(texts), 2))
    score, _ = sentinel_scores(scan(texts), state)
    assert [t for t, s in zip(texts, score, strict=True) if s < 0.5] == bad


@pytest.mark.parametrize(
    "ordinary",
    [
        [f"{i:05d}" for i in range(1001, 99_950, 999)] + ["11111", "99999"],
        ["00:00:00", "10:30:00", "11:45:10", "23:59:59", "08:00:00"],
        [str(i) for i in range(1, 400)],
        [f"{i}%" for i in range(100)],
        ["A1", "B2", "C3"],
        [f"0800 {i}" for i in range(1000, 9000, 137)],
    ],
)
def test_ordinary_codes_are_left_alone(ordinary: list[str]) -> None:
    state = profile(ordinary, np.full(len(ordinary), 2))
    assert (sentinel_scores(scan(ordinary), state)[0] == 1).all()
