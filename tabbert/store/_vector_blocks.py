"""The queries of the vector file: records in blocks, found by an index of key heads, evicted block by block.

Blocks, because a row for each vector costs twice the time, and because the vectors of one table are wanted together.
The index is a plain SQLite table, so that a look-up costs what it asks for and not what the file holds. Every function
takes an open connection; the caller locks, begins and commits. Nothing read here is trusted: sizes, kinds and keys are
compared, and what does not fit counts as missing, or raises sqlite3.DatabaseError as SQLite's own checks do.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tabbert.store._records import heads, intact, record_words

__all__ = [
    "SCHEMA",
    "Survey",
    "clear",
    "delete",
    "fetch",
    "insert",
    "make_room",
    "needed_bytes",
    "survey",
    "touch",
    "verify",
]

SCHEMA = (
    "CREATE TABLE block (id INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint BLOB, dim INTEGER, n INTEGER, used INTEGER)",
    "CREATE TABLE payload (id INTEGER PRIMARY KEY, records BLOB)",
    "CREATE TABLE slot (head INTEGER PRIMARY KEY, place INTEGER)",
)
_SHIFT = 7  # a place is block id * 128 + position
_BLOCK = 1 << _SHIFT
_FEW = 4  # so many records of one block are read one by one: a quarter of the time of reading it all
_MOST_BLOCKS = 1 << 48
_ASKED_AT_ONCE = 1 << 15  # keys in one query: bounds its text to about 700 kB
_USED_STEP_S = 60  # precision of "last used": the same block is not marked again sooner


@dataclass(frozen=True)
class Survey:
    """What the file holds: vectors in all and by fingerprint (as UTF-8 bytes)."""

    entries: int
    fingerprints: dict[str, int]


def fetch(
    connection: sqlite3.Connection, keys: NDArray[np.uint8], vectors: NDArray[np.float32]
) -> tuple[NDArray[np.bool_], set[int]]:
    """Fill vectors (n, dim) for keys (n, 16); return (found (n,), ids of the blocks that were used)."""
    found = np.zeros(len(keys), np.bool_)
    wanted = heads(keys)
    order = np.argsort(wanted)
    places = _places(connection, wanted[order])
    order, places = order[places >= 0], places[places >= 0]
    by_place = np.argsort(places)
    order, places = order[by_place], places[by_place]
    ids = places >> _SHIFT
    starts = np.flatnonzero(np.diff(ids, prepend=-1)).tolist()
    used = set()
    for start, stop in pairwise([*starts, len(ids)]):
        block = int(ids[start])
        positions = places[start:stop] & (_BLOCK - 1)
        if len(positions) <= _FEW:
            records = _few_records(connection, block, vectors.shape[1], positions.tolist())
        else:
            records = _records(connection, block, vectors.shape[1])
            records = records[positions] if positions[-1] < len(records) else records[:0]
        if not len(records):
            continue  # the block is gone or damaged
        rows = order[start:stop]
        stored, good = intact(records, keys[rows])
        if good.all():
            vectors[rows], found[rows] = stored, True
        else:
            vectors[rows[good]], found[rows[good]] = stored[good], True
        used.add(block)
    return found, used


def _places(connection: sqlite3.Connection, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each head lies, int64 (n,), -1 where nowhere."""
    places = np.full(len(wanted), -1, np.int64)
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        asked = wanted[start : start + _ASKED_AT_ONCE].tolist()
        # One text in and one text out: a quarter faster than a row for each. A LEFT JOIN reads its left side in order.
        (text,) = connection.execute(
            "SELECT group_concat(CAST(coalesce(place, -1) AS INTEGER)) "
            "FROM json_each(?) AS asked LEFT JOIN slot ON slot.head = asked.value",
            (str(asked),),
        ).fetchone()
        answers = text.split(",")
        if len(answers) != len(asked):
            raise sqlite3.DatabaseError("a head is there twice")
        places[start : start + len(asked)] = np.array(answers, np.int64)
    return places


def _records(connection: sqlite3.Connection, block: int, dim: int) -> NDArray[np.uint32]:
    """Return a block's records, uint32 (n, words), none where it is gone or does not fit dim."""
    row = connection.execute("SELECT records FROM payload WHERE id = ?", (block,)).fetchone()
    words = record_words(dim)
    if row is None or not isinstance(row[0], bytes) or dim < 1 or len(row[0]) % (4 * words):
        return np.empty((0, record_words(max(0, dim))), "<u4")
    return np.frombuffer(row[0], "<u4").reshape(-1, words)


def _few_records(connection: sqlite3.Connection, block: int, dim: int, positions: list[int]) -> NDArray[np.uint32]:
    """Return the records at some positions of a block, none where it is gone or does not reach so far."""
    words = record_words(dim)
    parts = []
    try:
        with connection.blobopen("payload", "records", block, readonly=True) as blob:
            if (positions[-1] + 1) * 4 * words <= len(blob):
                for position in positions:
                    blob.seek(position * 4 * words)
                    parts.append(blob.read(4 * words))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        # "no such rowid", or a value of another kind: only this block is missing
    return np.frombuffer(b"".join(parts), "<u4").reshape(-1, words)


