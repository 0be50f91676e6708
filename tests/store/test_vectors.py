"""The vector cache: bit-exact, private, bounded, shared by processes, and never wrong whatever happens to its file."""

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tabbert.errors import InvalidParameterError
from tabbert.store import _vector_blocks as blocks
from tabbert.store.vectors import MemoryCache, NullCache, VectorCache, open_cache

DIM = 16
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")


def vectors_of(texts: list[str], dim: int = DIM, salt: int = 0) -> NDArray[np.float32]:
    """Return the one right vector of each text, so that any process can tell a wrong one."""
    out = np.empty((len(texts), dim), np.float32)
    for row, text in enumerate(texts):
        seed = int.from_bytes(text.encode("utf-8", "surrogatepass")[-8:].rjust(8, b"\0"), "big") ^ (salt << 3)
        out[row] = np.random.default_rng(seed).standard_normal(dim, np.float32)
    return out


def texts_of(n: int, start: int = 0) -> list[str]:
    return [f"value {number}" for number in range(start, start + n)]


def cache_in(folder: Path, limit_mb: int = 100, dim: int = DIM) -> VectorCache:
    return VectorCache(folder / "cache", dim=dim, limit_mb=limit_mb)


def filled(folder: Path, n: int = 1000) -> Path:
    """Return the path of a closed file with n entries."""
    cache = cache_in(folder)
    cache.put("encoder", texts_of(n), vectors_of(texts_of(n)))
    cache.close()
    return Path(cache.info()["path"])


def assert_never_wrong(cache: VectorCache, texts: list[str]) -> int:
    """Check that what is found is right; return how many were found."""
    vectors, found = cache.get("encoder", texts)
    np.testing.assert_array_equal(vectors[found], vectors_of(texts)[found])
    assert not vectors[~found].any()
    return int(found.sum())


def test_vectors_come_back_bit_for_bit(tmp_path: Path) -> None:
    bits = np.random.default_rng(0).integers(0, 2**32, (500, DIM), np.uint32)
    vectors = bits.view(np.float32)  # includes NaN with payloads, infinities, -0.0 and denormals
    cache_in(tmp_path).put("encoder", texts_of(500), vectors)
    cache = cache_in(tmp_path)
    again, found = cache.get("encoder", texts_of(500))
    assert found.all()
    assert again.dtype == np.float32
    np.testing.assert_array_equal(again.view(np.uint32), bits)
    assert cache.notes == ()


