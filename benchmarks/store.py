"""Which store for the vector cache: speed, size, memory, two processes at once, and what damage does.

    python -m benchmarks.store                    # 20,000 and 200,000 vectors of 384 float32: a few minutes
    python -m benchmarks.store --sizes 20000

Every store gets the same keys and keeps the same checked records, so that only the store differs. Each measurement runs
in a process of its own, because some stores bring theirs down. Stores that are not installed are left out and named.
"""

# ruff: noqa: D101, D102, D103 - names that say what they do; nobody imports them

import argparse
import importlib.util
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks import _record
from tabbert.store._records import hash_texts, intact, pack, record_words
from tabbert.store.vectors import VectorCache

DIM = 384
ENCODER = "a fingerprint"
PUT_AT_ONCE = 256
GET_AT_ONCE = 20_000
Answer = tuple[NDArray[np.float32], NDArray[np.bool_]]


class Store(Protocol):
    def put(self, fingerprint: str, texts: list[str], vectors: NDArray[np.float32]) -> None: ...
    def get(self, fingerprint: str, texts: list[str]) -> Answer: ...
    def close(self) -> None: ...


class Records:
    """A store of bytes, made a store of vectors by the same keys and records as tabbert's own."""

    def write(self, pairs: list[tuple[bytes, bytes]]) -> None:
        raise NotImplementedError

    def read(self, keys: list[bytes]) -> list[bytes | None]:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def put(self, fingerprint: str, texts: list[str], vectors: NDArray[np.float32]) -> None:
        keys = hash_texts(fingerprint, DIM, texts)
        records = pack(keys, vectors)
        self.write([(key.tobytes(), record.tobytes()) for key, record in zip(keys, records, strict=True)])

    def get(self, fingerprint: str, texts: list[str]) -> Answer:
        keys = hash_texts(fingerprint, DIM, texts)
        size = 4 * record_words(DIM)
        rows = [row if row and len(row) == size else bytes(size) for row in self.read([key.tobytes() for key in keys])]
        vectors, good = intact(np.frombuffer(b"".join(rows), "<u4").reshape(len(texts), -1), keys)
        return vectors, good


class SqliteRows(Records):
    """SQLite as it is usually used: write-ahead log, a row for each vector."""

    def __init__(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "rows.sqlite", isolation_level=None, timeout=30)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.execute("CREATE TABLE IF NOT EXISTS v (key BLOB PRIMARY KEY, record BLOB) WITHOUT ROWID")

    def write(self, pairs: list[tuple[bytes, bytes]]) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("INSERT OR REPLACE INTO v VALUES (?, ?)", pairs)
        self.db.execute("COMMIT")

    def read(self, keys: list[bytes]) -> list[bytes | None]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), 30_000):
            part = keys[start : start + 30_000]
            found.update(self.db.execute(f"SELECT key, record FROM v WHERE key IN ({','.join('?' * len(part))})", part))
        return [found.get(key) for key in keys]

    def close(self) -> None:
        self.db.close()


class Lmdb(Records):
    """LMDB: a memory-mapped B-tree."""

    def __init__(self, folder: Path) -> None:
        import lmdb

        self.env = lmdb.open(str(folder / "lmdb"), map_size=4 << 30, sync=False, metasync=False)

    def write(self, pairs: list[tuple[bytes, bytes]]) -> None:
        with self.env.begin(write=True) as transaction, transaction.cursor() as cursor:
            cursor.putmulti(pairs)

    def read(self, keys: list[bytes]) -> list[bytes | None]:
        with self.env.begin() as transaction:
            return [transaction.get(key) for key in keys]

    def close(self) -> None:
        self.env.close()


