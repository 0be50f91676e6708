"""``tabbert check``: options, exit codes and messages (in this process, where that is enough)."""

import json
from pathlib import Path

import pytest

from tabbert.cli import main

pytestmark = pytest.mark.usefixtures("shouting")


@pytest.fixture
def check(runner, table, monkeypatch):
    monkeypatch.chdir(table.parent)

    def run(*arguments, files=("t.csv",), stdin=None):
        return runner.invoke(main, ["check", *files, "--check", "shouting", *arguments], input=stdin)

    return run


def test_the_report_goes_to_standard_output(check):
    done = check()
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("shouting: t.csv\nScore ")
    assert "LOUD" not in done.stdout


def test_values_are_shown_when_asked_for(check):
    assert '"LOUD" ×1' in check("--values", "show").stdout
    hidden = json.loads(check("--values", "hide", "--format", "json").stdout)
    assert "value" not in hidden["findings"][0]
    assert "[4 characters]" in check().stdout
    assert '"[4 characters]"' not in check().stdout


@pytest.mark.parametrize(("limit", "code"), [("0.9", 1), ("0.1", 0), ("0", 0), ("1", 1)])
def test_the_gate(check, limit, code):
    done = check("--fail-under", limit)
    assert done.exit_code == code
    assert done.stdout.startswith("shouting")
    assert ("Failed: t.csv: shouting score" in done.stderr) == bool(code)
    assert "Hint" not in done.stderr


def test_warn_only(check):
    done = check("--fail-under", "1", "--warn-only")
    assert done.exit_code == 0
    assert done.stderr.startswith("Warning: t.csv: shouting score")


def test_columns_split_at_commas_unless_that_is_the_name(check, table):
    table.write_text('"a,b",c,d\nX,y,z\n')
    data = json.loads(check("--columns", "a,b", "--columns", "d", "--format", "json").stdout)
    assert [column["column"] for column in data["columns"]] == ["a,b", "d"]
    data = json.loads(check("--columns", "c, d", "--format", "json").stdout)
    assert [column["column"] for column in data["columns"]] == ["c", "d"]


def test_several_files(check, table):
    (table.parent / "u.csv").write_text("x\nok\n")
    files = ("t.csv", "u.csv")
    text = check(files=files).stdout
    assert text.index("shouting: t.csv") < text.index("shouting: u.csv")
    data = json.loads(check("--format", "json", files=files).stdout)
    assert [entry["source"] for entry in data] == ["t.csv", "u.csv"]
    assert isinstance(json.loads(check("--format", "json").stdout), dict)
    assert check("--format", "html", files=files).stdout.count("<!doctype") == 1


def test_one_bad_file_does_not_stop_the_others_but_is_not_forgotten(check):
    done = check("--fail-under", "0.99", files=("nothing.csv", "t.csv"))
    assert done.exit_code == 3
    assert "Cannot read 'nothing.csv'" in done.stderr
    assert "Failed: t.csv" in done.stderr
    assert "shouting: t.csv" in done.stdout


@pytest.mark.parametrize(("name", "start"), [
    ("r.json", "{"), ("r.md", "### "), ("r.html", "<!doctype html>"), ("r.txt", "shouting"),
])  # fmt: skip
def test_output_names_the_format(check, table, name, start):
    done = check("-o", name)
    assert (done.exit_code, done.stdout) == (0, "")
    assert (table.parent / name).read_text(encoding="utf-8").startswith(start)
    assert f"Wrote {name}" in done.stderr


def test_a_sample(check, table):
    table.write_text("x\n" + "\n".join(f"v{i}" for i in range(1000)))
    assert json.loads(check("--sample", "100", "--format", "json").stdout)["n_rows"] == 100
    assert json.loads(check("--sample", "0.25", "--format", "json").stdout)["n_rows"] == 250


