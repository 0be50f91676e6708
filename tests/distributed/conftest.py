"""A real Spark and a real Ray on this machine, two workers each; one contract for both."""

import logging
import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import polars as pl
import pytest

WARNINGS = [
    "ignore:PySpark does not yet fully support pandas:FutureWarning",
    "ignore::DeprecationWarning",  # of the engines' own calls of their own functions
    "ignore::ResourceWarning",  # sockets and files of the engines' own processes
]


@pytest.fixture(scope="session")
def spark() -> Iterator[SimpleNamespace]:
    from pyspark.sql import SparkSession

    from tabbert.distributed.spark import check

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2,4]")  # two cores; a task may fail three times
    for name, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # compiling costs more than such jobs
        "spark.log.level": "OFF",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield SimpleNamespace(
        name="spark",
        check=lambda data, name, **options: check(data, name, partitions=2, **options),
        frame=lambda df: session.createDataFrame(df.to_arrow()).repartition(3),
        read=lambda frame: pl.DataFrame(pl.from_arrow(frame.toArrow())),
    )
    session.stop()


@pytest.fixture(scope="session")
def ray() -> Iterator[SimpleNamespace]:
    import ray
    from ray.data import from_arrow

    from tabbert.distributed.ray import check

    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - Ray makes its workers wait for everybody else
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    thirds = lambda df: [df[place::3].to_arrow() for place in range(3)]  # noqa: E731
    yield SimpleNamespace(
        name="ray",
        check=lambda data, name, **options: check(data, name, workers=2, **options),
        frame=lambda df: from_arrow(thirds(df)),
        read=lambda data: pl.concat([pl.DataFrame(batch) for batch in data.iter_batches(batch_format="pyarrow")]),
    )
    ray.shutdown()


@pytest.fixture(scope="session", params=["spark", "ray"])
def engine(request: pytest.FixtureRequest) -> SimpleNamespace:
    return request.getfixturevalue(request.param)