class DiskCache(Records):
    """The diskcache package: SQLite, a row or a file for each value."""

    def __init__(self, folder: Path) -> None:
        import diskcache

        self.cache = diskcache.Cache(str(folder / "diskcache"), size_limit=4 << 30)

    def write(self, pairs: list[tuple[bytes, bytes]]) -> None:
        with self.cache.transact():
            for key, record in pairs:
                self.cache.set(key, record)

    def read(self, keys: list[bytes]) -> list[bytes | None]:
        with self.cache.transact():
            return [self.cache.get(key) for key in keys]

    def close(self) -> None:
        self.cache.close()


def tabbert_store(folder: Path) -> Store:
    return VectorCache(folder / "tabbert", dim=DIM, limit_mb=4000)  # type: ignore[return-value]


STORES: dict[str, Any] = {"tabbert": tabbert_store, "sqlite rows": SqliteRows, "lmdb": Lmdb, "diskcache": DiskCache}
NEEDS = {"lmdb": "lmdb", "diskcache": "diskcache"}
DAMAGE = ("truncated", "truncated while open", "bits flipped", "garbage", "empty")


def texts_of(start: int, n: int) -> list[str]:
    return [f"query: a value that people write {number}" for number in range(start, start + n)]


def vectors_of(start: int, n: int) -> NDArray[np.float32]:
    return (np.arange(start, start + n, dtype=np.float32)[:, None] + np.arange(DIM, dtype=np.float32) / 1024).astype(
        "f4"
    )


def fill(store: Store, start: int, n: int) -> float:
    """Put n vectors in batches as an encoder does; return the seconds in the store."""
    total = 0.0
    for first in range(start, start + n, PUT_AT_ONCE):
        count = min(PUT_AT_ONCE, start + n - first)
        texts, vectors = texts_of(first, count), vectors_of(first, count)
        begin = time.perf_counter()
        store.put(ENCODER, texts, vectors)
        total += time.perf_counter() - begin
    return total


def read_all(store: Store, order: list[int]) -> float:
    total = 0.0
    for first in range(0, len(order), GET_AT_ONCE):
        texts = [f"query: a value that people write {number}" for number in order[first : first + GET_AT_ONCE]]
        begin = time.perf_counter()
        found = store.get(ENCODER, texts)[1]
        total += time.perf_counter() - begin
        assert found.all(), "a vector that was put is missing"
    return total


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_speed(name: str, folder: Path, n: int) -> dict[str, float]:
    before = peak_mb()
    store = STORES[name](folder)
    put = fill(store, 0, n)
    store.close()
    size = sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
    opening = []
    for _ in range(5):
        begin = time.perf_counter()
        store = STORES[name](folder)
        store.get(ENCODER, texts_of(7, 1))
        opening.append(time.perf_counter() - begin)
        store.close()
    store = STORES[name](folder)
    order = list(range(n))
    in_order = [read_all(store, order) for _ in range(3)]
    few = random.Random(1).sample(order, 300)
    begin = time.perf_counter()
    read_all(store, few)
    few_s = time.perf_counter() - begin
    random.Random(0).shuffle(order)
    shuffled = read_all(store, order)
    return {
        "put_us": put / n * 1e6,
        "get_us": statistics.median(in_order) / n * 1e6,
        "get_shuffled_us": shuffled / n * 1e6,
        "300_scattered_ms": few_s * 1e3,
        "open_ms": statistics.median(opening) * 1e3,
        "size_ratio": size / (n * DIM * 4),
        "memory_mb": peak_mb() - before,
    }


def measure_write(name: str, folder: Path, start: int) -> dict[str, float]:
    return {"seconds": fill(STORES[name](folder), start, 20_000)}


