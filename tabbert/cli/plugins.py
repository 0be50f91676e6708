"""``tabbert plugins``: what is installed and what it brings, what is wrong with it, and how to start a new one."""

import json
from pathlib import Path
from typing import Any

import click

from tabbert.cli._group import COULD_NOT_RUN, NamingGroup, debug_option
from tabbert.cli._output import emit, say

__all__ = ["plugins"]

_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group(cls=NamingGroup)
def plugins() -> None:
    """List plugins, find what is wrong with them, and start a new one.

    TABBERT_DISABLE_PLUGINS names the ones not to load (`*` all), TABBERT_PLUGINS files to load besides.
    """


@plugins.command("list")
@_JSON
@click.option("--timings", is_flag=True, help="Show how long each plugin takes to load.")
@debug_option
def list_plugins(as_json: bool, timings: bool) -> None:
    """List plugins with what they bring, built-ins included, and those that failed or are switched off."""
    found = _found(timings)
    if as_json:
        emit(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return
    from tabbert.renderers._grid import grid
    from tabbert.renderers._visible import visible

    headings = ["plugin", "from", *(["ms"] if timings else []), "brings"]
    rows = [
        [p["plugin"], f"{p['distribution']} {p['version']}", *([f"{p['ms']:.0f}"] if timings else []), _brings(p)]
        for p in found["plugins"]
    ]
    emit(grid(headings, rows, right=(2,) if timings else (), elastic=(0, 1, len(headings) - 1)) + "\n")
    for failure in found["failures"]:
        emit(f"Failed: {failure['plugin']} ({_origin(failure)}): {visible(failure['reason'], 500)}\n")
    for plugin in found["disabled"]:
        emit(f"Off: {plugin['plugin']} ({_origin(plugin)})\n")


@plugins.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_JSON
@debug_option
@click.pass_context
def doctor(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Try every plugin, or those named: exit with 3 if one failed to load or breaks a contract.

    Checks and formats run on a small table without weights.
    """
    from tabbert._plugins import installed
    from tabbert.cli._doctor import examine

    loaded = installed()
    known = {name for source in loaded.sources.values() for name in (source.plugin, source.distribution)}
    known |= {name for _, name in loaded.sources} | {failure.source.plugin for failure in loaded.failures}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"there is no plugin {unknown[0]!r}; `tabbert plugins list` shows them.")
    complaints = list(examine(loaded, names))
    errors = sum(complaint.level == "error" for complaint in complaints)
    if as_json:
        records = [{"level": c.level, "plugin": c.source.plugin, "distribution": c.source.distribution,
                    "version": c.source.version, "text": c.text} for c in complaints]  # fmt: skip
        emit(json.dumps(records, indent=2, ensure_ascii=False) + "\n")
    else:
        from tabbert.renderers._visible import visible

        for complaint in complaints:
            line = f"{complaint.source.plugin} ({complaint.source}): {complaint.text}"
            emit(f"{complaint.level.capitalize()}: {visible(line, 600)}.\n")
        if not complaints:
            emit("No problem found.\n")
    context.exit(COULD_NOT_RUN if errors else 0)


@plugins.command()
@click.argument("name")
@debug_option
def show(name: str) -> None:
    """Show one check: what it finds, its parameters and statuses, and where it comes from."""
    from tabbert._method import help_text
    from tabbert._plugins import registry

    check = registry().check(name)
    source = registry().sources.get(("checks", name))
    emit(f"{name} {check.version} ({check.scope} scope), from {source or 'this process'}\n\n{help_text(check)}\n")


@plugins.command()
@click.argument("name")
@click.option("--scope", type=click.Choice(["value", "row", "table"]), default="value", show_default=True,
              help="What the check looks at.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="FOLDER",
              help="Where to write it. Default: here.")  # fmt: skip
@debug_option
def new(name: str, scope: Any, output: Path) -> None:
    """Write a new plugin: the package tabbert-NAME with a check, tests that pass, and a README."""
    from tabbert.cli._new_plugin import write

    written = write(name, output, scope)
    for path in written:
        say(f"Wrote {path}")
    say(f"\nNext:\n  cd {written[0].parent}\n  pip install -e '.[test]'\n  pytest")


def _brings(plugin: dict[str, Any]) -> str:
    return "; ".join(f"{kind[:-1]} {', '.join(plugin[kind])}" for kind in _kinds() if plugin[kind])


def _kinds() -> tuple[str, ...]:
    from tabbert._registry import KINDS

    return KINDS


def _origin(plugin: dict[str, Any]) -> str:
    return f"{plugin['distribution']} {plugin['version']}".strip()


def _found(timings: bool) -> dict[str, Any]:
    from tabbert._plugins import installed

    loaded = installed()

    def origin(source: Any) -> dict[str, Any]:
        return {"plugin": source.plugin, "distribution": source.distribution, "version": source.version}

    sources = dict.fromkeys([*loaded.plugins, *loaded.sources.values()])  # those of `register` are in the latter only
    return {
        "plugins": [
            origin(source)
            | ({"ms": round(1000 * loaded.seconds.get(source, 0.0), 1)} if timings else {})
            | {kind: [name for (k, name), owner in loaded.sources.items() if k == kind and owner == source]
               for kind in _kinds()}
            for source in sources
        ],
        "failures": [origin(failure.source) | {"reason": failure.reason} for failure in loaded.failures],
        "disabled": [origin(source) for source in loaded.disabled],
    }  # fmt: skip
