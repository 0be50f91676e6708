"""Model folders: built once, verified, healed, and safe when processes start or die at the same time."""

import errno
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tabbert.errors import FolderUnwritableError, ModelStoreError
from tabbert.store import manifest, models
from tabbert.store.models import ensure, installed, model_path, remove, verify

KEY = "0123456789abcdef" * 4
FILES = {"graph.onnx": b"graph", "weights.bin": b"w" * 100_000, "tokenizer/pieces.npy": b"pieces"}


class Builder:
    """Writes the files and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        for name, data in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def build() -> Builder:
    return Builder()


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stamps be written at once, as if the files were old."""
    monkeypatch.setattr(manifest, "_SETTLED_S", -3600.0)


def whole(folder: Path) -> bool:
    return all((folder / name).read_bytes() == data for name, data in FILES.items())


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir() if ".part-" in path.name]


def test_built_once_then_found(build: Builder, home: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    folder = ensure("e5", build, key=KEY, progress=lambda *step: seen.append(step))
    assert folder == home / "models" / "e5" / KEY[:16] == model_path("e5", KEY)
    assert seen == [("building", 0, 1), ("building", 1, 1)]
    assert ensure("e5", build, key=KEY) == folder
    assert build.calls == 1
    assert whole(folder)
    assert not leftovers(folder)


def test_another_key_is_another_folder(build: Builder) -> None:
    assert ensure("e5", build, key=KEY) != ensure("e5", build, key=KEY[::-1])
    assert build.calls == 2


def _truncate(folder: Path) -> None:
    os.truncate(folder / "weights.bin", 5)


def _alter(folder: Path) -> None:
    with (folder / "weights.bin").open("r+b") as file:
        file.write(b"X")


def _alter_and_hide(folder: Path) -> None:
    """Change a byte, and set size and modification time back."""
    before = (folder / "weights.bin").stat()
    _alter(folder)
    os.utime(folder / "weights.bin", ns=(before.st_atime_ns, before.st_mtime_ns))


def _delete(folder: Path) -> None:
    (folder / "graph.onnx").unlink()


def _replace_by_link(folder: Path) -> None:
    target = folder.parent / "elsewhere"
    target.write_bytes(FILES["graph.onnx"])
    (folder / "graph.onnx").unlink()
    (folder / "graph.onnx").symlink_to(target)


def _link_a_folder(folder: Path) -> None:
    shutil.move(folder / "tokenizer", folder.parent / "moved")
    (folder / "tokenizer").symlink_to(folder.parent / "moved", target_is_directory=True)


def _truncate_manifest(folder: Path) -> None:
    os.truncate(folder / "manifest.json", (folder / "manifest.json").stat().st_size // 2)


def _empty_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")


def _edit_manifest(folder: Path) -> None:
    body = json.loads((folder / "manifest.json").read_text())
    del body["files"]["weights.bin"]
    (folder / "manifest.json").write_text(json.dumps(body))


def _delete_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _replace_by_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("in the way")


DAMAGES = [
    _truncate, _alter, _alter_and_hide, _delete, _replace_by_link, _link_a_folder, _truncate_manifest, _empty_manifest,
    _edit_manifest, _delete_manifest, _replace_by_file,
]  # fmt: skip


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_noticed_and_healed(damage, build: Builder) -> None:
    folder = ensure("e5", build, key=KEY)
    ensure("e5", build, key=KEY)  # writes a stamp
    time.sleep(0.02)  # longer than a file system's clock tick
    damage(folder)
    assert manifest.check(folder) is not None
    assert ensure("e5", build, key=KEY) == folder
    assert build.calls == 2
    assert whole(folder)
    assert manifest.check(folder, full=True) is None
    assert not leftovers(folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b", "..", "a\\b", "C:x", ""])
def test_manifests_may_not_point_outside(name: str, build: Builder) -> None:
    folder = ensure("e5", build, key=KEY)
    body = json.loads((folder / "manifest.json").read_text())
    del body["checksum"]
    body["files"][name] = {"size": 0, "sha256": ""}
    body["checksum"] = manifest._checksum(body)
    (folder / "manifest.json").write_text(json.dumps(body))
    assert manifest.check(folder) == "its manifest names a file outside the folder"


@pytest.mark.usefixtures("settled")
def test_untouched_files_are_not_hashed_again(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ensure("e5", build, key=KEY)
    assert manifest.check(folder) is None
    monkeypatch.setattr(manifest, "_sha256", lambda _: pytest.fail("read again"))
    assert manifest.check(folder) is None
    with pytest.raises(pytest.fail.Exception):
        manifest.check(folder, full=True)


def test_fresh_files_get_no_stamp(build: Builder) -> None:
    folder = ensure("e5", build, key=KEY)
    assert manifest.check(folder) is None
    assert not (folder / manifest.STAMP).exists(), "they may still change within a clock tick"


@pytest.mark.parametrize("stamp", ["", "[]", '{"weights.bin": 1}', '{"weights.bin": [0, 0, 0, 0, 0]}'])
def test_a_broken_stamp_costs_only_time(stamp: str, build: Builder) -> None:
    folder = ensure("e5", build, key=KEY)
    (folder / manifest.STAMP).write_text(stamp)
    assert manifest.check(folder) is None
    _alter(folder)
    assert manifest.check(folder) == "weights.bin was altered (its sha256 differs)"


def test_a_failed_build_leaves_nothing(home: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"half")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        ensure("e5", fail, key=KEY)
    assert not model_path("e5", KEY).exists()
    assert not leftovers(model_path("e5", KEY))


def test_a_full_disk_is_a_clear_error_and_leaves_nothing() -> None:
    def fill(folder: Path) -> None:
        (folder / "half").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(FolderUnwritableError, match="No space left"):
        ensure("e5", fill, key=KEY)
    assert not model_path("e5", KEY).exists()
    assert not leftovers(model_path("e5", KEY))


def test_a_read_only_home_serves_what_is_there(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ensure("e5", build, key=KEY)
    for part in (folder, folder.parent):
        part.chmod(0o500)

    def refuse(*_: object, **__: object) -> None:  # root may write anywhere: refuse by hand as well
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    monkeypatch.setattr(models, "make_private", refuse)
    assert ensure("e5", build, key=KEY) == folder
    monkeypatch.undo()
    for part in (folder, folder.parent):
        part.chmod(0o700)


def test_a_home_that_cannot_be_made_is_a_clear_error(home: Path, build: Builder) -> None:
    home.write_text("a file")
    with pytest.raises(FolderUnwritableError, match="TABBERT_HOME"):
        ensure("e5", build, key=KEY)
    assert build.calls == 0


@pytest.mark.parametrize(("name", "key"), [("../x", KEY), ("e5", "short"), ("e5", "../" * 8), ("", KEY), (".e5", KEY)])
def test_names_and_keys_cannot_leave_the_folder(name: str, key: str, build: Builder) -> None:
    with pytest.raises(ValueError, match="cannot name a folder"):
        ensure(name, build, key=key)


def test_links_are_not_accepted_from_a_build() -> None:
    with pytest.raises(ValueError, match="no regular file"):
        ensure("e5", lambda folder: (folder / "link").symlink_to("/etc/hosts"), key=KEY)


def test_listing_verifying_and_removing(build: Builder, home: Path) -> None:
    assert installed() == []
    folder = ensure("e5", build, key=KEY)
    ensure("other", build, key=KEY)
    assert [(model.name, model.key, model.problem) for model in installed()] == [
        ("e5", KEY, None),
        ("other", KEY, None),
    ]
    assert installed()[0].size_bytes > 100_000
    _alter(folder)
    (found,) = verify("e5")
    assert (found.path, found.problem) == (folder, "weights.bin was altered (its sha256 differs)")
    assert verify("nothing") == []
    assert remove("e5") > 100_000
    assert [model.name for model in installed()] == ["other"]
    assert remove("e5") == 0
    with pytest.raises(ValueError, match="cannot name"):
        remove("../models")


def test_a_builder_that_never_ends_is_reported(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = model_path("e5", KEY)
    folder.parent.mkdir(parents=True)
    monkeypatch.setattr(models, "_WAIT_S", 0.2)
    seen: list[str] = []
    with models._locked(folder, None), pytest.raises(ModelStoreError, match="another process"):
        ensure("e5", build, key=KEY, progress=lambda what, *_: seen.append(what))
    assert seen == ["waiting for another process"]


def _slow_build(folder: Path) -> None:
    with (folder.parent / "log").open("a") as log:
        log.write(f"{os.getpid()}\n")
    time.sleep(0.5)
    Builder()(folder)


def _start(gate: "multiprocessing.synchronize.Barrier", results: "multiprocessing.Queue[bool]") -> None:
    gate.wait()
    results.put(whole(ensure("e5", _slow_build, key=KEY)))


def test_processes_that_start_together_build_once() -> None:
    context = multiprocessing.get_context("spawn")
    gate, results = context.Barrier(4), context.Queue()
    workers = [context.Process(target=_start, args=(gate, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    assert [results.get(timeout=60) for _ in workers] == [True] * 4
    for worker in workers:
        worker.join()
    folder = model_path("e5", KEY)
    assert len((folder.parent / "log").read_text().split()) == 1
    assert not leftovers(folder)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_killed_build_leaves_a_place_that_heals(build: Builder, home: Path) -> None:
    program = """
import sys, time
from tabbert.store.models import ensure
def build(folder):
    (folder / "weights.bin").write_bytes(b"half")
    print("half", flush=True)
    time.sleep(60)
ensure("e5", build, key=sys.argv[1])
"""
    worker = subprocess.Popen([sys.executable, "-c", program, KEY], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "half\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    folder = model_path("e5", KEY)
    assert not folder.exists()
    assert len(leftovers(folder)) == 1
    assert installed() == []
    assert whole(ensure("e5", build, key=KEY))
    assert not leftovers(folder)
