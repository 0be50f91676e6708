"""The gate that every orchestrator below calls: a plain function, so that it can be tested without any of them."""

from pathlib import Path
from typing import Any

import tabbert

COLUMNS = ["customer", "company", "message"]


def checked(table: Any, *, min_score: float = 0.8, report: Path | None = None) -> tabbert.CheckResult:
    """Check a table, keep its report, and return the result if it passes.

    Raises:
        GateFailedError: the table scores below `min_score`; the report is there all the same.
        NotAssessedError: nothing could be looked at.
    """
    result = tabbert.check_completeness(table, COLUMNS, progress=False)
    if report is not None:
        result.write(report)  # values are masked
    result.assert_passed(min_score=min_score)
    return result


def figures(result: tabbert.CheckResult) -> dict[str, Any]:
    """Return what is worth showing beside a run: numbers and names of columns, no values."""
    summary = result.to_dict(values="hide")
    columns = {column["column"]: column["score"] for column in summary["columns"]}
    return {"score": summary["score"], "findings": summary["n_findings"], "rows": summary["n_rows"], "columns": columns}
