"""Where in the frozen encoder it is known that a text was cut off: `python -m benchmarks.end_probe [--languages 24]`.

Sentences of SIB-200 without their final marks, every second one cut off anywhere. A logistic regression on the states
of one place in the text, after one layer, is trained on half of the languages and judged on the other half (AUROC).
The figures chose where the end vector's layers branch off (`tabbert.encoders._end`).
"""

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks import _record
from benchmarks._reference import reference_folder
from tabbert.encoders._tokenizer import PackTokenizer
from tabbert.encoders.embedded import PREFIX, EmbeddedEncoder
from tabbert.finetune.completeness_endings import cut, unmarked

PLACES = ("</s>", "last token", "mean")


def texts(languages: int, per_language: int = 90) -> list[tuple[str, int, int]]:
    """Return (text, number of its language, 1 if cut off)."""
    rng = random.Random(0)
    sib = pl.read_parquet(_record.require_data() / "C_clustering" / "sib200_train.parquet")
    chosen = sorted(sib["lang"].unique().to_list())
    rng.shuffle(chosen)
    found = []
    for number, lang in enumerate(chosen[:languages]):
        some = sib.filter(pl.col("lang") == lang)["text"].to_list()
        rng.shuffle(some)
        for i, text in enumerate(some[:per_language]):
            found.append((cut(text, rng), number, 1) if i % 2 else (unmarked(text), number, 0))
    return found


def states(examples: list[tuple[str, int, int]]) -> np.ndarray:
    """Return the states after every layer at every place, float32 (13, 3, n, 384)."""
    from transformers import BertModel

    with tempfile.TemporaryDirectory() as folder:
        model = BertModel.from_pretrained(reference_folder(Path(folder)), add_pooling_layer=False).eval()
    ids = PackTokenizer(EmbeddedEncoder().prepare()).ids([PREFIX + text for text, _, _ in examples])
    found = np.zeros((13, len(PLACES), len(ids), 384), dtype=np.float32)
    with torch.inference_mode():
        for i, row in enumerate(ids):
            hidden = model(torch.from_numpy(row.astype(np.int64))[None], output_hidden_states=True).hidden_states
            for layer, x in enumerate(hidden):
                found[layer, :, i] = torch.stack([x[0, -1], x[0, -2], x[0].mean(0)]).numpy()
    return found


def main() -> None:
    """Print AUROC by layer and place and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--languages", type=int, default=24)
    examples = texts(parser.parse_args().languages)
    found = states(examples)
    y = np.array([label for _, _, label in examples])
    train = np.array([number % 2 == 0 for _, number, _ in examples])
    rows = []
    for layer in range(len(found)):
        row = [layer]
        for place in range(len(PLACES)):
            x = found[layer, place]
            x = (x - x[train].mean(axis=0)) / (x[train].std(axis=0) + 1e-6)
            model = LogisticRegression(C=0.01, max_iter=300).fit(x[train], y[train])
            row.append(round(float(roc_auc_score(y[~train], model.decision_function(x[~train]))), 3))
        rows.append(row)
    print(_record.table(["after layer", *PLACES], rows))
    _record.write(
        "end_probe",
        {"texts": len(examples), "auroc": {row[0]: dict(zip(PLACES, row[1:], strict=True)) for row in rows}},
    )


if __name__ == "__main__":
    main()
