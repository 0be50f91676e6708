"""A tabbert check for wrong labels: confident learning on out-of-fold predictions from the rows' text and vectors."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tabbert import Section, Shown, State, TableCheck, Verdict, hookimpl
from tabbert.errors import InvalidParameterError

__all__ = ["Labels"]
__tabbert_api__ = 1


class Labels(TableCheck):
    """Learns a column from the others and finds rows whose label the others contradict.

    Method: out-of-fold probabilities of two logistic regressions, on TF-IDF words and on the encoder's vectors (rows
    with equal text share a fold); their blend, how sure they are and the share of wrong labels are fitted together. A
    label is wrong where its probability to be right is below the threshold and confident learning, Northcutt et al.
    (2021), by cleanlab, says so too. Rows that the state does not know are judged by a regression on vectors alone.
    """

    name = "labels"
    summary = "Finds wrong labels in a column, by what the other columns say."
    threshold = 0.5
    statuses: ClassVar[Mapping[str, str]] = {
        "ok": "the label fits the rest of the row",
        "wrong_label": "the rest of the row says another label",
        "rare_label": "too few rows have this label to learn it",
        "no_label": "the label is missing",
        "no_text": "the rest of the row is empty",
    }
    output: ClassVar[Mapping[str, str]] = {"suggested": "string", "confidence": "float64"}

    @dataclass(frozen=True)
    class Params:
        """What the check can be told.

        Attributes:
            target: the column that holds the labels.
            min_rows: distinct rows that a label needs to be learnt, at least 2.
            folds: parts that the table is cut into for out-of-fold predictions, at least 2.
        """

        target: str
        min_rows: int = 10
        folds: int = 5

        def __post_init__(self) -> None:
            if self.min_rows < 2 or self.folds < 2:
                raise ValueError("min_rows and folds of at least 2")

    def summarise(self, batch: Any) -> dict[str, Any]:
        """Reduce a batch to its distinct (text, label) pairs with the vectors of the texts."""
        texts, labels = self._texts(batch), self._labels(batch)
        pairs = sorted({pair for pair in zip(texts, labels, strict=True) if pair[0] and pair[1] is not None})
        distinct = list(dict.fromkeys(text for text, _ in pairs))
        return {"pairs": pairs, "vectors": dict(zip(distinct, _vectors(batch, distinct), strict=True))}

    def merge(self, partials: Sequence[Any]) -> dict[str, Any]:
        """Unite the pairs."""
        pairs = sorted({pair for part in partials for pair in part["pairs"]})
        return {"pairs": pairs, "vectors": {text: v for part in partials for text, v in part["vectors"].items()}}

    def finish(self, partial: Any) -> State:
        """Learn the labels; the state holds hashes, numbers and a regression, no text and no label."""
        from tabbert_labels._learn import learn

        return self._state(table=learn(partial["pairs"], partial["vectors"], self.params))

    def apply(self, batch: Any, state: State) -> Verdict:
        """Judge every row by its text and label; a score below 0.5 says that the label is wrong."""
        from tabbert_labels._learn import hashed, judge

        texts, labels = self._texts(batch), self._labels(batch)
        pairs = list(dict.fromkeys((t, lab) for t, lab in zip(texts, labels, strict=True) if t and lab is not None))
        distinct = list(dict.fromkeys(text for text, _ in pairs))
        names = {hashed(label): label for label in labels if label is not None}
        judged = judge(pairs, dict(zip(distinct, _vectors(batch, distinct), strict=True)), state.table, names)
        score, status = np.full(batch.n_rows, np.nan), np.full(batch.n_rows, "ok", object)
        suggested, confidence = np.full(batch.n_rows, "", object), np.full(batch.n_rows, np.nan)
        for row, (text, label) in enumerate(zip(texts, labels, strict=True)):
            if not text or label is None:
                status[row] = "no_label" if label is None else "no_text"
            else:
                score[row], status[row], suggested[row], confidence[row] = judged[text, label]
        evidence = [f"confidence {value:.2f}" if word == "wrong_label" else ""
                    for value, word in zip(confidence, status, strict=True)]  # fmt: skip
        return Verdict(score, status, np.array(evidence, object), {"suggested": suggested, "confidence": confidence})

    def section(self, table: Any, verdicts: Verdict, threshold: float) -> Section | None:
        """Count which labels are taken for which."""
        bad = np.flatnonzero(verdicts.score < threshold)
        if not len(bad):
            return None
        given = self._labels(table)
        counts = Counter((given[row], verdicts.extra["suggested"][row]) for row in bad.tolist())
        rows = [[Shown(old), Shown(new), count] for (old, new), count in counts.most_common(50)]
        return Section("Labels and what the rows say", ["label", "suggested", "rows"], rows)

    def _labels(self, batch: Any) -> list[str | None]:
        column = next((column for column in batch.columns if column.name == self.params.target), None)
        if column is None:
            names = [column.name for column in batch.columns]
            raise InvalidParameterError("target of 'labels'", f"one of the columns {names}", self.params.target)
        return [None if code < 0 or not column.texts[code].strip() else column.texts[code] for code in column.codes]

    def _texts(self, batch: Any) -> Sequence[str]:
        rest = batch.select([column.name for column in batch.columns if column.name != self.params.target])
        texts: Sequence[str] = rest.row_texts()
        return texts


def _vectors(batch: Any, texts: list[str]) -> np.ndarray[Any, Any]:
    return np.asarray(batch.columns[0].vectors(texts)) if texts else np.empty((0, 0), np.float32)


@hookimpl
def tabbert_checks() -> list[type[TableCheck]]:
    """Register the check."""
    return [Labels]
