"""The contract of encoders."""

from collections.abc import Sequence

import numpy as np

from tabbert.core.encoder import Encoder
from tabbert.testing._tables import HOSTILE_TEXTS

__all__ = ["check_encoder"]


def check_encoder(encoder: Encoder, texts: Sequence[str] = HOSTILE_TEXTS, *, largest_difference: float = 1e-5) -> None:
    """Assert the contract of encoders: shape, type, length 1, and vectors that do not depend on their batch-mates.

    Further vectors, those of `card.parts`, are held to the same but for their length.

    Args:
        encoder: what is tested.
        texts: at least two texts; add your own languages.
        largest_difference: between a text encoded alone, in a batch and in another order.
    """
    texts = list(texts)
    together = encoder.encode(texts)
    assert together.shape == (len(texts), encoder.card.dim), f"shape {together.shape}"
    assert together.dtype == np.float32, f"dtype {together.dtype}"
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4), "vectors must have length 1"
    assert encoder.encode([]).shape == (0, encoder.card.dim), "no texts must give an array of shape (0, dim)"
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(alone - together).max() <= largest_difference, "a vector depends on its batch-mates"
    backwards = encoder.encode(texts[::-1])[::-1]
    assert np.abs(backwards - together).max() <= largest_difference, "a vector depends on the order"
    streamed = np.full((len(texts), encoder.card.width), np.nan, dtype=np.float32)
    for positions, vectors in encoder.encode_batches(texts):
        streamed[positions] = vectors
    assert np.abs(streamed[:, : encoder.card.dim] - together).max() <= largest_difference, "encode_batches differs"
    one = np.concatenate([vectors for text in texts for _, vectors in encoder.encode_batches([text])])
    assert np.abs(one - streamed).max() <= largest_difference, "a further vector depends on its batch-mates"
    assert isinstance(encoder.fingerprint, str), "the fingerprint must be a string"
    assert encoder.fingerprint, "the fingerprint must not be empty"
