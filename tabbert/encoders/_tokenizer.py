"""The tokenizer of multilingual-e5, rebuilt from the pack; exact, and ready in milliseconds for a small table.

It is XLM-R's: SentencePiece normalisation, words marked with "▁", a unigram model of 250,002 pieces, and `<s>
... </s>` around each text. Building that model in `tokenizers` takes about a second, more than everything
else at start-up, and a table with a few hundred short values uses a few thousand of its pieces. So for small
inputs the model is built of only those pieces that occur in the texts (their hashes are looked up in a
sorted, memory-mapped table), plus the special ones and the one with the lowest score, from which the unknown
token's score derives. Unigram segmentation is a best path over pieces that occur in the text, so the pieces
left out could not have been on it: the ids are the same. Large inputs get the full model.
"""

import os
import re
import threading
import weakref
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from tabbert.errors import ModelStoreError
from tabbert.store.charsmap import charsmap
from tabbert.store.packs import Pack

SPECIAL: Final = ("<s>", "<pad>", "</s>", "<unk>")
MASK: Final = "<mask>"
UNKNOWN: Final = 3

_FILES: Final = ("charsmap", "pieces", "offsets", "scores", "hashes", "hashed_ids")
_SPACE: Final = "▁"
_LONGEST: Final = 16
"""Code points in the longest piece."""
_CHUNK: Final = 8192
_FULL_FROM_CHARS: Final = 500_000
"""Characters whose small models cost what the full one costs to build: a second (and 270 MB of memory)."""
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPECIALS: Final = re.compile("|".join(map(re.escape, (*SPECIAL, MASK))))


def write_tokenizer(pack: Pack, folder: Path) -> None:
    """Write what `PackTokenizer` needs into `folder/tokenizer` (8 MB, about a second).

    The files depend on the pack's vocabulary and normalisation only, and are the same on every machine.

    Raises:
        ValueError: the pack's vocabulary is not laid out like XLM-R's.
    """
    folder = Path(folder) / "tokenizer"
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = pack.pieces
    pieces = [piece for piece, _ in vocabulary]
    if tuple(pieces[:4]) != SPECIAL or pieces[-1] != MASK:
        raise ValueError(f"the vocabulary must start with {SPECIAL} and end with {MASK!r}")
    texts = [piece.encode() for piece in pieces]
    hashes = np.zeros(len(pieces), dtype="<u8")
    by_length: dict[int, list[int]] = {}
    for index, piece in enumerate(pieces):
        by_length.setdefault(len(piece), []).append(index)
    if max(by_length) > _LONGEST or min(by_length) < 1:
        raise ValueError(f"pieces of {min(by_length)} to {max(by_length)} code points are not supported")
    for length, members in by_length.items():
        joined = _code_points("".join(pieces[index] for index in members)).reshape(-1, length)
        hashes[members] = _hash_rows(joined)
    order = np.argsort(hashes, kind="stable")
    if len(np.unique(hashes)) != len(hashes):
        raise ValueError("two pieces share a hash, so that one of them would never be found")
    arrays = {
        "charsmap": np.frombuffer(charsmap(pack.normalization), dtype="u1"),
        "pieces": np.frombuffer(b"".join(texts), dtype="u1"),
        "offsets": np.cumsum([0, *map(len, texts)]).astype("<u4"),
        "scores": np.array([_as_read(score) for _, score in vocabulary], dtype="<f8"),
        "hashes": hashes[order],
        "hashed_ids": order.astype("<i4"),
    }
    for name in _FILES:
        np.save(folder / f"{name}.npy", arrays[name], allow_pickle=False)


