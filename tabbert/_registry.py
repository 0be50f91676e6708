"""What plugins brought, by kind and name, with where each comes from; what failed is kept, never raised."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pluggy

from tabbert import _params
from tabbert.core.check import API_VERSION, OPTIONS, Check
from tabbert.core.encoder import Encoder
from tabbert.core.hooks import GROUP, Hooks
from tabbert.core.renderer import Renderer, Summary
from tabbert.encoders.names import named
from tabbert.errors import InvalidParameterError, PluginError, UnknownCheckError, UnknownEncoderError

__all__ = ["KINDS", "Failure", "Provenance", "Registry", "kind_of", "problem"]

KINDS = ("checks", "encoders", "renderers", "commands")
_TAKEN = ("check", "embed", "finetune", "profile")  # methods of every namespace
_DOCTOR = "`tabbert plugins doctor` says more."


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a plugin comes from.

    Attributes:
        plugin: its name: of the entry point, the module, or the file.
        distribution: the installed package, or the file; empty for what was registered in this process.
        version: of the distribution.
    """

    plugin: str
    distribution: str
    version: str

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}".strip() or self.plugin


@dataclass(frozen=True, slots=True)
class Failure:
    """A plugin, or a part of one, that could not be used, and why.

    Attributes:
        source: whose failure it is.
        reason: one clause.
        provides: name of the check, encoder, format or command that is missing for it; empty if unknown.
    """

    source: Provenance
    reason: str
    provides: str = ""

    def concerns(self, name: str) -> bool:
        """Tell whether this may be why something of this name is missing."""
        plain = self.source.distribution.lower().removeprefix("tabbert-").replace("-", "_")
        return name in (self.provides, self.source.plugin, plain) or (self.provides == "" and name == plain)


