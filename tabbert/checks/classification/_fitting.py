"""How the classifier learns: from rows with a label and what is known of those without, or from labels' names alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tabbert.algorithms.kernel_ridge import dealt_folds, fit_kernel_ridge
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import unit
from tabbert.algorithms.pooling import Pool, estimate_prior, fit_pool
from tabbert.checks.classification._features import ROW, RowFeatures
from tabbert.checks.classification._languages import group_languages
from tabbert.checks.classification._model import DIGITS, RowClassifier
from tabbert.checks.classification._self_training import self_train
from tabbert.checks.classification._space import MEMBERS, Space, fit_space
from tabbert.checks.classification._turning import fit_turns

__all__ = ["fit", "fit_by_name"]

PENALTY = 0.2  # of every regression, the kernels' diagonals being about 1
FOLDS = 5
USUAL = 2.0  # weight of each member where nothing is known: as confident as the regressions turn out to be
ALIKE = 0.9  # of the sureness out of fold, from which rows without a label count as of the same kind as those with one
FREQUENCIES = 100  # rows that the frequencies expected by the classifier are worth, beside those of the labels
OTHER = 0.8  # the same, below which they count as of another kind
FEWEST = 30  # rows of either, from which it can be told whether they are of another kind
GUESSED = 1024  # rows of another kind that are learnt from
SHARPNESS = 12.0  # of cosines to labels' names where no row teaches


def fit(
    taught: RowFeatures,
    labels: NDArray[np.int64],
    classes: Sequence[str],
    pairs: NDArray[np.uint64],
    described: NDArray[np.float32],
    others: RowFeatures,
    removal: LanguageRemoval | None = None,
) -> RowClassifier:
    """Learn from rows with a label, in a fixed order; rows without one help to say what is frequent.

    Args:
        taught: m distinct rows.
        labels: (m,), in [0, k); k at least 2.
        classes: the k labels.
        pairs: uint64 (m,), hash of each row with its label, ascending.
        described: float32 (k, dim), vectors of the labels' names or descriptions.
        others: rows without a label.
        removal: what takes the language out of vectors.
    """
    k = len(classes)
    space = fit_space(taught.join([others]) if len(others) else taught, removal)
    names = _named(space, described)
    with threadpool_limits(limits=1):  # the last bits must not depend on the number of threads
        placed = space.place(taught).stored()
        folds, targets = dealt_folds(labels, taught.groups, FOLDS), _targets(labels, k)
        space = space.weighted(placed, targets)
        kernels = space.kernels(placed, placed)
        fitted = {name: fit_kernel_ridge(kernels[name], targets, folds, PENALTY) for name in MEMBERS}
        members = [placed.vectors[ROW] @ names.T, *(fitted[name].out_of_fold for name in MEMBERS)]
    pool = fit_pool(members, labels, [USUAL] * len(members))
    model = RowClassifier(
        tuple(classes), space, placed, {name: own.coefficients for name, own in fitted.items()}, pool, names,
        pairs, labels, np.round(pool(members), DIGITS).astype(np.float32),
    )  # fmt: skip
    if not len(others):
        return model
    logs = model.log_probabilities(others)
    sure, usual = (np.exp(own.astype(np.float64)).max(axis=1).mean() for own in (logs, model.out_of_fold))
    if sure < OTHER * usual and min(len(taught), len(others)) >= FEWEST:
        return _across(model, taught, labels, described, others.take(np.arange(min(len(others), GUESSED))))
    return _at_home(model, labels, logs) if sure >= ALIKE * usual else model


def _at_home(model: RowClassifier, labels: NDArray[np.int64], logs: NDArray[np.float64]) -> RowClassifier:
    """Expect classes as often as they are among the table's rows without a label, of which this is said.

    What is assumed else is how often the classifier itself expects them, out of fold: it is drawn to even frequencies,
    and against those of the labels the rarest ones would look frequent wherever it is unsure. Of a few labels it learns
    so little that its answers say little of frequencies either.
    """
    assumed = np.exp(model.out_of_fold.astype(np.float64)).mean(axis=0)
    prior = estimate_prior(logs, assumed, trust=len(labels) + FREQUENCIES)
    return replace(model, pool=replace(model.pool, offsets=model.pool.offsets + np.log(prior / assumed)))


def _across(
    model: RowClassifier,
    taught: RowFeatures,
    labels: NDArray[np.int64],
    described: NDArray[np.float32],
    others: RowFeatures,
) -> RowClassifier:
    """Learn again where the rows to label are of another kind, not only otherwise mixed: in another language, say.

    Every language gets a middle of its own, those that no row teaches in are turned onto the others, and the rows
    without a label teach each other. Of frequencies nothing can
    be told there.
    """
    every, removal = taught.join([others]), model.space.removal
    with threadpool_limits(limits=1):
        space = fit_space(every, removal, group_languages(every.vectors[ROW], removal))
        space = replace(space, turns=fit_turns(space, taught, others))
        names = _named(space, described)
        placed, targets = space.place(every).stored(), _targets(labels, len(model.classes))
        space = space.weighted(placed.take(np.arange(len(taught))), targets)
        found = self_train(placed.vectors[ROW] @ names.T, space.kernels(placed, placed), targets, labels,
                           dealt_folds(labels, taught.groups, FOLDS), PENALTY, USUAL)  # fmt: skip
    out_of_fold = np.round(found.out_of_fold, DIGITS).astype(np.float32)
    return replace(model, space=space, taught=placed, coefficients=found.coefficients, pool=found.pool,
                   described=names, out_of_fold=out_of_fold)  # fmt: skip


def _targets(labels: NDArray[np.int64], k: int) -> NDArray[np.float32]:
    """Return the indicators of the classes around their mean, float32 (n, k)."""
    return np.asarray((labels[:, None] == np.arange(k)) - 1 / k, np.float32)


def _named(space: Space, described: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit vectors (k, d) of what the labels mean, apart from what they all share."""
    meant = space.meant(described)
    return unit(meant - meant.mean(axis=0))


def fit_by_name(
    classes: Sequence[str],
    described: NDArray[np.float32],
    rows: RowFeatures,
    removal: LanguageRemoval | None = None,
) -> RowClassifier:
    """Make a classifier from the labels' descriptions alone: the nearest one counts.

    Args:
        classes: the k labels.
        described: float32 (k, dim), vectors of their descriptions.
        rows: rows of the table, which say where the middle of its vectors is.
        removal: what takes the language out of vectors.
    """
    space = fit_space(rows, removal)
    k = len(classes)
    pool = Pool(np.array([SHARPNESS]), np.zeros(k))
    nothing = rows.take(np.empty(0, np.intp))
    own = _named(space, described)
    return RowClassifier(
        tuple(classes), space, space.place(nothing), {}, pool, own, np.empty(0, np.uint64),
        np.empty(0, np.int64), np.empty((0, k), np.float32),
    )  # fmt: skip
