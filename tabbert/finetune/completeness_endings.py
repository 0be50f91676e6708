"""Whole texts and texts cut off, in about 70 languages, and columns of them: where it is learnt what an end is."""

# ruff: noqa: S311  (seeded generators on purpose: the corpus must be the same every time)

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tabbert.checks.completeness._features import USUAL_WIDTHS
from tabbert.finetune.completeness_comments import COMMENTS
from tabbert.finetune.completeness_corpus import (
    COMPLETE,
    TRUNCATED,
    UNUSED,
    LabelledColumn,
    language,
    read_csv,
    sib_language,
)
from tabbert.finetune.completeness_generator import column_name

MARKS = ".!?。！？｡।॥؟۔።៖…\"'”’»」』）)】:;"
_SENTENCES = 300
_PER_POOL = {"description": 500, "category": 400, "job_title": 600}
_SHORT = 140  # values of each other kind and language
_SHORTEST = 4  # characters of a remark that may be cut off
_UNCUT = frozenset({"iban", "phone", "postcode", "date", "color", "country", "email", "url"})
"""Contents that are never cut here: what is left of them looks like another one."""


def texts(data: Path, sentences: int = _SENTENCES) -> dict[tuple[str, str], list[str]]:
    """Return whole texts by (content, language): up to so many sentences, descriptions, titles, addresses, ..."""
    rng = random.Random(1)
    most = {**_PER_POOL, "text": sentences}
    found: dict[tuple[str, str], list[str]] = {}

    def add(content: str, lang: str, values: Sequence[str]) -> None:
        some = sorted({v for v in values if v and 3 < len(v) < 400})
        rng.shuffle(some)
        found.setdefault((content, lang), []).extend(some[: most.get(content, _SHORT)])

    sib = pl.read_parquet(data / "C_clustering/sib200_train.parquet")
    for (code,), part in sib.group_by("lang", maintain_order=True):
        add("text", sib_language(str(code)), part["text"].to_list())
    jobs = read_csv(data / "B_row_classification/esco_occupations_en_es_fr.csv")
    for (code,), part in jobs.group_by("lang", maintain_order=True):
        add("description", str(code), part["description"].to_list())
        add("job_title", str(code), part["preferredLabel"].to_list())
    taxonomy = pl.read_parquet(data / "C_clustering/google_taxonomy_14lang.parquet")
    for (code,), part in taxonomy.group_by("lang", maintain_order=True):
        add("category", language(str(code).replace("-", "_")), part["name"].to_list())
    frame = pl.read_parquet(data / "A_completeness/short_text_columns.parquet")
    for (content, code), part in frame.group_by("column_type", "lang", maintain_order=True):
        add(str(content), language(str(code)), part["text"].to_list())
    return found


def unmarked(text: str) -> str:
    """Return the text without the marks at its end."""
    return text.rstrip(MARKS + " \u200b")


