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
    found = distinct[judge(distinct, fit(distinct, counts))[0] < 0.5]
    return set((found.astype(np.int64) if found.dtype.kind == "M" else found.astype(float)).tolist())


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
        (AGES, [997, 998]),
        (RNG.integers(0, 400, 200), [9998]),
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


def test_codes_of_surveys_are_found_beside_one_another() -> None:
    answers = [*RNG.integers(1, 6, 300), *[77] * 2, *[88] * 6, *[98] * 3, *[99] * 8]
    assert sentinels(answers) == {77, 88, 98, 99}
    assert sentinels([*range(1, 100), 77, 88, 98, 99, 99]) == set()


def test_a_dummy_that_stands_again_and_again_among_numbers_of_one_length() -> None:
    numbers = RNG.integers(10**9, 10**10, 200)
    assert sentinels([*numbers, *[1111111111] * 4, *[1234567890] * 3]) == {1111111111, 1234567890}
    assert sentinels([*numbers, 1111111111, 1234567890]) == set()
    assert sentinels([*RNG.integers(10_000, 10_100, 3000), *[11111] * 40]) == set(), "others come as often"


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
    limits = ["1601-01-01", "1677-09-21", "1904-01-01", "2262-04-11"]  # of systems, and of pandas in nanoseconds
    assert dates([*DAYS, *np.array(limits, "datetime64[D]")]) == set(limits)


def test_ordinary_dates_are_left_alone() -> None:
    assert dates(DAYS) == set()
    assert dates(BIRTHS) == set()
    assert dates([*BIRTHS, np.datetime64("1970-01-01")]) == set()
    assert dates(np.array([f"{y}-01-01" for y in range(1880, 1990)], "datetime64[D]")) == set()


def test_a_saved_state_finds_what_it_never_saw() -> None:
    distinct, counts = np.unique(RNG.integers(20, 90, 300), return_counts=True)
    state = fit_numbers(distinct, counts)
    score, _ = judge(np.array([-999.0, 50.0, 9999.0, 91.0, -9.0]), state)
    assert (score < 0.5).tolist() == [True, False, True, False, True]
    days, counts = np.unique(DAYS, return_counts=True)
    later = np.array(["1900-01-01", "9999-12-31", "2022-01-01", "NaT"], "datetime64[us]")
    assert (judge(later, fit_dates(days, counts))[0] < 0.5).tolist() == [True, True, False, False]
    march = [*(f"2020-03-{d:02d}" for d in range(1, 29)), *(str(i) for i in range(40, 80))]
    state_of_texts = profile(march, np.full(len(march), 2))
    april = ["-999", "1900-01-01", "9999-12-31", "0000-00-00", "41", "2020-04-30"]
    texts_score, _ = sentinel_scores(april, scan(april), state_of_texts)
    assert (texts_score < 0.5).tolist() == [True] * 4 + [False] * 2


def test_a_value_seen_at_fit_time_keeps_its_verdict() -> None:
    values, counts = np.array([*range(1, 40), 999.0]), np.array([*[30] * 39, 1])
    state = fit_numbers(values, counts)
    assert judge(values, state)[0][-1] < 0.5
    bare = fit_numbers(values[:-1], counts[:-1])
    assert judge(np.array([999.0]), bare)[0][0] < 0.5
    pairs = [f"{i:05d}" for i in range(1001, 99_950, 999)] + ["11111", "22222", "33333", "44444", "55555"]
    for texts in (pairs, [f"555-01{i:02d}" for i in range(30)] + ["000-0000"]):
        fitted = profile(texts, np.ones(len(texts), np.int64))
        whole, _ = sentinel_scores(texts, scan(texts), fitted)
        one, _ = sentinel_scores(texts[-1:], scan(texts[-1:]), fitted)
        assert one[0] == whole[-1]


def test_the_state_of_numbers_holds_no_value() -> None:
    values = np.array([1234.5, 777.25, 4321.75, 15.5, 99.125, 1888.5, 640.5, 333.25, 812.5, 15000.25])
    state = fit_numbers(values, np.ones(10, np.int64))
    ranges = set(state.spread.tolist()[3:7])
    assert not ranges & set(values.tolist())


def test_one_far_outlier_hides_no_sentinel() -> None:
    values = [*np.random.default_rng(1).normal(5, 10, 200).round(1), *[-999.0] * 4]
    assert sentinels(values) == {-999.0}
    assert sentinels([*values, 5000.0]) == {-999.0}
    assert sentinels([*values, -5000.0]) == {-999.0}
    assert sentinels([*RNG.normal(5, 10, 200).round(1), 5000.0, *[9999.0] * 4]) == {9999.0}
    assert dates([*DAYS, np.datetime64("2090-05-05"), *[np.datetime64("1900-01-01")] * 3]) == {"1900-01-01"}


def test_default_dates_on_the_last_of_a_month() -> None:
    texts = [*(f"2020-01-{d:02d}" for d in range(1, 32)), "2099-12-31", "31.12.2099", "1899-12-31"]
    score, _ = sentinel_scores(texts, scan(texts), profile(texts, np.full(len(texts), 3)))
    assert (score < 0.5).tolist() == [False] * 31 + [True] * 3


