"""The competitors of the clustering benchmark, all on the same vectors, and how a partition is judged."""

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from tabbert.algorithms.clustering import default_min_cluster_size
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.algorithms.neighbours import unit
from tabbert.checks.clustering._model import fit
from tabbert.checks.clustering._sample import RowSample

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]
SEED = 42


def tabbert(vectors: Vectors, removal: LanguageRemoval | None, rows: int = 16_384) -> Labels:
    """Run the check's own fit, and its assignment beyond the sampled rows; rows come in the order of their hashes."""
    keys = np.random.default_rng(7).permutation(len(vectors)).astype(np.uint64)
    order = np.argsort(keys)[:rows]
    model = fit(RowSample(keys[order], vectors[order], np.ones(len(order), np.int64), rows), removal, None)
    parts = [
        model.assign(keys[start : start + 65_536], vectors[start : start + 65_536])["cluster"]
        for start in range(0, len(vectors), 65_536)
    ]
    return np.concatenate(parts).astype(np.int64)


def tabbert_fast_hdbscan(vectors: Vectors, removal: LanguageRemoval) -> Labels:
    """Run the same with the ``fast_hdbscan`` library in HDBSCAN's place."""
    from unittest.mock import patch

    from fast_hdbscan import HDBSCAN

    from tabbert.algorithms import clustering

    def found(points: NDArray[np.float64], size: int) -> NDArray[np.int32]:
        model = HDBSCAN(min_cluster_size=size, min_samples=clustering.MIN_SAMPLES)
        return np.asarray(model.fit_predict(points), np.int32)

    with patch.object(clustering, "_hdbscan", found):
        return tabbert(vectors, removal)


def language_free(vectors: Vectors, removal: LanguageRemoval) -> Vectors:
    """Return what the check clusters, for other algorithms to work on."""
    moved = removal(vectors)
    return unit(moved - moved.mean(axis=0))


def kmeans(vectors: Vectors, k: int) -> Labels:
    """KMeans with the true number of topics, which a table does not tell."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=5, random_state=SEED).fit_predict(vectors).astype(np.int64)


def pca_hdbscan(vectors: Vectors, _: int) -> Labels:
    """PCA to 20 dimensions, then HDBSCAN."""
    from sklearn.decomposition import PCA

    d = min(20, len(vectors) - 1)
    return _hdbscan(PCA(d, random_state=SEED).fit_transform(vectors))


def umap_hdbscan(vectors: Vectors, _: int) -> Labels:
    """Run the BERTopic recipe: UMAP to 5 dimensions (15 neighbours, cosine, no minimal distance), then HDBSCAN."""
    from umap import UMAP

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED)
        return _hdbscan(model.fit_transform(vectors))


def evoc(vectors: Vectors, _: int) -> Labels:
    """EVoC with its defaults, seeded."""
    from evoc import EVoC

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(EVoC(random_state=SEED).fit_predict(vectors), np.int64)


def _hdbscan(points: NDArray[np.floating]) -> Labels:
    from hdbscan import HDBSCAN

    return HDBSCAN(min_cluster_size=default_min_cluster_size(len(points)), core_dist_n_jobs=1).fit_predict(
        points.astype(np.float64)
    )


def centred(vectors: Vectors, languages: NDArray[np.int64]) -> Vectors:
    """Subtract from every row the mean of its language, which a table does not tell."""
    moved = vectors.copy()
    for language in np.unique(languages):
        moved[languages == language] -= moved[languages == language].mean(axis=0)
    return unit(moved)


BASELINES: dict[str, Callable[[Vectors, int], Labels]] = {
    "KMeans, true k": kmeans,
    "PCA + HDBSCAN": pca_hdbscan,
    "UMAP + HDBSCAN": umap_hdbscan,
    "EVoC": evoc,
}


def judge(labels: Labels, topics: NDArray[np.str_], languages: NDArray[np.int64]) -> dict[str, float]:
    """Measure agreement over all rows, every noise row a cluster of its own; with the language over clustered rows."""
    noise = labels < 0
    single = labels.copy()
    single[noise] = labels.max(initial=-1) + 1 + np.arange(noise.sum())
    kept = ~noise
    leak = adjusted_mutual_info_score(languages[kept], labels[kept]) if kept.any() else 0.0
    return {
        "ami": float(adjusted_mutual_info_score(topics, single)),
        "ari": float(adjusted_rand_score(topics, single)),
        "language_ami": float(leak),
        "noise": float(noise.mean()),
        "clusters": float(labels.max(initial=-1) + 1),
    }
