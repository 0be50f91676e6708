"""What the null checks of other libraries say about a table: cells counted as missing, by column."""

import json
import os
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path

import polars as pl

__all__ = ["NULL_CHECKS", "Counts"]

Counts = dict[str, int]
PROFILING = Path(__file__).parent.parent / ".venv-profiling" / "bin" / "python"
PROFILE = """
import json, sys
import pandas as pd
from data_profiling import ProfileReport
frame = pd.DataFrame(json.load(sys.stdin))
report = ProfileReport(frame, minimal=True, progress_bar=False)
found = {name: int(own["n_missing"]) for name, own in report.get_description().variables.items()}
print("FOUND" + json.dumps(found))
"""


def great_expectations(table: pl.DataFrame) -> Counts:
    """Unexpected values of ExpectColumnValuesToNotBeNull."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("table")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": table.to_pandas()})
    checks = {name: gx.expectations.ExpectColumnValuesToNotBeNull(column=name) for name in table.columns}
    return {name: batch.validate(check).result["unexpected_count"] for name, check in checks.items()}


def pandera(table: pl.DataFrame) -> Counts:
    """Failure cases of columns that are not nullable."""
    import pandera.polars as pa
    from pandera.errors import SchemaErrors

    try:
        pa.DataFrameSchema({name: pa.Column(nullable=False) for name in table.columns}).validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.group_by("column").len()
        return dict.fromkeys(table.columns, 0) | dict(cases.iter_rows())
    return dict.fromkeys(table.columns, 0)


def pointblank(table: pl.DataFrame) -> Counts:
    """Failing test units of col_vals_not_null."""
    import pointblank as pb

    validation = pb.Validate(table).col_vals_not_null(columns=table.columns).interrogate()
    failed = validation.n_failed(scalar=False)
    return {name: int(failed[step]) for step, name in enumerate(table.columns, start=1)}


def dataframely(table: pl.DataFrame) -> Counts:
    """Failures of columns that are not nullable."""
    import dataframely as dy

    schema: type[dy.Schema] = type("Table", (dy.Schema,), {name: dy.String() for name in table.columns})
    failed = schema.filter(table)[1].counts()
    return {name: failed.get(f"{name}|nullability", 0) for name in table.columns}


def skrub(table: pl.DataFrame) -> Counts:
    """Nulls in a TableReport."""
    import skrub

    columns = json.loads(skrub.TableReport(table, verbose=0).json())["columns"]
    return {column["name"]: column["null_count"] for column in columns}


def fg_data_profiling(table: pl.DataFrame) -> Counts:
    """Missing cells in a ProfileReport (formerly ydata-profiling), from an environment with a pandas before 3."""
    if not PROFILING.exists():
        raise ImportError("it needs pandas < 3, so it runs in an environment of its own: make test-profiling")
    done = subprocess.run(  # our own interpreter
        [PROFILING, "-W", "ignore", "-c", PROFILE],
        input=json.dumps(table.to_dict(as_series=False)),
        capture_output=True,
        text=True,
        check=True,
    )
    counts: Counts = json.loads(done.stdout.split("FOUND")[-1])
    return counts


def _quietly(check: Callable[[pl.DataFrame], Counts]) -> Callable[[pl.DataFrame], Counts]:
    def run(table: pl.DataFrame) -> Counts:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return check(table)

    return run


NULL_CHECKS = {
    "Great Expectations": _quietly(great_expectations),
    "pandera": _quietly(pandera),
    "pointblank": _quietly(pointblank),
    "dataframely": _quietly(dataframely),
    "skrub TableReport": _quietly(skrub),
    "fg-data-profiling": _quietly(fg_data_profiling),
}
