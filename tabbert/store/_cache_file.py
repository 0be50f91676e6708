"""One SQLite file that may be lost at any time: opened lazily, shared by processes, begun anew when damaged.

The rollback journal is used, not the write-ahead log: that one maps shared memory, where a truncated file kills the
process, does not work on network drives, and writes each vector twice. With ``synchronous=OFF`` a killed process loses
nothing that was committed; a power cut may damage the file, which costs encoding again.
"""

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from tabbert.store._forks import ForkLock
from tabbert.store._vector_blocks import SCHEMA

__all__ = ["SCHEMA_VERSION", "CacheFile", "RefusedError"]

T = TypeVar("T")
SCHEMA_VERSION = 1
_APPLICATION = 0x7ABBE27  # marks the file as ours
_PAGE_BYTES = 16384
_BUSY_S = 20.0  # how long to wait for other processes; they hold the file for tens of milliseconds
_LARGEST_VALUE = 1 << 28  # bytes; a damaged length must not be allocated
_REBUILDS = 3  # a disk that damages the file again and again is left alone
_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)
_UNFIT = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_BUSY: "another process has held it for too long",
    sqlite3.SQLITE_PERM: "it may not be accessed",
    sqlite3.SQLITE_NOLFS: "the disk cannot hold a file of this size",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}


class RefusedError(Exception):
    """The file cannot serve this operation, for the reason in the message; nothing is wrong with the caller."""


