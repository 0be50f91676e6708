"""From the scores of several classifiers to one calibrated probability: log-linear pooling, and rules to abstain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pool", "abstention", "calibration_error", "estimate_prior", "fit_pool", "log_softmax"]

Scores = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pool:
    """Scores (n, k) of several members to log-probabilities: a weight each, and an offset per class.

    Attributes:
        weights: float64 (members,), above 0; how large they are together sets how sure the pool is.
        offsets: float64 (k,).
        reserve: probability that is spread evenly over the classes whatever the scores say, in [0, 1).
    """

    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]
    reserve: float = 0.0

    def __call__(self, members: Sequence[NDArray[np.floating]]) -> Scores:
        """Return log-probabilities, float64 (n, k)."""
        total = sum(
            weight * np.asarray(scores, np.float64) for weight, scores in zip(self.weights, members, strict=True)
        )
        logs = log_softmax(np.asarray(total + self.offsets))
        if not self.reserve:
            return logs
        return np.asarray(np.logaddexp(logs + np.log(1 - self.reserve), np.log(self.reserve / logs.shape[-1])))


def log_softmax(logits: Scores) -> Scores:
    """Return logarithms of probabilities that sum to 1 along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def fit_pool(
    members: Sequence[NDArray[np.floating]],
    labels: NDArray[np.int64],
    usual: Sequence[float],
    *,
    trust: float = 4.0,
    offset_trust: float = 30.0,
) -> Pool:
    """Choose the weights by the likelihood of out-of-fold scores, held to the usual weights.

    This is logarithmic opinion pooling with temperature and bias scaling in one (Genest, Zidek 1986; Guo et al. 2017);
    with few rows it stays near the usual weights. Rows that are all right do not prove that the next one is: what is to
    be predicted of n rows is not certainty but (n + 1) / (n + 2), as in Platt's scaling (1999), and the pool is never
    surer than that, however far beyond the rows that it was fitted to a score may be.

    Args:
        members: out-of-fold scores, each (n, k).
        labels: (n,), the classes that are true, of k >= 2.
        usual: weight of each member where nothing is known.
        trust: how firmly: precision of the logarithms of the weights' factors.
        offset_trust: the same of offsets of 0.
    """
    from scipy.optimize import minimize

    scores = np.stack([np.asarray(own, np.float64) for own in members])  # (members, n, k)
    n_members, n, k = scores.shape
    prior = np.asarray(usual, np.float64)
    truth = np.full((n, k), 1 / (n + 2) / (k - 1))
    truth[np.arange(n), labels] = (n + 1) / (n + 2)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away, offsets = flat[:n_members], flat[n_members:]  # weights as factors of the usual ones, in logarithms
        weights = prior * np.exp(away)
        logs = log_softmax(np.tensordot(weights, scores, 1) + offsets)
        total = -(truth * logs).sum() + trust / 2 * (away**2).sum() + offset_trust / 2 * (offsets**2).sum()
        error = np.exp(logs) - truth
        own = weights * np.tensordot(scores, error, ((1, 2), (0, 1))) + trust * away
        return float(total), np.concatenate([own, error.sum(axis=0) + offset_trust * offsets])

    bounds = [(-6.0, 6.0)] * n_members + [(None, None)] * k
    found = minimize(loss, np.zeros(n_members + k), jac=True, method="L-BFGS-B", bounds=bounds)
    reserve = k / (k - 1) / (n + 2)  # leaves (n + 1) / (n + 2) to the surest class
    return Pool(prior * np.exp(found.x[:n_members]), found.x[n_members:], min(reserve, 0.5))


def estimate_prior(
    logs: Scores, assumed: NDArray[np.float64], *, trust: float, rounds: int = 100
) -> NDArray[np.float64]:
    """Estimate how frequent classes are among rows without labels, float64 (k,), by expectation-maximisation.

    Where a few labels of each class were collected on purpose, their frequencies say nothing about the rest of the
    table; the classifier's answers do (Saerens, Latinne, Decaestecker: Adjusting the outputs of a classifier to new a
    priori probabilities, Neural Computation 14, 2002).

    Args:
        logs: log-probabilities (n, k) under the assumed prior.
        assumed: (k,), frequencies that the classifier was taught with.
        trust: rows that the assumed prior is worth.
        rounds: of the iteration at most.
    """
    prior = assumed
    for _ in range(rounds):
        new = (np.exp(log_softmax(logs + np.log(prior / assumed))).sum(axis=0) + trust * assumed) / (len(logs) + trust)
        moved = float(np.abs(new - prior).max())
        prior = new
        if moved < 1e-5:
            break
    return prior


def calibration_error(confidence: NDArray[np.float64], correct: NDArray[np.bool_], bins: int = 15) -> float:
    """Return the expected calibration error, in [0, 1]: the mean gap of confidence and accuracy over equal bins.

    Naeini, Cooper, Hauskrecht 2015; NaN without rows.
    """
    if not len(confidence):
        return float("nan")
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(place, confidence - correct, bins)
    return float(np.abs(gaps).sum() / len(confidence))


def abstention(confidence: NDArray[np.float64], correct: NDArray[np.bool_], precision: float) -> float:
    """Return the least confidence from which so large a share is correct; above 1 if there is none.

    One wrong row more than was seen is assumed, so that a few lucky rows at the top prove nothing.

    Args:
        confidence: (n,), out of fold.
        correct: (n,).
        precision: share that is to be correct, in (0, 1].
    """
    order = np.argsort(-confidence, kind="stable")
    sure, hits = confidence[order], np.cumsum(correct[order])
    last = np.append(sure[1:] != sure[:-1], True) if len(sure) else np.empty(0, np.bool_)
    enough = np.flatnonzero(last & (hits / (np.arange(len(sure)) + 2) >= precision))
    return float(sure[enough[-1]]) if len(enough) else 1.01