def insert(
    connection: sqlite3.Connection, fingerprint: str, keys: NDArray[np.uint8], records: NDArray[np.uint32], now_s: int
) -> None:
    """Add records uint32 (n, words) in new blocks; a key that is there already points to its new record.

    Raises:
        sqlite3.DatabaseError: the index is damaged.
    """
    dim = records.shape[1] - record_words(0)
    name = fingerprint.encode("utf-8", "surrogatepass")
    places = np.empty(len(records), np.int64)
    for start in range(0, len(records), _BLOCK):
        part = np.ascontiguousarray(records[start : start + _BLOCK])
        block = connection.execute(
            "INSERT INTO block (fingerprint, dim, n, used) VALUES (?, ?, ?, ?)", (name, dim, len(part), now_s)
        ).lastrowid
        if not block or not 0 < block < _MOST_BLOCKS:
            raise sqlite3.DatabaseError("the counter of blocks is damaged")
        connection.execute("INSERT INTO payload VALUES (?, ?)", (block, part.data.cast("B")))
        places[start : start + len(part)] = block * _BLOCK + np.arange(len(part))
    order = np.argsort(heads(keys), kind="stable")  # in the index's order: neighbouring entries share a page
    pairs = zip(heads(keys)[order].tolist(), places[order].tolist(), strict=True)
    connection.executemany("INSERT OR REPLACE INTO slot VALUES (?, ?)", pairs)
    # A damaged index can take entries and never show them again: those texts would be encoded in every run.
    if (_places(connection, heads(keys)[order]) < places[0]).any():
        raise sqlite3.DatabaseError("the index does not return what it was given")


def needed_bytes(n: int, dim: int, page_bytes: int) -> int:
    """Return an upper estimate of what n records take in the file."""
    return int(n * (4 * record_words(dim) * 1.05 + 40)) + (n // _BLOCK + 8) * page_bytes


def make_room(connection: sqlite3.Connection, needed: int, limit: int) -> bool:
    """Delete the least recently used blocks where needed bytes would exceed limit; return whether any were deleted.

    It goes down to 0.8 of the limit at once, so that the scan of the index is paid for rarely.
    """
    page, count, free = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
    )
    live = (count - free) * page
    if live + needed <= limit:
        return False
    surplus = live + needed - int(0.8 * limit)
    victims = []
    for block, size in connection.execute(
        "SELECT id, CAST(coalesce(n * (dim * 4 + 64), 0) AS INTEGER) FROM block ORDER BY used, id"
    ):
        if surplus <= 0:
            break
        victims.append(block)
        surplus -= max(0, size)
    delete(connection, victims)
    return True


def delete(connection: sqlite3.Connection, doomed: list[int]) -> None:
    """Delete blocks and what the index says of them."""
    connection.execute("DELETE FROM payload WHERE id IN (SELECT value FROM json_each(?))", (str(doomed),))
    connection.execute("DELETE FROM block WHERE id IN (SELECT value FROM json_each(?))", (str(doomed),))
    connection.execute("DELETE FROM slot WHERE place >> ? NOT IN (SELECT id FROM block)", (_SHIFT,))


def clear(connection: sqlite3.Connection) -> None:
    """Delete everything."""
    connection.execute("DELETE FROM payload")
    connection.execute("DELETE FROM block")
    connection.execute("DELETE FROM slot")


def touch(connection: sqlite3.Connection, blocks: Iterable[int], now_s: int) -> None:
    """Mark blocks as used now."""
    connection.execute(
        "UPDATE block SET used = ? WHERE id IN (SELECT value FROM json_each(?)) AND used < ?",
        (now_s, str(list(blocks)), now_s - _USED_STEP_S),
    )


def survey(connection: sqlite3.Connection) -> Survey:
    """Count what the file holds."""
    counts = connection.execute(
        "SELECT CAST(coalesce(fingerprint, '') AS BLOB), CAST(total(n) AS INTEGER) FROM block GROUP BY fingerprint"
    ).fetchall()
    by_name = {name.decode("utf-8", "replace"): n for name, n in counts}
    return Survey(sum(by_name.values()), by_name)


def verify(connection: sqlite3.Connection) -> tuple[int, int, list[int]]:
    """Read everything; return (entries in right blocks, entries in others, ids of the blocks with damaged records).

    Raises:
        sqlite3.DatabaseError: the file's structure is damaged.
    """
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"integrity check: {verdict}")
    right = lost = 0
    bad = []
    blocks = connection.execute(
        "SELECT id, CAST(coalesce(dim, 0) AS INTEGER), CAST(coalesce(n, 0) AS INTEGER) FROM block"
    ).fetchall()
    for block, dim, n in blocks:
        records = _records(connection, block, dim)
        if len(records) == n and intact(records)[1].all():
            right += n
        else:
            lost += n
            bad.append(block)
    return right, lost, bad
