"""What a model folder in the Hugging Face format says of itself: sizes, pooling, prefix, and what its weights are."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tabbert.core.encoder import EncoderCard
from tabbert.errors import ModelStoreError
from tabbert.store import safetensors

__all__ = ["WEIGHTS", "is_model", "read_card", "sha256"]

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
_POOLINGS: Final = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_weightedmean_tokens": "mean",
}


def is_model(folder: Path) -> bool:
    """Tell whether the folder holds a model's configuration."""
    return (folder / CONFIG).is_file()


def read_card(folder: Path, name: str, *, pooling: str | None = None) -> EncoderCard:
    """Return the card of the encoder in this folder; sentence-transformers' files, if any, give pooling and prefix.

    Args:
        folder: in the Hugging Face format, with safetensors weights.
        name: of the card.
        pooling: instead of what the folder says, else "mean".

    Raises:
        ModelStoreError: a file is missing or damaged, or the weights are pickled.
    """
    config = _json(folder / CONFIG)
    weights = _weights(folder)
    sizes = [config.get(key) for key in ("hidden_size", "dim", "d_model")]
    dim = next((size for size in sizes if isinstance(size, int)), None)
    if dim is None:
        raise ModelStoreError(str(folder), "its config.json gives no hidden size.", "use an encoder such as BERT.")
    positions = int(config.get("max_position_embeddings", 512))
    longest = _json(folder / "sentence_bert_config.json", {}).get("max_seq_length")
    offset = 2 if config.get("model_type") in ("roberta", "xlm-roberta", "camembert") else 0
    return EncoderCard(
        name=name,
        source=str(folder.name),
        revision="",
        sha256=sha256(weights),
        licence="",
        languages="",
        dim=dim,
        max_tokens=int(longest or min(positions - offset, 512)),
        pooling=pooling or _pooling(folder),
        prefix=_json(folder / "config_sentence_transformers.json", {}).get("prompts", {}).get("query", ""),
        parameters=safetensors.count(weights),
        layers=int(config.get("num_hidden_layers", config.get("n_layers", 0))),
    )


def sha256(path: Path) -> str:
    """Return the file's hash; a file that was not touched since is not read again."""
    status = path.stat()
    return _sha256(path, status.st_size, status.st_mtime_ns, status.st_ino)


@lru_cache(maxsize=64)
def _sha256(path: Path, _size: int, _changed: int, _inode: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weights(folder: Path) -> Path:
    path = folder / WEIGHTS
    if path.is_file():
        return path
    others = sorted(file.name for file in folder.glob("*") if file.suffix in (".bin", ".pt", ".pkl", ".ckpt"))
    if others:
        reason = f"it has pickled weights only ({others[0]}), which may run code and are never loaded."
        raise ModelStoreError(str(folder), reason, "save it again with `safe_serialization` as model.safetensors.")
    raise ModelStoreError(str(folder), f"it has no {WEIGHTS}.", "copy the whole folder, unsharded.")


def _pooling(folder: Path) -> str:
    found = _json(folder / "1_Pooling" / CONFIG, {})
    named = found.get("pooling_mode")
    if isinstance(named, str) and named in ("mean", "cls", "max"):
        return named
    return next((pooling for key, pooling in _POOLINGS.items() if found.get(key) is True), "mean")


def _json(path: Path, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if missing is not None:
            return missing
        raise ModelStoreError(str(path.parent), f"it has no {path.name}.", "copy the whole folder.") from error
    except (OSError, ValueError) as error:
        raise ModelStoreError(str(path.parent), f"its {path.name} is damaged.", "copy it again.") from error
    return found if isinstance(found, dict) else {}