@dataclass
class Registry:
    """Everything that plugins brought.

    Attributes:
        sources: who brought what, by (kind, name).
        plugins: what was loaded, in order.
        failures: what could not be used.
        disabled: what is installed and was told not to load.
        seconds: how long importing and asking each plugin took.
    """

    checks: dict[str, type[Check]] = field(default_factory=dict)
    encoders: dict[str, Encoder] = field(default_factory=dict)
    renderers: dict[str, Renderer] = field(default_factory=dict)
    commands: dict[str, Any] = field(default_factory=dict)
    sources: dict[tuple[str, str], Provenance] = field(default_factory=dict)
    plugins: list[Provenance] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    disabled: list[Provenance] = field(default_factory=list)
    seconds: dict[Provenance, float] = field(default_factory=dict)
    _manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(GROUP), repr=False)

    def __post_init__(self) -> None:
        self._manager.add_hookspecs(Hooks)

    def load(self, plugin: object, source: Provenance) -> None:
        """Register one module or object and take in what its hooks return."""
        started = time.perf_counter()
        written_for = getattr(plugin, "__tabbert_api__", API_VERSION)
        if written_for != API_VERSION:
            self.fail(source, f"was written for plugin API {written_for}; this tabbert has {API_VERSION}")
            return
        try:
            self._manager.register(plugin, name=f"{source.plugin} ({source.distribution})")
        except Exception as error:  # noqa: BLE001 - isolation: one plugin never stops the rest
            self.fail(source, f"cannot be registered: {error}")
            return
        self.plugins.append(source)
        for kind in KINDS:
            for item in self._call(f"tabbert_{kind}", plugin, source):
                self.add(kind, item, source)
        self._report_misspelt_hooks(plugin, source)
        self.seconds[source] = self.seconds.get(source, 0.0) + time.perf_counter() - started

    def _call(self, hook: str, plugin: object, source: Provenance) -> list[Any]:
        """Call each implementation by itself: pluggy would stop at the first that fails."""
        implementations = [i for i in getattr(self._manager.hook, hook).get_hookimpls() if i.plugin is plugin]
        items: list[Any] = []
        for implementation in implementations:
            try:
                given = implementation.function()
                if not isinstance(given, Iterable) or isinstance(given, str | type):
                    self.fail(source, f"{hook}() returned {given!r}; it must return a list")
                    continue
                for item in given:  # of a generator that fails, what came before is kept
                    items.append(item)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - isolation
                self.fail(source, f"{hook}() raised {type(error).__name__}: {error}")
        return items

    def add(self, kind: str, item: Any, source: Provenance) -> None:
        """Put one thing on its shelf, or note why it cannot stand there."""
        try:
            fault = problem(kind, item)
            name = "" if fault and kind != "checks" else _name(kind, item)
        except Exception as error:  # noqa: BLE001 - properties of a third party's object
            fault, name = f"tabbert_{kind}() returned an object that raised {type(error).__name__}: {error}", ""
        shelf = getattr(self, kind)
        if not fault and name in shelf:
            fault = f"{kind[:-1]} {name!r} is already registered by {self.sources[kind, name].plugin!r}"
        if not fault and kind == "checks":
            method = _method(item)
            owner = next((other for other in self.checks.values() if _method(other) == method), None)
            if owner:
                fault = f"the method {method!r} of check {name!r} is already that of check {owner.name!r}"
        if fault:
            self.fail(source, fault, name)
            return
        shelf[name] = item
        self.sources[kind, name] = source

    def fail(self, source: Provenance, reason: str, provides: str = "") -> None:
        """Note that a plugin, or a part of one, cannot be used."""
        self.failures.append(Failure(source, reason, provides))

    def _report_misspelt_hooks(self, plugin: object, source: Provenance) -> None:
        for name in dir(plugin):
            if (
                name.startswith("tabbert_")
                and not hasattr(Hooks, name)
                and hasattr(getattr(plugin, name), "tabbert_impl")
            ):
                self.fail(source, f"unknown hook {name}(); the hooks are tabbert_{', tabbert_'.join(KINDS)}")

    def check(self, name: str) -> type[Check]:
        """Return the check class of this name.

        Raises:
            PluginError: A plugin that seems to bring it has failed: its absence is an error, not a spelling mistake.
            UnknownCheckError: Nobody brings it.
        """
        if name in self.checks:
            return self.checks[name]
        self._explain(name)
        raise UnknownCheckError(name, sorted(self.checks), [failure.source.plugin for failure in self.failures])

    def encoder(self, name: str) -> Encoder:
        """Return the encoder of this name, else of this folder or id of the hub; errors are those of `check`.

        Raises:
            PluginError, UnknownEncoderError: As for checks.
            ModelStoreError: The name is a path that leads to no model.
            EncoderUnavailableError: The name is an id of the hub, which cannot be reached.
        """
        if name in self.encoders:
            return self.encoders[name]
        self._explain(name)
        if found := named(name):
            return found
        raise UnknownEncoderError(name, sorted(self.encoders))

    def _explain(self, name: str) -> None:
        for failure in self.failures:
            if failure.concerns(name):
                raise PluginError(str(failure.source), f"{failure.reason}.", _DOCTOR)
        for source in self.disabled:
            if Failure(source, "").concerns(name):
                hint = "it is installed; unset TABBERT_DISABLE_PLUGINS, or leave out --no-plugins."
                raise PluginError(str(source), f"is switched off, and {name!r} with it.", hint)

    def render(self, format: str, summary: Summary) -> str | bytes:
        """Return the summary of a check, or of a report, in a registered format; one that raises is named as such."""
        renderer = self._renderer(format)
        if not _is_report(summary):
            return self._guarded(format, renderer.render, summary)
        whole = getattr(renderer, "render_report", None)
        if whole:
            return self._guarded(format, whole, summary)
        place = {"source": summary["source"]} if summary.get("source") else {}
        return self.render_all(format, [{**check, **place} for check in summary["checks"]])

    def render_all(self, format: str, summaries: Sequence[Summary]) -> str | bytes:
        """Return several summaries as one: by the format's own ``render_all`` if it has one, else one after another."""
        if len(summaries) == 1:
            return self.render(format, summaries[0])
        together = getattr(self._renderer(format), "render_all", None)
        if together is not None and not any(map(_is_report, summaries)):
            return self._guarded(format, together, summaries)
        parts = [self.render(format, summary) for summary in summaries]
        texts = [part for part in parts if isinstance(part, str)]
        if len(texts) < len(parts):
            reason = f"the format {format!r} is binary and holds one table only."
            raise PluginError(format, reason, "check one table at a time, or choose another format.")
        return "\n".join(texts)

    def _renderer(self, format: str) -> Renderer:
        if format not in self.renderers:
            raise InvalidParameterError("format", f"one of {sorted(self.renderers)}", format)
        return self.renderers[format]

    def _guarded(self, format: str, render: Callable[..., str | bytes], given: object) -> str | bytes:
        try:
            return render(given)
        except PluginError:
            raise
        except Exception as error:
            source = self.sources.get(("renderers", format))
            raise PluginError(
                str(source or format),
                f"the format {format!r} raised {type(error).__name__}.",
                "its cause (`__cause__`, or --debug) says more: tell the format's author.",
            ) from error

    def render_diff(self, format: str, diff: Summary) -> str:
        """Return a comparison in a format that can show one (it has ``render_diff``)."""
        able = sorted(name for name, renderer in self.renderers.items() if hasattr(renderer, "render_diff"))
        if format not in able:
            raise InvalidParameterError("format", f"one of {able}", format)
        return str(self.renderers[format].render_diff(diff))  # type: ignore[attr-defined]

    def rivals(self, name: str) -> list[Provenance]:
        """Return the plugins that bring a check of this name as well, and were too late."""
        return [f.source for f in self.failures if f.provides == name and "already" in f.reason]

    def methods(self) -> dict[str, type[Check]]:
        """Return the namespace method of every check: its own verb, or ``check_<name>``."""
        return {_method(check): check for check in self.checks.values()}


