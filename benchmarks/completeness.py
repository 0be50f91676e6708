"""How well the completeness head finds what is missing: `python -m benchmarks.completeness [--data DIR]`.

Cross-validation in five folds, each of which trains without a fifth of the tables, of the languages and of the kinds of
columns, and is judged at the default threshold on what it left out, next to baselines in the same run. Tables used for
tests only (FAHES, Quintet, survey answers) are judged by all five heads. English is always in training.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks._completeness_baselines import baselines
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._head import Head
from tabbert.finetune import completeness as recipe
from tabbert.finetune import completeness_columns as own_columns
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_generator as generator
from tabbert.finetune.completeness_corpus import LabelledColumn, Words

FOLDS = 5
Scorer = Callable[[LabelledColumn], NDArray[np.float64]]
_ALWAYS = ("en", "und", "mul", "gib")


@dataclass(frozen=True)
class Fold:
    """What one fold leaves out."""

    tables: frozenset[str]
    languages: frozenset[str]
    concepts: frozenset[str]


def folds(data: Path) -> list[Fold]:
    """Deal tables, languages and concepts out to folds, by a shuffle with a fixed seed."""
    rng = random.Random(3)

    def deal(items: set[str]) -> list[frozenset[str]]:
        order = sorted(items)
        rng.shuffle(order)
        return [frozenset(order[k::FOLDS]) for k in range(FOLDS)]

    tables = deal({c.table for c in corpus.natural(data)} | {"tate"})
    spoken = {lang for _, lang, _ in corpus.words(data).items} | {lang for _, lang in corpus.pools(data)}
    languages = deal(spoken - set(_ALWAYS))
    concepts = deal({c[0] for c in own_columns.CONCEPTS})
    return [Fold(*parts) for parts in zip(tables, languages, concepts, strict=True)]


def head_scorer(head: Head, vectors: recipe.Vectors) -> Scorer:
    """Score a column's values with a head."""

    def score(column: LabelledColumn) -> NDArray[np.float64]:
        p = recipe.prepare([column], vectors)[0]
        full = np.zeros((len(column.texts), len(p.state.name_vector)), dtype=np.float32)
        full[p.index] = p.vectors
        return head.predict(
            column.texts, scan(column.texts), full, p.state
        ).score  # of values without a label: nobody looks

    return score


def natural_figures(columns: Sequence[LabelledColumn], score: Scorer) -> dict[str, float]:
    """Judge labelled government columns: values and columns."""
    bad, label, clean_columns, flagged = [], [], 0, 0
    for column in columns:
        used = column.labels >= 0
        s = 1 - score(column)[used]
        y = column.labels[used] > 0
        bad.append(s)
        label.append(y)
        if not y.any() and used.any():
            clean_columns += 1
            flagged += bool((s > 0.5).any())
    s, y = np.concatenate(bad), np.concatenate(label)
    hit = s > 0.5
    precision, recall = y[hit].mean() if hit.any() else 0.0, hit[y].mean()
    return {
        "f1": float(2 * precision * recall / max(precision + recall, 1e-9)),
        "precision": float(precision),
        "recall": float(recall),
        "ap": float(average_precision_score(y, s)),
        "false_alarms_per_value": float(hit[~y].mean()),
        "false_alarms_per_column": flagged / max(clean_columns, 1),
        "brier_skill": _brier_skill(s, y),
    }


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


def left_out_figures(columns: Sequence[LabelledColumn], score: Scorer) -> dict[str, float]:
    """Recall of unseen languages' words, at the default threshold and at 0.3% false alarms."""
    s = np.concatenate([1 - score(c) for c in columns])
    y = np.concatenate([c.labels for c in columns]) > 0
    strict = float(np.quantile(s[~y], 0.997))
    return {
        "recall": float((s[y] > 0.5).mean()),
        "false_alarms_per_value": float((s[~y] > 0.5).mean()),
        "recall_at_0.3%_false_alarms": float((s[y] > max(strict, 1e-6)).mean()),
        "ap": float(average_precision_score(y, s)),
        "brier_skill": _brier_skill(s, y),
    }


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


def test_only_figures(data: Path, score: Scorer) -> dict[str, dict[str, float]]:
    """Judge tables that no fold trains on."""
    fahes = [(c, 1 - score(c)) for c in fahes_columns(data)]
    s = np.concatenate([x for _, x in fahes])
    y = np.concatenate([c.labels for c, _ in fahes])
    numeric = np.concatenate([[t.lstrip("-").isdigit() for t in c.texts] for c, _ in fahes]) & (y == 1)
    hit = (s > 0.5) & (y >= 0)
    true = hit & (y == 1)
    precision, recall = true.sum() / max(hit.sum(), 1), true.sum() / (y == 1).sum()
    quintet = [(c, 1 - score(c)) for c in quintet_columns(data)]
    q = np.concatenate([x for _, x in quintet]) > 0.5
    rows = np.concatenate([c.counts for c, _ in quintet])
    truth = np.concatenate([c.labels for c, _ in quintet]) == 1
    survey = corpus.freetext(data)
    used = survey.labels >= 0
    answers = 1 - score(survey)
    return {
        "fahes": {
            "f1": float(2 * precision * recall / max(precision + recall, 1e-9)), "precision": float(precision),
            "recall": float(recall), "numeric_sentinel_recall": float(hit[numeric].mean()),
            "false_alarms_per_value": float(hit[y == 0].mean()),
        },
        "quintet": {
            "missing_recall": float(rows[q & truth].sum() / rows[truth].sum()),
            "false_alarms_per_cell": float(rows[q & ~truth].sum() / rows[~truth].sum()),
        },
        "freetext": {
            "auroc": float(roc_auc_score(survey.labels[used] > 0, answers[used])),
            "recall": float((answers[used & (survey.labels > 0)] > 0.5).mean()),
            "false_alarms_per_value": float((answers[used & (survey.labels == 0)] > 0.5).mean()),
        },
    }  # fmt: skip


