"""What the user holds after classification: labels, how good they are, and why a row got its own."""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabbert import _encoding, _train, summary
from tabbert._explain import Explanation, explain, shared_out
from tabbert._numbers import whole
from tabbert._outcome import Outcome
from tabbert._pictures import POINTS
from tabbert._renderable import Values
from tabbert.algorithms import layout
from tabbert.algorithms.pooling import calibration_error
from tabbert.checks.classification._features import ROW, read_rows, row_keys
from tabbert.checks.classification._lesson import given_labels
from tabbert.checks.classification._model import RowClassifier
from tabbert.core.section import Matrix, Scatter
from tabbert.encoders.exported import SavedClassifier
from tabbert.errors import InvalidParameterError, NotEvaluatedError
from tabbert.result import CheckResult
from tabbert.tables import ArrowColumn, ArrowTable

__all__ = ["ClassificationResult", "FineTunedResult"]


@dataclass(frozen=True, eq=False, repr=False)
class _Labelled(CheckResult):
    """What labels of rows have in common, whoever gave them."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, sorted."""
        raise NotImplementedError

    def explain(self, row: int) -> Explanation:
        """Return which columns and words carried the label of a row, by leaving each out and judging again.

        Args:
            row: position, from 0.

        Raises:
            InvalidParameterError: There is no such row, or nothing in it.
        """
        columns, place = self._told_from(row)
        return explain(columns, place, _encoding.cached(self.options), self._judge, self.classes)

    def _told_from(self, row: int) -> tuple[list[ArrowColumn], int]:
        """Return the columns that labels are told from, and the position of a row that is not empty."""
        n = self.outcome.n_rows
        place = whole(row)
        if place is None or not -n <= place < n:
            hint = "rows are counted from 0, whatever the index of a pandas frame."
            raise InvalidParameterError("row", f"a position below {n}", row, hint)
        if np.isnan(self._extra("confidence")[place]):
            raise InvalidParameterError("row", "one with something in it", row, "`result.rows` calls empty rows so.")
        return [outcome.column for outcome in self.outcome.columns if outcome.name != self._target], place % n

    def fill(self) -> Any:
        """Return the user's frame with a column ``<target>_filled``: the given label, else the one that was found."""
        name = f"{self._target or 'label'}_filled"
        return self.frame.beside(self._per_row(lambda outcome: {name: self._filled(outcome)}), [name])

    def _filled(self, outcome: Outcome) -> NDArray[np.object_]:
        assert outcome.rows is not None
        given = zip(self._labels_of(outcome), outcome.rows.extra["label"], strict=True)
        return np.array([own if own is not None else label for own, label in given], object)

    @property
    def _target(self) -> str:
        return str(self.fitted.params.get("target", ""))

    @cached_property
    def _given(self) -> list[str | None]:
        return self._labels_of(self.outcome)

    def _labels_of(self, outcome: Outcome) -> list[str | None]:
        column = next((own.column for own in outcome.columns if own.name == self._target), None)
        return given_labels(column, outcome.n_rows)

    def _judge(self, table: ArrowTable) -> NDArray[np.float64]:
        """Return log-probabilities (n, k) of the rows of another table."""
        raise NotImplementedError

    def _extra(self, name: str) -> NDArray[Any]:
        assert self.outcome.rows is not None
        return np.asarray(self.outcome.rows.extra[name])


