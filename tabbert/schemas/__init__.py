"""JSON Schemas (draft 7) of what tabbert writes and reads: reports, comparisons, configuration files."""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["NAMES", "schema", "text", "validator"]

NAMES = ("check", "report", "diff", "config")


def text(name: str) -> str:
    """Return a schema as the text of its file; ``name`` is one of `NAMES`."""
    return files(__name__).joinpath(f"{name}-1.json").read_text(encoding="utf-8")


@cache
def schema(name: str) -> Any:
    """Return a schema as plain data; do not change it."""
    return json.loads(text(name))


@cache
def validator(name: str) -> Callable[[Any], Any]:
    """Return a function that raises ``fastjsonschema.JsonSchemaValueException`` for data that break a schema."""
    import fastjsonschema

    validate: Callable[[Any], Any] = fastjsonschema.compile(schema(name), use_default=False)
    return validate
