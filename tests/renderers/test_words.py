"""Numbers of one column are written alike."""

import math

from tabbert.renderers import _words


def test_fractions_of_a_column_have_the_same_number_of_digits():
    assert _words.cells([0.134, 0.1443, 1.0, None, 7]) == ["0.1340", "0.1443", "1.0000", "", "7"]
    assert _words.cells([1.0, 1.0]) == ["1", "1"]
    assert _words.cells([-0.5, 2.25]) == ["-0.50", "2.25"]
    assert _words.cells([]) == []


def test_what_is_very_large_small_or_no_number_stays_as_it_is():
    assert _words.cells([1e-9, 0.25]) == ["1e-09", "0.25"]
    assert _words.cells([math.nan, 0.25, 3]) == ["nan", "0.25", "3"]
