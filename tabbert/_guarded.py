"""Calls a check's code in a guard, and accepts what it returns: a check may be anybody's."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert._plugins import registry
from tabbert.core.check import Check
from tabbert.core.verdict import Verdict
from tabbert.errors import PluginError, TabbertError

__all__ = ["accepted", "guarded"]


def guarded(check: Check, phase: str, function: Any, *arguments: Any) -> Any:
    """Call a check's code; what it raises is reported with the check's name and origin.

    The text of its exception may hold cell values: it stays in the cause and out of the message.
    """
    try:
        return function(*arguments)
    except (TabbertError, KeyboardInterrupt):
        raise
    except BaseException as error:  # isolation: anything may come out of a third party's check, sys.exit() too
        reason = f"the check {check.name!r} raised {type(error).__name__} in {phase}"
        raise PluginError(
            _origin(check),
            f"{reason}.",
            "its cause (`__cause__`, or --debug) says more: tell the check's author.",
        ) from error


def accepted(check: Check, given: Any, size: int, where: str) -> Verdict:
    """Accept a Verdict or bare scores; refuse a wrong length or a score outside [0, 1]."""
    verdict = given if isinstance(given, Verdict) else _plain_verdict(check, np.asarray(given, np.float64))
    outside = ((verdict.score < 0) | (verdict.score > 1)).any()
    if verdict.score.shape != (size,) or outside:
        fault = "scores outside [0, 1]" if outside else f"scores of shape {verdict.score.shape}"
        reason = f"the check {check.name!r} returned {fault} for {where!r}."
        hint = f"return {size} scores in [0, 1] (NaN for not assessed), one per value."
        raise PluginError(_origin(check), reason, hint)
    return verdict


def _origin(check: Check) -> str:
    """Return where a check comes from, for messages: package and version, or module."""
    source = registry().sources.get(("checks", check.name))
    return str(source) if source and source.distribution else type(check).__module__


def _plain_verdict(check: Check, score: NDArray[np.float64]) -> Verdict:
    status = np.where(score < check.threshold, check.name, "ok").astype(object)
    return Verdict(score, status, np.full(len(score), "", object))
