"""The contracts of checks: what must hold whatever a check is about, so that it runs on slices and next month too."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tabbert.core.check import Check, RowCheck, State, ValueCheck
from tabbert.core.encoder import Encoder
from tabbert.core.section import Section
from tabbert.core.table import Kind
from tabbert.core.verdict import Verdict
from tabbert.store import states
from tabbert.tables import ArrowTable
from tabbert.testing._tables import HOSTILE_TEXTS, make_table

__all__ = ["check_row_check", "check_value_check"]

Data = Mapping[str, Sequence[Any]]
Judgement = tuple[float, str]
Judge = Callable[[Check, ArrowTable, State], dict[Any, list[Judgement]]]

LONG = 6  # characters from which a text cannot be in a state or in evidence by chance


def check_value_check(check: ValueCheck, data: Data, encoder: Encoder | None = None) -> None:
    """Assert the contract of value checks.

    Deterministic; blind to the order of rows; the same when fitted and applied in slices, and from a saved state;
    fit for nulls, for tables without rows and for any text; it changes nothing that it is given, keeps no cell value
    in its state or in its evidence, and uses no status but its own.

    Args:
        check: what is tested.
        data: columns of equal length, at least two rows, some of which are findings.
        encoder: who makes vectors; a `FakeEncoder` if not given.
    """
    whole = _contract(check, data, encoder, _cells)
    doubled = _run(check, _table(check, {name: [*values, *values] for name, values in data.items()}, encoder), _cells)
    assert doubled.keys() == whole.keys(), "duplicated rows change what is assessed"


def check_row_check(check: RowCheck, data: Data, encoder: Encoder | None = None) -> None:
    """Assert the contract of row and table checks: as `check_value_check`, one verdict per row.

    Rows with the same text are interchangeable: in another order, the same verdicts must fall on the same texts.
    """
    _contract(check, data, encoder, _rows)


def _contract(check: Check, data: Data, encoder: Encoder | None, judge: Judge) -> dict[Any, list[Judgement]]:
    table = _table(check, data, encoder)
    before = _snapshot(table)
    state = _fitted(check, table)
    whole = judge(check, table, state)
    assert _snapshot(table) == before, "the check changed the table that it was given"
    _same(whole, _run(check, _table(check, data, encoder), judge), "two runs differ")
    backwards = {name: list(values)[::-1] for name, values in data.items()}
    _same(whole, _run(check, _table(check, backwards, encoder), judge), "verdicts depend on the order of rows")
    _slices(check, data, encoder, judge, whole)
    with tempfile.TemporaryDirectory() as folder:
        path = states.save(state, Path(folder) / "state")
        _same(whole, judge(check, table, states.load(path)), "verdicts of a saved state differ")
    _no_values(state, table)
    _section(check, table, state)
    empty = _table(check, {name: [] for name in data}, encoder)
    assert _run(check, empty, judge) == {}, "a table without rows must give no verdicts"
    nothing = {name: [None] * len(values) for name, values in data.items()}
    _run(check, _table(check, nothing, encoder), judge)
    with_null = _table(check, {name: [*values, None] for name, values in data.items()}, encoder)
    _run(check, with_null, judge)
    texts = [text for text in HOSTILE_TEXTS if text.isprintable() or text.isascii()]
    _run(check, _table(check, {name: [*texts, None] for name in data}, encoder), judge)
    return whole


def _table(check: Check, data: Data, encoder: Encoder | None, first_row: int = 0) -> ArrowTable:
    """Return the table as the run would hand it over: without columns of a kind that a value check does not read."""
    table = make_table(data, encoder, first_row=first_row)
    if not isinstance(check, ValueCheck):
        return table
    return table.select([column.name for column in table.columns if column.kind in check.kinds])


def _fitted(check: Check, *tables: ArrowTable) -> State:
    return check.finish(check.merge([check.summarise(table) for table in tables]))


def _run(check: Check, table: ArrowTable, judge: Judge) -> dict[Any, list[Judgement]]:
    return judge(check, table, _fitted(check, table))


def _slices(check: Check, data: Data, encoder: Encoder | None, judge: Judge, whole: dict[Any, Any]) -> None:
    length = len(next(iter(data.values())))
    middle = length // 2
    parts = [
        _table(check, {name: values[part] for name, values in data.items()}, encoder, part.start)
        for part in (slice(0, middle), slice(middle, length))
    ]
    state = _fitted(check, *parts)
    together: dict[Any, list[Judgement]] = defaultdict(list)
    for part in parts:
        for key, judgements in judge(check, part, state).items():
            together[key] += judgements
    if judge is _cells:  # a value that stands in both slices is judged twice
        together = {key: judgements[:1] for key, judgements in together.items()}
    _same(whole, together, "in slices, verdicts differ from those on the whole")


def _same(expected: Mapping[Any, list[Judgement]], found: Mapping[Any, list[Judgement]], otherwise: str) -> None:
    assert expected.keys() == found.keys(), f"{otherwise}: other values are assessed"
    for key, judgements in expected.items():
        others = found[key]
        assert len(judgements) == len(others), f"{otherwise}: {key!r} is judged {len(others)} times"
        for (score, status), (other, other_status) in zip(sorted(judgements), sorted(others), strict=True):
            assert abs(score - other) <= 1e-6, f"{otherwise}: {key!r} scores {score} and {other}"
            assert status == other_status, f"{otherwise}: {key!r} is {status!r} and {other_status!r}"


def _cells(check: Check, table: ArrowTable, state: State) -> dict[Any, list[Judgement]]:
    cells: dict[Any, list[Judgement]] = {}
    verdicts = check.apply(table, state)
    for column in table.columns:
        judged = _judgements(check, verdicts[column.name], len(column.counts), column.texts)
        cells |= {(column.name, text): [one] for text, one in zip(column.texts, judged, strict=True)}
    return cells


def _rows(check: Check, table: ArrowTable, state: State) -> dict[Any, list[Judgement]]:
    rows: dict[Any, list[Judgement]] = defaultdict(list)
    texts = table.row_texts()
    for text, one in zip(texts, _judgements(check, check.apply(table, state), table.n_rows, texts), strict=True):
        rows[text].append(one)
    return dict(rows)


def _judgements(check: Check, given: Any, size: int, texts: Sequence[str]) -> list[Judgement]:
    verdict = given if isinstance(given, Verdict) else None
    scores = np.asarray(given, np.float64) if verdict is None else verdict.score
    assert scores.shape == (size,), f"{scores.shape} scores for {size} values or rows"
    statuses = [""] * size if verdict is None else [str(status) for status in verdict.status]
    if verdict is not None:
        for name, array in {"status": verdict.status, "evidence": verdict.evidence, **verdict.extra}.items():
            assert len(array) == size, f"{name} has {len(array)} entries, not {size}"
        undeclared = set(verdict.extra) - set(check.output)
        assert not undeclared, f"`output` of the check does not announce {sorted(undeclared)}"
        for text, evidence in zip(texts, verdict.evidence, strict=True):
            assert len(text) < LONG or text not in str(evidence), "the evidence holds the value itself"
    known = set(check.statuses)
    assert not known or verdict is None or set(statuses) <= known, (
        f"statuses {set(statuses) - known} are not in `statuses`"
    )
    for score in scores.tolist():
        assert np.isnan(score) or 0 <= score <= 1, f"score {score} is outside [0, 1]"
    return [
        (-1.0 if np.isnan(score) else score, status) for score, status in zip(scores.tolist(), statuses, strict=True)
    ]


def _snapshot(table: ArrowTable) -> list[object]:
    return [
        (column.name, list(column.texts), list(column.values), column.counts.tolist(), column.codes.tolist())
        for column in table.columns
    ]


def _no_values(state: State, table: ArrowTable) -> None:
    held = "\n".join(_strings([state.columns and list(state.columns.values()), state.table]))
    for column in table.columns:
        for text in column.texts if column.kind is Kind.TEXT else ():
            assert len(text) < LONG or text not in held, f"the state holds a cell value of column {column.name!r}"


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, bytes):
        return [value.decode("utf-8", "replace")]
    if isinstance(value, Mapping):
        return [text for key, item in value.items() for text in (*_strings(key), *_strings(item))]
    if isinstance(value, np.ndarray):
        return [text for item in value.ravel().tolist() for text in _strings(item)] if value.dtype.kind in "OUS" else []
    return [text for item in value for text in _strings(item)] if isinstance(value, list | tuple) else []


def _section(check: Check, table: ArrowTable, state: State) -> None:
    verdicts = check.apply(table, state)
    try:
        section = check.section(table, verdicts, check.threshold)
    except Exception as error:
        raise AssertionError(f"section() raised {type(error).__name__}: {error}") from error
    assert section is None or isinstance(section, Section), "section() must return a Section or None"
    if section:
        assert all(len(row) == len(section.columns) for row in section.rows), (
            "a row of the section is too short or long"
        )