def measure_damage(name: str, folder: Path, how: str) -> dict[str, Any]:
    n = 5000
    store = STORES[name](folder)
    fill(store, 0, n)
    if how != "truncated while open":
        store.close()
    path = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_blocks)
    dice = random.Random(0)
    content = bytearray(path.read_bytes())
    if how == "bits flipped":
        for _ in range(500):
            content[dice.randrange(n * DIM * 4)] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
    elif how in ("garbage", "empty"):
        path.write_bytes(dice.randbytes(100_000) if how == "garbage" else b"")
    else:
        os.truncate(path, n * DIM * 2)
    if how != "truncated while open":
        store = STORES[name](folder)
    vectors, found = store.get(ENCODER, texts_of(0, n))
    right = (vectors == vectors_of(0, n)).all(axis=1)
    fill(store, 0, n)
    again = store.get(ENCODER, texts_of(0, n))[1]
    return {
        "wrong": int((found & ~right).sum()),
        "found": int(found.sum()),
        "found_after_putting_again": int(again.sum()),
    }


def child(task: str, name: str, folder: Path, argument: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.store", "--task", task, name, str(folder), argument]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outcome(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, error = process.communicate()
    if process.returncode == 0:
        return dict(json.loads(out.splitlines()[-1]))
    last = error.strip().splitlines()[-1:] or [""]
    return {"failed": f"killed by signal {-process.returncode}" if process.returncode < 0 else last[0].split(":")[0]}


def run(sizes: list[int]) -> dict[str, Any]:
    names = [name for name in STORES if name not in NEEDS or importlib.util.find_spec(NEEDS[name])]
    report: dict[str, Any] = {"dim": DIM, "cores": os.cpu_count(), "sqlite": sqlite3.sqlite_version, "stores": {}}
    report["not_installed"] = [name for name in STORES if name not in names]
    for name in names:
        entry: dict[str, Any] = {"speed": {}, "damage": {}}
        for n in sizes:
            with tempfile.TemporaryDirectory() as folder:
                entry["speed"][str(n)] = outcome(child("speed", name, Path(folder), str(n)))
        with tempfile.TemporaryDirectory() as folder:
            alone = outcome(child("write", name, Path(folder), "0"))["seconds"]
            both = [child("write", name, Path(folder), start) for start in ("100000", "200000")]
            seconds = [outcome(process).get("seconds", float("nan")) for process in both]
            entry["two_writers_ratio"] = max(seconds) / alone
        for how in DAMAGE:
            with tempfile.TemporaryDirectory() as folder:
                entry["damage"][how] = outcome(child("damage", name, Path(folder), how))
        report["stores"][name] = entry
        print(f"{name}: measured", file=sys.stderr)
    return report


def print_table(report: dict[str, Any], sizes: list[int]) -> None:
    ours = report["stores"]["tabbert"]
    for n in sizes:
        print(f"\n{n:,} vectors of {DIM} float32 (in brackets: times tabbert's store)")
        columns = list(ours["speed"][str(n)])
        print(f"{'':14}" + "".join(f"{column:>20}" for column in columns))
        for name, entry in report["stores"].items():
            speed = entry["speed"][str(n)]
            cells = [
                f"{speed[column]:.2f} ({speed[column] / ours['speed'][str(n)][column]:.1f})" if column in speed else "-"
                for column in columns
            ]
            print(f"{name:14}" + "".join(f"{cell:>20}" for cell in cells))
    print("\nDamage to a file of 5,000 vectors: found before and after putting them again, or what happened")
    for name, entry in report["stores"].items():
        print(f"{name}; two processes writing take {entry['two_writers_ratio']:.1f} times one")
        for how, what in entry["damage"].items():
            text = what.get("failed") or f"{what['found']}, {what['found_after_putting_again']}; wrong {what['wrong']}"
            print(f"    {how:22} {text}")
    for name in report["not_installed"]:
        print(f"{name}: not installed, left out")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--task", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        task, name, folder, argument = options.task
        if task == "damage":
            print(json.dumps(measure_damage(name, Path(folder), argument)))
        else:
            measure = {"speed": measure_speed, "write": measure_write}[task]
            print(json.dumps(measure(name, Path(folder), int(argument))))
        return
    report = run(options.sizes)
    print_table(report, options.sizes)
    _record.write("store", report)


if __name__ == "__main__":
    main()
