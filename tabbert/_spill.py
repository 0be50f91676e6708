"""Rows that do not fit in memory, in private temporary files: what a query or a stream gave, and what was said of it.

A query is run once, so that check, annotate and split see the same rows: running it again may give its rows in another
order, or others (`unique`, `group_by` and a file that grows do). A stream can be read only once anyway.
"""

import atexit
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from tabbert.errors import QueryFailedError, UnreadableFileError, UnwritableFileError

__all__ = ["scanned", "spilled", "spilled_stream", "spilled_tables"]

_numbers = count()


def spilled(lazy: Any) -> Any:
    """Run the query once, in Polars' streaming engine where it can, and return a LazyFrame over what it gave.

    The file is deleted when the process ends: results handed out may still read it.

    Raises:
        QueryFailedError: The query fails.
        UnwritableFileError: The temporary folder is full or cannot be written.
    """
    import polars as pl

    with _explained(pl):
        if lazy.collect_schema().len() == 0:
            return lazy
        path = _path(".arrow")
        try:
            lazy.sink_ipc(path, compression="lz4")
        except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError):  # not for the streaming engine
            lazy.collect().write_ipc(path, compression="lz4")
        return pl.scan_ipc(path)


def spilled_stream(reader: pa.RecordBatchReader) -> Any:
    """Read an Arrow stream to its end, batch by batch, and return a LazyFrame over what it gave; see `spilled`."""
    import polars as pl

    with _explained(pl):
        if not len(reader.schema):
            return pl.LazyFrame()
        path = _path(".arrow")
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, reader.schema, options=options) as writer:
            for batch in reader:
                writer.write_batch(batch)
        return pl.scan_ipc(path)


def spilled_tables(tables: Iterable[pa.Table]) -> Any:
    """Write Arrow tables of one schema to Parquet, one after the other, and return a LazyFrame over them."""
    import polars as pl
    import pyarrow.parquet as pq

    with _explained(pl):
        path, writer = _path(".parquet"), None
        for table in tables:
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
        assert writer is not None, "at least one table"
        writer.close()
        return pl.scan_parquet(path)


def scanned(path: Path) -> Any:
    """Return a LazyFrame over a Parquet file, or over all those in a folder and the folders in it; none is copied.

    Raises:
        UnreadableFileError: There is no such file, or no Parquet file in the folder.
    """
    import polars as pl

    if path.is_dir() and not any(path.rglob("*.parquet")):
        raise UnreadableFileError(str(path), "there is no Parquet file in it.", "files end in .parquet.")
    if not path.exists() or not (path.is_dir() or path.suffix in (".parquet", ".pq")):
        hint = "paths name Parquet files; read others first, for example with `polars.scan_csv(path)`."
        raise UnreadableFileError(str(path), "there is no such Parquet file or folder.", hint)
    with _explained(pl):
        return pl.scan_parquet(path / "**" / "*.parquet" if path.is_dir() else path)


@contextmanager
def _explained(pl: Any) -> Iterator[None]:
    """Turn a failing query into one that says so without its values, and a full disk into one that says so."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise UnwritableFileError(tempfile.gettempdir(), f"{error.strerror}.") from error
        raise QueryFailedError(type(error).__name__) from None
    except pl.exceptions.PolarsError as error:
        raise QueryFailedError(type(error).__name__) from None


def _path(suffix: str) -> Path:
    return _folder() / f"{next(_numbers)}{suffix}"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tabbert-"))  # readable by this user only
    atexit.register(_delete, folder, os.getpid())
    return folder


def _delete(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child leaves it to its parent
        shutil.rmtree(folder, ignore_errors=True)
