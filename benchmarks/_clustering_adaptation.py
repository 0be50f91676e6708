"""Clusters before and after the language removal is adapted to a user's own texts, on tables that were not shown.

A lesson is what a user shows: pairs, or labelled texts. Its exams are tables of other texts: in other languages, about
other topics, of other data sets. A lesson starts from the shipped removal, which has seen all of them without their
topics: that makes it the harder to beat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import _clustering_systems as systems
from benchmarks._clustering_tables import SEED, Case, cases, encode, halves, mixed
from benchmarks._kept import Kept
from benchmarks._record import DATA, write
from tabbert import language_removal
from tabbert.algorithms.language_removal import LanguageRemoval, adapt_language_removal
from tabbert.finetune import clustering as recipe

__all__ = ["adaptation"]

SHOWN = ("en-US", "de-DE")  # languages of the lessons from the taxonomy
ELSEWHERE = ("SIB-200, 6 languages, even", "banking77, half of the intents", "hwu64, half of the intents")
ROWS = 1500


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a user shows.

    Attributes:
        name: what it is.
        texts: (n,).
        groups: (n,), equal numbers for texts that belong together.
        topics: whether the groups are labels.
        exams: tables by what is different in them.
    """

    name: str
    texts: NDArray[np.object_]
    groups: NDArray[np.int64]
    topics: bool
    exams: Sequence[tuple[str, Case]]


def adaptation(kept: Kept) -> list[dict[str, Any]]:
    """Measure every lesson on every exam, write the figures: means over the tables of a kind."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    elsewhere = [case for case in cases() if case.setting in ELSEWHERE]
    for lesson in [*_categories(), *_requests()]:
        others = [
            ("another data set", case)
            for case in elsewhere
            if not case.setting.startswith(lesson.name.partition(":")[0])
        ]
        for new, case in [*lesson.exams, *others]:
            exam = _without(case, lesson.texts)
            name = f"{lesson.name}, {new}, {exam.name}"
            row = kept.once(name, partial(_examined, lesson, exam, kept))
            print(name, row, flush=True)
            found.setdefault((lesson.name, new, exam.setting), []).append(row)
    rows = [
        {"shown": shown, "new": new, "table": setting, "tables": len(own)}
        | {key: float(np.mean([row[key] for row in own])) for key in own[0]}
        for (shown, new, setting), own in found.items()
    ]
    write("clustering_adaptation", rows)
    return rows


def _examined(lesson: Lesson, exam: Case, kept: Kept) -> dict[str, Any]:
    shipped = language_removal.shipped()
    adapted = adapt_language_removal(shipped, encode(tuple(lesson.texts)), lesson.groups, topics=lesson.topics)
    name = f"as shipped, {exam.setting}, {exam.name}, {len(exam.texts)} rows"
    figures = {"before": kept.once(name, lambda: _judged(exam, shipped)), "after": _judged(exam, adapted)}
    keys = ("ami", "language_ami", "noise", "clusters")
    return {"texts": len(lesson.texts)} | {f"{key}_{when}": own[key] for when, own in figures.items() for key in keys}


def _judged(exam: Case, removal: LanguageRemoval) -> dict[str, float]:
    return systems.judge(systems.tabbert(exam.vectors, removal), exam.topics, exam.languages)


def _without(case: Case, texts: NDArray[np.object_]) -> Case:
    """Return a table without the texts that were shown: names that are the same in several languages."""
    new = ~np.isin(case.texts.astype(str), texts.astype(str))
    return replace(case, texts=case.texts[new], topics=case.topics[new], languages=case.languages[new])


def _categories() -> Iterator[Lesson]:
    """Show categories below half of the roots in two languages; ask in others, below these roots and the rest."""
    frame = pl.read_parquet(DATA / recipe.TAXONOMY).sort("category_id")
    by_language = frame.partition_by("lang", maintain_order=True, as_dict=True)
    roots = by_language["en-US",]["root_en"].to_numpy()
    shown, rest = (np.flatnonzero(np.isin(roots, own)) for own in halves(np.unique(roots).tolist()))
    names = {code: np.array(group["name"].to_list(), object) for (code,), group in by_language.items()}
    others = {code: own for code, own in names.items() if code not in SHOWN}
    exams = [
        (new, Case("taxonomy, names", new, *mixed(others, rows, roots, "even", 0), recipe.HeldOut()))
        for new, rows in (("other languages", shown), ("other languages and topics", rest))
    ]
    texts = np.concatenate([names[code][shown] for code in SHOWN])
    pairs = np.tile(np.arange(len(shown)), len(SHOWN))
    labels = np.tile(np.unique(roots[shown], return_inverse=True)[1], len(SHOWN))
    yield Lesson("taxonomy: pairs, English and German", texts, pairs, False, exams)
    yield Lesson("taxonomy: labels, English and German", texts, labels, True, exams)


def _requests() -> Iterator[Lesson]:
    """Show requests with half of their labels; ask about other texts with these labels, and with the rest."""
    frame = pl.read_parquet(DATA / recipe.INTENTS["hwu64"])
    texts = np.array(frame["text"].to_list(), object)
    for column in ("domain", "label"):
        named = frame[column].to_numpy()
        labels = np.unique(named, return_inverse=True)[1]
        order = np.random.default_rng(SEED).permutation(len(labels))
        inside = np.isin(named[order], halves(np.unique(named).tolist())[0])
        taught = order[inside][ROWS:]
        exams = [
            (
                new,
                Case(
                    f"hwu64, {column}s", new, texts[rows], named[rows], np.zeros(len(rows), np.int64), recipe.HeldOut()
                ),
            )
            for new, rows in (("other texts", order[inside][:ROWS]), ("other topics", order[~inside][:ROWS]))
        ]
        own = texts[taught], labels[taught]
        yield Lesson(f"hwu64: labels ({column}s)", *own, True, exams)
        yield Lesson(f"hwu64: pairs of one {column}", own[0], _paired(own[1]), False, exams)


def _paired(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers of pairs of texts with the same label; one that is left over stands alone."""
    order = np.argsort(labels, kind="stable")
    within = np.arange(len(labels)) - np.searchsorted(labels[order], labels[order])
    pair = np.empty(len(labels), np.int64)
    pair[order] = labels[order] * len(labels) + within // 2
    return pair
