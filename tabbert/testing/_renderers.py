"""The contract of report formats."""

import copy
from typing import Any

import numpy as np
import polars as pl

from tabbert import _run, comparison, summary
from tabbert._overview import overview
from tabbert.config import Options
from tabbert.core.check import ValueCheck
from tabbert.core.renderer import Renderer
from tabbert.core.section import Section, Shown
from tabbert.core.verdict import Verdict
from tabbert.errors import PluginError
from tabbert.testing._tables import HOSTILE_TEXTS

__all__ = ["check_renderer", "make_summary"]

UNASKED = "a value that nobody asked to see"
GATE = {
    "outcome": "failed",
    "enforced": True,
    "rules": [{"rule": "fail_under", "column": None, "outcome": "failed", "message": "the score is too low."}],
}
_TEXTS = [text for text in HOSTILE_TEXTS if "\ud800" not in text]


class _Sample(ValueCheck):
    """Finds every value that is not "fine": enough for a report of every part."""

    name = "sample"
    summary = "Finds what is not fine."
    statuses = {"ok": "fine", "bad": "not fine"}  # noqa: RUF012 - a constant of a class that nobody changes

    def score(self, values: Any, column: Any) -> Verdict:
        bad = np.array([value != "fine" for value in values], bool)
        return Verdict(
            np.where(bad, 0.1, 1.0),
            np.where(bad, "bad", "ok").astype(object),
            np.full(len(values), "| <b>*evidence*</b>", object),
        )

    def section(self, table: Any, verdicts: Any, threshold: float) -> Section:
        rows = [[column.name, len(column.values), 0.5, Shown(UNASKED)] for column in table.columns]
        return Section("What <else>", ["column", "values", "share", "example"], rows, "A sentence | with *marks*.")


def make_summary(values: Any = "mask", *, rows: int | None = None, error: str = "") -> dict[str, Any]:
    """Return the summary of a run over texts that break things: what `Renderer.render` is given.

    Args:
        values: "show", "mask" or "hide".
        rows: look at so many rows only; None for all.
        error: why the check failed; empty for a run that went well.
    """
    if error:
        return {**summary.failed("sample", PluginError("some plugin", error, "try again.")), "source": "t.csv"}
    texts = [*_TEXTS, UNASKED, "fine", None]
    frame = pl.DataFrame({"text": texts, "<i>|naïve`\n": ["fine"] * len(texts), "n": range(len(texts))})
    frame = frame if rows is None else frame.head(rows)
    options = Options(progress=False, cache="off")
    result = _run.run(frame, _Sample(), columns=None, threshold=None, weights=None, state=None, options=options)
    made = summary.summarise(result, values=values)
    return {"schema": made.pop("schema"), "source": "t.csv", **made}


def check_renderer(renderer: Renderer) -> None:
    """Assert the contract of report formats.

    Any summary is rendered: of a check that failed, of a table without rows or findings, of texts that break things;
    as str that can be written as UTF-8, or as bytes; always the same; without changing the summary; and a masked
    value does not come back. The same holds for ``render_all``, ``render_report`` and ``render_diff``, where the format
    has them.
    """
    assert renderer.name.isidentifier(), "`name` must be one word"
    assert renderer.suffix.startswith("."), "`suffix` must start with a dot"
    for values in ("show", "mask", "hide"):
        for rows in (None, 0, 1):
            _render(renderer, make_summary(values, rows=rows))
    failed = _render(renderer, make_summary(error="it has no licence"))
    assert isinstance(failed, bytes) or "it has no licence" in failed, "a report must say why a check failed"
    masked = _render(renderer, make_summary("mask"))
    assert isinstance(masked, bytes) or UNASKED not in masked, "a masked value came back"
    _render(renderer, {**make_summary("mask"), "gate": GATE})
    compared = getattr(renderer, "render_diff", None)
    if compared is not None:
        before, after = make_summary("mask", rows=1), make_summary("mask")
        assert UNASKED not in compared(comparison.compare([before], [after])), "a masked value came back"
        assert compared(comparison.compare([], [after])), "`render_diff` returned nothing"
    together = getattr(renderer, "render_all", None)
    if together is not None:
        assert together([make_summary(), make_summary(error="later")]), "`render_all` returned nothing"
    whole = getattr(renderer, "render_report", None)
    if whole is not None:
        report = whole(_make_report())
        assert isinstance(report, bytes) or "it has no licence" in report, "a report must say why a check failed"
        assert isinstance(report, bytes) or UNASKED not in report, "a masked value came back"


def _make_report() -> dict[str, Any]:
    """Return the summary of a report on two checks, one of which failed."""
    ran, broken = make_summary("mask"), make_summary(error="it has no licence")
    facts = [{**column, "languages": None} for column in ran["columns"]]
    return {**overview(facts, [ran, broken], n_rows=ran["n_rows"], values="mask"), "source": "t.csv"}


def _render(renderer: Renderer, given: dict[str, Any]) -> str | bytes:
    before = copy.deepcopy(given)
    report = renderer.render(given)
    assert isinstance(report, str | bytes), f"render() returned {type(report).__name__}"
    assert report, "render() returned nothing"
    assert given == before, "render() changed the summary"
    if isinstance(report, str):
        report.encode("utf-8")  # unpaired surrogates cannot be written
    assert renderer.render(given) == report, "two reports of one summary differ"
    return report
