"""Declared codes, valid values, words and corrections on the command line."""

import json

import pytest

from tabbert.cli import main
from tabbert.cli._parameters import by_column


@pytest.fixture
def check(runner, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("n,a=b,remark\n-9,x,fine\n7,y,k.A.\n-9.0,x,007\n12,z,also fine\n", encoding="utf-8")

    def run(*arguments):
        done = runner.invoke(main, ["check", "t.csv", "--format", "json", "--values", "show", *arguments])
        found = json.loads(done.stdout)["findings"] if done.stdout else []
        declared = {(f["column"], f["value"]): f["count"] for f in found if f["evidence"] == "declared missing code"}
        return done, declared

    return run


def test_codes(check):
    _, declared = check("--missing-codes", "n=-9", "--missing-codes", "n=12", "--missing-codes", "remark=7")
    assert declared == {("n", "-9"): 1, ("n", "-9.0"): 1, ("n", "12"): 1}, "7 is not 007"
    _, declared = check("--missing-codes", "a=b=x", "--missing-codes", "remark=007", "--missing-codes", "n=-9.0")
    assert declared == {("a=b", "x"): 2, ("remark", "007"): 1, ("n", "-9"): 1, ("n", "-9.0"): 1}


def test_valid_values_and_words(check):
    done, _ = check("--allow", "remark=k.A.", "--context", "remark=what the customer said", "--columns", "remark")
    assert done.exit_code == 0
    assert "k.A." not in done.stdout


def test_a_file_of_corrections(check, tmp_path):
    (tmp_path / "c.yaml").write_text(
        "format: tabbert.completeness/1\ncolumns:\n  remark: {missing_codes: [k.A.], corrections: {fine: gibberish}}\n"
    )
    done, declared = check("--corrections", "c.yaml", "--missing-codes", "n=-9")
    assert declared == {("remark", "k.A."): 1, ("n", "-9"): 1, ("n", "-9.0"): 1}
    assert '"status": "gibberish"' in done.stdout


def test_a_parameter_may_also_be_set(check):
    assert check("--set", 'missing_codes={"n": [-9]}')[1] == {("n", "-9"): 1, ("n", "-9.0"): 1}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--missing-codes", "n"], 2, "not of the form COLUMN=CODE"),
        (["--missing-codes", "m=1"], 3, "Unknown column: 'm'"),
        (["--missing-codes", "n=1", "--allow", "n=1"], 2, "contradict each other"),
        (["--corrections", "none.yaml"], 3, "no such file"),
        (["--corrections", "t.csv"], 2, "its first entry must be `format:"),
        (["--context", "n="], 2, "words are expected"),
        (["--check", "shouting", "--allow", "n=1"], 2, "has no parameter 'allow'"),
    ],
)
@pytest.mark.usefixtures("shouting")
def test_what_makes_no_sense(check, arguments, code, words):
    done, _ = check(*arguments)
    assert done.exit_code == code, done.stderr
    assert words in done.stderr


def test_a_name_ends_where_a_column_does():
    assert by_column(["a=b=1", "a=2", "c==", "d=x=y"], ["a=b", "a", "c", "e"]) == {
        "a": ["b=1", "2"], "c": ["="], "d": ["x=y"],
    }  # fmt: skip
    assert by_column(["a=b=1"], ["a=b"]) == {"a=b": ["1"]}
