"""Addresses, dates and numbers in a column of words are misplaced, and nowhere else."""

import numpy as np
import polars as pl
import pytest

import tabbert
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._forms import Forms, form_shares
from tabbert.checks.completeness._profile import profile
from tabbert.core.verdict import Verdict

CITIES = ["Ankara", "Berlin", "São Paulo", "大阪", "Lyon", "Bad Homburg", "Oslo", "Новгород"]
ALIEN = [
    "0532 417 88 20", "+49 30 1234578", "(030) 123-45678", "a.smith@firm.com", "https://example.org/a",
    "www.example.org", "2025-03-04", "04.03.2025", "2025-03-04 11:20", "0491 / 92 78 33 10", "13805718862", "26789",
]  # fmt: skip
OWN = [
    "2 Berlin",
    "1984",
    "12",
    "45 x 30 cm",
    "E1044",
    "@home",
    "www",
    "A.Smith",
    "3/4",
    "12-34",
    "+",
    "10 000 000",
    "Route 66-2025",
]


def scores(words, *others):
    texts = [*words, *others]
    counts = np.array([*[20] * len(words), *[1] * len(others)])
    forms = Forms.from_profile(form_shares(texts, counts, scan(texts), profile(texts, counts)))
    verdict = Verdict(np.ones(len(texts)), np.full(len(texts), "complete", object), np.full(len(texts), "", object))
    if forms is not None:
        forms.overrule(verdict, np.arange(len(texts)), texts)
    return dict(zip(texts, verdict.score.tolist(), strict=True))


@pytest.mark.parametrize("value", ALIEN)
def test_a_form_that_no_other_row_has_is_misplaced_among_words(value):
    found = scores(CITIES, value)
    assert found.pop(value) < 0.5
    assert set(found.values()) == {1.0}


@pytest.mark.parametrize("value", OWN)
def test_words_and_numbers_without_such_a_form_are_left_to_the_encoder(value):
    assert scores(CITIES, value)[value] == 1


@pytest.mark.parametrize(
    "words",
    [
        [f"{city[:2]}-{i}7{i}" for i, city in enumerate(CITIES)],  # codes
        [f"{city} is where the parcel was handed over to somebody else" for city in CITIES],  # prose
        [*CITIES, "b.meyer@firm.com"],  # a column of contacts
    ],
)
def test_columns_that_may_hold_anything(words):
    assert set(scores(words, *ALIEN).values()) == {1.0}


def test_addresses_hold_digits_and_no_numbers_alone():
    streets = [f"{city} {i}" for i, city in enumerate(CITIES)]
    for value in ("0532 417 88 20", "a.smith@firm.com", "13805718862"):
        assert scores(streets, value)[value] < 0.5
    assert scores(streets, "2025-03-04")["2025-03-04"] == 1  # one of them may be a remark


def test_few_rows_say_nothing():
    texts = [*CITIES, ALIEN[0]]
    counts = np.ones(9, np.int64)
    assert form_shares(texts, counts, scan(texts), profile(texts, counts)) == {}


def test_the_check_says_so_and_a_saved_state_does_too(tmp_path):
    table = pl.DataFrame({"city": [*CITIES * 20, ALIEN[0]]})
    result = tabbert.check_completeness(table)
    (finding,) = result.findings.to_dicts()
    assert (finding["row"], finding["status"]) == (160, "misplaced")
    assert finding["evidence"] == "a phone number or code in a column of words"
    later = pl.DataFrame({"city": ["Lyon", "c.jones@firm.com"]})
    state = result.state.save(tmp_path / "cities.tabbert")
    assert tabbert.check_completeness(later, state=state).findings["row"].to_list() == [1]
