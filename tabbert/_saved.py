"""A fine-tuned classifier applied to a table: the check behind ``classify(df, model="tickets")``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tabbert import _run, serialize
from tabbert.checks.classification.labelling import OUTPUT, STATUSES, labelled
from tabbert.config import Options
from tabbert.core.check import RowCheck, State
from tabbert.core.table import Table
from tabbert.core.verdict import Verdict
from tabbert.encoders.exported import SavedClassifier
from tabbert.errors import InvalidParameterError, StateMismatchError
from tabbert.labels import FineTunedResult

__all__ = ["classify_saved"]


@dataclass(frozen=True)
class SavedParams:
    """How to apply it.

    Attributes:
        model: name of the saved classifier, with ``@version`` for another than the newest.
        abstain_below: confidence below which no label is given, in [0, 1].
        target: column of the table with labels of its own, which are kept where labels are filled in; "" for none.
    """

    model: str
    abstain_below: float = 0.0
    target: str = ""


class SavedClassification(RowCheck):
    """Labels rows with a saved classifier; the score of a row is its calibrated confidence."""

    name = "classification"
    summary = "Labels rows with a classifier that was fine-tuned."
    version = "1"
    result = "tabbert.labels:FineTunedResult"
    needs = frozenset({"texts"})
    statuses: ClassVar[Mapping[str, str]] = STATUSES
    output: ClassVar[Mapping[str, str]] = OUTPUT
    Params = SavedParams

    @property
    def also_read(self) -> Sequence[str]:
        """The target, which is filled in and never judged by."""
        return [self.params.target] if self.params.target else []

    def apply(self, batch: Table, state: State) -> Verdict:
        """Ask the classifier for every distinct row."""
        classifier = SavedClassifier.named(self.params.model)
        texts = classifier.written(batch, without=self.params.target)
        filled = np.array([bool(text.strip()) for text in texts], dtype=np.bool_)
        said = labelled(classifier.probabilities(texts), classifier.labels, filled, self.params.abstain_below)
        status = np.where(filled, np.where(said["abstained"], "abstained", "labelled"), "empty").astype(object)
        return Verdict(said["confidence"], status, np.full(len(texts), "", object), said)


def classify_saved(
    data: Any, model: str, *, abstain_below: float = 0.0, target: str = "", **options: Any
) -> FineTunedResult:
    """Label the rows of a table with a saved classifier, written to text as those were that it learnt from.

    Args:
        data: Polars, pandas or PyArrow table with the columns that the classifier learnt from.
        model: its name, with ``@version`` for another than the newest.
        abstain_below: confidence below which no label is given, in [0, 1].
        target: column of the table that holds labels already, for `FineTunedResult.fill`.
        **options: ``threshold``, ``sample``, ``progress`` and others of `tabbert.config.Options`.

    Raises:
        UnknownModelError: there is no such model.
        UnknownColumnError: the table lacks a column that the classifier reads.
        StateMismatchError: it learnt from rows that were written in another way.
        ModelStoreError: its folder is damaged, or it is no classifier.
    """
    if not 0 <= abstain_below <= 1:
        raise InvalidParameterError("abstain_below", "a number from 0 to 1", abstain_below)
    about = SavedClassifier.named(model).about
    if about.serializer not in (0, serialize.VERSION):
        reason = f"the classifier {model!r} learnt from rows written by serialiser {about.serializer}"
        raise StateMismatchError(f"{reason}, this tabbert has {serialize.VERSION}.", "fine-tune it again.")
    threshold = options.pop("threshold", None)
    result = _run.run(
        data,
        SavedClassification(SavedParams(model, abstain_below, target)),
        columns=list(about.columns) or None,
        threshold=threshold,
        weights=None,
        state=None,
        options=Options(**options),
    )
    assert isinstance(result, FineTunedResult)
    return result
