"""Turns words of the command line into values: lists of columns, samples, and a check's own parameters."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import click

from tabbert.errors import UnreadableFileError

__all__ = ["Assignment", "CheckCommand", "OfColumn", "Sample", "by_column", "columns_named", "from_file", "typed"]


class CheckCommand(click.Command):
    """A command whose help also shows the parameters of the check that is named before ``--help``."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the check's parameters."""
        super().format_options(ctx, formatter)
        names = ctx.params.get("names") or ("completeness",)
        from tabbert._params import describe
        from tabbert._plugins import registry

        for name in names:
            described = describe(registry().check(name).Params)
            rows = [(f"--set {parameter.name}=...", str(parameter).partition(" ")[2]) for parameter in described]
            with formatter.section(f"Parameters of {name}"):
                formatter.write_dl(rows or [("none", "")])


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
    """A parameter with its value: ``name=value``.

    Args:
        alone: whether a name may stand alone, and is then its own value.
    """

    name = "NAME=VALUE"

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return (name, value), both text."""
        if isinstance(value, tuple):
            return value
        name, sign, text = value.partition("=")
        if not name.strip() or not (sign or self._alone):
            self.fail(f"{value!r} is not of the form name=value.", param, ctx)
        return name.strip(), text if text.strip() or not self._alone else name.strip()


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


def from_file(path: Path | None) -> dict[str, Any]:
    """Return a check's parameters from a YAML or JSON file: a mapping of names to values."""
    if path is None:
        return {}
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFileError(str(path), f"{error.strerror or error}.", "is the name right?") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise UnreadableFileError(str(path), "it is not YAML.", "write one `name: value` per line.") from error
    if not isinstance(content, dict):
        raise UnreadableFileError(str(path), "it holds no parameters.", "write one `name: value` per line.")
    return {str(name): value for name, value in content.items()}


def typed(assignments: Sequence[tuple[str, str]], params: type) -> dict[str, Any]:
    """Return a check's parameters as values: as their annotations say, else JSON (3, 0.5, true, ["a"]), else text.

    Where several texts are wanted, they may be separated by commas.

    Args:
        assignments: (name, text); of a repeated name the last counts.
        params: the check's dataclass of parameters.
    """
    hints = get_type_hints(params)
    return {name: _value(text, hints.get(name)) for name, text in assignments}


def _value(text: str, annotation: Any) -> Any:
    if annotation is str:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = {"True": True, "False": False, "None": None}.get(text, text)
    if get_origin(annotation) is tuple and str in get_args(annotation) and not isinstance(value, list):
        return [part.strip() for part in text.split(",") if part.strip()]
    return value
