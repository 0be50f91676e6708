"""Canaries: values that stand in a table and nowhere else must not come out where values are masked or hidden."""

import io
import logging
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import tabbert
from tabbert import Kind, Matrix, Scatter, Section, Shown, ValueCheck, Verdict
from tabbert._plugins import installed, registry
from tabbert.cli import main
from tabbert.errors import TabbertError
from tabbert.store import states
from tabbert.testing import FakeEncoder

WORD = "zyxcanary"  # in every text, so that clusters are named after it
NUMBER = "-987654.25"
CANARIES = (WORD, "qwvsurname", "qwvlabel", NUMBER, NUMBER.lstrip("-"), "4111111111111111", "qwv@firma.de")
MASKED = ("mask", "hide")


def table() -> pl.DataFrame:
    texts = [f"{WORD} the {word} of the {other} is late" for word in "abcdefgh" for other in "stuvwxyz"]
    return pl.DataFrame(
        {
            "message": [*texts, "Qwvsurname tbd", "to be qwvsurname", f"SchÃ¶n {WORD}", *texts[:5]],
            "contact": ["4111111111111111", "qwv@firma.de"] * 36,
            "label": ["Qwvlabel one", "Qwvlabel two"] * 35 + [None, "Qwvlabel two"],
            "amount": [float(n) for n in range(66)] + [float(NUMBER)] * 6,
            "lonely": [f"{WORD}@{n % 5}" for n in range(71)] + ["n/a"],
        }
    )


class Topics(FakeEncoder):
    """Lies where the fifth word is, so that there are clusters with names."""

    def encode(self, texts):
        places = [text.split(" ")[2] if len(text.split(" ")) > 4 else text for text in texts]
        return super().encode(places) + 0.05 * super().encode(list(texts))


class Chatty(ValueCheck):
    """Puts values wherever a check may put one."""

    name = "chatty"
    kinds = frozenset({Kind.TEXT, Kind.NUMBER})
    statuses = {"ok": "fine", "odd": "odd"}  # noqa: RUF012

    def score(self, values, column):
        return Verdict(np.zeros(len(values)), np.full(len(values), "odd", object), np.full(len(values), "", object))

    def section(self, table, verdicts, threshold):
        values = list(table.columns[0].values)[:3]
        cells = [Shown(value) for value in values]
        pictures = (
            Scatter("Map", [0.0, 1.0, 2.0], [0.0, 1.0, 0.0], [0, 1, 2], dict(enumerate(cells))),
            Matrix("Confusion", "given", "predicted", cells, cells, np.eye(3, dtype=int).tolist()),
        )
        return Section("Examples", ["value"], [[cell] for cell in cells], pictures=pictures)


class Broken(ValueCheck):
    name = "broken"

    def score(self, values, column):
        raise RuntimeError(f"cannot read {values[0]!r}")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABBERT_HOME", str(tmp_path_factory.mktemp("home")))
        known = installed()
        added = {"chatty": Chatty, "broken": Broken}
        known.checks.update(added)
        records: list[logging.LogRecord] = []
        handler = logging.Handler()
        handler.emit = records.append
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(logging.DEBUG)
        logging.getLogger("matplotlib").setLevel(logging.WARNING)  # its search for fonts fills pages
        try:
            made = tabbert.profile(table(), targets="label", encoder=Topics(name="topics"),
                                   settings={"clustering": {"columns": ["message"]}})  # fmt: skip
            yield made, Path(os.environ["TABBERT_HOME"]), records
        finally:
            logging.getLogger().removeHandler(handler)
            logging.getLogger().setLevel(logging.WARNING)
            for name in added:
                known.checks.pop(name)


def leaked(content: "str | bytes") -> list[str]:
    """Return the canaries in a text, or in bytes; those of an archive are unpacked."""
    if isinstance(content, str):
        return [canary for canary in CANARIES if canary in content.casefold()]
    found = {canary for canary in CANARIES if canary.encode() in content.lower()}
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                found |= {*leaked(name), *leaked(archive.read(name))}
    return sorted(found)


def test_the_canaries_sing_where_values_are_shown(report):
    made, _, _ = report
    assert set(leaked(made["chatty"].to_json(values="show"))) == set(CANARIES)
    for format in ("text", "markdown", "html", "json"):
        assert WORD in leaked(made.render(format, values="show")), format
    assert WORD in str(made["clustering"].to_dict(values="show")["tables"])
    assert WORD in str(made["clustering"].to_dict(values="show")["pictures"])


def test_personal_data_are_never_shown(report):
    made, _, _ = report
    if "pii" not in made.results:
        pytest.skip("the plugin tabbert-pii is not installed")
    summary = made["pii"].to_dict(values="show")
    assert summary["n_findings"] >= 36
    assert not leaked(str(summary))


@pytest.mark.parametrize("values", MASKED)
@pytest.mark.parametrize("format", sorted(registry().renderers))
def test_no_format_leaks(report, format, values):
    made, _, _ = report
    assert not leaked(made.render(format, values=values))
    for result in made.results.values():
        assert not leaked(result.render(format, values=values)), result.check.name


@pytest.mark.parametrize("values", MASKED)
def test_no_summary_leaks(report, values):
    made, _, _ = report
    assert not leaked(str(made.to_dict(values=values)))


def test_files_are_masked_by_default(report, tmp_path):
    made, _, _ = report
    for suffix in (".html", ".json", ".md", ".txt"):
        assert not leaked(made.write(tmp_path / f"report{suffix}").read_bytes())
    assert not leaked(made["clustering"].map(labels=False))


def test_no_error_leaks(report):
    made, _, _ = report
    assert "broken" in made.errors
    for error in made.errors.values():
        assert not leaked(str(error) + repr(error))
    with pytest.raises(TabbertError) as caught:
        made["broken"]
    assert not leaked(str(caught.value))


def test_no_state_leaks(report, tmp_path):
    made, _, _ = report
    results = {name: result for name, result in made.results.items() if not name.startswith("classification")}
    assert len(results) >= 3
    for name, result in results.items():
        assert not leaked(result.state.save(tmp_path / name).read_bytes()), name


def test_a_classifier_keeps_the_names_of_its_labels_and_no_other_value(report, tmp_path):
    """It hands these names out, so it has to hold them: in one place, and only those it learnt."""
    made, _, _ = report
    state = made["classification: label"].state
    assert leaked(state.save(tmp_path / "whole").read_bytes()) == ["qwvlabel"]
    assert sorted(state.content.table["classes"]) == ["Qwvlabel one", "Qwvlabel two"]
    nameless = replace(state.content, table={**state.content.table, "classes": []})
    assert not leaked(states.save(nameless, tmp_path / "nameless").read_bytes())


def test_no_cache_file_leaks(report):
    _, home, _ = report
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert not leaked(str(path.relative_to(home)))
        assert not leaked(path.read_bytes())


def test_no_log_leaks(report):
    _, _, records = report
    assert not leaked("\n".join(record.getMessage() for record in records))


@pytest.mark.parametrize("verb", [
    ["profile"], ["check"], ["check", "--check", "chatty"], ["check", "--check", "broken"],
    ["cluster", "--columns", "message"],
], ids=" ".join)  # fmt: skip
def test_no_command_leaks(report, tmp_path, verb, monkeypatch):
    monkeypatch.setitem(registry().encoders, "topics", Topics(name="topics"))
    path = tmp_path / "t.csv"
    table().write_csv(path)
    done = CliRunner().invoke(main, [verb[0], str(path), "--encoder", "topics", *verb[1:]])
    assert done.stdout or "broken" in verb
    assert not leaked(done.stdout)
    assert not leaked(done.stderr)
