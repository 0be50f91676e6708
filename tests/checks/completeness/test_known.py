"""Known words: found however they are cased and wrapped, and nothing else."""

import numpy as np

from tabbert.checks.completeness._known import KnownWords

WORDS = KnownWords.of([("keine Angabe", 1), ("N/A", 2), ("-", 1), ("???", 1), ("keine Angabe", 3)])


def test_case_and_wrapping_do_not_matter() -> None:
    found = WORDS.look_up(["Keine  Angabe.", "[n/a]", "- KEINE ANGABE -", " N/A ", "???", "-"])
    assert found.tolist() == [1, 2, 1, 2, 1, 1]


def test_other_words_are_not_known() -> None:
    assert WORDS.look_up(["Angabe", "n a", "", "--", "keine Angabe " * 20, "\ud800"]).tolist() == [-1] * 6


def test_no_words_and_no_texts() -> None:
    assert KnownWords.of([]).look_up(["N/A"]).tolist() == [-1]
    assert WORDS.look_up([]).dtype == np.int8


def test_marks_of_another_number_are_other_words() -> None:
    assert WORDS.look_up(["??"]).tolist() == [-1]
