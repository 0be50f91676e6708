"""A graphics card: the encoder's throughput, and fine-tuning's speed and correctness, next to their competitors there.

    python -m benchmarks.gpu [--encoder FOLDER] [--steps N] [--part encoder|finetune]

Skips, saying so, where torch finds no CUDA device. Throughput: short cells and sentences, this encoder and
sentence-transformers in bfloat16, in turns, end to end with tokenisation; shares are of the card's own matrix-product
rate, measured in the same run. Fine-tuning: the classifier recipe on BERT-Base and DistilBERT (true architectures,
random weights) and on the encoder, on the card in float32 and in bfloat16 and on this machine's processor, from the
same start on the same rows, without dropout, whose chance differs between devices; float32 must arrive at the same
validation loss.
"""

import argparse
import functools
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _record
from tabbert.encoders._weights import LAYERS
from tabbert.encoders.embedded import DIM, PREFIX
from tabbert.encoders.family import FAMILY
from tabbert.encoders.transformers import TransformersEncoder
from tabbert.finetune.classifier import train
from tabbert.finetune.settings import Settings
from tabbert.finetune.split import split

WORDS = ("Straße", "city", "unknown", "Müller", "東京", "Hospital", "número", "дом", "keine", "Angabe", "2024", "order",
         "parcel", "late", "Lieferung", "retard", "пакет", "pedido", "invoice", "garden", "bird", "engine")  # fmt: skip
BATCHES = (32, 1024)
"""Texts in a batch of sentence-transformers: its default, and one that fills a card."""
TOLERANCE = 0.005
"""Of the validation loss, processor against card, both float32; their sums differ in their order."""
DROPOUTS = (
    "hidden_dropout_prob", "attention_probs_dropout_prob", "dropout", "attention_dropout", "seq_classif_dropout",
    "classifier_dropout",
)  # fmt: skip


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, help="folder of the encoder; default: the default encoder, written out")
    parser.add_argument("--texts", type=int, default=40_000, help="short cells; a quarter as many sentences")
    parser.add_argument(
        "--steps", type=int, default=60, help="of fine-tuning on the card in bfloat16; an eighth in float32"
    )
    parser.add_argument("--part", choices=("encoder", "finetune"))
    options = parser.parse_args()
    import torch

    if not torch.cuda.is_available():
        raise SystemExit("SKIPPED: torch finds no CUDA device here.")
    figures: dict[str, Any] = {"card": torch.cuda.get_device_name(), "matrix_product_tflops": ceiling()}
    print(json.dumps(figures), flush=True)
    with tempfile.TemporaryDirectory() as work:
        folder = options.encoder or _default(Path(work) / "encoder")
        if options.part != "finetune":
            figures["encoder"] = throughput(folder, options.texts, figures["matrix_product_tflops"])
        if options.part != "encoder":
            figures["finetune"] = finetuning(folder, Path(work), options.steps)
    _record.write("gpu", figures)


def _default(folder: Path) -> Path:
    from tabbert.finetune.bases import write_pack
    from tabbert.store.packs import read_pack

    folder.mkdir()
    return write_pack(read_pack(), folder)


def ceiling(size: int = 8192, runs: int = 10) -> float:
    """Return the card's rate at a large bfloat16 matrix product of random numbers, TFLOP/s."""
    import torch

    a, b = (torch.randn(size, size, device="cuda", dtype=torch.bfloat16) for _ in range(2))
    seconds = _on_card(lambda: a @ b, runs)
    return 2 * size**3 / seconds / 1e12


def _on_card(work: Callable[[], Any], runs: int = 5) -> float:
    """Return the median time of a call, measured by the card's own clock, in seconds."""
    import torch

    times = []
    for run in range(runs + 2):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))  # type: ignore[no-untyped-call]
        start.record()
        work()
        end.record()
        end.synchronize()
        if run > 1:
            times.append(start.elapsed_time(end) / 1000)
    return float(statistics.median(times))


def texts(count: int, shortest: int, longest: int) -> list[str]:
    """Return distinct made-up texts of so many words."""
    pick = random.Random(count)
    return [f"{' '.join(pick.choices(WORDS, k=pick.randint(shortest, longest)))} {i}" for i in range(count)]


