"""From English to other languages: the product taxonomy, whose categories have names in all of them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import _clustering_tables
from benchmarks._classification_tables import TABLES, near_identical
from benchmarks._record import DATA
from tabbert.checks import classification
from tabbert.finetune.clustering import HeldOut

__all__ = ["LANGUAGES", "Transfer", "transfers", "unseen"]

LANGUAGES = ("de-DE", "es-ES", "ja-JP", "ru-RU", "zh-CN")
CATEGORIES = 750
LABEL = "root_en"


@dataclass(frozen=True, eq=False)
class Transfer:
    """One language and one division of the categories.

    Attributes:
        language: of the rows that are judged.
        english: rows that teach, in English.
        own: the same categories in this language.
        test: other categories, in this language.
    """

    language: str
    english: pl.DataFrame
    own: pl.DataFrame
    test: pl.DataFrame


def transfers(seed: int) -> Iterator[Transfer]:
    """Divide the categories, anew for each seed: a quarter is judged, whole groups of near-identical English names."""
    frame = _categories()
    english = frame.filter(pl.col("lang") == "en-US")
    groups = near_identical([" ".join(filter(None, row)) for row in english.select(_FEATURES).iter_rows()])
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    tested = english["category_id"].to_numpy()[np.isin(groups, order[: len(order) // 4])]
    for language in LANGUAGES:
        own = frame.filter(pl.col("lang") == language)
        yield Transfer(language, _rows(english, tested, False), _rows(own, tested, False), _rows(own, tested, True))


def unseen() -> AbstractContextManager[object]:
    """Judge with a language removal that has seen nothing of the taxonomy, from which the shipped one learnt."""
    roots = pl.read_parquet(DATA / TABLES["taxonomy"].path)["root_en"].unique().sort().to_list()
    removal = _clustering_tables.estimate(HeldOut(roots=tuple(roots)))
    return patch.object(classification, "shipped", lambda: removal)


_FEATURES = ["name", "parents_without_root"]


def _categories() -> pl.DataFrame:
    frame = pl.read_parquet(DATA / TABLES["taxonomy"].path)
    ids = frame["category_id"].unique().sort().to_list()
    kept = np.random.default_rng(0).permutation(ids)[:CATEGORIES]
    kept_ids = [int(number) for number in kept]
    return frame.filter(pl.col("category_id").is_in(kept_ids), pl.col("lang").is_in(["en-US", *LANGUAGES]))


def _rows(frame: pl.DataFrame, tested: NDArray[np.int64], wanted: bool) -> pl.DataFrame:
    return frame.filter(pl.col("category_id").is_in(tested.tolist()) == wanted).select(*_FEATURES, LABEL)
