"""Plain-text tables of a fixed width, whatever the terminal: `rich` lays them out, so that wide letters line up."""

from collections.abc import Sequence

__all__ = ["grid", "wrapped"]

WIDTH = 100  # cells; reports do not depend on the terminal they are made in


def grid(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), elastic: Sequence[int] = ()
) -> str:
    """Return a table as text, no line wider than ``WIDTH`` cells.

    Args:
        headers: one per column.
        rows: cells without control characters.
        right: columns set flush right (numbers).
        elastic: columns that give way, folding onto more lines, where the table is too wide; the others are not broken.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style="")
    for place, header in enumerate(headers):
        table.add_column(
            Text(header),
            justify="right" if place in right else "left",
            overflow="fold",
            no_wrap=place not in elastic,
            vertical="top",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return _rendered(table)


def wrapped(text: str, indent: str = "") -> str:
    """Return a sentence on lines of at most ``WIDTH`` cells; lines after the first are indented."""
    from rich.padding import Padding
    from rich.text import Text

    first = _rendered(Padding(Text(text, overflow="fold"), (0, len(indent), 0, 0))).split("\n")
    return f"\n{indent}".join(first)


def _rendered(renderable: object) -> str:
    from io import StringIO

    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=WIDTH,
        color_system=None,
        force_terminal=False,
        force_jupyter=False,
        force_interactive=False,
        legacy_windows=False,
        no_color=True,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    with console.capture() as captured:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n"))
