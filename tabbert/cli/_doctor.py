"""What is wrong with the installed plugins: what failed to load, and what breaks a contract when it is tried."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tabbert._registry import Provenance, Registry
from tabbert.cli._group import VerbGroup

__all__ = ["Complaint", "examine"]

SLOW_S = 0.5
_SAMPLE: dict[str, list[Any]] = {
    "text": ["one", "TWO words", "a longer remark about nothing", "one", None, "42", "écrit à la main", "two words"],
    "code": ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", None, "A-8"],
    "amount": [1, 2, 3, 4, 5, None, 7, 8],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something to repair ("error") or to look at ("warning")."""

    level: Literal["error", "warning"]
    source: Provenance
    text: str


def examine(loaded: Registry, names: tuple[str, ...] = ()) -> Iterator[Complaint]:
    """Yield what is wrong with plugins; built-ins are taken to be sound.

    Args:
        loaded: what is installed.
        names: plugins, packages or checks to look at; none for all.
    """

    def wanted(source: Provenance) -> bool:
        brings = {name for (_, name), owner in loaded.sources.items() if owner == source}
        return not names or bool({source.plugin, source.distribution, *brings} & {*names})

    for failure in loaded.failures:
        if wanted(failure.source):
            yield Complaint("error", failure.source, failure.reason)
    for source, seconds in loaded.seconds.items():
        if seconds > SLOW_S and wanted(source) and source.distribution != "tabbert":
            hint = "import heavy libraries inside functions"
            yield Complaint("warning", source, f"takes {seconds:.1f} s to load at every start: {hint}")
    for (kind, name), source in loaded.sources.items():
        if source.distribution != "tabbert" and wanted(source):
            yield from _tried(loaded, kind, name, source)
    suffixes: dict[str, str] = {}
    for name, renderer in loaded.renderers.items():
        owner = suffixes.setdefault(renderer.suffix, name)
        source = loaded.sources["renderers", name]
        if owner != name and wanted(source):
            text = f"format {name!r} has the suffix {renderer.suffix} of {owner!r}: only --format chooses it"
            yield Complaint("warning", source, text)


def _tried(loaded: Registry, kind: str, name: str, source: Provenance) -> Iterator[Complaint]:
    item = getattr(loaded, kind)[name]
    what = f"{kind[:-1]} {name!r}"
    if kind == "commands" and name in VerbGroup().list_commands():
        yield Complaint("error", source, f"{what} is a verb of tabbert itself, which is called instead")
    if kind == "checks" and not item.summary:
        yield Complaint("warning", source, f"{what} has no summary: lists and reports say nothing about it")
    try:
        _try(kind, item)
    except AssertionError as error:
        yield Complaint("error", source, f"{what} breaks its contract: {str(error).splitlines()[0]}")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a third party's code
        yield Complaint("error", source, f"{what} raised {type(error).__name__} on a small table: {error}")


def _try(kind: str, item: Any) -> None:
    from dataclasses import MISSING

    from tabbert import testing
    from tabbert._params import describe
    from tabbert.core.check import ValueCheck

    if kind == "checks" and all(parameter.default is not MISSING for parameter in describe(item.Params)):
        check = testing.check_value_check if issubclass(item, ValueCheck) else testing.check_row_check
        check(item(), _SAMPLE)
    elif kind == "renderers":
        testing.check_renderer(item)
    elif kind == "encoders":  # its weights are not loaded: that may take minutes
        assert item.fingerprint, "the fingerprint is empty"
        assert item.card.dim > 0, "its card has no dim"
