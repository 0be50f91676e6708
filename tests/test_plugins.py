"""The plugin door: built-ins come through it, and one plugin's failure never stops another."""

from dataclasses import dataclass
from types import SimpleNamespace

import polars as pl
import pytest

import tabbert
from tabbert import hookimpl
from tabbert._plugins import Provenance, Registry, _load_entry, installed, registry
from tabbert.core.check import Check, ValueCheck
from tabbert.errors import PluginError, UnknownCheckError
from tabbert.testing import FakeEncoder

SOURCE = Provenance("toy", "tabbert-toy", "1.0")


class Toy(ValueCheck):
    name = "toy"

    def score(self, values, column):
        return [1.0 for _ in values]


class Format:
    name, suffix = "lines", ".lines"

    def render(self, summary):
        raise ValueError("no paper")


def plugin(**hooks):
    """Make a module-like plugin from functions by hook name."""
    return SimpleNamespace(**{name: hookimpl(function) for name, function in hooks.items()})


def loaded(*plugins):
    fresh = Registry()
    for number, each in enumerate(plugins):
        fresh.load(each, Provenance(f"toy{number}", "tabbert-toy", "1.0"))
    return fresh


def reasons(fresh):
    return " ".join(failure.reason for failure in fresh.failures)


def test_built_ins_come_through_the_door():
    registered = registry()
    assert registered.sources["checks", "completeness"].plugin == "tabbert.checks.completeness"
    assert {"text", "json", "markdown", "html"} <= registered.renderers.keys()
    assert "multilingual-e5-small" in registered.encoders
    assert not [failure for failure in registered.failures if failure.source.distribution == "tabbert"]


def test_a_plugin_adds_a_check_and_its_cost_is_known():
    fresh = loaded(plugin(tabbert_checks=lambda: [Toy]))
    assert fresh.checks == {"toy": Toy}
    assert [str(source) for source in fresh.seconds] == ["tabbert-toy 1.0"]


def test_a_failing_hook_is_recorded_and_the_rest_goes_on():
    def broken():
        raise ValueError("no licence")

    fresh = loaded(plugin(tabbert_checks=broken, tabbert_renderers=lambda: []), plugin(tabbert_checks=lambda: [Toy]))
    assert [failure.reason for failure in fresh.failures] == ["tabbert_checks() raised ValueError: no licence"]
    assert "toy" in fresh.checks


def test_a_generator_is_consumed_inside_the_guard_and_what_came_before_is_kept():
    def half():
        yield Toy
        raise ValueError("later")

    fresh = loaded(plugin(tabbert_checks=half))
    assert "later" in reasons(fresh)
    assert "toy" in fresh.checks


def test_a_plugin_that_ends_the_process_is_stopped():
    def leave():
        raise SystemExit(3)

    assert "SystemExit" in reasons(loaded(plugin(tabbert_checks=leave)))


class Nameless(ValueCheck):
    name = "not a name"


class FromTheFuture(Toy):
    name = "future"
    api_version = 99


class Scopeless(Check):
    name = "scopeless"


class Mutable(Toy):
    @dataclass
    class Params:
        limit: int = 1


class Shadowing(Toy):
    @dataclass(frozen=True)
    class Params:
        threshold: float = 0.1


class Verb(Toy):
    verb = "embed"


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (42, "not a subclass"),
        (Nameless, "Python identifier"),
        (FromTheFuture, "written for API 99"),
        (Scopeless, "must subclass"),
        (Mutable, "must be frozen"),
        (Shadowing, "is an option of every check"),
        (Verb, "cannot have the method 'embed'"),
    ],
)
def test_wrong_things_are_refused(item, reason):
    fresh = loaded(plugin(tabbert_checks=lambda: [item]))
    assert not fresh.checks
    assert reason in fresh.failures[0].reason


@pytest.mark.parametrize("given", [Toy, "toy", None, 5])
def test_a_hook_that_returns_no_list_is_told_so(given):
    fresh = loaded(plugin(tabbert_checks=lambda: given))
    assert "it must return a list" in reasons(fresh)


