"""The tables of the clustering benchmark: texts with topics and languages, and what an estimate must not have seen.

Languages, sentences, categories and intents are divided into halves. Test tables are made of the second halves of
sentences and categories, in the languages of either half in turns; development tables, on which settings are chosen, of
the first halves, in the languages of the second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks._record import DATA
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.finetune import clustering as recipe
from tabbert.finetune.encoding import default_encode

__all__ = ["DRAWS", "SAME_LANGUAGE", "SEED", "Case", "cases", "encode", "estimate", "halves", "known", "mixed", "sib"]

DRAWS = 3
SEED = 2026  # of the halves
MOST_ROWS = 4000
NEWS = "C_clustering/masakhanews_4lang.parquet"
HARDLY_KNOWN = ("ace", "aka", "ayr", "bam", "bjn", "crh", "dik", "hat", "luo", "mni", "nso", "srd", "ssw")
SAME_LANGUAGE = {
    "cs-CZ": "ces_Latn", "da-DK": "dan_Latn", "de-DE": "deu_Latn", "en-US": "eng_Latn", "es-ES": "spa_Latn",
    "fr-FR": "fra_Latn", "it-IT": "ita_Latn", "ja-JP": "jpn_Jpan", "nl-NL": "nld_Latn", "pl-PL": "pol_Latn",
    "pt-BR": "por_Latn", "ru-RU": "rus_Cyrl", "sv-SE": "swe_Latn", "zh-CN": "zho_Hans",
    "en": "eng_Latn", "es": "spa_Latn", "fr": "fra_Latn",
}  # fmt: skip
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Case:
    """One table.

    Attributes:
        setting: what it is one of; figures are means over its tables.
        name: its own.
        texts: (n,).
        topics: (n,).
        languages: (n,), numbers.
        held_out: what the language removal for it must not have seen.
    """

    setting: str
    name: str
    texts: Texts
    topics: NDArray[np.str_]
    languages: NDArray[np.int64]
    held_out: recipe.HeldOut

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The default encoder's vectors, float32 (n, dim)."""
        return encode(tuple(self.texts))

    @property
    def removal(self) -> LanguageRemoval:
        """A language removal that has seen nothing of this table."""
        return estimate(self.held_out)


@cache
def encode(texts: tuple[str, ...]) -> NDArray[np.float32]:
    """Encode with the default encoder."""
    return np.asarray(_encoder()(list(texts)))


@cache
def _encoder() -> Any:
    return default_encode()


@cache
def estimate(held_out: recipe.HeldOut) -> LanguageRemoval:
    """Estimate a language removal on everything but this."""
    return recipe.estimate(DATA, lambda texts: encode(tuple(texts)), held_out)


def halves(items: Sequence[str]) -> tuple[list[str], list[str]]:
    """Divide in two."""
    order = np.random.default_rng(SEED).permutation(sorted(items)).tolist()
    return order[::2], order[1::2]


def known(languages: Sequence[str]) -> list[str]:
    """Return those of SIB-200's languages that the encoder has learnt, in order."""
    return sorted(lang for lang in languages if not lang.startswith(HARDLY_KNOWN))


@cache
def sib() -> tuple[dict[str, Texts], NDArray[np.str_], NDArray[np.str_]]:
    """Return SIB-200: texts by language, topics and numbers of the sentences, all in the same order."""
    frame = pl.read_parquet(DATA / recipe.SIB200).sort("index_id")
    texts = {lang[0]: _texts(group["text"]) for lang, group in frame.group_by("lang", maintain_order=True)}
    english = frame.filter(pl.col("lang") == "eng_Latn")
    return texts, english["category"].to_numpy(), english["index_id"].to_numpy()


