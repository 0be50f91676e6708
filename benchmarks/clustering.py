"""How well clusters follow the topic and not the language: `python -m benchmarks.clustering [--scale | --adapt]`.

Languages, sentences and categories are divided into halves; what is learnt comes from one half, tables from the other,
and the other way round. Every system gets the same vectors of the default encoder.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import _clustering_systems as systems
from benchmarks._record import DATA, RESULTS, require_data, table, write
from tabbert import language_removal
from tabbert.algorithms.language_removal import LanguageRemoval, adapt_language_removal
from tabbert.algorithms.neighbours import unit
from tabbert.checks.clustering import BLOCK, ClusteringParams
from tabbert.checks.clustering._model import fit
from tabbert.checks.clustering._sample import RowSample
from tabbert.finetune import clustering as recipe
from tabbert.finetune.encoding import default_encode

DRAWS = 3
SAMPLE = ClusteringParams.sample_rows
NOISE = 0.03  # of each coordinate: copies of a text have a cosine of 0.74 to each other
SEED = 2026  # of the halves; the settings were chosen on other halves
HARDLY_KNOWN = ("ace", "aka", "ayr", "bam", "bjn", "crh", "dik", "hat", "luo", "mni", "nso", "srd", "ssw")
SAME_LANGUAGE = {
    "cs-CZ": "ces_Latn", "da-DK": "dan_Latn", "de-DE": "deu_Latn", "en-US": "eng_Latn", "es-ES": "spa_Latn",
    "fr-FR": "fra_Latn", "it-IT": "ita_Latn", "ja-JP": "jpn_Jpan", "nl-NL": "nld_Latn", "pl-PL": "pol_Latn",
    "pt-BR": "por_Latn", "ru-RU": "rus_Cyrl", "sv-SE": "swe_Latn", "zh-CN": "zho_Hans",
    "en": "eng_Latn", "es": "spa_Latn", "fr": "fra_Latn",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Case:
    """One table: vectors, topics, languages, and the language removal that has seen none of it."""

    setting: str
    vectors: NDArray[np.float32]
    topics: NDArray[np.str_]
    languages: NDArray[np.int64]
    removal: LanguageRemoval


@cache
def encode(texts: tuple[str, ...]) -> NDArray[np.float32]:
    """Encode with the default encoder."""
    return np.asarray(_encoder()(list(texts)))


@cache
def _encoder() -> Any:
    return default_encode()


def _estimate(held_out: recipe.HeldOut) -> LanguageRemoval:
    return recipe.estimate(DATA, lambda texts: encode(tuple(texts)), held_out)


@cache
def sib() -> tuple[dict[str, NDArray[np.float32]], NDArray[np.str_], NDArray[np.str_]]:
    """Return SIB-200: vectors by language, topics and numbers of the sentences."""
    frame = pl.read_parquet(DATA / recipe.SIB200).sort("index_id")
    vectors = {lang[0]: encode(tuple(group["text"])) for lang, group in frame.group_by("lang", maintain_order=True)}
    english = frame.filter(pl.col("lang") == "eng_Latn")
    return vectors, english["category"].to_numpy(), english["index_id"].to_numpy()


def halves(items: Sequence[str]) -> tuple[list[str], list[str]]:
    """Divide in two."""
    order = np.random.default_rng(SEED).permutation(sorted(items)).tolist()
    return order[::2], order[1::2]


def mixed(
    vectors: dict[str, NDArray[np.float32]], rows: NDArray[np.intp], topics: NDArray[np.str_], mode: str, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.str_], NDArray[np.int64]]:
    """Make a table in which every sentence stands in one language only.

    Args:
        vectors: of all sentences by language.
        rows: sentences of the table.
        topics: of all sentences.
        mode: shares of the languages: "even", "unequal" (each half of the one before, at least 2%), or "with topics"
            (each topic has a language of its own for 70% of its rows, except that languages are shared if few).
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    names, n = rng.permutation(sorted(vectors)).tolist(), len(rows)
    if mode == "even":
        languages = rng.permutation(np.arange(n) % len(names))
    elif mode == "unequal":
        share = np.maximum(0.5 ** np.arange(len(names)), 0.02)
        languages = rng.choice(len(names), n, p=share / share.sum())
    else:
        home = {topic: i % len(names) for i, topic in enumerate(rng.permutation(np.unique(topics)))}
        own = np.array([home[topic] for topic in topics[rows]])
        languages = np.where(rng.random(n) < 0.7, own, rng.integers(0, len(names), n))
    table = np.stack([vectors[names[language]][row] for language, row in zip(languages, rows, strict=True)])
    return table, topics[rows], languages


