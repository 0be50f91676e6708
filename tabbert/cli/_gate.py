"""Gates of the command line: judges every result, by limits and by a baseline, and says what did not pass."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tabbert import gates
from tabbert.cli import _files, _summaries
from tabbert.cli._group import COULD_NOT_RUN, GATE_FAILED
from tabbert.cli._output import say

__all__ = ["Baseline", "exit_code", "judge", "tell"]

SAID = 20  # broken rules of one check that are named


class Baseline:
    """An earlier run, by file and check.

    Where it holds one file and one file is checked, names of files do not count: March is the baseline of April.
    """

    def __init__(self, path: Path, sources: Sequence[str]) -> None:
        self.summaries = _summaries.read(path)
        held = {summary.get("source") for summary in self.summaries}
        self._any_file = len(held) == 1 and len(sources) == 1

    def of(self, source: str, check: str) -> Mapping[str, Any] | None:
        """Return the summary of a check on a file; None if it holds none."""
        return next((summary for summary in self._of_file(source) if summary["check"] == check), None)

    def missing(self, source: str, checks: Sequence[str]) -> list[str]:
        """Return the checks of a file that it holds and that are not among these."""
        return [summary["check"] for summary in self._of_file(source) if summary["check"] not in checks]

    def knows(self, source: str) -> bool:
        """Return whether it holds anything of a file."""
        return bool(self._of_file(source))

    def _of_file(self, source: str) -> list[dict[str, Any]]:
        return [s for s in self.summaries if self._any_file or s.get("source") == source]


def judge(
    summary: Mapping[str, Any],
    result: Any,
    limits: gates.Limits,
    baseline: Baseline | None,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the summary with the record of its gate, if one was asked for."""
    rules: list[dict[str, Any]] = []
    if limits:
        scores: dict[str | None, float] = {column.name: column.score for column in result.outcome.columns}
        rules += gates.within(summary["check"], limits, {**scores, None: result.score}, result.notes)
    if baseline is not None:
        earlier = baseline.of(str(summary["source"]), summary["check"])
        # A check that joins a file's others has nothing to get worse than; a file that is new is judged by nothing.
        if earlier is not None or not baseline.knows(str(summary["source"])):
            rules += gates.against(earlier, summary, tolerance=options["tolerance"])
    return {**summary, "gate": gates.gate(rules, enforced=not options["warn_only"])} if rules else dict(summary)


def tell(summary: Mapping[str, Any]) -> None:
    """Say on standard error which rules a table broke."""
    gate = summary.get("gate")
    broken = [rule for rule in gate["rules"] if rule["outcome"] != gates.PASSED] if gate else []
    where = _files.display_name(str(summary["source"]))
    for rule in broken[:SAID]:
        error = rule["outcome"] == gates.ERROR
        word = "Error" if error else "Failed" if gate and gate["enforced"] else "Warning"
        say(f"{word}: {where}: {rule['message'] if error else rule['message'].partition(chr(10))[0]}")
    if len(broken) > SAID:
        say(f"{where}: {len(broken) - SAID} more rules of {summary['check']} do not hold; the report names them.")


def exit_code(summary: Mapping[str, Any]) -> int:
    """Return the exit code that a gate stands for: 0, 1 or 3."""
    gate = summary.get("gate")
    if not gate or gate["outcome"] == gates.PASSED:
        return 0
    if gate["outcome"] == gates.ERROR:
        return COULD_NOT_RUN
    return GATE_FAILED if gate["enforced"] else 0