def test_a_state_judges_the_next_table(check, table):
    assert check("--save-state", "old.state").exit_code == 0
    assert check("--state", "old.state").exit_code == 0
    done = check("--state", "t.csv")
    assert done.exit_code == 3
    assert "is not a state file" in done.stderr


@pytest.mark.parametrize("arguments", [
    ("--format", "pdf"), ("-o", "r.doc"), ("--set", "x"), ("--sample", "-3"), ("--sample", "many"), ("--sample", "1.0"),
    ("--fail-under", "95"), ("--threshold", "2"), ("--threads", "0"), ("--values", "all"), ("--set", "unknown=3"),
    ("--check", "shoutin"), ("--nonsense",), ("u.csv", "--save-state", "s"),
])  # fmt: skip
def test_what_the_command_line_got_wrong_is_2(check, arguments):
    done = check(*arguments)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert done.stderr


@pytest.mark.parametrize(("arguments", "message"), [
    (("--columns", "remrk"), "did you mean 'remark'?"),
    (("-o", "nowhere/r.json"), "there is no folder 'nowhere'"),
    (("-o", "."), "it is a folder"),
    (("--state", "none.state"), "there is no file 'none.state'"),
])  # fmt: skip
def test_what_could_not_run_is_3(check, arguments, message):
    done = check(*arguments, *(["--format", "json"] if "-o" in arguments else []))
    assert done.exit_code == 3
    assert message in done.stderr
    assert "Hint: " in done.stderr
    assert done.stdout == ""


def test_a_gate_does_not_pass_on_a_table_without_rows(check, table):
    table.write_text("name,remark\n")
    assert check().exit_code == 0
    assert "Nothing was assessed: the table has no rows." in check().stdout
    done = check("--fail-under", "0")
    assert done.exit_code == 3
    assert "t.csv: The check 'shouting' assessed nothing" in done.stderr


def test_standard_input(check):
    done = check("--format", "json", files=("-",), stdin="x;y\nOK;b\n")
    assert json.loads(done.stdout)["source"] == "standard input"
    assert [c["column"] for c in json.loads(done.stdout)["columns"]] == ["x", "y"]


def test_a_bug_is_no_gate_failure_and_prints_no_values(check, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("secret value")

    monkeypatch.setattr("tabbert.api.check", fail)
    done = check()
    assert done.exit_code == 3
    assert "ZeroDivisionError" in done.stderr
    assert "secret" not in done.stderr
    assert "--debug" in done.stderr


def test_debug_shows_the_traceback(check, monkeypatch):
    assert "Traceback" not in check(files=("none.csv",)).stderr
    assert "Traceback" in check("--debug", files=("none.csv",)).stderr
    monkeypatch.setenv("TABBERT_DEBUG", "1")
    assert "Traceback" in check(files=("none.csv",)).stderr


def test_ctrl_c_says_that_work_is_kept(check, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tabbert.api.check", interrupt)
    done = check()
    assert done.exit_code == 130
    assert "What was encoded so far is kept" in done.stderr


def test_memory_runs_out(check, monkeypatch):
    def fill(*_, **__):
        raise MemoryError

    monkeypatch.setattr("tabbert.api.check", fill)
    done = check()
    assert done.exit_code == 3
    assert "--sample" in done.stderr


def test_parameters_are_typed(monkeypatch):
    from dataclasses import dataclass

    from tabbert.cli._parameters import typed

    @dataclass(frozen=True)
    class Params:
        label: str = ""
        limit: float = 0.0
        strict: bool = False

    given = [("label", "3"), ("limit", "0.5"), ("strict", "true"), ("limit", "7"), ("other", "x=y")]
    assert typed(given, Params) == {"label": "3", "limit": 7, "strict": True, "other": "x=y"}


def test_input_files_are_not_touched(check, table):
    before = (table.read_bytes(), table.stat().st_mtime_ns)
    check("--values", "show")
    assert (table.read_bytes(), table.stat().st_mtime_ns) == before
    assert {path.name for path in Path(table.parent).iterdir()} == {"t.csv"}
