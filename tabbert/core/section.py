"""What a check may add to every report: a title, a sentence and a small table; each format lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Section", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell value inside a section: shown, masked or hidden as the reader of the report has asked for values."""

    value: object


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report that only this check can write.

    Attributes:
        title: a few words.
        columns: headings of the table.
        rows: one entry per heading: text, whole numbers, floats, None; values of the user's table as `Shown`.
        text: a sentence before the table; holds no cell values.
    """

    title: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    text: str = ""
