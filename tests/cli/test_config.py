"""The configuration file: what it says is done, what it gets wrong is named with its line; schema and reader agree."""

import json
from pathlib import Path

import pytest
import yaml

from tabbert import schemas
from tabbert.cli import _config, main
from tabbert.errors import ConfigError

jsonschema = pytest.importorskip("jsonschema")
pytestmark = pytest.mark.usefixtures("shouting")


@pytest.fixture
def check(runner, table, monkeypatch):
    monkeypatch.chdir(table.parent)

    def run(text, *arguments):
        (table.parent / "c.yaml").write_text(text, encoding="utf-8")
        return runner.invoke(main, ["check", "t.csv", "--config", "c.yaml", "--no-progress", *arguments])

    return run


def test_it_names_checks_columns_and_limits(check):
    text = """
columns: [name, remark]
fail_under: 0.1
checks:
  shouting:
    threshold: 0.3
    columns: [remark]
    fail_under_columns: {remark: 0.9}
"""
    done = check(text, "--format", "json")
    assert done.exit_code == 1
    made = json.loads(done.stdout)
    assert [column["column"] for column in made["columns"]] == ["remark"]
    assert made["threshold"] == 0.3
    assert [(r["column"], r["outcome"]) for r in made["gate"]["rules"]] == [(None, "passed"), ("remark", "failed")]
    assert "shouting, column 'remark': score 0.5 is below 0.9" in done.stderr


def test_the_command_line_wins(check):
    text = "fail_under: 1\ncolumns: [name]\nchecks: {shouting: {threshold: 0.3, fail_under: 1}}\n"
    done = check(text, "--fail-under", "0", "--columns", "remark", "--threshold", "0.7", "--format", "json")
    made = json.loads(done.stdout)
    assert (done.exit_code, made["threshold"]) == (0, 0.7)
    assert [column["column"] for column in made["columns"]] == ["remark"]
    assert check("checks: {completeness: }\n", "--check", "shouting").stdout.startswith("shouting")


def test_parameters_are_the_words_that_a_cell_holds(check, table):
    table.write_text("code,name\nno,x\nnull,y\n007,z\n7,z\nfine,z\n")
    text = """
checks:
  completeness:
    params:
      missing_codes: {code: [no, null, 007]}
      allow: {name: [x]}
"""
    made = json.loads(check(text, "--format", "json", "--values", "show").stdout)
    declared = [f["value"] for f in made["findings"] if f["evidence"] == "declared missing code"]
    assert sorted(declared) == ["007", "no", "null"]


def test_files_that_it_names_are_beside_it(check, table, runner):
    folder = table.parent / "ci"
    folder.mkdir()
    (folder / "k.yaml").write_text("format: tabbert.completeness/1\ncolumns: {remark: {missing_codes: [fine]}}\n")
    (folder / "c.yaml").write_text("checks: {completeness: {params: {corrections: k.yaml}}}\n")
    done = runner.invoke(main, ["check", "t.csv", "--config", "ci/c.yaml", "--format", "json", "--no-progress"])
    assert "declared missing code" in done.stdout, done.stderr
    check("checks: {shouting: }", "--save-state", "ci/s.tabbert")
    (folder / "c.yaml").write_text("checks: {shouting: {state: s.tabbert}}\n")
    assert runner.invoke(main, ["check", "t.csv", "--config", "ci/c.yaml"]).exit_code == 0


