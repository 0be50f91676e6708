"""What the user holds after a profile: a `Report` of several checks on one table."""

import tempfile
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from tabbert import _overview, summary
from tabbert._renderable import Renderable, Values
from tabbert.errors import InvalidParameterError, TabbertError
from tabbert.frames import Frame
from tabbert.result import CheckResult

__all__ = ["Report", "Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """One check of a report: what came out, or why nothing did.

    Attributes:
        check: its registered name.
        outcome: its result, or the error that it ended with.
        target: the column that it learnt; empty if it learns none.
    """

    check: str
    outcome: CheckResult | TabbertError
    target: str = ""

    @property
    def name(self) -> str:
        """What the report calls it: the check's name, and its target if it has one."""
        return f"{self.check}: {self.target}" if self.target else self.check

    def to_dict(self, values: Values) -> dict[str, Any]:
        """Return the check's summary; that of a failed one has ``error``."""
        if isinstance(self.outcome, TabbertError):
            made = summary.failed(self.check, self.outcome)
        else:
            made = self.outcome.to_dict(values=values)
        return made | ({"target": self.target} if self.target else {})


@dataclass(frozen=True, eq=False, repr=False)
class Report(Renderable):
    """Several checks on one table, and what they say of it together; immutable.

    ``report["completeness"]`` is the `CheckResult` of a check; of one that could not run, asking for it raises why.

    Attributes:
        runs: every check that was to be run, those that failed included.
        facts: of every column: ``column``, ``kind``, ``n_rows``, ``n_distinct``, ``null_rate``, ``languages``.
        n_rows: rows of the table.
        notes: what was not checked, and why, in sentences.
        stats: what all checks together cost.
    """

    runs: Sequence[Run]
    facts: Sequence[Mapping[str, Any]]
    frame: Frame
    n_rows: int
    notes: Sequence[str] = ()
    stats: Mapping[str, Any] = field(default_factory=dict)

    @property
    def results(self) -> dict[str, CheckResult]:
        """Result by name of every check that ran."""
        return {run.name: run.outcome for run in self.runs if isinstance(run.outcome, CheckResult)}

    @property
    def errors(self) -> dict[str, TabbertError]:
        """Why a check could not run, by name; empty if all did."""
        return {run.name: run.outcome for run in self.runs if isinstance(run.outcome, TabbertError)}

    def __getitem__(self, name: str) -> CheckResult:
        if name in self.errors:
            raise self.errors[name]
        if name not in self.results:
            raise InvalidParameterError("check", f"one of {[run.name for run in self.runs]}", name)
        return self.results[name]

    def __iter__(self) -> Iterator[str]:
        return (run.name for run in self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    @property
    def usable(self) -> str:
        """Whether the table can be used: "yes", "with care", "no", or "unknown"."""
        return str(self._bare["usable"])

    @cached_property
    def _bare(self) -> dict[str, Any]:
        return self.to_dict(values="hide")

    @property
    def columns(self) -> Any:
        """One row per column, in the user's library.

        ``column``, ``kind``, ``usable``, ``n_distinct``, ``null_rate``, ``effective_completeness`` (NaN if not
        assessed), ``n_findings`` and ``languages``, then the score of every check that judged columns.
        """
        rows = self._bare["columns"]
        names = ("column", "kind", "usable", "n_distinct", "null_rate")
        data: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
        data["effective_completeness"] = _numbers([row["effective_completeness"] for row in rows])
        data["n_findings"] = [row["n_findings"] for row in rows]
        data["languages"] = np.array([", ".join(row["languages"] or ()) for row in rows], object)
        for name in dict.fromkeys(name for row in rows for name in row["checks"]):
            data[f"{name} score"] = _numbers([row["checks"].get(name, {}).get("score") for row in rows])
        return self.frame.build(data)

    def to_dict(self, *, values: Values = "mask") -> dict[str, Any]:
        """Return the summary that every format is made from; its shape is named in ``schema``.

        Args:
            values: "show" cell values, "mask" them (length only), or "hide" them.
        """
        checks = [run.to_dict(values) for run in self.runs]
        return _overview.overview(
            self.facts, checks, n_rows=self.n_rows, values=values, notes=self.notes, stats=self.stats
        )

    def open(self, *, values: Values = "mask") -> Path:
        """Write the report as a page into a private temporary folder, show it in the browser, and return its path."""
        path = self.write(Path(tempfile.mkdtemp(prefix="tabbert-")) / "report.html", values=values)
        webbrowser.open(path.as_uri())
        return path

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return what a notebook may choose from."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def _numbers(values: Sequence[float | None]) -> Any:
    return np.array([np.nan if value is None else value for value in values], np.float64)
