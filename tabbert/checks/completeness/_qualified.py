"""Known words beside words that the column repeats: "Unknown" in "Unknown Stock Pond" among other stock ponds.

Such a value is as like its column as any other; without what it shares with the others, a word for nothing is left.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness import _own_words
from tabbert.checks.completeness._known import KnownWords

__all__ = ["qualified"]

_MOST = 6  # words of a value that is taken apart


def qualified(texts: Sequence[str], known: KnownWords, words: NDArray[np.uint32]) -> NDArray[np.int8]:
    """Return the kind of the known words that texts begin or end with, where the column repeats all the others.

    Args:
        texts: (m,) values.
        known: words for nothing, and their kinds.
        words: uint32 (w,), ascending: hashes of the words that several of the column's values hold.

    Returns:
        int8 (m,), index into `KINDS`; -1 where no known words are left, where nothing is beside them, and for a text
        of more than six words.
    """
    repeated = set(words.tolist())
    found = np.full(len(texts), -1, dtype=np.int8)
    if not repeated:
        return found
    parts: list[tuple[int, str]] = []
    for place, text in enumerate(texts):
        own = _own_words.split(text)
        if 1 < len(own) <= _MOST:
            usual = [_own_words.hashed(word) in repeated for word in own]
            for cut in range(1, len(own)):
                if all(usual[cut:]):
                    parts.append((place, " ".join(own[:cut])))
                if all(usual[:cut]):
                    parts.append((place, " ".join(own[cut:])))
    kinds = known.look_up([part for _, part in parts])
    for (place, _), kind in zip(parts, kinds.tolist(), strict=True):
        if kind > 0:
            found[place] = kind
    return found