def cases() -> Iterator[Case]:
    """Yield every table of every setting."""
    vectors, topics, sentences = sib()
    taxonomy = pl.read_parquet(DATA / recipe.TAXONOMY).sort("category_id")
    roots = taxonomy.filter(pl.col("lang") == "en-US")["root_en"].to_numpy()
    names = {lang[0]: encode(tuple(g["name"])) for lang, g in taxonomy.group_by("lang", maintain_order=True)}
    paths = {lang[0]: encode(tuple(_paths(g))) for lang, g in taxonomy.group_by("lang", maintain_order=True)}
    for seen, tested in _turns(list(vectors)):
        for seen_sentences, tested_sentences in _turns(sentences.tolist())[:1]:
            seen_roots, tested_roots = _turns(np.unique(roots).tolist())[0]
            other = [code for code, lang in SAME_LANGUAGE.items() if lang in tested]
            removal = _estimate(recipe.HeldOut([*tested, *other], tested_sentences, tested_roots))
            assert not set(seen) & set(tested)
            assert not set(seen_sentences) & set(tested_sentences)
            assert not set(seen_roots) & set(tested_roots)
            rows = np.flatnonzero(np.isin(sentences, tested_sentences))
            known = [lang for lang in tested if not lang.startswith(HARDLY_KNOWN)]
            for draw in range(DRAWS):
                drawn = np.random.default_rng(draw).permutation(sorted(known)).tolist()
                for k, mode in ((6, "even"), (12, "even"), (6, "unequal"), (6, "with topics")):
                    some = {lang: vectors[lang] for lang in drawn[:k]}
                    yield Case(f"SIB-200, {k} languages, {mode}", *mixed(some, rows, topics, mode, draw), removal)
            yield Case("SIB-200, English", vectors["eng_Latn"][rows], topics[rows], np.zeros(len(rows), int), removal)
            rows = np.flatnonzero(np.isin(roots, tested_roots))
            for kind, own in (("names", names), ("names and parents", paths)):
                some = {code: own[code] for code in own if SAME_LANGUAGE[code] in tested}
                yield Case(f"taxonomy, {kind}", *mixed(some, rows, roots, "even", 0), removal)
    yield from _news()
    for name, path in recipe.INTENTS.items():
        frame = pl.read_parquet(DATA / path)
        removal = _estimate(recipe.HeldOut(intents=[name]))
        rows = np.sort(np.random.default_rng(0).choice(len(frame), 4000, replace=False))
        own = encode(tuple(frame["text"]))[rows]
        yield Case(name, own, frame["label"].to_numpy()[rows], np.zeros(len(rows), int), removal)


def _turns(items: list[str]) -> list[tuple[list[str], list[str]]]:
    first, second = halves(items)
    return [(first, second), (second, first)]


def _paths(frame: pl.DataFrame) -> list[str]:
    pairs = zip(frame["name"], frame["parents_without_root"], strict=True)
    return [f"name: {name}; parents_without_root: {parents}" if parents else f"name: {name}" for name, parents in pairs]


def _news() -> Iterator[Case]:
    frame = pl.read_parquet(DATA / "C_clustering/masakhanews_4lang.parquet")
    languages = np.unique(frame["lang"].to_numpy(), return_inverse=True)[1]
    removal = _estimate(recipe.HeldOut(["eng_Latn", "fra_Latn", "swh_Latn", "hau_Latn", "en", "fr", "en-US", "fr-FR"]))
    for column in ("headline", "text"):
        yield Case(
            f"masakhanews, {column}", encode(tuple(frame[column])), frame["category"].to_numpy(), languages, removal
        )


