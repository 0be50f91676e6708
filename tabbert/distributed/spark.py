"""Checks of Spark frames: Spark finds what is distinct, Python workers judge it in Arrow batches, Spark joins it back.

from tabbert.distributed import spark
result = spark.check(sdf, "completeness", columns=["remark"], id="order_id")
result.findings.show()
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tabbert.config import Options
from tabbert.distributed._job import ask
from tabbert.errors import MissingExtraError
from tabbert.result import FittedState

if TYPE_CHECKING:
    from tabbert.distributed._spark_result import SparkResult

__all__ = ["check"]


def check(
    data: Any,
    name: str,
    /,
    *,
    id: str | None = None,
    columns: Sequence[str] | str | None = None,
    threshold: float | None = None,
    weights: Mapping[str, float] | None = None,
    state: FittedState | str | Path | None = None,
    encoder: Any = None,
    device: str = "auto",
    threads: int | None = None,
    progress: bool | None = None,
    cache: Literal["on", "off"] | None = None,
    partitions: int | None = None,
    ship_model: bool = False,
    **params: Any,
) -> "SparkResult":
    """Run a registered check on a Spark frame, with the verdicts that `tabbert.check` gives on the same rows.

    It runs at once: what is distinct is judged and kept (`persist`), views are lazy frames over that. Call
    ``result.unpersist()`` when you are done.

    Args:
        data: `pyspark.sql.DataFrame` of a classic session (not Spark Connect).
        name: Registered name of the check; it and its plugin must be installed on the workers.
        id: Column that tells rows apart: Spark keeps no order, so verdicts name the rows by it.
        columns: Columns to look at; None for all but the id.
        threshold: Scores below it are findings, in [0, 1]; None takes the check's own.
        weights: Weight of each column in the rows' scores, at least 0; 1.0 where not named.
        state: What was learnt from an earlier table, on any engine or none.
        encoder: Registered name of an encoder, or an encoder object that can be pickled.
        device: "auto", "cpu", or what the encoder offers besides.
        threads: Threads of each Python worker; None takes ``spark.task.cpus``.
        progress: Show a progress bar; None shows it on terminals and in notebooks only.
        cache: "on" or "off": remember vectors on each worker's disk.
        partitions: Into how many parts what must be judged is cut; None takes four per core of the cluster.
        ship_model: Send the prepared model (70 to 150 MB) to workers on which its package is not installed.
        **params: The check's own parameters.

    Returns:
        Spark frames: ``rows``, ``findings``, ``columns``, ``errors``.

    Raises:
        InvalidParameterError: No id column is named.
        UnknownColumnError: A column is not in the frame.
        MissingExtraError: PySpark is not installed.
        PluginError: The check failed at everything it saw.
    """
    if find_spec("pyspark") is None:
        raise MissingExtraError("tabbert on Spark", "pyspark", "spark")
    from tabbert.distributed import _spark_types as types
    from tabbert.distributed._spark_plan import Plan

    options = Options(encoder=encoder, device=device, threads=threads, progress=progress, cache=cache)
    kinds = types.kinds(data)
    job = ask(
        name, params, kinds, columns=columns, id=id, threshold=threshold, weights=weights,
        options=types.with_threads(options, data),
    )  # fmt: skip
    return Plan(data, job, progress, partitions, ship_model).run(state)
