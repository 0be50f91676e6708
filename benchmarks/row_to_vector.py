"""Draws how a row becomes a vector, from what the shipped encoder computes: `python -m benchmarks.row_to_vector`.

Writes the pictures of docs/explanation/from-row-to-vector.md and prints the numbers that the page quotes.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks._record import write
from tabbert import serialize
from tabbert.encoders.embedded import PREFIX, EmbeddedEncoder
from tabbert.finetune.bases import opened
from tabbert.finetune.export import quiet

PICTURES = Path(__file__).parent.parent / "docs" / "explanation" / "pictures"
ROW = {"item": "Staubsauger", "remark": "Kabel defekt"}
OTHERS = [
    "vacuum cleaner, cable broken",
    "aspirateur, câble cassé",
    "Staubsauger, Kabel in Ordnung",
    "invoice paid late",
]
HEADS = ((1, 1), (1, 5), (6, 2), (6, 9), (12, 3), (12, 11))


def main() -> None:
    """Compute and draw."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams.update({"font.size": 8, "svg.hashsalt": "tabbert", "font.family": "DejaVu Sans"})
    columns = [(name, [value], np.zeros(1, np.int32)) for name, value in ROW.items()]
    text = serialize.rows(columns, 1)[0]
    tokens, states, attention, parts = _pass(PREFIX + text)
    PICTURES.mkdir(exist_ok=True)
    figures = {
        "text": text,
        "tokens": tokens,
        **_draw_embeddings(tokens, parts),
        "heads": _draw_attention(tokens, attention),
        "residual": _draw_residual(states),
        **_draw_vector(tokens, states[-1], text),
    }
    write("row_to_vector", figures)


def _pass(text: str) -> tuple[list[str], NDArray[Any], NDArray[Any], dict[str, NDArray[Any]]]:
    """Return tokens, states (layers + 1, tokens, hidden), attention (layers, heads, tokens, tokens) and embeddings."""
    from transformers import AutoModel, AutoTokenizer

    with opened(EmbeddedEncoder()) as base, quiet():
        tokenizer = AutoTokenizer.from_pretrained(base.folder)
        model = AutoModel.from_pretrained(base.folder, attn_implementation="eager", add_pooling_layer=False).eval()
    given = tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        out = model(**given, output_hidden_states=True, output_attentions=True)
        table = model.embeddings
        words = table.word_embeddings(given["input_ids"])[0].numpy()
        places = table.position_embeddings(torch.arange(words.shape[0])).numpy()
    tokens = tokenizer.convert_ids_to_tokens(given["input_ids"][0].tolist())
    states = torch.stack(out.hidden_states)[:, 0].numpy()
    return tokens, states, torch.stack(out.attentions)[:, 0].numpy(), {"word": words, "position": places}


def _draw_embeddings(tokens: list[str], parts: dict[str, NDArray[Any]]) -> dict[str, Any]:
    from matplotlib import pyplot as plt

    lengths = {name: np.linalg.norm(values, axis=1) for name, values in parts.items()}
    figure, axes = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
    for shift, (name, values) in zip((-0.2, 0.2), lengths.items(), strict=True):
        axes.bar(np.arange(len(tokens)) + shift, values, 0.4, label=f"{name} vector")
    axes.set_xticks(
        range(len(tokens)), [f"{token}\n{place}" for place, token in enumerate(tokens)], rotation=0, fontsize=6
    )
    axes.set_ylabel("length")
    axes.legend(frameon=False, ncols=2)
    _save(figure, "embeddings")
    return {"embedding_lengths": {name: float(values.mean()) for name, values in lengths.items()}}


def _draw_attention(tokens: list[str], attention: NDArray[Any]) -> dict[str, Any]:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(2, 3, figsize=(6.4, 4.6), layout="constrained")
    seen = {}
    for (layer, head), place in zip(HEADS, axes.T.ravel(), strict=True):
        weights = attention[layer - 1, head - 1]
        place.imshow(weights, cmap="Blues", vmin=0, vmax=1)
        place.set_title(f"layer {layer}, head {head}", fontsize=7)
        place.set_xticks(range(len(tokens)), tokens, rotation=90, fontsize=5)
        place.set_yticks(range(len(tokens)), tokens, fontsize=5)
        to = np.abs(np.subtract.outer(np.arange(len(tokens)), np.arange(len(tokens)))) <= 1
        seen[f"{layer}.{head}"] = {
            "to_itself_and_neighbours": float((weights * to).sum(1).mean()),
            "to_the_ends": float(weights[:, [0, -1]].sum(1).mean()),
        }
    _save(figure, "attention")
    return seen


def _draw_residual(states: NDArray[Any]) -> dict[str, Any]:
    """Each layer adds to what it was given: how far a token's vector moves, and how near it is to its last one."""
    from matplotlib import pyplot as plt

    unit = states / np.linalg.norm(states, axis=-1, keepdims=True)
    kept = (unit[1:] * unit[:-1]).sum(-1).mean(1)
    final = (unit * unit[-1]).sum(-1).mean(1)
    mean = states.mean(1)
    vector = mean / np.linalg.norm(mean, axis=-1, keepdims=True)
    figure, axes = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
    axes.plot(range(1, len(states)), kept, marker="o", markersize=3, label="to the layer before")
    axes.plot(range(len(states)), final, marker="o", markersize=3, label="to the last layer")
    axes.set_xticks(range(len(states)))
    axes.set_xlabel("layer (0: embeddings)")
    axes.set_ylabel("cosine of a token's vector")
    axes.legend(frameon=False)
    _save(figure, "residual")
    return {"to_the_layer_before": kept.tolist(), "to_the_last_layer": final.tolist(),
            "row_vector_to_its_last": (vector @ vector[-1]).tolist()}  # fmt: skip


def _draw_vector(tokens: list[str], last: NDArray[Any], text: str) -> dict[str, Any]:
    from matplotlib import pyplot as plt

    mean = last.mean(0) / np.linalg.norm(last.mean(0))
    shares = (last @ mean) / np.linalg.norm(last, axis=1)
    vectors = EmbeddedEncoder("float32").encode([text, *OTHERS])
    likeness = vectors[1:] @ vectors[0]
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.4), layout="constrained")
    left.barh(range(len(tokens)), shares[::-1])
    left.set_yticks(range(len(tokens)), tokens[::-1])
    left.tick_params(labelsize=6)
    left.set_xlabel("cosine to the row's vector")
    right.barh(OTHERS[::-1], likeness[::-1], color="tab:orange")
    right.set_xlim(0.7, 1)
    right.tick_params(labelsize=6)
    right.set_xlabel("cosine to another text's vector")
    _save(figure, "vector")
    return {
        "tokens_to_the_row": shares.tolist(),
        "row_to_others": dict(zip(OTHERS, likeness.tolist(), strict=True)),
        "served_equals_mean": float(vectors[0] @ mean),
    }


def _save(figure: Any, name: str) -> None:
    path = PICTURES / f"row-{name}.png"
    figure.savefig(path, dpi=110, metadata={"Software": None})
    print(f"wrote {path.name} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main()
