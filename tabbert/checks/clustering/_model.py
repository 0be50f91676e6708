"""What is fitted: vectors of the sampled rows with their clusters; another row is assigned by its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tabbert.algorithms.clustering import (
    cluster,
    default_min_cluster_size,
    neighbourhood,
    outlier_score,
    principal_axes,
    vote,
)
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import nearest, unit
from tabbert.checks.clustering._sample import RowSample

__all__ = ["ClusterModel", "fit"]

AXES = 64  # of the table, after language removal


@dataclass(frozen=True, eq=False)
class ClusterModel:
    """Clusters of m sampled texts.

    Attributes:
        removal_mean: float32 (dim,), of the language removal that comes before the axes; (0,) if there is none.
        removal_matrix: float32 (dim, d), of the same; (0, 0) if there is none.
        mean: float32 (d,), of the table.
        axes: float32 (d, a), its principal axes.
        hashes: uint64 (m,), ascending.
        vectors: float32 (m, a), of length 1.
        counts: int64 (m,), rows with this text.
        labels: int32 (m,), cluster or -1.
        membership: float32 (m,).
        outlier_score: float32 (m,).
        centre: typical closeness of a text to its neighbours; ``spread`` is its robust standard deviation.
        min_cluster_size: the smallest cluster that was looked for.
    """

    removal_mean: NDArray[np.float32]
    removal_matrix: NDArray[np.float32]
    mean: NDArray[np.float32]
    axes: NDArray[np.float32]
    hashes: NDArray[np.uint64]
    vectors: NDArray[np.float32]
    counts: NDArray[np.int64]
    labels: NDArray[np.int32]
    membership: NDArray[np.float32]
    outlier_score: NDArray[np.float32]
    centre: float
    spread: float
    min_cluster_size: int

    def to_arrays(self) -> dict[str, Any]:
        """Return every field by name, for a state."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> "ClusterModel":
        """Rebuild a model from a state."""
        return cls(**arrays)

    def relabelled(self, labels: NDArray[np.int32]) -> "ClusterModel":
        """Return the same texts with other clusters."""
        return replace(self, labels=labels.astype(np.int32))

    @property
    def removal(self) -> LanguageRemoval | None:
        """What takes the language out of vectors, if it was taken out."""
        return LanguageRemoval(self.removal_mean, self.removal_matrix) if len(self.removal_mean) else None

    def place(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return encoder's vectors (n, dim) in the space of the clusters, float32 (n, a), of length 1."""
        moved = self.removal(vectors) if self.removal else vectors
        return unit(unit(moved - self.mean) @ self.axes)

    def assign(self, hashes: NDArray[np.uint64], vectors: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
        """Assign distinct texts (n,): what was sampled as it was fitted, the rest by its nearest neighbours' vote.

        Returns:
            cluster, membership, outlier_score, exemplar (the nearest sampled text of that cluster; -1 if there is
            none) and similarity to it, each (n,).
        """
        n, m = len(hashes), len(self.hashes)
        if not m or not n:
            return {
                "cluster": np.full(n, -1, np.int32), "membership": np.zeros(n, np.float32),
                "outlier_score": np.ones(n, np.float32), "exemplar": np.full(n, -1, np.int32),
                "similarity": np.zeros(n, np.float32),
            }  # fmt: skip
        at = np.minimum(np.searchsorted(self.hashes, hashes), m - 1)
        known = self.hashes[at] == hashes
        label, membership = self.labels[at].copy(), self.membership[at].copy()
        score, exemplar = self.outlier_score[at].copy(), at.astype(np.int32)
        similarity = np.ones(n, np.float32)
        new = np.flatnonzero(~known)
        if len(new):
            with threadpool_limits(limits=1):  # the last bits must not depend on the number of threads
                placed = self.place(vectors[new])
                near, cosines = nearest(placed, self.vectors, neighbourhood(m))
            label[new], membership[new], place = vote(self.labels[near], cosines)
            sparseness = (self.centre - cosines.mean(axis=1, dtype=np.float64)) / self.spread
            score[new] = outlier_score(placed, label[new], sparseness, self.vectors, self.labels)
            rows = np.arange(len(new))
            exemplar[new], similarity[new] = near[rows, place], cosines[rows, place]
            label[new[score[new] >= 0.5]] = -1
        membership[label < 0] = 0
        return {
            "cluster": label, "membership": membership, "outlier_score": score,
            "exemplar": exemplar, "similarity": similarity,
        }  # fmt: skip


def fit(sample: RowSample, removal: LanguageRemoval | None, min_cluster_size: int | None) -> ClusterModel:
    """Cluster a sample.

    Fewer distinct texts than two of the smallest clusters are one cluster: there is nothing to tell apart.
    """
    m = len(sample.hashes)
    size = min_cluster_size or default_min_cluster_size(m)
    moved = removal(sample.vectors) if removal else sample.vectors
    mean = moved.mean(axis=0, dtype=np.float64).astype(np.float32) if m else np.zeros(moved.shape[1], np.float32)
    with threadpool_limits(limits=1):
        centred = unit(moved - mean)
        axes = _axes(centred) if m else np.eye(moved.shape[1], dtype=np.float32)[:, :AXES]
        vectors = unit(centred @ axes)
    model = ClusterModel(
        removal.mean if removal else np.zeros(0, np.float32),
        removal.matrix if removal else np.zeros((0, 0), np.float32),
        mean, axes, sample.hashes, vectors, sample.counts, np.zeros(m, np.int32),
        np.ones(m, np.float32), np.zeros(m, np.float32), 0.0, 4.0, size,
    )  # fmt: skip
    if m < 2 * size:
        return model
    found = cluster(vectors, size, sample.counts)
    if found.labels.max() < 0:  # no two dense places: what is not an outlier is one cluster
        usual = found.outlier_score < 0.5
        found = replace(found, labels=np.where(usual, 0, -1).astype(np.int32), membership=usual.astype(np.float32))
    return replace(
        model,
        labels=found.labels,
        membership=found.membership,
        outlier_score=found.outlier_score,
        centre=found.centre,
        spread=found.spread,
    )


def _axes(centred: NDArray[np.float32]) -> NDArray[np.float32]:
    return principal_axes(centred, AXES)[1]
