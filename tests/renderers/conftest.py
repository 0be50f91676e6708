"""Hand-made summaries, so that every format is tested without running a check."""

from typing import Any

import pytest

HOSTILE = (
    "<script>alert(1)</script>", "</td></table><h1>", '"><img src=x onerror="alert(1)">', "a|b`c``d", "a\\|b", "``",
    "line\nbreak\r\n# heading", "\x00\x1b[31mred\x07", "\u202eevil\u2066", "\u2028\u2029\u0085", "東京都は未定です",
    "👩\u200d👩\u200d👧 family", "שלום عالم", "\ud800 lone", "z" * 100_000, "", "   ",
    "@user #12 https://x.org www.x.org",
    "**bold** _it_ ~~x~~ [l](javascript:alert(1)) ![i](x)", "$\\alpha$", "{{7*7}}{% raw %}", "&lt;&amp;",
    "[bold]rich[/]",
    ":smile:", "\ufeff\u200b",
)  # fmt: skip


def column(name: str = "remark", **changes: Any) -> dict[str, Any]:
    return {
        "column": name, "kind": "text", "assessed": True, "reason": "", "n_rows": 1000, "n_distinct": 40,
        "null_rate": 0.07, "score": 0.41, "interval": None, "n_findings": 11, "statuses": {"complete": 930},
    } | changes  # fmt: skip


def finding(value: Any, **changes: Any) -> dict[str, Any]:
    return {
        "column": "remark", "status": "placeholder", "score": 0.1, "evidence": "stands for nothing", "count": 5,
        "value": value,
    } | changes  # fmt: skip


def make(**changes: Any) -> dict[str, Any]:
    """Return a summary; the findings that columns name are those of the whole."""
    made = _made(**changes)
    for each in made["columns"]:
        own = [f for f in made["findings"] if f["column"] == each["column"] and f["evidence"] != "null"]
        each.setdefault("worst", own)
        counts: dict[str, int] = {}
        for f in own:
            counts[f["status"]] = counts.get(f["status"], 0) + f["count"]
        each.setdefault("found", counts)
    return made


def _made(**changes: Any) -> dict[str, Any]:
    return {
        "schema": "tabbert.check/1", "check": "completeness", "summary": "Finds what is missing.", "check_version": "1",
        "statuses": {"complete": "Serves its column.", "placeholder": "Stands for nothing."},
        "column_score": "effective completeness", "score": 0.812345, "threshold": 0.5, "n_rows": 1000, "n_columns": 2,
        "n_findings": 12, "n_bad_rows": 6, "columns": [column(), column("city", score=0.99, n_findings=1)],
        "findings": [finding("tbd", count=7), finding("n/a"), finding(None, evidence="null", count=70)],
        "n_distinct_findings": 3, "notes": ["Column 'x' was not assessed: it has no values."],
        "stats": {"seconds": 0.41, "texts_encoded": 1, "texts_reused": 300},
    } | changes  # fmt: skip


@pytest.fixture
def make_summary():
    return make


@pytest.fixture
def make_column():
    return column


@pytest.fixture
def make_finding():
    return finding


@pytest.fixture
def hostile() -> dict[str, Any]:
    """A summary in which everything that comes from a table or a plugin is hostile."""
    return make(
        source="\n".join(HOSTILE[:8]),
        columns=[column(text, reason=text, kind=text[:100]) for text in HOSTILE],
        findings=[finding(text, column=text, status=text[:100], evidence=text) for text in HOSTILE],
        statuses={text[:100]: text for text in HOSTILE},
        n_distinct_findings=len(HOSTILE),
        notes=list(HOSTILE),
    )
