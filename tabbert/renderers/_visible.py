"""Makes any text harmless to show: what is invisible or steers a terminal or the writing direction is written out."""

import re
import unicodedata

__all__ = ["isolated", "visible", "visible_name"]

_JOINERS = "\u200c\u200d"  # Persian and emoji need them, and they steer nothing
_SUSPECT = re.compile(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u05ff\u3041-\ud7ff]")  # everything else is looked up
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_NEUTRALISED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, longest: int | None = None) -> str:
    """Return the text on one line, control and format characters and unpaired surrogates written as escapes.

    Args:
        text: anything.
        longest: cut to this many characters, the last of which is then an ellipsis; at least 1.
    """
    if longest is not None and len(text) > longest:
        text = text[:longest] + "…"  # cut before escaping: the cost does not depend on what a table holds
    shown = _SUSPECT.sub(_escape, text)
    if longest is not None and len(shown) > longest:
        shown = shown[: longest - 1] + "…"
    return shown


def visible_name(name: str, longest: int) -> str:
    """Return a column's name as `visible` does, but so that spaces at its ends, and an empty one, can be seen."""
    if name == name.strip() and name:
        return visible(name, longest)
    return f'"{visible(name, longest)}"' if name else "(no name)"


def isolated(sentence: str) -> str:
    """Return a sentence in which names that are written from right to left do not turn what stands around them.

    Else "look first at A (0.1), B (0.2)" is shown as "look first at (0.2) B ,(0.1) A", for a Hebrew A and B.
    """
    return re.sub(
        f"{_RIGHT_TO_LEFT}(?:(?:{_RIGHT_TO_LEFT}|[ _{_JOINERS}])*{_RIGHT_TO_LEFT})?", "\u2068\\g<0>\u2069", sentence
    )


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _JOINERS or unicodedata.category(character) not in _NEUTRALISED:
        return character
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
