"""Model folders: built once, checked on every load, healed when damaged, shared by all processes of a user.

A model lies in `<home>/models/<name>/<first 16 characters of its key>/` together with its manifest. It is
built in a temporary folder beside it while a lock is held, forced to disk, and renamed into place, so that a
folder of that name is always whole; what a killed process leaves behind is cleaned away by the next one that
builds.
"""

import errno
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tabbert.errors import FolderUnwritableError, InvalidParameterError, ModelStoreError
from tabbert.store.manifest import check, content_key, read_manifest, sync_folder, write_manifest
from tabbert.store.paths import make_private, models_dir

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is; (0, 0) while waiting."""

_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_WAIT_S: Final = 900.0
_PART: Final = ".part-"
_NEW: Final = "new"
_FULL_OR_CLOSED: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.ENAMETOOLONG}
)


@dataclass(frozen=True)
class Installed:
    """A model folder on disk; `problem` says why it cannot be used, None that it can."""

    name: str
    key: str
    path: Path
    size_bytes: int
    problem: str | None


def check_name(name: str) -> str:
    """Return the name if it can be a model's, else raise InvalidParameterError."""
    if not isinstance(name, str) or not _SAFE.fullmatch(name) or _PART in name:
        raise InvalidParameterError("name", "letters, digits, '.', '_' and '-', beginning with a letter or digit", name)
    return name


def model_path(name: str, key: str) -> Path:
    """Return where the model with this name and key lies or would lie.

    Args:
        name: the encoder's name: letters, digits, `.`, `_`, `-`.
        key: what the serving files depend on, as at least 16 letters or digits (a hash).
    """
    if not _SAFE.fullmatch(name) or not _SAFE.fullmatch(key) or len(key) < 16:
        raise ValueError(f"{name!r} with key {key!r} cannot name a folder")
    return models_dir() / name / key[:16]


def ensure(name: str, build: Callable[[Path], None], *, key: str, progress: Progress | None = None) -> Path:
    """Return the model's folder, building or healing it if need be.

    A whole folder costs a millisecond (see `tabbert.store.manifest`) and needs no permission to write.

    Args:
        name: the encoder's name.
        build: writes the files into the folder it is given; called at most once, by one process at a time.
        key: what the files depend on, such as a hash of the source and of the layout's version.
        progress: told of waiting for another process and of building; the `build` function reports its own steps.

    Raises:
        FolderUnwritableError: the model has to be built and its folder cannot be written, or the disk is full.
        ModelStoreError: another process has been building for 15 minutes, or the folder cannot be replaced.
    """
    folder = model_path(name, key)
    if check(folder) is None:
        return folder
    make_private(folder.parent)
    with _locked(folder, progress):
        if check(folder) is None:  # another process was faster
            return folder
        _sweep(folder)
        if progress:
            progress("building", 0, 1)
        with _writable(folder):
            part = Path(tempfile.mkdtemp(prefix=f"{folder.name}{_PART}", dir=folder.parent))
            try:
                build(part)
                write_manifest(part, {"name": name, "key": key})
                if folder.exists() or folder.is_symlink():
                    _set_aside(folder)
                part.rename(folder)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
            sync_folder(folder.parent)
            _sweep(folder)
        if progress:
            progress("building", 1, 1)
    return folder


def add(name: str, build: Callable[[Path], None]) -> Path:
    """Keep a new version of a model and return its folder; its key follows from the files, earlier versions stay.

    Args:
        name: the model's name: letters, digits, `.`, `_`, `-`.
        build: writes the files into the folder it is given; if it fails, nothing is left.

    Raises:
        FolderUnwritableError: the folder cannot be written, or the disk is full.
        ModelStoreError: another process has been writing a version for 15 minutes.
    """
    new = make_private(models_dir() / check_name(name)) / _NEW
    with _locked(new, None), _writable(new):
        _sweep(new)
        part = Path(tempfile.mkdtemp(prefix=f"{_NEW}{_PART}", dir=new.parent))
        try:
            build(part)
            key = content_key(part)
            folder = model_path(name, key)
            if check(folder) is None:  # the same files again
                return folder
            write_manifest(part, {"name": name, "key": key})
            if folder.exists() or folder.is_symlink():
                _set_aside(folder)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        sync_folder(folder.parent)
        _sweep(folder)
    return folder


def installed(*, full: bool = False) -> list[Installed]:
    """Return the model folders on disk, by name and key.

    Args:
        full: hash every file instead of trusting the stamps.
    """
    found = []
    for folder in sorted(models_dir().glob("*/*")):
        if folder.is_dir() and not folder.is_symlink() and _PART not in folder.name:
            problem = check(folder, full=full)
            key = folder.name if problem else str(read_manifest(folder)["key"])
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            found.append(Installed(folder.parent.name, key, folder, size, problem))
    return found


def verify(name: str) -> list[Installed]:
    """Hash every file of the model's folders and return them; empty if there is none."""
    return [model for model in installed(full=True) if model.name == name]


def remove(name: str, key: str = "") -> int:
    """Delete the model's folders, and what interrupted builds left; return the bytes freed.

    With a key, or its beginning, only the folders of this version.

    Processes that have it loaded keep it (not on Windows, where this raises ModelStoreError).
    """
    if not _SAFE.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a folder")
    freed = 0
    for folder in sorted((models_dir() / name).glob(f"{key}*")):
        if folder.is_dir() and not folder.is_symlink() and _PART not in folder.name:
            freed += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            with _locked(folder, None), _writable(folder):
                _set_aside(folder)
                _sweep(folder)
    return freed


@contextmanager
def _locked(folder: Path, progress: Progress | None) -> Iterator[None]:
    from filelock import FileLock, Timeout  # 25 ms, and needed only to write

    lock = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=_WAIT_S)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if progress:
                progress("waiting for another process", 0, 0)
            lock.acquire()
    except Timeout as error:
        reason = f"another process has been writing it for {_WAIT_S / 60:.0f} minutes."
        raise ModelStoreError(str(folder), reason, "end that process, then try again.") from error
    except OSError as error:
        raise FolderUnwritableError(str(folder.parent), f"{error.strerror or error}.") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden write into an error that says so."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL_OR_CLOSED:
            raise
        raise FolderUnwritableError(str(folder.parent), f"{error.strerror}.") from error


def _set_aside(folder: Path) -> None:
    """Rename a folder (or whatever is there) to a name that `_sweep` deletes; open files in it stay readable."""
    aside = Path(tempfile.mkdtemp(prefix=f"{folder.name}{_PART}", dir=folder.parent))
    try:
        folder.rename(aside / "old")
    except PermissionError as error:  # Windows: a process has files in it open
        raise ModelStoreError(
            str(folder), "it is in use and cannot be replaced.", "end the programs that use it, then try again."
        ) from error


def _sweep(folder: Path) -> None:
    """Delete what interrupted builds of this folder left; the lock must be held."""
    for left in folder.parent.glob(f"{folder.name}{_PART}*"):
        shutil.rmtree(left, ignore_errors=True)
