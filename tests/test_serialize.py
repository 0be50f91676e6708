"""Rows as texts: values as a reader writes them, and long rows cut where they are longest."""

from datetime import date, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tabbert import serialize
from tabbert.core.table import Kind


def row(**cells):
    return serialize.rows([(name, [text], np.zeros(1, np.int32)) for name, text in cells.items()], 1)[0]


def test_values_as_a_reader_writes_them():
    assert serialize.value_texts(Kind.NUMBER, [3.0, 0.1 + 0.2, 7, 1e21, -2.5]) == ["3", "0.3", "7", "1e+21", "-2.5"]
    assert serialize.value_texts(Kind.BOOLEAN, [True, False]) == ["yes", "no"]
    days = [date(2026, 1, 31), datetime(2026, 1, 31), datetime(2026, 1, 31, 8, 5)]
    assert serialize.value_texts(Kind.DATE, days) == ["2026-01-31", "2026-01-31", "2026-01-31 08:05:00"]


def test_a_short_row_is_whole():
    assert row(a="one", b="two") == "a: one; b: two"


def test_the_longest_fields_are_cut_not_the_last():
    text = row(title="short title", body="word " * 900, note="at the end")
    assert text.startswith("title: short title; body: word word")
    assert text.endswith("…; note: at the end")
    assert serialize.ROW_BYTES - 20 < len(text.encode()) <= serialize.ROW_BYTES


def test_two_long_fields_share_what_is_left():
    first, second, last = row(a="x" * 3000, b="語" * 3000, c="short").split("; ")
    assert abs(len(first.encode()) - len(second.encode())) < 8
    assert last == "c: short"


def test_a_single_column_is_whole():
    assert row(body="word " * 900) == "word " * 900


@given(st.lists(st.text(max_size=900), min_size=2, max_size=12))
def test_no_row_is_longer_than_the_budget(texts):
    text = row(**{f"c{number}": text for number, text in enumerate(texts)})
    assert len(text.encode("utf-8", "surrogatepass")) <= serialize.ROW_BYTES
    if all(text.strip() for text in texts):
        assert text.count(": ") >= len(texts)
