"""dbt: a Python model with one row per finding; a test on it, or the gate here, stops what depends on it."""

import tabbert

COLUMNS = ["customer", "company", "message"]
MIN_SCORE = 0.8


def findings(tickets, min_score):
    """Return the findings of a pandas frame without their values; raise GateFailedError if it says too little."""
    result = tabbert.check_completeness(tickets, COLUMNS, progress=False)
    result.assert_passed(min_score=min_score)
    return result.findings[["row", "column", "status", "score", "evidence"]]


def model(dbt, session):
    """Check the seed `tickets`; dbt calls this."""
    dbt.config(materialized="table")
    return findings(dbt.ref("tickets").df(), MIN_SCORE)
