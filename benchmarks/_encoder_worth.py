"""What two encoders' vectors are worth where they are read: by the completeness head, and by clustering.

All are read by the same shipped head, end branch and language removal, unchanged; these have seen some of the texts,
for all encoders alike, so that only differences count. The columns are those that the first fold of the completeness
benchmark leaves out; the tables of clustering are SIB-200 and the product taxonomy in the languages, sentences and
categories of its second halves, and two sets of English requests.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import _clustering_systems as systems
from benchmarks import _clustering_tables, completeness
from benchmarks import _completeness_columns as tests
from benchmarks._record import DATA
from tabbert import language_removal
from tabbert.checks.completeness import _head
from tabbert.encoders.cached import CachedEncoder
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.finetune import clustering as recipe
from tabbert.store.vectors import open_cache

__all__ = ["cached", "cluster", "complete"]

KNOWN = ("deu_Latn", "spa_Latn", "rus_Cyrl", "pol_Latn", "jpn_Jpan", "tur_Latn", "ita_Latn", "hun_Latn")
"""Languages of SIB-200's table; the shipped recipe's student has not read the last five there."""


def cached(encoder: EmbeddedEncoder) -> CachedEncoder:
    """Encode every text once, in memory."""
    store = open_cache("memory", Path(), dim=encoder.card.width)
    return CachedEncoder(lambda: encoder, lambda _: store)


def tables(rows: int) -> Iterator[tuple[str, list[str], NDArray[np.str_]]]:
    """Yield name, texts and topics of each table of the clustering test."""
    rng = np.random.default_rng(0)
    sib = pl.read_parquet(DATA / recipe.SIB200).sort("index_id")
    english = sib.filter(pl.col("lang") == "eng_Latn")
    tested = _clustering_tables.halves(english["index_id"].to_list())[1]
    own = sib.filter(pl.col("index_id").is_in(tested) & pl.col("lang").is_in(KNOWN))
    own = own.sample(fraction=1.0, shuffle=True, seed=0).unique("index_id", keep="first", maintain_order=True)
    yield f"SIB-200, {len(KNOWN)} languages", own["text"].to_list(), own["category"].to_numpy()
    taxonomy = pl.read_parquet(DATA / recipe.TAXONOMY)
    roots = _clustering_tables.halves(taxonomy["root_en"].unique().to_list())[1]
    own = taxonomy.filter(pl.col("root_en").is_in(roots)).sample(fraction=1.0, shuffle=True, seed=0)
    own = own.unique("category_id", keep="first", maintain_order=True).head(rows)
    yield "taxonomy, 14 languages", own["name"].to_list(), own["root_en"].to_numpy()
    for name, path in recipe.INTENTS.items():
        frame = pl.read_parquet(DATA / path)
        some = np.sort(rng.choice(len(frame), min(rows, len(frame)), replace=False))
        yield name, frame["text"].gather(some).to_list(), frame["label"].to_numpy()[some]


def cluster(encode: dict[str, CachedEncoder], rows: int) -> dict[str, dict[str, float]]:
    """Return the adjusted mutual information with the topics: table -> encoder -> figure."""
    found: dict[str, dict[str, float]] = {}
    for name, texts, topics in tables(rows):
        none = np.zeros(len(texts), np.int64)
        for kind, read in encode.items():
            labels = systems.tabbert(read(texts), language_removal.shipped())
            found.setdefault(f"{name}: AMI", {})[kind] = systems.judge(labels, topics, none)["ami"]
        print(name, found[f"{name}: AMI"], flush=True)
    return found


def complete(encode: dict[str, CachedEncoder], most: int) -> dict[str, dict[str, float]]:
    """Return the completeness benchmark's measures of its first fold: measure -> encoder -> figure."""
    fold = tests.folds(DATA)[0]
    columns = completeness.fold_columns(DATA, fold, 0) | {"freetext": completeness.test_columns(DATA)["freetext"]}
    found: dict[str, dict[str, float]] = {}
    wanted = {
        "natural": ("f1", "ap"), "left_out_languages": ("recall", "false_alarms_per_value"),
        "left_out_phrases": ("recall",), "truncation_5%": ("ap",), "truncation_5%_no_marks": ("ap",),
        "freetext": ("auroc",),
    }  # fmt: skip
    for kind, read in encode.items():
        score = completeness.head_method(_head.load(), _first(read), _ends(read)).score
        for bench, names in wanted.items():
            figures = completeness.measures(_some(columns[bench], most), score)
            for name in names:
                found.setdefault(f"{bench}: {name.replace('_', ' ')}", {})[kind] = figures[name]
            print(kind, bench, {name: round(figures[name], 4) for name in names}, flush=True)
    return found


def _some(columns: Sequence[Any], most: int) -> list[Any]:
    """Return columns in their order until so many of their values are labelled."""
    kept, count = [], 0
    for column in columns:
        kept.append(column)
        count += int((column.labels >= 0).sum())
        if count >= most and any((c.labels > 0).any() for c in kept):
            break
    return kept


def _first(read: CachedEncoder) -> Any:
    return lambda texts: read(list(texts)) if len(texts) else np.zeros((0, read.encoder.card.dim), np.float32)


def _ends(read: CachedEncoder) -> Any:
    return lambda texts: read(list(texts), "end") if len(texts) else np.zeros((0, 128), np.float32)
