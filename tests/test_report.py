"""A profile: several checks over one table, read and encoded once; what fails is in the report."""

import json
import pickle
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tabbert
from tabbert import RowCheck, Section, ValueCheck, Verdict
from tabbert._plugins import Failure, Provenance
from tabbert.errors import (
    InvalidParameterError,
    PluginError,
    UnknownCheckError,
    UnknownColumnError,
    UnknownParameterError,
    UnsupportedFrameError,
)
from tabbert.testing import FakeEncoder

MESSAGES = [f"the {word} of the {other} is late again" for word in "abcdef" for other in "uvwxyz"]
DATA = {"name": ["Ann", "BOB", None, "Cid"] * 9, "message": MESSAGES, "n": list(range(36))}


class Loud(ValueCheck):
    name = "loud"
    summary = "Finds text written in capitals only."

    def score(self, values, column):
        return [0.0 if value.isupper() else 1.0 for value in values]


class Meaning(ValueCheck):
    name = "meaning"
    needs = frozenset({"vectors"})

    def score(self, values, column):
        return np.clip(column.vectors()[:, 0] + 0.6, 0, 1)


class Broken(ValueCheck):
    name = "broken"

    def score(self, values, column):
        raise RuntimeError(f"secret {values[0]}")


class Guess(RowCheck):
    name = "guess"
    needs = frozenset({"texts"})

    @dataclass(frozen=True)
    class Params:
        """Attributes:
        target: the column that is learnt.
        """

        target: str

    def apply(self, batch, state):
        return Verdict(np.ones(batch.n_rows), np.full(batch.n_rows, "ok", object), np.full(batch.n_rows, "", object))

    def section(self, table, verdicts, threshold):
        return Section(f"What is said of {self.params.target}", ["rows"], [[table.n_rows]])


@pytest.fixture(autouse=True)
def checks(tabbert_registry, tabbert_home):
    tabbert_registry.checks.update({"loud": Loud, "meaning": Meaning, "guess": Guess})
    return tabbert_registry


@pytest.fixture
def encoder():
    return FakeEncoder()


@pytest.fixture
def profile(encoder):
    def run(data=None, *arguments, **options):
        return tabbert.profile(pl.DataFrame(DATA) if data is None else data, *arguments, encoder=encoder, **options)

    return run


def test_every_check_that_needs_not_be_told_anything_runs(profile):
    report = profile()
    assert list(report) == ["completeness", "loud", "meaning", "clustering"]
    assert not report.errors
    assert "guess was not run: it must be told 'target'." in report.notes
    assert report["loud"].n_findings == 9
    assert report["completeness"].columns["column"].to_list() == ["name", "message", "n"]


def test_named_checks_run_in_the_order_named(profile):
    assert list(profile(None, ["meaning", "loud"])) == ["meaning", "loud"]
    assert list(profile(None, "loud")) == ["loud"]


def test_every_text_is_encoded_once(profile, encoder):
    report = profile(None, ["completeness", "meaning", "clustering"], settings={"clustering": {"columns": "message"}})
    assert len(encoder.encoded) == len(set(encoder.encoded))
    assert report.stats["texts_encoded"] == len(encoder.encoded)
    assert report["meaning"].stats["texts_encoded"] < report["meaning"].stats["texts_reused"]
    assert report["clustering"].stats == report["clustering"].stats | {"texts_encoded": 0, "texts_reused": 36}


def test_a_lazy_frame_is_run_once(profile):
    runs = []
    lazy = pl.LazyFrame(DATA).map_batches(lambda frame: (runs.append(1), frame)[1])
    report = profile(lazy, ["loud", "meaning"])
    assert len(runs) == 1
    assert report["loud"].n_findings == 9


def test_verdicts_are_those_of_each_check_alone(profile, encoder):
    report = profile()
    for name in ("completeness", "meaning"):
        alone = tabbert.check(pl.DataFrame(DATA), name, encoder=encoder)
        assert report[name].cells.equals(alone.cells, null_equal=True)
    assert report["loud"].state.content.encoder == ""  # another check's encoder is not its own
    assert report["meaning"].state.content.encoder == encoder.fingerprint


