"""What the completeness head learns from, as it is: labelled real columns, pools of valid texts, placeholder words."""

# ruff: noqa: S311  (seeded generators on purpose: the corpus must be the same every time)

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tabbert.finetune import completeness_columns as own_columns
from tabbert.finetune import completeness_words as own_words
from tabbert.finetune.completeness_further_words import FURTHER, REMARK_KINDS, REMARKS

COMPLETE, PLACEHOLDER, UNINFORMATIVE, GIBBERISH, TRUNCATED, MISPLACED, UNUSED = 0, 1, 2, 3, 4, 5, -1
STATUS_OF_KIND = {
    "value": COMPLETE, "unknown": PLACEHOLDER, "not applicable": PLACEHOLDER, "none": PLACEHOLDER,
    "pending": PLACEHOLDER, "dummy": PLACEHOLDER, "reference": UNINFORMATIVE, "vague": UNINFORMATIVE,
    "boilerplate": UNINFORMATIVE, "gibberish": GIBBERISH,
}  # fmt: skip
MANIFEST = {
    "A_completeness/natural_dmv_columns.parquet": "public domain (US open data); labels CC0",
    "A_completeness/placeholders_multilingual.csv": "CC0",
    "A_completeness/boilerplate_multilingual.csv": "CC0",
    "A_completeness/freetext_labelled.csv": "CC BY 4.0 (FiveThirtyEight); labels CC0",
    "A_completeness/short_text_columns.parquet": "MIT (Faker), ODbL (Open Food Facts), CC BY 4.0 (ESCO), public domain",
    "A_completeness/tate_titles.csv": "CC0 (Tate), MIT (modeldata)",
    "A_completeness/natural_truncation.csv": "public domain (US open data); labels CC0",
    "B_row_classification/esco_occupations_en_es_fr.csv": "(c) EU, reuse with attribution (like CC BY 4.0)",
    "C_clustering/google_taxonomy_14lang.parquet": "MIT",
    "C_clustering/sib200_train.parquet": "CC BY-SA 4.0 (FLORES-200)",
}
"""Every file that training reads, with its licence; none is non-commercial or without one."""

_LANGUAGE = {"nb": "no", "ch": "de", "be": "fr", "zh-Hant": "zh", "und": "und"}
_LONGEST = 200  # characters: longer texts are cells of prose, and cost most of the encoding


@dataclass(frozen=True)
class LabelledColumn:
    """A column with a label per distinct value.

    Attributes:
        name: its name.
        texts: distinct values.
        counts: int64 (m,), rows of each.
        labels: int64 (m,), 0..5 in the order of the head's statuses, -1 for values that teach and test nothing.
        languages: of each value, two letters; "und" where it has none.
        source: file or generator, `table`: group that must not be split over folds, `concept`: of `CONCEPTS`.
        n_null: empty rows.
        n_rows: rows of the real column, if `texts` are only a part of it; `n_distinct` likewise.
    """

    name: str
    texts: list[str]
    counts: NDArray[np.int64]
    labels: NDArray[np.int64]
    languages: list[str]
    source: str
    table: str
    concept: str = ""
    n_null: int = 0
    n_rows: int = 0
    n_distinct: int = 0


@dataclass
class Words:
    """Placeholders by language and kind, and the kind of every one of them."""

    items: list[tuple[str, str, str]] = field(default_factory=list)  # text, language, kind

    def without(self, languages: Iterable[str]) -> "Words":
        """Drop every word of these languages, also where another language writes it the same way."""
        left_out = {t.casefold() for t, language, _ in self.items if language in set(languages)}
        return Words([item for item in self.items if item[0].casefold() not in left_out])


def read_csv(path: Path) -> pl.DataFrame:
    """Read a CSV as text, with nothing turned into a null."""
    return pl.read_csv(path, infer_schema=False).fill_null("")