def test_wrong_encoders_and_renderers_are_refused():
    class Angry:
        @property
        def card(self):
            raise RuntimeError("not today")

    fresh = loaded(plugin(tabbert_encoders=lambda: [1, Angry()], tabbert_renderers=lambda: [2, Format]))
    assert len(fresh.failures) == 4
    assert not fresh.encoders
    assert not fresh.renderers


def test_the_first_owner_of_a_name_keeps_it_and_the_report_says_so(tabbert_registry):
    class Other(Toy):
        pass

    for name in ("one", "two"):
        check = Toy if name == "one" else Other
        tabbert_registry.load(
            plugin(tabbert_checks=lambda check=check: [check]), Provenance(name, f"tabbert-{name}", "1")
        )
    assert tabbert_registry.checks["toy"] is Toy
    assert "already registered by 'one'" in reasons(tabbert_registry)
    result = tabbert.check(pl.DataFrame({"a": ["x"]}), "toy")
    assert "tabbert-two 1 brings a check 'toy' too; it was not used." in result.notes


def test_two_checks_cannot_share_a_method():
    class Second(Toy):
        name = "second"
        verb = "check_toy"

    assert "is already that of check 'toy'" in reasons(loaded(plugin(tabbert_checks=lambda: [Toy, Second])))


def test_a_misspelt_hook_is_reported():
    assert "unknown hook tabbert_cheks" in reasons(loaded(plugin(tabbert_cheks=lambda: [Toy])))


def test_a_hook_without_its_decorator_is_reported():
    fresh = loaded(SimpleNamespace(tabbert_checks=lambda: [Toy]))
    assert "tabbert_checks() is not called: it lacks the decorator @hookimpl" in reasons(fresh)


class Panic(BaseException):
    """What compiled extensions raise."""


def _panic(*_):
    raise Panic("at the disco")


def test_a_panic_never_stops_the_rest():
    class Hostile:
        __getattr__ = _panic

    fresh = loaded(Hostile(), plugin(tabbert_checks=_panic), plugin(tabbert_checks=lambda: [Toy]))
    assert "toy" in fresh.checks
    assert "cannot be registered: Panic: at the disco" in reasons(fresh)
    assert "tabbert_checks() raised Panic" in reasons(fresh)


@pytest.mark.usefixtures("tabbert_registry")
@pytest.mark.parametrize("error", [SystemExit(0), Panic("p")])
def test_a_check_that_would_end_the_process_is_an_error(error):
    class Ends(Toy):
        name = "ends"

        def score(self, values, column):
            raise error

    tabbert.register(Ends)
    with pytest.raises(PluginError, match=type(error).__name__):
        tabbert.check(pl.DataFrame({"a": ["x"]}), "ends")


@pytest.mark.usefixtures("tabbert_registry")
@pytest.mark.parametrize(("scores", "fault"), [([7.0], "outside"), ([1.0, 1.0], "of shape")])
def test_wrong_scores_are_told_with_their_source(scores, fault):
    class Wrong(Toy):
        name = "wrong"

        def score(self, values, column):
            return scores

    tabbert.register(Wrong)
    with pytest.raises(PluginError, match=f"{Wrong.__module__}.*{fault}"):
        tabbert.check(pl.DataFrame({"a": ["x"]}), "wrong")


def test_what_a_plugin_prints_stays_out_of_standard_output(tmp_path, monkeypatch, capsys):
    from tabbert import _plugins

    (tmp_path / "noisy.py").write_text("print('noise')\nfrom tabbert import ValueCheck\n", encoding="utf-8")
    monkeypatch.setenv("TABBERT_PLUGINS", str(tmp_path / "noisy.py"))
    monkeypatch.setenv("TABBERT_DISABLE_PLUGINS", ",".join(e.name for e in _plugins.entry_points(group="tabbert")))
    monkeypatch.setattr(_plugins, "_current", None)
    installed()
    captured = capsys.readouterr()
    assert "noise" in captured.err
    assert captured.out == ""


