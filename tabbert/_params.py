"""A check's parameters: a frozen dataclass, read for help and validated against its annotations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from inspect import getdoc
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tabbert._numbers import real, whole
from tabbert.errors import InvalidParameterError, TabbertError, UnknownParameterError

__all__ = ["Parameter", "describe", "make", "problem"]

_MODULES = re.compile(r"\b(?:typing|collections\.abc)\.")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as help shows it.

    Attributes:
        name: as in ``--set name=value``.
        type: its annotation as text.
        annotation: its annotation.
        default: what it is if nobody says otherwise; ``dataclasses.MISSING`` if somebody must.
        text: what the ``Attributes:`` of the dataclass say about it.
    """

    name: str
    type: str
    annotation: Any
    default: Any
    text: str

    def __str__(self) -> str:
        default = "required" if self.default is MISSING else f"default {self.default!r}"
        return f"{self.name} ({self.type}, {default}){': ' + self.text if self.text else ''}"


@cache
def describe(params: type) -> Sequence[Parameter]:
    """Return what a dataclass of parameters holds, in its order."""
    hints = get_type_hints(params)
    texts = _attributes(getdoc(params) or "")
    return [
        Parameter(f.name, _type_name(hints[f.name]), hints[f.name], _default(f), texts.get(f.name, ""))
        for f in fields(params)
    ]


def make(check: str, params: type, given: Mapping[str, Any]) -> Any:
    """Make the parameters of a check from values by name.

    Raises:
        UnknownParameterError: The check has no such parameter.
        InvalidParameterError: A value does not fit its annotation, is missing, or is refused by ``__post_init__``; a
            TabbertError that it raises is passed on as it is.
    """
    described = {parameter.name: parameter for parameter in describe(params)}
    unknown = [name for name in given if name not in described]
    if unknown:
        raise UnknownParameterError(check, unknown, list(described))
    for name, parameter in described.items():
        if parameter.default is MISSING and name not in given:
            raise InvalidParameterError(f"{name} of {check!r}", f"a value ({parameter.type})", None)
    values = {name: _fitted(check, described[name], value) for name, value in given.items()}
    try:
        return params(**values)
    except TabbertError:
        raise
    except ValueError as error:
        raise InvalidParameterError(f"parameters of {check!r}", str(error), dict(values)) from error


def problem(params: object) -> str:
    """Return why a class cannot hold parameters; empty if it can."""
    if not (isinstance(params, type) and is_dataclass(params)):
        return "`Params` must be a dataclass"
    if not params.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return "`Params` must be frozen: `@dataclass(frozen=True)`"
    try:
        describe(params)
    except (NameError, TypeError, AttributeError) as error:
        return f"the annotations of `Params` cannot be read: {error}"
    return ""


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _attributes(doc: str) -> dict[str, str]:
    """Return the entries of a Google-style ``Attributes:`` section by name."""
    _, _, section = doc.partition("Attributes:\n")
    entries: dict[str, str] = {}
    name = ""
    for line in section.splitlines():
        if not line.startswith("    "):
            if line.strip():
                break
            continue
        entry = re.match(r"    (\w+)(?: \([^)]*\))?: *(.*)", line)
        if entry:
            name = entry[1]
            entries[name] = entry[2].strip()
        elif name:
            entries[name] = f"{entries[name]} {line.strip()}".strip()
    return entries


def _type_name(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return " | ".join(repr(choice) for choice in get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return " | ".join(_type_name(part) for part in get_args(annotation))
    if annotation is NoneType:
        return "None"
    return annotation.__name__ if type(annotation) is type else _MODULES.sub("", str(annotation))


def _fitted(check: str, parameter: Parameter, value: Any) -> Any:
    fits, fitted = _fit(parameter.annotation, value)
    if not fits:
        raise InvalidParameterError(f"{parameter.name} of {check!r}", parameter.type, value)
    return fitted


def _fit(annotation: Any, value: Any) -> tuple[bool, Any]:
    """Return (fits, value): whole numbers become floats and lists tuples where the annotation says so."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        for part in arguments:
            fits, fitted = _fit(part, value)
            if fits:
                return True, fitted
        return False, value
    if origin is Literal:
        return value in arguments, value
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        if isinstance(value, str) or not isinstance(value, Sequence):
            return False, value
        parts = [_fit(arguments[0], part) for part in value]
        return all(fits for fits, _ in parts), tuple(part for _, part in parts)
    if annotation is float:
        number = real(value)
        return number is not None, value if number is None else number
    if annotation is int:
        integer = whole(value)
        return integer is not None, value if integer is None else integer
    if isinstance(annotation, type) and origin is None:
        return isinstance(value, annotation), value
    return True, value  # an annotation that is not understood is the author's business
