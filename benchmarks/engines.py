"""What an engine adds: the same check here, on Spark and on Ray, with one worker and with two, on this machine.

    python -m benchmarks.engines

Every run is a process of its own, encodes with one thread a worker, and remembers nothing (cache="off"). The engine
is started and has done a small job before; its start is listed by itself. "over local" is the time beside that of
`tabbert.check` with one thread; "two over one" is what the second worker saves. The verdicts are compared.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import polars as pl

from benchmarks import _record

ROWS, TEXTS = 20_000, 2_000
ENGINES = ("local 1", "local 2", "spark 1", "spark 2", "ray 1", "ray 2")


def table(n_rows: int, n_texts: int) -> pl.DataFrame:
    """Return an id, a column of sentences that repeat, and one of numbers."""
    texts = [
        f"The parcel number {k} arrived {'late' if k % 3 else 'damaged'} in street {k * 7 % 911}"
        for k in range(n_texts)
    ]
    rows = range(n_rows)
    return pl.DataFrame({"id": rows, "text": [texts[i % n_texts] for i in rows], "n": [i % 97 for i in rows]})


def run(engine: str) -> dict[str, Any]:
    """Start an engine with so many workers, run a small check and then the one that counts."""
    name, _, workers = engine.partition(" ")
    start = time.perf_counter()
    check, finish = {"local": _local, "spark": _spark, "ray": _ray}[name](int(workers))
    check(table(50, 10))
    started = time.perf_counter() - start
    start = time.perf_counter()
    score = check(table(ROWS, TEXTS))
    seconds = time.perf_counter() - start
    finish()
    return {"start_s": started, "seconds": seconds, "score": score}


def _local(threads: int) -> Any:
    import tabbert

    options: Any = {"columns": ["text", "n"], "cache": "off", "threads": threads}
    return lambda df: tabbert.check(df, "completeness", **options).score, lambda: None


def _spark(workers: int) -> Any:
    from pyspark.sql import SparkSession

    from tabbert.distributed import spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{workers}]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "4").getOrCreate()

    def check(df: pl.DataFrame) -> float:
        return spark.check(session.createDataFrame(df.to_arrow()), "completeness", id="id", cache="off").score

    return check, session.stop


def _ray(workers: int) -> Any:
    import ray

    from tabbert.distributed import ray as tabbert_ray

    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)

    def check(df: pl.DataFrame) -> float:
        data = ray.data.from_arrow([df[start::4].to_arrow() for start in range(4)])
        return tabbert_ray.check(data, "completeness", id="id", cache="off", workers=workers).score

    return check, ray.shutdown


def in_process(engine: str, home: str) -> dict[str, Any]:
    """Run one engine in a fresh process."""
    code = f"import json; from benchmarks import engines; print(json.dumps(engines.run({engine!r})))"
    env = os.environ | {"TABBERT_HOME": home}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print and write everything."""
    with tempfile.TemporaryDirectory() as home:
        in_process("local 1", home)  # builds the model
        figures = {engine: in_process(engine, home) for engine in ENGINES}
    local = figures["local 1"]
    for engine, row in figures.items():
        assert abs(row["score"] - local["score"]) < 1e-9, f"{engine} says otherwise"
        row["over_local"] = row["seconds"] / local["seconds"]
        row["two_over_one"] = row["seconds"] / figures[f"{engine.split()[0]} 1"]["seconds"]
    keys = ("start_s", "seconds", "over_local", "two_over_one")
    print(_record.table(["", *keys], [[name, *(f"{row[key]:.3g}" for key in keys)] for name, row in figures.items()]))
    _record.write("engines", figures)


if __name__ == "__main__":
    main()
