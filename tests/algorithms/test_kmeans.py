"""Spherical k-means finds directions that rows crowd around, the same every time."""

import numpy as np

from tabbert.algorithms.kmeans import spherical_kmeans
from tabbert.algorithms.neighbours import unit


def _crowds(n=50, spread=0.1):
    rng = np.random.default_rng(0)
    middles = np.eye(4, 12, dtype=np.float32)
    noise = spread * rng.standard_normal((4 * n, 12))
    return unit((np.repeat(middles, n, axis=0) + noise).astype(np.float32)), np.repeat(np.arange(4), n)


def test_crowds_are_found():
    rows, crowd = _crowds()
    places = (rows @ spherical_kmeans(rows, 4).T).argmax(axis=1)
    assert len(set(zip(places.tolist(), crowd.tolist(), strict=True))) == 4


def test_centres_are_of_length_one_and_the_same_every_time():
    rows, _ = _crowds(spread=0.5)
    centres = spherical_kmeans(rows, 6)
    np.testing.assert_allclose(np.linalg.norm(centres, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(centres, spherical_kmeans(rows, 6))


def test_no_more_centres_than_different_rows():
    rows = np.repeat(np.eye(2, 5, dtype=np.float32), 10, axis=0)
    assert len(spherical_kmeans(rows, 5)) == 2
    assert len(spherical_kmeans(rows[:1], 3)) == 1


def test_more_centres_are_never_further_from_the_rows():
    rows, _ = _crowds(spread=0.5)
    near = [float((rows @ spherical_kmeans(rows, k).T).max(axis=1).mean()) for k in (1, 2, 4, 8)]
    assert near == sorted(near)
