"""Runs several checks over one table, read, indexed and encoded once; a failing check is recorded, not raised."""

import dataclasses
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from tabbert import _numbers, _params
from tabbert._languages import languages, sentences
from tabbert._plugins import registry
from tabbert._run import Reading, judge, make_check, reading
from tabbert.config import Options
from tabbert.core.check import Check, Scope
from tabbert.errors import InvalidParameterError, PluginError, TabbertError, UnknownCheckError
from tabbert.report import Report, Run

__all__ = ["profile"]

_SETTINGS = ("columns", "threshold", "weights", "state")  # of `tabbert.check`, which each check may have of its own


@dataclasses.dataclass(frozen=True)
class _Plan:
    """A check to be run with its parameters and its own settings, or why it cannot be."""

    name: str
    check: Check | TabbertError
    target: str = ""
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    asked_for: bool = True


def profile(
    data: Any,
    *,
    checks: Sequence[str] | str | None,
    columns: Sequence[Hashable] | Hashable | None,
    targets: Sequence[str] | str | None,
    settings: Mapping[str, Mapping[str, Any]] | None,
    row_sample: int,
    options: Options,
) -> Report:
    """Run the checks; see `tabbert.profile` for the arguments."""
    started = time.perf_counter()
    if (_numbers.whole(row_sample) or 0) < 1:
        raise InvalidParameterError("row_sample", "an integer of at least 1", row_sample)
    plans, notes = _plans(checks, targets, settings or {})
    also = list(dict.fromkeys(plan.target for plan in plans if plan.target))
    with reading(data, columns, options, also) as whole:
        read = whole.select(columns)
        facts = [
            {
                "column": column.name,
                "kind": str(column.kind),
                "n_rows": column.n_rows,
                "n_distinct": len(column.counts),
                "null_rate": column.n_null / column.n_rows if column.n_rows else 0.0,
                "languages": languages(column),
            }
            for column in read.unbound.columns
        ]
        few = whole.rows(row_sample)
        runs = []
        for plan in plans:
            chosen, note = _table_of(plan, (few if _reads_rows(plan) else whole).select(columns, _also(plan)))
            notes += [note] if note else []
            if chosen is not None:
                runs.append(Run(plan.name, _outcome(plan, chosen), plan.target))
    ran = [run.outcome for run in runs if not isinstance(run.outcome, TabbertError)]
    stats = {"seconds": round(time.perf_counter() - started, 3)} | {
        name: sum(result.stats[name] for result in ran) for name in ("texts_encoded", "texts_reused")
    }
    return Report(runs, facts, read.frame, read.table.n_rows, [*read.notes, *notes], stats)


def _plans(
    checks: Sequence[str] | str | None, targets: Sequence[str] | str | None, settings: Mapping[str, Mapping[str, Any]]
) -> tuple[list[_Plan], list[str]]:
    """Return what is to be run, and what is not and why; mistakes of the caller are raised."""
    known = registry()
    if not isinstance(settings, Mapping) or not all(isinstance(own, Mapping) for own in settings.values()):
        raise InvalidParameterError("settings", 'parameters of checks by their names: {"clustering": {...}}', settings)
    named = [checks] if isinstance(checks, str) else list(checks or ())
    wanted = named if checks is not None else _usual()
    if strange := [name for name in settings if name not in wanted]:
        raise UnknownCheckError(strange[0], wanted, [])
    labels = [targets] if isinstance(targets, str) else list(targets or ())
    plans, notes = [], []
    for name in wanted:
        own = dict(settings.get(name, {}))
        try:
            fields = {parameter.name: parameter for parameter in _params.describe(known.check(name).Params)}
        except PluginError as error:  # installed but broken: part of the report, never just absent
            plans.append(_Plan(name, error))
            continue
        learns = "target" in fields and not {"target", "state"} & own.keys()
        missing = [field for field in fields if fields[field].default is dataclasses.MISSING and field not in own]
        if learns and labels:
            plans += [_plan(name, own | {"target": label}, checks is not None) for label in labels]
        elif checks is None and (learns or missing):
            notes.append(f"{name} was not run: it must be told {', '.join(map(repr, missing or ['target']))}.")
        else:
            plans.append(_plan(name, own, checks is not None))
    return [*plans, *(_broken(plans) if checks is None else ())], notes


def _plan(name: str, own: dict[str, Any], asked_for: bool) -> _Plan:
    settings = {setting: own.pop(setting) for setting in _SETTINGS if setting in own}
    return _Plan(name, make_check(name, own), str(own.get("target", "")), settings, asked_for)


def _usual() -> list[str]:
    """Return every registered check, those of values first: the cheapest, and what most people look for."""
    order = {Scope.VALUE: 0, Scope.ROW: 1, Scope.TABLE: 2}
    return sorted(registry().checks, key=lambda name: order[registry().checks[name].scope])


def _broken(plans: Sequence[_Plan]) -> Iterator[_Plan]:
    """What did not load is an error of the report: a check that vanished must not look like one that found nothing."""
    taken = {plan.name for plan in plans}
    for failure in registry().failures:
        name = failure.provides or failure.source.plugin
        if name not in registry().checks and name not in taken:
            taken.add(name)
            hint = "`tabbert plugins doctor` says more."
            yield _Plan(name, PluginError(str(failure.source), f"{failure.reason}.", hint))


def _reads_rows(plan: _Plan) -> bool:
    return isinstance(plan.check, Check) and plan.check.scope is not Scope.VALUE


def _also(plan: _Plan) -> Sequence[str]:
    return list(plan.check.also_read) if isinstance(plan.check, Check) else ()


def _table_of(plan: _Plan, read: Reading) -> tuple[Reading | None, str]:
    """Return what a check reads, and a note; None if it was not asked for and the table has nothing for it."""
    check = plan.check
    if isinstance(check, TabbertError) or "columns" in plan.settings:
        return read, ""
    fitting = [column for column in read.unbound.columns if column.kind in check.kinds]
    if not fitting and not plan.asked_for:
        kinds = " or ".join(sorted(map(str, check.kinds)))
        return None, f"{plan.name} was not run: the table has no column of kind {kinds}."
    if not check.prose:
        return read, ""
    about = [column.name for column in fitting if sentences(column)]
    if not about or len(about) == len(fitting):
        return read, ""
    columns = dataclasses.replace(read, table=read.table.select(about), positions=_places(read, about))
    named = ", ".join(map(repr, about))
    return columns, f"{plan.name} looked at columns of sentences only: {named}. `settings` names others."


def _places(read: Reading, names: Sequence[str]) -> list[int]:
    return [place for place in read.positions if read.frame.names[place] in names]


def _outcome(plan: _Plan, read: Reading) -> Any:
    """Return the result of a check, or the error that it ended with, without the frames of its traceback."""
    if isinstance(plan.check, TabbertError):
        return plan.check
    settings = dict(plan.settings)
    try:
        return judge(read.select(settings.pop("columns", None), _also(plan)), plan.check, **settings)
    except TabbertError as error:
        return error.with_traceback(None)  # its frames hold the table
    except Exception as error:  # noqa: BLE001 - one check never stops the others
        reason = f"the check {plan.name!r} ended with {type(error).__name__}."
        return PluginError(plan.name, reason, "run it alone to see more: `tabbert.check`.")
