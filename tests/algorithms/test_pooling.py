"""Pooled probabilities are calibrated, and rules to abstain keep what they promise."""

import numpy as np

from tabbert.algorithms.pooling import abstention, calibration_error, estimate_prior, fit_pool, log_softmax


def test_a_member_that_knows_gets_the_weight():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 400)
    good = 0.5 * np.eye(3)[labels] + 0.2 * rng.standard_normal((400, 3))
    bad = rng.standard_normal((400, 3))
    pool = fit_pool([good, bad], labels, [2.0, 2.0])
    assert pool.weights[0] > 4
    assert pool.weights[1] < 0.5
    logs = pool([good, bad])
    np.testing.assert_allclose(np.exp(logs).sum(axis=1), 1)
    assert calibration_error(np.exp(logs).max(axis=1), logs.argmax(axis=1) == labels) < 0.06


def test_few_rows_stay_near_the_usual_weights():
    labels = np.array([0, 1, 0])
    scores = np.eye(2)[labels]
    pool = fit_pool([scores, -scores], labels, [2.0, 2.0])
    assert np.abs(pool.weights - 2).max() < 0.7


def test_rows_that_are_all_right_do_not_make_it_certain():
    labels = np.arange(60) % 3
    scores = np.eye(3)[labels]
    pool = fit_pool([scores], labels, [2.0])
    confidence = np.exp(pool([scores])).max(axis=1)
    assert 0.9 < confidence.min() <= confidence.max() < 61 / 62
    beyond = np.exp(pool([1000 * scores]))
    np.testing.assert_allclose(beyond.sum(axis=1), 1)
    np.testing.assert_allclose(beyond.max(axis=1), 61 / 62)


def test_the_prior_is_found_without_labels():
    rng = np.random.default_rng(1)
    truth = (rng.random(4000) < 0.1).astype(int)
    odds = np.where(truth, 1.5, -1.5) + rng.standard_normal(4000)  # log-odds of a classifier taught with even classes
    logs = log_softmax(np.stack([np.zeros(4000), 3 * odds], axis=1))
    prior = estimate_prior(logs, np.array([0.5, 0.5]), trust=20)
    assert 0.07 < prior[1] < 0.14
    trusted = estimate_prior(logs, np.array([0.5, 0.5]), trust=1e6)
    np.testing.assert_allclose(trusted, 0.5, atol=0.01)


def test_calibration_error():
    assert calibration_error(np.full(100, 0.8), np.arange(100) < 80) < 1e-9
    assert abs(calibration_error(np.full(100, 0.9), np.arange(100) < 50) - 0.4) < 1e-9
    assert np.isnan(calibration_error(np.empty(0), np.empty(0, bool)))


def test_abstention_keeps_the_precision():
    confidence = np.linspace(1, 0, 200)
    right = np.arange(200) < 100
    least = abstention(confidence, right, 0.9)
    kept = confidence >= least
    assert right[kept].mean() >= 0.9
    assert kept.sum() > 100
    assert abstention(confidence, np.zeros(200, bool), 0.9) > 1
    assert abstention(np.empty(0), np.empty(0, bool), 0.9) > 1
    assert abstention(np.full(4, 0.5), np.array([True, True, True, False]), 0.75) > 1  # equal rows stand together
