"""The weak labels of the natural columns, judged: what any method flags among values that are assumed to be valid.

The labels assume that a government's value is valid unless somebody said otherwise, and some are not ("Not Appliable",
9899/12/31). `natural_judgements.csv` holds a judgement of the values that a method of the benchmark has flagged, but
for about a hundred that only character n-grams flag. One reader judged them: most from lists that did not say which
method flagged what, some dozens after it had been seen, among them what the lists of words flag. Where a value is
judged to be missing or cut off, finding it counts for every method.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune.completeness_corpus import LabelledColumn

Scorer = Callable[[LabelledColumn], NDArray[np.float64]]
Alarm = tuple[str, str, str]
"""Table, column and value."""
_LABELS = {"missing": corpus.PLACEHOLDER, "truncated": corpus.TRUNCATED, "debatable": corpus.UNUSED, "valid": 0}


@lru_cache(maxsize=1)
def judgements() -> Mapping[Alarm, str]:
    """Read what was judged: "missing", "truncated", "debatable" or "valid"."""
    frame = corpus.read_csv(Path(__file__).parent / "natural_judgements.csv")
    return {(t, c, v): j for t, c, v, j in frame.select("table", "column", "value", "judgement").iter_rows()}


def judged(columns: Sequence[LabelledColumn], score: Scorer) -> tuple[list[LabelledColumn], Scorer]:
    """Return the columns with judged labels, and the same scores for them."""
    known, before = judgements(), {}
    for column in columns:
        labels = column.labels.copy()
        for i in np.flatnonzero(labels == corpus.COMPLETE).tolist():
            labels[i] = _LABELS[known.get((column.table, column.name, column.texts[i]), "valid")]
        own = replace(column, labels=labels)
        before[id(own)] = (own, column)
    return [own for own, _ in before.values()], lambda column: score(before[id(column)][1])


def alarms(columns: Sequence[LabelledColumn], score: Scorer) -> list[Alarm]:
    """Return what a method flags among values labelled valid."""
    return [(c.table, c.name, c.texts[i]) for c in columns for i in np.flatnonzero((score(c) < 0.5) & (c.labels == 0))]


def listed(found: Mapping[Alarm, Sequence[str]]) -> list[dict[str, object]]:
    """Lay alarms out for the results: open government data, which may be printed."""
    return [
        {"table": t, "column": c, "value": v, "judgement": judgements().get((t, c, v), "not judged"), "flagged_by": by}
        for (t, c, v), by in sorted(found.items())
    ]
