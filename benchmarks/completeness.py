"""How well the completeness check finds what is missing: `python -m benchmarks.completeness [--data DIR] [--work DIR]`.

Cross-validation in five folds, each of which fine-tunes the end vector and trains the head without a fifth of the
tables, of the languages and of the kinds of columns, and is judged at the default threshold on what it left out, next
to baselines in the same run. Tables used for tests only (FAHES, Quintet, Magellan, survey answers) are judged by all
five. English is always in training.
"""

import argparse
import json
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks import _completeness_columns as tests
from benchmarks import _completeness_judgements as judgements
from benchmarks._completeness_baselines import baselines
from benchmarks._completeness_columns import FOLDS
from benchmarks._record import RESULTS, rounded
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._head import Head, Predictions
from tabbert.core.verdict import Verdict
from tabbert.finetune import completeness as recipe
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_phrases as phrases
from tabbert.finetune.completeness_corpus import LabelledColumn
from tabbert.finetune.end_vector import States

Scorer = Callable[[LabelledColumn], NDArray[np.float64]]
RELIABILITY = {
    "missing: real columns, words of unseen languages": ("natural_judged", "left_out_languages"),
    "truncated: unseen languages, 5%": ("truncation_5%",),
}
"""Of what predicted and observed rates are compared, over all folds together."""


@dataclass(frozen=True)
class Method:
    """One way to judge a column's values, float64 (m,), 1.0 good.

    Attributes:
        score: what a user sees.
        missing: the same where truncated and misplaced values, which the labels of a test do not speak of, are good.
    """

    score: Scorer
    missing: Scorer


def head_method(head: Head, first: recipe.Encode, ends: recipe.Encode) -> Method:
    """Judge with a head; each column once."""
    known: dict[int, Predictions] = {}

    def predict(column: LabelledColumn) -> Predictions:
        if id(column) not in known:
            p = recipe.prepare([column], longest=math.inf)[0]
            state = p.fitted(first, ends)
            full = np.zeros((len(column.texts), len(state.name_vector)), dtype=np.float32)
            if len(p.index):
                full[p.index] = recipe.joined(p.texts, first, ends)
            # The vectors of values without a label are zeros: nobody looks at their scores.
            known[id(column)] = _beside_others(head.predict(column.texts, scan(column.texts), full, state), column)
        return known[id(column)]

    def missing(column: LabelledColumn) -> NDArray[np.float64]:
        found = predict(column)
        return np.where(np.isin(found.status.astype(str), ("truncated", "misplaced")), 1.0, found.score)

    return Method(lambda column: predict(column).score, missing)


def _beside_others(found: Predictions, column: LabelledColumn) -> Predictions:
    """Judge with an eye on the table's other columns, as the check does."""
    if isinstance(column, tests.BesideOthers) and column.rivals is not None:
        verdict = Verdict(found.score.copy(), found.status.copy(), found.evidence.copy())
        column.rivals.overrule(verdict, np.arange(len(column.texts)), column.texts)
        return replace(found, score=verdict.score, status=verdict.status, evidence=verdict.evidence)
    return found


_CUT = ("50%", "5%", "5%_no_marks", "5%_remarks")


def measures(columns: Sequence[LabelledColumn], score: Scorer, *, status: int | None = None) -> dict[str, float]:
    """Judge labelled distinct values at the default threshold; `status` counts no other bad label."""
    s, y = labelled(columns, score, status)
    hit = s > 0.5
    precision, recall = y[hit].mean() if hit.any() else 0.0, hit[y].mean()
    return {
        "f1": float(2 * precision * recall / max(precision + recall, 1e-9)),
        "precision": float(precision),
        "recall": float(recall),
        "ap": float(average_precision_score(y, s)),
        "auroc": float(roc_auc_score(y, s)) if not y.all() else float("nan"),
        "false_alarms_per_value": float(hit[~y].mean()) if not y.all() else 0.0,
        "brier_skill": _brier_skill(s, y),
    }


