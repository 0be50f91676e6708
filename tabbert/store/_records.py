"""Keys of texts, and the record that proves a stored vector: key, vector and checksum, verified on every read."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b, shake_256

import numpy as np
from numpy.typing import NDArray

__all__ = ["KEY_BYTES", "hash_texts", "heads", "intact", "pack", "record_words"]

KEY_BYTES = 16
_KEY_WORDS = KEY_BYTES // 4
_CHECK_WORDS = 2


def hash_texts(fingerprint: str, dim: int, texts: Sequence[str]) -> NDArray[np.uint8]:
    """Return the keys of texts as uint8 (n, 16): BLAKE2b, 128 bits, of encoder fingerprint, dim and text.

    A cryptographic hash, because cell values may come from somebody who would like two of them to share a vector.
    Unpaired surrogates are hashed as they are.
    """
    start = blake2b(digest_size=KEY_BYTES)
    start.update(blake2b(f"{dim} {fingerprint}".encode("utf-8", "surrogatepass"), digest_size=32).digest())
    digests = []
    for text in texts:
        state = start.copy()  # half the cost of a new, keyed hash
        state.update(text.encode("utf-8", "surrogatepass"))
        digests.append(state.digest())
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, KEY_BYTES)


def heads(keys: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the first 64 bits of each key as int64 (n,), which is what the index is ordered by."""
    return keys.view("<i8")[:, 0]


def record_words(dim: int) -> int:
    """Return the length of a record in 32-bit words: key, float32 vector, checksum."""
    return _KEY_WORDS + dim + _CHECK_WORDS


def pack(keys: NDArray[np.uint8], vectors: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Return records uint32 (n, record_words(dim)) of keys (n, 16) and vectors (n, dim)."""
    n, dim = vectors.shape
    records = np.empty((n, record_words(dim)), "<u4")
    records[:, :_KEY_WORDS] = keys.view("<u4")
    records[:, _KEY_WORDS:-_CHECK_WORDS] = vectors.astype("<f4", copy=False).view("<u4")
    records[:, -_CHECK_WORDS:] = _checksums(records).view("<u4").reshape(n, _CHECK_WORDS)
    return records


def intact(
    records: NDArray[np.uint32], keys: NDArray[np.uint8] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return (vectors (n, dim), good (n,)) of records; good where the checksum holds and the key is the one asked for.

    Args:
        records: uint32 (n, record_words(dim)), contiguous.
        keys: uint8 (n, 16), what each record should be the vector of; None accepts any key.
    """
    stored = np.ascontiguousarray(records[:, -_CHECK_WORDS:]).view("<u8")[:, 0]
    good = stored == _checksums(records)
    if keys is not None:
        good &= (records[:, :_KEY_WORDS] == keys.view("<u4")).all(axis=1)
    return records[:, _KEY_WORDS:-_CHECK_WORDS].view("<f4"), good


def _checksums(records: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return the multilinear hash, uint64 (n,), of each record's key and vector.

    A sum of 32-bit words times fixed random odd 64-bit numbers, modulo 2**64 (Carter and Wegman 1979; Lemire and Kaser,
    "Strongly universal string hashing is fast", 2014). Damage to one word always shows; any other damage is missed
    with a chance below 2**-32. It runs vectorised over all records, faster than a CRC called for each.
    """
    content = records[:, :-_CHECK_WORDS]
    sums: NDArray[np.uint64] = np.einsum("ij,j->i", content, _multipliers(content.shape[1]), dtype=np.uint64)
    return sums


@lru_cache(maxsize=8)
def _multipliers(words: int) -> NDArray[np.uint64]:
    return np.frombuffer(shake_256(b"tabbert vector record 1").digest(8 * words), "<u8") | np.uint64(1)