def language(code: str) -> str:
    """Return the two-letter language of a locale ("pt_BR" -> "pt")."""
    code = _LANGUAGE.get(code, code)
    return code.split("_")[0]


@lru_cache(maxsize=3)
def words(data: Path, variants: bool = True, further: bool = True) -> Words:
    """Return all placeholders: the shared list, tabbert's own, `further` ones, and spelling variants of all."""
    rng = random.Random(5)
    items: dict[tuple[str, str], str] = {}
    for row in read_csv(data / "A_completeness/placeholders_multilingual.csv").iter_rows(named=True):
        if row["category"] != "SENTINEL":
            items[row["text"], language(row["lang"])] = own_words.KINDS_OF_CATEGORY[row["category"]]
    for lang, by_kind in [*own_words.PLACEHOLDERS.items(), ("und", own_words.SYMBOLS)]:
        for kind, joined in by_kind.items():
            for text in joined.split("|"):
                items.setdefault((text, lang), kind)
    for row in read_csv(data / "A_completeness/boilerplate_multilingual.csv").iter_rows(named=True):
        items[row["text"], language(row["lang"])] = "boilerplate"
    for text in own_words.BOILERPLATE.split("|"):
        items.setdefault((text, "mul"), "boilerplate")
    for text in own_words.EMPTY_TALK.split("|"):
        items.setdefault((text, "mul"), "boilerplate")
    for text in own_words.TEMPLATES.split("|"):
        items.setdefault((text, "mul"), "dummy")
    if variants:
        for (text, lang), kind in list(items.items()):
            if rng.random() < 0.35 and len(text) > 2 and kind != "boilerplate":
                items.setdefault((_variant(text, rng), lang), kind)
    if further:
        remarks = [(lang, dict(zip(REMARK_KINDS, joined, strict=True))) for lang, joined in REMARKS.items()]
        for lang, by_kind in [*FURTHER.items(), *remarks]:
            for kind, joined in by_kind.items():
                for text in joined.split("|"):
                    items.setdefault((text, lang), kind)
                    if variants and rng.random() < 0.35:
                        items.setdefault((_variant(text, rng), lang), kind)
    found = [(text, lang, kind) for (text, lang), kind in items.items() if text.strip()]
    return Words(found + [(text, "gib", "gibberish") for text in gibberish()])


def _variant(text: str, rng: random.Random) -> str:
    wrapped = rng.choice(["[{}]", "({})", "<{}>", "- {} -", "{}.", "{}!", "*{}*", "{} ", "{}", "{}", "{}", "{}"])
    cased = rng.choice([str.upper, str.capitalize, str.lower, str.title])(text)
    return wrapped.format(cased)


@lru_cache(maxsize=1)
def gibberish() -> tuple[str, ...]:
    """Make up keyboard mash, random letters and mojibake."""
    rng = random.Random(11)
    rows = ["asdfghjkl", "qwertyuiop", "zxcvbnm", "йцукенгшщз", "фывапролдж", "azertyuiop", "1234567890"]
    out: list[str] = []
    for _ in range(110):
        row = rng.choice(rows[:6])
        out.append("".join(rng.choice(row) for _ in range(rng.randint(4, 11))))
    for _ in range(40):
        row = rng.choice(rows)
        a = rng.randint(0, max(0, len(row) - 5))
        out.append(row[a : a + rng.randint(4, 8)] * rng.randint(1, 2))
    for _ in range(60):
        mash = ["".join(rng.choice("bcdfghjklmnpqrstvwxz") for _ in range(rng.randint(3, 6))) for _ in range(2)]
        out.append(" ".join(mash))
    for word in ("Müller Straße", "São Paulo", "привет мир", "東京都港区", "Crème brûlée", "niño pequeño",
                 "größere Übung", "Köln Süd", "žluťoučký kůň", "été à la plage", "Łódź Główna",
                 "señor García", "北京市海淀区"):  # fmt: skip
        out.append(word.encode().decode("latin-1"))
        out.append(word.encode().decode("cp1252", "replace"))
        out.append("".join(c if ord(c) < 128 else "?" for c in word))
    return tuple(dict.fromkeys(t for t in out if t.strip() and set(t) - set("? ")))