WRONG = [
    ("chekcs: {}", 1, "`chekcs`: there is no such entry", "did you mean `checks`?"),
    ("columns: [a]", 1, "the entry `checks` is missing", ""),
    ("checks:\n  shouting:\n    fail_undr: 0.5", 3, "`checks.shouting.fail_undr`", "did you mean `fail_under`?"),
    ("checks:\n  shouting:\n    fail_under: 95", 3, "a number from 0 to 1 is expected", ""),
    ("checks:\n  shouting:\n    fail_under: high", 3, "a number is expected", ""),
    ("checks:\n  shouting:\n    fail_under_columns:\n      a.b: 2", 4, "`checks.shouting.fail_under_columns.a.b`", ""),
    ("checks:\n  shouting:\n    weights: {a: -1}", 3, "a number from 0 upwards", ""),
    ("columns: remark\nchecks: {shouting: }", 1, "`columns`: a list is expected", ""),
    ("columns: []\nchecks: {shouting: }", 1, "it is empty", ""),
    ("columns: [a, a]\nchecks: {shouting: }", 1, "names something twice", ""),
    ("checks: {}", 1, "it is empty", ""),
    ("checks: [shouting]", 1, "`name: value` entries are expected", ""),
    ("format: tabbert.config/9\nchecks: {shouting: }", 1, "`tabbert.config/1` is expected", ""),
    ("checks:\n  shouting:\n  shouting:", 3, "it is named twice", ""),
    ("checks:\n  shoutin:", 2, "Unknown check: 'shoutin'", "did you mean 'shouting'?"),
    ("checks:\n  shouting:\n    params:\n      lowd: 1", 4, "has no parameter 'lowd'", ""),
    ("checks:\n  completeness:\n    params:\n      missing_codes: [1]", 4, "a mapping by column is expected", ""),
    ("a: [1", 1, "it is not YAML", ""),
    ("", 1, "it is empty", ""),
    ("just words", 1, "`name: value` entries are expected", ""),
    ("? [a, b]\n: 1\nchecks: {shouting: }", 1, "a name is expected", ""),
    ("sample: 0\nchecks: {shouting: }", 1, "`sample`", ""),
]


@pytest.mark.parametrize(("text", "line", "words", "hint"), WRONG, ids=[f"{i}" for i in range(len(WRONG))])
def test_what_is_wrong_is_named_with_its_line(check, text, line, words, hint):
    done = check(text)
    assert (done.exit_code, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith(f"Error: c.yaml, line {line}"), done.stderr
    assert words in done.stderr
    assert hint in done.stderr
    assert "Hint: " in done.stderr


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: &a {b: *a}\n", "!!python/object:os.system x", "\x00"])
def test_hostile_files_are_refused(check, text):
    assert check(text).exit_code in (2, 3)


def test_aliases_that_multiply_are_refused(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    (tmp_path / "c.yaml").write_text("\n".join(lines))
    with pytest.raises(ConfigError, match="holds too much"):
        _config.load(tmp_path / "c.yaml")


def test_a_file_that_is_not_there_could_not_be_read(runner, table, monkeypatch):
    monkeypatch.chdir(table.parent)
    done = runner.invoke(main, ["check", "t.csv", "--config", "none.yaml"])
    assert done.exit_code == 3
    assert "Cannot read 'none.yaml'" in done.stderr


@pytest.mark.parametrize("text", [wrong[0] for wrong in WRONG] + [
    "checks: {shouting: }", "checks: {a: {fail_under: 0.5, weights: {b: 2}}}\ncolumns: [x, 7]\nsample: 0.1",
])  # fmt: skip
def test_the_schema_and_the_reader_agree(tmp_path, text):
    """An editor that uses the schema complains where the reader does (but for names of checks and parameters)."""
    (tmp_path / "c.yaml").write_text(text)
    try:
        config = _config.load(tmp_path / "c.yaml")
    except ConfigError as error:
        if not any(words in str(error) for words in ("YAML", "twice", "it is empty; the entry", "a name is expected")):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.Draft7Validator(schemas.schema("config")).validate(yaml.safe_load(text))
    else:
        jsonschema.Draft7Validator(schemas.schema("config")).validate(config.content)


@pytest.mark.parametrize(("page", "checks"), [
    ("reference/cli.md", ["completeness", "pii"]), ("how-to/gate-a-pipeline.md", ["completeness"]),
])  # fmt: skip
def test_the_examples_of_the_docs_are_valid(tmp_path, page, checks):
    text = (Path(__file__).parent.parent.parent / "docs" / page).read_text(encoding="utf-8")
    (tmp_path / "c.yaml").write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert list(_config.load(tmp_path / "c.yaml").content["checks"]) == checks
