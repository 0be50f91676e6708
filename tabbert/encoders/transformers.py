"""Any Hugging Face encoder on torch: the members of the BERT family, ids of the hub, local folders (training extra)."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from tabbert.core.encoder import EncoderCard
from tabbert.encoders._batches import batches
from tabbert.encoders._folder import WEIGHTS, read_card, sha256
from tabbert.encoders.family import Checkpoint
from tabbert.encoders.pooling import checked, pooled
from tabbert.errors import InvalidParameterError, MissingExtraError, ModelStoreError
from tabbert.store.models import Progress
from tabbert.store.snapshots import snapshot

__all__ = ["TransformersEncoder", "device_of"]

DEVICES: Final = ("auto", "cpu", "cuda", "mps")
_WINDOW: Final = 16_384
_GPU_BUDGET: Final = 32_768
"""Tokens in a batch on an accelerator, which one of 1024 would leave idle."""
_LONGEST: Final = 100_000


@dataclass(frozen=True)
class TransformersEncoder:
    """Vectors of a Hugging Face model; making one is cheap, weights are fetched and loaded at the first text.

    Texts of equal token counts share a batch, so that nothing is padded and a vector depends on its text only.

    Attributes:
        source: a member of the family, or a folder in the Hugging Face format.
        pooling: "mean", "cls", "max" or "attention"; None takes the source's own.
        device: "cpu", "cuda", "mps" or "auto".
        threads: processor threads; None leaves torch's own number.
        precision: of the weights and the arithmetic: "float32", or "bfloat16", which a GPU does many times faster.
    """

    source: Checkpoint | Path
    pooling: str | None = None
    device: str = "auto"
    threads: int | None = None
    precision: Literal["float32", "bfloat16"] = "float32"

    def __post_init__(self) -> None:
        if self.pooling is not None:
            checked(self.pooling)
        if self.device not in DEVICES:
            raise InvalidParameterError("device", f"one of {', '.join(map(repr, DEVICES))}", self.device)
        if self.precision not in ("float32", "bfloat16"):
            raise InvalidParameterError("precision", "'float32' or 'bfloat16'", self.precision)

    @property
    def card(self) -> EncoderCard:
        """Where it comes from."""
        if isinstance(self.source, Checkpoint):
            return self.source.card(self.pooling or self.source.pooling)
        return read_card(self.source, self.source.name, pooling=self.pooling)

    @property
    def fingerprint(self) -> str:
        """Hash of what the vectors depend on."""
        card = self.card
        parts = ("transformers", 1, card.source, card.revision, card.sha256, card.pooling, card.prefix, card.max_tokens)
        known = parts if self.precision == "float32" else (*parts, self.precision)
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def configured(
        self, *, device: str = "auto", threads: int | None = None, on_build: Progress | None = None
    ) -> "TransformersEncoder":
        """Return the same encoder on this device with this thread budget."""
        return replace(self, device=device if device != "auto" else self.device, threads=threads or self.threads)

    def prepare(self) -> Path:
        """Return the model's folder, after fetching it if need be; known hashes are checked.

        Raises:
            EncoderUnavailableError: it has to come from the hub, and cannot.
            ModelStoreError: the weights are not those of the card.
        """
        if isinstance(self.source, Path):
            return self.source
        if self.source.package:
            module, inner, expected = self.source.package
            found = find_spec(module)
            if found and found.submodule_search_locations:
                folder = Path(found.submodule_search_locations[0]) / inner
                if not (folder / WEIGHTS).is_file() or sha256(folder / WEIGHTS) != expected:
                    reason = f"{WEIGHTS} is not the one that was meant (its sha256 differs)."
                    raise ModelStoreError(str(folder), reason, f"reinstall {module.replace('_', '-')}.")
                return folder
        return snapshot(self.source.name, self.source.repository, self.source.revision)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 (n, dim), rows of length 1, for any n texts."""
        vectors = np.empty((len(texts), self.card.dim), dtype=np.float32)
        for positions, batch in self.encode_batches(texts):
            vectors[positions] = batch
        return vectors

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield (positions, vectors float32 (batch, dim)) of each batch as soon as it is ready."""
        if not len(texts):
            return
        card = self.card
        model = _loaded(self.prepare(), device_of(self.device), card.pooling, self.precision)
        budget = {"budget": _GPU_BUDGET} if model.device != "cpu" else {}
        launched: tuple[NDArray[np.intp], Any] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="tabbert-tokens") as pool:
            starts = range(0, len(texts), _WINDOW)
            tokens = (pool.submit(model.ids, _window(texts, start, card.prefix), card.max_tokens) for start in starts)
            ahead = next(tokens)
            for start in starts:
                ids, ahead = ahead.result(), next(tokens, ahead)
                for places in batches([len(row) for row in ids], **budget):
                    found = model.vectors(np.array([ids[place] for place in places]), self.threads)
                    # A GPU works on this batch while the one before is handed over.
                    if launched:
                        yield launched[0], launched[1].cpu().numpy()
                    launched = places + start, found
        assert launched
        yield launched[0], launched[1].cpu().numpy()


def _window(texts: Sequence[str], start: int, prefix: str) -> list[str]:
    return [prefix + text[:_LONGEST] for text in texts[start : start + _WINDOW]]


def device_of(wanted: str) -> str:
    """Return "cuda" or "mps" where "auto" finds them, else "cpu"; another name as it is.

    Raises:
        MissingExtraError: torch is not installed.
        InvalidParameterError: the device that was named is not here.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("An encoder of the Hugging Face kind", "torch", "train") from error
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return next(device for device, usable in here.items() if usable)
    if not here.get(wanted, False):
        raise InvalidParameterError("device", f"one of {[device for device in here if here[device]]}", wanted)
    return wanted


