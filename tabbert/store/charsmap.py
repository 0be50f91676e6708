"""Builds the SentencePiece normaliser of multilingual-e5 from the pack's map of single code points.

XLM-R's tokenizers normalise with a `precompiled_charsmap`: a double-array trie (the darts-clone layout) whose
leaves point into NUL-separated replacement strings. `tokenizers` looks up a whole grapheme cluster only when
it is shorter than six bytes, takes the shortest key that the cluster starts with, and otherwise looks up
single code points. Of the original's 224,711 keys, therefore, only its 4,837 single code points and 675 pairs
can ever be hit: a letter and a combining mark that compose, at most five bytes long, whose letter is no key
itself. The pairs follow from Unicode's canonical compositions, taken from the frozen Unicode 3.2 tables that
every Python carries, so that the result is the same on each of them.
"""

import struct
import unicodedata
from collections.abc import Iterator, Mapping

_UNICODE = unicodedata.ucd_3_2_0
_LAST_COMPOSED = 0x3000
"""No pair of at most five UTF-8 bytes composes into a code point above this one."""


def compositions(single: Mapping[int, str]) -> dict[str, str]:
    """Return the pairs of code points that the normaliser composes and that `tokenizers` can reach.

    Args:
        single: the replacements of single code points; a pair that starts with one of them is never reached.
    """
    same: dict[str, list[str]] = {}  # code point -> itself and those that decompose into nothing but it
    pairs: set[tuple[str, str]] = set()
    for code in range(1, _LAST_COMPOSED):
        char = chr(code)
        parts = _UNICODE.normalize("NFKD", char)
        if len(parts) == 1:
            same.setdefault(parts, []).append(char)
        elif len(parts) == 2 and _UNICODE.normalize("NFC", parts) != parts:
            pairs.add((parts[0], parts[1]))
    found = {}
    for first, second in pairs:
        composed = _UNICODE.normalize("NFC", first + second)
        for letter in same.get(first, ()):
            for mark in same.get(second, ()):
                key = letter + mark
                if ord(letter) not in single and key != composed and len(key.encode()) <= 5:
                    found[key] = composed
    return found


def charsmap(single: Mapping[int, str]) -> bytes:
    """Return a `precompiled_charsmap` that `tokenizers.normalizers.Precompiled` reads (takes about 0.1 s).

    Args:
        single: the replacements of single code points; code point 0 cannot be one.
    """
    entries = {chr(code): text for code, text in single.items()} | compositions(single)
    strings = bytearray()
    places: dict[str, int] = {}
    keys: list[tuple[bytes, int]] = []
    for key, text in sorted(entries.items()):
        if text not in places:
            places[text] = len(strings)
            strings += text.encode() + b"\0"
        keys.append((key.encode(), places[text]))
    units = _double_array(keys)  # sorted text is sorted UTF-8
    return struct.pack(f"<{1 + len(units)}I", 4 * len(units), *units) + bytes(strings)


def single_replacements(precompiled: bytes) -> dict[int, str]:
    """Read back the replacements of single code points from a `precompiled_charsmap`."""
    (size,) = struct.unpack_from("<I", precompiled)
    units = struct.unpack_from(f"<{size // 4}I", precompiled, 4)
    strings = precompiled[4 + size :]
    found = {}
    for key, place in _walk(units, _offset(units[0]), b""):
        found[ord(key.decode())] = strings[place : strings.index(b"\0", place)].decode()
    return found


# A unit of the double array: bits 0 to 7 the label of the edge that leads here, bit 8 "a key ends here", bits 10
# to 30 the offset, which XORed with the unit's own position gives the base of its children; the child of label c lies
# at base ^ c, the leaf with the value at base itself, marked by bit 31. Offsets of 2**21 and more (bit 9) do not occur
# in arrays this small.
_ENDS_HERE = 1 << 8
_WIDE = 1 << 9
_LEAF = 1 << 31
_WINDOW = 512
"""Gaps further back than this are hard to fill, and no longer tried."""


def _offset(unit: int) -> int:
    return (unit >> 10) << ((unit & _WIDE) >> 6)


def _walk(units: tuple[int, ...], base: int, prefix: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the keys of one code point below a node, and the places of their values."""
    if prefix and len(prefix) == 1 + sum(prefix[0] >= first for first in (0xC0, 0xE0, 0xF0)):
        return  # a whole code point: what follows are longer keys
    for label in range(1, 256):
        at = base ^ label
        if at < len(units) and units[at] & (_LEAF | 0xFF) == label:
            below = at ^ _offset(units[at])
            if units[at] & _ENDS_HERE:
                yield prefix + bytes([label]), units[below] & ~_LEAF
            yield from _walk(units, below, prefix + bytes([label]))


def _double_array(keys: list[tuple[bytes, int]]) -> list[int]:
    """Lay sorted, distinct keys with their values out as units.

    Their number is a multiple of 256, so that no look-up leaves the array.
    """
    units: dict[int, int] = {0: 0}
    bases: set[int] = {0}  # every node's base is its own, or two nodes would answer for each other's children
    free_from, last_used = 1, 0
    stack = [(0, 0, 0, len(keys))]  # position, depth, and the keys [first, last) below it
    while stack:
        at, depth, first, last = stack.pop()
        value = None
        if len(keys[first][0]) == depth:
            value, first = keys[first][1], first + 1
        children: dict[int, list[int]] = {}
        for index in range(first, last):
            children.setdefault(keys[index][0][depth], []).append(index)
        labels = [*children, *([0] if value is not None else [])]
        free_from = max(free_from, last_used - _WINDOW)
        while free_from in units:
            free_from += 1
        base = free_from ^ labels[0]
        while base in bases or any(base ^ label in units for label in labels):
            free_at = (base ^ labels[0]) + 1
            while free_at in units:
                free_at += 1
            base = free_at ^ labels[0]
        bases.add(base)
        last_used = max(last_used, *(base ^ label for label in labels))
        units[at] |= (at ^ base) << 10
        if value is not None:
            units[at] |= _ENDS_HERE
            units[base] = _LEAF | value
        for label, members in children.items():
            units[base ^ label] = label
            stack.append((base ^ label, depth + 1, members[0], members[-1] + 1))
    size = (last_used // 256 + 1) * 256
    if size >= 1 << 21:
        raise ValueError(f"{len(keys)} keys need wide offsets, which this builder does not write")
    return [units.get(position, 0) for position in range(size)]
