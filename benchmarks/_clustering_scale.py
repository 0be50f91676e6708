"""How clustering grows: time and memory by the number of distinct rows, against UMAP + HDBSCAN."""

import json
import resource
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import _clustering_systems as systems
from benchmarks._clustering_tables import encode
from benchmarks._record import DATA, RESULTS, write
from tabbert import language_removal
from tabbert.algorithms.neighbours import unit
from tabbert.checks.clustering import BLOCK, ClusteringParams
from tabbert.checks.clustering._model import fit
from tabbert.checks.clustering._sample import RowSample
from tabbert.finetune import clustering as recipe

__all__ = ["scale"]

SAMPLE = ClusteringParams.sample_rows
NOISE = 0.03  # of each coordinate: copies of a text have a cosine of 0.74 to each other


def scale(sizes: Sequence[int], umap_up_to: int) -> list[dict[str, Any]]:
    """Time distinct vectors, those of HWU64 with noise, against UMAP + HDBSCAN, in processor seconds.

    Processor time, because other work on the machine, or a pause, would count in wall time; set the thread counts of
    OpenMP and Numba to 1. The shipped removal has seen the texts, which does not matter for time. What is known is
    written after each size; sizes that are not asked for keep their rows of an earlier run.
    """
    path = RESULTS / "clustering_scale.json"
    earlier = json.loads(path.read_text(encoding="utf-8"))["figures"] if path.exists() else []
    kept = [row for row in earlier if row["rows"] not in sizes]
    vectors = encode(tuple(pl.read_parquet(DATA / recipe.INTENTS["hwu64"])["text"]))
    _sampled_and_assigned(vectors, 500)
    rows: list[dict[str, Any]] = []
    for size in sizes:  # all before the competitor, whose memory would count as ours
        seconds, clusters = _sampled_and_assigned(vectors, size)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append({"rows": size, "tabbert_s": seconds, "clusters": clusters, "peak_mb": peak_mb,
                     "vectors_mb": size * vectors.shape[1] * vectors.itemsize / 2**20})  # fmt: skip
        print(rows[-1], flush=True)
        _write_curve([*rows, *kept])
    if umap_up_to:
        systems.umap_hdbscan(vectors[:5000], 0)  # both of its ways to find neighbours, compiled outside the clock
        systems.umap_hdbscan(vectors[:500], 0)
    for row in rows:
        if row["rows"] <= umap_up_to:
            some = np.concatenate(list(_drawn(vectors, row["rows"])))
            start_s = time.process_time()
            systems.umap_hdbscan(some, 0)
            row["umap_s"] = time.process_time() - start_s
            row["ratio"] = row["tabbert_s"] / row["umap_s"]
            print(row, flush=True)
            _write_curve([*rows, *kept])
    return rows


def _write_curve(rows: list[dict[str, Any]]) -> None:
    write("clustering_scale", sorted(rows, key=lambda row: row["rows"]))


def _sampled_and_assigned(vectors: NDArray[np.float32], size: int) -> tuple[float, int]:
    """Do what the check does, block by block: reduce to the sample, fit, assign; return seconds and clusters."""
    keys = np.random.default_rng(7).permutation(size).astype(np.uint64)
    sample, seconds, start = None, 0.0, 0
    for block in _drawn(vectors, size):
        start_s = time.process_time()
        own = keys[start : start + len(block)]
        order = np.argsort(own)[:SAMPLE]
        part = RowSample(own[order], block[order], np.ones(len(order), np.int64), SAMPLE)
        sample = sample.merge([part]) if sample else part
        seconds, start = seconds + time.process_time() - start_s, start + len(block)
    assert sample is not None
    start_s = time.process_time()
    model = fit(sample, language_removal.shipped(), None)
    seconds, start = seconds + time.process_time() - start_s, 0
    for block in _drawn(vectors, size):
        start_s = time.process_time()
        model.assign(keys[start : start + len(block)], block)
        seconds, start = seconds + time.process_time() - start_s, start + len(block)
    return seconds, int(model.labels.max() + 1)


def _drawn(vectors: NDArray[np.float32], size: int) -> Iterator[NDArray[np.float32]]:
    """Yield vectors drawn with noise, float32 (size, dim) in all, the same each time, in the check's blocks."""
    rng = np.random.default_rng(size)
    for start in range(0, size, BLOCK):
        n = min(BLOCK, size - start)
        noise = rng.standard_normal((n, vectors.shape[1]), dtype=np.float32) * NOISE
        yield unit(vectors[rng.integers(0, len(vectors), n)] + noise)