def quality() -> dict[str, dict[str, dict[str, float]]]:
    """Run every system on every table: setting -> system -> mean figures."""
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    for case in cases():
        k = len(np.unique(case.topics))
        gold = systems.centred(case.vectors, case.languages)
        partitions = {"tabbert": systems.tabbert(case.vectors, case.removal)}
        partitions["tabbert, language kept"] = systems.tabbert(case.vectors, None)
        partitions["tabbert with fast_hdbscan"] = systems.tabbert_fast_hdbscan(case.vectors, case.removal)
        free = systems.language_free(case.vectors, case.removal)
        partitions["EVoC, language removed"] = systems.evoc(free, k)
        partitions["UMAP + HDBSCAN, language removed"] = systems.umap_hdbscan(free, k)
        for name, system in systems.BASELINES.items():
            partitions[name] = system(case.vectors, k)
            if case.languages.any():
                partitions[f"gold-centred {name}"] = system(gold, k)
        for name, labels in partitions.items():
            figures = systems.judge(labels, case.topics, case.languages)
            found.setdefault(case.setting, {}).setdefault(name, []).append(figures)
    return {setting: {name: _mean(runs) for name, runs in by_system.items()} for setting, by_system in found.items()}


def _mean(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: float(np.mean([run[key] for run in runs])) for key in runs[0]} | {"tables": float(len(runs))}


def parallel() -> dict[str, dict[str, float]]:
    """Put every sentence in six languages into one table: do its translations share a cluster, beyond chance?"""
    vectors, _, sentences = sib()
    found: dict[str, list[dict[str, float]]] = {}
    for seen, tested in _turns(list(vectors)):
        del seen
        tested_sentences = halves(sentences.tolist())[1]
        other = [code for code, lang in SAME_LANGUAGE.items() if lang in tested]
        removal = _estimate(recipe.HeldOut([*tested, *other], tested_sentences))
        rows = np.flatnonzero(np.isin(sentences, tested_sentences))
        known = sorted(lang for lang in tested if not lang.startswith(HARDLY_KNOWN))
        chosen = np.random.default_rng(0).permutation(known)[:6]
        stacked = np.concatenate([vectors[lang][rows] for lang in chosen])
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


def adaptation(rows: int = 1500) -> list[dict[str, Any]]:
    """Adapt the shipped removal to labelled texts of HWU64, and cluster others: of the same labels, and of others.

    The shipped removal has seen these texts, which makes it the harder to beat.
    """
    frame = pl.read_parquet(DATA / recipe.INTENTS["hwu64"])
    vectors, found = encode(tuple(frame["text"])), []
    for column in ("domain", "label"):
        labels = np.unique(frame[column].to_numpy(), return_inverse=True)[1]
        rng = np.random.default_rng(SEED)
        shown = rng.permutation(labels.max() + 1)[: (labels.max() + 1) // 2]
        places = rng.permutation(len(labels))
        for other_labels in (False, True):
            inside = np.isin(labels[places], shown)
            asked = places[~inside if other_labels else slice(None)][:rows]
            taught = np.setdiff1d(places[inside] if other_labels else places, asked)
            for kind in ("shipped", "adapted to labels", "adapted to pairs"):
                removal = language_removal.shipped()
                if kind == "adapted to labels":
                    removal = adapt_language_removal(removal, vectors[taught], labels[taught], topics=True)
                if kind == "adapted to pairs":
                    removal = adapt_language_removal(removal, vectors[taught], _paired(labels[taught]))
                none = np.zeros(len(asked), np.int64)
                figures = systems.judge(systems.tabbert(vectors[asked], removal), labels[asked], none)
                row = {"labels": column, "tested on": "other labels" if other_labels else "the same labels",
                       "texts shown": len(taught), "removal": kind, **figures}  # fmt: skip
                found.append(row)
                print(row, flush=True)
    write("clustering_adaptation", found)
    return found


def _paired(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers of pairs of texts with the same label; one that is left over stands alone."""
    order = np.argsort(labels, kind="stable")
    within = np.arange(len(labels)) - np.searchsorted(labels[order], labels[order])
    pair = np.empty(len(labels), np.int64)
    pair[order] = labels[order] * len(labels) + within // 2
    return pair


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


def main() -> None:
    """Run, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", action="store_true", help="only the scaling curve (many minutes)")
    parser.add_argument("--adapt", action="store_true", help="only the adaptation to a user's own texts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 30_000, 100_000, 1_000_000])
    parser.add_argument("--umap-up-to", type=int, default=100_000, help="rows; 0 leaves the competitor out")
    options = parser.parse_args()
    require_data()
    if options.adapt:
        adaptation()
        return
    if options.scale:
        scale(options.sizes, options.umap_up_to)
        return
    figures = {"quality": quality(), "parallel": parallel(), "stability": stability()}
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
