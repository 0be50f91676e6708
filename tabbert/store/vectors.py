"""The vector cache: each text is encoded once, and its vector found again by every later run and process.

Vectors are looked up by content: the encoder's fingerprint and the exact text. On disk are hashes and vectors, never
texts. Whatever happens to the file costs encoding again, never an exception and never a wrong vector.
"""

import sqlite3
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import InvalidParameterError
from tabbert.store import _vector_blocks as blocks
from tabbert.store._cache_file import CacheFile, RefusedError
from tabbert.store._memory_cache import MB, MEMORY_LIMIT_MB, MemoryCache, NullCache, at_least_one
from tabbert.store._records import hash_texts, pack, record_words

__all__ = ["MemoryCache", "NullCache", "VectorCache", "open_cache"]

T = TypeVar("T")
_ROWS_AT_ONCE = 4096  # per transaction: other processes wait for about 20 ms


class VectorCache:
    """Vectors on disk, shared by processes and threads, bounded in size, safe across fork.

    Nothing is opened before it is needed. Where the folder is read-only, full or impossible, vectors are kept in
    memory for this process, and `notes` says why.

    Args:
        directory: created with mode 0700 if missing.
        dim: length of the vectors, at least 1. Caches of several lengths share one file.
        limit_mb: most that the file may take on disk, in MB (10**6 bytes), at least 1. Vectors that were not used for
            longest go first.

    Raises:
        InvalidParameterError: dim or limit_mb is below 1.
    """

    def __init__(self, directory: Path, *, dim: int, limit_mb: int) -> None:
        at_least_one(dim=dim, limit_mb=limit_mb)
        self.directory = Path(directory)
        self.dim = dim
        self._used: set[int] = set()
        self._file = CacheFile(self.directory, limit_mb * MB, _touch_into(self._used))
        self._memory = MemoryCache(dim=dim, limit_mb=min(limit_mb, MEMORY_LIMIT_MB))
        self._refused: set[str] = set()
        self._hits = self._misses = 0
        self._notes: list[str] = []
        weakref.finalize(self, self._file.close)

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong and was worked around, for the report; empty as a rule."""
        return tuple(self._notes)

    def get(self, fingerprint: str, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return (vectors float32 (n, dim), found bool (n,)); rows that are not found are zero. Repeats are allowed."""
        vectors = np.zeros((len(texts), self.dim), np.float32)
        found = np.zeros(len(texts), np.bool_)
        if not texts:
            return vectors, found
        keys = hash_texts(fingerprint, self.dim, texts)

        def look_up(connection: sqlite3.Connection) -> None:
            try:
                found[:], used = blocks.fetch(connection, keys, vectors)
            except BaseException:
                vectors[:] = 0  # the file is begun anew and asked again: nothing of the first answer may stay
                raise
            self._used |= used

        self._try(look_up, "read")
        if len(self._memory) and not found.all():
            self._memory.fill(keys, vectors, found)
        n_found = int(found.sum())
        self._hits += n_found
        self._misses += len(texts) - n_found
        return vectors, found

    def put(self, fingerprint: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors, float32 (n, dim), one per text. What returned before a ``kill -9`` is kept.

        Raises:
            InvalidParameterError: vectors has another shape than (len(texts), dim).
        """
        if np.shape(vectors) != (len(texts), self.dim):
            raise InvalidParameterError("vectors", f"shape {(len(texts), self.dim)}", np.shape(vectors))
        if not len(texts):
            return
        vectors = np.asarray(vectors, np.float32)
        keys = hash_texts(fingerprint, self.dim, texts)
        rows = max(1, min(_ROWS_AT_ONCE, self._file.limit // (16 * record_words(self.dim))))  # a quarter of the limit
        for start in range(0, len(texts), rows):
            part = slice(start, start + rows)
            if not self._write(fingerprint, keys[part], vectors[part]):
                self._memory.keep(keys[part], vectors[part])

    def _write(self, fingerprint: str, keys: NDArray[np.uint8], vectors: NDArray[np.float32]) -> bool:
        records = pack(keys, vectors)

        def write(connection: sqlite3.Connection) -> bool:
            now_s = int(time.time())
            if self._used:
                blocks.touch(connection, self._used, now_s)
            page = connection.execute("PRAGMA page_size").fetchone()[0]
            evicted = blocks.make_room(connection, blocks.needed_bytes(len(records), self.dim, page), self._file.limit)
            blocks.insert(connection, fingerprint, keys, records, now_s)
            self._used.clear()
            return evicted

        evicted = self._try(write, "write")
        if evicted:
            self._file.shrink(self._file.limit)
        return evicted is not None

    def _try(self, operation: Callable[[sqlite3.Connection], T], kind: Literal["read", "write"]) -> T | None:
        """Return operation's result, None and a note where the file cannot serve it; it is not asked again then."""
        if kind in self._refused:
            return None
        rebuilt = self._file.n_rebuilt
        try:
            return self._file.run(operation, kind)
        except RefusedError as refused:
            self._refused.add(kind)
            self._note(
                f"The vector cache in '{self.directory}' cannot be used: {refused}. Vectors are remembered for this "
                "process only. Hint: free some space, or set TABBERT_HOME to a folder of yours that can be written."
            )
            return None
        finally:
            if self._file.n_rebuilt > rebuilt:
                self._used.clear()
                self._note(f"The vector cache in '{self.directory}' was damaged and has been begun anew.")

    def _note(self, text: str) -> None:
        if text not in self._notes:
            self._notes.append(text)

    def info(self) -> dict[str, Any]:
        """Return what the cache holds.

        Returns:
            mode ("disk", or "memory" where the disk refused), path, entries, bytes (on disk), limit_bytes, hits and
            misses of this process, fingerprints (vectors of each encoder), notes.
        """
        found = self._try(blocks.survey, "read") if self._file.size() else None
        return {
            "mode": "memory" if self._refused else "disk",
            "path": str(self._file.path),
            "entries": (found.entries if found else 0) + len(self._memory),
            "bytes": self._file.size(),
            "limit_bytes": self._file.limit,
            "hits": self._hits,
            "misses": self._misses,
            "fingerprints": found.fingerprints if found else {},
            "notes": list(self._notes),
        }

    def clear(self) -> None:
        """Delete every vector, of all encoders; other processes go on with an empty cache."""
        self._memory.clear()
        self._used.clear()
        if self._file.size():
            self._try(blocks.clear, "write")
            self._file.shrink(0)
        self._file.remove_leftovers()

    def verify(self) -> dict[str, Any]:
        """Read and check every vector, and delete damaged ones.

        Returns:
            ok, entries (right ones), damaged (deleted ones), rebuilt (the whole file was damaged and begun anew), path,
            bytes, notes.
        """
        rebuilt = self._file.n_rebuilt
        right, lost, bad = (self._try(blocks.verify, "read") if self._file.size() else None) or (0, 0, [])
        if bad:
            self._try(lambda connection: blocks.delete(connection, bad), "write")
        anew = self._file.n_rebuilt > rebuilt
        return {
            "ok": not lost and not anew and "read" not in self._refused,
            "entries": right,
            "damaged": lost,
            "rebuilt": anew,
            "path": str(self._file.path),
            "bytes": self._file.size(),
            "notes": list(self._notes),
        }

    def close(self) -> None:
        """Write which vectors were used and close the file; the next call opens it again."""
        self._file.close()


def open_cache(
    mode: Literal["on", "memory", "off"], directory: Path, *, dim: int, limit_mb: int = 2048
) -> VectorCache | MemoryCache | NullCache:
    """Return the cache for a mode: "on" keeps vectors on disk, "memory" for this process, "off" not at all.

    It costs microseconds and never fails because of the disk: the file is opened at the first look-up, and where that
    cannot be done, vectors are kept in memory and the cache's `notes` say why.

    Raises:
        InvalidParameterError: mode is another word, or dim or limit_mb is below 1.

    Examples:
        >>> import numpy as np
        >>> cache = open_cache("memory", Path("unused"), dim=2)
        >>> cache.put("encoder 1", ["tbd"], np.array([[0.6, 0.8]], np.float32))
        >>> vectors, found = cache.get("encoder 1", ["tbd", "Berlin"])
        >>> found.tolist()
        [True, False]
    """
    if mode == "on":
        return VectorCache(directory, dim=dim, limit_mb=limit_mb)
    if mode == "memory":
        return MemoryCache(dim=dim, limit_mb=min(limit_mb, MEMORY_LIMIT_MB))
    if mode == "off":
        return NullCache(dim=dim)
    raise InvalidParameterError("cache", "'on', 'memory' or 'off'", mode)


def _touch_into(used: set[int]) -> Callable[[sqlite3.Connection], None]:
    """Return what marks the blocks in used as used, without holding on to the cache."""

    def touch(connection: sqlite3.Connection) -> None:
        if used:
            blocks.touch(connection, used, int(time.time()))
            used.clear()

    return touch
