"""A student beside the default encoder: what its vectors lose where they are read, and how alike they are.

    python -m benchmarks.student FOLDER [--rows N]

FOLDER holds a student (`tabbert finetune student`); what both are read by and on is said in `_encoder_worth`.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks._encoder_worth import cached, cluster, complete
from benchmarks._record import DATA, require_data, table, write
from tabbert.encoders.cached import CachedEncoder
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.finetune import clustering as recipe


def main() -> None:
    """Encode, judge, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("student", type=Path, help="folder")
    parser.add_argument("--rows", type=int, default=1500, help="of a clustering table, at most")
    parser.add_argument("--texts", type=int, default=1500, help="of a completeness column, at most")
    options = parser.parse_args()
    require_data()
    encoders = {"default": EmbeddedEncoder(), "student": EmbeddedEncoder(student=options.student.resolve())}
    encode = {name: cached(encoder) for name, encoder in encoders.items()}
    figures: dict[str, Any] = {
        "student": encoders["student"].card.name,
        "agreement": agreement(encode),
        "clustering": cluster(encode, options.rows),
        "completeness": complete(encode, options.texts),
    }
    for part in ("clustering", "completeness"):
        rows = [[name, *(f"{own[key]:.3f}" for key in encode)] for name, own in figures[part].items()]
        print(table([part, *encode], rows))
    write("student", figures)


def agreement(encode: dict[str, CachedEncoder]) -> dict[str, float]:
    """Compare vectors of short cells and of sentences."""
    cells = pl.read_parquet(DATA / "A_completeness/natural_dmv_columns.parquet")["value"].unique().sort()
    sentences = pl.read_parquet(DATA / recipe.SIB200)["text"].unique().sort()
    found = {}
    for kind, texts in {"cells": cells, "sentences": sentences}.items():
        some = [text for text in texts.sample(300, seed=1) if text.strip()]
        own, other = (encode[name](some) for name in ("student", "default"))
        mean = other.mean(axis=0)
        a, b = own - mean, other - mean
        cosines = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        found[f"{kind}: cosine"] = float((own * other).sum(axis=1).mean())
        found[f"{kind}: cosine of the centred vectors"] = float(cosines.mean())
        ends = [encode[name](some, "end") for name in ("student", "default")]
        spread = np.square(ends[1] - ends[1].mean(axis=0)).sum()
        found[f"{kind}: end vector explained"] = float(1 - np.square(ends[0] - ends[1]).sum() / spread)
    print(found, flush=True)
    return found


if __name__ == "__main__":
    main()
