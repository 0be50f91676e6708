"""What the characters of many texts say: counts per class, collapsed shapes and 64-bit hashes, in one pass."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DIGIT, LOWER, UPPER, UNCASED, SPACE, PUNCTUATION, SYMBOL = 1, 2, 3, 4, 5, 6, 7
_LATIN, _VOWEL = 8, 16  # flag bits beside the class
MARK, DOTS, OPEN = 1, 2, 3
"""How a text may end: like a sentence, with an ellipsis, or with a character after which something follows."""
INVISIBLE = (
    "".join(map(chr, [*range(33), *range(0x7F, 0xA1), 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x17B5]))
    + "".join(map(chr, [*range(0x180B, 0x180F), *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F]))
    + "".join(map(chr, [*range(0x2060, 0x2070), 0x2800, 0x3000, 0x3164, 0xFEFF, 0xFFA0]))
)
"""Characters that leave a cell looking empty: white space, controls, zero-width and filler characters."""
_MARKS = ".!?。！？｡।॥։؟۔።៖…\"'”’»」』）)]】"
_OPENERS = ",;:-–—(/&+、，；：[{„“«「・=@"
_CHUNK_CHARACTERS = 1 << 20
_BY_CATEGORY = {"N": DIGIT, "Z": SPACE, "P": PUNCTUATION, "S": SYMBOL, "L": UNCASED, "M": UNCASED}
_UNSEEN = 255
_CLASSES = np.full(0x10000, _UNSEEN, dtype=np.uint8)  # of code points: filled as they come, for all take 0.2 s
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True)
class Characters:
    """Hold per-text character facts, aligned with the texts given to `scan`.

    `hash` and `shape` are uint64; every other field is int32 and counts characters (`length`, without the blanks that
    fill a field up; `digits`, ...), words (`words`) or adjacent equal pairs (`repeats`); `ending` is 0, `MARK`, `DOTS`
    or `OPEN`. A shape is the text with every run of one character class collapsed ("12 Main St" -> 9 Aa Aa),
    punctuation kept as itself.
    """

    hash: NDArray[np.uint64]
    shape: NDArray[np.uint64]
    length: NDArray[np.int32]
    digits: NDArray[np.int32]
    lower: NDArray[np.int32]
    upper: NDArray[np.int32]
    uncased: NDArray[np.int32]
    spaces: NDArray[np.int32]
    punctuation: NDArray[np.int32]
    symbols: NDArray[np.int32]
    latin: NDArray[np.int32]
    vowels: NDArray[np.int32]
    words: NDArray[np.int32]
    repeats: NDArray[np.int32]
    ending: NDArray[np.int32]

    @property
    def letters(self) -> NDArray[np.int32]:
        """Letters of any script, cased or not."""
        return np.asarray(self.lower + self.upper + self.uncased, dtype=np.int32)

    @property
    def numeric(self) -> NDArray[np.bool_]:
        """Texts made of digits and signs only: numbers, dates, phone numbers."""
        return np.asarray((self.digits > 0) & (self.letters == 0), dtype=np.bool_)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> "Characters":
        """Select texts by index or mask."""
        return Characters(*(getattr(self, f.name)[index] for f in fields(self)))


def blank(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which texts leave a cell looking empty, bool (m,)."""
    return np.fromiter((not text.strip(INVISIBLE) for text in texts), np.bool_, len(texts))


def concatenate(parts: Sequence[Characters]) -> Characters:
    """Join several scans end to end."""
    return Characters(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Characters)))


def scan(texts: Sequence[str]) -> Characters:
    """Scan texts; linear in their total length, memory bounded by chunks of about a million characters.

    Unpaired surrogates are accepted. The hash of a text is stable across runs, platforms and versions.
    """
    parts = [_scan_chunk(chunk) for chunk in _chunks(texts)]
    return parts[0] if len(parts) == 1 else concatenate(parts)


