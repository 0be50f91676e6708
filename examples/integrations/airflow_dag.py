"""Airflow 3: a task that fails if the table says too little, so that nothing after it runs."""

from datetime import datetime
from pathlib import Path

from airflow.sdk import dag, task


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, params={"table": "tickets.csv"})
def tickets():
    """Check the table, then load it."""

    @task
    def complete(table: str) -> dict:
        # Imported by the task, not whenever the scheduler reads this file.
        import polars as pl
        from gate import checked, figures

        frame = pl.read_csv(table, infer_schema=False)
        return figures(checked(frame, report=Path(table).with_suffix(".report.html")))

    @task
    def load(found: dict) -> None:
        print(f"loading {found['rows']} rows with a score of {found['score']:.3f}")

    load(complete("{{ params.table }}"))


tickets()
