"""Finished parts of a long benchmark, kept in a folder: a run that was stopped goes on where it was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Kept"]


class Kept:
    """Results by name, each a JSON file; without a folder nothing is kept.

    Whoever changes what a result depends on (a system, a table) removes its files or names another folder.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def once(self, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the result of this name, made now if it is not there; arrays become lists."""
        path = self._folder / f"{name.replace('/', ' ')}.json" if self._folder else None
        if path and path.is_file():
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
        made = make()
        if path:
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(made, default=_plain), encoding="utf-8")
            beside.replace(path)
        return made


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else str(value)
