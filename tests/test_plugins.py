"""The plugin door: built-ins come through it, and one plugin's failure never stops another."""

from types import SimpleNamespace

import pytest

import tabbert
from tabbert import hookimpl
from tabbert._plugins import Provenance, Registry, _load_entry, registry
from tabbert.core.check import ValueCheck
from tabbert.errors import PluginError

SOURCE = Provenance("toy", "tabbert-toy", "1.0")


class Toy(ValueCheck):
    name = "toy"

    def score(self, values, column):
        return [1.0 for _ in values]


def plugin(**hooks):
    """Make a module-like plugin from functions by hook name."""
    return SimpleNamespace(**{name: hookimpl(function) for name, function in hooks.items()})


def loaded(*plugins):
    fresh = Registry()
    for number, each in enumerate(plugins):
        fresh.load(each, Provenance(f"toy{number}", "tabbert-toy", "1.0"))
    return fresh


def test_built_ins_come_through_the_door():
    registered = registry()
    assert registered.sources["checks", "completeness"].plugin == "tabbert.checks.completeness"
    assert {"text", "json", "markdown", "html"} <= registered.renderers.keys()
    assert "multilingual-e5-small" in registered.encoders
    assert not [failure for failure in registered.failures if failure.source.distribution == "tabbert"]


def test_a_plugin_adds_a_check():
    assert loaded(plugin(tabbert_checks=lambda: [Toy])).checks == {"toy": Toy}


def test_a_failing_hook_is_recorded_and_the_rest_goes_on():
    def broken():
        raise ValueError("no licence")

    fresh = loaded(plugin(tabbert_checks=broken, tabbert_renderers=lambda: []), plugin(tabbert_checks=lambda: [Toy]))
    assert [failure.reason for failure in fresh.failures] == ["tabbert_checks() raised ValueError: no licence"]
    assert "toy" in fresh.checks


def test_a_generator_is_consumed_inside_the_guard():
    def half():
        yield Toy
        raise ValueError("later")

    fresh = loaded(plugin(tabbert_checks=half))
    assert "later" in fresh.failures[0].reason


class Nameless(ValueCheck):
    name = "not a name"


class FromTheFuture(Toy):
    name = "future"
    api_version = 99


@pytest.mark.parametrize(
    ("item", "reason"),
    [(42, "not a subclass"), (Nameless, "Python identifier"), (FromTheFuture, "written for API 99")],
)
def test_wrong_things_are_refused(item, reason):
    fresh = loaded(plugin(tabbert_checks=lambda: [item]))
    assert not fresh.checks
    assert reason in fresh.failures[0].reason


def test_wrong_encoders_and_renderers_are_refused():
    fresh = loaded(plugin(tabbert_encoders=lambda: [1], tabbert_renderers=lambda: [2]))
    assert len(fresh.failures) == 2
    assert not fresh.encoders
    assert not fresh.renderers


def test_the_first_owner_of_a_name_keeps_it():
    class Other(Toy):
        pass

    fresh = loaded(plugin(tabbert_checks=lambda: [Toy]), plugin(tabbert_checks=lambda: [Other]))
    assert fresh.checks["toy"] is Toy
    assert "already registered by 'toy0'" in fresh.failures[0].reason


def test_a_misspelt_hook_is_reported():
    fresh = loaded(plugin(tabbert_cheks=lambda: [Toy]))
    assert "unknown hook tabbert_cheks" in " ".join(failure.reason for failure in fresh.failures)


def test_an_entry_point_that_cannot_be_imported_is_recorded():
    class Entry:
        name = "toy"

        def load(self):
            raise ImportError("no module named x")

    fresh = Registry()
    _load_entry(fresh, Entry(), SOURCE)
    assert "cannot be imported: ImportError" in fresh.failures[0].reason


def test_register_in_a_notebook():
    try:
        assert tabbert.register(Toy) is Toy
        tabbert.register(type("Again", (Toy,), {}))  # running the cell again replaces it
        with pytest.raises(PluginError, match="already registered by"):
            tabbert.register(type("Clash", (Toy,), {"name": "completeness"}))
        with pytest.raises(PluginError, match="not a subclass"):
            tabbert.register(int)
    finally:
        registry().checks.pop("toy", None)
        registry().sources.pop(("checks", "toy"), None)
