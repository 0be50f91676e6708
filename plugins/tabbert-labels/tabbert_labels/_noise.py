"""How many labels are wrong, and how sure predictions are: fitted to the given labels, all at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Noise", "fit_noise", "right"]

Array = np.ndarray[Any, Any]
BLENDS = np.linspace(0, 1, 11)  # weight of words against meaning
SHARPNESS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8)  # of probabilities: what their logarithms are multiplied by
RATES = (0.001, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3)  # share of wrong labels
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Noise:
    """What fits the given labels best.

    Attributes:
        predicted: float (n, classes), the blended probabilities of the true labels.
        rate: share of labels that are wrong, the same for all.
        sharpness: what the logarithms of the probabilities were multiplied by.
    """

    predicted: Array
    rate: float
    sharpness: float


def fit_noise(by_words: Array, by_meaning: Array, labels: Array) -> Noise:
    """Choose blend, sharpness and rate by the likelihood of the given labels.

    A given label is the true one, or with probability ``rate`` any other, each as likely. Where classes overlap, the
    fit makes predictions less sure instead of calling half of the labels wrong, which thresholds on margins do.

    Args:
        by_words: float (n, classes), probabilities out of fold.
        by_meaning: the same from vectors.
        labels: int (n,), as given.
    """
    words, meaning = (np.log(np.maximum(each, _LEAST)) for each in (by_words, by_meaning))
    best, chosen = -np.inf, Noise(by_words, 0.0, 1.0)
    for blend in BLENDS:
        logits = blend * words + (1 - blend) * meaning
        logits -= logits.max(axis=1, keepdims=True)
        for sharpness in SHARPNESS:
            predicted = np.exp(logits * sharpness)
            predicted /= predicted.sum(axis=1, keepdims=True)
            own = predicted[np.arange(len(labels)), labels]
            for rate in RATES:
                fit = np.log((1 - rate) * own + rate * (1 - own) / (predicted.shape[1] - 1)).mean().round(9)
                if fit > best:
                    best, chosen = fit, Noise(predicted, rate, sharpness)
    return chosen


def right(predicted: Array, labels: Array, rate: float) -> Array:
    """Return the probability that each given label is the true one, float (n,)."""
    own = predicted[np.arange(len(labels)), labels]
    true, wrong = (1 - rate) * own, rate * (1 - own) / (predicted.shape[1] - 1)
    return np.asarray(true / np.maximum(true + wrong, _LEAST), np.float64)
