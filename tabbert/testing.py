"""For plugin authors: a `FakeEncoder` without weights, `make_table`, and contract tests for checks and encoders."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tabbert.core.check import Check, ValueCheck
from tabbert.core.encoder import Encoder, EncoderCard
from tabbert.core.verdict import Verdict
from tabbert.encoders.cached import CachedEncoder
from tabbert.store.vectors import open_cache
from tabbert.tables import ArrowColumn, ArrowTable

__all__ = ["HOSTILE_TEXTS", "FakeEncoder", "check_encoder", "check_value_check", "make_table"]

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
        """Return float32 (n, dim) of length 1."""
        return self._all(texts)[:, : self.card.dim]

    def _all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        vectors = np.empty((len(texts), self.card.width), np.float32)
        for row, text in enumerate(texts):
            seed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            vector = np.random.default_rng(int.from_bytes(seed, "little")).standard_normal(self.card.width)
            vectors[row] = vector / np.linalg.norm(vector[: self.card.dim])
        return vectors

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield batches of 64."""
        for start in range(0, len(texts), 64):
            positions = np.arange(start, min(start + 64, len(texts)))
            yield positions, self._all(texts[start : start + 64])


def make_table(data: Mapping[str, Sequence[Any]], encoder: Encoder | None = None) -> ArrowTable:
    """Make the table that a check is given, from lists by column name.

    Args:
        data: values of equal length, None for a null; types as Arrow infers them.
        encoder: who makes vectors; a `FakeEncoder` if not given.
    """
    encode = CachedEncoder(lambda: encoder or FakeEncoder(), lambda dim: open_cache("off", Path(), dim=dim))
    columns = [ArrowColumn.from_chunks(name, [pa.array(values)], encode) for name, values in data.items()]
    return ArrowTable(columns, columns[0].n_rows if columns else 0, encode)


def check_encoder(encoder: Encoder, texts: Sequence[str] = HOSTILE_TEXTS, *, largest_difference: float = 1e-5) -> None:
    """Assert the contract of encoders: shape, type, length 1, and vectors that do not depend on their batch-mates.

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


def check_value_check(check: ValueCheck, data: Mapping[str, Sequence[Any]], encoder: Encoder | None = None) -> None:
    """Assert the contract of value checks on a table: deterministic, blind to row order, and the same in slices.

    Args:
        check: what is tested.
        data: columns of equal length, at least two rows.
        encoder: who makes vectors; a `FakeEncoder` if not given.
    """
    whole = _cells(check, make_table(data, encoder))
    assert whole == _cells(check, make_table(data, encoder)), "two runs differ"
    backwards = {name: list(values)[::-1] for name, values in data.items()}
    assert whole == _cells(check, make_table(backwards, encoder)), "the verdict depends on the order of rows"
    doubled = _cells(check, make_table({name: [*values, *values] for name, values in data.items()}, encoder))
    assert doubled.keys() == whole.keys(), "duplicates change what is assessed"
    middle = len(next(iter(data.values()))) // 2
    slices = [
        make_table({name: values[part] for name, values in data.items()}, encoder)
        for part in (slice(0, middle), slice(middle, None))
    ]
    state = check.finish(check.merge([check.summarise(part) for part in slices]))
    for part in slices:
        for key, verdict in _apply(check, part, state).items():
            assert whole[key] == verdict, f"fitted in slices, the verdict on column {key[0]!r} differs"
    empty = make_table({name: list(values)[:0] for name, values in data.items()}, encoder)
    assert _cells(check, empty) == {}, "an empty table must give no verdicts"


def _cells(check: Check, table: ArrowTable) -> dict[tuple[str, str], tuple[float, str]]:
    return _apply(check, table, check.finish(check.merge([check.summarise(table)])))


def _apply(check: Check, table: ArrowTable, state: Any) -> dict[tuple[str, str], tuple[float, str]]:
    cells = {}
    verdicts = check.apply(table, state)
    for column in table.columns:
        verdict = verdicts[column.name]
        scores = verdict.score if isinstance(verdict, Verdict) else np.asarray(verdict, np.float64)
        statuses = verdict.status if isinstance(verdict, Verdict) else [""] * len(scores)
        for text, score, status in zip(column.texts, scores.tolist(), statuses, strict=True):
            assert np.isnan(score) or 0 <= score <= 1, f"score {score} is outside [0, 1]"
            cells[column.name, text] = (round(score, 9) if score == score else -1.0, str(status))
    return cells