def mixed(
    texts: Mapping[str, Texts], rows: NDArray[np.intp], topics: NDArray[np.str_], mode: str, seed: int
) -> tuple[Texts, NDArray[np.str_], NDArray[np.int64]]:
    """Make a table in which every sentence stands in one language only.

    Args:
        texts: of all sentences by language.
        rows: sentences of the table.
        topics: of all sentences.
        mode: shares of the languages: "even", "unequal" (each half of the one before, at least 2%), or "with topics"
            (each topic has a language of its own for 70% of its rows, except that languages are shared if few).
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    names, n = rng.permutation(sorted(texts)).tolist(), len(rows)
    if mode == "even":
        languages = rng.permutation(np.arange(n) % len(names))
    elif mode == "unequal":
        share = np.maximum(0.5 ** np.arange(len(names)), 0.02)
        languages = rng.choice(len(names), n, p=share / share.sum())
    else:
        home = {topic: i % len(names) for i, topic in enumerate(rng.permutation(np.unique(topics)))}
        own = np.array([home[topic] for topic in topics[rows]])
        languages = np.where(rng.random(n) < 0.7, own, rng.integers(0, len(names), n))
    table = np.array([texts[names[language]][row] for language, row in zip(languages, rows, strict=True)], object)
    return table, topics[rows], languages


def cases(*, development: bool = False) -> Iterator[Case]:
    """Yield every table of every setting."""
    half = 0 if development else 1
    languages = sorted(sib()[0])
    for turn, tested in enumerate(halves(languages)[::-1][: 1 if development else 2]):
        yield from _multilingual(tested, half, f"{turn}")
    yield from _occupations() if development else _news()
    for name, path in recipe.INTENTS.items():
        frame = pl.read_parquet(DATA / path)
        held_out = recipe.HeldOut(intents=(name,))
        if not development:
            yield _single(name, frame, held_out)
        apart = frame.filter(pl.col("label").is_in(halves(frame["label"].unique().to_list())[half]))
        yield _single(f"{name}, half of the intents", apart, held_out)


def _multilingual(tested: Sequence[str], half: int, turn: str) -> Iterator[Case]:
    texts, topics, sentences = sib()
    taxonomy = pl.read_parquet(DATA / recipe.TAXONOMY).sort("category_id")
    roots = taxonomy.filter(pl.col("lang") == "en-US")["root_en"].to_numpy()
    by_language = taxonomy.partition_by("lang", maintain_order=True, as_dict=True)
    own_sentences, own_roots = halves(sentences.tolist())[half], halves(np.unique(roots).tolist())[half]
    other = [code for code, lang in SAME_LANGUAGE.items() if lang in tested]
    held_out = recipe.HeldOut((*tested, *other), tuple(own_sentences), tuple(own_roots))
    rows = np.flatnonzero(np.isin(sentences, own_sentences))
    for draw in range(DRAWS):
        drawn = np.random.default_rng(draw).permutation(known(tested)).tolist()
        for k, mode in ((6, "even"), (12, "even"), (6, "unequal"), (6, "with topics")):
            setting, some = f"SIB-200, {k} languages, {mode}", {lang: texts[lang] for lang in drawn[:k]}
            yield Case(setting, f"{setting}, {turn} {draw}", *mixed(some, rows, topics, mode, draw), held_out)
    english = texts["eng_Latn"][rows], topics[rows], np.zeros(len(rows), np.int64)
    yield Case("SIB-200, English", f"SIB-200, English, {turn}", *english, held_out)
    rows = np.flatnonzero(np.isin(roots, own_roots))
    for kind in ("names", "names and parents"):
        own = {code: _names(group, kind) for (code,), group in by_language.items() if SAME_LANGUAGE[code] in tested}
        yield Case(f"taxonomy, {kind}", f"taxonomy, {kind}, {turn}", *mixed(own, rows, roots, "even", 0), held_out)


def _names(frame: pl.DataFrame, kind: str) -> Texts:
    if kind == "names":
        return _texts(frame["name"])
    pairs = zip(frame["name"], frame["parents_without_root"], strict=True)
    return _texts(
        [f"name: {name}" + (f"; parents_without_root: {parents}" if parents else "") for name, parents in pairs]
    )


def _news() -> Iterator[Case]:
    frame = pl.read_parquet(DATA / NEWS)
    languages = np.unique(frame["lang"].to_numpy(), return_inverse=True)[1]
    held_out = recipe.HeldOut(("eng_Latn", "fra_Latn", "swh_Latn", "hau_Latn", "en", "fr", "en-US", "fr-FR"))
    for column in ("headline", "text"):
        setting = f"masakhanews, {column}"
        yield Case(setting, setting, _texts(frame[column]), frame["category"].to_numpy(), languages, held_out)


def _occupations() -> Iterator[Case]:
    """Yield longer texts for development: occupations with all their names, each in one of three languages."""
    frame = pl.read_csv(DATA / recipe.ESCO, infer_schema=False).unique(["concept_id", "lang"], maintain_order=True)
    frame = frame.drop_nulls("altLabels").filter(pl.len().over("concept_id") == frame["lang"].n_unique())
    by_language = frame.sort("concept_id").partition_by("lang", maintain_order=True, as_dict=True)
    topics = by_language["en",]["isco_major_name"].to_numpy()
    rows = np.sort(np.random.default_rng(0).choice(len(topics), 1200, replace=False))
    own = ("en", "es", "fr", "en-US", "es-ES", "fr-FR", "eng_Latn", "spa_Latn", "fra_Latn")
    texts = {
        code: _texts(group["preferredLabel"] + ": " + group["altLabels"]) for (code,), group in by_language.items()
    }
    setting = "ESCO, all names"
    yield Case(setting, setting, *mixed(texts, rows, topics, "even", 0), recipe.HeldOut(own))


def _single(setting: str, frame: pl.DataFrame, held_out: recipe.HeldOut) -> Case:
    n = min(MOST_ROWS, len(frame))
    frame = frame[np.sort(np.random.default_rng(0).choice(len(frame), n, replace=False))]
    topics, languages = frame["label"].to_numpy(), np.zeros(n, np.int64)
    return Case(setting, setting, _texts(frame["text"]), topics, languages, held_out)


def _texts(values: Any) -> Texts:
    return np.array(list(values), object)
