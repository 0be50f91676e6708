"""Distillation: a 12-layer classifier and its 6-layer student, on one task.

python -m benchmarks.distillation [--texts N] [--epochs N] [--student-epochs N] [--control] [--work FOLDER]

The task: which of 64 intents a request to an assistant has (HWU64, English). A quarter of the texts is judged. The
teacher learns from the labels of the others; the student sees the same texts and no labels. With `--control`, 6 layers
are also fine-tuned without a teacher. Tables of word pieces stay as they are in all. Rates and passes were set before,
not tried out. Speed: one thread, the models as they are served, in turns. With `--work` finished models and checkpoints
are kept in a folder, so that a run which was stopped goes on.

It is a task that a teacher of this size learns well. (Departments of product names in 14 languages, the task before,
were not: of a teacher that is right in 44 of 100 cases a student learns its mistakes too.)
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks._record import median_seconds, require_data, table, write

INTENTS = "C_clustering/hwu64_en.parquet"
LAYERS = 6
ROUNDS = 3  # of timing, each model once in turn
SHARED: dict[str, Any] = {"columns": "text", "max_tokens": 32, "batch_size": 32}


def main() -> None:
    """Train them, and print how good, how fast and how large they are."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--texts", type=int, default=None, help="texts to learn from; all if not given")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the rows with a label")
    parser.add_argument("--student-epochs", type=int, default=6, help="the student's passes over the texts")
    parser.add_argument("--control", action="store_true", help="fine-tune 6 layers without a teacher, too")
    parser.add_argument("--work", type=Path, help="folder that keeps what is finished, to go on from")
    options = parser.parse_args()
    frame = pl.read_parquet(require_data() / INTENTS).sample(fraction=1.0, shuffle=True, seed=0)
    test, learnt = frame.head(len(frame) // 4), frame.slice(len(frame) // 4, options.texts)
    with tempfile.TemporaryDirectory() if options.work is None else nullcontext(options.work) as folder:
        os.environ["TABBERT_HOME"] = str(Path(folder) / "home")
        models = _models(learnt, Path(folder), options)
        figures = _measured(models, test)
    rows = [[name, *(f"{value:.4g}" for value in found.values())] for name, found in figures.items()]
    print(table(["system", *next(iter(figures.values()))], rows))
    write("distillation", figures)


def _models(learnt: pl.DataFrame, work: Path, options: argparse.Namespace) -> dict[str, Any]:
    import tabbert

    def trained(name: str, **more: Any) -> Any:
        run = {"epochs": options.epochs, "learning_rate": 2e-4, "held_out": 0.15, "work": work / name}
        return tabbert.finetune("classification", learnt, target="label", name=name, **SHARED, **run, **more)

    def distilled(name: str) -> Any:
        run = {"epochs": options.student_epochs, "learning_rate": 5e-4, "work": work / name}
        return tabbert.distill("teacher", learnt, layers=LAYERS, name=name, **SHARED, **run)

    models = {
        "teacher, 12 layers": _once("teacher", trained),
        "student, 6 layers, distilled": _once("student", distilled),
    }
    if options.control:
        models["6 layers, fine-tuned without a teacher"] = _once(
            "plain", lambda name: trained(name, encoder=_cut(work))
        )
    return models


def _once(name: str, train: Callable[[str], Any]) -> Any:
    """Train a model, unless it is there already."""
    from tabbert.encoders.exported import SavedClassifier
    from tabbert.store import models

    for own in models.installed():
        if own.name == name:
            return SavedClassifier(own.path)
    return train(name)


def _cut(work: Path) -> str:
    """Write every second layer of the default encoder into a folder, without a teacher."""
    from transformers import AutoModel, AutoTokenizer

    from tabbert.encoders.embedded import EmbeddedEncoder
    from tabbert.finetune.bases import opened
    from tabbert.finetune.distillation import student_of

    folder = str(work / "cut")
    with opened(EmbeddedEncoder()) as base:
        student_of(AutoModel.from_pretrained(base.folder), LAYERS).save_pretrained(folder)
        AutoTokenizer.from_pretrained(base.folder).save_pretrained(folder)
    return folder


def _measured(models: dict[str, Any], test: pl.DataFrame) -> dict[str, dict[str, float]]:
    texts, truth = test["text"].to_list(), test["label"].to_numpy()
    single = {name: type(model)(model.folder, threads=1) for name, model in models.items()}
    guesses: dict[str, NDArray[Any]] = {
        name: np.array(model.labels)[model.probabilities(texts).argmax(axis=1)] for name, model in single.items()
    }
    seconds: dict[str, list[float]] = {name: [] for name in single}
    for _ in range(ROUNDS):
        for name, model in single.items():
            seconds[name].append(median_seconds(lambda model=model: model.probabilities(texts), runs=1))
    first, taught = next(iter(models)), next(iter(guesses.values()))
    return {
        name: {
            "accuracy": float((guess == truth).mean()),
            "share_of_teacher": float((guess == truth).mean() / (taught == truth).mean()),
            "same_as_teacher": float((guess == taught).mean()),
            "texts_per_s": len(texts) / min(seconds[name]),
            "times_as_fast": min(seconds[first]) / min(seconds[name]),
            "layers": models[name].about.layers,
            "million_weights_without_word_pieces": (models[name].about.parameters - 250_037 * 384) / 1e6,
        }
        for name, guess in guesses.items()
    }


if __name__ == "__main__":
    main()
