"""Turns words of the command line into values: lists of columns, samples, and a check's own parameters."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

import click

__all__ = ["Assignment", "OfColumn", "Sample", "by_column", "columns_named", "typed"]


class Sample(click.ParamType):  # type: ignore[type-arg] # generic in newer click only
    """A number of rows ("5000") or a share of them ("0.1")."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | float:
        """Return an int of at least 1, or a float in (0, 1)."""
        if isinstance(value, int | float):
            return value
        try:
            number: int | float = int(value) if value.strip().isdecimal() else float(value)
        except ValueError:
            number = 0
        if not number > 0 or (isinstance(number, float) and number >= 1):
            self.fail(f"{value!r} is neither a number of rows (5000) nor a share below 1 (0.1).", param, ctx)
        return number


class Assignment(click.ParamType):  # type: ignore[type-arg]
    """A parameter with its value: ``name=value``."""

    name = "NAME=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return (name, value), both text."""
        if isinstance(value, tuple):
            return value
        name, sign, text = value.partition("=")
        if not sign or not name.strip():
            self.fail(f"{value!r} is not of the form name=value.", param, ctx)
        return name.strip(), text


class OfColumn(click.ParamType):  # type: ignore[type-arg]
    """Something said of a column: ``COLUMN=VALUE``. Where the column's name ends is found out by `by_column`."""

    def __init__(self, what: str) -> None:
        self.name = f"COLUMN={what}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as it is."""
        if "=" not in value:
            self.fail(f"{value!r} is not of the form {self.name}.", param, ctx)
        return str(value)


def by_column(words: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """Return what is said of each column: ``V1=-9`` and ``V1=-8`` become ``{"V1": ["-9", "-8"]}``.

    A name may hold equals signs: the shortest part before one that is a column's name is taken, else the first part.
    """
    said: dict[str, list[str]] = {}
    for word in words:
        ends = [place for place, letter in enumerate(word) if letter == "="]
        end = next((place for place in ends if word[:place] in names), ends[0])
        said.setdefault(word[:end], []).append(word[end + 1 :])
    return said


def columns_named(words: Sequence[str], names: Sequence[str]) -> list[str] | None:
    """Return the columns that were named; None for all.

    A word that is a column's name is taken whole, also with a comma in it; any other is split at commas.
    """
    if not words:
        return None
    return [
        name
        for word in words
        for name in ([word] if word in names else [part.strip() for part in word.split(",") if part.strip()])
    ]


def typed(assignments: Sequence[tuple[str, str]], params: type) -> Mapping[str, Any]:
    """Return a check's parameters as values: text where the parameter is text, else JSON (3, 0.5, true, ["a"]).

    Args:
        assignments: (name, text); of a repeated name the last counts.
        params: the check's dataclass of parameters.
    """
    hints = get_type_hints(params)
    return {name: text if hints.get(name) is str else _value(text) for name, text in assignments}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {"True": True, "False": False, "None": None}.get(text, text)
