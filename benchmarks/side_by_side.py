"""One table, read once: what the null checks of other libraries say about it, and what tabbert says.

python -m benchmarks.side_by_side

Writes ``benchmarks/results/side_by_side.json`` and, from it, ``docs/explanation/side-by-side.md``. The truth is known,
because a script made the table: `examples/make_tickets.py`. A library that is not installed is named as such.
"""

import importlib.metadata
import runpy
import warnings
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

import tabbert
from benchmarks import _record
from benchmarks._null_checks import NULL_CHECKS

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "examples" / "data" / "tickets.csv"
PAGE = ROOT / "docs" / "explanation" / "side-by-side.md"
RESULT = _record.RESULTS / "side_by_side.json"
PACKAGES = ("great_expectations", "pandera", "pointblank", "dataframely", "skrub", "pandas", "polars")
SENTINELS = ("1900-01-01", "-999")


def main() -> None:
    """Run every check and write figures and page."""
    table = pl.read_csv(TABLE, infer_schema=False)
    truth = truth_of(table)
    counts: dict[str, dict[str, int]] = {}
    absent: dict[str, str] = {}
    for name, check in NULL_CHECKS.items():
        try:
            counts[name] = check(table)
        except ImportError as error:
            absent[name] = str(error)
    judged = {name: read(table) for name, read in LISTS.items()}
    figures = {
        "rows": table.height,
        "truth": {name: int(truth[name].sum()) for name in table.columns},
        "null_checks": counts,
        "not_installed": absent,
        "judged": {
            name: {column: _right(mask, truth, column) for column in table.columns} for name, mask in judged.items()
        },
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
    }
    _record.write("side_by_side", figures)
    PAGE.write_text(page(figures), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def truth_of(table: pl.DataFrame) -> pl.DataFrame:
    """Return which cells hold nothing: null, blank, or put there as a placeholder by the script."""
    made = runpy.run_path(str(ROOT / "examples" / "make_tickets.py"))
    nothing = [*SENTINELS, *(word for words in made["NOTHING"].values() for word in words)]
    return table.select(pl.all().is_null() | (pl.all().str.strip_chars() == "") | pl.all().is_in(nothing))


def _right(mask: pl.DataFrame, truth: pl.DataFrame, column: str) -> dict[str, int]:
    found = mask[column]
    return {"found": int((found & truth[column]).sum()), "false_alarms": int((found & ~truth[column]).sum())}


def _tabbert(table: pl.DataFrame) -> pl.DataFrame:
    return tabbert.check_completeness(table, cache="off").cells.select(pl.all() < 0.5)


def _pandas(table: pl.DataFrame) -> pl.DataFrame:
    """What `pandas.read_csv` reads as null by its list of words."""
    return pl.from_pandas(pd.read_csv(StringIO(table.write_csv())).isna())


def _skrub(table: pl.DataFrame) -> pl.DataFrame:
    """What `skrub.Cleaner` turns into nulls by its list of words."""
    import skrub

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return skrub.Cleaner(drop_null_fraction=None).fit_transform(table).select(pl.all().is_null())


LISTS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "pandas.read_csv": _pandas,
    "skrub.Cleaner": _skrub,
    "tabbert": _tabbert,
}
HEAD = """# Compared side by side

Written by `python -m benchmarks.side_by_side`: the same {rows} support tickets (`examples/data/tickets.csv`, all
columns as text), the null check of each library as its documentation shows it, and `tabbert.check_completeness` with
its defaults. A script made the table, so it is known which cells hold nothing: they are null or blank, or hold what
somebody typed in place of an answer, in eight languages, or 1900-01-01 or -999. The script and tabbert were written by
the same people: take this page as a picture, and for how good it is on other people's tables read the
[figures](figures.md).

## Cells reported, by column

"""
MIDDLE = """
A null check counts nulls, and does it well: all of them agree. What else is in the cells is not its question. Each of
these libraries can refuse values that you list; what has to be on the list, in which column and language, is what you
would have to know before.

## With a list of words

Two libraries bring a list: pandas reads "n/a", "None" and the like as null, and so does skrub's Cleaner, in every
column.

"""
TAIL = """
"None" is an answer to *allergies*; a list cannot know that.

Versions: {versions}.
tabbert works [inside all of these libraries](../how-to/use-with-neighbours.md).
"""


def page(figures: dict[str, Any]) -> str:
    """Return the page."""
    columns = list(figures["truth"])
    checks = figures["null_checks"]
    tabbert_ = figures["judged"]["tabbert"]
    reported = [
        [name, figures["truth"][name], *(own[name] for own in checks.values()),
         f"{tabbert_[name]['found']} + {tabbert_[name]['false_alarms']}"]
        for name in columns
    ]  # fmt: skip
    total = ["**all**", sum(figures["truth"].values()), *(sum(own.values()) for own in checks.values())]
    alarms = [sum(own[kind] for own in tabbert_.values()) for kind in ("found", "false_alarms")]
    heading = ["column", "hold nothing", *checks, "tabbert: right + wrong"]
    lists = [
        [name, f"{found} of {total[1]}", wrong, ", ".join(c for c in columns if own[c]["false_alarms"]) or "–"]
        for name, own in figures["judged"].items()
        for found, wrong in [[sum(own[c][kind] for c in columns) for kind in ("found", "false_alarms")]]
    ]
    absent = "".join(f"\nNot run: {name}, {reason}.\n" for name, reason in figures["not_installed"].items())
    versions = ", ".join(f"{name} {version}" for name, version in figures["versions"].items())
    return "".join(
        [
            HEAD.format(rows=figures["rows"]),
            _table(heading, [*reported, [*total, f"**{alarms[0]} + {alarms[1]}**"]]),
            absent,
            MIDDLE,
            _table(["", "cells that hold nothing, found", "false alarms", "in"], lists),
            TAIL.format(versions=versions),
        ]
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in [headings, ["---"] * len(headings), *rows])


if __name__ == "__main__":
    main()
