"""The BERT family side by side: sizes counted in models of the true architecture, and what a pass costs.

python -m benchmarks.family [--speed] [--threads 1]

Weights are random: they change neither count nor speed. With `--speed`, 16 rows of 32 tokens, torch float32, median of
5 runs; without it the models hold shapes only, and nothing is computed.
"""

import argparse
from typing import Any

import torch
from transformers import AutoConfig, AutoModel

from benchmarks._record import median_seconds, table, write
from tabbert.encoders._weights import LAYERS
from tabbert.encoders.embedded import DIM, NAME, PARAMETERS
from tabbert.encoders.family import FAMILY, Checkpoint

ROWS, TOKENS = 16, 32
SMALL = Checkpoint(
    name=NAME, repository="", revision="", languages="about 100", kind="bert", layers=LAYERS, hidden=DIM, heads=12,
    vocab=250_037, parameters=PARAMETERS,
)  # fmt: skip


def main() -> None:
    """Count, time and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--speed", action="store_true", help="time a pass, too")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    figures = {member.name: _measured(member, options.speed) for member in (*FAMILY[:5], SMALL, *FAMILY[5:])}
    rows = [[name, *(f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" for value in found.values())]
            for name, found in figures.items()]  # fmt: skip
    print(table(["encoder", *next(iter(figures.values()))], rows))
    write("family", figures)


def _measured(checkpoint: Checkpoint, speed: bool) -> dict[str, Any]:
    sizes = checkpoint.config()
    config = AutoConfig.for_model(sizes.pop("model_type"), **sizes)
    with torch.device("cpu" if speed else "meta"):
        model = AutoModel.from_config(config).eval()
    counted = {name: values.numel() for name, values in model.named_parameters() if not name.startswith("pooler.")}
    assert sum(counted.values()) == checkpoint.parameters
    found: dict[str, Any] = {
        "layers": checkpoint.layers,
        "hidden": checkpoint.hidden,
        "heads": checkpoint.heads,
        "word_pieces": checkpoint.vocab,
        "weights": sum(counted.values()),
        "of_them_word_pieces": counted["embeddings.word_embeddings.weight"],
    }
    if speed:
        ids = torch.randint(5, 1000, (ROWS, TOKENS))
        with torch.inference_mode():
            seconds = median_seconds(lambda: model(ids, attention_mask=torch.ones_like(ids)))
        found["tokens_per_s"] = ROWS * TOKENS / seconds
    return found


if __name__ == "__main__":
    main()