class CacheFile:
    """A private SQLite file in a folder of its own, which is moved away as a whole when it is damaged.

    Args:
        directory: created with mode 0700 if missing; the file lies in a folder of it that is named after the schema.
        limit: most bytes that the file may have.
        before_close: called with the open connection before it is closed, to write what was put off.
    """

    def __init__(self, directory: Path, limit: int, before_close: Callable[[sqlite3.Connection], None]) -> None:
        self.directory = directory
        self.limit = limit
        self.folder = directory / f"vectors-{SCHEMA_VERSION}"
        self.path = self.folder / "vectors.sqlite"
        self.n_rebuilt = 0
        self._before_close = before_close
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._writable = False
        self._why_not = ""
        self._process = os.getpid()
        self.lock = ForkLock(self.close)

    def run(self, operation: Callable[[sqlite3.Connection], T], kind: Literal["read", "write"]) -> T:
        """Return operation(connection), in one transaction; a damaged file is begun anew and the operation repeated.

        Raises:
            RefusedError: the folder or the disk does not allow it, or another process does not let go.
        """
        with self.lock:
            reason = "it is damaged again and again"
            for _ in range(_REBUILDS):
                try:
                    return self._transaction(operation, kind)
                except sqlite3.Error as error:
                    self._drop()
                    moved = self._moved()
                    fault = _fault(error, self.path)
                    if not moved and fault:
                        raise RefusedError(fault) from error
                    if not moved:
                        self._discard()
            raise RefusedError(reason)

    def _transaction(self, operation: Callable[[sqlite3.Connection], T], kind: Literal["read", "write"]) -> T:
        if self._process != os.getpid():  # forked past our hook, by foreign code: the parent's connection is not ours
            _abandoned.append(self._connection)
            self._connection, self._process = None, os.getpid()
        if kind == "write" and self._connection and self._moved():
            self._drop()
        connection = self._connection or self._open()
        if kind == "write" and not self._writable:
            raise RefusedError(self._why_not)
        connection.execute("BEGIN IMMEDIATE" if kind == "write" else "BEGIN")
        try:
            result = operation(connection)
            connection.execute("COMMIT")
        except BaseException:  # also Ctrl-C: nothing half-written may stay open
            with contextlib.suppress(sqlite3.Error):  # SQLite has often rolled back by itself
                connection.execute("ROLLBACK")
            raise
        return result

    def _open(self) -> sqlite3.Connection:
        self._writable = self._prepare_folder()
        self._identity = self._found()
        mode = "rw" if self._writable else "ro"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,
            check_same_thread=False,  # the lock sees to that
        )
        try:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
            for pragma in (
                "mmap_size = 0",  # a truncated file must be an error, not a signal
                "cache_size = -8000",
                "synchronous = OFF",
                "temp_store = MEMORY",
                "cell_size_check = ON",
                "trusted_schema = OFF",
                f"max_page_count = {int(1.1 * self.limit) // _PAGE_BYTES}",
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            if not self.size():  # later, setting them would write
                connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            if self._writable:
                connection.execute("PRAGMA journal_mode = TRUNCATE").fetchall()
            if not _is_ours(connection):
                if not self._writable:
                    raise RefusedError("it holds no vectors and cannot be written")
                _create(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _prepare_folder(self) -> bool:
        """Create folder and file, for the user alone; return whether they can be written."""
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            if self.folder.stat().st_mode & 0o077:
                with contextlib.suppress(OSError):  # somebody else's folder: theirs to decide
                    self.folder.chmod(0o700)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
        except OSError as error:
            if os.access(self.path, os.R_OK) and self.path.is_file():
                self._why_not = error.strerror or type(error).__name__
                return False
            raise RefusedError(error.strerror or type(error).__name__) from error
        return True

    def _moved(self) -> bool:
        """Return whether the path leads to another file than the one that was opened: somebody began anew."""
        return self._identity not in (None, self._found())

    def _found(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:  # deleted, or the folder is out of reach: the next opening says why
            return None
        return status.st_dev, status.st_ino

    def _discard(self) -> None:
        """Move the damaged file away, its journal with it, and delete it."""
        self.n_rebuilt += 1
        away = self.directory / f"{self.folder.name}.damaged-{secrets.token_hex(8)}"
        try:
            self.folder.rename(away)  # at once: a journal must never meet another file than its own
        except FileNotFoundError:
            pass  # another process was faster
        except OSError as error:
            raise RefusedError(f"it is damaged and cannot be replaced ({error.strerror})") from error
        self._identity = None
        for folder in self.directory.glob(f"{self.folder.name}.damaged-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def shrink(self, most: int) -> None:
        """Give pages that are not used back to the disk, where the file is larger than most bytes."""
        with self.lock:
            if self._connection and self._writable and self.size() > most:
                with contextlib.suppress(sqlite3.Error):  # busy or damaged: the next write finds out
                    # It gives one row without columns per page, of which execute() would take the first only.
                    self._connection.executescript("PRAGMA incremental_vacuum")

    def remove_leftovers(self) -> None:
        """Delete what damage and other versions of the schema left in the directory."""
        for folder in self.directory.glob("vectors-*"):
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)

    def size(self) -> int:
        """Return the file's size in bytes, 0 where there is none."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def close(self) -> None:
        """Close the file; the next operation opens it again."""
        with self.lock:
            if self._connection and self._process == os.getpid():
                if self._writable and not self._moved():
                    with contextlib.suppress(sqlite3.Error):  # only marks of use: not worth an error
                        self._connection.execute("PRAGMA busy_timeout = 100")
                        self._before_close(self._connection)
                self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            with contextlib.suppress(sqlite3.Error):
                connection.close()


_abandoned: list[sqlite3.Connection | None] = []  # never closed here: closing would touch the parent's file


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Return whether the file has our schema; False where it is empty.

    Raises:
        sqlite3.DatabaseError: it is something else, or damaged.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if (application, version) == (_APPLICATION, SCHEMA_VERSION):
        return True
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or application or version:
        raise sqlite3.DatabaseError("not a vector cache of this version")
    return False


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_ours(connection):  # another process may have been faster
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _fault(error: sqlite3.Error, path: Path) -> str:
    """Return why the disk or another process is at fault, "" where the file itself is."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF == sqlite3.SQLITE_IOERR and code not in _READING:
        return "the disk does not take it (is it full?)"
    if code & 0xFF == sqlite3.SQLITE_READONLY and os.access(path, os.W_OK):
        return ""  # writable, but its header says otherwise: damage
    return _UNFIT.get(code & 0xFF, "")
