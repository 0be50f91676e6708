"""A folder's manifest: its files, their sizes and hashes; and the stamp that saves hashing them again.

What is guaranteed. A folder passes only if its manifest is whole (it carries its own hash) and every file in
it has the size and the sha256 of the day it was written. Hashing 100 MB takes about 0.1 s, so that after a
full check a stamp remembers each file's device, inode, size, modification and change time; while they are all
the same, the file is not read again. The change time cannot be set by a program, so every later write, copy
or replacement is noticed and hashed again. What the stamp cannot notice is a disk that returns other bytes
than were written: `check(folder, full=True)` does.
"""

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

MANIFEST: Final = "manifest.json"
STAMP: Final = "stamp.json"
_FORMAT: Final = 1
_SETTLED_S: Final = 2.0
"""A file changed more recently than this may change again within its timestamp's resolution: no stamp yet."""


def write_manifest(folder: Path, about: dict[str, str]) -> None:
    """Describe all files of the folder in its manifest and force everything to disk.

    Args:
        folder: the folder; symbolic links in it are refused (ValueError).
        about: what else to keep, such as name and key.
    """
    files = {}
    for path in _walk(folder):
        if path.name in (MANIFEST, STAMP):
            continue
        if not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError(f"{path.name} is no regular file")
        _sync_file(path)
        files[path.relative_to(folder).as_posix()] = {"size": path.stat().st_size, "sha256": _sha256(path)}
    body: dict[str, Any] = {"format": _FORMAT, **about, "files": files}
    text = json.dumps({**body, "checksum": _checksum(body)}, indent=1, sort_keys=True)
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)


def content_key(folder: Path) -> str:
    """Return a hash of the names and the contents of all files in the folder, hexadecimal."""
    listed = [(path.relative_to(folder).as_posix(), _sha256(path)) for path in _walk(folder)]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest.

    Raises:
        ValueError: it is missing, truncated or altered, or names a path outside the folder.
    """
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError("it has no manifest") from error
    except (OSError, ValueError) as error:
        raise ValueError("its manifest cannot be read") from error
    if not isinstance(body, dict) or body.pop("checksum", None) != _checksum(body) or body.get("format") != _FORMAT:
        raise ValueError("its manifest is truncated or altered")
    for name in body["files"]:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
            raise ValueError("its manifest names a file outside the folder")
    return body


def check(folder: Path, *, full: bool = False) -> str | None:
    """Return what is wrong with the folder, or None.

    Args:
        folder: a folder with a manifest.
        full: hash every file even if the stamp says that nothing was touched.
    """
    try:
        files: dict[str, dict[str, Any]] = read_manifest(folder)["files"]
    except ValueError as error:
        return str(error)
    stamp = {} if full else _read_stamp(folder)
    fresh: dict[str, list[int]] = {}
    for name, expected in files.items():
        path = folder / name
        if any(part.is_symlink() for part in (path, *path.parents) if part != folder and part.is_relative_to(folder)):
            return f"{name} is a symbolic link"
        try:
            before = _identity(path)
            if before[2] != expected["size"]:
                return f"{name} has {before[2]} bytes instead of {expected['size']}"
            if stamp.get(name) != before:
                if _sha256(path) != expected["sha256"]:
                    return f"{name} was altered (its sha256 differs)"
                if _identity(path) != before:
                    return f"{name} changes while it is read"
        except OSError as error:
            return f"{name} cannot be read ({error.strerror})"
        fresh[name] = before
    if fresh != stamp:
        _write_stamp(folder, fresh)
    return None


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, where the platform knows how."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
            sync_folder(path)
        else:
            yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_file(path: Path) -> None:
    with path.open("r+b") as file:  # Windows forces only what is open for writing
        os.fsync(file.fileno())


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _identity(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _read_stamp(folder: Path) -> dict[str, list[int]]:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or half-written: the files are hashed instead
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(folder: Path, identities: dict[str, list[int]]) -> None:
    newest = max((identity[4] for identity in identities.values()), default=0)
    if time.time() - newest / 1e9 < _SETTLED_S:
        return
    part = folder / f"{STAMP}.{os.getpid()}"
    try:
        part.write_text(json.dumps(identities), encoding="utf-8")
        part.replace(folder / STAMP)
    except OSError:  # a read-only or full folder: only speed is lost
        part.unlink(missing_ok=True)
