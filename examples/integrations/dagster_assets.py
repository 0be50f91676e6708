"""Dagster: a table as an asset, and a check that blocks what depends on it (`dagster dev -f dagster_assets.py`)."""

import dagster as dg
import pandas as pd
from gate import checked, figures

from tabbert.errors import GateFailedError

TABLE = dg.EnvVar("TICKETS")


@dg.asset
def tickets() -> pd.DataFrame:
    """Read the table as text: nothing is taken for a null that is written as one."""
    return pd.read_csv(TABLE.get_value(), dtype=str, keep_default_na=False)


@dg.asset_check(asset=tickets, blocking=True)
def tickets_are_complete(tickets: pd.DataFrame) -> dg.AssetCheckResult:
    """Fail if the table says too little; a check that could not run is an error of the run, never a pass."""
    try:
        result = checked(tickets)
    except GateFailedError as failed:
        return dg.AssetCheckResult(passed=False, description=str(failed))
    return dg.AssetCheckResult(passed=True, metadata=figures(result))


@dg.asset
def open_tickets(tickets: pd.DataFrame) -> pd.DataFrame:
    """Stand for whatever comes after: it is not made if the check fails."""
    return tickets[tickets["message"] != ""]


defs = dg.Definitions(assets=[tickets, open_tickets], asset_checks=[tickets_are_complete])