def test_the_evidence_is_true_of_codes_among_others() -> None:
    phones = [f"(030) {i}-{j}" for i, j in zip(range(210, 260), range(4000, 9000, 100), strict=True)]
    texts = [*phones, "123456789"]
    score, reason = sentinel_scores(texts, scan(texts), profile(texts, np.ones(51, np.int64)))
    assert (score[:-1] == 1).all()
    assert "no other value" not in REASONS[reason[-1]]


def test_numbers_where_words_are_expected() -> None:
    cities = ["Berlin", "Paris", "Madrid", "Tokyo", "Lyon", "Oslo", "Bergen", "Köln", "Graz", "Lima", "0", "00000"]
    score, _ = sentinel_scores(cities, scan(cities), profile(cities, np.full(12, 2)))
    assert (score < 0.5).tolist() == [False] * 10 + [True] * 2
    sizes = ["S", "M", "L", "XL", "XS", "XXL", "A", "B", "C", "0"]
    assert (sentinel_scores(sizes, scan(sizes), profile(sizes, np.full(10, 2)))[0] == 1).all()


@pytest.mark.parametrize("texts", [
    [f"10.0.0.{i}" for i in range(1, 40)] + ["0.0.0.0", "255.255.255.255"],
    [str(i) for i in range(10115, 10199, 3)] + ["99999"],
    ["22", "80", "443", "8080", "3306", "5432", "25", "53", "110", "65535"],
    [str(i) for i in range(1, 120)] + ["9999"],
])  # fmt: skip
def test_addresses_ports_and_running_numbers_are_left_alone(texts: list[str]) -> None:
    state = profile(texts, np.ones(len(texts), np.int64))
    assert (sentinel_scores(texts, scan(texts), state)[0] == 1).all()


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
        ([f"2020-01-{d:02d}" for d in range(1, 28)], ["2999-99-99", "4712-12-31", "31.12.9999"]),
        (["Aceton", "67-64-1", "64-17-5", "7440-02-0", "58-08-2", "108-88-3"], ["9999-12-31", "31.12.9999"]),
        ([f"{d:02d}/03/2020" for d in range(1, 28)], ["01/01/1900"]),
        ([f"212-555-{i:04d}" for i in range(40)], ["000-000-0000"]),
        ([str(i) for i in range(60)], ["-999"]),
        ([f"{i * 1.7:.2f}" for i in range(1, 90)], ["9999.99"]),
        ([f"{i:05d}" for i in range(1001, 99_950, 999)], ["00000"]),
        ([f"+49 30 {i * 7919}" for i in range(100, 150)], ["1234567890"]),
        ([f"+91 {i * 613} {i * 409}" for i in range(120, 160)], ["+91 00000 00000", "+91-0000000000"]),
    ],
)
def test_sentinels_in_text_columns(ordinary: list[str], bad: list[str]) -> None:
    texts = [*ordinary, *bad]
    state = profile(texts, np.full(len(texts), 2))
    score, _ = sentinel_scores(texts, scan(texts), state)
    assert [t for t, s in zip(texts, score, strict=True) if s < 0.5] == bad


@pytest.mark.parametrize(
    "ordinary",
    [
        [f"{i:05d}" for i in range(1001, 99_950, 999)] + ["11111", "99999"],
        ["00:00:00", "10:30:00", "11:45:10", "23:59:59", "08:00:00"],
        [str(i) for i in range(1, 400)],
        [f"{i}%" for i in range(100)],
        ["A1", "B2", "C3"],
        [f"+49 800 {i}000000" for i in range(11, 99) if i % 10],
        [f"0800 {i}" for i in range(1000, 9000, 137)],
        ["67-64-1", "64-17-5", "7647-14-5", "7440-23-5", "7440-02-0", "7782-12-3", "7664-93-9", "9003-04-7"],  # CAS
        [f"{i % 29 + 10}-{i % 11 + 1:02d}-{i}" for i in range(4000, 4200, 7)] + ["SOUTH 7", "WEST 11"] * 40,
    ],
)
def test_ordinary_codes_are_left_alone(ordinary: list[str]) -> None:
    state = profile(ordinary, np.full(len(ordinary), 2))
    assert (sentinel_scores(ordinary, scan(ordinary), state)[0] == 1).all()


@pytest.mark.parametrize("code", ["XX00000", "XXX-0000", "??9999"])
def test_a_code_filled_with_nothing_is_no_code(code: str) -> None:
    texts = [f"CO{i:05d}" for i in range(4000, 4060)]
    texts += [code, "XX04167", "CX00000"]
    state = profile(texts, np.ones(len(texts), np.int64))
    score, reason = sentinel_scores(texts, scan(texts), state)
    assert np.flatnonzero(score < 0.5).tolist() == [60]
    assert reason[60] == 7


def test_a_record_of_nothing_but_nines_holds_nothing() -> None:
    texts = [f"{i:05d},{i % 9},{i % 7},1" for i in range(4000, 22000, 300)]
    texts += ["99999,9,9,9", "19999,9,9,9", "9,9,9,9"]
    state = profile(texts, np.ones(len(texts), np.int64))
    score, reason = sentinel_scores(texts, scan(texts), state)
    assert np.flatnonzero(score < 0.5).tolist() == [60]
    assert reason[60] == 7