def cut(text: str, rng: random.Random) -> str:
    """Cut a text: anywhere (most often within a word), at a word's end, or with an ellipsis; "" if it is too short."""
    text = unmarked(text)
    first, last = max(3, len(text) // 4), len(text) - 2
    if last <= first:
        return ""
    place = rng.randint(first, last)
    blanks = [i for i in range(first, last + 1) if text[i] == " "]
    if blanks and rng.random() < 0.35:
        place = rng.choice(blanks)
    short = text[:place].rstrip()
    return short + rng.choice(["…", "...", " ..."]) if rng.random() < 0.06 else short


def examples(pools: dict[tuple[str, str], list[str]], seed: int) -> list[tuple[str, str, int, str]]:
    """Return (text, language, 1 if cut off else 0, content): half of each pool whole, the other half cut off."""
    found = []
    for (content, lang), values in pools.items():
        rng = random.Random(f"{seed} {content} {lang}")  # the same cuts whatever else is left out
        half = len(values) // 2
        for i, value in enumerate(values):
            if i < half or content in _UNCUT:
                found.append((value if rng.random() < 0.4 else unmarked(value) or value, lang, 0, content))
            elif len(value) > 8 and (short := cut(value, rng)):
                found.append((short, lang, 1, content))
    return found


def further_examples(pools: dict[tuple[str, str], list[str]], seed: int) -> list[tuple[str, str, int, str]]:
    """Return what `examples` does, of each text of the pools once: whole or cut off, by chance."""
    found = []
    for (content, lang), values in pools.items():
        rng = random.Random(f"{seed} {content} {lang} more")
        for value in values:
            if rng.random() < 0.5 and content not in _UNCUT:
                if len(value) > 8 and (short := cut(value, rng)):
                    found.append((short, lang, 1, content))
            else:
                found.append((value if rng.random() < 0.3 else unmarked(value) or value, lang, 0, content))
    return found


def remarks(pools: dict[tuple[str, str], list[str]], seed: int, most: int) -> dict[tuple[str, str], list[str]]:
    """Return short remarks by ("remark", language): the last words of the pools' sentences, and what comments say.

    Whole sentences alone teach that few words without a mark are a beginning.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for (content, lang), values in sorted(pools.items()):
        if content == "text":
            rng = random.Random(f"{seed} {lang} remarks")
            ends = dict.fromkeys(_last_words(value, rng) for value in values[:most])
            found["remark", lang] = [end for end in ends if len(end) > _SHORTEST]
    for lang, said in COMMENTS.items():
        if ("remark", lang) in found:
            found["remark", lang] += [text for text in said.split("|") if len(text) > 2 * _SHORTEST]
    return found


def _last_words(text: str, rng: random.Random) -> str:
    words = unmarked(text).split(" ")
    end = " ".join(words[-rng.randint(2, 8) :]) if len(words) > 4 else unmarked(text)[-rng.randint(6, 24) :]
    end = end.lstrip(MARKS + " ,-–")
    return end[:1].upper() + end[1:] if rng.random() < 0.5 else end


def columns(
    pools: dict[tuple[str, str], list[str]],
    seed: int,
    *,
    repeats: int = 3,
    shares: Sequence[float] = (0, 0, 0.03, 0.06, 0.3),
) -> list[LabelledColumn]:
    """Columns of texts of which none, a few or many were cut off, anywhere or at the column's width.

    In every second one, no value ends like a sentence, so that a missing mark says nothing.
    """
    found = []
    for (content, lang), values in sorted(pools.items()):
        if content in _UNCUT or len(values) < 20:
            continue
        rng = random.Random(f"{seed} {content} {lang}")  # the same columns whatever else is left out
        for _ in range(repeats if content in ("text", "remark") else 2):
            some = rng.sample(values, min(len(values), rng.choice([10, 20, 40, 80])))
            found.append(column(some, lang, column_name(content, rng), rng.choice(shares), rng))
        if content in ("text", "description"):
            found.append(column(_refrains(values, rng), lang, column_name("text", rng), rng.choice(shares[1:]), rng))
    return found


def _refrains(values: Sequence[str], rng: random.Random) -> list[str]:
    """Join a few texts in many ways, as remarks do that come back: what was cut off stands elsewhere whole."""
    short = sorted(values, key=len)[: max(12, len(values) // 3)]
    few = rng.sample(short, min(len(short), rng.choice([4, 8, 12])))
    between = rng.choice([" ", "; ", " / "])
    pairs = [between.join(rng.sample(few, 2)) for _ in range(rng.choice([10, 30, 50]))]
    return list(dict.fromkeys([*few, *pairs]))


def column(values: Sequence[str], lang: str, name: str, share: float, rng: random.Random) -> LabelledColumn:
    """Make one column: of these texts, a share is cut off."""
    plain = rng.random() < 0.5
    whole = [unmarked(v) or v for v in values] if plain else list(values)
    n_cut = min(len(whole) - 1, max(1, round(share * len(whole)))) if share else 0
    labels = [COMPLETE] * len(whole)
    if n_cut and rng.random() < 0.4:  # at the column's width: the longest are cut
        width = _width(sorted(map(len, whole)), n_cut, rng)
        trimmed = rng.random() < 0.3
        for i, value in enumerate(whole):
            if len(value) > width:
                whole[i] = value[:width].rstrip() if trimmed else value[:width]
                labels[i] = TRUNCATED if len(unmarked(value)) > width else UNUSED  # only its mark is gone
    else:
        for i in rng.sample(range(len(whole)), n_cut):
            if short := cut(whole[i], rng):
                whole[i], labels[i] = short, TRUNCATED
    kept: dict[str, int] = {}
    for value, label in zip(whole, labels, strict=True):
        if value.strip():
            kept.setdefault(value, label)
    return LabelledColumn(
        name, list(kept), counts(len(kept), rng), np.array(list(kept.values()), dtype=np.int64), [lang] * len(kept),
        "endings", f"endings/{lang}",
    )  # fmt: skip


def _width(lengths: Sequence[int], n_cut: int, rng: random.Random) -> int:
    """Choose a width, mostly a usual one, that cuts about this many of the values, their lengths ascending."""
    exact = max(lengths[-n_cut] - 3, 4)
    usual = min(sorted(USUAL_WIDTHS), key=lambda width: abs(width - exact))
    n_longer = sum(length > usual for length in lengths)
    return usual if rng.random() < 0.7 and 0 < n_longer <= max(2 * n_cut, 0.4 * len(lengths)) else exact


def counts(size: int, rng: random.Random) -> NDArray[np.int64]:
    """Return rows of each value: mostly one, sometimes a few."""
    most = rng.choice([1, 1, 1, 4])
    return np.array([rng.randint(1, most) for _ in range(size)], dtype=np.int64)
