"""Models that were fine-tuned or distilled: described by a file in their folder, found by name and version."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from tabbert.errors import ModelStoreError, UnknownModelError
from tabbert.store.manifest import check
from tabbert.store.models import Installed, installed

__all__ = ["DESCRIPTION", "Description", "find", "read", "saved"]

DESCRIPTION: Final = "model.json"
FORMAT: Final = 1
"""Raised when an older tabbert could not serve the folder."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a saved model is; written into its folder, whose manifest holds the hash.

    Attributes:
        name: the user's.
        task: "classification", or "encoder" for vectors only.
        method: how it was made: "finetune", "lora", "contrastive" or "distil".
        base: encoder or model that it was made from, with its revision or version.
        created: UTC, ISO 8601.
        tabbert: version that made it.
        labels: in the order of the probabilities; empty for an encoder.
        target: column that was learnt; empty where texts were given.
        columns: columns that a row's text was written from, in their order; empty where texts were given.
        serializer: version of the writer of rows.
        dim: length of a vector.
        layers: attention layers.
        parameters: weights, embeddings included.
        max_tokens: longer texts are cut.
        pooling: how token vectors become one.
        prefix: put before every text.
        temperature: logits are divided by it, so that probabilities are calibrated.
        rows: rows it was trained on.
        seed: of the run.
        scores: of the rows that were held out.
        settings: of the run.
    """

    name: str
    task: str
    method: str
    base: str
    created: str
    tabbert: str
    dim: int
    layers: int
    parameters: int
    max_tokens: int
    labels: tuple[str, ...] = ()
    target: str = ""
    columns: tuple[str, ...] = ()
    serializer: int = 0
    pooling: str = "mean"
    prefix: str = ""
    temperature: float = 1.0
    rows: int = 0
    seed: int = 0
    scores: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False) + "\n"
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")


def read(folder: Path, *, verify: bool = True) -> Description:
    """Return what the folder's model is, after checking that every file is as it was written.

    Args:
        folder: a model folder of `tabbert.finetune` or `tabbert.distill`.
        verify: check the files against the manifest; they are hashed once, and again when they were touched.

    Raises:
        ModelStoreError: a file is missing, cut short or altered, or a newer tabbert wrote it.
    """
    hint = "restore it from its archive (`tabbert models import`), or fine-tune again."
    if verify and (problem := check(folder)):
        raise ModelStoreError(str(folder), f"{problem}.", hint)
    try:
        found = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        version = found.pop("format")
        if version != FORMAT:
            raise ModelStoreError(str(folder), f"its format {version} is not known here.", "update tabbert.")
        known = {entry.name for entry in fields(Description)}
        found = {
            key: tuple(value) if isinstance(value, list) else value for key, value in found.items() if key in known
        }
        return Description(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ModelStoreError):
            raise
        raise ModelStoreError(str(folder), f"its {DESCRIPTION} cannot be read.", hint) from error


def saved(*, full: bool = False) -> list[tuple[Installed, Description | None]]:
    """Return the saved models on this machine, the newest of a name first; None describes a damaged one."""
    found: list[tuple[Installed, Description | None]] = []
    for model in installed(full=full):
        if (model.path / DESCRIPTION).exists():
            try:
                found.append((model, read(model.path, verify=False)))
            except ModelStoreError:
                found.append((model, None))
    found.sort(key=lambda entry: entry[1].created if entry[1] else "", reverse=True)
    return sorted(found, key=lambda entry: entry[0].name)


def find(name: str) -> Path:
    """Return the folder of the newest version of a saved model, or of ``name@version`` (the beginning of its key).

    Raises:
        UnknownModelError: there is none.
        ModelStoreError: it is there, and damaged.
    """
    wanted, _, version = name.partition("@")
    models = saved()
    for model, _description in models:
        if model.name == wanted and model.path.name.startswith(version):
            read(model.path)
            return model.path
    raise UnknownModelError(name, sorted({model.name for model, _ in models}))
