"""Runs checks over a table: reads the frame, fits, applies, and notes what was not assessed and what it cost."""

import contextlib
import dataclasses
import time
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert import _adoption, _params, frames
from tabbert._encoding import cached
from tabbert._guarded import accepted, guarded
from tabbert._numbers import real
from tabbert._outcome import ColumnOutcome, Outcome
from tabbert._plugins import registry
from tabbert._progress import bar
from tabbert.config import Options
from tabbert.core.check import Check, Scope, State, ValueCheck
from tabbert.core.table import Kind
from tabbert.core.verdict import Verdict
from tabbert.encoders.cached import CachedEncoder
from tabbert.errors import InvalidParameterError, UnknownColumnError
from tabbert.frames import Frame
from tabbert.result import CheckResult, FittedState, check_threshold
from tabbert.tables import ArrowTable

__all__ = [
    "Reading",
    "column_weights",
    "embed",
    "judge",
    "make_check",
    "merged",
    "reading",
    "run",
    "unassessed",
    "unread",
]

VERDICTS = "the reading of its verdicts"
ROWS_AT_ONCE = 131_072  # whose texts and vectors are in memory (row and table scope)
NAMED, NAME = 5, 60  # columns named in a note; characters of such a name
MERGED_AT_ONCE = 8  # partials: memory against repeated unions


def make_check(name: str, params: Mapping[str, Any]) -> Check:
    """Return the registered check with its parameters, or raise what `tabbert.check` lists."""
    check = registry().check(name)
    return check(_params.make(name, check.Params, params))


@dataclasses.dataclass(frozen=True, eq=False)
class Reading:
    """A frame that was read and indexed once, for one check or for several.

    Attributes:
        positions: of the columns that were asked for.
        table: these columns, with the encoder.
        row_numbers: of a sample, int (n,); None for the whole frame.
        notes: what was left out.
    """

    frame: Frame
    positions: Sequence[int]
    table: ArrowTable
    encode: CachedEncoder
    options: Options
    row_numbers: Any = None
    notes: Sequence[str] = ()

    @cached_property
    def unbound(self) -> ArrowTable:
        """The table without the encoder."""
        return _let_go(self.table)

    def select(self, columns: Sequence[Hashable] | Hashable | None, also: Sequence[Hashable] = ()) -> "Reading":
        """Return these columns only, and those that a check also reads; they are not read again."""
        if columns is None:
            return self
        positions = sorted({*self.frame.positions(columns), *self.frame.positions(list(also))})
        if not set(positions) <= set(self.positions):
            known = [self.frame.names[position] for position in self.positions]
            raise UnknownColumnError([self.frame.names[p] for p in positions if p not in self.positions], known)
        chosen = [self.table.columns[self.positions.index(position)] for position in positions]
        return dataclasses.replace(self, positions=positions, table=self.table.with_columns(chosen))

    def rows(self, most: int) -> "Reading":
        """Return at most so many rows, evenly spaced, as a reading of their own."""
        if self.table.n_rows <= most:
            return self
        frame, rows, notes = _spread(self.frame, most, self.table.n_rows)
        numbers = rows if self.row_numbers is None else self.row_numbers[rows]
        table = frame.table(self.positions, self.encode)
        return dataclasses.replace(self, frame=frame, table=table, row_numbers=numbers, notes=[*self.notes, *notes])


@contextlib.contextmanager
def reading(
    data: Any, columns: Sequence[Hashable] | Hashable | None, options: Options, also: Sequence[Hashable] = ()
) -> Iterator[Reading]:
    """Read a frame for checks that run inside the block, with one progress bar; `also` names further columns."""
    frame, row_numbers, notes = _sampled(frames.read(data), options.sample)
    positions = sorted({*frame.positions(columns), *frame.positions(list(also))})
    with bar(options.progress, "encoding") as progress:
        encode = cached(options, progress)
        table = frame.table(positions, encode, progress)
        yield Reading(frame, positions, table, encode, options, row_numbers, notes)


def run(
    data: Any,
    check: Check,
    *,
    columns: Sequence[Hashable] | Hashable | None,
    threshold: float | None,
    weights: Mapping[str, float] | None,
    state: FittedState | State | str | Path | None,
    options: Options,
) -> CheckResult:
    """Fit and apply one check; see `tabbert.check` for the arguments."""
    started = time.perf_counter()
    with reading(data, columns, options, list(check.also_read)) as read:
        result = judge(read, check, threshold=threshold, weights=weights, state=state)
    return dataclasses.replace(result, stats=_stats(started, read.encode))


