"""Values read in a wrong encoding ("SÃ¤gemÃ¼hle", "锟斤拷"): what stood there cannot be read, whatever the column.

The encoder half understands such texts: their other letters say enough. Which sequences of characters only come from
UTF-8 that was read as something else, ftfy knows (Speer, *ftfy*, 2019).
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tabbert.core.verdict import Verdict

__all__ = ["Mojibake", "broken"]

_LOST = re.compile("\ufffd|锟斤拷")  # replaced when it was decoded; the same, encoded and read once more in GBK
_SHARE = 1 / 8  # least share of the words that are broken: in prose, a broken apostrophe is a blemish
_PROBABILITY = np.float32(0.9)  # that such a value does not serve its column


class Mojibake:
    """Values that were read in a wrong encoding serve no column."""

    def overrule(self, verdict: Verdict, places: NDArray[np.intp], texts: Sequence[str]) -> None:
        """Lower the scores of broken texts, at their places in the verdict."""
        for place in places[broken(texts)].tolist():
            if verdict.score[place] >= 0.5:
                verdict.status[place], verdict.evidence[place] = "gibberish", "read in a wrong encoding (mojibake)"
            verdict.score[place] *= 1 - _PROBABILITY


def broken(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which texts have at least one in eight words that was read in a wrong encoding, bool (m,)."""
    return np.array([not text.isascii() and _broken(text) for text in texts], dtype=np.bool_)


def _broken(text: str) -> bool:
    from ftfy import fix_encoding  # 100 ms, which only texts beyond ASCII should pay
    from ftfy.badness import is_bad

    words = text.split(" ")
    lost = sum(_LOST.search(word) is not None for word in words)
    if is_bad(text):
        mended = fix_encoding(text).split(" ")
        changed = sum(a != b for a, b in zip(words, mended, strict=False)) if len(words) == len(mended) else len(words)
        lost = max(lost, changed)
    return lost >= max(_SHARE * len(words), 1)
