"""The labelled columns that the completeness benchmark judges: what each fold leaves out, and tables kept for tests."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tabbert import frames
from tabbert.checks.completeness._composites import Rivals, rivals, together
from tabbert.finetune import completeness_columns as own_columns
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_endings as endings
from tabbert.finetune import completeness_generator as generator
from tabbert.finetune.completeness_corpus import LabelledColumn, Words

FOLDS = 5
_ALWAYS = ("en", "und", "mul", "gib")
_NULLS = ("None", "none", "NONE", "null", "Null", "NULL", "nan", "NaN", "NaT", "<NA>", "nil", "undefined")
_CUT_CONTENTS = ("text", "category", "product_title", "job_title", "ingredients")


@dataclass(frozen=True)
class Fold:
    """What one fold leaves out."""

    tables: frozenset[str]
    languages: frozenset[str]
    concepts: frozenset[str]


@dataclass(frozen=True)
class BesideOthers(LabelledColumn):
    """A column of a whole table, with the values of its other columns that its own should not end with."""

    rivals: Rivals | None = None


def folds(data: Path) -> list[Fold]:
    """Deal tables, languages and concepts out to folds, by a shuffle with a fixed seed."""
    rng = random.Random(3)

    def deal(items: set[str]) -> list[frozenset[str]]:
        order = sorted(items)
        rng.shuffle(order)
        return [frozenset(order[k::FOLDS]) for k in range(FOLDS)]

    tables = deal({c.table for c in corpus.natural(data)} | {"tate"})
    spoken = {lang for _, lang, _ in corpus.words(data, further=False).items} | {lang for _, lang in corpus.pools(data)}
    languages = deal(spoken - set(_ALWAYS))
    concepts = deal({c[0] for c in own_columns.CONCEPTS})
    return [Fold(*parts) for parts in zip(tables, languages, concepts, strict=True)]


def left_out_columns(data: Path, fold: Fold, fold_no: int, vocabulary: Words, repeats: int = 2) -> list[LabelledColumn]:
    """Put words of unseen languages at 2% into unseen columns: government tables and texts of the same languages."""
    rng = random.Random(100 + fold_no)
    seen = {t.casefold() for t, _, _ in vocabulary.without(fold.languages).items}
    words = [
        (t, lang) for t, lang, kind in vocabulary.items
        if lang in fold.languages and kind in ("unknown", "not applicable", "pending") and t.casefold() not in seen
    ]  # fmt: skip
    bases: list[tuple[str, list[str], NDArray[np.int64], str, int, int, int]] = []
    for c in corpus.natural(data):
        keep = c.labels == 0
        if c.table in fold.tables and keep.sum() >= 30:
            texts = [t for t, k in zip(c.texts, keep, strict=True) if k]
            bases.append((c.name, texts, c.counts[keep], "en", c.n_null, c.n_rows, c.n_distinct))
    for (content, lang), texts in sorted(corpus.pools(data).items()):
        if lang in fold.languages and len(texts) >= 30:
            name = generator.column_name(content, rng)
            bases.append((name, texts, np.ones(len(texts), dtype=np.int64), lang, 0, 0, 0))
    out = []
    for name, texts, counts, lang, n_null, n_rows, n_distinct in bases * repeats:
        k = max(1, round(0.02 * len(texts)))
        chosen = [w for w in rng.sample(words, min(k, len(words))) if w[0] not in texts]
        extra = [1 if rng.random() < 0.4 else max(1, int(counts.sum() * 10 ** rng.uniform(-3, -1))) for _ in chosen]
        out.append(LabelledColumn(
            name, texts + [w for w, _ in chosen], np.append(counts, np.array(extra, dtype=np.int64)).astype(np.int64),
            np.array([0] * len(texts) + [1] * len(chosen), dtype=np.int64),
            [lang] * len(texts) + [c for _, c in chosen],
            "left out", name, n_null=n_null, n_rows=n_rows, n_distinct=n_distinct,
        ))  # fmt: skip
    return out


def null_columns(data: Path, fold: Fold, seed: int = 9) -> list[LabelledColumn]:
    """Put what programs write for null at 2% into columns of unseen languages in which "none" is no answer."""
    rng = random.Random(seed)
    out = []
    for (content, lang), texts in sorted(corpus.pools(data).items()):
        if lang in fold.languages and len(texts) >= 30 and content not in generator.NONE_IS_SAID:
            chosen = [text for text in rng.sample(_NULLS, max(1, round(0.02 * len(texts)))) if text not in texts]
            out.append(LabelledColumn(
                generator.column_name(content, rng), texts + chosen, np.ones(len(texts) + len(chosen), dtype=np.int64),
                np.array([0] * len(texts) + [1] * len(chosen)), [lang] * (len(texts) + len(chosen)), "null", content,
            ))  # fmt: skip
    return out


def hard_columns(data: Path, fold: Fold) -> list[LabelledColumn]:
    """Put each hard negative, once, into a column of its own kind that the fold has not trained on."""
    by_concept = {concept: (ordinary.split("|")) for concept, _, ordinary, _ in own_columns.CONCEPTS}
    numbers = {
        "house_number": [str(i) for i in range(1, 1200, 7)], "price": [f"{i * 1.7:.2f}" for i in range(1, 90)],
        "quantity": [str(i) for i in range(1, 40)], "age": [str(i) for i in range(18, 96)],
        "room": [str(100 * f + i) for f in range(1, 6) for i in range(1, 20)],
        "zip": [f"{i:05d}" for i in range(1001, 99950, 999)], "phone": [f"0800 {i}" for i in range(1000, 9000, 137)],
    }  # fmt: skip
    out = []
    for name, text, concept in corpus.hard_negatives(data):
        if (concept in fold.concepts) if concept else (name in numbers and fold is not None):
            base = [t for t in (by_concept[concept] if concept else numbers[name]) if t != text]
            out.append(LabelledColumn(
                name, [*base, text], np.ones(len(base) + 1, dtype=np.int64), np.array([-1] * len(base) + [0]),
                ["en"] * (len(base) + 1), "hard", name,
            ))  # fmt: skip
    return out


def fahes_columns(data: Path) -> list[LabelledColumn]:
    """Columns of the FAHES tables with adjudicated values; debatable ones are left out."""
    folder = data / "A_completeness/fahes"
    labels = {
        (r["table"], r["column"], r["value"]): r["adjudicated"]
        for r in corpus.read_csv(folder / "fahes_dmv_labels.csv").iter_rows(named=True)
    }
    out = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem == "fahes_dmv_labels":
            continue
        frame = corpus.read_csv(path)
        for name in frame.columns:
            found = frame[name].str.strip_chars().value_counts().filter(frame[name].name != "").rows()
            values = sorted((v, n) for v, n in found if v)
            code = {"missing_disguised": 1, "valid": 0, "debatable": -1}
            y = [code[labels[path.stem, name, v]] if (path.stem, name, v) in labels else 0 for v, _ in values]
            out.append(LabelledColumn(
                name, [v for v, _ in values], np.array([n for _, n in values], dtype=np.int64),
                np.array(y, dtype=np.int64),
                ["en"] * len(values), "fahes", path.stem, n_null=len(frame) - sum(n for _, n in values),
            ))  # fmt: skip
    return [c for c in out if c.texts]


def quintet_columns(data: Path) -> list[LabelledColumn]:
    """Columns of hospital and beers: disguised missing cells are "empty" and "N/A"; typos are complete."""
    out = []
    for table in ("hospital", "beers"):
        frame = corpus.read_csv(data / f"A_completeness/quintet/{table}_dirty.csv")
        cells = corpus.read_csv(data / f"A_completeness/quintet/{table}_cell_labels.csv")
        missing = {
            (c, v) for c, v, k in cells.select("column", "value", "label").iter_rows() if k == "missing_disguised"
        }
        for name in frame.columns:
            values = sorted((v, n) for v, n in frame[name].value_counts().rows() if v.strip())
            if values:
                out.append(LabelledColumn(
                    name, [v for v, _ in values], np.array([n for _, n in values], dtype=np.int64),
                    np.array([int((name, v) in missing) for v, _ in values]), ["en"] * len(values), "quintet", table,
                    n_null=len(frame) - sum(n for _, n in values),
                ))  # fmt: skip
    return out


def truncation_columns(data: Path, fold: Fold, share: float, marks: bool, seed: int = 7) -> list[LabelledColumn]:
    """Columns in unseen languages of which a share was cut off; without `marks` no value ends like a sentence."""
    pools = {key: texts for key, texts in endings.texts(data).items() if key[0] in _CUT_CONTENTS}
    return _cut_columns(pools, fold, share, marks, seed)


def remark_columns(data: Path, fold: Fold, share: float = 0.05, seed: int = 8) -> list[LabelledColumn]:
    """Columns of short remarks in unseen languages, none with a mark at its end, of which a share was cut off."""
    return _cut_columns(endings.remarks(endings.texts(data), seed, 300), fold, share, False, seed)


def _cut_columns(
    pools: dict[tuple[str, str], list[str]], fold: Fold, share: float, marks: bool, seed: int
) -> list[LabelledColumn]:
    rng = random.Random(seed)
    out = []
    for (content, lang), values in sorted(pools.items()):
        if lang not in fold.languages:
            continue
        for start in range(0, len(values) - 50, 100):
            some = values[start : start + 100]
            whole = [v if marks else endings.unmarked(v) or v for v in some]
            texts, labels = [], []
            for i, value in enumerate(whole):
                bad = i < round(share * len(whole))
                text = endings.cut(value, rng) if bad else value
                if text.strip() and text not in texts:
                    texts.append(text)
                    labels.append(corpus.TRUNCATED if bad else corpus.COMPLETE)
            out.append(LabelledColumn(
                generator.column_name(content, rng), texts, np.ones(len(texts), dtype=np.int64),
                np.array(labels, dtype=np.int64), [lang] * len(texts), content, lang,
            ))  # fmt: skip
    return out


def magellan_columns(data: Path, share: float | None = None, seed: int = 5) -> list[LabelledColumn]:
    """Columns of two tables in which values were moved into the first one's cells.

    Args:
        data: the folder.
        share: thin the cells that hold other columns' values out to this share; None leaves all (about 85% of titles).
        seed: of the thinning.
    """
    rng = random.Random(seed)
    out = []
    for dataset in ("DBLP-ACM", "Walmart-Amazon"):
        frame = corpus.read_csv(data / f"A_completeness/er_magellan/{dataset}.csv")
        cells = corpus.read_csv(data / f"A_completeness/er_magellan/{dataset}_cell_labels.csv")
        wrong = {
            (r, c) for r, c, k in cells.select("row", "column", "label").iter_rows() if k.startswith("wrong_field")
        }
        rows = frame["row"].to_list()
        if share is not None:
            bad = [r for r in rows if (r, "title") in wrong]
            good = [r for r in rows if (r, "title") not in wrong]
            kept = {*good, *rng.sample(bad, min(len(bad), round(share / (1 - share) * len(good))))}
            frame = frame.filter(frame["row"].is_in(sorted(kept)))
            rows = frame["row"].to_list()
        names = [c for c in frame.columns if c != "row" and not c.startswith("clean_")]
        table = frames.read(frame.select(names)).table(list(range(len(names))), None)
        found = rivals(together(table), table.columns)
        for name in names:
            label: dict[str, int] = {}
            counts: dict[str, int] = {}
            for row, value in zip(rows, frame[name].to_list(), strict=True):
                if value.strip():
                    label[value] = corpus.MISPLACED if (row, name) in wrong else label.get(value, corpus.COMPLETE)
                    counts[value] = counts.get(value, 0) + 1
            out.append(BesideOthers(
                name, list(label), np.array(list(counts.values()), dtype=np.int64),
                np.array(list(label.values()), dtype=np.int64), ["en"] * len(label), "magellan", dataset,
                n_null=len(frame) - sum(counts.values()), rivals=found.get(name),
            ))  # fmt: skip
    return out
