"""What a run is to do, from the command line and a configuration file: which checks, how, and what must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from tabbert import _params
from tabbert._plugins import registry
from tabbert.cli import _config
from tabbert.cli._parameters import by_column, columns_named, from_file, typed
from tabbert.core.check import Check
from tabbert.errors import PluginError, TabbertError, UnknownCheckError
from tabbert.gates import Limits

__all__ = ["Planned", "plan"]

DEFAULT = "completeness"
_OWN = ("params", "params_file", "context", "missing_codes", "allow", "corrections")
_DECLARED = ("context", "missing_codes", "allow")
_FILES = ("corrections",)  # parameters of built-in checks that may name a file


@dataclass(frozen=True)
class Planned:
    """One check that is to be run on every file.

    Attributes:
        name: of the check.
        check: its class; None if a plugin that seems to bring it has failed.
        failure: why it has.
        columns: to look at; None for all.
        options: threshold, weights, state: as `tabbert.check` takes them.
        params: the check's own parameters.
        limits: what must hold.
        encoder: which one reads the texts; None for the default.
        sample: rows, or share of rows, to look at; None for all.
    """

    name: str
    check: type[Check] | None
    failure: PluginError | None = None
    columns: Sequence[str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    encoder: str | None = None
    sample: int | float | None = None

    def settings(self, columns: Sequence[str] | None) -> dict[str, Any]:
        """Return what `tabbert.profile` takes as the settings of the check; columns that are given win."""
        own = self.columns if columns is None else None
        return {**self.options, **self.params, **({"columns": list(own)} if own is not None else {})}

    def arguments(self, options: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
        """Return the keyword arguments of `tabbert.check` for a table with these columns."""
        words = columns_named(options["columns"], names)
        return {
            **self.options,
            "columns": words if words is not None else self.columns,
            **self.params,
            **_declared(options, names),
        }


def from_config(path: Path | None) -> tuple[dict[str, Planned], Mapping[str, Any]]:
    """Return the checks of a configuration file by name, and what it says of all; nothing without a file."""
    if path is None:
        return {}, {}
    config = _config.load(path)
    return {name: _planned(name, config) for name in config.content["checks"]}, config.content


def plan(options: dict[str, Any]) -> list[Planned]:
    """Return the checks to run; what the command line says wins over the configuration file.

    Raises:
        UnknownCheckError, UnknownParameterError, ConfigError: what was asked for makes no sense.
    """
    config = _config.load(options["config"]) if options["config"] else None
    names = options["names"] or (tuple(config.content["checks"]) if config else (DEFAULT,))
    names = tuple(dict.fromkeys(names))
    given = next((name for name in (*_OWN, "state", "save_state") if options[name]), None)
    if given and len(names) > 1:
        raise click.UsageError("parameters and states belong to one check: name it with --check, or use --config.")
    common = {key: config.content[key] for key in ("encoder", "sample") if key in config.content} if config else {}
    return [replace(_overridden(_planned(name, config), options), **common) for name in names]


def _planned(name: str, config: _config.Config | None) -> Planned:
    """Return what a configuration says of a check."""
    if config is None or name not in config.content["checks"]:
        check, failure = _found(name)
        limit = config.content.get("fail_under") if config else None
        return Planned(name, check, failure, limits=Limits(limit))
    place = ("checks", name)
    try:
        check, failure = _found(name)
    except UnknownCheckError as error:
        reason, _, hint = str(error).partition("\nHint: ")
        raise config.error(place, reason, hint) from error
    said = config.content["checks"][name] or {}
    columns = said.get("columns", config.content.get("columns"))
    options = {key: said[key] for key in ("threshold", "weights") if key in said}
    if "state" in said:
        options["state"] = config.near(said["state"])
    return Planned(
        name,
        check,
        failure,
        columns=None if columns is None else [str(column) for column in columns],
        options=options,
        params=_valid(config, (*place, "params"), check, said.get("params", {})) if check else {},
        limits=Limits(said.get("fail_under", config.content.get("fail_under")), said.get("fail_under_columns", {})),
    )


def _found(name: str) -> tuple[type[Check] | None, PluginError | None]:
    try:
        return registry().check(name), None
    except PluginError as error:
        return None, error


def _valid(
    config: _config.Config, place: tuple[str, ...], check: type[Check], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return parameters with the types that the check wants, each refused with its line."""
    params = dict(given)
    for name in _FILES:
        if isinstance(params.get(name), str):
            params[name] = str(config.near(params[name]))
    params |= typed([(name, value) for name, value in params.items() if isinstance(value, str)], check.Params)
    known = [parameter.name for parameter in _params.describe(check.Params)]
    wrong = next((name for name in params if name not in known), None)
    try:
        _params.make(check.name, check.Params, params)
    except TabbertError as error:
        reason, _, hint = str(error).partition("\nHint: ")
        at = wrong or next((name for name in params if f"{name}:" in reason or f" {name} " in f" {reason} "), None)
        raise config.error((*place, at) if at else place, reason, hint) from error
    return params


def _overridden(planned: Planned, options: dict[str, Any]) -> Planned:
    check = planned.check
    params = {**planned.params, **from_file(options["params_file"])}
    if check is not None:
        params |= typed(options["params"], check.Params)
        _params.make(check.name, check.Params, params)
    own = {key: options[key] for key in ("threshold", "state") if options[key] is not None}
    limits = planned.limits.with_table(options["fail_under"])
    return replace(planned, params=params, options={**planned.options, **own}, limits=limits)


def _declared(options: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return what the options say of columns, as parameters; what looks like a number is one."""
    from tabbert.checks.completeness._values import number

    said: dict[str, Any] = {name: by_column(options[name], names) for name in _DECLARED}
    for name in ("missing_codes", "allow"):
        said[name] = {column: [number(code) for code in codes] for column, codes in said[name].items()}
    said["context"] = {column: words[-1] for column, words in said["context"].items()}
    return {name: value for name, value in (said | {"corrections": options["corrections"]}).items() if value}
