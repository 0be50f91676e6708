"""Encode once, on real tables: first run, second run, 1% appended, beside what encoding every cell would cost.

    python -m benchmarks.tables

Every figure is taken in a process of its own with an empty vector cache (the model is warm), so that peak memory is
that of the run. Targets: first run at most 1.3x the encoding of its distinct texts alone, second run at most
5 microseconds a cell, appending 1% at most its new texts' encoding plus 10% of a second run, 1.5 GB of memory.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import _record

TABLES = ("wildlife_strikes", "ca_health_facilities")
SHARES = (0.97, 0.98, 0.99, 1.0)  # 1% is appended three times; the median is shown
EVERY_CELL_SHARE = 0.02  # encoding every cell is measured on this share of the rows and scaled


def read(name: str) -> pl.DataFrame:
    """Read one of the tables as text, the way its description asks for."""
    path = _record.require_data() / "B_row_classification" / f"{name}.csv"
    return pl.read_csv(path, infer_schema=False, empty_string_is_null=False)


def measure(step: str, name: str, share: float) -> dict[str, Any]:
    """Carry out one step in this process: "run" checks the first share of the rows, "encode" only encodes."""
    import tabbert
    from tabbert._plugins import registry

    df = read(name)
    df = df.head(round(len(df) * share))
    encoder = registry().encoder("multilingual-e5-small")
    encoder.encode(["warm"])
    tabbert.check_completeness(pl.DataFrame({"n": [1]}))  # imports
    start = time.perf_counter()
    if step == "run":
        result = tabbert.check_completeness(df)
        done: dict[str, Any] = {"texts": result.stats["texts_encoded"], "score": result.score}
        _ = result.rows, result.columns
    elif step == "encode":  # the same texts that the run had to encode
        texts = json.loads(Path(os.environ["TEXTS"]).read_text(encoding="utf-8"))
        start = time.perf_counter()
        encoder.encode(texts)
        done = {"texts": len(texts)}
    else:  # every cell, without distinct values or a cache
        cells = [value for column in df.get_columns() for value in column.drop_nulls().to_list()]
        start = time.perf_counter()
        encoder.encode(cells)
        done = {"texts": len(cells)}
    done["seconds"] = time.perf_counter() - start
    done["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return done


def collect(name: str, share: float, target: str) -> dict[str, Any]:
    """Write the texts that a first run on this share of the rows would encode to the target file."""
    import tabbert
    from tabbert._plugins import registry

    encoder = registry().encoder("multilingual-e5-small")
    texts: list[str] = []

    class Recorder:
        card, fingerprint = encoder.card, "recorder"

        def encode(self, batch: list[str]) -> Any:
            raise NotImplementedError

        def encode_batches(self, batch: list[str]) -> Any:  # which texts are needed does not depend on the vectors
            texts.extend(batch)
            yield np.arange(len(batch)), np.full((len(batch), 384), 384**-0.5, np.float32)

    df = read(name)
    tabbert.check_completeness(df.head(round(len(df) * share)), encoder=Recorder(), cache="off")
    Path(target).write_text(json.dumps(texts), encoding="utf-8")
    return {"texts": len(texts)}


def in_process(*arguments: str, home: str, **environment: str) -> dict[str, Any]:
    """Run one step in a fresh process and return what it measured."""
    code = f"import json; from benchmarks import tables; print(json.dumps(tables.{arguments[0]}))"
    env = os.environ | {"TABBERT_HOME": home} | environment
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def benchmark(name: str) -> dict[str, Any]:
    """Measure one table in fresh processes."""
    with tempfile.TemporaryDirectory() as home:
        in_process(f"measure('encode', {name!r}, 1.0)", home=home, TEXTS=_new_texts(name, 0.0, 0.001, home))  # warm
        everything = _new_texts(name, 0.0, 1.0, home)
        encode = in_process(f"measure('encode', {name!r}, 1.0)", home=home, TEXTS=everything)
        cells = in_process(f"measure('cells', {name!r}, {EVERY_CELL_SHARE})", home=home)
        first = in_process(f"measure('run', {name!r}, 1.0)", home=home)
        seconds = [in_process(f"measure('run', {name!r}, 1.0)", home=home) for _ in range(3)]
        second = min(seconds, key=lambda run: abs(run["seconds"] - statistics.median(r["seconds"] for r in seconds)))
        empty_vectors(home)
        in_process(f"measure('run', {name!r}, {SHARES[0]})", home=home)
        appends = [_append(name, before, after, home) for before, after in pairwise(SHARES)]
    appended = sorted(appends, key=lambda each: each["over_allowed"])[len(appends) // 2]
    df = read(name)
    n_cells = df.height * df.width
    return {
        "cells": n_cells,
        "texts": first["texts"],
        "new_texts": appended["texts"],
        "encode_s": encode["seconds"],
        "first_s": first["seconds"],
        "first_over_encode": first["seconds"] / encode["seconds"],
        "second_s": second["seconds"],
        "second_us_per_cell": second["seconds"] / n_cells * 1e6,
        "append_s": appended["seconds"],
        "append_over_allowed": appended["over_allowed"],
        "every_cell_s_estimated": cells["seconds"] / EVERY_CELL_SHARE,
        "peak_mb": max(first["peak_mb"], second["peak_mb"], appended["peak_mb"]),
    }


def _append(name: str, before: float, after: float, home: str) -> dict[str, Any]:
    """Append 1% of the rows: the run, beside encoding its new texts and a second run on the same rows."""
    run = in_process(f"measure('run', {name!r}, {after})", home=home)
    again = in_process(f"measure('run', {name!r}, {after})", home=home)
    encode = in_process(f"measure('encode', {name!r}, {after})", home=home, TEXTS=_new_texts(name, before, after, home))
    return run | {"over_allowed": run["seconds"] / (encode["seconds"] + 1.1 * again["seconds"])}


def _new_texts(name: str, before: float, after: float, home: str) -> str:
    """Write the texts that rows up to the share `after` need and those up to `before` do not; return the file."""
    for share in (before, after):
        in_process(f"collect({name!r}, {share}, {f'{home}/{share}.json'!r})", home=home)
    old, new = (json.loads(Path(f"{home}/{share}.json").read_text()) for share in (before, after))
    known, target = set(old), Path(f"{home}/new-{before}-{after}.json")
    target.write_text(json.dumps([text for text in new if text not in known]))
    return str(target)


def empty_vectors(home: str) -> None:
    """Forget all vectors, keep the model."""
    from tabbert.store.vectors import open_cache

    open_cache("on", Path(home) / "vectors", dim=384).clear()


def memory_growth() -> list[dict[str, Any]]:
    """Measure peak memory of a second run on wildlife_strikes repeated 1, 4 and 16 times."""
    grown = []
    with tempfile.TemporaryDirectory() as home:
        in_process("measure('run', 'wildlife_strikes', 1.0)", home=home)
        for times in (1, 4, 16):
            grown.append(in_process(f"repeated({times})", home=home))
    return grown


def repeated(times: int) -> dict[str, Any]:
    """Check wildlife_strikes stacked on itself."""
    import tabbert

    df = pl.concat([read("wildlife_strikes")] * times)
    start = time.perf_counter()
    tabbert.check_completeness(df)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": df.height, "seconds": seconds, "peak_mb": peak}


def main() -> None:
    """Print and write everything."""
    _record.require_data()
    figures: dict[str, Any] = {name: benchmark(name) for name in TABLES}
    rows = [[key, *(f"{figures[name][key]:.3g}" for name in TABLES)] for key in figures[TABLES[0]]]
    print(_record.table(["", *TABLES], rows))
    figures["memory"] = memory_growth()
    print()
    memory = [[row["rows"], f"{row['seconds']:.2f}", f"{row['peak_mb']:.0f}"] for row in figures["memory"]]
    print(_record.table(["rows", "second run s", "peak MB"], memory))
    _record.write("tables", figures)


if __name__ == "__main__":
    main()
