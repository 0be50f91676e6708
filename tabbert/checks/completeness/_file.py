"""Declarations and corrections as YAML, for versioning and CI: one document with a layout of its own.

    format: tabbert.completeness/1
    columns:
      V12:
        context: age of the patient in years
        missing_codes: [-9, k.A.]
        allow: [None]
        corrections:
          see file: complete

Unlike YAML at large, only plain numbers are numbers: ``no``, ``null``, ``007`` and ``1900-01-01`` are the words they
look like, because that is what a cell holds. Values are written as they are: such a file holds cell values.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tabbert.checks.completeness._params import PARTS
from tabbert.checks.completeness._values import number
from tabbert.errors import DeclarationError, UnreadableFileError, UnwritableFileError

__all__ = ["FORMAT", "document", "load", "parts", "save"]

FORMAT = "tabbert.completeness/1"
_LARGEST_MB = 4  # a file of declarations is written by hand; more is a mistake, or hostile


class _Loader(yaml.SafeLoader):
    """Safe YAML whose scalars are texts and plain numbers, and whose keys do not repeat."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's way

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, (at, _) in zip(keys, node.value, strict=True):
            if isinstance(key, list | dict):
                raise yaml.constructor.ConstructorError(None, None, "a key is not a single value", at.start_mark)
        if len(set(keys)) < len(keys):
            raise yaml.constructor.ConstructorError(None, None, "a key is repeated", node.start_mark)
        return super().construct_mapping(node, deep)


def _scalar(loader: _Loader, node: yaml.ScalarNode) -> int | float | str:
    text: str = loader.construct_scalar(node)
    return number(text) if node.style is None else text  # quoted: a text, whatever it looks like


_Loader.add_constructor("tag:yaml.org,2002:str", _scalar)


def load(path: Path) -> dict[str, Any]:
    """Read a file of declarations; return its parts (`PARTS`), each a mapping by column.

    Raises:
        UnreadableFileError: there is no such file, or it is not YAML.
        DeclarationError: it is YAML of another layout.
    """
    hint = "`result.save_corrections(path)` writes such files."
    try:
        if path.stat().st_size > _LARGEST_MB * 1_000_000:
            raise UnreadableFileError(str(path), f"it is larger than {_LARGEST_MB} MB.", hint)
        content = yaml.load(path.read_text(encoding="utf-8-sig"), _Loader)  # noqa: S506 - derives from the safe one
    except FileNotFoundError:
        raise UnreadableFileError(str(path), "there is no such file.", hint) from None
    except UnicodeDecodeError:
        raise UnreadableFileError(str(path), "it is not UTF-8.", hint) from None
    except OSError as error:
        raise UnreadableFileError(str(path), f"{error.strerror or error}.", hint) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # their texts quote the file
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1}: {error.problem})" if mark is not None else ""  # type: ignore[union-attr]
        raise UnreadableFileError(str(path), f"it is not YAML that can be read{where}.", hint) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DeclarationError(path.name, "", f"its first entry must be `format: {FORMAT}`.", hint)
    if unknown := [key for key in content if key not in ("format", "columns")]:
        raise DeclarationError(path.name, "", f"there is an unknown entry {unknown[0]!r} beside `columns`.")
    return parts(content.get("columns", {}), path.name)


def parts(columns: object, where: str) -> dict[str, Any]:
    """Turn what a document says by column into the check's parameters, refusing what they do not have."""
    found: dict[str, dict[str, Any]] = {name: {} for name in PARTS}
    if not isinstance(columns, dict):
        raise DeclarationError(where, "", "`columns` must be a mapping by column.")
    for label, said in columns.items():
        column = str(label)
        if not isinstance(said, dict):
            raise DeclarationError(where, column, f"a mapping of {', '.join(PARTS)} is expected.")
        for name, value in said.items():
            if name not in PARTS:
                raise DeclarationError(where, column, f"there is an unknown entry {name!r}.",
                                       f"entries are {', '.join(PARTS)}.")  # fmt: skip
            kind: Any = {"context": str, "corrections": dict}.get(name, list)
            if not isinstance(value, kind):
                words = {str: "words are", dict: "a mapping of values to statuses is", list: "a list of values is"}
                raise DeclarationError(where, column, f"{words[kind]} expected under {name!r}.")
            if any(isinstance(item, list | dict) for item in (value if isinstance(value, list) else [])):
                raise DeclarationError(where, column, f"a list of single values is expected under {name!r}.")
            found[name][column] = value
    return found


def document(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return parameters as a plain document by column, the layout of the files."""
    columns: dict[str, dict[str, Any]] = {}
    for name in PARTS:
        for column, said in given[name].items():
            plain: Any = said
            if name == "corrections":
                plain = {_plain(value): status for value, status in said.items()}
            elif name != "context":
                plain = [_plain(value) for value in said]
            if plain:
                columns.setdefault(column, {})[name] = plain
    return {"format": FORMAT, "columns": columns}


def save(given: Mapping[str, Mapping[str, Any]], path: Path) -> Path:
    """Write parameters as YAML and return the path."""
    text = yaml.dump(document(given), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**20)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
    return path


class _Dumper(yaml.SafeDumper):
    """Quotes every text that some YAML reader, or ours, would take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    broken = re.search("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]", text)  # readers take some of them for line breaks
    style = '"' if broken else "'" if number(text) != text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _quoted)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return number(str(value))
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if number(repr(value)) == value else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)
