"""Estimate the language removal of clustering that is shipped: `tabbert finetune clustering FOLDER -o FOLDER`.

Translations of the same sentence, name or row of two columns teach what a language adds to a vector, paraphrases of the
same request and other names of the same occupation what wording adds; no topic is learnt. The encoder is frozen and the
map has a closed form, so this takes minutes, nearly all of them encoding, and repeats bit for bit on one machine.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tabbert.algorithms.language_removal import LanguageRemoval, fit_language_removal
from tabbert.errors import UnreadableFileError
from tabbert.language_removal import save

__all__ = ["Encode", "HeldOut", "estimate", "run"]

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
SIB200, TAXONOMY, ESCO = (
    "C_clustering/sib200_train.parquet",
    "C_clustering/google_taxonomy_14lang.parquet",
    "B_row_classification/esco_occupations_en_es_fr.csv",
)
INTENTS = {"hwu64": "C_clustering/hwu64_en.parquet", "banking77": "C_clustering/banking77_en.parquet"}
_PARENTS = pl.col("parents_without_root")
_ROW = pl.format("name: {}", "name") + pl.when(_PARENTS != "").then(
    pl.format("; parents_without_root: {}", _PARENTS)
).otherwise(pl.lit(""))
_OTHER_NAMES = 6  # of an occupation, beside the preferred one
_HINT = "this recipe reads the project's own data; to adapt the map to yours, name a table: a CSV or Parquet file."
LICENCES = {
    SIB200: "CC BY-SA 4.0 (FLORES-200, NLLB team; SIB-200, Adelani et al.)",
    TAXONOMY: "Google product taxonomy, freely published; collected under MIT",
    ESCO: "(c) European Union, reuse with attribution",
    INTENTS["hwu64"]: "CC BY 4.0 (Liu et al.)",
    INTENTS["banking77"]: "CC BY 4.0 (PolyAI)",
}


@dataclass(frozen=True)
class HeldOut:
    """What an estimate for a test must not see.

    Attributes:
        languages: of SIB-200, the taxonomy and ESCO, by their own codes.
        sentences: SIB-200's ``index_id``.
        roots: categories of the taxonomy below these.
        intents: names among `INTENTS`.
    """

    languages: Collection[str] = field(default=())
    sentences: Collection[str] = field(default=())
    roots: Collection[str] = field(default=())
    intents: Collection[str] = field(default=())


def parallel_texts(data: Path, held_out: HeldOut) -> list[list[list[str]]]:
    """Return the parallel sets, each a list of languages, each a list of texts in the same order."""
    sib = pl.read_parquet(data / SIB200).filter(
        ~pl.col("lang").is_in(list(held_out.languages)) & ~pl.col("index_id").is_in(list(held_out.sentences))
    )
    taxonomy = pl.read_parquet(data / TAXONOMY).filter(
        ~pl.col("lang").is_in(list(held_out.languages)) & ~pl.col("root_en").is_in(list(held_out.roots))
    )
    esco = pl.read_csv(data / ESCO, infer_schema=False).filter(~pl.col("lang").is_in(list(held_out.languages)))
    esco = esco.unique(["concept_id", "lang"], keep="first", maintain_order=True)
    esco = esco.filter(pl.len().over("concept_id") == esco["lang"].n_unique())
    sets = [
        _by_language(sib, "index_id", "text"),
        _by_language(taxonomy, "category_id", "name"),
        _by_language(esco, "concept_id", "preferredLabel"),
        _by_language(taxonomy.with_columns(row=_ROW), "category_id", "row"),
    ]
    return [languages for languages in sets if len(languages) > 1]


def paraphrases(data: Path, held_out: HeldOut) -> list[list[tuple[list[str], NDArray[np.int64]]]]:
    """Return the sets of paraphrases, each a list of languages, each texts (n,) and the number of what each says.

    Requests with the same intent, and the first names of an occupation.
    """
    sets = []
    for name, path in INTENTS.items():
        if name not in held_out.intents:
            frame = pl.read_parquet(data / path)
            sets.append([(frame["text"].to_list(), _numbers(frame["label"]))])
    esco = pl.read_csv(data / ESCO, infer_schema=False).filter(~pl.col("lang").is_in(list(held_out.languages)))
    others = pl.col("altLabels").fill_null("").str.split(";").list.head(_OTHER_NAMES)
    names = esco.unique(["concept_id", "lang"], keep="first", maintain_order=True).select(
        "lang", "concept_id", name=pl.concat_list("preferredLabel", others)
    )
    names = names.explode("name").with_columns(pl.col("name").str.strip_chars()).filter(pl.col("name") != "")
    occupations = [
        (group["name"].to_list(), _numbers(group["concept_id"])) for _, group in sorted(names.group_by("lang"))
    ]
    return [*sets, occupations] if occupations else sets


def estimate(data: Path, encode: Encode, held_out: HeldOut | None = None) -> LanguageRemoval:
    """Estimate the map from everything in the data folder but what is held out."""
    held_out = held_out or HeldOut()
    parallel = [np.stack([encode(texts) for texts in languages]) for languages in parallel_texts(data, held_out)]
    same = []
    for languages in paraphrases(data, held_out):
        vectors: list[NDArray[np.float32]] = []
        groups: list[NDArray[np.int64]] = []
        for texts, numbers in languages:
            own = encode(texts)
            vectors.append(own - own.mean(axis=0))  # so that languages do not differ in the scatter between groups
            groups.append(numbers + (groups[-1].max() + 1 if groups else 0))
        same.append((np.concatenate(vectors), np.concatenate(groups)))
    return fit_language_removal(parallel, same)


def _by_language(frame: pl.DataFrame, key: str, text: str) -> list[list[str]]:
    return [group.sort(key)[text].to_list() for _, group in sorted(frame.group_by("lang"))]


def _numbers(values: pl.Series) -> NDArray[np.int64]:
    return np.unique(values.to_numpy(), return_inverse=True)[1].astype(np.int64)


def run(data: Path, output: Path, encode: Encode | None = None) -> Path:
    """Estimate on everything in the data folder, write the artefact and return its array file."""
    if encode is None:
        from tabbert.finetune.encoding import default_encode

        encode = default_encode()
    absent = [path for path in LICENCES if not (data / path).is_file()]
    if absent:
        raise UnreadableFileError(str(data), f"these are not in it: {', '.join(absent)}.", _HINT)
    removal = estimate(data, encode)
    sib = pl.read_parquet(data / SIB200)
    card = {
        "name": "language removal",
        "licence": "CC BY-SA 4.0, for the sentences it was estimated on; the data below ask for attribution",
        "encoder": "multilingual-e5-small, frozen; 'query: ' prefix, mean pooling, length one",
        "recipe": "tabbert finetune clustering (closed form, no seed)",
        "languages": sorted(sib["lang"].unique()),
        "data": [
            {"path": path, "licence": licence, "sha256": hashlib.sha256((data / path).read_bytes()).hexdigest()}
            for path, licence in LICENCES.items()
        ],
        "tuning": [
            "dimensions, shrinkage, damping, the weight of paraphrases and which sets are read were chosen among about "
            "100 settings, by topic agreement on tables of languages, sentences and names that the estimates had not "
            "seen",
            "benchmarks.clustering divides languages, sentences and roots into halves anew",
        ],
        "limits": [
            "languages outside the list, and those the encoder hardly knows, keep a trace of themselves",
            "sentences, short labels and rows of two columns were seen; long documents were not",
        ],
    }
    return save(removal, card, output)