def throughput(folder: Path, count: int, tflops: float) -> dict[str, Any]:
    """Compare encoders on cells and on sentences."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    own = TransformersEncoder(folder, device="cuda", precision="bfloat16")
    exact = TransformersEncoder(folder, device="cuda")
    body = modules.Transformer(str(folder), max_seq_length=512, model_kwargs={"dtype": torch.bfloat16})
    other = SentenceTransformer(modules=[body, modules.Pooling(DIM, "mean"), modules.Normalize()], device="cuda")
    engines: dict[str, Callable[[Sequence[str]], Any]] = {
        "tabbert, bfloat16": lambda found: own.encode([PREFIX + text for text in found]),
        "tabbert, float32": lambda found: exact.encode([PREFIX + text for text in found]),
    }
    for size in BATCHES:
        settings: dict[str, Any] = {"batch_size": size, "show_progress_bar": False}
        engines[f"sentence-transformers, bfloat16, {size} a batch"] = functools.partial(_prefixed, other, settings)
    from transformers import AutoTokenizer

    tokenizer, results = AutoTokenizer.from_pretrained(folder), {}
    for kind, some in {"cells": texts(count, 1, 4), "sentences": texts(count // 4, 12, 40)}.items():
        lengths = [len(row) for row in tokenizer([PREFIX + text for text in some])["input_ids"]]
        tokens = sum(lengths)
        wanted = np.asarray(exact.encode([PREFIX + text for text in some[:2000]]))
        seconds: dict[str, list[float]] = {name: [] for name in engines}
        for engine in engines.values():
            engine(some[:2000])
        for _ in range(2):
            for name, engine in engines.items():
                start = time.perf_counter()
                engine(some)
                seconds[name].append(time.perf_counter() - start)
        found: dict[str, Any] = {"texts": len(some), "tokens": tokens, "engines": {}}
        for name, engine in engines.items():
            rate = tokens / min(seconds[name])
            cosine = (np.asarray(engine(some[:2000]), np.float32) * wanted).sum(axis=1)
            found["engines"][name] = {
                "tokens_per_s": rate,
                "share_of_the_card": rate * _operations(lengths) / tokens / (tflops * 1e12),
                "cosine_lowest": float(cosine.min()),
            }
        found["layers_alone"] = _alone(own, lengths, tflops)
        results[kind] = found
        print(kind, json.dumps(found), flush=True)
    return results


def _prefixed(model: Any, settings: dict[str, Any], found: Sequence[str]) -> Any:
    return model.encode([PREFIX + text for text in found], **settings)


def _operations(lengths: Sequence[int]) -> float:
    """Return the floating-point operations of the layers' products for these texts."""
    rows = np.asarray(lengths, np.float64)
    return float(LAYERS * (24 * DIM**2 * rows.sum() + 4 * DIM * np.square(rows).sum()))


def _alone(encoder: TransformersEncoder, lengths: Sequence[int], tflops: float) -> dict[str, float]:
    """Time the layers without tokenisation and copies, on a full batch of the usual length."""
    from tabbert.encoders.transformers import _GPU_BUDGET, _loaded

    model = _loaded(encoder.prepare(), "cuda", "mean", "bfloat16")
    length = int(np.median(lengths))
    rows = _GPU_BUDGET // length
    ids = np.random.default_rng(0).integers(10, 1000, (rows, length))
    seconds = _on_card(lambda: model.vectors(ids, None))
    share = _operations([length] * rows) / seconds / (tflops * 1e12)
    return {"tokens_per_s": rows * length / seconds, "share_of_the_card": share}


def finetuning(folder: Path, work: Path, steps: int) -> dict[str, Any]:
    """Fine-tune each model thrice from the same start, and compare speed and validation loss."""
    from tests.checkpoints import write_checkpoint

    by_name = {checkpoint.name: checkpoint for checkpoint in FAMILY}
    results = {}
    for name in ("default", "distilbert", "bert-base"):
        base = work / name
        if name == "default":
            shutil.copytree(folder, base)
        else:
            write_checkpoint(by_name[name], base)
        _without_dropout(base)
        found: dict[str, Any] = {
            "card, bfloat16": _trained(base, work, steps, "cuda", "auto"),
            "card, float32": _trained(base, work, max(4, steps // 8), "cuda", "float32"),
            "processor, float32": _trained(base, work, max(4, steps // 8), "cpu", "float32"),
        }
        gap = abs(found["card, float32"]["validation_loss"] - found["processor, float32"]["validation_loss"])
        found["loss_gap"], found["losses_agree"] = gap, bool(gap < TOLERANCE)
        results[name] = found
        print(name, json.dumps(found), flush=True)
    return results


def _without_dropout(folder: Path) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | dict.fromkeys(DROPOUTS, 0.0)), encoding="utf-8")


def _trained(folder: Path, work: Path, steps: int, device: str, precision: str) -> dict[str, float]:
    """Fine-tune on rows of four labels, and return the speed and the loss on rows left out."""
    import torch

    from tabbert.finetune.bases import Base

    pick = random.Random(0)
    labels = np.array([pick.randrange(4) for _ in range(16 * steps * 2)])
    rows = [" ".join(pick.choices(WORDS[5 * label : 5 * label + 6], k=14)) for label in labels]
    parts = split(rows, labels, share=0.2, seed=0)
    settings = Settings(
        epochs=1, max_steps=steps, batch_size=32, max_tokens=64, device=device, precision=precision,  # type: ignore[arg-type]
        balance=False,
    )  # fmt: skip
    at: list[float] = []

    def tick(*_: Any) -> None:
        if device == "cuda":
            torch.cuda.synchronize()
        at.append(time.perf_counter())

    base = Base(folder, TransformersEncoder(folder).card)
    with tempfile.TemporaryDirectory(dir=work) as checkpoints:
        trained = train(base, rows, labels, list("abcd"), parts, settings, Path(checkpoints), tick)
    logits = torch.from_numpy(trained.validation).float()
    loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[parts.validation]))
    warm = min(3, len(at) // 2)
    return {"steps": len(at), "steps_per_s": (len(at) - 1 - warm) / (at[-1] - at[warm]),
            "validation_loss": float(loss)}  # fmt: skip


if __name__ == "__main__":
    main()
