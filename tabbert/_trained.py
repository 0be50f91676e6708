"""Classification by training: pairs for few labels, every layer for many, and whether that beats the head."""

import math
import re
from collections.abc import Callable, Hashable
from typing import Any, Final, Literal, Unpack

import numpy as np

from tabbert._saved import classify_saved
from tabbert._train import Columns, finetune
from tabbert.config import RunOptions
from tabbert.errors import InvalidParameterError, MissingExtraError, TrainingDataError
from tabbert.labels import ClassificationResult, FineTunedResult

__all__ = ["METHODS", "better", "check_method", "classify_trained"]

METHODS: Final = ("auto", "head", "few-shot", "fine-tune")
_TRAINERS: Final[dict[str, Literal["contrastive", "finetune"]]] = {
    "few-shot": "contrastive",
    "fine-tune": "finetune",
}
_FEW = 64  # rows a label, by the median, up to which pairs teach more than single rows do
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def classify_trained(
    data: Any,
    target: Hashable,
    *,
    method: str,
    columns: Columns = None,
    name: str | None = None,
    time_budget_s: float | None = None,
    abstain_below: float | None = None,
    threshold: float | None = None,
    **options: Unpack[RunOptions],
) -> FineTunedResult:
    """Fine-tune on the rows with a label, keep the classifier, and label every row of the table with it.

    Args:
        data: Polars, pandas or PyArrow table.
        target: column of the labels.
        method: "few-shot" or "fine-tune".
        columns: to tell the label from.
        name: that the classifier is kept under; None takes one after target and method.
        time_budget_s: seconds after which training stops.
        abstain_below: confidence below which no label is given, in [0, 1].
        threshold: rows whose score is below it are findings.
        **options: the encoder to start from, the device to train on, and others of a run.

    Raises:
        MissingExtraError: torch or another training library is not installed.
        TrainingDataError: no labels, only one, no text, or too few rows.
    """
    kept = name or f"{_UNSAFE.sub('-', str(target)).strip('-') or 'rows'}-{method}"
    progress = options.get("progress")
    trained = finetune(
        "classification", data, target=target, name=kept, columns=columns, encoder=options.get("encoder"),
        method=_TRAINERS[method], device=options.get("device", "auto"), progress=progress,
        time_budget_s=time_budget_s,
    )  # fmt: skip
    return classify_saved(
        data, f"{kept}@{trained.folder.name}", abstain_below=abstain_below or 0.0, target=str(target),
        threshold=threshold, threads=options.get("threads"), progress=progress,
    )  # fmt: skip


def better(
    head: ClassificationResult, train: Callable[[str], FineTunedResult]
) -> ClassificationResult | FineTunedResult:
    """Return what training gives if it beats the head by more than chance on rows held out, else the head's result.

    Args:
        head: labels of the same table; its evaluation is out of fold.
        train: called with "few-shot" or "fine-tune".
    """
    per_label = np.bincount(head.model.labels, minlength=len(head.classes))
    try:
        trained = train("few-shot" if np.median(per_label) <= _FEW else "fine-tune")
    except (MissingExtraError, TrainingDataError):
        return head
    accuracy, rows = trained.evaluation["accuracy"], trained.evaluation["rows"]
    chance = math.sqrt(max(accuracy * (1 - accuracy), 1 / (rows + 2)) / rows)
    return trained if accuracy - chance > head.evaluation["accuracy"] else head


def check_method(method: str, time_budget_s: float | None, name: str | None) -> None:
    """Raise InvalidParameterError if there is no such method or budget, or nothing is trained that a name is for."""
    if method not in METHODS:
        raise InvalidParameterError("method", f"one of {list(METHODS)}", method)
    if time_budget_s is not None and (isinstance(time_budget_s, bool) or not time_budget_s > 0):
        raise InvalidParameterError("time_budget_s", "seconds above 0, or None", time_budget_s)
    if method == "head" or (method == "auto" and time_budget_s is None):
        told = {"name": name, "time_budget_s": time_budget_s}
        raise InvalidParameterError(
            next(one for one, said in told.items() if said is not None), "left out where nothing is trained", "one"
        )
