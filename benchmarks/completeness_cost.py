"""What a completeness check costs beside encoding its distinct values alone, and how that grows.

    python -m benchmarks.completeness_cost [--sizes 1000,2000,...]

Columns of made-up addresses, names and remarks, each size in a process of its own with an empty vector cache and a warm
model; encoding alone and checking take turns. Targets: at least 60% of the encoder's own throughput on distinct values
end to end; 1 million rows with 10,000 distinct values cost 10,000 encodings; linear in distinct values.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _record

RUNS = 3
_WORDS = [
    "north",
    "river",
    "mill",
    "station",
    "garden",
    "upper",
    "stone",
    "bridge",
    "market",
    "harbour",
    "castle",
    "field",
    "lower",
    "spring",
    "hill",
    "forest",
    "school",
    "church",
    "lake",
    "valley",
    "meadow",
    "corner",
    "tower",
    "bay",
    "island",
]
_KINDS = ("Road", "Ltd", "Straße", "y Cía", "street near the old town hall")


def values(size: int) -> list[str]:
    """Make distinct short texts, the same every time."""
    rng = random.Random(size)
    found: dict[str, None] = {}
    while len(found) < size:
        some = " ".join(rng.choice(_WORDS).capitalize() for _ in range(rng.randint(1, 4)))
        found[f"{some} {rng.choice(_KINDS)} {rng.choice(_WORDS)}"] = None
    return list(found)


def measure(step: str, size: int, rows: int) -> dict[str, Any]:
    """Encode the values only, or check a column of them, in this process."""
    import polars as pl

    import tabbert
    from tabbert._plugins import registry

    texts = values(size)
    encoder = registry().encoder("multilingual-e5-small")
    encoder.encode(["warm"])
    tabbert.check_completeness(pl.DataFrame({"n": [1]}))  # imports
    order = np.random.default_rng(0).integers(0, size, rows - size) if rows > size else np.empty(0, int)
    column = pl.Series("place", texts).gather(np.concatenate([np.arange(size), order]))
    start = time.perf_counter()
    if step == "encode":
        encoder.encode(texts)
        return {"seconds": time.perf_counter() - start, "texts": size}
    result = tabbert.check_completeness(column)
    _ = result.score, result.columns
    return {"seconds": time.perf_counter() - start, "texts": result.stats["texts_encoded"]}


def in_process(step: str, size: int, rows: int) -> dict[str, Any]:
    """Measure in a process of its own, with an empty vector cache beside this machine's models."""
    from tabbert.store import paths

    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "models").symlink_to(paths.models_dir())
        command = [sys.executable, "-m", "benchmarks.completeness_cost", "--step", step, str(size), str(rows)]
        run = subprocess.run(
            command, env={**os.environ, "TABBERT_HOME": home}, capture_output=True, text=True, check=True
        )
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the curve and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="500,1000,2000,4000,8000")
    parser.add_argument("--step", nargs=3, metavar=("STEP", "SIZE", "ROWS"))
    options = parser.parse_args()
    if options.step:
        step, size, rows = options.step
        print(json.dumps(measure(step, int(size), int(rows))))
        return
    curve = []
    for size in map(int, options.sizes.split(",")):
        pairs = [(in_process("encode", size, size), in_process("check", size, size)) for _ in range(RUNS)]
        encode, check = (statistics.median(pair[place]["seconds"] for pair in pairs) for place in (0, 1))
        ratio = statistics.median(e["seconds"] / c["seconds"] for e, c in pairs)
        curve.append({"distinct": size, "encode_s": encode, "check_s": check, "share_of_encoder": ratio})
    million = in_process("check", 10_000, 1_000_000)
    sizes, seconds = (np.array([row[key] for row in curve]) for key in ("distinct", "check_s"))
    slope, offset = np.polyfit(sizes, seconds, 1)
    fit = 1 - np.var(seconds - slope * sizes - offset) / np.var(seconds)
    print(_record.table(list(curve[0]), [[f"{v:.3g}" for v in row.values()] for row in curve]))
    print(f"{1e6 * slope:.0f} microseconds for each distinct value, {offset:.2f} s besides, R2 {fit:.4f}")
    print(f"1,000,000 rows of 10,000 distinct values: {million['texts']} encodings, {million['seconds']:.1f} s")
    ratios = {f"check over encoder, {row['distinct']:,} values": 1 / row["share_of_encoder"] for row in curve}
    figures = {"curve": curve, "slope_us": 1e6 * slope, "r2": fit, "million_rows": million}
    _record.write("completeness_cost", figures, ratios)


if __name__ == "__main__":
    main()
