"""What an engine adds: the same check here, on Spark and on Ray, with one worker and with two, on this machine.

    python -m benchmarks.engines

Every run is a process of its own, encodes with one thread a worker, and remembers nothing (cache="off"). The engine
is started and has done a small job before; its start is listed by itself. Timed is the check together with reading
what was said of every row. "over local" is the time beside that of `tabbert.check` with one thread; "over one worker"
is what the second worker leaves of it. In the last runs a worker is killed while it encodes. All scores of all runs
must be the same, bit for bit.
"""

import hashlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import _record

ROWS, TEXTS, ROUNDS = 40_000, 4_000, 2
ENGINES = ("local 1", "local 2", "spark 1", "spark 2", "ray 1", "ray 2", "spark 2 killed", "ray 2 killed")
WORKERS = {"spark": b"pyspark.daemon", "ray": b"ray::"}  # in the names of their processes
Check = Callable[[pl.DataFrame], pl.DataFrame]


def table(n_rows: int, n_texts: int) -> pl.DataFrame:
    """Return an id, a column of sentences that repeat, and one of numbers."""
    texts = [
        f"The parcel number {k} arrived {'late' if k % 3 else 'damaged'} in street {k * 7 % 911}"
        for k in range(n_texts)
    ]
    rows = range(n_rows)
    return pl.DataFrame({"id": rows, "text": [texts[i % n_texts] for i in rows], "n": [i % 97 for i in rows]})


def run(engine: str, kill_after_s: float) -> dict[str, Any]:
    """Start an engine with so many workers, run a small check and then the one that counts."""
    name, workers, *killed = engine.split()
    start = time.perf_counter()
    check, finish = {"local": _local, "spark": _spark, "ray": _ray}[name](int(workers))
    check(table(50, 10))
    started = time.perf_counter() - start
    data, victims = table(ROWS, TEXTS), list[int]()
    if killed:
        threading.Thread(target=_kill, args=(WORKERS[name], kill_after_s, victims), daemon=True).start()
    start = time.perf_counter()
    rows = check(data).sort("id")
    seconds = time.perf_counter() - start
    finish()
    assert bool(victims) == bool(killed), "no worker was found to be killed"
    assert len(rows) == ROWS
    return {"start_s": started, "seconds": seconds, "scores": hashlib.sha256(rows["score"].to_numpy()).hexdigest()}


def _local(threads: int) -> tuple[Check, Callable[[], None]]:
    import tabbert

    options: Any = {"columns": ["text", "n"], "cache": "off", "threads": threads}
    return lambda df: tabbert.check(df, "completeness", **options).rows.with_columns(df["id"]), lambda: None


def _spark(workers: int) -> tuple[Check, Callable[[], None]]:
    from pyspark.sql import SparkSession

    from tabbert.distributed import spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{workers},4]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()

    def check(df: pl.DataFrame) -> pl.DataFrame:
        result = spark.check(session.createDataFrame(df.to_arrow()), "completeness", id="id", cache="off")
        return pl.DataFrame(result.rows.toArrow())

    return check, session.stop


def _ray(workers: int) -> tuple[Check, Callable[[], None]]:
    import ray

    from tabbert.distributed import ray as tabbert_ray

    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - Ray makes its workers wait for everybody else
    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)

    def check(df: pl.DataFrame) -> pl.DataFrame:
        data = ray.data.from_arrow([df[start::4].to_arrow() for start in range(4)])
        result = tabbert_ray.check(data, "completeness", id="id", cache="off", workers=workers)
        return pl.concat([pl.DataFrame(batch) for batch in result.rows.iter_batches(batch_format="pyarrow")])

    return check, ray.shutdown


def _kill(name: bytes, after_s: float, victims: list[int]) -> None:
    """Kill, after a while, the busiest of this process's descendants that bear this name."""
    time.sleep(after_s)
    parents, busy = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            if name in (folder / "cmdline").read_bytes():
                busy[int(folder.name)] = int(fields[11])
            parents[int(folder.name)] = int(fields[1])
        except OSError:  # it has ended
            continue
    own = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in own} - own:
        own |= more
    victim = max(own & busy.keys(), key=lambda process: busy[process])
    os.kill(victim, signal.SIGKILL)
    victims.append(victim)


def in_process(engine: str, home: str, kill_after_s: float = 0.0) -> dict[str, Any]:
    """Run one engine in a fresh process."""
    code = f"import json; from benchmarks import engines; print(json.dumps(engines.run({engine!r}, {kill_after_s})))"
    env = os.environ | {"TABBERT_HOME": home}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print and write everything."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as home:
        local = in_process("local 1", home)  # builds the model
        for engine in ENGINES:
            wait = figures[engine.removesuffix(" killed")]["seconds"] / 2 if "killed" in engine else 0.0
            runs = [in_process(engine, home, wait) for _ in range(ROUNDS)]
            assert {each["scores"] for each in runs} == {local["scores"]}, f"{engine} says otherwise"
            figures[engine] = {key: statistics.median(each[key] for each in runs) for key in ("start_s", "seconds")}
            print(engine, figures[engine], flush=True)
    for engine, row in figures.items():
        row["over_local"] = row["seconds"] / figures["local 1"]["seconds"]
        row["over_one_worker"] = row["seconds"] / figures[f"{engine.split()[0]} 1"]["seconds"]
    keys = ("start_s", "seconds", "over_local", "over_one_worker")
    print(_record.table(["", *keys], [[name, *(f"{row[key]:.3g}" for key in keys)] for name, row in figures.items()]))
    ratios = {f"{engine} over local": figures[engine]["over_local"] for engine in ("spark 1", "ray 1")}
    _record.write("engines", {"rows": ROWS, "texts": TEXTS, "runs": figures}, ratios)


if __name__ == "__main__":
    main()
