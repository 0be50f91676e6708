"""The namespace method of a check, made from its class: with signature, docstring and help of its parameters."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING
from inspect import Parameter, Signature, getdoc, signature
from typing import Any

from tabbert import _params
from tabbert.core.check import OPTIONS, Check

__all__ = ["help_text", "method"]


def method(data: Any, check: type[Check], verb: str) -> Callable[..., Any]:
    """Return a function that runs the check on these data; it looks as if it had been written by hand."""
    from tabbert import api

    def run(columns: Any = None, **options: Any) -> Any:
        return api.check(data, check.name, columns=columns, **options)

    run.__name__ = verb
    run.__qualname__ = f"BertNamespace.{verb}"
    run.__module__ = check.__module__
    run.__doc__ = help_text(check)
    run.__signature__ = _signature(check)  # type: ignore[attr-defined]
    return run


def _signature(check: type[Check]) -> Signature:
    from tabbert import api

    general = signature(api.check)
    options = [parameter for parameter in general.parameters.values() if parameter.name in OPTIONS]
    first = [option.replace(kind=Parameter.POSITIONAL_OR_KEYWORD) for option in options if option.name == "columns"]
    own = [
        Parameter(
            parameter.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if parameter.default is MISSING else parameter.default,
            annotation=parameter.annotation,
        )
        for parameter in _params.describe(check.Params)
    ]
    return Signature(
        [*first, *own, *(option for option in options if option.name != "columns")],
        return_annotation=general.return_annotation,
    )


def help_text(check: type[Check]) -> str:
    """Return what there is to know about a check: summary, description, parameters, statuses, columns of its rows."""
    return "\n".join(_help_lines(check))


def _help_lines(check: type[Check]) -> Iterator[str]:
    yield check.summary or check.name
    description = getdoc(check) if "__doc__" in vars(check) else None
    if description:
        yield from ("", description)
    parameters = _params.describe(check.Params)
    yield from ("", "Args:", "    columns: Columns to look at; None for all.")
    yield from (f"    {parameter}" for parameter in parameters)
    yield "    threshold, weights, state, encoder, device, threads, sample, progress, cache: see `tabbert.check`."
    if check.statuses:
        yield from ("", "Statuses:", *(f"    {status}: {meaning}" for status, meaning in check.statuses.items()))
    if check.output:
        yield from ("", "Columns of `result.rows`:", *(f"    {name} ({kind})" for name, kind in check.output.items()))
