"""Rows that mean little to those that teach are told by each other; languages get a middle of their own."""

import numpy as np
import pytest

from tabbert.algorithms.kernel_ridge import dealt_folds
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import unit
from tabbert.checks.classification._languages import MOST, group_languages
from tabbert.checks.classification._self_training import self_train

K, N, M = 4, 120, 80


@pytest.fixture
def two_languages():
    """Meaning crosses, with much noise; words are clear but of one language each."""
    rng = np.random.default_rng(0)
    truth = np.concatenate([np.arange(N) % K, np.arange(M) % K])
    meaning = unit((np.eye(K, 16)[truth] + 0.45 * rng.standard_normal((N + M, 16))).astype(np.float32))
    own = np.eye(2 * K, dtype=np.float32)[truth + K * (np.arange(N + M) >= N)]
    words = np.concatenate([own, np.eye(N + M, dtype=np.float32)], axis=1) / np.sqrt(2, dtype=np.float32)
    kernels = {"meaning": meaning @ meaning.T, "words": words @ words.T}
    kernels["all"] = (kernels["meaning"] + kernels["words"]) / 2
    return truth, kernels


def _learnt(truth, kernels, n, m):
    rows = np.arange(n + m)
    own = {name: kernel[np.ix_(rows, rows)] for name, kernel in kernels.items()}
    labels = truth[:n]
    targets = np.eye(K, dtype=np.float32)[labels] - np.float32(1 / K)
    folds = dealt_folds(labels, np.arange(n).astype(np.uint64), 5)
    return self_train(np.zeros((n + m, K), np.float32), own, targets, labels, folds, 0.2, 2.0)


def test_rows_without_a_label_teach_each_other(two_languages):
    truth, kernels = two_languages
    alone = _learnt(truth, kernels, N, 0)
    together = _learnt(truth, kernels, N, M)
    said = {}
    for name, found, rows in (("alone", alone, N), ("together", together, N + M)):
        members = [kernels[member][N:, :rows] @ own for member, own in found.coefficients.items()]
        said[name] = (found.pool([np.zeros((M, K)), *members]).argmax(axis=1) == truth[N:]).mean()
    assert said["together"] > said["alone"]
    assert said["together"] > 0.95


def test_rows_with_a_label_are_judged_by_fits_without_them(two_languages):
    truth, kernels = two_languages
    wrong = truth.copy()
    wrong[:10] = (truth[:10] + 1) % K
    found = _learnt(wrong, kernels, N, M)
    assert (found.out_of_fold[:10].argmax(axis=1) == truth[:10]).mean() >= 0.9
    np.testing.assert_allclose(np.exp(found.out_of_fold).sum(axis=1), 1, atol=1e-6)


def test_groups_are_languages_whatever_is_said():
    """Vectors of four meanings in three languages; the removal keeps the axes of meaning alone."""
    rng = np.random.default_rng(1)
    language, meaning = np.arange(600) % 3, rng.integers(0, 4, 600)
    vectors = np.zeros((600, 10), np.float32)
    vectors[np.arange(600), meaning] = 1
    vectors[np.arange(600), 4 + language] = 0.5
    vectors += 0.02 * rng.standard_normal((600, 10)).astype(np.float32)
    removal = LanguageRemoval(vectors.mean(axis=0), np.eye(10, 4, dtype=np.float32))
    groups = group_languages(vectors, removal)
    places = groups(vectors)
    assert len(groups.centres) <= MOST
    for place in set(places.tolist()):
        assert len(set(language[places == place].tolist())) == 1


def test_topics_of_one_language_are_one_group():
    """Half of what the removal takes out is the subject, and still there are as many groups as languages."""
    rng = np.random.default_rng(2)
    language, topic = np.arange(900) % 2, rng.integers(0, 3, 900)
    vectors = np.zeros((900, 9), np.float32)
    vectors[np.arange(900), language] = 1
    vectors[np.arange(900), 2 + topic] = 0.3
    vectors += 0.02 * rng.standard_normal((900, 9)).astype(np.float32)
    removal = LanguageRemoval(np.zeros(9, np.float32), np.eye(9, 4, -5, dtype=np.float32))
    groups = group_languages(vectors, removal)
    assert len(groups.centres) == 2
    assert set(zip(groups(vectors).tolist(), language.tolist(), strict=True)) in ({(0, 0), (1, 1)}, {(0, 1), (1, 0)})


def test_rows_that_are_all_alike_are_one_group():
    vectors = np.repeat(np.eye(1, 6, dtype=np.float32), 40, axis=0)
    assert set(group_languages(vectors, None)(vectors).tolist()) == {0}