@lru_cache(maxsize=2)
def _loaded(folder: Path, device: str, pooling: str, precision: str) -> "_Model":
    return _Model(folder, device, pooling, precision)


class _Model:
    """A loaded model and its tokenizer."""

    def __init__(self, folder: Path, device: str, pooling: str, precision: str) -> None:
        try:
            import torch
            from transformers import AutoModel, AutoTokenizer
        except ImportError as error:
            raise MissingExtraError("An encoder of the Hugging Face kind", "transformers", "train") from error
        # Only "eager" hands the attention out; on processors it also computes the same on every version of torch.
        fused = device != "cpu" and pooling != "attention"
        options: dict[str, Any] = {
            "use_safetensors": True, "trust_remote_code": False, "attn_implementation": "sdpa" if fused else "eager",
            "dtype": getattr(torch, precision),
        }  # fmt: skip
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
            self._model = AutoModel.from_pretrained(folder, **options).eval().to(device)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = f"transformers does not load it ({type(error).__name__})."
            raise ModelStoreError(str(folder), reason, "its cause says more; copy it again.") from error
        self.device, self._pooling = device, pooling

    def ids(self, texts: list[str], max_tokens: int) -> list[list[int]]:
        # Unpaired surrogates cannot be tokenised.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        made = self._tokenizer(
            clean, truncation=True, max_length=max_tokens, return_attention_mask=False, return_token_type_ids=False
        )
        found: list[list[int]] = made["input_ids"]
        return found

    def vectors(self, ids: NDArray[np.int64], threads: int | None) -> Any:
        """Return a float32 tensor (batch, dim) on the device, perhaps still being computed there."""
        import torch

        before = torch.get_num_threads()
        torch.set_num_threads(threads or before)
        try:
            with torch.inference_mode(), self._kernels():
                tokens = torch.from_numpy(ids).to(self.device)
                wanted = self._pooling == "attention"
                out = self._model(tokens, attention_mask=torch.ones_like(tokens), output_attentions=wanted)
                attention = out.attentions[-1] if wanted else None
                return pooled(out.last_hidden_state.float(), self._pooling, attention=attention)
        finally:
            torch.set_num_threads(before)

    def _kernels(self) -> AbstractContextManager[Any]:
        # cuDNN plans its attention anew for every shape, and batches of one length each have many.
        if self.device != "cuda":
            return nullcontext()
        from torch.nn.attention import SDPBackend, sdpa_kernel

        kernels: AbstractContextManager[Any] = sdpa_kernel(
            [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]
        )
        return kernels
