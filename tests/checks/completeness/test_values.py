"""Which values of a column a user's word is about."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from tabbert.checks.completeness._values import code_hashes, number, readable, value_hashes
from tabbert.testing import HOSTILE_TEXTS, make_table


def meant(code, values):
    column = make_table({"x": values}).columns[0]
    hashes = code_hashes(code, column.kind)
    return [value for value, own in zip(column.values, value_hashes(column).tolist(), strict=True)
            if set(own) & set(hashes)]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("-1", ["-1", " -1 ", "-1.0", "1"], ["-1", " -1 "]),
        (-1, ["-1", " -1 ", "-1.0", "-1.00", "1", "-01"], ["-1", " -1 ", "-1.0", "-1.00"]),
        ("NA", ["NA", "na", "N/A"], ["NA"]),
        (7, ["007", "7", "07"], ["7"]),
        ("007", ["007", "7"], ["007"]),
        ("", ["", "  ", "a"], ["", "  "]),
        (True, ["true", "True", "x"], ["true"]),
        ("-1", [-1, 1, 0], [-1]),
        (-1, [-1, 1, 0], [-1]),
        (-1.0, [-1, 1, 0], [-1]),
        ("-1", [-1.0, -1.5, 0.0], [-1.0]),
        ("007", [7, 70], [7]),
        (0, [0.0, -0.0, 1.0], [0.0, -0.0]),
        ("abc", [1, 2], []),
        (Decimal("9.5"), [9.5, 9.0], [9.5]),
        ("9.50", [Decimal("9.50"), Decimal("9.00")], [Decimal("9.50")]),
        (999.99, [np.float32(999.99), np.float32(1)], [float(np.float32(999.99))]),
        ("1900-01-01", [date(1900, 1, 1), date(1900, 1, 2)], [date(1900, 1, 1)]),
        (date(1900, 1, 1), [datetime(1900, 1, 1), datetime(1900, 1, 1, 8), datetime(1900, 1, 2)],
         [datetime(1900, 1, 1), datetime(1900, 1, 1, 8)]),
        ("1900-01-01T08:00", [datetime(1900, 1, 1), datetime(1900, 1, 1, 8)], [datetime(1900, 1, 1, 8)]),
        ("no date", [date(1900, 1, 1)], []),
        (-1, [date(1969, 12, 31)], []),
        (date(1900, 1, 1), ["1900-01-01", "1900-01-02"], ["1900-01-01"]),
        (True, [True, False], [True]),
        ("false", [True, False], [False]),
        (1, [True, False], []),
        (True, [1, 0], []),
        (10**400, [1.0], []),
    ],
)  # fmt: skip
def test_a_code_means(code, values, expected):
    assert meant(code, values) == expected


def test_times_with_a_zone_are_read_on_the_wall():
    values = [datetime(2020, 1, 1, tzinfo=UTC)]
    assert meant(date(2020, 1, 1), values) == values


def test_hostile_texts_are_told_apart():
    texts = [text for text in HOSTILE_TEXTS if text.strip() and text != "\ud800"]
    for text in texts:
        assert meant(text, texts) == [text]


def test_what_can_be_named():
    assert all(map(readable, ["", 0, 1.5, True, date(1, 1, 1), Decimal(1)]))
    assert not any(map(readable, [None, float("nan"), b"x", [1], {}]))


def test_only_plain_numbers_are_numbers():
    assert [number(t) for t in ("1", "-9", "+3", "0.50")] == [1, -9, 3, 0.5]
    for text in ("007", "1e5", "1_000", "1,000", "nan", "inf", " 1", "", "٣", "12:30", "0x1f"):
        assert number(text) == text
