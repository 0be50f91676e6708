"""Token ids of many texts, and endless batches of them: one length at a time, cut, joined and noised for variety.

Targets are computed on the fly, so that any sequence of pieces is an example: a window of a text, one text after
another, a text with chance pieces in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

__all__ = ["Batches", "TokenTexts"]

_LONGEST = 126
_CUT, _JOINED, _NOISED = 0.2, 0.12, 0.25
"""Shares of the batches that hold windows of longer texts, pairs of texts, and chance pieces."""


@dataclass(frozen=True, eq=False)
class TokenTexts:
    """Texts as token ids, without what is put around each of them.

    Attributes:
        ids: of all texts, one after another, int32.
        ends: where each ends, int64 (texts,).
        before: ids before every text: the start and the prefix.
        after: ids after it.
        pieces: number of different ids.
    """

    ids: NDArray[np.int32]
    ends: NDArray[np.int64]
    before: tuple[int, ...]
    after: tuple[int, ...]
    pieces: int

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Token counts without what is around, (texts,)."""
        return np.diff(self.ends, prepend=0)

    def save(self, path: Path) -> None:
        """Write without pickle."""
        around = np.array([len(self.before), *self.before, *self.after], np.int32)
        kind = np.uint16 if self.pieces <= 1 << 16 else np.int32
        lengths = np.diff(self.ends, prepend=0).astype(np.uint16)
        ids = self.ids.astype(kind)
        np.savez(path, allow_pickle=False, ids=ids, lengths=lengths, around=around, pieces=np.array(self.pieces))

    @classmethod
    def load(cls, path: Path) -> "TokenTexts":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as found:
            n, *around = found["around"].tolist()
            ends = np.cumsum(found["lengths"].astype(np.int64))
            return cls(found["ids"].astype(np.int32), ends, tuple(around[:n]), tuple(around[n:]), int(found["pieces"]))

    def first(self, count: int) -> "TokenTexts":
        """Return the first texts."""
        ends = self.ends[:count]
        return replace(self, ids=self.ids[: ends[-1]], ends=ends)

    def by_length(self, tokens: int) -> Iterator[NDArray[np.int64]]:
        """Yield all texts, each once, whole: int64 (texts, length) of one length."""
        lengths = self.lengths
        starts = self.ends - lengths
        extra = len(self.before) + len(self.after)
        for length in np.unique(lengths[lengths > 0]).tolist():
            rows = np.flatnonzero(lengths == length)
            size = max(1, tokens // (length + extra))
            for at in range(0, len(rows), size):
                some = rows[at : at + size]
                inner = self.ids[starts[some][:, None] + np.arange(length)]
                around = [np.broadcast_to(np.array(part, np.int64), (len(some), len(part)))
                          for part in (self.before, self.after)]  # fmt: skip
                yield np.concatenate([around[0], inner, around[1]], axis=1).astype(np.int64)


class Batches:
    """An endless stream of int64 (texts, length) on a device; texts lie there, too."""

    def __init__(self, texts: TokenTexts, *, tokens: int, noise: float, seed: int, device: torch.device) -> None:
        self._texts, self._tokens, self._noise, self._device = texts, tokens, noise, device
        self._rng = np.random.default_rng(seed)
        self._ids = torch.from_numpy(texts.ids).to(device)
        self._lengths = np.minimum(texts.lengths, _LONGEST)
        self._starts = texts.ends - texts.lengths
        self._around = [torch.tensor(part, dtype=torch.long, device=device) for part in (texts.before, texts.after)]
        self._generator = torch.Generator(device=device).manual_seed(seed)
        # Rare lengths are cut down to the next round one, so that a batch is full.
        self._round = np.array([_rounded(length) for length in range(_LONGEST + 1)])[self._lengths]
        self._by_length = np.argsort(self._lengths, kind="stable")
        self._sorted = self._lengths[self._by_length]

    def __iter__(self) -> Iterator[torch.Tensor]:
        """Yield batch after batch, pass after pass."""
        while True:
            for rows in self._plan():
                kind = self._rng.random()
                length = int(self._round[rows[0]])
                if kind < _CUT:
                    yield self._noised([self._window(*self._longer(int(self._rng.integers(3, 25))))])
                elif kind < _CUT + _JOINED and length <= _LONGEST // 2:
                    other = int(self._rng.integers(2, 17))
                    yield self._noised([self._window(rows, length), self._window(*self._longer(other, len(rows)))])
                else:
                    yield self._noised([self._window(rows, length)])

    def _plan(self) -> list[NDArray[np.intp]]:
        """Return one pass: rows of one length each, in random order."""
        order = self._rng.permutation(len(self._round))
        order = order[np.argsort(self._round[order], kind="stable")]
        parts = []
        for same in np.split(order, np.flatnonzero(np.diff(self._round[order])) + 1):
            if length := int(self._round[same[0]]):
                size = self._size(length)
                parts += [same[at : at + size] for at in range(0, len(same), size) if at + size // 4 < len(same)]
        return [parts[place] for place in self._rng.permutation(len(parts))]

    def _size(self, length: int) -> int:
        return max(1, self._tokens // (length + sum(map(len, self._around))))

    def _longer(self, length: int, count: int | None = None) -> tuple[NDArray[np.intp], int]:
        """Draw texts of at least this length, and so many of their pieces."""
        first = int(np.searchsorted(self._sorted, length))
        if first == len(self._sorted):
            first, length = 0, int(self._sorted[0])
        drawn = self._rng.integers(first, len(self._sorted), count or self._size(length))
        return self._by_length[drawn], length

    def _window(self, rows: NDArray[np.intp], length: int) -> torch.Tensor:
        """Return `length` pieces of each text: from its start, or, of half of the texts, from anywhere."""
        room = self._lengths[rows] - length
        shift = (self._rng.random(len(rows)) * (room + 1)).astype(np.int64) * (self._rng.random(len(rows)) < 0.5)
        starts = torch.from_numpy(self._starts[rows] + shift).to(self._device, non_blocking=True)
        return self._ids[starts[:, None] + torch.arange(length, device=self._device)].long()

    def _noised(self, inner: Sequence[torch.Tensor]) -> torch.Tensor:
        ids = torch.cat(list(inner), dim=1)
        if self._rng.random() < _NOISED and self._noise:
            chance = torch.rand(ids.shape, device=self._device, generator=self._generator) < self._noise
            other = torch.randint(self._texts.pieces, ids.shape, device=self._device, generator=self._generator)
            ids = torch.where(chance, other, ids)
        before, after = (part.expand(len(ids), -1) for part in self._around)
        return torch.cat([before, ids, after], dim=1)


def _rounded(length: int) -> int:
    step = 1 if length <= 24 else 4 if length <= 48 else 8
    return length - length % step
