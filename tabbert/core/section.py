"""What a check may add to every report: a title, a sentence, a small table and pictures; each format lays them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Matrix", "Scatter", "Section", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell value inside a section: shown, masked or hidden as the reader of the report has asked for values."""

    value: object


@dataclass(frozen=True, slots=True)
class Scatter:
    """A map: points in the plane by group, of which a report draws at most 2,000, evenly spaced.

    Attributes:
        title: a few words.
        x: across, (n,); a point that is not finite is not drawn.
        y: up, (n,).
        groups: of every point, (n,), whole numbers.
        names: of the groups, which stand above them: text, or values of the user's table as `Shown`.
        text: a sentence that says what is to be seen, also to those who cannot see it; holds no cell values.
    """

    title: str
    x: Sequence[float]
    y: Sequence[float]
    groups: Sequence[int]
    names: Mapping[int, object]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by two labels, such as given and predicted ones (a confusion table); a report shows 20 by 20 at most.

    Attributes:
        title: a few words.
        down: what the labels of the rows are: "given".
        across: what the labels of the columns are: "predicted".
        rows: labels, text or values of the user's table as `Shown`, (r,).
        columns: labels, (c,).
        counts: whole numbers, (r, c).
        text: a sentence; holds no cell values.
    """

    title: str
    down: str
    across: str
    rows: Sequence[object]
    columns: Sequence[object]
    counts: Sequence[Sequence[int]]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report that only this check can write.

    Attributes:
        title: a few words.
        columns: headings of the table.
        rows: one entry per heading: text, whole numbers, floats, None; values of the user's table as `Shown`.
        text: a sentence before the table; holds no cell values.
        pictures: maps and confusion tables.
    """

    title: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    text: str = ""
    pictures: "Sequence[Scatter | Matrix]" = ()