def calibration_error(columns: Sequence[LabelledColumn], score: Scorer, bins: int = 5) -> dict[str, float]:
    """Compare predicted and observed rates among findings, in bins of equal mass."""
    s = np.concatenate([1 - score(c)[c.labels >= 0] for c in columns])
    y = np.concatenate([c.labels[c.labels >= 0] for c in columns]) > 0
    found = np.flatnonzero(s > 0.5)
    if len(found) < bins:
        return {"largest_gap": float("nan"), "mean_gap": float("nan")}
    order = found[np.argsort(s[found])]
    gaps = [abs(s[part].mean() - y[part].mean()) for part in np.array_split(order, bins)]
    return {"largest_gap": float(max(gaps)), "mean_gap": float(np.mean(gaps))}


def _brier_skill(s: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    base = y.mean()
    return float(1 - np.mean((s - y) ** 2) / max(base * (1 - base), 1e-12))


def run(data: Path, encode: recipe.Encode | None = None, log: Callable[[str], None] = print) -> dict[str, object]:
    """Run all folds; return figures by method, benchmark and measure, each with mean and spread over folds."""
    vectors = recipe.Vectors(encode or recipe.default_encode())
    vocabulary = corpus.words(data)
    found: dict[str, dict[str, list[float]]] = {}
    alarms: list[str] = []
    only = [*fahes_columns(data), *quintet_columns(data), corpus.freetext(data)]
    for number, fold in enumerate(folds(data)):
        began = time.perf_counter()
        known = vocabulary.without(fold.languages)
        columns = recipe.training_columns(
            data, vocabulary=known, tables_left_out=fold.tables, languages_left_out=fold.languages,
            concepts_left_out=fold.concepts,
        )  # fmt: skip
        prepared = recipe.prepare(columns, vectors)
        head = recipe.train(prepared, known, vectors)
        tested = [c for c in corpus.natural(data) if c.table in fold.tables]
        foreign = left_out_columns(data, fold, number, vocabulary)
        hard = hard_columns(data, fold)
        recipe.prepare([*tested, *foreign, *hard, *only], vectors)  # encodes everything in one pass
        methods: dict[str, Scorer] = {"tabbert": head_scorer(head, vectors), **baselines(columns, known)}
        for method, score in methods.items():
            figures = {
                "natural": natural_figures(tested, score), "left_out_languages": left_out_figures(foreign, score),
                "hard_negatives": {"false_alarms": float(np.mean([score(c)[-1] < 0.5 for c in hard])) if hard else 0.0},
                "calibration": calibration_error([*tested, *foreign], score), **test_only_figures(data, score),
            }  # fmt: skip
            for bench, measures in figures.items():
                for measure, value in measures.items():
                    found.setdefault(method, {}).setdefault(f"{bench}.{measure}", []).append(value)
        alarms += _false_alarms(tested, methods["tabbert"])
        log(json.dumps({k: round(v[-1], 3) for k, v in found["tabbert"].items()}))
        log(f"fold {number + 1} of {FOLDS}: {time.perf_counter() - began:.0f} s")
    summary = {
        method: {
            name: {"mean": float(np.nanmean(v)), "spread": float(np.nanstd(v)), "folds": v}
            for name, v in measures.items()
        }
        for method, measures in found.items()
    }
    return {"figures": summary, "natural_false_alarms": alarms}


def _false_alarms(columns: Sequence[LabelledColumn], score: Scorer) -> list[str]:
    # Open government data: these values may be printed.
    out = []
    for c in columns:
        s = score(c)
        out += [
            f"{c.table} | {c.name} | {c.texts[i]} | x{c.counts[i]} | {s[i]:.2f}"
            for i in np.flatnonzero((s < 0.5) & (c.labels == 0))
        ]
    return out


def table(summary: dict[str, dict[str, dict[str, object]]]) -> str:
    """Lay the figures out: one line per measure, one column per method."""
    methods = list(summary)
    lines = [f"{'':44}" + "".join(f"{m:>18}" for m in methods)]
    for name in summary[methods[0]]:
        cells = (f"{summary[m][name]['mean']:.3f} ±{summary[m][name]['spread']:.3f}" for m in methods)
        lines.append(f"{name:44}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None, encode: recipe.Encode | None = None) -> None:
    """Run the benchmark, print the figures and write them as JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.completeness", description=__doc__)
    default = Path(os.environ.get("TABBERT_DATA") or Path(__file__).resolve().parents[1] / "../shared/data")
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results" / "completeness.json")
    options = parser.parse_args(arguments)
    if not (options.data / "A_completeness").is_dir():
        print("skipped: the folder of benchmark data is not here; name it with --data or TABBERT_DATA")
        return
    result = run(options.data, encode)
    print(table(result["figures"]))  # type: ignore[arg-type]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