def test_order_repeats_and_missing_ones(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    for start in range(0, 1000, 37):  # blocks of many sizes
        part = texts_of(min(37, 1000 - start), start)
        cache.put("encoder", part, vectors_of(part))
    asked = [*texts_of(1200), *texts_of(50)]
    random.Random(0).shuffle(asked)
    vectors, found = cache.get("encoder", asked)
    assert found.tolist() == [int(text.split()[1]) < 1000 for text in asked]
    np.testing.assert_array_equal(vectors[found], vectors_of(asked)[found])
    assert not vectors[~found].any()
    assert cache.notes == ()


def test_a_few_of_each_block(tmp_path: Path) -> None:
    filled(tmp_path, 1000)
    cache = cache_in(tmp_path)
    for step in (31, 32, 97, 999):
        assert assert_never_wrong(cache, texts_of(2000)[::step]) == len(range(0, 1000, step))
    with sqlite3.connect(cache.info()["path"]) as connection:
        connection.execute("DELETE FROM payload WHERE id = 2")
        connection.execute("UPDATE payload SET records = 5 WHERE id = 3")
        connection.execute("UPDATE payload SET records = substr(records, 1, 500) WHERE id = 4")
    connection.close()
    assert assert_never_wrong(cache, texts_of(1000)[::64]) == 10
    assert assert_never_wrong(cache, texts_of(1000)) == 1000 - 3 * 128
    assert cache.notes == ()


def test_only_missing_ones(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    assert not cache.get("encoder", ["nothing here"])[1].any()
    cache.put("encoder", ["one"], vectors_of(["one"]))
    assert not cache.get("encoder", ["another"])[1].any()
    assert cache.get("encoder", [])[0].shape == (0, DIM)
    cache.put("encoder", [], np.empty((0, DIM), np.float32))
    assert cache.notes == ()
    assert cache.info()["hits"] == 0
    assert cache.info()["misses"] == 2


def test_the_last_vector_put_wins(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    cache.put("encoder", ["a"], np.zeros((1, DIM), np.float32))
    cache.put("encoder", ["a"], np.ones((1, DIM), np.float32))
    assert (cache.get("encoder", ["a"])[0] == 1).all()


def test_fingerprints_and_lengths_never_mix(tmp_path: Path) -> None:
    cache, longer = cache_in(tmp_path), cache_in(tmp_path, dim=DIM + 1)
    texts = texts_of(300)
    cache.put("encoder 1", texts, vectors_of(texts, salt=1))
    cache.put("encoder 2", texts[:200], vectors_of(texts[:200], salt=2))
    longer.put("encoder 1", texts[:100], vectors_of(texts[:100], DIM + 1))
    np.testing.assert_array_equal(cache.get("encoder 1", texts)[0], vectors_of(texts, salt=1))
    second, found = cache.get("encoder 2", texts)
    assert found.tolist() == [True] * 200 + [False] * 100
    np.testing.assert_array_equal(second[:200], vectors_of(texts[:200], salt=2))
    np.testing.assert_array_equal(longer.get("encoder 1", texts)[0][:100], vectors_of(texts[:100], DIM + 1))
    assert cache.info()["fingerprints"] == {"encoder 1": 400, "encoder 2": 200}
    assert not cache.get("encoder 1value", [" 3"])[1].any()


def test_hostile_texts(tmp_path: Path) -> None:
    texts = ["", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "🎂", "é", "e\u0301", "\u200b", "x" * 100_000]
    cache = cache_in(tmp_path)
    cache.put("encoder", texts, vectors_of(texts))
    assert assert_never_wrong(cache, texts) == len(texts)


def test_wrong_shapes_are_refused(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    with pytest.raises(InvalidParameterError, match="vectors"):
        cache.put("encoder", ["a"], np.zeros((1, DIM + 1), np.float32))
    with pytest.raises(InvalidParameterError, match="vectors"):
        cache.put("encoder", ["a", "b"], np.zeros((1, DIM), np.float32))
    with pytest.raises(InvalidParameterError, match="limit_mb"):
        VectorCache(tmp_path, dim=DIM, limit_mb=0)
    with pytest.raises(InvalidParameterError, match="dim"):
        VectorCache(tmp_path, dim=0, limit_mb=1)
    assert not (tmp_path / "cache").exists()


def test_opening_is_lazy_and_cheap(tmp_path: Path) -> None:
    filled(tmp_path, 2000)
    best = min(_seconds_to_first_answer(tmp_path) for _ in range(5))
    assert best < 0.01


def _seconds_to_first_answer(tmp_path: Path) -> float:
    start = time.perf_counter()
    cache = cache_in(tmp_path)
    cache.get("encoder", ["value 7"])
    return time.perf_counter() - start


def test_modes(tmp_path: Path) -> None:
    on = open_cache("on", tmp_path / "c", dim=DIM, limit_mb=5)
    assert isinstance(on, VectorCache)
    assert not (tmp_path / "c").exists()
    off = open_cache("off", tmp_path / "c", dim=DIM)
    memory = open_cache("memory", tmp_path / "c", dim=DIM)
    assert isinstance(off, NullCache)
    assert isinstance(memory, MemoryCache)
    for cache, remembers in ((off, False), (memory, True), (on, True)):
        cache.put("encoder", ["a", "b"], vectors_of(["a", "b"]))
        vectors, found = cache.get("encoder", ["b", "c"])
        assert found.tolist() == [remembers, False]
        np.testing.assert_array_equal(vectors[0], vectors_of(["b"])[0] if remembers else np.zeros(DIM))
        assert set(cache.info()) == set(on.info())
        assert set(cache.verify()) == set(on.verify())
        cache.clear()
        assert not cache.get("encoder", ["b"])[1].any()
        cache.close()
    with pytest.raises(InvalidParameterError, match="cache"):
        open_cache("maybe", tmp_path, dim=DIM)  # type: ignore[arg-type]


def test_private_and_without_texts(tmp_path: Path) -> None:
    text = "a very private value of somebody"
    cache = cache_in(tmp_path)
    cache.put("encoder", [text], vectors_of([text]))
    for path in [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
        assert path.is_dir() or b"private" not in path.read_bytes()


def test_info_clear_verify(tmp_path: Path) -> None:
    path = filled(tmp_path, 3000)
    cache = cache_in(tmp_path)
    assert cache.verify() | {"bytes": 0} == {
        "ok": True, "entries": 3000, "damaged": 0, "rebuilt": False, "path": str(path), "bytes": 0, "notes": [],
    }  # fmt: skip
    info = cache.info()
    assert (info["entries"], info["fingerprints"], info["mode"]) == (3000, {"encoder": 3000}, "disk")
    assert info["bytes"] == path.stat().st_size > 3000 * DIM * 4
    cache.clear()
    assert cache.info()["entries"] == 0
    assert cache.info()["bytes"] < 200_000
    assert assert_never_wrong(cache, texts_of(10)) == 0


# Damage


def test_verify_finds_and_deletes_damaged_vectors(tmp_path: Path) -> None:
    path = filled(tmp_path, 1000)
    content = bytearray(path.read_bytes())
    place = content.index(vectors_of(["value 500"]).tobytes())
    content[place + 5] ^= 1
    path.write_bytes(content)
    cache = cache_in(tmp_path)
    assert assert_never_wrong(cache, texts_of(1000)) == 999
    report = cache.verify()
    assert not report["ok"]
    assert 1 <= report["damaged"] <= 128
    assert report["entries"] + report["damaged"] == 1000
    assert cache.verify()["ok"]
    assert assert_never_wrong(cache, texts_of(1000)) == report["entries"]


def test_a_damaged_entry_is_replaced(tmp_path: Path) -> None:
    path = filled(tmp_path, 300)
    content = bytearray(path.read_bytes())
    content[content.index(vectors_of(["value 7"]).tobytes())] ^= 128
    path.write_bytes(content)
    cache = cache_in(tmp_path)
    assert not cache.get("encoder", ["value 7"])[1].any()
    cache.put("encoder", ["value 7"], vectors_of(["value 7"]))
    assert assert_never_wrong(cache, texts_of(300)) == 300


def garble(content: bytes, how: str, dice: random.Random) -> bytes:
    n = len(content)
    if how == "flip":
        out = bytearray(content)
        for _ in range(dice.choice([1, 3, 30, 1000])):
            out[dice.randrange(n)] ^= 1 << dice.randrange(8)
        return bytes(out)
    if how == "header":  # the file header and the roots of the tables: the most dangerous places
        out = bytearray(content)
        for _ in range(dice.choice([1, 2, 5])):
            out[dice.choice([dice.randrange(200), dice.randrange(0, n, 16384) + dice.randrange(40)])] = dice.randrange(
                256
            )
        return bytes(out)
    if how == "truncate":
        return content[: dice.randrange(n)]
    if how == "zeros":
        start = dice.randrange(n)
        stop = min(n, start + dice.choice([100, 4096, 50_000]))
        return content[:start] + bytes(stop - start) + content[stop:]
    if how == "pages":  # pages swapped: each is whole, but in the wrong place
        out = bytearray(content)
        a, b = (dice.randrange(n // 16384) * 16384 for _ in range(2))
        out[a : a + 16384], out[b : b + 16384] = out[b : b + 16384], out[a : a + 16384]
        return bytes(out)
    return {"empty": b"", "garbage": dice.randbytes(50_000), "text": b"SQLite format 3\0" + b"x" * 9999}[how]


@pytest.mark.parametrize("how", ["flip", "header", "truncate", "zeros", "pages", "empty", "garbage", "text"])
def test_damage_costs_encoding_again_and_nothing_else(tmp_path: Path, how: str) -> None:
    whole = filled(tmp_path, 1500).read_bytes()
    texts = texts_of(1500)
    for seed in range(int(os.environ.get("TABBERT_TEST_SEEDS", "6"))):
        folder = tmp_path / f"{how}{seed}"
        path = folder / "cache" / "vectors-1" / "vectors.sqlite"
        path.parent.mkdir(parents=True)
        path.write_bytes(garble(whole, how, random.Random(f"{how} {seed}")))
        cache = cache_in(folder)
        assert_never_wrong(cache, texts)
        assert_never_wrong(cache, texts[::97])  # few of each block are read in another way
        missing = [text for text, found in zip(texts, cache.get("encoder", texts)[1], strict=True) if not found]
        cache.put("encoder", missing, vectors_of(missing))
        assert assert_never_wrong(cache, texts) >= len(missing)
        cache.put("encoder", texts, vectors_of(texts))
        assert assert_never_wrong(cache, texts) == 1500
        cache.verify()
        cache.info()
        cache.put("encoder", texts, vectors_of(texts))
        assert assert_never_wrong(cache_in(folder), texts) == 1500
        shutil.rmtree(folder)


@pytest.mark.parametrize("how", ["flip", "truncate", "empty", "garbage"])
def test_damage_while_the_file_is_open(tmp_path: Path, how: str) -> None:
    texts = texts_of(1500)
    for seed in range(6):
        cache = cache_in(tmp_path / str(seed))
        cache.put("encoder", texts, vectors_of(texts))
        path = Path(cache.info()["path"])
        content = garble(path.read_bytes(), how, random.Random(seed))
        with path.open("r+b") as file:  # the same file, not a new one
            file.truncate(len(content))
            file.write(content)
        assert_never_wrong(cache, texts)
        cache.put("encoder", texts_of(100, 5000), vectors_of(texts_of(100, 5000)))
        assert_never_wrong(cache, texts + texts_of(100, 5000))
        cache.put("encoder", texts, vectors_of(texts))
        assert_never_wrong(cache_in(tmp_path / str(seed)), texts)


def test_a_file_of_another_version_is_not_misread(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    cache = cache_in(tmp_path)
    assert assert_never_wrong(cache, texts_of(10)) == 0
    assert "begun anew" in cache.notes[0]
    cache.put("encoder", texts_of(10), vectors_of(texts_of(10)))
    assert assert_never_wrong(cache_in(tmp_path), texts_of(10)) == 10


def test_begun_anew_by_another_process(tmp_path: Path) -> None:
    ours, theirs = cache_in(tmp_path), cache_in(tmp_path)
    ours.put("encoder", texts_of(10), vectors_of(texts_of(10)))
    shutil.rmtree(tmp_path / "cache")
    theirs.put("encoder", texts_of(5), vectors_of(texts_of(5)))
    ours.put("encoder", ["new"], vectors_of(["new"]))
    assert assert_never_wrong(theirs, [*texts_of(10), "new"]) == 6
    assert ours.notes == theirs.notes == ()


def test_a_mistake_of_ours_does_not_delete_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path)
    monkeypatch.setattr(blocks, "fetch", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cache_in(tmp_path).get("encoder", ["a"])
    assert path.exists()


# A disk that refuses


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    cache = cache_in(tmp_path)
    assert not cache.get("encoder", ["a"])[1].any()
    cache.put("encoder", ["a"], vectors_of(["a"]))
    assert assert_never_wrong(cache, ["a", "b"]) == 1
    assert "Hint:" in cache.notes[0]
    assert cache.info()["mode"] == "memory"
    assert cache.info()["entries"] == 1
    cache.clear()
    assert assert_never_wrong(cache, ["a", "b"]) == 0
    assert (tmp_path / "cache").read_text() == "in the way"


def test_a_read_only_folder_still_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, 10)

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tabbert.store._cache_file.os.open", refuse)
    cache = cache_in(tmp_path)
    assert assert_never_wrong(cache, texts_of(12)) == 10
    assert cache.verify()["ok"]
    assert cache.notes == ()
    cache.put("encoder", texts_of(12), vectors_of(texts_of(12)))
    assert assert_never_wrong(cache, texts_of(12)) == 12
    assert "cannot be used: Permission denied" in cache.notes[0]
    monkeypatch.undo()
    assert assert_never_wrong(cache_in(tmp_path), texts_of(12)) == 10


@forks
def test_a_full_disk(tmp_path: Path) -> None:
    code = """
        import resource
        cache = cache_in(folder)
        cache.put("encoder", texts_of(100), vectors_of(texts_of(100)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        cache.put("encoder", texts_of(9000), vectors_of(texts_of(9000)))
        assert assert_never_wrong(cache, texts_of(9000)) == 9000
        assert len(cache.notes) == 1 and "cannot be used" in cache.notes[0], cache.notes
    """
    assert run_here(code, tmp_path) == 0
    cache = cache_in(tmp_path)
    assert assert_never_wrong(cache, texts_of(100)) == 100
    assert cache.verify()["ok"]


# Size


def test_the_limit_holds_and_the_least_used_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000_000]
    monkeypatch.setattr("tabbert.store.vectors.time.time", lambda: clock[0])
    cache = cache_in(tmp_path, limit_mb=3, dim=96)
    often, largest = texts_of(500), 0
    cache.put("encoder", often, vectors_of(often, 96))
    for start in range(1000, 30_000, 500):
        clock[0] += 100
        assert cache.get("encoder", often)[1].all()
        part = texts_of(500, start)
        cache.put("encoder", part, np.full((500, 96), start, np.float32))
        assert cache.get("encoder", part)[1].all()
        largest = max(largest, sum(path.stat().st_size for path in (tmp_path / "cache").rglob("*.*")))
    assert largest <= 3_300_000
    assert not cache.get("encoder", texts_of(2000, 1000))[1].any()
    assert cache.info()["entries"] > 3000
    assert cache.verify()["ok"]
    assert cache.notes == ()


def test_one_put_larger_than_the_limit(tmp_path: Path) -> None:
    cache = cache_in(tmp_path, limit_mb=1, dim=96)
    texts = texts_of(5000)
    cache.put("encoder", texts, vectors_of(texts, 96))
    assert cache.info()["bytes"] <= 1_100_000
    vectors, found = cache.get("encoder", texts)
    assert 1000 < found.sum() < 5000
    np.testing.assert_array_equal(vectors[found], vectors_of(texts, 96)[found])
    assert cache.notes == ()


def test_a_lower_limit_shrinks_the_file(tmp_path: Path) -> None:
    texts = texts_of(10_000)
    cache = cache_in(tmp_path, limit_mb=20, dim=96)
    cache.put("encoder", texts, np.ones((10_000, 96), np.float32))
    assert cache.info()["bytes"] > 4_000_000
    small = cache_in(tmp_path, limit_mb=2, dim=96)
    small.put("encoder", ["one more"], np.ones((1, 96), np.float32))
    assert small.info()["bytes"] < 2_200_000
    assert small.verify()["ok"]
    assert small.notes == ()


def test_use_is_remembered_after_reading_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, 300)
    later = int(time.time()) + 1000
    monkeypatch.setattr("tabbert.store.vectors.time.time", lambda: later)
    cache = cache_in(tmp_path)
    cache.get("encoder", ["value 3"])
    cache.close()
    with sqlite3.connect(cache.info()["path"]) as connection:
        used = [row[0] == later for row in connection.execute("SELECT used FROM block ORDER BY id")]
    connection.close()
    assert used == [True, False, False]


def test_memory_is_bounded_too() -> None:
    cache = MemoryCache(dim=1000, limit_mb=1)
    texts = texts_of(1000)
    cache.put("encoder", texts, np.ones((1000, 1000), np.float32))
    assert 200 <= cache.info()["entries"] <= 250
    assert cache.get("encoder", texts)[1][-200:].all()


# Threads, forks, processes


def test_threads(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    wrong: list[object] = []

    def work(seed: int) -> None:
        try:
            for step in range(15):
                part = texts_of(200, 100 * ((seed + step) % 20))
                cache.put("encoder", part, vectors_of(part))
                if assert_never_wrong(cache, part) != 200:
                    wrong.append((seed, step))
        except Exception as error:  # noqa: BLE001 - reported by the main thread
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.notes == ()


@forks
def test_a_forked_child_goes_on(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    cache.put("encoder", texts_of(100), vectors_of(texts_of(100)))
    stop = threading.Event()

    def read_on() -> None:  # forks happen while another thread is inside the cache
        while not stop.is_set():
            cache.get("encoder", texts_of(100))

    thread = threading.Thread(target=read_on)
    thread.start()
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_child_of_fork, args=(cache, start)) for start in range(1000, 1800, 100)]
    with pytest.warns(DeprecationWarning, match="fork") if sys.version_info >= (3, 12) else _nothing():
        for child in children:
            child.start()
    for child in children:
        child.join(60)
    stop.set()
    thread.join()
    assert [child.exitcode for child in children] == [0] * len(children)
    assert assert_never_wrong(cache, texts_of(100) + texts_of(800, 1000)) == 900
    assert cache.verify()["ok"]
    assert cache.notes == ()


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def _child_of_fork(cache: VectorCache, start: int) -> None:
    assert assert_never_wrong(cache, texts_of(100)) == 100
    cache.put("encoder", texts_of(100, start), vectors_of(texts_of(100, start)))
    assert assert_never_wrong(cache, texts_of(100, start)) == 100
    assert cache.notes == ()
    cache.close()


def started_here(code: str, folder: Path) -> "subprocess.Popen[bytes]":
    """Start Python with this module's names and a folder."""
    lines = [line.removeprefix("        ") for line in code.splitlines()]
    header = [
        "import sys, importlib.util, pathlib",
        f"spec = importlib.util.spec_from_file_location('here', {__file__!r})",
        "here = importlib.util.module_from_spec(spec); spec.loader.exec_module(here)",
        "globals().update(vars(here))",
        f"folder = pathlib.Path({str(folder)!r})",
    ]
    return subprocess.Popen([sys.executable, "-c", "\n".join(header + lines)], stdout=subprocess.PIPE)


def run_here(code: str, folder: Path) -> int:
    process = started_here(code, folder)
    process.communicate(timeout=120)
    return process.returncode


def test_processes_write_and_read_at_once(tmp_path: Path) -> None:
    writer = """
        cache = cache_in(folder)
        for start in range({first}, {first} + 6000, 150):
            cache.put("encoder", texts_of(150, start), vectors_of(texts_of(150, start)))
            assert_never_wrong(cache, texts_of(500, max(0, start - 400)))
        assert cache.notes == (), cache.notes
    """
    processes = [started_here(writer.format(first=first), tmp_path) for first in (0, 3000, 6000)]
    for process in processes:
        process.communicate(timeout=120)
    assert [process.returncode for process in processes] == [0, 0, 0]
    cache = cache_in(tmp_path)
    assert assert_never_wrong(cache, texts_of(12_000)) == 12_000
    assert cache.verify()["ok"]


@forks
def test_killed_while_writing(tmp_path: Path) -> None:
    code = """
        cache = cache_in(folder)
        for start in range(0, 10_000_000, 1000):
            cache.put("encoder", texts_of(1000, start), np.tile(vectors_of(["value 1"]), (1000, 1)))
            print(start, flush=True)
    """
    dice = random.Random(0)
    for _ in range(5):
        process = started_here(code, tmp_path)
        assert process.stdout
        seen = [process.stdout.readline() for _ in range(3)]
        time.sleep(dice.random() / 20)
        os.kill(process.pid, signal.SIGKILL)
        rest = process.communicate()[0].split()
        last = int(rest[-1] if rest else seen[-1])
        cache = cache_in(tmp_path)
        vectors, found = cache.get("encoder", texts_of(last + 1000))
        assert found.all()  # every put that had returned is there
        assert (vectors == vectors_of(["value 1"])).all()
        assert cache.verify()["ok"]
        assert cache.notes == ()
        cache.close()


def test_damage_seen_by_several_processes_at_once(tmp_path: Path) -> None:
    path = filled(tmp_path, 2000)
    code = """
        cache = cache_in(folder)
        assert_never_wrong(cache, texts_of(2000))
        cache.put("encoder", texts_of(2000), vectors_of(texts_of(2000)))
        assert assert_never_wrong(cache, texts_of(2000)) == 2000
        assert not any("cannot" in note for note in cache.notes), cache.notes
    """
    path.write_bytes(random.Random(0).randbytes(300_000))
    processes = [started_here(code, tmp_path) for _ in range(4)]
    for process in processes:
        process.communicate(timeout=120)
    assert [process.returncode for process in processes] == [0] * 4
    assert [folder.name for folder in (tmp_path / "cache").iterdir()] == ["vectors-1"]


@pytest.mark.slow
def test_a_hit_costs_microseconds(tmp_path: Path) -> None:
    texts = [f"query: value {number}" for number in range(50_000)]
    cache = cache_in(tmp_path, dim=384, limit_mb=500)
    cache.put("encoder", texts, np.ones((len(texts), 384), np.float32))
    seconds = []
    for _ in range(4):
        start = time.perf_counter()
        assert cache.get("encoder", texts)[1].all()
        seconds.append(time.perf_counter() - start)
    assert min(seconds) / len(texts) < 12e-6  # 2 to 3 on a quiet machine
