"""Gates of the command line: judges every result, by limits and by a baseline, and says what did not pass."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from tabbert import gates
from tabbert.cli import _files, _summaries
from tabbert.cli._group import COULD_NOT_RUN, GATE_FAILED
from tabbert.cli._output import say
from tabbert.errors import TabbertError
from tabbert.result import CheckResult
from tabbert.summary import failed

__all__ = ["Baseline", "baseline", "exit_code", "judge", "options", "tell"]

SAID = 20  # broken rules of one check that are named


class Baseline:
    """An earlier run, by file and check.

    Where it holds one file and one file is checked, names of files do not count: March is the baseline of April.
    """

    def __init__(self, path: Path, sources: Sequence[str]) -> None:
        self.summaries = _summaries.read(path)
        held = {summary.get("source") for summary in self.summaries}
        self._any_file = len(held) == 1 and len(sources) == 1

    def of(self, summary: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the earlier summary of a check; None if it holds none."""
        return next((earlier for earlier in self._of_file(summary["source"]) if _key(earlier) == _key(summary)), None)

    def knows(self, source: str) -> bool:
        """Return whether it holds anything of a file."""
        return bool(self._of_file(source))

    def vanished(self, source: str, summaries: Sequence[Mapping[str, Any]], *, enforced: bool) -> list[dict[str, Any]]:
        """Return a failed summary of every check of a file that it holds and that is not among these."""
        ran = {_key(summary) for summary in summaries}
        return [_gone(earlier, source, enforced) for earlier in self._of_file(source) if _key(earlier) not in ran]

    def _of_file(self, source: str) -> list[dict[str, Any]]:
        return [s for s in self.summaries if self._any_file or s.get("source") == source]


def _key(summary: Mapping[str, Any]) -> tuple[str, str]:
    return summary["check"], summary.get("target", "")


def _gone(earlier: Mapping[str, Any], source: str, enforced: bool) -> dict[str, Any]:
    rules = gates.vanished(earlier["check"])
    made = failed(earlier["check"], TabbertError(rules[0]["message"]))
    target = {"target": earlier["target"]} if earlier.get("target") else {}
    return {
        "schema": made.pop("schema"),
        "source": source,
        **made,
        **target,
        "gate": gates.gate(rules, enforced=enforced),
    }


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what gates are told by to a command: ``--config``, ``--fail-under``, ``--baseline`` and what goes with it."""
    share, path = click.FloatRange(0, 1), click.Path(path_type=Path)
    for option in reversed((
        click.option("--config", type=path, help="YAML that names checks, columns, parameters and limits."),
        click.option("--fail-under", type=share, help="The gate: fail if a table's score is below this."),
        click.option("--baseline", type=path, help="Fail only on what got worse since this JSON report."),
        click.option("--tolerance", type=share,
                     help="How much a share may rise above the baseline. Default: as much as chance explains."),
        click.option("--warn-only", is_flag=True, help="Say that the gate failed, but exit with 0."),
    )):  # fmt: skip
        command = option(command)
    return command


def baseline(path: Path | None, sources: Sequence[str], output: Path | None) -> Baseline | None:
    """Read the baseline, if there is one; it is not to be replaced by the report that it judges."""
    if path is None:
        return None
    if output is not None and output.resolve() == path.resolve():
        raise click.UsageError("--output would replace the baseline, and a gate that failed would pass the next time.")
    return Baseline(path, sources)


def judge(
    summary: Mapping[str, Any],
    result: CheckResult,
    limits: gates.Limits,
    earlier: Baseline | None,
    *,
    tolerance: float | None,
    enforced: bool,
) -> dict[str, Any]:
    """Return the summary with the record of its gate, if one was asked for."""
    rules: list[dict[str, Any]] = []
    if limits:
        scores: dict[str | None, float] = {column.name: column.score for column in result.outcome.columns}
        rules += gates.within(summary["check"], limits, {**scores, None: result.score}, result.notes)
    if earlier is not None:
        past = earlier.of(summary)
        # A check that joins a file's others has nothing to get worse than; a file that is new is judged by nothing.
        if past is not None or not earlier.knows(summary["source"]):
            rules += gates.against(past, summary, tolerance=tolerance)
    return {**summary, "gate": gates.gate(rules, enforced=enforced)} if rules else dict(summary)


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