def judge(
    read: Reading,
    check: Check,
    *,
    threshold: float | None = None,
    weights: Mapping[str, float] | None = None,
    state: FittedState | State | str | Path | None = None,
) -> CheckResult:
    """Fit and apply one check to a frame that was read; see `tabbert.check` for the arguments."""
    started, table, encode, notes = time.perf_counter(), read.table, read.encode, list(read.notes)
    encode.start_count()
    limit = check.threshold if threshold is None else check_threshold(threshold)
    if unknown := [name for name in check.named_columns if name not in read.frame.names]:
        raise UnknownColumnError(unknown, read.frame.names)
    reasons = {column.name: unread(column.kind, check) for column in table.columns}
    assessed = dataclasses.replace(table, columns=[c for c in table.columns if not reasons[c.name]])
    weights = column_weights(weights, [column.name for column in table.columns])
    if check.scope is Scope.VALUE:
        encode.expected = sum(len(column.counts) for column in assessed.columns if column.kind is Kind.TEXT)
    if state is None:
        fitted = guarded(check, "fit", _fit, check, assessed)
    else:
        content = _adoption.loaded(state, check, read.options)
        check = _adoption.resumed(check, content)
        fitted, strange = _adoption.fitting(content, check, assessed)
        fitted = guarded(check, "adopt", check.adopt, fitted, assessed)
        notes += strange
    verdicts = guarded(check, "apply", _apply, check, assessed, fitted)
    outcome = guarded(check, VERDICTS, _outcome, check, read.unbound, reasons, verdicts)
    notes += unassessed(reasons)
    notes += [f"{rival} brings a check {check.name!r} too; it was not used." for rival in registry().rivals(check.name)]
    if encode.fingerprint:
        fitted = dataclasses.replace(fitted, encoder=encode.fingerprint)
        notes += encode.notes
    return _result_class(check)(
        check, read.frame, read.positions, outcome, fitted, limit, weights, tuple(notes), _stats(started, encode),
        read.row_numbers, _Again(read.options),
    )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class _Again:
    """How a result is judged again; it travels with the result, an encoder object by its name."""

    options: Options

    def __call__(self, result: CheckResult, check: Check) -> CheckResult:
        return _judge_again(self.options, result, check)

    def __reduce__(self) -> tuple[Any, ...]:
        chosen = self.options.encoder
        name = chosen if chosen is None or isinstance(chosen, str) else chosen.card.name
        return _Again, (dataclasses.replace(self.options, encoder=name),)

    def __deepcopy__(self, _memo: Any) -> "_Again":
        return self


def _judge_again(options: Options, result: CheckResult, check: Check) -> CheckResult:
    """Judge the table of a result again, by the same fit and what the check's parameters add to it.

    Its vectors are remembered, so that nothing is encoded that has been before.
    """
    started = time.perf_counter()
    _adoption.require_encoder(result.fitted, options)
    encode = cached(options)
    columns = [dataclasses.replace(outcome.column, encode=encode) for outcome in result.outcome.columns]
    table = ArrowTable(columns, result.outcome.n_rows, encode)
    reasons = {outcome.name: outcome.reason for outcome in result.outcome.columns}
    assessed = table.with_columns([column for column in columns if not reasons[column.name]])
    fitted = guarded(check, "adopt", check.adopt, result.fitted, assessed)
    verdicts = guarded(check, "apply", _apply, check, assessed, fitted)
    outcome = guarded(check, VERDICTS, _outcome, check, _let_go(table), reasons, verdicts)
    return dataclasses.replace(result, check=check, fitted=fitted, outcome=outcome, stats=_stats(started, encode))


def _let_go(table: ArrowTable) -> ArrowTable:
    """Take the encoder from the columns: a result outlives its run, and can be pickled."""
    return table.with_columns([dataclasses.replace(column, encode=None) for column in table.columns])


def _stats(started: float, encode: CachedEncoder) -> dict[str, Any]:
    return {
        "seconds": round(time.perf_counter() - started, 3),
        "texts_encoded": encode.n_encoded,
        "texts_reused": encode.n_reused,
    }


def embed(data: Any, columns: Sequence[Hashable] | Hashable | None, options: Options) -> NDArray[np.float32]:
    """Return one vector per row, float32 (n, dim); see `tabbert.embed`."""
    frame = frames.read(data)
    with bar(options.progress, "encoding") as progress:
        encode = cached(options, progress)
        return frame.table(frame.positions(columns), encode).row_vectors()


def _result_class(check: Check) -> type[CheckResult]:
    """Return the class of results that a check names; it may stand above this module, so it is found by its name."""
    if not check.result:
        return CheckResult
    module, _, name = check.result.partition(":")
    found: type[CheckResult] = getattr(import_module(module), name)
    return found


