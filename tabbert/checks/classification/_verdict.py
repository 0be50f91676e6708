"""From probabilities to verdicts: which label, how sure, whether to abstain, and whether a given label is doubted."""

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.pooling import abstention
from tabbert.checks.classification._model import RowClassifier
from tabbert.checks.classification.labelling import labelled
from tabbert.core.verdict import Verdict

__all__ = ["NONE", "UNKNOWN", "abstains_below", "judge"]

NONE, UNKNOWN = -1, -2
"""In place of a class: the row has no label; it has one that was not learnt."""

_UNSURE = 0.5  # confidence below which the evidence says how unsure a label is


def abstains_below(model: RowClassifier, below: float | None, precision: float | None) -> float:
    """Return the confidence below which no label is given, by what was seen out of fold if a precision is wanted."""
    if precision is None:
        return below or 0.0
    probability = np.exp(model.out_of_fold.astype(np.float64))
    return abstention(probability.max(axis=1, initial=0), probability.argmax(axis=1) == model.labels, precision)


def judge(
    probability: NDArray[np.float64],
    own: NDArray[np.int64],
    filled: NDArray[np.bool_],
    model: RowClassifier,
    below: float,
) -> Verdict:
    """Return the verdict of every row.

    A given label is doubted as in confident learning (Northcutt, Jiang, Chuang 2021): another label is more probable,
    and at least as probable as it usually is where it is right.

    Args:
        probability: (n, k).
        own: (n,), the class that each row was given, else `NONE` or `UNKNOWN`.
        filled: (n,), whether there is anything in the row.
        model: with the classes, and what it said of rows out of fold.
        below: confidence below which no label is given.
    """
    rows = np.arange(len(own))
    said = labelled(probability, model.classes, filled, below, wanted=own < 0)
    confidence, abstained = said["confidence"], said["abstained"]
    given = np.where(own >= 0, probability[rows, np.maximum(own, 0)], np.nan)

    rival = np.where(probability >= _usual(model), probability, 0)
    rival[rows[own >= 0], own[own >= 0]] = 0
    doubted = filled & (own >= 0) & (rival.max(axis=1) > np.nan_to_num(given))

    score = np.where(own >= 0, np.where(doubted, given / 2, 0.5 + given / 2), confidence)
    status = np.where(own >= 0, "agrees", "labelled").astype(object)
    status[doubted] = "doubted"
    status[abstained] = "abstained"
    status[own == UNKNOWN] = "unknown_label"
    status[~filled] = "empty"
    score[(own == UNKNOWN) | ~filled] = np.nan
    evidence = np.full(len(own), "", object)
    for row in np.flatnonzero(doubted).tolist():
        evidence[row] = f"probability of its label {given[row]:.2f}, of another {confidence[row]:.2f}"
    second = np.sort(probability, axis=1)[:, -2]
    for row in np.flatnonzero(filled & (own == NONE) & ((confidence < _UNSURE) | abstained)).tolist():
        evidence[row] = f"probability of the best label {confidence[row]:.2f}, of the next {second[row]:.2f}"
    return Verdict(np.clip(score, 0, 1), status, evidence, {**said, "doubted": doubted})


def _usual(model: RowClassifier) -> NDArray[np.float64]:
    """Return how probable each class is where it is right, float64 (k,), out of fold; 1 if none was seen."""
    probability = np.exp(model.out_of_fold.astype(np.float64))
    k = len(model.classes)
    number = np.bincount(model.labels, minlength=k)
    total = np.bincount(model.labels, probability[np.arange(len(model.labels)), model.labels], k)
    return np.where(number > 0, total / np.maximum(number, 1), 1.0)
