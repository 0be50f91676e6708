"""What a text column is written in: its languages by share of cells, and whether it holds sentences at all."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.clustering._sample import hashes
from tabbert.core.table import Column, Kind

__all__ = ["languages", "sentences"]

HASHED = 20_000  # distinct values that the sample is drawn from
LOOKED_AT = 200  # distinct values of a column whose language is told
LETTERS = 20  # a shorter text is too often told wrong
WORDS = 4  # of a sentence
LEAST = 0.05  # share below which a language is not named
LONGEST = 1000  # characters of a value that are read
_NO_WORD = frozenset("@/\\_0123456789")


def languages(column: Column) -> dict[str, float] | None:
    """Return the share of the cells that can be told by two-letter code, the commonest first, rounded.

    A sample of the distinct values is identified by py3langid (extra ``languages``); languages below 5% are left out.
    None without py3langid, for other kinds of columns, and where less than a quarter of the values can be told.
    """
    if column.kind is not Kind.TEXT:
        return None
    try:
        from py3langid import classify
    except ImportError:
        return None
    places = _sample(column)
    told = [place for place in places.tolist() if _letters(column.texts[place]) >= LETTERS]
    if not told or 4 * len(told) < len(places):
        return None
    cells = Counter[str]()
    for place in told:
        cells[str(classify(column.texts[place][:LONGEST])[0])] += int(column.counts[place])
    n = cells.total()
    return {language: round(count / n, 3) for language, count in cells.most_common() if count / n >= LEAST}


def sentences(column: Column) -> bool:
    """Tell whether most distinct values of a column are sentences: what rows are about, not names, codes or labels."""
    if column.kind is not Kind.TEXT:
        return False
    texts = [column.texts[place] for place in _sample(column).tolist()]
    long = [_letters(text) >= LETTERS and (len(text.split()) >= WORDS or _wide(text) >= WORDS) for text in texts]
    return 2 * sum(long) > len(long)


def _sample(column: Column) -> NDArray[np.intp]:
    """Return places of some distinct values; of a column that is not huge the same in any order of its rows."""
    n = len(column.counts)
    places = np.unique(np.linspace(0, n - 1, min(n, HASHED)).round().astype(np.intp)) if n else np.empty(0, np.intp)
    keys = hashes([column.texts[place] for place in places.tolist()])
    return places[np.argsort(keys, kind="stable")[:LOOKED_AT]]


def _letters(text: str) -> int:
    # An e-mail address, a path or a code is in no language. A wide letter is a syllable or a word.
    words = [word for word in text[:LONGEST].split() if not _NO_WORD & set(word)]
    return sum(map(str.isalpha, "".join(words))) + 3 * _wide(text)


def _wide(text: str) -> int:
    return sum("\u2e80" <= character <= "\uffdc" for character in text[:LONGEST])
