"""Ray datasets as Arrow blocks: their columns' kinds, rows with numbers, and the way of partials to the driver."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import ray

from tabbert.core.table import Kind
from tabbert.distributed._worker import join_pieces, pieces
from tabbert.errors import InvalidParameterError, UnsupportedFrameError
from tabbert.tables import kind_of

__all__ = ["NUMBER", "arrow_dataset", "columns_of", "numbered", "partials", "runs", "sent"]

NUMBER = "_number"


def arrow_dataset(data: Any) -> tuple[Any, dict[str, Kind]]:
    """Return the dataset with Arrow blocks, and the kind of every column, from its type alone.

    Raises:
        UnsupportedFrameError: It is not a Ray dataset.
        InvalidParameterError: It has no columns.
    """
    if not isinstance(data, ray.data.Dataset):
        raise UnsupportedFrameError(data)
    schema = data.schema()
    if schema is None:
        raise InvalidParameterError("dataset", "one with rows or a schema", "neither")
    if not all(isinstance(dtype, pa.DataType) for dtype in schema.types):  # blocks of pandas
        data = data.map_batches(_same, batch_format="pyarrow")
        schema = data.schema()
    return data, {name: kind_of(dtype) for name, dtype in zip(schema.names, schema.types, strict=True)}


def _same(batch: pa.Table) -> pa.Table:
    return batch


def numbered(data: Any) -> Any:
    """Return the dataset with a number for every row, from 0, in the order of its blocks."""
    blocks = data.to_arrow_refs()
    count, number = ray.remote(_count), ray.remote(_number)
    starts = [0, *accumulate(ray.get([count.remote(block) for block in blocks]))]
    return ray.data.from_arrow_refs(
        [number.remote(block, start) for block, start in zip(blocks, starts[:-1], strict=True)]
    )


def _count(block: pa.Table) -> int:
    return int(block.num_rows)


def _number(block: pa.Table, start: int) -> pa.Table:
    return block.append_column(NUMBER, pa.array(np.arange(start, start + block.num_rows)))


def runs(batch: pa.Table) -> Iterator[tuple[pa.Table, int]]:
    """Cut a batch where its rows' numbers jump: (rows, number of the first)."""
    numbers = batch[NUMBER].to_numpy()
    ends = [*(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(numbers)]
    start = 0
    for end in ends:
        if end > start:
            yield batch.slice(start, end - start), int(numbers[start])
        start = end


def sent(partial: Any) -> pa.Table:
    """Return a partial as rows that Ray moves; none for None."""
    content = [] if partial is None else list(pieces(partial))
    number = int(np.random.default_rng().integers(1 << 62))  # tells which pieces belong together
    n = len(content)
    return pa.table(
        {
            "part": pa.array([number] * n, pa.int64()),
            "piece": pa.array(range(n), pa.int64()),
            "pieces": pa.array([n] * n, pa.int64()),
            "content": pa.array(content, pa.binary()),
        }
    )


def partials(data: Any) -> Iterator[Any]:
    """Yield the partials of a dataset that `sent` made, each as soon as its last piece is there."""
    waiting: dict[int, dict[int, bytes]] = {}
    for batch in data.iter_batches(batch_format="pyarrow", batch_size=None):
        for row in batch.to_pylist():
            parts = waiting.setdefault(row["part"], {})
            parts[row["piece"]] = row["content"]
            if len(parts) == row["pieces"]:
                yield join_pieces(parts[number] for number in sorted(waiting.pop(row["part"])))


def columns_of(batch: pa.Table, names: Sequence[str]) -> dict[str, pa.Array]:
    """Return a batch's columns by name, each in one piece."""
    return {name: batch[name].combine_chunks() for name in names}
