"""Known words beside words that the column repeats."""

import numpy as np
import pytest

from tabbert.checks.completeness import _own_words
from tabbert.checks.completeness._known import KnownWords
from tabbert.checks.completeness._qualified import qualified
from tabbert.checks.completeness._reading import KINDS

UNKNOWN = KINDS.index("unknown")
KNOWN = KnownWords.of([("unknown", UNKNOWN), ("nicht erfasst", UNKNOWN), ("不详", UNKNOWN), ("pending", 4)])
PONDS = ["Stock Pond 4", "Miller Stock Pond", "Mühlteich", "Oberer Teich", "Unterer Teich", "池塘 一", "池塘 二"]
WORDS, _ = _own_words.fit(PONDS, "Feature Name")


@pytest.mark.parametrize(
    "text", ["Unknown Stock Pond", "STOCK POND - UNKNOWN", "Stock pond (unknown)", "Teich nicht erfasst", "池塘 不详"]
)
def test_what_is_left_of_a_value_is_a_word_for_nothing(text):
    assert qualified([text], KNOWN, WORDS).tolist() == [UNKNOWN]


def test_the_words_of_the_name_are_the_columns_own():
    assert qualified(["Name unknown", "Feature name: pending"], KNOWN, WORDS).tolist() == [UNKNOWN, 4]


@pytest.mark.parametrize(
    "text", ["Unknown", "Stock Pond", "Unknown Soldier Pond", "Pond of the Unknown Miller", "", "—", "Unknown " * 7]
)
def test_others_say_nothing(text):
    assert qualified([text], KNOWN, WORDS).tolist() == [-1]


def test_a_column_that_repeats_nothing():
    found = qualified(["Unknown Pond"], KNOWN, np.zeros(0, np.uint32))
    assert (found.dtype, found.tolist()) == (np.int8, [-1])
    assert qualified([], KNOWN, WORDS).shape == (0,)
