"""``tabbert plugins``: what is installed, what it brings, and what failed to load."""

import json
from typing import Any

import click

from tabbert.cli._group import debug_option
from tabbert.cli._output import emit

__all__ = ["plugins"]

_KINDS = ("checks", "encoders", "renderers", "commands")


@click.group()
def plugins() -> None:
    """Show plugins. TABBERT_DISABLE_PLUGINS names the ones not to load, `*` all."""


@plugins.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@debug_option
def list_plugins(as_json: bool) -> None:
    """List plugins with what they bring, built-ins included, and those that failed."""
    found = _found()
    if as_json:
        emit(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return
    from tabbert.renderers._grid import grid
    from tabbert.renderers._visible import visible

    rows = [[p["plugin"], f"{p['distribution']} {p['version']}", _brings(p)] for p in found["plugins"]]
    emit(grid(["plugin", "from", "brings"], rows, elastic=(0, 1, 2)) + "\n")
    for failure in found["failures"]:
        emit(f"Failed: {failure['plugin']} ({failure['distribution']}): {visible(failure['reason'], 500)}\n")


def _brings(plugin: dict[str, Any]) -> str:
    return "; ".join(f"{kind[:-1]} {', '.join(plugin[kind])}" for kind in _KINDS if plugin[kind])


def _found() -> dict[str, Any]:
    from tabbert._plugins import registry

    loaded = registry()
    sources = dict.fromkeys([*loaded.plugins, *loaded.sources.values()])  # those of `register` are in the latter only
    return {
        "plugins": [
            {
                "plugin": source.plugin,
                "distribution": source.distribution,
                "version": source.version,
                **{kind: [name for (k, name), owner in loaded.sources.items() if k == kind and owner == source]
                   for kind in _KINDS},
            }
            for source in sources
        ],
        "failures": [
            {"plugin": failure.source.plugin, "distribution": failure.source.distribution, "reason": failure.reason}
            for failure in loaded.failures
        ],
    }  # fmt: skip
