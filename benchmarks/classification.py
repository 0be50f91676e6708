"""How well rows are labelled: `python -m benchmarks.classification [--tables ...] [--only PART] [--work FOLDER]`.

Nine tables of at most 3,000 rows, 8 and 32 labels of each class and all, three draws. Near-identical rows never stand
on both sides, columns that tell the label are dropped (`_classification_tables`); nothing is chosen by the rows that
are judged. With `--work` every finished (table, labels, draw, system) is kept in a folder, so that a run which was
stopped goes on; vectors are kept in `TABBERT_HOME`.
"""

import argparse
import json
import time
import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks._classification_setfit import FEW_TABLES, STEPS, setfit
from benchmarks._classification_systems import SYSTEMS, Answer, Question
from benchmarks._classification_tables import BUDGETS, SEEDS, TABLES, Task, load, split
from benchmarks._classification_transfer import LABEL, Transfer, transfers, unseen
from benchmarks._kept import Kept
from benchmarks._record import RESULTS, require_data, table, write
from tabbert.algorithms.pooling import calibration_error
from tabbert.algorithms.threads import available_cores

PARTS = ("quality", "setfit", "transfer", "speed")
SURE = 0.8  # share of the rows, the most confident ones


def quality(names: Sequence[str], systems: Sequence[str], kept: Kept) -> dict[str, Any]:
    """Judge every system on every table: table -> budget -> system -> figures, means over the draws."""
    found: dict[str, Any] = {}
    for name in names:
        found[name] = {"split": _described(load(name))}
        for budget in BUDGETS:
            own = {system: _mean([judged(name, budget, seed, system, kept) for seed in SEEDS]) for system in systems}
            found[name][_budget(budget)] = own
            print(name, _budget(budget), {system: round(one["accuracy"], 3) for system, one in own.items()}, flush=True)
    return found


def few_shot(names: Sequence[str], draws: int, kept: Kept) -> dict[str, Any]:
    """Judge SetFit next to tabbert and the blend on small tables: table -> budget -> system -> figures."""
    found: dict[str, Any] = {}
    for name in names:
        found[name] = {}
        for budget in ("8", "32"):
            own = {
                system: _mean([judged(name, int(budget), seed, system, kept) for seed in SEEDS[:draws]])
                for system in ("tabbert", "blend", "SetFit")
            }
            found[name][budget] = own
            print(name, budget, {system: round(one["accuracy"], 3) for system, one in own.items()}, flush=True)
    return {"steps": STEPS, "draws": draws, "tables": found}


def judged(name: str, budget: int | None, seed: int, system: str, kept: Kept) -> dict[str, Any]:
    """Let one system answer one question, unless it has done so; vectors are warm when the clock starts."""

    def make() -> dict[str, Any]:
        question, truth = _question(name, seed, budget)
        _warm(name)
        start_s, start_cpu_s = time.perf_counter(), time.process_time()
        answer = {**SYSTEMS, "SetFit": setfit}[system](question)
        seconds = {"seconds": time.perf_counter() - start_s, "processor_s": time.process_time() - start_cpu_s}
        return _judged(answer, truth) | seconds

    return kept.once(f"{name}-{_budget(budget)}-{seed}-{system}", make)


@cache
def _warm(name: str) -> None:
    """Encode what tabbert reads of a table, so that no system is timed with it."""
    import tabbert

    task = load(name)
    tabbert.classify(task.frame.select(task.features), labels=["one", "another"], progress=False)


@cache
def _question(name: str, seed: int, budget: int | None) -> tuple[Question, Any]:
    task = load(name)
    parts = split(task, seed, budget)
    frame = task.frame.select(task.features)
    labels = task.labels
    return Question(frame[parts.train], labels[parts.train], frame[parts.test], task.label), labels[parts.test]


def _judged(answer: Answer, truth: Any) -> dict[str, Any]:
    best = answer.probabilities.argmax(axis=1)
    predicted = answer.classes[best]
    confidence = answer.probabilities[np.arange(len(best)), best]
    right = predicted == truth
    f1 = []
    for label in np.unique(truth.astype(str)):
        hits = int(((predicted == label) & (truth == label)).sum())
        f1.append(2 * hits / max(int((predicted == label).sum() + (truth == label).sum()), 1))
    sure = np.argsort(-confidence, kind="stable")[: round(SURE * len(right))]
    return {"accuracy": right.mean(), "macro_f1": np.mean(f1), "sure": right[sure].mean(), "rows": len(truth),
            "confidence": np.round(confidence, 5), "right": right.astype(int)}  # fmt: skip


