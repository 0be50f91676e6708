"""Saved states, taken up by a run: whether one fits the check, its parameters, the encoder and the table."""

import dataclasses
from pathlib import Path

from tabbert import _params
from tabbert._encoding import encoder_of
from tabbert.config import Options
from tabbert.core.check import Check, Scope, State
from tabbert.errors import InvalidParameterError, StateMismatchError
from tabbert.result import FittedState
from tabbert.store import states
from tabbert.tables import ArrowTable

__all__ = ["fitting", "loaded", "require_encoder", "resumed"]


def loaded(state: FittedState | State | str | Path, check: Check, options: Options) -> State:
    """Return the content of a saved state, or raise StateMismatchError if it is of another check or encoder."""
    if isinstance(state, str | Path):
        state = states.load(Path(state))
    content = state.content if isinstance(state, FittedState) else state
    if not isinstance(content, State):
        raise InvalidParameterError("state", "`result.state`, or the path it was saved to", state)
    if (content.check, content.version) != (check.name, check.version):
        raise StateMismatchError(
            f"it was fitted by {content.check!r} version {content.version}, "
            f"not {check.name!r} version {check.version}.",
            "fit it again on the old data.",
        )
    require_encoder(content, options)
    return content


def require_encoder(state: State, options: Options) -> None:
    """Raise StateMismatchError if a state holds vectors of another encoder than the one asked for."""
    if state.encoder and state.encoder != encoder_of(options).fingerprint:  # its vectors cannot be compared
        raise StateMismatchError(
            "it holds vectors of another encoder, or of another version of it.",
            "name the encoder that it was fitted with (`encoder=`), or fit it again on the old data.",
        )


def fitting(state: State, check: Check, table: ArrowTable) -> tuple[State, list[str]]:
    """Leave out of a saved state what does not fit the table: columns of another kind; name those it does not know."""
    kinds = {column.name: str(column.kind) for column in table.columns}
    if check.scope is not Scope.VALUE:
        new = [column.name for column in table.columns if column.kind in check.kinds and column.name not in state.kinds]
        named = (
            kinds.keys() & state.kinds.keys()
        )  # without any, the state names none, or they are called otherwise here
        return state, [f"Column {name!r} is not in the saved state: not read." for name in new if named]
    columns = {name: profile for name, profile in state.columns.items() if state.kinds.get(name) == kinds.get(name)}
    notes = [
        f"Column {name!r} was {state.kinds[name]} in the saved state and is {kind} now: judged without its past."
        if name in state.kinds
        else f"Column {name!r} is not in the saved state: judged without its past."
        for name, kind in kinds.items()
        if name not in columns
    ]
    return dataclasses.replace(state, columns=columns), notes


def resumed(check: Check, state: State) -> Check:
    """Return the check with the parameters that the state was fitted with, except those that may be given anew."""
    defaults = {p.name: p.default for p in _params.describe(check.Params) if p.default is not dataclasses.MISSING}
    usual, fitted = dataclasses.replace(check.params, **defaults), {}
    for field in dataclasses.fields(check.Params):
        if field.name in check.amends or field.name not in state.params:
            continue
        given, default = (states.plain(getattr(params, field.name)) for params in (check.params, usual))
        may_be = [states.plain(state.params[field.name]), *([default] if field.name in defaults else [])]
        if given not in may_be:
            raise StateMismatchError(
                f"it was fitted with another value of the parameter {field.name!r}.",
                "leave the parameter out (the state's counts), or fit again on the old data.",
            )
        was = state.params[field.name]
        fitted[field.name] = tuple(was) if isinstance(getattr(usual, field.name), tuple) else was
    return type(check)(dataclasses.replace(check.params, **fitted)) if fitted else check
