"""Results as the page of figures takes them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks._record import RESULTS


def figures_of(name: str) -> Any:
    """Return the figures of a benchmark's file, None without it."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["figures"] if path.exists() else None


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as a table of Markdown."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [headings, ["---"] * len(headings), *rows]]
    return "\n".join(lines) + "\n"
