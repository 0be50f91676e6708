"""Labelled columns made ready for training: profiled, and asked which of their texts need vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._profile import ColumnState, needs_vector, profile, sample_index
from tabbert.checks.completeness._spelling import spoken_name
from tabbert.finetune.completeness_corpus import LabelledColumn

LEARNT = 400
"""Characters: no longer texts are learnt from, for they take long to encode."""
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A labelled column, profiled: everything but vectors and the head."""

    column: LabelledColumn
    state: ColumnState
    sample: list[str]
    index: NDArray[np.intp]  # of the texts with a vector and a label

    @property
    def name(self) -> str:
        """The column's name, as it is encoded."""
        return spoken_name(self.column.name)

    @property
    def texts(self) -> list[str]:
        """The texts with a vector and a label."""
        return [self.column.texts[i] for i in self.index.tolist()]

    def fitted(self, first: Encode, ends: Encode) -> ColumnState:
        """Return the state with the vectors of the name and the sample."""
        vectors = joined([self.name, *self.sample], first, ends)
        return self.state.with_vectors(vectors[0], vectors[1:])


def joined(texts: Sequence[str], first: Encode, ends: Encode) -> NDArray[np.float32]:
    """Return the texts' first and end vectors side by side, float32 (m, width)."""
    return np.concatenate([first(texts), ends(texts)], axis=1) if texts else np.zeros((0, 0), np.float32)


def fit_state(column: LabelledColumn) -> ColumnState:
    """Fit a column of which only a part is shown, as if all of it had been seen; without vectors."""
    state = profile(column.texts, column.counts, column.n_null, name=column.name)
    if column.n_distinct > len(column.texts):
        hidden = column.n_distinct - len(column.texts)
        rest = max(column.n_rows - state.n_rows, hidden) / hidden
        median = rest if hidden > len(column.texts) else state.median_count
        state = replace(
            state, n_rows=max(column.n_rows, state.n_rows), n_distinct=column.n_distinct, rest_count=rest,
            median_count=median,
        )  # fmt: skip
    return state


def prepare(columns: Sequence[LabelledColumn], longest: float = LEARNT) -> list[Prepared]:
    """Profile columns, and find out which of their texts need vectors; of those longer than `longest` none is asked."""
    out = []
    for column in columns:
        state, c = fit_state(column), scan(column.texts)
        short = np.array([len(t) <= longest for t in column.texts], dtype=np.bool_)
        sample = [column.texts[i] for i in sample_index(c, state).tolist()]
        out.append(
            Prepared(column, state, sample, np.flatnonzero(needs_vector(c, state) & (column.labels >= 0) & short))
        )
    return out


def texts_of(columns: Sequence[Prepared]) -> list[str]:
    """Return every text that the columns need vectors of."""
    return list(dict.fromkeys(t for p in columns for t in (p.name, *p.sample, *p.texts)))