def _mean(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Mean over draws; the calibration error is of all draws together, since of few rows it is mostly noise."""
    keys = ("accuracy", "macro_f1", "sure", "rows", "seconds", "processor_s")
    confidence, right = (np.concatenate([run[key] for run in runs]) for key in ("confidence", "right"))
    return {key: float(np.mean([run[key] for run in runs])) for key in keys} | {
        "ece": calibration_error(confidence, right.astype(bool)),
        "accuracy_by_draw": [round(float(run["accuracy"]), 4) for run in runs],
    }


def _described(task: Task) -> dict[str, Any]:
    sizes = np.bincount(task.groups)
    rows = {str(seed): [len(part) for part in (split(task, seed, None).train, split(task, seed, None).test)]
            for seed in SEEDS}  # fmt: skip
    return {"rows": len(task.frame), "classes": len(set(task.labels)), "columns": task.features, "label": task.label,
            "dropped": list(TABLES[task.name].drop), "groups": len(sizes), "largest_group": int(sizes.max()),
            "train_and_test_rows_by_draw": rows}  # fmt: skip


def _budget(budget: int | None) -> str:
    return "all" if budget is None else str(budget)


def summary(found: dict[str, Any], systems: Sequence[str]) -> dict[str, dict[str, dict[str, float]]]:
    """Mean rank, accuracy and calibration of every system, by budget."""
    result: dict[str, dict[str, dict[str, float]]] = {}
    for budget in map(_budget, BUDGETS):
        accuracy = np.array([[own[budget][system]["accuracy"] for system in systems] for own in found.values()])
        # Equal figures share the mean of their ranks.
        ranks = np.array([[1 + (row > own).sum() + ((row == own).sum() - 1) / 2 for own in row] for row in accuracy])
        result[budget] = {
            system: {
                "rank": float(ranks[:, place].mean()),
                "accuracy": float(accuracy[:, place].mean()),
                "behind_best": float((accuracy.max(axis=1) - accuracy[:, place]).max()),
                **{key: float(np.mean([own[budget][system][key] for own in found.values()]))
                   for key in ("macro_f1", "ece", "sure", "seconds", "processor_s")},
            }
            for place, system in enumerate(systems)
        }  # fmt: skip
    return result


def transfer(systems: Sequence[str], draws: int, kept: Kept) -> dict[str, dict[str, dict[str, float]]]:
    """Teach in English and judge in another language, next to teaching in that language: language -> system."""
    found: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for seed in SEEDS[:draws]:
        for case in transfers(seed):
            for system in systems:
                name = f"transfer-{case.language}-{seed}-{system}"
                for way, one in kept.once(name, lambda case=case, system=system: _both_ways(case, system)).items():
                    found[case.language][system][way].append(one)
    return {
        language: {system: {way: float(np.mean(runs)) for way, runs in ways.items()} for system, ways in own.items()}
        for language, own in found.items()
    }


def _both_ways(case: Transfer, system: str) -> dict[str, float]:
    truth = np.array(case.test[LABEL].to_list(), object)
    found = {}
    with unseen():
        for way, taught in (("from English", case.english), ("in-language", case.own)):
            labels = np.array(taught[LABEL].to_list(), object)
            answer = SYSTEMS[system](Question(taught.drop(LABEL), labels, case.test.drop(LABEL), LABEL))
            found[way] = float(_judged(answer, truth)["accuracy"])
    return found


def speed(names: Sequence[str] = ("netflix", "wildlife", "github")) -> dict[str, Any]:
    """Time fit and prediction on tables whose vectors are known, a quarter of the rows new: figures of the slowest."""
    import tabbert

    found = []
    for name in names:
        task = load(name)
        known = pl.int_range(len(task.frame)) % 4 > 0
        frame = task.frame.with_columns(pl.when(known).then(task.label).alias(task.label))
        tabbert.classify(frame, task.label, progress=False)
        wall, processor = [], []
        for _ in range(3):
            start_s, start_cpu_s = time.perf_counter(), time.process_time()
            tabbert.classify(frame, task.label, progress=False)
            wall.append(time.perf_counter() - start_s)
            processor.append(time.process_time() - start_cpu_s)
        found.append({"table": name, "rows": len(frame), "wall_s": min(wall), "processor_s": min(processor)})
        print(found[-1], flush=True)
    return max(found, key=lambda one: one["processor_s"]) | {"cores": available_cores()}


def main() -> None:
    """Run, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--output", default="classification", help="name of the file of results")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="these parts; others stay as they were")
    parser.add_argument("--work", type=Path, help="folder that keeps what is finished, to go on from")
    parser.add_argument("--transfer-draws", type=int, default=len(SEEDS), help="divisions of the taxonomy's categories")
    parser.add_argument("--setfit-draws", type=int, default=1, help="draws of SetFit, which takes minutes a fit")
    options = parser.parse_args()
    require_data()
    warnings.filterwarnings("ignore", module="skrub|sklearn")
    path, kept = RESULTS / f"{options.output}.json", Kept(options.work)
    # Tables, and parts of the benchmark, can be run one after another: what is not run now stays as it was.
    figures = json.loads(path.read_text(encoding="utf-8"))["figures"] if path.is_file() else {}
    if "quality" in options.only:
        before = {name: own for name, own in figures.get("tables", {}).items() if set(options.systems) <= set(own["8"])}
        found = {**before, **quality(options.tables, options.systems, kept)}
        figures |= {"tables": found, "summary": summary(found, options.systems)}
        _print(figures["summary"])
    if "setfit" in options.only:
        few = [name for name in FEW_TABLES if name in options.tables]
        figures["setfit"] = few_shot(few, options.setfit_draws, kept)
    if "transfer" in options.only:
        systems = [name for name in options.systems if not name.startswith("skrub")]
        figures["transfer"] = transfer(systems, options.transfer_draws, kept)
        _print_transfer(figures["transfer"])
    if "speed" in options.only:
        figures["speed"] = speed()
    write(options.output, figures)


def _print(by_budget: dict[str, Any]) -> None:
    for budget, by_system in by_budget.items():
        keys = list(next(iter(by_system.values())))
        print(f"\n{budget} labels of each class")
        print(
            table(["system", *keys], [[name, *(f"{own[key]:.3f}" for key in keys)] for name, own in by_system.items()])
        )


def _print_transfer(by_language: dict[str, Any]) -> None:
    rows: Iterable[list[str]] = (
        [language, system, *(f"{value:.3f}" for value in own.values())]
        for language, by_system in by_language.items()
        for system, own in by_system.items()
    )
    print(table(["language", "system", "from English", "in-language"], list(rows)))


if __name__ == "__main__":
    main()
