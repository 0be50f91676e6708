"""How a text is spelt for the encoder: it cuts capitals and identifiers into pieces that mean nothing to it."""

import re

__all__ = ["spoken", "spoken_name"]

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{4,}(?![^\W_])")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z0-9])")
_JOINT = re.compile(r"[\s_.\-]+")


def spoken(text: str) -> str:
    """Return a text in capitals as a sentence would have it: "DECLINED TO ANSWER" is read as "Declined to answer".

    Codes and abbreviations stay: in capitals are texts with a word of at least four letters and no small letter.
    """
    return text.capitalize() if text.isupper() and _WORD.search(text) else text


def spoken_name(name: str) -> str:
    """Return a column's name as words: "PREMISE_TYPE" and "PremiseType" are read as "Premise type"."""
    words = _JOINT.sub(" ", _HUMP.sub(" ", name)).strip()
    return words.capitalize() if words else name