def _is_report(summary: Summary) -> bool:
    return str(summary.get("schema", "")).startswith("tabbert.report/")


def _method(check: type[Check]) -> str:
    return check.verb or f"check_{check.name}"


def _name(kind: str, item: Any) -> str:
    return str(item.card.name if kind == "encoders" else getattr(item, "name", "") or "")


def kind_of(item: object) -> str:
    """Return which shelf something belongs on: "checks", "encoders" or "renderers"; empty for none."""
    if isinstance(item, type):
        return "checks" if issubclass(item, Check) else ""
    return "encoders" if isinstance(item, Encoder) else "renderers" if isinstance(item, Renderer) else ""


def problem(kind: str, item: Any) -> str:
    """Return why something cannot be registered; empty if it can."""
    if kind == "checks":
        return _check_problem(item)
    if kind == "encoders" and not isinstance(item, Encoder):
        return f"tabbert_encoders() returned {item!r}, which has no card, fingerprint, encode and encode_batches"
    if kind == "renderers":
        if not isinstance(item, Renderer) or isinstance(item, type):
            return f"tabbert_renderers() returned {item!r}, which has no name, suffix and render"
        if not str(item.suffix).startswith("."):
            return f"format {item.name!r} needs a `suffix` that starts with a dot"
    if kind == "commands" and not (callable(item) and getattr(item, "name", None)):
        return f"tabbert_commands() returned {item!r}, which is not a click command"
    return ""


def _check_problem(item: Any) -> str:
    if not (isinstance(item, type) and issubclass(item, Check)):
        return f"tabbert_checks() returned {item!r}, which is not a subclass of ValueCheck, RowCheck or TableCheck"
    name = str(getattr(item, "name", ""))
    if not name.isidentifier():
        return f"check {item.__qualname__} needs a `name` that is a Python identifier"
    if getattr(item, "scope", None) is None:
        return f"check {name!r} must subclass ValueCheck, RowCheck or TableCheck"
    if item.api_version != API_VERSION:
        return f"check {name!r} was written for API {item.api_version}; this tabbert has {API_VERSION}"
    if item.verb is not None and (not item.verb.isidentifier() or item.verb in _TAKEN):
        return f"check {name!r} cannot have the method {item.verb!r}"
    fault = _params.problem(item.Params)
    if fault:
        return f"check {name!r}: {fault}"
    shadowed = [parameter.name for parameter in _params.describe(item.Params) if parameter.name in OPTIONS]
    return f"check {name!r}: the parameter {shadowed[0]!r} is an option of every check" if shadowed else ""