def _fit(check: Check, table: ArrowTable) -> State:
    if check.scope is Scope.VALUE:  # looks at distinct values, not at rows
        return check.finish(check.merge([check.summarise(table)]))
    return check.finish(merged(check, map(check.summarise, table.parts(ROWS_AT_ONCE))))


def _apply(check: Check, table: ArrowTable, state: State) -> Any:
    if check.scope is Scope.VALUE:
        return check.apply(table, state)
    parts = [accepted(check, check.apply(part, state), part.n_rows, "rows") for part in table.parts(ROWS_AT_ONCE)]
    if len(parts) == 1:
        return parts[0]
    extra = {name: np.concatenate([part.extra[name] for part in parts]) for name in parts[0].extra}
    score, status, evidence = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("score", "status", "evidence")
    )
    return Verdict(score, status, evidence, extra)


def merged(check: Check, partials: Iterable[Any]) -> Any:
    """Merge partials as they come, so that few are held; None of none."""
    held: list[Any] = []
    for partial in partials:
        held.append(partial)
        if len(held) == MERGED_AT_ONCE:
            held = [check.merge(held)]
    return check.merge(held) if held else None


def _sampled(frame: Frame, sample: int | float | None) -> tuple[Frame, Any, list[str]]:
    if sample is None:
        return frame, None, []
    if frame.is_lazy:
        raise InvalidParameterError("sample", "None for a LazyFrame (use `.head(n)` or `.gather_every(n)`)", sample)
    n_rows = len(frame.native)
    return _spread(frame, sample if isinstance(sample, int) else max(1, round(sample * n_rows)), n_rows)


def _spread(frame: Frame, wanted: int, n_rows: int) -> tuple[Frame, Any, list[str]]:
    if wanted >= n_rows:
        return frame, None, []
    rows = np.linspace(0, n_rows - 1, wanted).round().astype(np.intp)  # evenly spaced: the same rows every time
    return frame.sample(rows), rows, [f"A sample was checked: {wanted} of {n_rows} rows, evenly spaced."]


def unread(kind: Kind, check: Check) -> str:
    """Return why a check does not assess columns of a kind, "" if it does."""
    if kind in check.kinds or check.scope is not Scope.VALUE:
        return ""
    if kind is Kind.EMPTY:
        return "" if Kind.EMPTY in check.kinds else "there are no values"
    return f"{check.name} does not read values of kind {kind}"


def unassessed(reasons: Mapping[str, str]) -> list[str]:
    """Return why columns were not assessed, a sentence for each reason.

    Args:
        reasons: by column; "" of one that was assessed.
    """
    told: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        if reason:
            told.setdefault(reason, []).append(repr(name if len(name) <= NAME else f"{name[: NAME - 1]}…"))
    return [f"{_enumerated(names)} not assessed: {reason}." for reason, names in told.items()]


def _enumerated(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"Column {names[0]} was"
    more = len(names) - NAMED
    *first, last = [*names[:NAMED], *([f"{more:,} more"] if more > 0 else [])]
    return f"Columns {', '.join(first)} and {last} were"


def column_weights(weights: Mapping[str, float] | None, names: Sequence[str]) -> dict[str, float]:
    """Return the weights of columns as numbers, or raise if one is of no column or makes no sense."""
    if weights is not None and not isinstance(weights, Mapping):
        raise InvalidParameterError("weights", "a mapping of column names to numbers", weights)
    given = {str(name): weight for name, weight in (weights or {}).items()}
    unknown = [name for name in given if name not in names]
    if unknown:
        raise UnknownColumnError(unknown, list(names))
    for name, weight in given.items():
        number = real(weight)
        if number is None or not 0 <= number < float("inf"):
            raise InvalidParameterError(f"weight of column {name!r}", "a finite number of at least 0", weight)
    return {name: float(weight) for name, weight in given.items()}


def _outcome(check: Check, table: ArrowTable, reasons: Mapping[str, str], verdicts: Any) -> Outcome:
    if not isinstance(check, ValueCheck):
        rows = accepted(check, verdicts, table.n_rows, "rows")
        columns = [ColumnOutcome(column, None, np.nan, "", "see the rows") for column in table.columns]
        return Outcome(table.n_rows, columns, rows)
    return Outcome(
        table.n_rows,
        [
            ColumnOutcome(
                column,
                accepted(check, verdicts[column.name], len(column.counts), column.name) if not reason else None,
                check.null_score,
                check.null_status,
                reason,
            )
            for column, reason in zip(table.columns, reasons.values(), strict=True)
        ],
    )
