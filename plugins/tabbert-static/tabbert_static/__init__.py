"""A tabbert encoder for tables where speed is everything: one fixed vector per word piece, distilled."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tabbert import EncoderCard, hookimpl

__all__ = ["StaticEncoder"]
__tabbert_api__ = 1

MODEL = Path(__file__).with_name("model")
WEIGHTS = MODEL / "model.safetensors"
MAX_TOKENS = 512
DIM = 192
_BATCH = 2048


class StaticEncoder:
    """A text's vector is the weighted mean of its pieces' vectors (model2vec): no attention, no word order.

    The model (7 MB) is in the package: pieces and targets come from multilingual-e5-small; see `tools/distil.py`.
    """

    @property
    def card(self) -> EncoderCard:
        """Where it comes from."""
        return EncoderCard(
            name="static",
            source="package tabbert-static, distilled from multilingual-e5-small",
            revision="1",
            sha256=_sha256(),
            licence="MIT",
            languages="best in about 70; those of multilingual-e5-small",
            dim=DIM,
            max_tokens=MAX_TOKENS,
            pooling="mean",
        )

    @property
    def fingerprint(self) -> str:
        """Hash of what the vectors depend on."""
        return hashlib.sha256(f"{_sha256()}-{MAX_TOKENS}-1".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return float32 (n, dim), rows of length 1; a text without a known piece gets a fixed vector of its own."""
        vectors = np.empty((len(texts), DIM), np.float32)
        for positions, batch in self.encode_batches(texts):
            vectors[positions] = batch
        return vectors

    def encode_batches(
        self, texts: Sequence[str]
    ) -> Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, np.dtype[np.float32]]]]:
        """Yield (positions, vectors) in batches."""
        for start in range(0, len(texts), _BATCH):
            # Unpaired surrogates cannot be tokenised.
            batch = [text.encode("utf-8", "replace").decode() for text in texts[start : start + _BATCH]]
            vectors = np.asarray(_model().encode(batch, use_multiprocessing=False), np.float32)
            length = np.linalg.norm(vectors, axis=1)
            vectors[length < 0.5] = 0.0
            vectors[length < 0.5, 0] = 1.0
            yield np.arange(start, start + len(batch)), vectors


@cache
def _sha256() -> str:
    return hashlib.sha256(WEIGHTS.read_bytes() + (MODEL / "tokenizer.json").read_bytes()).hexdigest()


@cache
def _model() -> Any:
    from model2vec import StaticModel

    return StaticModel.from_pretrained(MODEL)


@hookimpl
def tabbert_encoders() -> list[StaticEncoder]:
    """Register the encoder."""
    return [StaticEncoder()]
