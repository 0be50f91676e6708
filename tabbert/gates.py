"""Judges a check that ran: against limits for its scores, and against an earlier run; one plain record for reports."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tabbert import comparison
from tabbert.core.renderer import Summary
from tabbert.errors import GateFailedError, NotAssessedError, UnknownColumnError

__all__ = ["ERROR", "FAILED", "PASSED", "Limits", "against", "gate", "vanished", "within"]

PASSED, FAILED, ERROR = "passed", "failed", "error"
_WORST_FIRST = (ERROR, FAILED, PASSED)


@dataclass(frozen=True, slots=True)
class Limits:
    """The lowest scores that pass, in [0, 1].

    Attributes:
        table: of the table; None for no limit.
        columns: by column.
    """

    table: float | None = None
    columns: Mapping[str, float] = field(default_factory=dict)

    def with_table(self, limit: float | None) -> "Limits":
        """Return the same with another limit for the table, if there is one."""
        return self if limit is None else replace(self, table=limit)

    def __bool__(self) -> bool:
        return self.table is not None or bool(self.columns)


def gate(rules: Sequence[Mapping[str, Any]], *, enforced: bool = True) -> dict[str, Any]:
    """Return the record that a report holds: the rules and the worst of their outcomes.

    Args:
        rules: what `within`, `against` and `vanished` returned.
        enforced: whether a failed rule fails the run (not with ``--warn-only``).
    """
    outcomes = [rule["outcome"] for rule in rules]
    worst = next((outcome for outcome in _WORST_FIRST if outcome in outcomes), PASSED)
    return {"outcome": worst, "enforced": enforced, "rules": list(rules)}


def within(
    check: str, limits: Limits, scores: Mapping[str | None, float], notes: Sequence[str]
) -> list[dict[str, Any]]:
    """Judge scores by limits; a limit on what nobody assessed is an error, never a pass.

    Args:
        check: its name.
        limits: the lowest scores that pass.
        scores: exact scores by column, that of the table under None; NaN if not assessed.
        notes: why something was not assessed.
    """
    rules = []
    if limits.table is not None:
        ranked = sorted((score, name) for name, score in scores.items() if name is not None and not math.isnan(score))
        worst = [f"{name!r} {score:.3f}" for score, name in ranked[:3]]
        rules.append(_judged(check, None, scores[None], limits.table, notes, worst))
    unknown = [name for name in limits.columns if name not in scores]
    if unknown:
        text = str(UnknownColumnError(unknown, [name for name in scores if name is not None]))
        rules += [_rule("fail_under", name, ERROR, text) for name in unknown]
    rules += [_judged(check, name, scores[name], limit, [f"Column {name!r} has no score."], [])
              for name, limit in limits.columns.items() if name in scores]  # fmt: skip
    return rules


def _judged(
    check: str, column: str | None, score: float, limit: float, notes: Sequence[str], worst: Sequence[str]
) -> dict[str, Any]:
    if math.isnan(score):
        return _rule("fail_under", column, ERROR, str(NotAssessedError(check, notes)))
    if score < limit:
        subject = check if column is None else f"{check}, column {column!r}:"
        reason = str(GateFailedError(subject, score, limit, worst)).partition("\n")[0]
        return _rule("fail_under", column, FAILED, reason)
    return _rule("fail_under", column, PASSED, f"score {score:.6g} is at least {limit:.6g}.")


def against(baseline: Summary | None, summary: Summary, *, tolerance: float | None = None) -> list[dict[str, Any]]:
    """Judge a check by an earlier run of it: only what got worse fails.

    Args:
        baseline: the summary of the earlier run; None if there is none, which judges nothing and passes nothing.
        summary: of this run.
        tolerance: see `comparison.compare`.
    """
    check = summary["check"]
    if baseline is None:
        reason = f"{check} is not in the baseline.\nHint: write a new one with `--format json --output`."
        return [_rule("baseline", None, ERROR, reason)]
    found = comparison.compare_checks(baseline, summary, tolerance=tolerance)
    if found["verdict"] == comparison.NOT_COMPARABLE or (found["reason"] and found["verdict"] == comparison.WORSE):
        hint = "write a new baseline with `--format json --output`, once you have looked at what changed."
        return [_rule("baseline", None, ERROR, f"{check} cannot be compared: {found['reason']}\nHint: {hint}")]
    rules = [_rule("baseline", name, FAILED, f"{check}: column {name!r} is in the baseline and is gone.")
             for name in found["columns_gone"]]  # fmt: skip
    rules += [_rule("baseline", name, FAILED, f"{check}: column {name!r} was assessed in the baseline and is not now.")
              for name in found["columns_not_assessed"]]  # fmt: skip
    rules += [_rule("baseline", change["column"], FAILED, _rise(check, change))
              for change in found["changes"] if change["verdict"] == comparison.WORSE]  # fmt: skip
    return rules or [_rule("baseline", None, PASSED, "nothing got worse.")]


def _rise(check: str, change: Mapping[str, Any]) -> str:
    where = f", column {change['column']!r}" if change["column"] is not None else ""
    before, after = change["before"], change["after"]
    return (
        f"{check}{where}: {change['what']!r} rose from {before['count']:,} of {before['of']:,} "
        f"to {after['count']:,} of {after['of']:,}."
    )


def vanished(check: str) -> list[dict[str, Any]]:
    """Return the rule that a check of the baseline breaks by not being run at all."""
    return [_rule("baseline", None, FAILED, f"{check} is in the baseline and was not run.")]


def _rule(kind: str, column: str | None, outcome: str, message: str) -> dict[str, Any]:
    return {"rule": kind, "column": column, "outcome": outcome, "message": message}
