"""What tests are made of: texts that break things, an encoder without weights, and the table that a check is given."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tabbert.core.encoder import Encoder, EncoderCard
from tabbert.encoders.cached import CachedEncoder
from tabbert.store.vectors import open_cache
from tabbert.tables import ArrowColumn, ArrowTable

__all__ = ["HOSTILE_TEXTS", "FakeEncoder", "make_table"]

HOSTILE_TEXTS = (
    "", " ", "\t\n", "\u200b", "a", "0", "é", "e\u0301", "漢字", "👩\u200d👩\u200d👧", "مرحبا", "\u202eabc", "\x00",
    "\ud800", "<script>", "a" * 5000, "word " * 700,
)  # fmt: skip
"""Texts that break things: blank, invisible, composed, unpaired, long."""


class FakeEncoder:
    """An encoder without weights: the vector of a text is drawn at random, seeded by the text.

    It counts what it encodes, so that a test can show that nothing is encoded twice.

    Args:
        dim: length of the vector.
        name: in its card.
        parts: further vectors with their lengths; by default the same as those of the default encoder.
    """

    def __init__(self, dim: int = 384, name: str = "fake", parts: Mapping[str, int] | None = None) -> None:
        self.card = EncoderCard(
            name=name,
            source="tabbert.testing",
            revision="1",
            sha256="",
            licence="Apache-2.0",
            languages="any",
            dim=dim,
            max_tokens=512,
            parts={"end": 128} if parts is None else parts,
        )
        self.fingerprint = f"{name}-{self.card.width}-1"
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 (n, dim) of length 1; a subclass may draw them otherwise."""
        self.encoded.extend(texts)
        return self._drawn(texts)[:, : self.card.dim]

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield batches of 64: what `encode` returns, and further vectors beside it."""
        for start in range(0, len(texts), 64):
            some = texts[start : start + 64]
            further = self._drawn(some)[:, self.card.dim :]
            yield np.arange(start, start + len(some)), np.hstack([self.encode(some), further])

    def _drawn(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.card.width), np.float32)
        for row, text in enumerate(texts):
            seed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            vector = np.random.default_rng(int.from_bytes(seed, "little")).standard_normal(self.card.width)
            vectors[row] = vector / np.linalg.norm(vector[: self.card.dim])
        return vectors


def make_table(data: Mapping[str, Sequence[Any]], encoder: Encoder | None = None, *, first_row: int = 0) -> ArrowTable:
    """Make the table that a check is given, from lists by column name.

    Args:
        data: values of equal length, None for a null; types as Arrow infers them.
        encoder: who makes vectors; a `FakeEncoder` if not given.
        first_row: where the table begins, if it is a slice of a larger one.
    """
    encode = CachedEncoder(lambda: encoder or FakeEncoder(), lambda dim: open_cache("off", Path(), dim=dim))
    columns = [ArrowColumn.from_chunks(name, [pa.array(values)], encode) for name, values in data.items()]
    return ArrowTable(columns, columns[0].n_rows if columns else 0, encode, first_row)
