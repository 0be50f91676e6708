"""``tabbert cache``: the vectors that tabbert remembers: how many, how large, and whether they are whole."""

import json
from typing import Any

import click

from tabbert.cli._group import COULD_NOT_RUN, NamingGroup, debug_option
from tabbert.cli._output import confirm, emit, say

__all__ = ["cache"]


@click.group(cls=NamingGroup)
def cache() -> None:
    """Show, clear and verify the cache of vectors. It holds hashes and numbers, never texts."""


@cache.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@debug_option
def info(as_json: bool) -> None:
    """Show where the cache lies, how large it is and what it holds."""
    found = _open().info()
    if as_json:
        emit(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return
    share = f" of at most {_megabytes(found['limit_bytes'])}" if found["limit_bytes"] else ""
    emit(f"Folder: {found['path']}\nVectors: {found['entries']:,}\nSize: {_megabytes(found['bytes'])}{share}\n")
    for fingerprint, number in found["fingerprints"].items():
        emit(f"  {number:,} of encoder {fingerprint}\n")
    _say_notes(found)


@cache.command()
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@debug_option
def clear(yes: bool) -> None:
    """Delete every vector; the next runs encode again."""
    store = _open()
    number = store.info()["entries"]
    if number:
        confirm(f"Delete {number:,} vectors?", yes=yes)
    store.clear()
    left = store.info()
    store.close()
    _say_notes(left)
    if left["entries"]:
        say(f"Error: {left['entries']:,} vectors could not be deleted.\nHint: see who may write to {left['path']!r}.")
        click.get_current_context().exit(COULD_NOT_RUN)
    emit(f"Deleted {number:,} vectors.\n")


@cache.command()
@debug_option
def verify() -> None:
    """Read every vector, delete damaged ones; exits with 3 if there were any."""
    found = _open().verify()
    _say_notes(found)
    if found["ok"]:
        emit(f"{found['entries']:,} vectors, all whole.\n")
        return
    if found["rebuilt"]:
        emit("The file was damaged and has been begun anew.\n")
    emit(f"{found['entries']:,} vectors are whole, {found['damaged']:,} were damaged and are deleted.\n")
    click.get_current_context().exit(COULD_NOT_RUN)


def _open() -> Any:
    """Open the cache on disk, whatever TABBERT_CACHE says: this verb is about the disk."""
    from tabbert.config import cache_limit_mb
    from tabbert.store import paths, vectors

    return vectors.open_cache("on", paths.vectors_dir(), dim=1, limit_mb=cache_limit_mb())  # info is about every dim


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _say_notes(found: dict[str, Any]) -> None:
    for note in found["notes"]:
        say(f"Note: {note}")