def labelled(
    columns: Sequence[LabelledColumn], score: Scorer, status: int | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how bad each labelled value is thought to be, and whether it is."""
    wanted = [(c, c.labels >= 0 if status is None else (c.labels == 0) | (c.labels == status)) for c in columns]
    s = np.concatenate([1 - score(c)[use] for c, use in wanted])
    return s, np.concatenate([c.labels[use] for c, use in wanted]) > 0


def natural_figures(columns: Sequence[LabelledColumn], score: Scorer) -> dict[str, float]:
    """Judge labelled government columns: values, and columns without a labelled finding."""
    clean = [c for c in columns if (c.labels >= 0).any() and not (c.labels > 0).any()]
    flagged = [bool((score(c)[c.labels >= 0] < 0.5).any()) for c in clean]
    return {**measures(columns, score), "false_alarms_per_column": float(np.mean(flagged)) if flagged else 0.0}


def left_out_figures(columns: Sequence[LabelledColumn], score: Scorer) -> dict[str, float]:
    """Recall of unseen languages' words, at the default threshold and at 0.3% false alarms."""
    s, y = labelled(columns, score)
    strict = float(np.quantile(s[~y], 0.997))
    return {**measures(columns, score), "recall_at_0.3%_false_alarms": float((s[y] > max(strict, 1e-6)).mean())}


def test_only_figures(how: Method, only: dict[str, list[LabelledColumn]]) -> dict[str, dict[str, float]]:
    """Judge tables that no fold trains on."""
    fahes, missing = only["fahes"], how.missing
    s = np.concatenate([1 - missing(c) for c in fahes])
    y = np.concatenate([c.labels for c in fahes])
    numeric = np.concatenate([[t.lstrip("-").isdigit() for t in c.texts] for c in fahes]) & (y == 1)
    q = np.concatenate([1 - missing(c) for c in only["quintet"]]) > 0.5
    rows = np.concatenate([c.counts for c in only["quintet"]])
    truth = np.concatenate([c.labels for c in only["quintet"]]) == 1
    return {
        "fahes": {**measures(fahes, missing), "numeric_sentinel_recall": float((s[numeric] > 0.5).mean())},
        "quintet": {
            **measures(only["quintet"], missing),
            "missing_recall": float(rows[q & truth].sum() / rows[truth].sum()),
            "false_alarms_per_cell": float(rows[q & ~truth].sum() / rows[~truth].sum()),
        },
        "freetext": measures(only["freetext"], missing),  # some of its answers were cut off at 600 characters
        "misplaced": measures(only["magellan"], how.score),
        "misplaced_10%": measures(only["magellan thinned"], how.score),
    }


def calibration_error(s: NDArray[np.float64], y: NDArray[np.bool_], bins: int = 5) -> dict[str, float]:
    """Compare predicted and observed rates among findings, in bins of equal mass."""
    found = np.flatnonzero(s > 0.5)
    if len(found) < bins:
        return {"largest_gap": float("nan"), "mean_gap": float("nan")}
    order = found[np.argsort(s[found])]
    gaps = [abs(s[part].mean() - y[part].mean()) for part in np.array_split(order, bins)]
    return {"largest_gap": float(max(gaps)), "mean_gap": float(np.mean(gaps))}


def reliability_of(parts: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> list[dict[str, float]]:
    """Compare predicted and observed rates in ten bins of the predicted probability, empty ones left out."""
    s, y = (np.concatenate(values) for values in zip(*parts, strict=True))
    place = np.minimum((10 * s).astype(int), 9)
    return [
        {"predicted": float(s[own].mean()), "observed": float(y[own].mean()), "n": int(own.sum())}
        for own in (place == k for k in range(10)) if own.any()
    ]  # fmt: skip


def _brier_skill(s: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    base = y.mean()
    return float(1 - np.mean((s - y) ** 2) / max(base * (1 - base), 1e-12))


def test_columns(data: Path) -> dict[str, list[LabelledColumn]]:
    """Return the columns of tables that no fold trains on."""
    return {
        "fahes": tests.fahes_columns(data), "quintet": tests.quintet_columns(data),
        "freetext": [corpus.freetext(data, longest=100_000)], "magellan": tests.magellan_columns(data),
        "magellan thinned": tests.magellan_columns(data, 0.1),
    }  # fmt: skip


def fold_columns(data: Path, fold: tests.Fold, number: int) -> dict[str, list[LabelledColumn]]:
    """Return the columns that a fold left out."""
    found = {
        "natural": [c for c in corpus.natural(data) if c.table in fold.tables],
        "left_out_languages": tests.left_out_columns(data, fold, number, corpus.words(data, further=False)),
        "left_out_phrases": tests.left_out_columns(data, fold, number, phrases.with_phrases(corpus.Words())),
        "nulls": tests.null_columns(data, fold),
        "hard_negatives": tests.hard_columns(data, fold),
        "natural_truncation": [c for c in corpus.natural_truncation(data) if c.table in fold.tables],
    }
    for name, share, marks in (("50%", 0.5, True), ("5%", 0.05, True), ("5%_no_marks", 0.05, False)):
        found[f"truncation_{name}"] = tests.truncation_columns(data, fold, share, marks)
    found["truncation_5%_remarks"] = tests.remark_columns(data, fold)
    return found


def train_fold(
    data: Path, fold: tests.Fold, states: States, log: Callable[[str], None], work: Path | None = None,
    seed: int = recipe.SEED,
) -> tuple[recipe.Head, recipe.EndReaders, list[LabelledColumn], corpus.Words]:  # fmt: skip
    """Run the whole recipe on what the fold does not leave out."""
    taught, known = recipe.vocabularies(data, fold.languages)
    columns = recipe.training_columns(
        data, vocabulary=taught, tables_left_out=fold.tables, languages_left_out=fold.languages,
        concepts_left_out=fold.concepts, seed=seed,
    )  # fmt: skip
    prepared = recipe.prepare(columns)
    found, further = recipe.examples_of_ends(prepared, taught, data, fold.languages, seed)
    states.learn([*recipe.texts_of(prepared), *(e.text for e in [*found, *further])], log)
    if work and not (work.parent / "states.npz").exists():
        states.save(work.parent / "states.npz")
    if work and work.exists():
        ends = recipe.EndReaders.load(work, states)
    else:
        ends = recipe.fit_ends(found, further, states, seed=seed, log=log)
        if work:
            ends.save(work)
    kept = work.with_suffix(".head.npz") if work else None
    if kept and kept.exists():
        with np.load(kept, allow_pickle=False) as arrays:
            return Head.from_arrays({name: arrays[name] for name in arrays.files}, {}), ends, columns, known
    head = recipe.train(prepared, known, states.first, ends, seed=seed)
    if kept:
        np.savez(kept, allow_pickle=False, **head.to_arrays())
    return head, ends, columns, known


def run(
    data: Path, work: Path | None = None, log: Callable[[str], None] = print, *, n_folds: int = FOLDS,
    seed: int = recipe.SEED,
) -> dict[str, object]:  # fmt: skip
    """Run all folds; return figures by method, benchmark and measure, each with mean and spread over folds.

    Args:
        data: folder of the benchmark data.
        work: folder in which encoded texts and what is trained are kept, for an interrupted run to go on.
        log: told what is done.
        n_folds: run the first of the five folds only.
        seed: of the whole recipe; another one tells how far its figures are chance.
    """
    states = States()
    if work:
        work.mkdir(parents=True, exist_ok=True)
        states.load(work / "states.npz")
    found: dict[str, dict[str, list[float]]] = {}
    pooled: dict[str, dict[str, list[tuple[NDArray[np.float64], NDArray[np.bool_]]]]] = {}
    alarms: dict[tuple[str, str, str], list[str]] = {}
    only = test_columns(data)
    for number, fold in enumerate(tests.folds(data)[:n_folds]):
        began = time.perf_counter()
        branch = work / f"fold{number}.pt" if work else None
        head, ends, columns, known = train_fold(data, fold, states, log, branch, seed)
        tested = fold_columns(data, fold, number)
        judged = recipe.prepare([c for part in (tested | only).values() for c in part], longest=math.inf)
        ends.whole(recipe.texts_of(judged))
        if work:
            states.save(work / "states.npz")
        methods = {"tabbert": head_method(head, states.first, ends.whole)}
        methods |= {name: Method(*[_once(score)] * 2) for name, score in baselines(columns, known).items()}
        for method, how in methods.items():
            score, cut = how.score, tested["truncation_5%"]
            alarm = [score(c)[-1] < 0.5 for c in tested["hard_negatives"]]
            figures = {
                "natural": natural_figures(tested["natural"], score),
                "natural_judged": natural_figures(*judgements.judged(tested["natural"], score)),
                "left_out_languages": left_out_figures(tested["left_out_languages"], score),
                "left_out_phrases": left_out_figures(tested["left_out_phrases"], score),
                "nulls": measures(tested["nulls"], score),
                "hard_negatives": {"false_alarms": float(np.mean(alarm)) if alarm else 0.0},
                **{f"truncation_{n}": measures(tested[f"truncation_{n}"], score) for n in _CUT},
                "truncation_5%_sentences": measures([c for c in cut if c.source == "text"], score),
                "truncation_5%_labels": measures([c for c in cut if c.source != "text"], score),
                **test_only_figures(how, only),
            }
            for bench, own in figures.items():
                for measure, value in own.items():
                    found.setdefault(method, {}).setdefault(f"{bench}.{measure}", []).append(value)
            for bench in ("natural", "left_out_languages", "natural_truncation", "truncation_5%"):
                if tested[bench]:
                    pooled.setdefault(method, {}).setdefault(bench, []).append(labelled(tested[bench], score))
            by_hand = labelled(*judgements.judged(tested["natural"], score))
            pooled[method].setdefault("natural_judged", []).append(by_hand)
        for method, how in methods.items():
            for alarm in judgements.alarms(tested["natural"], how.score):
                alarms.setdefault(alarm, []).append(method)
        log(json.dumps({k: round(v[-1], 3) for k, v in found["tabbert"].items()}))
        log(f"fold {number + 1} of {FOLDS}: {time.perf_counter() - began:.0f} s")
    summary = {
        method: {name: _over_folds(v) for name, v in own.items()} | _over_all(pooled[method])
        for method, own in found.items()
    }
    reliability = {
        words: reliability_of([pair for bench in benches for pair in pooled["tabbert"][bench]])
        for words, benches in RELIABILITY.items()
    }
    return {
        "folds": n_folds, "seed": seed, "figures": summary, "reliability": reliability,
        "natural_alarms": judgements.listed(alarms),
    }  # fmt: skip


def _once(score: Scorer) -> Scorer:
    known: dict[int, NDArray[np.float64]] = {}

    def remembered(column: LabelledColumn) -> NDArray[np.float64]:
        if id(column) not in known:
            known[id(column)] = score(column)
        return known[id(column)]

    return remembered


def _over_folds(values: list[float]) -> dict[str, object]:
    return {"mean": float(np.nanmean(values)), "spread": float(np.nanstd(values)), "folds": values}


def _over_all(parts: dict[str, list[tuple[NDArray[np.float64], NDArray[np.bool_]]]]) -> dict[str, dict[str, object]]:
    """Measure what every fold left out together: what is too little in a single fold. The spread is a bootstrap's."""
    both = {name: (np.concatenate([s for s, _ in p]), np.concatenate([y for _, y in p])) for name, p in parts.items()}
    s, y = both["natural_truncation"]
    raw, real = (
        [np.concatenate(pair) for pair in zip(both[natural], both["left_out_languages"], strict=True)]  # (s, y)
        for natural in ("natural", "natural_judged")
    )
    out: dict[str, dict[str, object]] = {}
    rng = np.random.default_rng(0)
    for name, values, truth, measure in (
        ("natural_truncation.ap", s, y, average_precision_score),
        ("natural_truncation.brier_skill", s, y, lambda y, s: _brier_skill(s, y)),
        ("calibration.largest_gap", *raw, lambda y, s: calibration_error(s, y)["largest_gap"]),
        ("calibration.mean_gap", *raw, lambda y, s: calibration_error(s, y)["mean_gap"]),
        ("calibration_judged.largest_gap", *real, lambda y, s: calibration_error(s, y)["largest_gap"]),
        ("calibration_judged.mean_gap", *real, lambda y, s: calibration_error(s, y)["mean_gap"]),
    ):
        again = []
        for _ in range(100):
            some = rng.integers(0, len(values), len(values))
            again.append(float(measure(truth[some], values[some])))
        out[name] = {"mean": float(measure(truth, values)), "spread": float(np.nanstd(again)), "folds": []}
    return out


def table(summary: dict[str, dict[str, dict[str, object]]]) -> str:
    """Lay the figures out: one line per measure, one column per method."""
    methods = list(summary)
    lines = [f"{'':44}" + "".join(f"{m:>18}" for m in methods)]
    for name in summary[methods[0]]:
        cells = (f"{summary[m][name]['mean']:.3f} ±{summary[m][name]['spread']:.3f}" for m in methods)
        lines.append(f"{name:44}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark, print the figures and write them as JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.completeness", description=__doc__)
    default = Path(os.environ.get("TABBERT_DATA") or Path(__file__).resolve().parents[1] / "../shared/data")
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--work", type=Path, help="keep what is encoded and trained in this folder")
    parser.add_argument(
        "--seed", type=int, default=recipe.SEED, help="of the recipe; of another, results are kept apart"
    )
    parser.add_argument("--folds", type=int, default=FOLDS, choices=range(1, FOLDS + 1), help="the first folds only")
    parser.add_argument("--output", type=Path, help="JSON file to write; results/completeness.json if not given")
    options = parser.parse_args(arguments)
    if not (options.data / "A_completeness").is_dir():
        print("skipped: the folder of benchmark data is not here; name it with --data or TABBERT_DATA")
        return
    first = options.seed == recipe.SEED
    work = options.work if first or options.work is None else options.work / f"seed{options.seed}"
    result = run(options.data, work, n_folds=options.folds, seed=options.seed)
    print(table(result["figures"]))  # type: ignore[arg-type]
    output = options.output or RESULTS / ("completeness.json" if first else "completeness_again.json")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(rounded(result), ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
