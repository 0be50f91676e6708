"""Finds plugins: built-ins, installed packages and single files, through one door, each loaded inside a guard."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from tabbert._registry import Failure, Provenance, Registry, kind_of, problem
from tabbert.core.check import Check
from tabbert.core.hooks import GROUP
from tabbert.errors import PluginError

__all__ = [
    "BUILT_IN",
    "Failure",
    "Provenance",
    "Registry",
    "installed",
    "isolated",
    "load_plugin",
    "register",
    "registry",
]

BUILT_IN = (
    "tabbert.checks.completeness",
    "tabbert.checks.clustering",
    "tabbert.encoders.catalog",
    "tabbert.renderers.text",
    "tabbert.renderers.json",
    "tabbert.renderers.markdown",
    "tabbert.renderers.html",
    "tabbert.renderers.junit",
    "tabbert.renderers.sarif",
    "tabbert.renderers.github",
)
T = TypeVar("T")

_lock = threading.RLock()
_current: Registry | None = None


def registry() -> Registry:
    """Return the registry, loading it at the first call.

    Raises:
        PluginError: ``TABBERT_STRICT_PLUGINS`` is set, and a plugin has failed.
    """
    loaded = installed()
    if loaded.failures and os.environ.get("TABBERT_STRICT_PLUGINS", "") not in ("", "0"):
        first, *more = loaded.failures
        reason = f"{first.reason}{f' (and {len(more)} more failures)' if more else ''}."
        raise PluginError(
            str(first.source), reason, "`tabbert plugins doctor` lists them; TABBERT_STRICT_PLUGINS is set."
        )
    return loaded


def installed() -> Registry:
    """Return the registry whatever has failed: for those who show it."""
    global _current
    with _lock:
        if _current is None:
            # Set before it is filled: a plugin may register something, or ask for it, while it is imported.
            _current = Registry()
            try:
                _fill(_current)
            except BaseException:
                _current = None
                raise
        return _current


@contextmanager
def isolated() -> Iterator[Registry]:
    """Hold a registry of built-ins only inside the block; what is registered there is forgotten after it."""
    global _current
    with _lock:
        before, fresh = _current, Registry()
        _load_built_ins(fresh)
        _current = fresh
    try:
        yield fresh
    finally:
        with _lock:
            _current = before


def _fill(loaded: Registry) -> None:
    _load_built_ins(loaded)
    blocked = {name.strip() for name in os.environ.get("TABBERT_DISABLE_PLUGINS", "").split(",") if name.strip()}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        source = _provenance(entry)
        if blocked & {"*", entry.name, source.distribution}:
            loaded.disabled.append(source)
        else:
            _load_entry(loaded, entry, source)
    for path in _files(os.environ.get("TABBERT_PLUGINS", "")):
        source = _file_source(path)
        if blocked & {"*", source.plugin, source.distribution}:
            loaded.disabled.append(source)
        else:
            _load_file(loaded, path)


def _load_built_ins(loaded: Registry) -> None:
    from importlib import import_module

    from tabbert._version import __version__

    for name in BUILT_IN:
        source = Provenance(name, "tabbert", __version__)
        loaded.load(_timed(loaded, source, lambda name=name: import_module(name)), source)  # type: ignore[misc]


def _provenance(entry: EntryPoint) -> Provenance:
    distribution = entry.dist
    return Provenance(
        entry.name, distribution.name if distribution else "", distribution.version if distribution else ""
    )


def _load_entry(loaded: Registry, entry: EntryPoint, source: Provenance) -> None:
    plugin = _guarded(loaded, source, entry.load)
    if plugin is not None:
        loaded.load(plugin, source)


def _guarded(loaded: Registry, source: Provenance, load: Callable[[], Any]) -> Any:
    try:
        return _timed(loaded, source, load)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - isolation: pluggy's own loader stops at the first that fails
        loaded.fail(source, f"cannot be imported: {type(error).__name__}: {error}")
        return None


def _timed(loaded: Registry, source: Provenance, load: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    try:
        return load()
    finally:
        loaded.seconds[source] = time.perf_counter() - started


def _files(paths: str) -> list[Path]:
    """Return the Python files that a list of files and folders names, separated as in PATH."""
    named = [Path(path) for path in paths.split(os.pathsep) if path]
    return [file for path in named for file in (sorted(path.glob("*.py")) if path.is_dir() else [path])]


def _file_source(path: Path) -> Provenance:
    return Provenance(path.stem, str(path), "")


def _load_file(loaded: Registry, path: Path) -> None:
    """Load a plugin of one file: by its hooks if it has any, else every check that it defines."""
    source = _file_source(path)
    module = _guarded(loaded, source, lambda: _execute(path))
    if module is None:
        return
    if any(hasattr(value, "tabbert_impl") for value in vars(module).values()):
        loaded.load(module, source)
        return
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Check) and value.__module__ == module.__name__
        and hasattr(value, "name")
    ]  # fmt: skip
    new = [
        check for check in found if loaded.checks.get(check.name) is not check
    ]  # not those that registered themselves
    for check in new:
        loaded.add("checks", check, source)
    if new:
        loaded.plugins.append(source)
    if not found:
        loaded.fail(source, "defines neither a check nor a hook")


def _execute(path: Path) -> ModuleType:
    import sys
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"tabbert_plugin_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name!r} is not a Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickle look their module up
    spec.loader.exec_module(module)
    return module


def load_plugin(path: str | Path) -> None:
    """Load a plugin of one file: a module with hooks, or just one or more check classes.

    ``TABBERT_PLUGINS`` and ``tabbert --plugin FILE`` do the same for a whole process.

    Raises:
        PluginError: The file cannot be imported, or brings nothing that can be used.
    """
    loaded = installed()
    known = len(loaded.failures)
    _load_file(loaded, Path(path))
    for failure in loaded.failures[known:]:
        raise PluginError(str(path), f"{failure.reason}.", "see `tabbert plugins doctor`.")


def register(item: T) -> T:
    """Register a check class, an encoder or a renderer of this process, as in a notebook; usable as a class decorator.

    Defining a class again and registering it replaces the earlier one.

    Raises:
        PluginError: It is none of these, or its name is taken by another plugin.
    """
    loaded = registry()
    kind = kind_of(item) or "checks"
    source = Provenance(
        f"{getattr(item, '__module__', '')}.{getattr(item, '__qualname__', type(item).__name__)}", "", ""
    )
    fault = problem(kind, item)
    if not fault:
        name = item.card.name if kind == "encoders" else item.name  # type: ignore[attr-defined]
        owner = loaded.sources.get((kind, name))
        if owner and owner.distribution:
            fault = f"the {kind[:-1]} {name!r} is already registered by {owner.plugin!r}"
    if fault:
        raise PluginError(source.plugin, f"{fault}.", "a check is a subclass with a `name` of its own.")
    getattr(loaded, kind)[name] = item
    loaded.sources[kind, name] = source
    return item
