"""Fit the completeness head's networks: the judge of a value in its column, and the one that looks at its end alone."""

import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from tabbert.checks.completeness._head import STATUSES
from tabbert.checks.completeness._networks import Network, Networks

__all__ = ["fit_ending", "fit_judge"]

_CUT = STATUSES.index("truncated")


def fit_judge(inputs: NDArray[np.float32], labels: NDArray[np.int64], *, seed: int, networks: int) -> Networks:
    """Fit networks that tell `STATUSES` apart, from inputs, float32 (n, f), and labels, int64 (n,)."""
    return _fit(inputs, labels, (64, 32), alpha=0.4, epochs=14, seed=seed, networks=networks)


def fit_ending(ends: NDArray[np.float32], labels: NDArray[np.int64], *, seed: int, networks: int) -> Networks:
    """Fit networks that tell values cut off from complete ones by `endings`, float32 (n, 14), alone."""
    either = (labels == 0) | (labels == _CUT)
    return _fit(ends[either], labels[either] == _CUT, (16,), alpha=10.0, epochs=12, seed=seed, networks=networks)


def _fit(
    inputs: NDArray[np.float32], labels: NDArray[np.generic], hidden: tuple[int, ...], *, alpha: float, epochs: int,
    seed: int, networks: int,
) -> Networks:  # fmt: skip
    mean, scale = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), 0.05)
    x = np.clip((inputs - mean) / scale, -8, 8)
    members = []
    for number in range(networks):
        model = MLPClassifier(
            hidden, alpha=alpha, batch_size=512, learning_rate_init=2e-3, max_iter=epochs, random_state=seed + number,
            n_iter_no_change=50,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a fixed number of epochs is the intention
            model.fit(x, labels)
        members.append(_network(model))
    return Networks(tuple(members), mean.astype(np.float32), scale.astype(np.float32))


def _network(model: MLPClassifier) -> Network:
    layers = [
        (w.astype(np.float32), b.astype(np.float32)) for w, b in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    if model.classes_.dtype == bool:
        return tuple(layers)
    weight, bias = layers[-1]  # statuses that no example has are never told
    full_w = np.zeros((weight.shape[0], len(STATUSES)), dtype=np.float32)
    full_b = np.full(len(STATUSES), -30.0, dtype=np.float32)
    full_w[:, model.classes_], full_b[model.classes_] = weight, bias
    return (*layers[:-1], (full_w, full_b))
