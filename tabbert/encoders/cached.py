"""Encode once: the one path from texts to vectors for every check."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tabbert.core.encoder import Encoder
from tabbert.errors import EncoderUnavailableError, PluginError, TabbertError

__all__ = ["CachedEncoder", "VectorStore"]

KEEP_EVERY_S = 1.0  # what `kill -9` may lose; a transaction per batch would cost small tables more than encoding


class VectorStore(Protocol):
    """What a vector cache must do; `tabbert.store.vectors` keeps them on disk."""

    @property
    def notes(self) -> Sequence[str]:
        """What did not go as asked, in sentences: a read-only folder, a full disk, a damaged file."""

    def get(self, fingerprint: str, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return (vectors (n, dim), found (n,)); rows that are not found are undefined."""

    def put(self, fingerprint: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors (n, dim), one per text."""


@dataclass
class CachedEncoder:
    """An encoder that remembers: equal texts are encoded once, in this run and in every later one.

    Attributes:
        resolve: returns the encoder; called at the first text, so that tables without text need no weights.
        store: where vectors are kept, called with the vectors' length.
        progress: called as (done, total) after every batch of texts that had to be encoded.
        n_encoded: distinct texts encoded since the count was started.
    """

    resolve: Callable[[], Encoder]
    store: Callable[[int], VectorStore]
    progress: Callable[[int, int], Any] | None = None
    n_encoded: int = 0
    _used: bool = field(default=False, repr=False)
    _seen: set[str] = field(default_factory=set, repr=False)
    _encoder: Encoder | None = field(default=None, repr=False)

    @property
    def encoder(self) -> Encoder:
        """The encoder itself."""
        if self._encoder is None:
            self._encoder = self.resolve()
        return self._encoder

    def start_count(self) -> None:
        """Count anew: several checks share one encoder, and each says what it cost and whether it needed it."""
        self.n_encoded, self._used = 0, False
        self._seen.clear()

    @property
    def n_reused(self) -> int:
        """Distinct texts since the count was started that did not have to be encoded."""
        return len(self._seen) - self.n_encoded

    @property
    def fingerprint(self) -> str:
        """The encoder's fingerprint, or "" if nobody has asked for a vector since the count was started."""
        return self._encoder.fingerprint if self._encoder and self._used else ""

    @property
    def notes(self) -> Sequence[str]:
        """What the store has to say; nothing if nobody has asked for a vector since the count was started."""
        return self.store(self._encoder.card.width).notes if self._encoder and self._used else ()

    def __call__(self, texts: Sequence[str], part: str = "") -> NDArray[np.float32]:
        """Return float32 (n, dim) for n texts, repeats allowed.

        What is encoded is kept about once a second: after an interruption, the next run goes on from there.

        Args:
            texts: any number.
            part: a further vector of the encoder's card, or "all" for every one side by side; "" for the first.

        Raises:
            EncoderUnavailableError: the encoder gives no such vector.
        """
        encoder = self.encoder
        self._used = True
        try:
            place = encoder.card.place(part)
        except KeyError:
            reason = f"it gives no vector {part!r} (it has: {', '.join(encoder.card.parts) or 'its first only'})"
            raise EncoderUnavailableError(encoder.card.name, reason, "use the default encoder.") from None
        return self._all(encoder, texts)[:, place]

    def _all(self, encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        distinct = list(places)
        store = self.store(encoder.card.width)
        vectors, found = store.get(encoder.fingerprint, distinct)
        missing = np.flatnonzero(~found)
        if len(missing):
            self._encode(encoder, store, [distinct[place] for place in missing], vectors, missing)
        self.n_encoded += len(missing)
        self._seen.update(distinct)
        if len(distinct) == len(texts):
            return vectors
        return vectors[np.fromiter((places[text] for text in texts), np.intp, len(texts))]

    def _encode(
        self,
        encoder: Encoder,
        store: VectorStore,
        texts: list[str],
        vectors: NDArray[np.float32],
        rows: NDArray[np.intp],
    ) -> None:
        """Encode texts into these rows of vectors, and keep them about once a second and whatever happens."""
        unkept: list[NDArray[np.intp]] = []
        done, kept_at = 0, time.monotonic()

        def keep() -> None:
            if unkept:
                positions = np.concatenate(unkept)
                unkept.clear()
                store.put(encoder.fingerprint, [texts[position] for position in positions], vectors[rows[positions]])

        try:
            for positions, batch in _batches(encoder, texts):
                vectors[rows[positions]] = batch
                unkept.append(positions)
                done += len(positions)
                if self.progress:
                    self.progress(done, len(texts))
                if time.monotonic() - kept_at > KEEP_EVERY_S:
                    keep()
                    kept_at = time.monotonic()
        finally:
            keep()


def _batches(encoder: Encoder, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
    """Encode, and tell an encoder's failure from that of the check that asked for vectors."""
    try:
        yield from encoder.encode_batches(texts)
    except (TabbertError, MemoryError):
        raise
    except Exception as error:
        name = encoder.card.name
        hint = "its cause (`__cause__`, or --debug) says more; `encoder=` chooses another."
        raise PluginError(name, f"the encoder raised {type(error).__name__}.", hint) from error
