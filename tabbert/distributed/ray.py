"""Checks of Ray datasets: workers find what is distinct, a pool of actors judges it, workers look it up.

from tabbert.distributed import ray
result = ray.check(dataset, "completeness", columns=["remark"], id="order_id")
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
    from tabbert.distributed._ray_result import RayResult

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
    cache: Literal["on", "off"] | None = None,
    workers: int | None = None,
    num_cpus: int = 1,
    num_gpus: float = 0.0,
    ship_model: bool = False,
    **params: Any,
) -> "RayResult":
    """Run a registered check on a Ray dataset, with the verdicts that `tabbert.check` gives on the same rows.

    It runs at once, and shows Ray's own progress; what is returned are datasets over what was said.

    Args:
        data: `ray.data.Dataset`.
        name: Registered name of the check; it and its plugin must be installed on the workers.
        id: Column that tells rows apart: Ray promises no order, so verdicts name the rows by it.
        columns: Columns to look at; None for all but the id.
        threshold: Scores below it are findings, in [0, 1]; None takes the check's own.
        weights: Weight of each column in the rows' scores, at least 0; 1.0 where not named.
        state: What was learnt from an earlier table, on any engine or none.
        encoder: Registered name of an encoder, or an encoder object that can be pickled.
        device: "auto", "cpu", or what the encoder offers besides.
        threads: Threads of each actor; None takes ``num_cpus``.
        cache: "on" or "off": remember vectors on each worker's disk.
        workers: Actors that judge; None takes as many as the cluster's cores (or graphics cards) allow now.
        num_cpus: Cores of each actor, at least 1.
        num_gpus: Graphics cards of each actor; a fraction lets several share one.
        ship_model: Send the prepared model (70 to 150 MB) to machines on which its package is not installed.
        **params: The check's own parameters.

    Returns:
        Ray datasets: ``rows``, ``findings``, ``columns``, ``errors``.

    Raises:
        InvalidParameterError: No id column is named.
        UnknownColumnError: A column is not in the dataset.
        MissingExtraError: Ray is not installed.
        PluginError: The check failed at everything it saw.
    """
    if find_spec("ray") is None:
        raise MissingExtraError("tabbert on Ray", "ray[data]", "ray")
    from tabbert.distributed._ray_data import arrow_dataset
    from tabbert.distributed._ray_plan import Plan, Pool

    options = Options(encoder=encoder, device=device, threads=threads or num_cpus, cache=cache)
    dataset, kinds = arrow_dataset(data)
    job = ask(name, params, kinds, columns=columns, id=id, threshold=threshold, weights=weights, options=options)
    return Plan(dataset, job, Pool.of(workers, num_cpus, num_gpus), ship_model).run(state)