def natural(data: Path) -> list[LabelledColumn]:
    """Columns of open government data with hand-labelled values."""
    path = data / "A_completeness/natural_dmv_columns.parquet"
    frame = pl.read_parquet(path).filter(pl.col("label") != "unlabelled")
    label = {
        "valid": COMPLETE,
        "valid_assumed": COMPLETE,
        "missing_disguised": PLACEHOLDER,
        "uninformative": UNINFORMATIVE,
    }
    cut = {(c.table, c.name, t) for c in natural_truncation(data) for t, y in zip(c.texts, c.labels, strict=True) if y}
    out = []
    for (table, column), part in frame.group_by("table", "column", maintain_order=True):
        empty = part.filter(pl.col("value").str.strip_chars() == "")
        part = part.filter(pl.col("value").str.strip_chars() != "").unique("value", maintain_order=True)
        if not len(part):
            continue
        texts = part["value"].to_list()
        labels = np.array([label.get(v, UNUSED) for v in part["label"]], dtype=np.int64)
        labels[[len(t) > _LONGEST for t in texts]] = UNUSED
        labels[[(str(table), str(column), t) in cut for t in texts]] = UNUSED  # valid by assumption only
        n_null = int(empty["count"].sum())
        out.append(LabelledColumn(
            str(column), texts, part["count"].to_numpy().astype(np.int64), labels, ["en"] * len(texts), "natural",
            str(table), n_null=n_null, n_rows=max(int(part["n_rows"][0]), int(part["count"].sum()) + n_null),
            n_distinct=max(int(part["n_unique"][0]) - (n_null > 0), len(texts)),
        ))  # fmt: skip
    return out


def natural_truncation(data: Path) -> list[LabelledColumn]:
    """Columns of open government data with a hard length limit, and what was cut off at it."""
    frame = read_csv(data / "A_completeness/natural_truncation.csv").unique("text", maintain_order=True)
    label = {"truncated": TRUNCATED, "complete": COMPLETE, "ambiguous": UNUSED}
    return [
        LabelledColumn(
            str(column), part["text"].to_list(), np.ones(len(part), dtype=np.int64),
            np.array([label[v] for v in part["label"]], dtype=np.int64), ["en"] * len(part), "truncation", str(table),
        )
        for (table, column), part in frame.group_by("table", "column", maintain_order=True)
    ]  # fmt: skip


def pools(data: Path, per_pool: int = 40) -> dict[tuple[str, str], list[str]]:
    """Return valid short texts by (content, language), at most `per_pool` of each."""
    found: dict[tuple[str, str], list[str]] = {}

    def add(content: str, code: str, texts: Iterable[str]) -> None:
        rng = random.Random(f"{content} {code}")
        some = sorted({t for t in texts if t.strip() and len(t) <= _LONGEST * 0.8})
        rng.shuffle(some)
        found.setdefault((content, language(code)), []).extend(some[:per_pool])

    frame = pl.read_parquet(data / "A_completeness/short_text_columns.parquet")
    for (content, code), part in frame.group_by("column_type", "lang", maintain_order=True):
        add(str(content), str(code), part["text"])
    taxonomy = pl.read_parquet(data / "C_clustering/google_taxonomy_14lang.parquet")
    for (code,), part in taxonomy.group_by("lang", maintain_order=True):
        add("category", str(code).replace("-", "_"), part["name"])
    sib = pl.read_parquet(data / "C_clustering/sib200_train.parquet")
    for (code,), part in sib.group_by("lang", maintain_order=True):
        add("text", sib_language(str(code)), part["text"].head(60))
    return found


def sib_language(code: str) -> str:
    """Return the two-letter language of a FLORES code ("deu_Latn" -> "de"), or its three letters."""
    return _SIB.get(code[:3], code[:3])