class PackTokenizer:
    """Turn texts into token ids; may be shared by threads and used after a fork.

    Args:
        folder: the model folder that `write_tokenizer` wrote into.
        max_tokens: longest result, `<s>` and `</s>` included; longer texts lose their end.
        full_from_chars: characters tokenised so far from which the full model is used; 0 always, None never.
    """

    def __init__(self, folder: Path, *, max_tokens: int = 512, full_from_chars: int | None = _FULL_FROM_CHARS) -> None:
        self.max_tokens = max_tokens
        self._full_from_chars = full_from_chars
        self._seen_chars = 0
        self._full: Tokenizer | None = None
        self._lock = threading.Lock()
        _forks.tokenizers.add(self)
        folder = Path(folder) / "tokenizer"
        try:
            data = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _FILES}
        except (OSError, ValueError) as error:
            raise ModelStoreError(str(folder), f"{error}.", "`tabbert models pull` builds it anew.") from error
        self._pieces, self._offsets, self._scores = data["pieces"], data["offsets"], data["scores"]
        self._hashes, self._hashed_ids = data["hashes"], data["hashed_ids"]
        self._normalizer = normalizers.Sequence(
            [normalizers.Precompiled(data["charsmap"].tobytes()), normalizers.Replace(Regex(" {2,}"), " ")]
        )
        # The special tokens, and the piece with the lowest score: the unknown token's score is 10 below it.
        self._always = np.unique([0, 1, 2, 3, len(self._scores) - 1, int(np.argmin(self._scores))])

    def ids(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Return each text's token ids, `<s>` and `</s>` included, at most `max_tokens` of them.

        Surrogates, which are no text, count as U+FFFD each. The special tokens' names in a text stand for these
        tokens, as in the original tokenizer.
        """
        full = self._full_tokenizer(sum(map(len, texts)))
        found: list[NDArray[np.int32]] = []
        for start in range(0, len(texts), _CHUNK):
            found += self._encode([_clean(text) for text in texts[start : start + _CHUNK]], full)
        return found

    def whole(self) -> Tokenizer:
        """Return the tokenizer with all pieces (270 MB of memory), for those who train or save it."""
        return self._build(np.arange(len(self._scores)))

    def _encode(self, texts: list[str], full: Tokenizer | None) -> list[NDArray[np.int32]]:
        if full is None:
            used = self._used(texts)
            tokenizer = self._build(used)
        else:
            tokenizer = full
        _forks.threads_used = True
        rows = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]
        flat = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
        if full is None:
            flat = used.astype(np.int32)[flat]
        return np.split(flat, np.cumsum([len(row) for row in rows])[:-1])

    def _full_tokenizer(self, chars: int) -> Tokenizer | None:
        """Return the full model, or None while it is not worth its building."""
        with self._lock:
            self._seen_chars += chars
            worth_it = self._full_from_chars is not None and self._seen_chars >= self._full_from_chars
            if self._full is None and worth_it:
                self._full = self._build(np.arange(len(self._scores)))
            return self._full

    def _renew_lock(self) -> None:
        """Replace the lock, which in a forked child may be held by a thread that is not there."""
        self._lock = threading.Lock()

    def _used(self, texts: Iterable[str]) -> NDArray[np.int64]:
        """Return the sorted ids of the pieces that occur in the texts, and of those always kept.

        A piece too many, from a hash that coincides, does no harm.
        """
        words: set[str] = set()
        for text in texts:
            for part in _SPECIALS.split(text):  # normalised apart from each other, as the tokenizer does
                words.update(self._normalizer.normalize_str(part).replace(" ", _SPACE).split(_SPACE))
        points = _code_points(_SPACE + _SPACE.join(words) + _SPACE)
        windows, hashes = [], np.zeros(len(points), dtype=np.uint64)
        for length in range(1, min(_LONGEST, len(points)) + 1):
            hashes = _extend(hashes[: len(points) - length + 1], points[length - 1 :])
            windows.append(hashes)
        queries = np.sort(np.concatenate(windows))  # sorted look-ups stay within the processor's caches
        places = np.minimum(np.searchsorted(self._hashes, queries), len(self._hashes) - 1)
        occurs = np.zeros(len(self._scores), dtype=np.bool_)
        occurs[self._always] = True
        occurs[self._hashed_ids[places[self._hashes[places] == queries]]] = True
        return np.flatnonzero(occurs)

    def _build(self, ids: NDArray[np.int64]) -> Tokenizer:
        """Build the tokenizer over the pieces with these ids (sorted, special ones among them)."""
        blob = self._pieces.tobytes() if len(ids) == len(self._scores) else memoryview(self._pieces)
        starts, ends = self._offsets[ids].tolist(), self._offsets[ids + 1].tolist()
        texts = [str(blob[start:end], "utf-8") for start, end in zip(starts, ends, strict=True)]
        tokenizer = Tokenizer(
            models.Unigram(list(zip(texts, self._scores[ids].tolist(), strict=True)), UNKNOWN, byte_fallback=False)
        )
        tokenizer.normalizer = self._normalizer
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(_SPACE, prepend_scheme="always")
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
        )
        tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in (*SPECIAL, MASK)])
        tokenizer.enable_truncation(self.max_tokens)
        return tokenizer


class _Forks:
    """Does around a fork, silently, what `tokenizers` warns of on stderr: switches its threads off in the child.

    The child has none of the parent's threads and would wait for them for ever; the parent's setting stays as it is.
    """

    variable = "TOKENIZERS_PARALLELISM"

    def __init__(self) -> None:
        self.threads_used = False
        self.tokenizers: weakref.WeakSet[PackTokenizer] = weakref.WeakSet()
        self._set = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._before, after_in_parent=self._in_parent, after_in_child=self._in_child)

    def _before(self) -> None:
        self._set = self.threads_used and self.variable not in os.environ
        if self._set:
            os.environ[self.variable] = "false"

    def _in_parent(self) -> None:
        if self._set:
            del os.environ[self.variable]

    def _in_child(self) -> None:
        if self.threads_used:
            os.environ[self.variable] = "false"
        for tokenizer in self.tokenizers:
            tokenizer._renew_lock()


_forks: Final = _Forks()


def threads_used() -> None:
    """Say that a tokenizer is about to use its threads, which a forked child will lack."""
    _forks.threads_used = True


def _as_read(score: float) -> float:
    """Return the score as `tokenizers` reads it from the original's JSON text: digits / power of ten, rounded twice.

    It may differ in the last bit from the number that was written, and that bit could decide a tie.
    """
    whole, _, fraction = repr(score).partition(".")
    if not fraction.isdecimal():  # written with an exponent; no piece of XLM-R is that likely
        return score
    return int(whole + fraction) / 10.0 ** len(fraction)


def _clean(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _code_points(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)


def _extend(hashes: NDArray[np.uint64], points: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Append one code point to each hashed string (a polynomial hash modulo 2**64)."""
    return (hashes + points + np.uint64(1)) * _MULTIPLIER


def _hash_rows(points: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes = np.zeros(len(points), dtype=np.uint64)
    for column in points.T:
        hashes = _extend(hashes, column)
    return hashes
