"""Figures of a benchmark, read back, and tables of a Markdown page."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks._record import RESULTS

__all__ = ["figures_of", "markdown_table"]


def figures_of(name: str) -> Any:
    """Return what a benchmark has written, None if it never ran."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["figures"] if path.exists() else None


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [headings, ["---"] * len(headings), *rows]]
    return "\n".join(lines) + "\n"