_SIB = {
    "deu": "de", "eng": "en", "fra": "fr", "spa": "es", "por": "pt", "ita": "it", "nld": "nl", "pol": "pl", "rus": "ru",
    "jpn": "ja", "zho": "zh", "tur": "tr", "arb": "ar", "hin": "hi", "ron": "ro", "ces": "cs", "swe": "sv", "dan": "da",
    "fin": "fi", "nob": "no", "hun": "hu", "ell": "el", "ukr": "uk", "kor": "ko", "vie": "vi", "ind": "id", "tha": "th",
    "heb": "he", "slk": "sk", "slv": "sl", "lit": "lt", "est": "et", "cat": "ca", "srp": "sr", "zsm": "ms", "swh": "sw",
    "ben": "bn", "tam": "ta", "urd": "ur", "bul": "bg", "hrv": "hr", "pes": "fa",
}  # fmt: skip


def tate(data: Path, seed: int) -> list[LabelledColumn]:
    """Titles of art works in several languages, artists and media."""
    frame = read_csv(data / "A_completeness/tate_titles.csv")
    label = {"valid": COMPLETE, "missing_disguised": PLACEHOLDER, "uninformative": UNINFORMATIVE}
    kinds = dict(zip(frame["title"], frame["title_label"], strict=True))
    rng = random.Random(seed)
    special = [t for t, k in kinds.items() if k != "valid"]
    plain = sorted(t for t, k in kinds.items() if k == "valid" and len(t) <= _LONGEST)
    kept = [t for t in plain if "ntitled" in t][:150] + rng.sample(plain, min(600, len(plain)))
    kept = list(dict.fromkeys(kept))
    rng.shuffle(kept)
    sizes = dict(frame["title"].value_counts().iter_rows())
    out = []
    for i in range(0, len(kept), 120):
        texts = kept[i : i + 120] + special
        out.append(LabelledColumn(
            "title", texts, np.array([sizes[t] for t in texts], dtype=np.int64),
            np.array([label[kinds[t]] for t in texts], dtype=np.int64), ["en"] * len(texts), "tate", "tate",
            n_rows=len(frame), n_distinct=frame["title"].n_unique(),
        ))  # fmt: skip
    return out


def hard_negatives(data: Path) -> list[tuple[str, str, str]]:
    """Return (column name, text, concept) of values that look like placeholders and are none."""
    frame = read_csv(data / "A_completeness/hard_negatives.csv")
    concept = own_columns.CONCEPT_OF_COLUMN
    return [(c, t, concept.get(c, "")) for c, t, _ in frame.iter_rows()]


def freetext(data: Path, longest: int = _LONGEST) -> LabelledColumn:
    """Survey answers ("show your work"); answers with little information teach nothing either way."""
    frame = read_csv(data / "A_completeness/freetext_labelled.csv").filter(pl.col("text").str.strip_chars() != "")
    label = {
        "placeholder": PLACEHOLDER,
        "gibberish": GIBBERISH,
        "uninformative": UNINFORMATIVE,
        "informative": COMPLETE,
    }
    frame = frame.unique("text", maintain_order=True)
    labels = np.array([label.get(v, UNUSED) for v in frame["label"]], dtype=np.int64)
    texts = frame["text"].to_list()
    labels[[len(t) > longest for t in texts]] = UNUSED
    return LabelledColumn(
        "show_your_work",
        texts,
        frame["count"].cast(pl.Int64).to_numpy(),
        labels,
        ["en"] * len(texts),
        "freetext",
        "freetext",
    )


def manifest(data: Path) -> list[dict[str, str]]:
    """Return path, sha256 and licence of every file read."""
    return [
        {"path": path, "sha256": hashlib.sha256((data / path).read_bytes()).hexdigest(), "licence": licence}
        for path, licence in MANIFEST.items()
    ]
