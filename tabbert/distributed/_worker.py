"""What a worker does with Arrow batches: summarise or judge them; where the check's code fails, note it and go on.

Nothing here knows an engine.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tabbert import _encoding, _run
from tabbert._convert import from_arrow
from tabbert._guarded import accepted
from tabbert.core.check import Check, Partial, Scope, ValueCheck
from tabbert.core.table import Kind
from tabbert.core.verdict import Verdict
from tabbert.distributed._job import ERROR, Work
from tabbert.encoders.cached import CachedEncoder
from tabbert.errors import PluginError, TabbertError
from tabbert.tables import ArrowColumn, ArrowTable

__all__ = [
    "Worker", "default_summary", "fits", "join_pieces", "looks_beside", "pieces", "summary_of", "verdict_fields",
    "with_encoder",
]  # fmt: skip

_WIDER = {
    pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.int64(),
    pa.float16(): pa.float32(),
}  # fmt: skip
"""In place of types that not every engine has."""

PIECE_BYTES = 32_000_000
"""Engines limit the size of one cell; a partial travels in pieces."""


def verdict_fields(check: Check) -> list[tuple[str, pa.DataType]]:
    """Return names and types of what is said of each value or row."""
    fields = [("score", pa.float64()), ("status", pa.string()), ("evidence", pa.string()), ("error", pa.string())]
    if check.scope is Scope.VALUE:
        return fields
    declared = {name: pa.type_for_alias(kind) for name, kind in check.output.items()}
    return fields + [(name, _WIDER.get(dtype, dtype)) for name, dtype in declared.items()]


def default_summary(check: Check) -> bool:
    """Whether the check is fitted from distinct values and counts, which an engine can find by itself.

    Besides them it may be fitted from what `looks_beside` says.
    """
    own = type(check)
    return own.summarise in (Check.summarise, ValueCheck.summarise) and own.merge is Check.merge


def looks_beside(check: Check) -> bool:
    """Whether the check keeps something of the rows beside their distinct values."""
    return isinstance(check, ValueCheck) and type(check).beside is not ValueCheck.beside


def fits(check: Check) -> bool:
    """Whether the check learns anything at all."""
    return check.scope is Scope.VALUE or type(check).finish is not Check.finish


class Worker:
    """One process's share of the work; the model is loaded once per process, at the first text."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.check = work.check

    @cached_property
    def encode(self) -> CachedEncoder:
        """Texts to vectors; what this machine has encoded is remembered."""
        if self.work.model is not None:
            self.work.model.install()
        return _encoding.cached(self.work.options)

    def table(self, columns: Mapping[str, pa.Array], first_row: int = 0) -> ArrowTable:
        """Index a batch."""
        own = [ArrowColumn.from_chunks(name, [from_arrow(data)], self.encode) for name, data in columns.items()]
        return ArrowTable(own, own[0].n_rows if own else 0, self.encode, first_row)

    def summarise(self, batches: Iterable[tuple[Mapping[str, pa.Array], int]], beside: bool = False) -> Any:
        """Reduce (columns, first row) batches to one partial, or to what is kept beside values; None of no rows."""
        return self.merge(
            self._partial(self.table(columns, first), beside)
            for columns, first in batches
            if len(next(iter(columns.values())))
        )

    def nothing(self, names: Sequence[str], beside: bool = False) -> Any:
        """Return what `summarise` would of a table without rows."""
        return self._partial(self.table({name: pa.array([], pa.string()) for name in names}), beside)

    def _partial(self, table: ArrowTable, beside: bool) -> Any:
        if not beside:
            return self.check.summarise(table)
        assert isinstance(self.check, ValueCheck)
        return self.check.beside(table)

    def merge(self, partials: Iterable[Any]) -> Any:
        """Merge partials as they come; None of none."""
        return _run.merged(self.check, (with_encoder(partial, None) for partial in partials))

    def values(self, name: str, values: pa.Array) -> list[pa.Array]:
        """Judge distinct values of one column; returns `verdict_fields` as arrays (m,), a null as the check says."""
        return self._arrays(self._judge({name: values}, 0))

    def rows(self, columns: Mapping[str, pa.Array], first_row: int = 0) -> list[pa.Array]:
        """Judge rows; returns `verdict_fields` as arrays (n,)."""
        return self._arrays(self._judge(columns, first_row))

    def _judge(self, columns: Mapping[str, pa.Array], first_row: int) -> list[Verdict | str]:
        """Judge a batch; where that fails, each half of it, down to the single row: its error stands for it."""
        n_rows = len(next(iter(columns.values())))
        try:
            return [self._verdict(self.table(columns, first_row))]
        except PluginError as error:
            failure: Exception = error
        except (TabbertError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - isolation: a third party's check on anybody's data
            failure = error
        if n_rows == 1:
            return [type(failure.__cause__ or failure).__name__]
        half = n_rows // 2
        first = {name: data.slice(0, half) for name, data in columns.items()}
        second = {name: data.slice(half) for name, data in columns.items()}
        return self._judge(first, first_row) + self._judge(second, first_row + half)

    def _verdict(self, table: ArrowTable) -> Verdict:
        """Apply the check, and give every row of the batch its verdict."""
        check = self.check
        assert self.work.state is not None
        given = check.apply(table, self.work.state)
        if not isinstance(check, ValueCheck):
            return accepted(check, given, table.n_rows, "rows")
        (column,) = table.columns
        verdict = accepted(check, given[column.name], len(column.counts), column.name)
        return Verdict(
            np.append(verdict.score, check.null_score)[column.codes],
            np.append(verdict.status, check.null_status)[column.codes],
            np.append(verdict.evidence, "null")[column.codes],
        )

    def _arrays(self, parts: Sequence[Verdict | str]) -> list[pa.Array]:
        fields = verdict_fields(self.check)
        return [
            pa.concat_arrays([_array(part, name, dtype) for part in parts]) if parts else pa.array([], dtype)
            for name, dtype in fields
        ]


def _array(part: Verdict | str, name: str, dtype: pa.DataType) -> pa.Array:
    if isinstance(part, str):
        failed = {"score": float("nan"), "status": ERROR, "evidence": "", "error": part}
        return pa.array([failed.get(name)], dtype)
    if name == "error":
        return pa.nulls(len(part.score), dtype)
    found: NDArray[Any] = getattr(part, name) if name in ("score", "status", "evidence") else part.extra[name]
    return pa.array(found, dtype)


def with_encoder(partial: Any, encode: CachedEncoder | None) -> Any:
    """Give the distinct values of a partial an encoder, for `finish`, or take it away, to travel."""
    if isinstance(partial, Partial):
        return replace(partial, table=with_encoder(partial.table, encode))
    if not isinstance(partial, ArrowTable):
        return partial
    columns = [replace(column, encode=encode) for column in partial.columns]
    return replace(partial, columns=columns, encode=encode)


def summary_of(columns: Mapping[str, tuple[Kind, pa.Table]], n_rows: int) -> ArrowTable:
    """Return what `Table.summary` gives, from what an engine counted: "value" (with a null or not) and "count"."""
    found = []
    for name, (kind, counted) in columns.items():
        data, counts = from_arrow(counted["value"]), counted["count"].to_numpy().astype(np.int64)
        there = np.asarray(data.is_valid())
        column = ArrowColumn.from_chunks(name, [data.drop_null()])
        assert len(column.data) == there.sum(), "an engine's values must be distinct"
        n_null = int(counts[~there].sum())
        kind = Kind.EMPTY if kind is Kind.TEXT and n_null == n_rows else kind
        found.append(replace(column.summary(), kind=kind, n_rows=n_rows, n_null=n_null, counts=counts[there]))
    return ArrowTable(found, n_rows)


def pieces(partial: Any) -> Iterator[bytes]:
    """Cut a partial into pieces that fit a cell."""
    whole = pickle.dumps(partial, protocol=5)
    for start in range(0, len(whole), PIECE_BYTES):
        yield whole[start : start + PIECE_BYTES]


def join_pieces(parts: Iterable[bytes]) -> Any:
    """Return the partial that `pieces` cut; only for what this job's own workers sent."""
    return pickle.loads(b"".join(parts))  # noqa: S301
