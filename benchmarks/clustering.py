"""How well clusters follow the topic and not the language: `python -m benchmarks.clustering [--scale | --adapt]`.

Languages, sentences and categories are divided into halves (`_clustering_tables`); what is learnt comes from one half,
tables from the other. Every system gets the same vectors of the default encoder. With `--work` every finished table is
kept in a folder, so that a run which was stopped goes on; vectors are kept in `TABBERT_HOME`.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import _clustering_systems as systems
from benchmarks._clustering_adaptation import adaptation
from benchmarks._clustering_scale import scale
from benchmarks._clustering_tables import SAME_LANGUAGE, Case, cases, encode, estimate, halves, known, sib
from benchmarks._kept import Kept
from benchmarks._record import DATA, require_data, table, write
from tabbert.finetune import clustering as recipe


def quality(kept: Kept) -> dict[str, dict[str, dict[str, float]]]:
    """Run every system on every table: setting -> system -> mean figures."""
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    for case in cases():
        for name, partition in _systems(case).items():
            figures = kept.once(f"{case.name}, {name}", partial(_judged, case, partition))
            found.setdefault(case.setting, {}).setdefault(name, []).append(figures)
            print(f"{case.name}, {name}: {figures['ami']:.3f}", flush=True)
    return {setting: {name: _mean(runs) for name, runs in by_system.items()} for setting, by_system in found.items()}


def _systems(case: Case) -> dict[str, Callable[[], systems.Labels]]:
    """Return what partitions a table, by name; nothing is encoded before it is called."""
    k = len(np.unique(case.topics))

    def free() -> systems.Vectors:
        return systems.language_free(case.vectors, case.removal)

    def baseline(system: Callable[[systems.Vectors, int], systems.Labels], *, gold: bool = False) -> systems.Labels:
        return system(systems.centred(case.vectors, case.languages) if gold else case.vectors, k)

    partitions: dict[str, Callable[[], systems.Labels]] = {
        "tabbert": lambda: systems.tabbert(case.vectors, case.removal),
        "tabbert, language kept": lambda: systems.tabbert(case.vectors, None),
        "tabbert with fast_hdbscan": lambda: systems.tabbert_fast_hdbscan(case.vectors, case.removal),
        "EVoC, language removed": lambda: systems.evoc(free(), k),
        "UMAP + HDBSCAN, language removed": lambda: systems.umap_hdbscan(free(), k),
    }
    for name, system in systems.BASELINES.items():
        partitions[name] = partial(baseline, system)
        if case.languages.any():
            partitions[f"gold-centred {name}"] = partial(baseline, system, gold=True)
    return partitions


def _judged(case: Case, partition: Callable[[], systems.Labels]) -> dict[str, float]:
    return systems.judge(partition(), case.topics, case.languages)


def _mean(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: float(np.mean([run[key] for run in runs])) for key in runs[0]} | {"tables": float(len(runs))}


def parallel() -> dict[str, dict[str, float]]:
    """Put every sentence in six languages into one table: do its translations share a cluster, beyond chance?"""
    texts, _, sentences = sib()
    found: dict[str, list[dict[str, float]]] = {}
    for tested in halves(list(texts)):
        tested_sentences = halves(sentences.tolist())[1]
        other = [code for code, lang in SAME_LANGUAGE.items() if lang in tested]
        removal = estimate(recipe.HeldOut((*tested, *other), tuple(tested_sentences)))
        rows = np.flatnonzero(np.isin(sentences, tested_sentences))
        chosen = np.random.default_rng(0).permutation(known(tested))[:6]
        stacked = np.concatenate([encode(tuple(texts[lang]))[rows] for lang in chosen])
        for name, labels in (
            ("tabbert", systems.tabbert(stacked, removal)),
            *((name, system(stacked, 20)) for name, system in systems.BASELINES.items()),
        ):
            found.setdefault(name, []).append(_together(labels.reshape(6, -1)))
    return {name: _mean(runs) for name, runs in found.items()}


def _together(labels: NDArray[np.int64]) -> dict[str, float]:
    """Return the share of translation pairs in one cluster, corrected by the share among random pairs."""
    pairs = [(i, j) for i in range(len(labels)) for j in range(i)]
    share = float(np.mean([((labels[i] == labels[j]) & (labels[i] >= 0)).mean() for i, j in pairs]))
    flat = labels[labels >= 0]
    sizes = np.bincount(flat) if len(flat) else np.zeros(1)
    chance = float((sizes / labels.size) @ (sizes / labels.size))
    return {"together": (share - chance) / (1 - chance), "clusters": float(labels.max() + 1),
            "noise": float((labels < 0).mean())}  # fmt: skip


def stability() -> dict[str, float]:
    """Shuffle, append 1% of rows and change threads; scatter foreign rows. In adjusted Rand index and recall."""
    from sklearn.metrics import adjusted_rand_score

    import tabbert as package

    frame = pl.read_parquet(DATA / recipe.SIB200).filter(pl.col("lang").is_in(["eng_Latn", "deu_Latn", "tha_Thai"]))
    frame = frame.unique("text", maintain_order=True).sample(fraction=1, shuffle=True, seed=3)
    fewer = frame[: round(len(frame) / 1.01)]
    appended = package.cluster(frame, "text").labels[: len(fewer)]
    base = pl.concat([frame, frame.head(300)])  # with repeats
    first = package.cluster(base, "text").labels
    shuffled = base.with_row_index().sample(fraction=1, shuffle=True, seed=1)
    again = package.cluster(shuffled, "text", threads=1)
    back = np.empty_like(first)
    back[shuffled["index"].to_numpy()] = again.labels
    together = base.with_columns(cluster=first).group_by("text").agg(pl.col("cluster").n_unique())["cluster"]
    foreign = ["asdkjh qwe zxc 9921", "0x7fae33c01 :: segfault", "♠♥♦♣ ♠♥♦♣", "SKU-99812/A-33 4711 8890",
               "lorem ipsum dolor sit amet", "SELECT id FROM t WHERE x = 1;", "aaaaaaaaaaaaaaa"]  # fmt: skip
    strange = package.cluster(pl.concat([base.select("text"), pl.DataFrame({"text": foreign})]), "text")
    return {
        "shuffled and single-threaded: ARI": float(adjusted_rand_score(first, back)),
        "duplicates in one cluster": float((together == 1).mean()),
        "1% of rows added: ARI": float(adjusted_rand_score(package.cluster(fewer, "text").labels, appended)),
        "foreign rows left out": float((strange.labels[-len(foreign) :] < 0).mean()),
        "own rows left out": float((strange.labels[: -len(foreign)] < 0).mean()),
    }


def main() -> None:
    """Run, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", action="store_true", help="only the scaling curve (many minutes)")
    parser.add_argument("--adapt", action="store_true", help="only the adaptation to a user's own texts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 30_000, 100_000, 1_000_000])
    parser.add_argument("--work", type=Path, help="folder where finished tables are kept")
    parser.add_argument("--umap-up-to", type=int, default=100_000, help="rows; 0 leaves the competitor out")
    options = parser.parse_args()
    require_data()
    if options.adapt:
        adaptation(Kept(options.work))
        return
    if options.scale:
        scale(options.sizes, options.umap_up_to)
        return
    figures: dict[str, Any] = {"quality": quality(Kept(options.work)), "parallel": parallel(), "stability": stability()}
    for setting, by_system in figures["quality"].items():
        print(f"\n{setting}")
        keys = ("ami", "ari", "language_ami", "noise", "clusters", "tables")
        print(
            table(["system", *keys], [[name, *(f"{own[key]:.3f}" for key in keys)] for name, own in by_system.items()])
        )
    print("\nTranslations in one cluster, corrected for chance")
    print(table(["system", "together", "clusters", "noise"], [
        [name, *(f"{own[key]:.3f}" for key in ("together", "clusters", "noise"))]
        for name, own in figures["parallel"].items()]))  # fmt: skip
    print(table(["stability", ""], [[name, f"{value:.3f}"] for name, value in figures["stability"].items()]))
    write("clustering", figures)


if __name__ == "__main__":
    main()
