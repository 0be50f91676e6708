"""Fit the completeness head's boosted trees, which judge a value in its column beside the networks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from tabbert.checks.completeness._head import STATUSES
from tabbert.checks.completeness._trees import LEAF_UNIT, Trees

__all__ = ["fit_trees"]

_DEPTH = 5
_NEVER = -30.0  # log-odds of statuses that no example has


def fit_trees(inputs: NDArray[np.float32], labels: NDArray[np.int64], *, seed: int, rounds: int = 100) -> Trees:
    """Fit trees that tell `STATUSES` apart, from inputs, float32 (n, f), and labels, int64 (n,).

    Gradient boosting on binned inputs, a random fifth of them at every node (Ke et al.: LightGBM, 2017; scikit-learn).
    """
    model = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.08, max_depth=_DEPTH, max_leaf_nodes=2**_DEPTH, min_samples_leaf=100,
        l2_regularization=20.0, max_features=0.2, early_stopping=False, random_state=seed,
    ).fit(inputs, labels)  # fmt: skip
    shape = (rounds, len(STATUSES), 2**_DEPTH)
    trees = Trees(
        np.zeros((*shape[:2], shape[2] - 1), np.int16), np.full((*shape[:2], shape[2] - 1), np.inf, np.float32),
        np.zeros(shape, np.int16), np.full(len(STATUSES), _NEVER, np.float32),
    )  # fmt: skip
    trees.start[model.classes_] = 0
    told = model.classes_ if len(model.classes_) > 2 else model.classes_[1:]  # of two, one has trees
    trees.start[told] = model._baseline_prediction.ravel()  # scikit-learn shows trees nowhere else
    for k, predictors in enumerate(model._predictors):
        for status, predictor in zip(told, predictors, strict=True):
            _copy(predictor.nodes, 0, trees, (k, int(status)), 0)
    return trees


def _copy(nodes: NDArray[Any], node: int, trees: Trees, tree: tuple[int, int], place: int) -> None:
    """Copy a node and what is below it to its place in the heap; a leaf further up is every leaf below."""
    own, n_inner = nodes[node], trees.inputs.shape[2]
    if own["is_leaf"]:
        first = last = place
        while first < n_inner:
            first, last = 2 * first + 1, 2 * last + 2
        trees.leaves[tree][first - n_inner : last - n_inner + 1] = round(float(own["value"]) / LEAF_UNIT)
        return
    limit = np.float32(own["num_threshold"])
    if limit > own["num_threshold"]:  # inputs are float32: the limit is the greatest of them that goes left
        limit = np.nextafter(limit, np.float32(-np.inf))
    trees.inputs[tree][place], trees.limits[tree][place] = own["feature_idx"], limit
    _copy(nodes, int(own["left"]), trees, tree, 2 * place + 1)
    _copy(nodes, int(own["right"]), trees, tree, 2 * place + 2)
