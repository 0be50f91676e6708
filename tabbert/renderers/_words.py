"""Numbers, values and costs as words, the same in every format."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tabbert.renderers._visible import visible

__all__ = ["cell", "cells", "cost", "count", "interval", "percent", "score", "value"]

VALUE = 60  # characters of a value


def count(number: int, word: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def score(number: float) -> str:
    """Return a score; 1.0000 means all good."""
    return f"{number if number == 1 else min(number, 0.9999):.4f}"


def percent(share: float) -> str:
    """Return a share in percent; only nothing is 0.0% and only all is 100.0%."""
    if 0 < share < 0.001:
        return "<0.1%"
    if 0.999 < share < 1:
        return ">99.9%"
    return f"{share:.1%}"


def interval(ends: Sequence[float] | None) -> str:
    """Phrase an interval, rounded outwards; 1.000 means all good."""
    if not ends:
        return ""
    low, high = math.floor(ends[0] * 1000 + 1e-6) / 1000, math.ceil(ends[1] * 1000 - 1e-6) / 1000
    return f"{low:.3f}\u2013{high:.3f}" if ends[1] - ends[0] > 1e-6 else f"{ends[0]:.3f}"


def value(given: Any, masked: bool, longest: int) -> str:
    """Return a value, quoted where it is shown as it is, so that blanks can be seen."""
    if given is None:
        return "null"
    shown = visible(str(given), longest)
    return shown if masked else f'"{shown}"'


def cell(given: Any) -> str:
    """Return the cell of a table that a check adds."""
    if given is None:
        return ""
    if isinstance(given, float):
        return f"{given:.4g}"
    if isinstance(given, int):
        return f"{given:,}"
    return " · ".join(visible(str(part), VALUE) for part in (given if isinstance(given, list) else [given]))


def cells(given: Sequence[Any]) -> list[str]:
    """Return a column of such a table; its fractions have the same number of digits."""
    shown = [cell(own) for own in given]
    fractions = [text for text, own in zip(shown, given, strict=True) if isinstance(own, float)]
    if any(set(text) - set("-.0123456789") for text in fractions):  # very large or small ones, or none
        return shown
    digits = max((len(text.partition(".")[2]) for text in fractions), default=0)
    return [f"{own:.{digits}f}" if isinstance(own, float) else text for text, own in zip(shown, given, strict=True)]


def cost(stats: Mapping[str, Any]) -> str:
    """Return what a run cost; empty if it is not known."""
    parts = []
    if stats.get("seconds") is not None:
        parts.append(f"{stats['seconds']:.2f} s")
    if stats.get("texts_encoded") or stats.get("texts_reused"):
        encoded, reused = stats.get("texts_encoded", 0), stats.get("texts_reused", 0)
        parts.append(f"{count(encoded, 'distinct text')} encoded, {reused:,} reused")
    return "; ".join(parts)
