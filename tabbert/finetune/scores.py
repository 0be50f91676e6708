"""How good a classifier is on rows that it never saw, and the temperature that makes its probabilities honest."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import f1_score

__all__ = ["calibration_error", "scores", "temperature"]


def temperature(logits: NDArray[np.float32], labels: NDArray[np.intp]) -> float:
    """Return the number in [0.05, 20] to divide logits by for the best log likelihood (Guo et al. 2017).

    Args:
        logits: (n, classes), of rows that were not trained on.
        labels: class of each, int (n,).
    """

    def loss(log_temperature: float) -> float:
        likely = log_softmax(logits.astype(np.float64) / np.exp(log_temperature), axis=1)
        return float(-likely[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded").x))


def scores(logits: NDArray[np.float32], labels: NDArray[np.intp], heat: float) -> dict[str, float]:
    """Return accuracy, macro_f1, calibration_error and accuracy_of_the_surest_80%, all in [0, 1]."""
    probability = softmax(logits.astype(np.float64) / heat, axis=1)
    guess, sure = probability.argmax(axis=1), probability.max(axis=1)
    surest = np.argsort(-sure, kind="stable")[: max(1, round(0.8 * len(labels)))]
    return {
        "accuracy": float((guess == labels).mean()),
        "macro_f1": float(f1_score(labels, guess, average="macro", zero_division=0.0)),
        "calibration_error": calibration_error(sure, guess == labels),
        "accuracy_of_the_surest_80%": float((guess == labels)[surest].mean()),
    }


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the mean distance of confidence and accuracy over bins of equal width, weighted by their rows."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    distances = [abs(confidence[place == b].mean() - right[place == b].mean()) * (place == b).mean()
                 for b in np.unique(place)]  # fmt: skip
    return float(np.sum(distances))
