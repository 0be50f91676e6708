"""A trained model as a folder that transformers, sentence-transformers, and tabbert without torch can load."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from tabbert.finetune.export import Served, export_graph
from tabbert.store import models
from tabbert.store.manifest import content_key, write_manifest
from tabbert.store.saved import Description

__all__ = ["Savable", "save"]

_MODES: Final = {"mean": "mean_tokens", "cls": "cls_token", "max": "max_tokens"}


class Savable(Protocol):
    """What training returns."""

    served: Served

    def save(self, folder: Path) -> None:
        """Write weights, configuration and tokenizer."""


def save(trained: Savable, about: Description, *, name: str | None, folder: Path | None) -> Path:
    """Write the model, its graph, its description and its card, under a name in the store or into a folder.

    Raises:
        FolderUnwritableError: the store cannot be written, or the disk is full.
    """

    def build(part: Path) -> None:
        trained.save(part)
        export_graph(trained.served, part)
        _write_modules(part, about)
        about.write(part)
        (part / "README.md").write_text(_card(about), encoding="utf-8")

    if name is not None:
        return models.add(name, build)
    assert folder is not None
    folder.mkdir(parents=True, exist_ok=True)
    build(folder)
    write_manifest(folder, {"name": about.name, "key": content_key(folder)})
    return folder


def _write_modules(folder: Path, about: Description) -> None:
    """Write what `SentenceTransformer(folder)` reads; it has no pooling weighted by attention."""
    if about.pooling not in _MODES:
        return
    library = "sentence_transformers.models"
    pooling = {f"pooling_mode_{mode}": name == about.pooling for name, mode in _MODES.items()}
    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    files: dict[str, Any] = {
        "modules.json": [
            {"idx": int(n), "name": n, "path": path, "type": f"{library}.{kind}"} for n, path, kind in modules
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": about.dim, **pooling},
        "sentence_bert_config.json": {"max_seq_length": about.max_tokens, "do_lower_case": False},
    }
    if about.prefix:
        prompts = {"prompts": {"query": about.prefix}, "default_prompt_name": "query"}
        files["config_sentence_transformers.json"] = prompts
    for path, content in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _card(about: Description) -> str:
    """Return the model card: what it is, what it learnt from, how good it is, and what it is not for."""
    scores = [f"| {name.replace('_', ' ')} | {value:.3f} |" for name, value in about.scores.items() if name != "rows"]
    held_out = f"On {about.scores.get('rows', 0):.0f} rows that training never saw, nor near-identical ones:"
    learnt = f"column `{about.target}` from {_listed(about.columns)}" if about.target else "labels of texts"
    if not about.labels:
        learnt = "the vectors of its teacher"
    lines = [
        f"# {about.name}",
        "",
        f"{about.task.capitalize()} by `tabbert` {about.tabbert}: {about.method} of {about.base}, {about.created}.",
        "",
        f"- learnt: {learnt}; {about.rows} rows, seed {about.seed}",
        *([f"- labels: {_listed(about.labels)}"] if about.labels else []),
        f"- {about.layers} layers x {about.dim}, {about.parameters / 1e6:.1f}M weights, {about.pooling} pooling, "
        f"prefix {about.prefix!r}, at most {about.max_tokens} tokens",
        *([f"- probabilities are those of the logits divided by {about.temperature:.3f}"] if about.labels else []),
        "",
        *([held_out, "", "| | |", "|---|---|", *scores, ""] if scores else []),
        "It knows what it learnt from and nothing else: what it says of rows of another kind, nothing has tested.",
        "Labels may be personal data: they are in this folder.",
        "",
        f"Settings: `{json.dumps(dict(about.settings), sort_keys=True)}`",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _listed(names: Sequence[str], most: int = 20) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(f"`{name}`" for name in names[:most]) + more
