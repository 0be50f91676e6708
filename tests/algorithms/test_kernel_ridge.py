"""Out-of-fold predictions in closed form are those of fits that leave the fold out."""

import numpy as np
import pytest

from tabbert.algorithms.kernel_ridge import RidgeSystem, dealt_folds, fit_kernel_ridge


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((60, 8)).astype(np.float32) / 3
    labels = rng.integers(0, 3, 60)
    targets = np.eye(3, dtype=np.float32)[labels] - 1 / 3
    return vectors @ vectors.T, targets, labels


def test_out_of_fold_is_what_a_fit_without_the_fold_says(problem):
    kernel, targets, _ = problem
    folds = np.arange(60) % 4
    fitted = fit_kernel_ridge(kernel, targets, folds, 0.3)
    for fold in range(4):
        own, rest = folds == fold, folds != fold
        inner = kernel[np.ix_(rest, rest)] + 0.3 * np.eye(rest.sum())
        expected = kernel[np.ix_(own, rest)] @ np.linalg.solve(inner, targets[rest])
        np.testing.assert_allclose(fitted.out_of_fold[own], expected, atol=1e-4)


def test_coefficients_solve_the_regression(problem):
    kernel, targets, _ = problem
    fitted = fit_kernel_ridge(kernel, targets, np.arange(60) % 2, 0.3)
    np.testing.assert_allclose((kernel + 0.3 * np.eye(60)) @ fitted.coefficients, targets, atol=1e-4)


def test_folds_keep_groups_together_and_spread_classes():
    labels = np.repeat([0, 1], [40, 10])
    groups = np.arange(50, dtype=np.uint64) // 2
    folds = dealt_folds(labels, groups, 5)
    assert all(len(set(folds[groups == group])) == 1 for group in set(groups))
    assert set(np.bincount(folds[labels == 1], minlength=5)) == {2}
    order = np.random.default_rng(0).permutation(50)
    np.testing.assert_array_equal(dealt_folds(labels[order], groups[order], 5), folds[order])


def test_every_row_can_have_its_own_penalty(problem):
    kernel, targets, _ = problem
    penalty = np.linspace(0.1, 3, 60).astype(np.float32)
    fitted = fit_kernel_ridge(kernel, targets, np.arange(60) % 2, penalty)
    np.testing.assert_allclose((kernel + np.diag(penalty)) @ fitted.coefficients, targets, atol=1e-4)


def test_rows_without_a_fold_are_in_every_fit(problem):
    kernel, targets, _ = problem
    folds = np.where(np.arange(60) < 40, np.arange(60) % 4, -1)
    fitted = fit_kernel_ridge(kernel, targets, folds, 0.3)
    own, rest = folds == 1, folds != 1
    expected = kernel[np.ix_(own, rest)] @ np.linalg.solve(kernel[np.ix_(rest, rest)] + 0.3 * np.eye(50), targets[rest])
    np.testing.assert_allclose(fitted.out_of_fold[own], expected, atol=1e-4)
    assert np.isnan(fitted.out_of_fold[40:]).all()


def test_one_factorisation_serves_many_targets(problem):
    kernel, targets, _ = problem
    folds = np.arange(60) % 3
    system = RidgeSystem(kernel, folds, 0.3)
    for wanted in (targets, targets[::-1].copy()):
        once = fit_kernel_ridge(kernel, wanted, folds, 0.3)
        np.testing.assert_array_equal(system.fit(wanted).out_of_fold, once.out_of_fold)
