"""What was asked of a check on an engine, looked at before anything runs, and the state that its workers will apply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tabbert import _adoption, _encoding, _run
from tabbert._guarded import guarded
from tabbert._plugins import registry
from tabbert.config import Options
from tabbert.core.check import Check, Scope, State
from tabbert.core.table import Kind
from tabbert.distributed._model import ShippedModel
from tabbert.errors import InvalidParameterError, PluginError, UnknownColumnError
from tabbert.result import FittedState, check_threshold
from tabbert.tables import ArrowColumn, ArrowTable

__all__ = ["ERROR", "Job", "Work", "ask"]

ERROR = "error"
"""Status of a value or row at which the check's own code failed; its score is NaN."""

Summarise = Callable[[Sequence[str], bool], Any]
"""Columns' names, and whether to look beside their values, to the check's merged partial over all their rows."""


@dataclass(frozen=True)
class Work:
    """What travels to a worker.

    Attributes:
        check: with its parameters; its class is imported there, or travels along if it was defined in a notebook.
        options: how to encode.
        state: what to apply; None while fitting.
        model: the encoder's model, where it is sent along.
    """

    check: Check
    options: Options
    state: State | None = None
    model: ShippedModel | None = None


@dataclass(frozen=True)
class Job:
    """A check, and the columns it was asked for.

    Attributes:
        work: what a worker needs while fitting.
        kinds: of the columns asked for, in the frame's order.
        id: the column that tells rows apart.
        threshold: scores below it are findings.
        weights: of the columns in the rows' scores.
        reasons: why a column is not assessed, by name; of the others "".
    """

    work: Work
    kinds: Mapping[str, Kind]
    id: str
    threshold: float
    weights: Mapping[str, float]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def check(self) -> Check:
        """The check with its parameters."""
        return self.work.check

    @property
    def names(self) -> list[str]:
        """The columns that are assessed."""
        return [name for name in self.kinds if not self.reasons[name]]

    @property
    def notes(self) -> list[str]:
        """What is not assessed, and why."""
        return _run.unassessed(self.reasons)

    def without_values(self, empty: Sequence[str]) -> "Job":
        """Return the job as it is once the columns without a single value are known."""
        none = {name for name in empty if self.kinds[name] is Kind.TEXT}
        kinds = {name: Kind.EMPTY if name in none else kind for name, kind in self.kinds.items()}
        reasons = {name: self.reasons[name] or _run.unread(kind, self.check) for name, kind in kinds.items()}
        return replace(self, kinds=kinds, reasons=reasons)

    def learn(
        self, state: FittedState | State | str | Path | None, summarise: Summarise
    ) -> tuple["Job", State, list[str]]:
        """Fit, or take a saved state and fit what it does not know; only the merged partial is looked at here.

        Returns:
            The job (a saved state brings parameters), the state, and notes.
        """
        if state is None:
            fitted = self._stamped(guarded(self.check, "fit", self.check.finish, summarise(self.names, True)))
            return self, fitted, []
        content = _adoption.loaded(state, self.check, self.work.options)
        check = _adoption.resumed(self.check, content)
        table = self._bare_table()
        known, notes = _adoption.fitting(content, check, table)
        new = [name for name in self.names if name not in known.columns] if check.scope is Scope.VALUE else []
        if new:
            more = guarded(check, "fit", check.finish, summarise(new, False))
            known = replace(known, columns={**known.columns, **more.columns}, kinds={**known.kinds, **more.kinds})
        known = guarded(check, "adopt", check.adopt, known, table)
        return replace(self, work=replace(self.work, check=check)), self._stamped(known), notes

    def _stamped(self, state: State) -> State:
        reads = self.check.needs & {"vectors", "row_vectors"}
        return replace(state, encoder=_encoding.encoder_of(self.work.options).fingerprint) if reads else state

    def _bare_table(self) -> ArrowTable:
        """Names, kinds and the encoder, without values: what declarations of a user are added by."""
        encode = _encoding.cached(self.work.options)
        none, counts, codes = pa.array([], pa.string()), np.empty(0, np.int64), np.empty(0, np.int32)
        columns = [ArrowColumn(name, self.kinds[name], 0, 0, none, counts, codes, encode) for name in self.names]
        return ArrowTable(columns, 0, encode)

    def judged(self, n: int, n_failed: int) -> list[str]:
        """Return a note of what the check failed at; raise if that was everything."""
        if n_failed and n_failed == n:
            hint = "run it on a small local frame to see why."
            raise PluginError(self.check.name, f"the check {self.check.name!r} failed at everything it saw.", hint)
        what = "values" if self.check.scope is Scope.VALUE else "rows"
        return [f"The check failed at {n_failed} of {n} {what}; `result.errors` lists them."] if n_failed else []


def ask(
    name: str,
    params: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    *,
    columns: Sequence[str] | str | None,
    id: str | None,
    threshold: float | None,
    weights: Mapping[str, float] | None,
    options: Options,
) -> Job:
    """Look at what was asked of a frame with columns of these kinds, and return the job.

    Raises:
        InvalidParameterError: No id column is named.
        UnknownColumnError: A column is not in the frame.
        UnknownCheckError: No plugin registered this name.
    """
    check = _run.make_check(name, params)
    if id is None:
        expected = "the column that tells rows apart: an engine keeps no order, so verdicts name the rows by it"
        raise InvalidParameterError("id", expected, None)
    wanted = [columns] if isinstance(columns, str) else [name for name in kinds if name != id]
    wanted = wanted if columns is None or isinstance(columns, str) else [str(name) for name in columns]
    if unknown := [name for name in [id, *wanted, *check.named_columns] if name not in kinds]:
        raise UnknownColumnError(unknown, list(kinds))
    chosen = {name: kind for name, kind in kinds.items() if name in wanted or name in check.also_read}
    reasons = {name: _run.unread(kind, check) if kind is not Kind.EMPTY else "" for name, kind in chosen.items()}
    limit = check.threshold if threshold is None else check_threshold(threshold)
    return Job(Work(check, _portable(options)), chosen, id, limit, _run.column_weights(weights, list(chosen)), reasons)


def _portable(options: Options) -> Options:
    """Name the encoder so that a worker finds it: one that was registered in this process travels as an object."""
    chosen = options.encoder_name_or_object
    if isinstance(chosen, str):
        source = registry().sources.get(("encoders", chosen))
        if source is not None and not source.distribution:
            chosen = registry().encoder(chosen)
    return replace(options, encoder=chosen, cache="on" if options.cache_mode == "on" else "off", progress=False)
