"""``tabbert diff`` and ``tabbert schema``: what they print, and their exit codes."""

import json

import pytest

from tabbert import schemas
from tabbert.cli import main

pytestmark = pytest.mark.usefixtures("shouting")


@pytest.fixture
def reports(runner, table, monkeypatch):
    monkeypatch.chdir(table.parent)

    def write(text, name, *more):
        (table.parent / "t.csv").write_text(text)
        runner.invoke(main, ["check", "t.csv", "--check", "shouting", "-o", name, "--no-progress", *more])

    write("name,remark\nAnn,fine\nBob,LOUD\nCid,\n", "a.json", "--values", "show")
    write("name,remark\nAnn,CANARY\nBob,LOUD\nCid,\n", "b.json", "--values", "show")
    write("name,remark\nAnn,CANARY\nBob,LOUD\nCid,\n", "masked.json")
    return lambda *arguments: runner.invoke(main, ["diff", *arguments])


def test_it_says_what_got_worse(reports):
    done = reports("a.json", "b.json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("shouting: t.csv\nWorse than before. Score ")
    assert "remark: shouting rose from 1 of 3 to 2 of 3." in done.stdout
    assert "CANARY" in done.stdout


def test_exit_codes(reports, table):
    assert reports("a.json", "b.json", "--fail-on-worse").exit_code == 1
    assert reports("b.json", "a.json", "--fail-on-worse").exit_code == 0
    assert reports("a.json", "b.json", "--fail-on-worse", "--tolerance", "0.5").exit_code == 0
    made = json.loads((table.parent / "a.json").read_text())
    (table.parent / "old.json").write_text(json.dumps(made | {"check_version": "0"}))
    assert reports("old.json", "b.json").exit_code == 0
    assert reports("old.json", "b.json", "--fail-on-worse").exit_code == 3
    assert reports("none.json", "b.json").exit_code == 3
    assert reports("a.json", "t.csv").exit_code == 3
    assert reports("a.json").exit_code == 2
    assert reports("a.json", "b.json", "--format", "junit").exit_code == 2


@pytest.mark.parametrize("name", ["text", "json", "markdown", "github"])
def test_values_are_in_it_only_if_both_reports_show_them(reports, name):
    assert "CANARY" not in reports("a.json", "masked.json", "--format", name).stdout
    assert ("CANARY" in reports("a.json", "b.json", "--format", name).stdout) == (name != "github")


def test_json_obeys_the_schema(reports, table):
    jsonschema = pytest.importorskip("jsonschema")
    assert reports("a.json", "b.json", "-o", "d.json").exit_code == 0
    found = json.loads((table.parent / "d.json").read_text())
    jsonschema.Draft7Validator(schemas.schema("diff")).validate(found)
    assert found["checks"][0]["new_values"][0]["value"] == "CANARY"


@pytest.mark.parametrize("name", schemas.NAMES)
def test_schemas_are_printed(runner, name):
    done = runner.invoke(main, ["schema", name])
    assert json.loads(done.stdout)["title"] == f"tabbert.{name}/1"
    assert runner.invoke(main, ["schema", "none"]).exit_code == 2