@dataclass(frozen=True, eq=False, repr=False)
class FineTunedResult(_Labelled):
    """Labels by a fine-tuned classifier, which judges each row by itself, also those that it learnt from.

    ``result.rows`` has ``score``, ``status``, ``label``, ``confidence``, ``runner_up`` and ``abstained``.
    """

    @property
    def model(self) -> str:
        """Name and version of the classifier: ``tabbert.classify(new, model=result.model)``."""
        return str(self.fitted.params["model"])

    @cached_property
    def classifier(self) -> SavedClassifier:
        """The classifier itself."""
        return SavedClassifier.named(self.model)

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, sorted."""
        return self.classifier.labels

    @property
    def evaluation(self) -> dict[str, float]:
        """How good it is on rows held out from training: the same figures as of `ClassificationResult`."""
        scores = self.classifier.about.scores
        names = {"accuracy_of_the_surest_80%": "sure_accuracy"}
        return {names.get(name, name): value for name, value in scores.items()}

    def explain(self, row: int, *, method: Literal["occlusion", "gradients"] = "occlusion") -> Explanation:
        """Return which columns and words carried the label of a row.

        Args:
            row: position, from 0.
            method: "occlusion" leaves each column and word out and judges again, exactly what is served. "gradients"
                adds up integrated gradients token by token, from a row in which every token is hidden: the weights of
                all columns together are what the row adds. It needs the training extra.

        Raises:
            InvalidParameterError: There is no such row, or nothing in it, or no such method.
            MissingExtraError: torch or captum is not installed.
        """
        if method == "occlusion":
            return super().explain(row)
        if method != "gradients":
            raise InvalidParameterError("method", "'occlusion' or 'gradients'", method)
        columns, place = self._told_from(row)
        written = self.classifier.in_order(ArrowTable(columns, self.outcome.n_rows))
        own = [(column, int(column.codes[place])) for column in written.columns]
        cells = [(column.name, text) for column, code in own if code >= 0 and (text := column.row_texts[code]).strip()]
        text = written.row_texts()[place]
        found = _train.attribute(self.classifier, text)
        parts = shared_out(cells, text, found.spans, found.weights, named=len(written.columns) > 1)
        return Explanation(found.label, found.confidence, *parts)

    def _judge(self, table: ArrowTable) -> NDArray[np.float64]:
        texts = self.classifier.written(table, without=self._target)
        return np.log(np.maximum(self.classifier.probabilities(texts), np.finfo(np.float64).tiny))


@dataclass(frozen=True, eq=False, repr=False)
class ClassificationResult(_Labelled):
    """Labels of a table's rows.

    ``result.rows`` has, for every row, ``score``, ``status``, ``label`` (what the rest of the row says; null where the
    check abstains), ``confidence``, ``runner_up``, ``abstained`` and ``doubted`` (the row has another label, and it
    looks wrong). A row that taught is judged by fits that have not seen it.
    """

    @cached_property
    def model(self) -> RowClassifier:
        """What was fitted."""
        return RowClassifier.from_arrays(self.fitted.table)

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, sorted."""
        return self.model.classes

    @property
    def evaluation(self) -> dict[str, float]:
        """How good the labels are, on rows with a known label of their own, each judged by fits without it.

        ``rows``, ``accuracy``, ``macro_f1`` (mean over the labels given), ``calibration_error`` (expected, 15 bins)
        and ``sure_accuracy`` (of the most confident 80%).

        Raises:
            NotEvaluatedError: No row has a label that was learnt.
        """
        rows, given, predicted = self._judged
        right, confidence = given == predicted, self._extra("confidence")[rows]
        sure = np.argsort(-confidence, kind="stable")[: max(1, round(0.8 * len(rows)))]
        figures = self._per_class
        return {
            "rows": len(rows),
            "accuracy": float(right.mean()),
            "macro_f1": float(np.mean(figures["f1"][figures["given"] > 0])),
            "calibration_error": calibration_error(confidence, right),
            "sure_accuracy": float(right[sure].mean()),
        }

    @property
    def per_class(self) -> Any:
        """One row per label: how often it is given, predicted and doubted, and how good it is.

        ``label``, ``given``, ``predicted``, ``precision``, ``recall`` and ``f1`` (NaN where there is nothing to divide
        by) and ``doubted``.
        """
        return self.frame.build(self._per_class)

    @property
    def confusion(self) -> Any:
        """How often each label is taken for which, the most frequent first: ``given``, ``predicted``, ``rows``."""
        _, given, predicted = self._judged
        k = len(self.classes)
        cells, number = np.unique(given * k + predicted, return_counts=True)
        order = np.lexsort((cells, -number))
        names = np.array(self.classes, object)
        return self.frame.build({
            "given": names[cells[order] // k], "predicted": names[cells[order] % k], "rows": number[order],
        })  # fmt: skip

    def to_dict(self, *, values: Values = "mask") -> dict[str, Any]:
        """Return the summary with the evaluation, the figures of every label, a confusion table and a map.

        Labels are named only if values are shown.
        """
        made = super().to_dict(values=values)
        names = [name if values == "show" else f"label {number + 1}" for number, name in enumerate(self.classes)]
        pictures = [summary.picture(one, values) for one in self._pictures(names)]
        try:
            figures = {name: np.asarray(own, object).tolist() for name, own in self._per_class.items()}
        except NotEvaluatedError:
            return {**made, "pictures": pictures}
        figures["label"] = names
        rows = [{name: _finite(cell) for name, cell in zip(figures, row, strict=True)}
                for row in zip(*figures.values(), strict=True)]  # fmt: skip
        evaluation = {name: round(value, 6) for name, value in self.evaluation.items()}
        return {**made, "evaluation": evaluation, "tables": {"labels": rows}, "pictures": pictures}

    def _pictures(self, names: Sequence[str]) -> Iterator[Matrix | Scatter]:
        """Yield the confusion table, where rows have labels, and a map of the rows that taught, where some did."""
        k = len(names)
        with suppress(NotEvaluatedError):
            _, given, predicted = self._judged
            counts = np.bincount(given * k + predicted, minlength=k * k).reshape(k, k)
            wrong = int((given != predicted).sum())
            text = f"{wrong:,} of {len(given):,} rows with a label are taken for another, by fits without them."
            yield Matrix("Labels given and predicted", "given", "predicted", names, names, counts.tolist(), text)
        labels = self.model.labels[:POINTS].astype(np.int32)
        vectors = self.model.taught.vectors[ROW][: len(labels)]  # after them may come rows that taught by a guess
        if len(vectors):
            present = np.unique(labels)
            points, _ = layout.plane(vectors, labels, present)
            text = f"Near dots mean similar things; {len(vectors):,} rows that taught, by their labels."
            own = {number: names[number] for number in present.tolist()}
            yield Scatter(f"Map of {len(present)} labels", points[:, 0].tolist(), points[:, 1].tolist(),
                          labels.tolist(), own, text)  # fmt: skip

    @cached_property
    def _judged(self) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
        """Rows with a label that was learnt, and as numbers of classes what was given and what was predicted."""
        place = {label: number for number, label in enumerate(self.classes)}
        given = np.array([place.get(label, -1) if label is not None else -1 for label in self._given], np.int64)
        rows = np.flatnonzero((given >= 0) & ~np.isnan(self._extra("confidence")))
        if not len(rows):
            raise NotEvaluatedError
        predicted = np.array([place[label] for label in self._extra("label")[rows]], np.int64)
        return rows, given[rows], predicted

    @cached_property
    def _per_class(self) -> dict[str, NDArray[Any]]:
        rows, given, predicted = self._judged
        k = len(self.classes)
        right = np.bincount(given[given == predicted], minlength=k).astype(np.float64)
        n_given, n_predicted = np.bincount(given, minlength=k), np.bincount(predicted, minlength=k)
        with np.errstate(invalid="ignore"):
            precision, recall, f1 = right / n_predicted, right / n_given, 2 * right / (n_given + n_predicted)
        return {
            "label": np.array(self.classes, object), "given": n_given, "predicted": n_predicted,
            "precision": precision, "recall": recall, "f1": f1,
            "doubted": np.bincount(given[self._extra("doubted")[rows]], minlength=k),
        }  # fmt: skip

    def _judge(self, table: ArrowTable) -> NDArray[np.float64]:
        keys, groups = row_keys(table)
        return self.model.log_probabilities(read_rows(table, np.arange(table.n_rows), keys, groups))


def _finite(cell: Any) -> Any:
    if isinstance(cell, float):
        return None if math.isnan(cell) else round(cell, 4)
    return cell