def test_a_failing_check_is_an_error_in_the_report(profile, checks):
    checks.checks["broken"] = Broken
    report = profile()
    assert list(report.errors) == ["broken"]
    assert set(report.results) == {"completeness", "loud", "meaning", "clustering"}
    with pytest.raises(PluginError, match="raised RuntimeError in apply"):
        report["broken"]
    summary = next(check for check in report.to_dict()["checks"] if check["check"] == "broken")
    assert "raised RuntimeError" in summary["error"]
    assert summary["score"] is None
    for format in ("text", "markdown", "html", "json"):
        text = report.render(format)
        assert "raised RuntimeError" in text
        assert "secret" not in text
    assert report.usable != "yes"
    assert "broken could not run" in report.to_dict()["headline"]


def test_what_did_not_load_is_an_error_too(profile, checks):
    source = Provenance("toy", "tabbert-toy", "1.0")
    checks.failures += [Failure(source, "cannot be imported", ""), Failure(source, "is already there", "loud")]
    report = profile()
    assert list(report.errors) == ["toy"]
    assert "cannot be imported" in report.to_markdown()
    assert not profile(None, ["loud"]).errors


def test_an_encoder_that_is_missing_leaves_the_other_checks(profile):
    report = tabbert.profile(pl.DataFrame(DATA), ["meaning", "loud"], encoder=FakeEncoder(parts={}, dim=8))
    assert not report.errors
    report = tabbert.profile(pl.DataFrame(DATA), ["completeness", "loud"], encoder=FakeEncoder(parts={}))
    assert list(report.errors) == ["completeness"]
    assert report["loud"].n_findings == 9


def test_targets_are_learnt_one_by_one(profile):
    report = profile(None, targets=["name", "n"])
    learnt = ["guess: name", "guess: n", "clustering", "classification: name", "classification: n"]
    assert list(report)[-5:] == learnt
    assert report.to_dict()["checks"][list(report).index("guess: n")]["target"] == "n"
    assert "What is said of name" in report.to_html()
    with pytest.raises(UnknownColumnError, match="nme"):
        profile(None, targets="nme")


def test_settings_are_of_one_check(profile):
    settings = {"loud": {"columns": ["message"]}, "meaning": {"threshold": 0.0}, "clustering": {"sample_rows": 100}}
    report = profile(None, settings=settings)
    assert report["loud"].n_findings == 0
    assert report["meaning"].threshold == 0
    assert report["clustering"].check.params.sample_rows == 100


@pytest.mark.parametrize(("options", "error"), [
    ({"checks": ["lod"]}, UnknownCheckError), ({"settings": {"lod": {}}}, UnknownCheckError),
    ({"settings": {"loud": 3}}, InvalidParameterError), ({"settings": ["loud"]}, InvalidParameterError),
    ({"settings": {"loud": {"nothing": 1}}}, UnknownParameterError), ({"columns": ["x"]}, UnknownColumnError),
    ({"checks": ["guess"]}, InvalidParameterError), ({"row_sample": 0}, InvalidParameterError),
])  # fmt: skip
def test_mistakes_are_raised(profile, options, error):
    with pytest.raises(error):
        profile(None, **options)


def test_what_is_no_table_is_refused():
    with pytest.raises(UnsupportedFrameError):
        tabbert.profile([1, 2])


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pd.DataFrame, pa.table])
def test_checks_of_rows_look_at_a_sample(profile, make):
    report = profile(make(DATA), ["loud", "clustering"], row_sample=12)
    assert report["loud"].outcome.n_rows == 36
    clusters = report["clustering"]
    assert clusters.outcome.n_rows == 12
    assert "A sample was checked: 12 of 36 rows, evenly spaced." in clusters.notes
    assert clusters.row_numbers.tolist()[:3] == [0, 3, 6]
    rows = clusters.annotate()
    rows = rows.collect() if isinstance(rows, pl.LazyFrame) else rows
    assert np.asarray(rows["n"]).tolist() == clusters.row_numbers.tolist()