def test_another_version_of_the_hooks_is_refused():
    module = plugin(tabbert_checks=lambda: [Toy])
    module.__tabbert_api__ = 2
    fresh = loaded(module)
    assert not fresh.checks
    assert "written for plugin API 2; this tabbert has 1" in reasons(fresh)


def test_an_entry_point_that_cannot_be_imported_is_recorded_and_asking_for_it_says_why():
    class Entry:
        name = "toy"

        def load(self):
            raise ImportError("no module named x")

    fresh = Registry()
    _load_entry(fresh, Entry(), SOURCE)
    with pytest.raises(PluginError, match=r"tabbert-toy 1.0.*cannot be imported: ImportError"):
        fresh.check("toy")
    with pytest.raises(UnknownCheckError):
        fresh.check("something_else")


def test_a_check_that_was_refused_is_an_error_not_a_spelling_mistake():
    with pytest.raises(PluginError, match="written for API 99"):
        loaded(plugin(tabbert_checks=lambda: [FromTheFuture])).check("future")


def test_a_renderer_that_raises_is_named(tabbert_registry):
    tabbert.register(Format())
    with pytest.raises(PluginError, match="the format 'lines' raised ValueError"):
        tabbert.check(pl.DataFrame({"n": [1]}), "completeness").render("lines")


@pytest.mark.usefixtures("tabbert_registry")
def test_a_renderer_that_returns_nothing_is_named(tabbert_registry):
    class Silent(Format):
        def render(self, summary):
            return None

    tabbert.register(Silent())
    with pytest.raises(PluginError, match="'lines' raised TypeError"):
        tabbert_registry.render("lines", {})


def test_register_in_a_notebook():
    assert tabbert.register(Toy) is Toy
    tabbert.register(type("Again", (Toy,), {}))  # running the cell again replaces it
    with pytest.raises(PluginError, match="already registered by"):
        tabbert.register(type("Clash", (Toy,), {"name": "completeness"}))
    with pytest.raises(PluginError, match="not a subclass"):
        tabbert.register(int)
    tabbert.register(FakeEncoder(name="fake"))
    assert registry().encoder("fake").card.dim == 384
    tabbert.register(Format())
    assert "lines" in registry().renderers


def test_what_is_registered_in_isolation_is_forgotten(tabbert_registry):
    tabbert.register(Toy)
    assert "toy" in registry().checks
    assert "mojibake" not in registry().checks


ONE_FILE = """
from tabbert import ValueCheck

class Quiet(ValueCheck):
    name = "quiet"
    def score(self, values, column):
        return [1.0 for _ in values]
"""


@pytest.mark.usefixtures("tabbert_registry")
@pytest.mark.parametrize("extra", ["", "import tabbert\ntabbert.register(Quiet)\n"])
def test_a_plugin_of_one_file_needs_no_hook(tmp_path, extra):
    path = tmp_path / "quiet_check.py"
    path.write_text(ONE_FILE + extra, encoding="utf-8")
    tabbert.load_plugin(path)
    assert registry().check("quiet").__module__ == "tabbert_plugin_quiet_check"
    assert not installed().failures


@pytest.mark.usefixtures("tabbert_registry")
@pytest.mark.parametrize(
    ("code", "reason"),
    [("1/0", "ZeroDivisionError"), ("x = 1", "neither a check nor a hook"), ("def f(:", "SyntaxError")],
)
def test_a_file_that_is_no_plugin_is_refused(tmp_path, code, reason):
    path = tmp_path / "bad.py"
    path.write_text(code, encoding="utf-8")
    with pytest.raises(PluginError, match=reason):
        tabbert.load_plugin(path)


def test_strict_mode_fails_on_any_failure(tabbert_registry, monkeypatch):
    tabbert_registry.fail(SOURCE, "is broken")
    assert registry() is tabbert_registry
    monkeypatch.setenv("TABBERT_STRICT_PLUGINS", "1")
    with pytest.raises(PluginError, match=r"tabbert-toy 1\.0.*is broken"):
        registry()
    assert installed() is tabbert_registry
