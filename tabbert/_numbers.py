"""Numbers as users hand them over: NumPy's and Python's alike, truth values never."""

from numbers import Integral, Real

__all__ = ["real", "whole"]


def whole(value: object) -> int | None:
    """Return a whole number as an int, None for anything else.

    Examples:
        >>> whole(3), whole(3.0), whole(True)
        (3, None, None)
    """
    if isinstance(value, bool):
        return None
    return int(value) if isinstance(value, Integral) else None


def real(value: object) -> float | None:
    """Return a number as a float, None for anything else.

    Examples:
        >>> real(3), real("3"), real(True)
        (3.0, None, None)
    """
    if isinstance(value, bool):
        return None
    return float(value) if isinstance(value, Real) else None
