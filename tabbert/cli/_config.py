"""Reads a configuration file: which checks to run, and what must hold. What is wrong is named with line and entry.

Unlike YAML at large, only plain numbers are numbers: ``no``, ``null`` and ``007`` are the words that a cell holds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from tabbert import schemas
from tabbert.errors import ConfigError, UnreadableFileError

__all__ = ["Config", "load"]

_LARGEST_MB = 1
_MOST_NODES = 50_000  # aliases can make a small file a huge one
_KINDS = {"object": "`name: value` entries", "array": "a list", "string": "a text", "number": "a number"}
_Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Config:
    """What a configuration file says.

    Attributes:
        path: of the file.
        content: valid by the schema ``tabbert.config/1``.
        lines: line (from 1) of every entry, by its place.
    """

    path: Path
    content: Mapping[str, Any]
    lines: Mapping[_Place, int] = field(default_factory=dict)

    def error(self, place: _Place, reason: str, hint: str = "") -> ConfigError:
        """Return an error that names the line of a place, or of the nearest one around it."""
        return _error(self.path, self.lines, place, reason, hint)

    def near(self, name: str) -> Path:
        """Return a file that the configuration names: relative to its own folder."""
        return self.path.parent / name


def load(path: Path) -> Config:
    """Read and validate a file.

    Raises:
        UnreadableFileError: there is no such file, or it is no YAML.
        ConfigError: it says something that makes no sense.
    """
    lines: dict[_Place, int] = {}
    content = _plain(_composed(path), (), lines, path)
    _validate(path, content, lines)
    return Config(path, content, lines)


def _composed(path: Path) -> yaml.Node:
    try:
        if path.stat().st_size > _LARGEST_MB * 1_000_000:
            raise UnreadableFileError(str(path), f"it is larger than {_LARGEST_MB} MB.", "is the name right?")
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(str(path), line, "", f"it is not YAML: {error.problem}.") from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise UnreadableFileError(str(path), "it is not YAML.", "is the name right?") from error
    except OSError as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(str(path), f"{error.strerror or error}.", "is the name right?") from error
    if node is None:
        raise ConfigError(str(path), 1, "", "it is empty; the entry `checks` is missing.")
    return node


def _plain(node: yaml.Node, place: _Place, lines: dict[_Place, int], path: Path) -> Any:
    from tabbert.checks.completeness._values import number

    lines.setdefault(place, node.start_mark.line + 1)
    if len(lines) > _MOST_NODES or len(place) > 20:
        raise _error(path, lines, place[:1], "it holds too much, or aliases that repeat themselves.")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*place, i), lines, path) for i, child in enumerate(node.value)]
    text = str(node.value)
    if getattr(node, "style", None) is not None:  # quoted: a text, whatever it looks like
        return text
    return number(text) if text else None


def _mapping(node: yaml.MappingNode, place: _Place, lines: dict[_Place, int], path: Path) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, child in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        at = (*place, key)
        repeated = key in content
        lines[at] = key_node.start_mark.line + 1
        if repeated or not isinstance(key_node, yaml.ScalarNode):
            raise _error(path, lines, at, "it is named twice." if repeated else "a name is expected.")
        content[key] = _plain(child, at, lines, path)
    return content


def _validate(path: Path, content: Any, lines: Mapping[_Place, int]) -> None:
    import fastjsonschema

    try:
        schemas.validator("config")(content)
    except fastjsonschema.JsonSchemaValueException as error:
        place, reason, hint = _explained(error, content)
        raise _error(path, lines, place, reason, hint) from None


def _explained(error: Any, content: Any) -> tuple[_Place, str, str]:
    """Return where something is wrong, what, and what may have been meant."""
    place = _place(error.path[1:], content)
    rule, wanted = error.rule, error.definition
    if rule in ("additionalProperties", "required"):
        known = list(wanted["properties"])
        unknown = next((name for name in error.value if name not in known), None)
        if unknown is None:
            missing = next(name for name in wanted["required"] if name not in error.value)
            return place, f"the entry `{missing}` is missing.", ""
        near = get_close_matches(unknown, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}."
        return (*place, unknown), "there is no such entry.", hint
    if rule == "type":
        kinds = wanted["type"] if isinstance(wanted["type"], list) else [wanted["type"]]
        expected = next(_KINDS[kind] for kind in kinds)
        return place, f"{expected} {'are' if kinds[0] == 'object' else 'is'} expected.", ""
    if rule in ("minimum", "maximum", "exclusiveMinimum"):
        upper = f" to {wanted['maximum']}" if "maximum" in wanted else " upwards"
        return place, f"a number from {wanted.get('minimum', 0)}{upper} is expected.", ""
    if rule == "const":
        return place, f"`{wanted['const']}` is expected.", ""
    if rule == "uniqueItems":
        return place, "it names something twice.", ""
    return place, "it is empty; name at least one." if rule.startswith("min") else f"it breaks the rule {rule!r}.", ""


def _place(parts: Sequence[str], content: Any) -> _Place:
    """Return a place from the library's words for it, which are split at dots, also inside names."""
    place: list[str | int] = []
    rest = list(parts)
    while rest:
        if isinstance(content, list) and re.fullmatch(r"\d+", rest[0]):
            entry = int(rest[0])
            place.append(entry)
            content, rest = content[entry] if entry < len(content) else None, rest[1:]
            continue
        names = content if isinstance(content, dict) else {}
        length = next((n for n in range(len(rest), 0, -1) if ".".join(rest[:n]) in names), 0)
        if not length:
            break
        place.append(".".join(rest[:length]))
        content, rest = names[str(place[-1])], rest[length:]
    return tuple(place)


def _error(path: Path, lines: Mapping[_Place, int], place: _Place, reason: str, hint: str = "") -> ConfigError:
    known = next((place[:n] for n in range(len(place), -1, -1) if place[:n] in lines), ())
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    return ConfigError(str(path), lines.get(known, 1), f"`{name}`" if name else "", reason, hint)
