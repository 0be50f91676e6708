"""Language removal, neighbours, votes and layout, on arrays whose answer is known."""

import numpy as np
import pytest

from tabbert.algorithms import layout
from tabbert.algorithms.clustering import bisect, cluster, vote
from tabbert.algorithms.language_removal import LanguageRemoval, adapt_language_removal, fit_language_removal
from tabbert.algorithms.neighbours import groups, nearest, smooth, unit


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_the_language_goes_and_the_meaning_stays(rng):
    meaning, language = rng.standard_normal((80, 40)), 3 * rng.standard_normal((6, 40))
    translations = (meaning + language[:, None] + 0.1 * rng.standard_normal((6, 80, 40))).astype(np.float32)
    removal = fit_language_removal([translations[:5, :60]], d=20)
    moved = unit(removal(translations[:, 60:].reshape(-1, 40))).reshape(6, 20, -1)
    seen = np.einsum("isd,jtd->ijst", moved[:5], moved[:5])
    assert np.einsum("ijss->ijs", seen).mean() > 0.95
    assert abs(seen.mean() - np.einsum("iist->ist", seen).mean()) < 0.02  # languages are no nearer to themselves


def test_what_differs_within_groups_is_turned_down_and_nothing_is_lost(rng):
    plain = LanguageRemoval(np.zeros(20, np.float32), np.eye(20, dtype=np.float32))
    groups = np.arange(12_000) // 2
    meaning = np.repeat(rng.standard_normal((6000, 20)), 2, axis=0)
    wording = rng.standard_normal((12_000, 3)) * 3 @ np.eye(20)[:3]
    vectors = (meaning + wording + 0.1 * rng.standard_normal((12_000, 20))).astype(np.float32)

    def found(removal):
        moved = unit(removal(vectors[-300:]))
        return (groups[-300:][nearest(moved, moved, 1, exclude_self=True)[0][:, 0]] == groups[-300:]).mean()

    few = adapt_language_removal(plain, vectors[:300], groups[:300])
    adapted = adapt_language_removal(plain, vectors[:10_000], groups[:10_000])
    assert found(plain) < found(few) < found(adapted)
    assert found(adapted) > found(plain) + 0.3
    assert np.linalg.matrix_rank(adapted.matrix) == 20
    even = adapt_language_removal(plain, rng.standard_normal((20_000, 20)).astype(np.float32), np.arange(20_000) // 2)
    np.testing.assert_allclose(even.matrix, np.eye(20), atol=0.05)


def test_neighbours_are_exact_and_ordered(rng):
    vectors = unit(rng.standard_normal((300, 8)).astype(np.float32))
    near, cosines = nearest(vectors, vectors, 5, exclude_self=True)
    truth = vectors @ vectors.T
    np.fill_diagonal(truth, -2)
    np.testing.assert_allclose(cosines, -np.sort(-truth, axis=1)[:, :5], atol=1e-5)
    assert not (near == np.arange(300)[:, None]).any()
    assert nearest(vectors[:3], vectors[:2], 9)[0].shape == (3, 2)


@pytest.mark.parametrize("m", [5, 767, 768, 3000, 3001])
def test_neighbours_are_exact_for_every_size(rng, m):
    vectors, queries = (unit(rng.standard_normal((n, 8)).astype(np.float32)) for n in (m, 50))
    near, cosines = nearest(queries, vectors, 6)
    truth = np.round(queries @ vectors.T, 5)
    order = np.argsort(-truth, axis=1, kind="stable")[:, :6]
    np.testing.assert_array_equal(cosines, np.take_along_axis(truth, order, 1))
    np.testing.assert_array_equal(near, order)


def test_smoothing_gathers(rng):
    vectors = unit((np.repeat(np.eye(3), 20, axis=0) + 0.3 * rng.standard_normal((60, 3))).astype(np.float32))
    near, _ = nearest(vectors, vectors, 5, exclude_self=True)
    smoothed = smooth(vectors, near, 3)
    own = [np.linalg.norm(x[:20] - x[:20].mean(axis=0)) for x in (vectors, smoothed)]
    assert own[1] < own[0] / 2


def test_votes():
    labels = np.array([[2, 1, 1], [0, 0, 1], [-1, -1, 0]], np.int32)
    winners, share, place = vote(labels, np.full((3, 3), 0.5, np.float32))
    assert winners.tolist() == [1, 0, -1]
    assert place.tolist() == [1, 0, 0]
    np.testing.assert_allclose(share, 2 / 3, rtol=1e-5)


def test_groups_are_chained():
    angles = np.array([0.0, 0.1, 0.2, 2.0])
    assert groups(np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32), 0.99).tolist() == [0, 0, 0, 1]


def test_clusters_are_numbered_by_size(rng):
    centres = unit(rng.standard_normal((3, 30)).astype(np.float32))
    truth = np.repeat([0, 1, 2], [30, 80, 50])
    points = unit(centres[truth] + 0.08 * rng.standard_normal((160, 30)).astype(np.float32))
    found = cluster(points)
    assert np.bincount(found.labels).tolist() == [80, 50, 30]
    assert found.membership.min() > 0.9


def test_bisecting():
    assert bisect(np.array([[0.0, 0], [0.1, 0], [0.2, 0], [5, 0]], np.float32)).sum() in (1, 2)
    assert bisect(np.ones((4, 2), np.float32)).tolist() == [0, 1, 0, 1]


def test_the_plane_keeps_clusters_apart(rng):
    truth = np.repeat([0, 1, 2], 40).astype(np.int32)
    vectors = unit((np.eye(5)[truth] + 0.1 * rng.standard_normal((120, 5))).astype(np.float32))
    points, centres = layout.plane(vectors, truth, np.arange(3, dtype=np.int32))
    nearest_centre = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest_centre == truth).mean() > 0.95
    one, _ = layout.plane(vectors[:2], truth[:2], np.array([0], np.int32))
    assert np.isfinite(one).all()


def test_a_tree_of_one_cluster_is_empty():
    assert len(layout.join_tree(np.ones((1, 3), np.float32), np.array([5]))["node"]) == 0
