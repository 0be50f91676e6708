"""JSON Schemas (draft 7) of what tabbert writes and reads: reports, comparisons, configuration files."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["NAMES", "schema", "text"]

NAMES = ("check", "diff", "config")


def text(name: str) -> str:
    """Return a schema as the text of its file; ``name`` is one of `NAMES`."""
    return files(__name__).joinpath(f"{name}-1.json").read_text(encoding="utf-8")


@cache
def schema(name: str) -> Any:
    """Return a schema as plain data; do not change it."""
    return json.loads(text(name))
