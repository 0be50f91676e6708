"""The plugin manager: built-ins and third parties through one door, each loaded inside a guard."""

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from tabbert.core.check import API_VERSION, Check
from tabbert.core.encoder import Encoder
from tabbert.core.hooks import GROUP, Hooks
from tabbert.core.renderer import Renderer
from tabbert.errors import PluginError, UnknownCheckError, UnknownEncoderError

__all__ = ["BUILT_IN", "Failure", "Provenance", "Registry", "registry"]

BUILT_IN = (
    "tabbert.checks.completeness",
    "tabbert.checks.clustering",
    "tabbert.encoders.catalog",
    "tabbert.renderers.text",
    "tabbert.renderers.json",
    "tabbert.renderers.markdown",
    "tabbert.renderers.html",
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a plugin comes from."""

    plugin: str
    distribution: str
    version: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A plugin, or a part of one, that could not be used, and why."""

    source: Provenance
    reason: str


@dataclass
class Registry:
    """Everything that plugins brought, by kind and name; what failed is kept, never raised while loading."""

    checks: dict[str, type[Check]] = field(default_factory=dict)
    encoders: dict[str, Encoder] = field(default_factory=dict)
    renderers: dict[str, Renderer] = field(default_factory=dict)
    commands: dict[str, Any] = field(default_factory=dict)
    sources: dict[tuple[str, str], Provenance] = field(default_factory=dict)
    plugins: list[Provenance] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    _manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(GROUP))

    def __post_init__(self) -> None:
        self._manager.add_hookspecs(Hooks)

    def load(self, plugin: object, source: Provenance) -> None:
        """Register one module or object and take in what its hooks return."""
        try:
            self._manager.register(plugin, name=source.plugin)
        except Exception as error:  # noqa: BLE001 - isolation: one plugin never stops the rest
            self.failures.append(Failure(source, f"cannot be registered: {error}"))
            return
        self.plugins.append(source)
        for hook in ("tabbert_checks", "tabbert_encoders", "tabbert_renderers", "tabbert_commands"):
            for item in self._call(hook, plugin, source):
                self._add(hook.removeprefix("tabbert_"), item, source)
        self._report_misspelt_hooks(plugin, source)

    def _call(self, hook: str, plugin: object, source: Provenance) -> list[Any]:
        implementations = [i for i in getattr(self._manager.hook, hook).get_hookimpls() if i.plugin is plugin]
        items: list[Any] = []
        for implementation in implementations:
            try:
                items.extend(implementation.function() or ())
            except Exception as error:  # noqa: BLE001 - isolation
                self.failures.append(Failure(source, f"{hook}() raised {type(error).__name__}: {error}"))
        return items

    def _add(self, kind: str, item: Any, source: Provenance) -> None:
        problem = _problem(kind, item)
        if problem:
            self.failures.append(Failure(source, problem))
            return
        name = item.card.name if kind == "encoders" else item.name
        shelf = getattr(self, kind)
        if name in shelf:
            owner = self.sources[kind, name]
            self.failures.append(Failure(source, f"{kind[:-1]} {name!r} is already registered by {owner.plugin!r}"))
            return
        shelf[name] = item
        self.sources[kind, name] = source

    def _report_misspelt_hooks(self, plugin: object, source: Provenance) -> None:
        for name in dir(plugin):
            known = hasattr(Hooks, name)
            if name.startswith("tabbert_") and not known and hasattr(getattr(plugin, name), "tabbert_impl"):
                self.failures.append(Failure(source, f"unknown hook {name}()"))

    def check(self, name: str) -> type[Check]:
        """Return the check class of this name, or raise UnknownCheckError."""
        if name not in self.checks:
            failed = [failure.source.plugin for failure in self.failures]
            raise UnknownCheckError(name, sorted(self.checks), failed)
        return self.checks[name]

    def encoder(self, name: str) -> Encoder:
        """Return the encoder of this name, or raise UnknownEncoderError."""
        if name not in self.encoders:
            raise UnknownEncoderError(name, sorted(self.encoders))
        return self.encoders[name]

    def methods(self) -> dict[str, type[Check]]:
        """Return the namespace method of every check: its own verb, or ``check_<name>``."""
        return {check.verb or f"check_{name}": check for name, check in self.checks.items()}


def _problem(kind: str, item: Any) -> str:
    if kind == "checks":
        if not (isinstance(item, type) and issubclass(item, Check)):
            return f"tabbert_checks() returned {item!r}, which is not a subclass of ValueCheck, RowCheck or TableCheck"
        if not str(getattr(item, "name", "")).isidentifier():
            return f"check {item.__qualname__} needs a `name` that is a Python identifier"
        if item.api_version != API_VERSION:
            return f"check {item.name!r} was written for API {item.api_version}; this tabbert has {API_VERSION}"
        return ""
    if kind == "encoders" and not isinstance(item, Encoder):
        return f"tabbert_encoders() returned {item!r}, which has no card, fingerprint, encode and encode_batches"
    if kind == "renderers" and not isinstance(item, Renderer):
        return f"tabbert_renderers() returned {item!r}, which has no name, suffix and render"
    return ""


def _import(names: Iterable[str]) -> Iterator[tuple[object, Provenance]]:
    from importlib import import_module

    from tabbert._version import __version__

    for name in names:
        yield import_module(name), Provenance(name, "tabbert", __version__)


_lock = threading.RLock()


@cache
def _load() -> Registry:
    loaded = Registry()
    for module, source in _import(BUILT_IN):
        loaded.load(module, source)
    blocked = {name.strip() for name in os.environ.get("TABBERT_DISABLE_PLUGINS", "").split(",") if name.strip()}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        source = _provenance(entry)
        if not blocked & {"*", entry.name, source.distribution}:
            _load_entry(loaded, entry, source)
    return loaded


def _provenance(entry: EntryPoint) -> Provenance:
    distribution = entry.dist
    return Provenance(
        entry.name, distribution.name if distribution else "", distribution.version if distribution else ""
    )


def _load_entry(loaded: Registry, entry: EntryPoint, source: Provenance) -> None:
    try:
        plugin = entry.load()
    except Exception as error:  # noqa: BLE001 - isolation: pluggy's own loader stops at the first that fails
        loaded.failures.append(Failure(source, f"cannot be imported: {type(error).__name__}: {error}"))
        return
    loaded.load(plugin, source)


def registry() -> Registry:
    """Return the registry, loading it at the first call."""
    with _lock:
        return _load()


def register(check: type[Check]) -> type[Check]:
    """Register a check of this process, as in a notebook; usable as a class decorator.

    Raises:
        PluginError: The class is no check, or its name is taken by another plugin.
    """
    loaded = registry()
    source = Provenance(f"{getattr(check, '__module__', '')}.{getattr(check, '__qualname__', check)}", "", "")
    problem = _problem("checks", check)
    owner = None if problem else loaded.sources.get(("checks", check.name))
    if owner and owner.distribution:
        problem = f"the check {check.name!r} is already registered by {owner.plugin!r}"
    if problem:
        raise PluginError(source.plugin, problem, "a check is a subclass with a `name` of its own.")
    loaded.checks[check.name] = check  # defining the class again in a notebook replaces it
    loaded.sources["checks", check.name] = source
    return check
