"""The examples for orchestrators: their functions always, the orchestrators where `make integrations` put them."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from tabbert.errors import GateFailedError, NotAssessedError

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
HERE = EXAMPLES / "integrations"
TABLE = EXAMPLES / "data" / "tickets.csv"


@pytest.fixture
def gate():
    return runpy.run_path(str(HERE / "gate.py"))


@pytest.fixture
def tickets() -> pd.DataFrame:
    return pd.read_csv(TABLE, dtype=str, keep_default_na=False)


def test_the_gate_passes_fails_and_keeps_a_report(gate, tickets, tmp_path):
    found = gate["figures"](gate["checked"](tickets, min_score=0.5, report=tmp_path / "r.html"))
    assert found["rows"] == len(tickets)
    assert 0.5 < found["score"] < 1
    assert list(found["columns"]) == ["customer", "company", "message"]
    assert json.dumps(found)
    with pytest.raises(GateFailedError):
        gate["checked"](pl.from_pandas(tickets), min_score=0.999, report=tmp_path / "failed.html")
    assert (tmp_path / "failed.html").exists()
    with pytest.raises(NotAssessedError):
        gate["checked"](tickets.head(0))


def test_the_dbt_model_finds_without_values(tickets):
    model = runpy.run_path(str(HERE / "dbt_project" / "models" / "ticket_findings.py"))
    found = model["findings"](tickets, 0.5)
    assert list(found.columns) == ["row", "column", "status", "score", "evidence"]
    assert set(found["column"]) == {"customer", "company", "message"}
    with pytest.raises(GateFailedError):
        model["findings"](tickets, 0.999)


def load(name, monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    return runpy.run_path(str(HERE / name))


@pytest.mark.filterwarnings("default")
def test_dagster_blocks_what_depends_on_a_bad_table(monkeypatch, tickets, tmp_path):
    dg = pytest.importorskip("dagster", reason="`make integrations` installs Dagster and runs this")
    defs = load("dagster_assets.py", monkeypatch)["defs"]
    bad = tickets.assign(message="n/a")
    bad.to_csv(tmp_path / "bad.csv", index=False)
    for path, good in ((TABLE, True), (tmp_path / "bad.csv", False)):
        monkeypatch.setenv("TICKETS", str(path))
        with dg.DagsterInstance.ephemeral() as instance:
            job = defs.resolve_implicit_global_asset_job_def()
            done = job.execute_in_process(raise_on_error=False, instance=instance)
        (evaluation,) = done.get_asset_check_evaluations()
        assert (done.success, evaluation.passed) == (good, good)
        made = {event.step_key for event in done.get_step_success_events()}
        assert ("open_tickets" in made) == good


def test_airflow_stops_after_a_bad_table(tmp_path, tickets):
    pytest.importorskip("airflow", reason="`make integrations` installs Airflow and runs this")
    tickets.assign(message="n/a").to_csv(tmp_path / "bad.csv", index=False)
    (tmp_path / "good.csv").write_bytes(TABLE.read_bytes())
    (tmp_path / "airflow" / "dags").mkdir(parents=True)
    for name in ("airflow_dag.py", "gate.py"):
        (tmp_path / "airflow" / "dags" / name).write_bytes((HERE / name).read_bytes())
    env = os.environ | {"AIRFLOW_HOME": str(tmp_path / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}

    def airflow(*words):
        command = [sys.executable, "-m", "airflow", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    for words in (("db", "migrate"), ("dags", "reserialize")):
        assert airflow(*words).returncode == 0
    good, bad = (airflow("dags", "test", "tickets", "--conf", json.dumps({"table": str(tmp_path / f"{name}.csv")}))
                 for name in ("good", "bad"))  # fmt: skip
    assert "loading 400 rows with a score of 0." in good.stdout + good.stderr
    assert (tmp_path / "good.report.html").exists()
    assert "GateFailedError" in bad.stdout + bad.stderr
    assert "loading" not in bad.stdout + bad.stderr, "what depends on it is not run"


def test_dbt_runs_the_model(tmp_path, tickets):
    pytest.importorskip("dbt.adapters.duckdb", reason="`make integrations` installs dbt and runs this")
    project = tmp_path / "project"
    (project / "seeds").mkdir(parents=True)
    for path in (HERE / "dbt_project").rglob("*.*"):
        target = project / path.relative_to(HERE / "dbt_project")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    (project / "seeds" / "tickets.csv").write_bytes(TABLE.read_bytes())
    env = os.environ | {"TICKETS_DB": str(tmp_path / "t.duckdb"), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}

    def build():
        return subprocess.run(
            [str(Path(sys.executable).parent / "dbt"), "build", "--project-dir", ".", "--profiles-dir", "."],
            cwd=project, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = build()
    assert done.returncode == 0, done.stdout
    tickets.assign(company="", message="n/a").to_csv(project / "seeds" / "tickets.csv", index=False)
    failed = build()
    assert failed.returncode == 1
    assert "GateFailedError" in failed.stdout
