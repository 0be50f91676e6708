"""What was said of distinct values, looked up for the rows of a batch by the values' hashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl
import pyarrow as pa
import ray
from numpy.typing import NDArray

from tabbert._outcome import ColumnOutcome
from tabbert.algorithms import aggregate
from tabbert.summary import masked
from tabbert.tables import ArrowColumn

__all__ = ["Lookup", "errors_of", "findings_of", "rows_of"]


@dataclass(frozen=True, eq=False)
class Said:
    """What was said of the m distinct values of one column; the last entry of each array stands for null.

    Attributes:
        weight: of the column in the rows' scores.
        seed: of the hashes, chosen so that no two values share one.
        hash: uint64 (m,), ascending.
        score: float64 (m + 1,).
        status: (m + 1,) text, as `evidence` and `error` (null where the check did not fail).
    """

    weight: float
    seed: int
    hash: NDArray[np.uint64]
    score: NDArray[np.float64]
    status: pa.Array
    evidence: pa.Array
    error: pa.Array

    @classmethod
    def of(cls, outcome: ColumnOutcome, errors: Mapping[int, str], weight: float) -> Self:
        """Take over what was said of a column."""
        verdict, m = outcome.verdict, len(outcome.column.data)
        assert verdict is not None
        seed, hashes = 0, _hashes(outcome.column.data, 0)
        while len(np.unique(hashes)) < m:
            seed += 1
            hashes = _hashes(outcome.column.data, seed)
        order = np.argsort(hashes)
        there = np.append(order, m)
        status = pa.array([*verdict.status, outcome.null_status], pa.string())
        evidence = pa.array([*verdict.evidence, "null"], pa.string())
        error = pa.array([errors.get(place) for place in range(m + 1)], pa.string())
        score = np.append(verdict.score, outcome.null_score)[there]
        return cls(weight, seed, hashes[order], score, status.take(there), evidence.take(there), error.take(there))

    def places(self, column: ArrowColumn) -> NDArray[np.intp]:
        """Return where what was said of each row's value stands, (n,).

        Raises:
            RuntimeError: a value was never seen: the dataset gave other rows than before.
        """
        m = len(self.hash)
        hashes = _hashes(column.data, self.seed)
        at = np.searchsorted(self.hash, hashes)
        if (at == m).any() or (self.hash[at] != hashes).any():
            raise RuntimeError("The dataset gives other rows each time it runs: materialize() it first.")
        return np.append(at, m)[column.codes]


def _hashes(values: pa.Array, seed: int) -> NDArray[np.uint64]:
    if not len(values):
        return np.empty(0, np.uint64)
    series = pl.from_arrow(values)
    assert isinstance(series, pl.Series)
    return series.hash(seed).to_numpy()


@dataclass(frozen=True, eq=False)
class Lookup:
    """What was said of every assessed column, by name."""

    columns: Mapping[str, Said]

    @classmethod
    def of(
        cls, outcomes: Sequence[ColumnOutcome], errors: Mapping[str, Mapping[int, str]], weights: Mapping[str, float]
    ) -> Self:
        """Take over the outcomes of all columns."""
        return cls({o.name: Said.of(o, errors[o.name], weights.get(o.name, 1.0)) for o in outcomes})

    def read(self, batch: pa.Table) -> dict[str, tuple[Said, ArrowColumn, NDArray[np.intp]]]:
        """Index a batch: by name what was said, the column, and where what was said of each row stands."""
        found = {}
        for name, said in self.columns.items():
            column = ArrowColumn.from_chunks(name, [batch[name].combine_chunks()])
            found[name] = said, column, said.places(column)
        return found


def rows_of(batch: pa.Table, id: str, lookup: Any, threshold: float) -> pa.Table:
    """Return id, score and n_findings of every row."""
    cells = [(said.score[places], said.weight) for said, _, places in ray.get(lookup).read(batch).values()]
    number = np.zeros(batch.num_rows, np.int32)
    for score, _ in cells:
        number += score < threshold
    scores = aggregate.row_scores(cells, batch.num_rows)
    return pa.table({id: batch[id], "score": scores, "n_findings": number})


def findings_of(batch: pa.Table, id: str, lookup: Any, threshold: float, private: bool) -> pa.Table:
    """Return the findings of a batch, column by column."""
    parts = []
    for name, (said, column, places) in ray.get(lookup).read(batch).items():
        rows = np.flatnonzero(said.score[places] < threshold)
        texts = [*column.texts, None]
        values = [texts[code] for code in column.codes[rows].tolist()]
        shown = [masked(value) if private and value is not None else value for value in values]
        parts.append(
            pa.table(
                {
                    id: batch[id].take(rows),
                    "column": pa.array([name] * len(rows), pa.string()),
                    "status": said.status.take(places[rows]),
                    "score": said.score[places[rows]],
                    "evidence": said.evidence.take(places[rows]),
                    "value": pa.array(shown, pa.string()),
                }
            )
        )
    return pa.concat_tables(parts)


def errors_of(batch: pa.Table, id: str, lookup: Any) -> pa.Table:
    """Return the cells of a batch at which the check failed."""
    parts = []
    for name, (said, _, places) in ray.get(lookup).read(batch).items():
        errors = said.error.take(places)
        rows = np.flatnonzero(np.asarray(errors.is_valid()))
        names = pa.array([name] * len(rows), pa.string())
        parts.append(pa.table({id: batch[id].take(rows), "column": names, "error": errors.take(rows)}))
    return pa.concat_tables(parts)