def test_a_check_of_what_rows_are_about_gets_sentences(profile):
    report = profile()
    assert [column.name for column in report["clustering"].outcome.columns] == ["message"]
    assert any(note.startswith("clustering looked at columns of sentences only: 'message'.") for note in report.notes)


def test_a_table_without_text_has_nothing_to_cluster(profile):
    report = profile(pl.DataFrame({"n": [1, 2, None]}))
    assert "clustering" not in list(report)
    assert "clustering was not run: the table has no column of kind text." in report.notes
    assert not report.errors


@pytest.mark.parametrize("data", [{}, {"x": []}, {"x": [None]}, {"x": ["a"]}, {"x": [b"raw"]}])
def test_small_tables(profile, data):
    report = profile(pl.DataFrame(data))
    for format in ("text", "markdown", "html", "json"):
        assert report.render(format)
    assert report.usable in ("yes", "with care", "no", "unknown")


def test_the_columns_are_a_frame_of_the_same_library(profile):
    for make in (pl.DataFrame, pd.DataFrame):
        columns = profile(make(DATA)).columns
        assert type(columns).__module__.split(".")[0] == make.__module__.split(".")[0]
        assert list(columns["column"]) == ["name", "message", "n"]
        assert list(columns["null_rate"]) == [0.25, 0, 0]
        assert min(columns["effective_completeness"]) <= 0.75
        assert np.isnan(list(columns["loud score"])[2])


def test_the_summary_is_plain(profile):
    summary = profile().to_dict(values="show")
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary["schema"] == "tabbert.report/1"
    assert list(summary) == ["schema", "usable", "headline", "values", "n_rows", "n_columns", "n_errors", "columns",
                             "checks", "notes", "stats"]  # fmt: skip
    assert [check["schema"] for check in summary["checks"]] == ["tabbert.check/1"] * 4


def test_it_can_be_pickled(profile):
    report = pickle.loads(pickle.dumps(profile(None, ["loud", "meaning"])))
    assert report["loud"].n_findings == 9


def test_it_writes_every_format(profile, tmp_path):
    report = profile(None, ["loud"])
    for suffix, start in ((".html", "<!doctype html>"), (".json", "{"), (".md", "## Profile"), (".txt", "Profile")):
        assert report.write(tmp_path / f"report{suffix}").read_text(encoding="utf-8").startswith(start)
    with pytest.raises(InvalidParameterError, match=r"\.html"):
        report.write(tmp_path / "report.doc")


def test_a_format_that_knows_no_reports_gets_the_checks(profile, checks):
    class Names:
        name, suffix = "names", ".names"

        def render(self, summary):
            return summary["check"]

    class Together(Names):
        name = "together"

        def render_all(self, summaries):
            return "+".join(summary["check"] for summary in summaries)

    checks.renderers |= {"names": Names(), "together": Together()}
    report = profile(None, ["loud", "meaning"])
    assert report.render("names") == "loud\nmeaning"
    assert report.render("together") == "loud+meaning"


def test_open_shows_a_page_that_only_the_user_can_read(profile, monkeypatch):
    shown = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    path = profile(None, ["loud"]).open()
    assert shown == [path.as_uri()]
    assert path.parent.stat().st_mode & 0o077 == 0
    assert "BOB" not in path.read_text(encoding="utf-8")
    path.unlink()
    path.parent.rmdir()


def test_a_notebook_gets_a_fragment_and_text(profile):
    report = profile(None, ["loud"])
    bundle = report._repr_mimebundle_()
    assert bundle["text/plain"] == repr(report)
    assert bundle["text/html"].startswith('<div class="tabbert">')
    assert "BOB" in bundle["text/html"]
    assert " id=" not in bundle["text/html"]  # ids of two reports in one notebook would clash


def test_frames_have_the_method(profile, encoder):
    report = pl.DataFrame(DATA).bert.profile("loud", encoder=encoder)
    assert list(report) == ["loud"]
    assert "profile" in repr(pl.DataFrame(DATA).bert)
