"""The GitHub Action, its steps run as GitHub would: outputs, annotations, step summary, and inert inputs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
CHECK = ACTION["runs"]["steps"][-1]
TABBERT = Path(sys.executable).parent / "tabbert"

pytestmark = [pytest.mark.skipif(not shutil.which("bash"), reason="the action runs on bash"), pytest.mark.slow]


EXPRESSION = re.compile(r"\$\{\{ ([a-z0-9_.-]+) \}\}")


def run_step(step, known, folder):
    """Run a step as a runner does: expressions looked up, the script in a file, a file for its outputs."""
    script, output = folder / "step.sh", folder / "output"
    script.write_text(step["run"])
    output.write_text("")
    env = {name: EXPRESSION.sub(lambda match: known[match[1]], text) for name, text in step["env"].items()}
    env |= {"GITHUB_ACTION_PATH": str(ROOT), "GITHUB_OUTPUT": str(output), "RUNNER_TEMP": str(folder)}
    env |= {"GITHUB_STEP_SUMMARY": str(folder / "summary")}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(shell, cwd=folder, env=os.environ | env, capture_output=True, text=True, check=False)
    lines = (line.split("=", 1) for line in output.read_text().splitlines())
    return done, {f"steps.{step['id']}.outputs.{name}": value for name, value in lines}


def inputs_of(given):
    defaults = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
    return {f"inputs.{name}": value for name, value in (defaults | given).items()}


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("id,n\n1,10\n2,20\n3,30\n")
    (tmp_path / "data" / "b c.csv").write_text("id,n\n1,10\nn/a,20\n3,\n")


@pytest.fixture
def act(tmp_path, tables):
    """Run the last step with inputs, which reach the script through the environment only."""

    def run(**inputs):
        return run_step(CHECK, inputs_of(inputs) | {"steps.install.outputs.command": str(TABBERT)}, tmp_path)[0]

    return run


def test_every_step_runs_in_order_from_a_bare_python(tmp_path, tables, monkeypatch):
    """What is installed is this version, built from these files, with all that it needs and nothing from here."""
    monkeypatch.setenv("PIP_CONSTRAINT", str(ROOT / "constraints.txt"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    known = inputs_of({"files": "data/*.csv", "fail-under": "0.5"}) | {"github.action_path": str(ROOT)}
    python, install, check = ACTION["runs"]["steps"]
    assert python["uses"].startswith("actions/setup-python@")
    known |= {"steps.python.outputs.python-path": sys.executable}
    done, outputs = run_step(install, known, tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(outputs["steps.install.outputs.command"]).is_relative_to(tmp_path)
    done, outputs = run_step(check, known | outputs, tmp_path)
    assert done.returncode == 0, done.stderr
    assert outputs == {"steps.check.outputs.exit-code": "0"}
    assert json.loads((tmp_path / "tabbert-report.json").read_text())[0]["source"] == "data/a.csv"


def test_a_gate_that_fails_fails_the_step_and_leaves_everything_behind(act, tmp_path):
    done = act(files="data/*.csv", **{"fail-under": "0.99"})
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "output").read_text() == "exit-code=1\n"
    assert done.stdout.startswith("::error file=data/b c.csv,title=tabbert completeness::completeness score ")
    summary = (tmp_path / "summary").read_text()
    assert summary.startswith("| check | result | gate |")
    assert "Gate failed" in summary
    assert [made["source"] for made in json.loads((tmp_path / "tabbert-report.json").read_text())] == [
        "data/a.csv", "data/b c.csv",
    ]  # fmt: skip


def test_the_report_is_the_next_baseline(act, tmp_path):
    assert act(files="data/a.csv\ndata/b c.csv", report="base.json").returncode == 0
    assert act(files="data/*.csv", baseline="base.json").returncode == 0
    (tmp_path / "data" / "a.csv").write_text("id,n\nn/a,10\n2,20\n3,30\n")
    assert act(files="data/*.csv", baseline="base.json").returncode == 1
    assert act(files="data/*.csv", baseline="base.json", **{"warn-only": "true"}).returncode == 0


def test_what_could_not_run_is_no_pass(act, tmp_path):
    done = act(files="none/*.csv")
    assert done.returncode == 3
    assert "Cannot read 'none/*.csv'" in done.stderr
    assert (tmp_path / "output").read_text() == "exit-code=3\n"
    assert act(files="data/a.csv", config="none.yaml").returncode == 3
    assert act(files="").returncode == 2


@pytest.mark.parametrize(
    "hostile", ["$(touch pwned)", "`touch pwned`", "a; touch pwned", '"; touch pwned; "', "--help"]
)
def test_inputs_are_never_run(act, tmp_path, hostile):
    names = ("config", "baseline", "fail-under", "values", "report")
    assert act(files=f"data/a.csv\n{hostile}", report="r.json").returncode == 3
    assert act(files=hostile, **dict.fromkeys(names, hostile)).returncode == 2
    assert not (tmp_path / "pwned").exists()


def test_inputs_are_not_put_into_scripts():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "an input in a script is run as a part of it"


def test_every_input_and_output_is_described_and_used():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, spec in ACTION["inputs"].items():
        assert spec["description"], name
        assert f"${{{{ inputs.{name} }}}}" in text, name
    for step in ACTION["runs"]["steps"]:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/x@v1"))


def test_the_pre_commit_hook_calls_a_command_that_exists():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"].split()[:2] == ["tabbert", "check"]
    for name, wanted in (("data/t.csv", True), ("t.parquet", True), ("t.py", False), ("csv/t.md", False)):
        assert bool(re.search(hook["files"], name)) == wanted
