"""Caches without a disk, for `tabbert.store.vectors`: one remembers for this process, one nothing at all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import InvalidParameterError
from tabbert.store._forks import ForkLock
from tabbert.store._records import hash_texts

__all__ = ["MB", "MEMORY_LIMIT_MB", "MemoryCache", "NullCache", "at_least_one"]

MB = 1_000_000
MEMORY_LIMIT_MB = 256  # of vectors kept in memory when the disk refuses


class MemoryCache:
    """Vectors of this process only, oldest out first.

    Args:
        dim: length of the vectors, at least 1.
        limit_mb: most that vectors may take, in MB.
    """

    def __init__(self, *, dim: int, limit_mb: int = MEMORY_LIMIT_MB) -> None:
        at_least_one(dim=dim, limit_mb=limit_mb)
        self.dim = dim
        self.notes: tuple[str, ...] = ()
        self._most = max(1, limit_mb * MB // (4 * dim + 200))  # 200 bytes for key, array and place in the dict
        self._rows: dict[bytes, NDArray[np.float32]] = {}
        self._lock = ForkLock()
        self._hits = self._misses = 0

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, fingerprint: str, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return (vectors float32 (n, dim), found bool (n,)); rows that are not found are zero."""
        vectors = np.zeros((len(texts), self.dim), np.float32)
        found = np.zeros(len(texts), np.bool_)
        if len(texts):
            self.fill(hash_texts(fingerprint, self.dim, texts), vectors, found)
        self._hits += int(found.sum())
        self._misses += int((~found).sum())
        return vectors, found

    def fill(self, keys: NDArray[np.uint8], vectors: NDArray[np.float32], found: NDArray[np.bool_]) -> None:
        """Fill the rows of vectors (n, dim) that are not found yet."""
        for row in np.flatnonzero(~found).tolist():
            kept = self._rows.get(keys[row].tobytes())
            if kept is not None:
                vectors[row], found[row] = kept, True

    def put(self, fingerprint: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors, float32 (n, dim), one per text."""
        if np.shape(vectors) != (len(texts), self.dim):
            raise InvalidParameterError("vectors", f"shape {(len(texts), self.dim)}", np.shape(vectors))
        if len(texts):
            self.keep(hash_texts(fingerprint, self.dim, texts), np.asarray(vectors, np.float32))

    def keep(self, keys: NDArray[np.uint8], vectors: NDArray[np.float32]) -> None:
        """Keep vectors (n, dim) under keys (n, 16)."""
        with self._lock:
            for key, vector in zip(keys, vectors, strict=True):
                self._rows[key.tobytes()] = vector.copy()
            for key in list(self._rows)[: max(0, len(self._rows) - self._most)]:
                del self._rows[key]

    def info(self) -> dict[str, Any]:
        """Return what the cache holds, as `VectorCache.info` does."""
        held = len(self._rows) * 4 * self.dim
        common = {"mode": "memory", "path": None, "entries": len(self._rows), "bytes": held}
        limit = self._most * 4 * self.dim
        return {
            **common,
            "limit_bytes": limit,
            "hits": self._hits,
            "misses": self._misses,
            "fingerprints": {},
            "notes": [],
        }

    def clear(self) -> None:
        """Forget every vector."""
        with self._lock:
            self._rows.clear()

    def verify(self) -> dict[str, Any]:
        """Return a report that finds nothing wrong."""
        n = len(self._rows)
        return {"ok": True, "entries": n, "damaged": 0, "rebuilt": False, "path": None, "bytes": 0, "notes": []}

    def close(self) -> None:
        """Do nothing; vectors stay until the process ends."""


class NullCache:
    """A cache that remembers nothing (``cache="off"``).

    Args:
        dim: length of the vectors, at least 1.
    """

    def __init__(self, *, dim: int) -> None:
        at_least_one(dim=dim)
        self.dim = dim
        self.notes: tuple[str, ...] = ()
        self._misses = 0

    def get(self, fingerprint: str, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return zeros (n, dim), and found, False everywhere."""
        self._misses += len(texts)
        return np.zeros((len(texts), self.dim), np.float32), np.zeros(len(texts), np.bool_)

    def put(self, fingerprint: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Do nothing."""

    def info(self) -> dict[str, Any]:
        """Return that there is nothing."""
        common = {"mode": "off", "path": None, "entries": 0, "bytes": 0, "limit_bytes": 0}
        return {**common, "hits": 0, "misses": self._misses, "fingerprints": {}, "notes": []}

    def clear(self) -> None:
        """Do nothing."""

    def verify(self) -> dict[str, Any]:
        """Return a report that finds nothing wrong."""
        return {"ok": True, "entries": 0, "damaged": 0, "rebuilt": False, "path": None, "bytes": 0, "notes": []}

    def close(self) -> None:
        """Do nothing."""


def at_least_one(**numbers: int) -> None:
    """Raise InvalidParameterError for the first number that is not a whole number of at least 1."""
    for name, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise InvalidParameterError(name, "a whole number of at least 1", number)
