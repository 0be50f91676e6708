"""Gates of `tabbert profile`: limits, configuration and baseline, in every format."""

import json

import pytest

from tabbert import schemas
from tabbert._plugins import registry
from tabbert.cli import main
from tabbert.core.check import ValueCheck

jsonschema = pytest.importorskip("jsonschema")
pytestmark = pytest.mark.usefixtures("shouting")


class Failing(ValueCheck):
    name = "failing"

    def score(self, values, column):
        raise RuntimeError("CANARY " + values[0])


@pytest.fixture
def profile(runner, table, monkeypatch):
    monkeypatch.chdir(table.parent)
    registry().checks["failing"] = Failing
    yield lambda *words: runner.invoke(main, ["profile", "t.csv", "--no-progress", *words])
    registry().checks.pop("failing", None)


def test_a_report_with_gates_obeys_the_schema(profile):
    done = profile("--checks", "shouting,failing", "--fail-under", "0.99", "--format", "json")
    assert done.exit_code == 3
    made = json.loads(done.stdout)
    assert not list(jsonschema.Draft7Validator(schemas.schema("report")).iter_errors(made))
    assert [check.get("gate", {}).get("outcome") for check in made["checks"]] == ["failed", None]
    assert "CANARY" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["text", "json", "markdown", "html", "junit", "sarif", "github"])
def test_every_format_says_what_failed_and_hides_values(profile, table, name):
    table.write_text("name,remark\nAnn,CANARY ONE\nBob,CANARY TWO\n")
    done = profile("--checks", "shouting", "--fail-under", "0.99", "--format", name)
    assert done.exit_code == 1
    assert "is below 0.99" in done.stdout
    assert "CANARY" not in done.stdout
    assert "Failed: t.csv: shouting score" in done.stderr
    assert profile("--checks", "shouting", "--fail-under", "0.99", "--warn-only", "--format", name).exit_code == 0


def test_a_profile_is_a_baseline(profile, table):
    assert profile("--checks", "shouting", "-o", "p.json").exit_code == 0
    assert profile("--checks", "shouting", "--baseline", "p.json").exit_code == 0
    assert profile("--checks", "failing", "--baseline", "p.json").exit_code == 3
    table.write_text("name,remark\nAnn,LOUD\nBob,LOUD\nCid,\n")
    done = profile("--checks", "shouting", "--baseline", "p.json")
    assert done.exit_code == 1
    assert "rose from 1 of 3 to 2 of 3" in done.stderr
    assert profile("--checks", "shouting", "--baseline", "p.json", "--tolerance", "0.5").exit_code == 0


def test_a_check_of_the_baseline_that_is_not_run_is_no_pass(profile):
    profile("--checks", "shouting", "-o", "p.json")
    done = profile("--checks", "completeness", "--baseline", "p.json", "--format", "json")
    assert done.exit_code == 1
    assert "shouting is in the baseline and was not run" in done.stderr
    assert not list(jsonschema.Draft7Validator(schemas.schema("report")).iter_errors(json.loads(done.stdout)))


def test_a_configuration_names_the_checks_and_their_limits(profile, table):
    (table.parent / "c.yaml").write_text(
        "columns: [remark]\nchecks:\n  shouting: {threshold: 0.3, fail_under_columns: {remark: 0.9}}\n"
    )
    done = profile("--config", "c.yaml", "--format", "json")
    made = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [check["check"] for check in made["checks"]] == ["shouting"]
    assert [column["column"] for column in made["columns"]] == ["remark"]
    assert made["checks"][0]["threshold"] == 0.3


def test_a_report_and_a_check_can_be_compared(profile, runner):
    profile("--checks", "shouting", "-o", "p.json")
    runner.invoke(main, ["check", "t.csv", "--check", "shouting", "-o", "c.json"])
    done = runner.invoke(main, ["diff", "p.json", "c.json", "--fail-on-worse"])
    assert (done.exit_code, done.stdout.splitlines()[1][:19]) == (0, "Nothing got worse o")