def hashes(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return the hashes that `scan` gives, uint64 (m,), at a fifth of the time."""
    return np.concatenate([_digest(chunk) for chunk in _chunks(texts)])


class _Chunk(NamedTuple):
    # Texts (n,) end to end, one terminator after each: it keeps every segment non-empty for reduceat.
    code: NDArray[np.uint32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]  # behind the terminator
    lengths: NDArray[np.int64]
    position: NDArray[np.uint64]  # of every character in its text


def _chunks(texts: Sequence[str]) -> Iterator[_Chunk]:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    chunk = np.cumsum(lengths + 1) // _CHUNK_CHARACTERS
    cuts = np.concatenate(([0], np.flatnonzero(np.diff(chunk)) + 1, [len(texts)]))
    for first, last in pairwise(cuts.tolist()):
        joined = "".join(f"{text}\0" for text in texts[first:last]).encode("utf-32-le", "surrogatepass")
        code, own = np.frombuffer(joined, dtype=np.uint32), lengths[first:last]
        ends = np.cumsum(own + 1)
        starts = ends - own - 1
        position = np.arange(len(code), dtype=np.uint64) - np.repeat(starts.astype(np.uint64), own + 1)
        yield _Chunk(code, starts, ends, own, position)


def _digest(chunk: _Chunk) -> NDArray[np.uint64]:
    if not len(chunk.lengths):
        return np.zeros(0, np.uint64)
    hashed = mix(chunk.code.astype(np.uint64) + (chunk.position + np.uint64(1)) * _GOLDEN)
    hashed[chunk.ends - 1] = 0
    return mix(np.add.reduceat(hashed, chunk.starts) + chunk.lengths.astype(np.uint64) * _GOLDEN)


def _scan_chunk(chunk: _Chunk) -> Characters:
    code, starts, ends, lengths, position = chunk
    if not len(lengths):
        wide, narrow = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32)
        return Characters(wide, wide, *([narrow] * (len(fields(Characters)) - 2)))
    flags = _classes(code)
    astral = code > 0xFFFF
    if astral.any():
        flags[astral] = np.where((code[astral] >= 0x20000) & (code[astral] < 0x40000), UNCASED, SYMBOL)
    flags[ends - 1] = 0
    kind = flags & 7
    inside = np.ones(len(code), dtype=bool)
    inside[ends - 1] = False
    first = np.zeros(len(code), dtype=bool)
    first[starts] = True

    def total(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
        return np.add.reduceat(mask, starts, dtype=np.int32)

    previous = np.empty_like(code)
    previous[0], previous[1:] = 0, code[:-1]
    visible = (kind != SPACE) & inside
    repeats = total((code == previous) & ~first & visible)

    symbol = np.where(kind >= PUNCTUATION, code + np.uint32(16), kind.astype(np.uint32))
    before = np.empty_like(symbol)
    before[0], before[1:] = 0, symbol[:-1]
    turn = ((symbol != before) | first) & inside
    order = np.cumsum(turn, dtype=np.uint64)
    order -= np.repeat(order[starts] - turn[starts].astype(np.uint64), lengths + 1)
    shaped = np.zeros(len(code), dtype=np.uint64)
    shaped[turn] = mix(symbol[turn].astype(np.uint64) + order[turn] * _GOLDEN)
    shown = np.maximum.reduceat(np.where(visible, position + np.uint64(1), np.uint64(0)), starts).astype(np.int64)
    word_start = visible.copy()
    word_start[1:] &= (kind[:-1] == SPACE) | first[1:]
    return Characters(
        hash=_digest(chunk),
        shape=np.add.reduceat(shaped, starts),
        length=shown.astype(np.int32),
        digits=total(kind == DIGIT),
        lower=total(kind == LOWER),
        upper=total(kind == UPPER),
        uncased=total(kind == UNCASED),
        spaces=total(kind == SPACE),
        punctuation=total(kind == PUNCTUATION),
        symbols=total(kind == SYMBOL),
        latin=total((flags & _LATIN) > 0),
        vowels=total((flags & _VOWEL) > 0),
        words=total(word_start),
        repeats=repeats,
        ending=_endings(code, starts, starts + shown - 1),
    )


def _endings(code: NDArray[np.uint32], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int32]:
    # An empty text ends before it starts: its last character is the terminator of the text before.
    final = code[np.maximum(last, 0)]
    ending = np.zeros(len(last), dtype=np.int32)
    ending[np.isin(final, [ord(c) for c in _MARKS])] = MARK
    ending[np.isin(final, [ord(c) for c in _OPENERS])] = OPEN
    before = code[np.maximum(last - 1, 0)]
    ending[(final == ord("…")) | ((final == ord(".")) & (before == ord(".")) & (last - 1 >= first))] = DOTS
    ending[last < first] = 0
    return ending


def mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit numbers (m,) so that every bit depends on every other."""
    # The finaliser of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    x = (x ^ (x >> np.uint64(30))) * _MIX_1
    x = (x ^ (x >> np.uint64(27))) * _MIX_2
    return np.asarray(x ^ (x >> np.uint64(31)), dtype=np.uint64)


def _classes(code: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the class of every code point, those above 0xFFFF as 0xFFFF; each is looked up when it is first seen."""
    low = np.minimum(code, 0xFFFF)
    seen = np.zeros(len(_CLASSES), np.bool_)
    seen[low] = True
    for point in np.flatnonzero(seen & (_CLASSES == _UNSEEN)).tolist():
        _CLASSES[point] = _class_of(point)
    return np.asarray(_CLASSES[low], np.uint8)


def _class_of(point: int) -> int:
    character = chr(point)
    category = unicodedata.category(character)
    if category == "Ll":
        kind = LOWER
    elif category in ("Lu", "Lt"):
        kind = UPPER
    elif character in "\t\n\r\v\f":
        kind = SPACE
    else:
        kind = _BY_CATEGORY.get(category[0], 0)
    if kind in (LOWER, UPPER) and (point < 0x250 or 0x1E00 <= point < 0x1F00):
        kind |= _LATIN
        if unicodedata.normalize("NFD", character)[0].lower() in "aeiouyæøœı":
            kind |= _VOWEL
    return kind
