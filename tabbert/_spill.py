"""A LazyFrame's rows, written once to a private temporary file, so that check, annotate and split see the same rows.

Running a query again may give its rows in another order, or others: `unique`, `group_by` and a file that grows do.
"""

import atexit
import errno
import os
import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from tabbert.errors import QueryFailedError, UnwritableFileError

__all__ = ["spilled"]

_numbers = count()


def spilled(lazy: Any) -> Any:
    """Run the query once, in Polars' streaming engine where it can, and return a LazyFrame over what it gave.

    The file is deleted when the process ends: results handed out may still read it.

    Raises:
        QueryFailedError: The query fails.
        UnwritableFileError: The temporary folder is full or cannot be written.
    """
    import polars as pl

    try:
        if lazy.collect_schema().len() == 0:
            return lazy
        path = _folder() / f"{next(_numbers)}.arrow"
        try:
            lazy.sink_ipc(path, compression="lz4")
        except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError):  # not for the streaming engine
            lazy.collect().write_ipc(path, compression="lz4")
        return pl.scan_ipc(path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise UnwritableFileError(tempfile.gettempdir(), f"{error.strerror}.") from error
        raise QueryFailedError(type(error).__name__) from None
    except pl.exceptions.PolarsError as error:
        raise QueryFailedError(type(error).__name__) from None


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tabbert-"))  # readable by this user only
    atexit.register(_delete, folder, os.getpid())
    return folder


def _delete(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child leaves it to its parent
        shutil.rmtree(folder, ignore_errors=True)
