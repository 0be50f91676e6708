"""Distillation: a 12-layer classifier, its 6-layer student, and 6 layers fine-tuned without a teacher, on one task.

python -m benchmarks.distillation [--rows 1500] [--texts 3000] [--test 1000]

The task: which of 21 departments a product category belongs to, from its name in 14 languages (Google's taxonomy).
Names of a category in other languages are never on the other side of the split. The student sees no labels: its texts
are names of the training side. Tables of word pieces stay as they are in all three. Speed: one thread, ONNX Runtime.
"""

import argparse
import json
import os
import tempfile
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks._record import median_seconds, require_data, table, write

TAXONOMY = "C_clustering/google_taxonomy_14lang.parquet"


def main() -> None:
    """Train the three, and print how good, how fast and how large they are."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1500, help="labelled rows")
    parser.add_argument("--texts", type=int, default=3000, help="texts that the student reads")
    parser.add_argument("--test", type=int, default=1000, help="rows of the test")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the rows")
    options = parser.parse_args()
    names = pl.read_parquet(require_data() / TAXONOMY).sample(fraction=1.0, shuffle=True, seed=0)
    categories = np.sort(names["category_id"].unique().to_numpy())
    tested = np.random.default_rng(0).permutation(categories)[: len(categories) // 4].tolist()
    learnt = names.filter(~pl.col("category_id").is_in(tested))
    test = names.filter(pl.col("category_id").is_in(tested)).head(options.test)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["TABBERT_HOME"] = home
        _run(options, learnt, test, figures)
    rows = [[name, *(f"{value:.4g}" for value in found.values())] for name, found in figures.items()]
    print(table(["system", *next(iter(figures.values()))], rows))
    write("distillation", figures)


def _run(options: argparse.Namespace, learnt: pl.DataFrame, test: pl.DataFrame, figures: dict[str, Any]) -> None:
    import tabbert
    from tabbert.encoders.embedded import EmbeddedEncoder
    from tabbert.finetune.bases import opened
    from tabbert.finetune.distillation import student_of

    shared: dict[str, Any] = {"columns": "name", "progress": False}
    run = {"epochs": options.epochs, "learning_rate": 1e-4, "max_tokens": 24, "held_out": 0.15}
    labelled = learnt.head(options.rows)
    teacher = tabbert.finetune("classification", labelled, target="root_en", name="teacher", **shared, **run)
    figures["teacher, 12 layers"] = _measured(teacher, test)
    print(json.dumps(figures))
    student = tabbert.distill(
        "teacher", learnt.head(options.texts), layers=6, name="student", epochs=options.epochs, **shared
    )
    figures["student, 6 layers, distilled"] = _measured(student, test)
    print(json.dumps(figures))
    with tempfile.TemporaryDirectory() as folder, opened(EmbeddedEncoder()) as base:
        from transformers import AutoModel, AutoTokenizer

        student_of(AutoModel.from_pretrained(base.folder), 6).save_pretrained(folder)
        AutoTokenizer.from_pretrained(base.folder).save_pretrained(folder)
        plain = tabbert.finetune(
            "classification", labelled, target="root_en", name="plain", encoder=folder, **shared, **run
        )
    figures["6 layers, fine-tuned without a teacher"] = _measured(plain, test)


def _measured(model: Any, test: pl.DataFrame) -> dict[str, float]:
    texts = test["name"].to_list()
    one = type(model)(model.folder, threads=1)
    guess: NDArray[np.intp] = one.probabilities(texts).argmax(axis=1)
    right = np.array(one.labels)[guess] == test["root_en"].to_numpy()
    seconds = median_seconds(lambda: one.probabilities(texts), runs=3)
    return {
        "accuracy": float(right.mean()),
        "texts_per_s": len(set(texts)) / seconds,
        "layers": one.about.layers,
        "million_weights_without_word_pieces": (one.about.parameters - 250_037 * 384) / 1e6,
    }


if __name__ == "__main__":
    main()
