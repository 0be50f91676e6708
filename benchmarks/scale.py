"""What a large table costs: time and peak memory from 10^3 to 10^7 rows, read in slices, each in a process of its own.

    python -m benchmarks.scale            # up to 10^6 rows, and the picture
    python -m benchmarks.scale 10000000   # up to 10^7 rows
    python -m benchmarks.scale 10000000 --work DIR  # goes on after the sizes that an interrupted run has measured

The table is generated: 10 columns with realistic repetition (cities, statuses, remarks from a stock of sentences,
customers' codes, numbers, dates), whose distinct texts grow with the square root of the rows. It lies on disk as
Parquet; the check reads it in slices and its rows and findings go to Parquet. Two runs of each size: the first
encodes, the second finds every vector; beside them what reading and counting the same file with Polars alone costs.
Of all three the processor's time is given too, which other work on the machine changes less.
Verdicts of the first sizes are compared with those of the table in memory. Target: 10^7 x 10 under 2 GB.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import _record

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
COMPARED = 100_000  # rows up to which the table in memory is checked too
CHUNK = 1_000_000
PICTURE = Path(__file__).parent.parent / "docs" / "explanation" / "scale.svg"
CITIES = [
    "Berlin",
    "Hamburg",
    "München",
    "Köln",
    "Paris",
    "Lyon",
    "Madrid",
    "Roma",
    "Kraków",
    "Zürich",
    "n/a",
    "unknown",
]
STATUSES = ["open", "closed", "in progress", "tbd"]
SUBJECTS = ["The parcel", "Die Rechnung", "Le contrat", "The engine", "Das Gerät", "La commande", "The door", "Der Zug"]
VERBS = ["arrived late", "ist unvollständig", "a été annulé", "makes a noise", "wurde geliefert", "was returned"]
PLACEHOLDERS = ["keine Angabe", "tbd", "n/a", "-", "see above", "unknown"]


def chunk(first: int, n: int, n_texts: int) -> pl.DataFrame:
    """Return rows of the generated table, the same whatever the chunks."""
    rows = np.arange(first, first + n)
    draw = np.random.default_rng(first).integers
    stock = draw(0, n_texts, n)
    remark = [
        PLACEHOLDERS[k % 6] if k % 50 == 0 else f"{SUBJECTS[k % 8]} {VERBS[k // 8 % 6]}, case {k}"
        for k in stock.tolist()
    ]
    return pl.DataFrame(
        {
            "order": [f"A-{row:09d}" for row in rows.tolist()],
            "customer": [f"C{k:06d}" for k in draw(0, max(n_texts, 1), n).tolist()],
            "city": np.array(CITIES)[draw(0, len(CITIES), n)],
            "status": np.array(STATUSES)[draw(0, len(STATUSES), n)],
            "remark": remark,
            "weight_kg": np.where(draw(0, 200, n) == 0, -999.0, draw(1, 3000, n) / 10),
            "items": draw(1, 40, n),
            "day": np.datetime64("2024-01-01") + draw(0, 700, n),
            "express": draw(0, 2, n) == 1,
            "price": np.where(draw(0, 100, n) == 0, np.nan, draw(100, 99999, n) / 100),
        }
    )


def write(n_rows: int, folder: Path) -> Path:
    """Write the table as a folder of Parquet files."""
    folder.mkdir()
    n_texts = int(4 * n_rows**0.5)
    for first in range(0, n_rows, CHUNK):
        chunk(first, min(CHUNK, n_rows - first), n_texts).write_parquet(folder / f"{first:010d}.parquet")
    return folder


def run(folder: str) -> dict[str, Any]:
    """Check a folder in this process, without its row numbers' column, and write what was said of every row."""
    import time

    import tabbert

    start = time.perf_counter()
    result = tabbert.check_completeness(Path(folder), [name for name in NAMES if name != "order"])
    judged = time.perf_counter() - start
    rows, findings = result.rows, result.findings
    n_findings = findings.select(pl.len()).collect().item()
    return {
        "rows": result.outcome.n_rows,
        "distinct": sum(len(column.column.counts) for column in result.outcome.columns),
        "texts": result.stats["texts_encoded"] + result.stats["texts_reused"],
        "encoded": result.stats["texts_encoded"],
        "judged_s": judged,
        "seconds": time.perf_counter() - start,
        "processor_s": time.process_time(),
        "score": result.score,
        "findings": n_findings,
        "rows_score": rows.select(pl.col("score").mean()).collect().item(),
    }


NAMES = ("order", "customer", "city", "status", "remark", "weight_kg", "items", "day", "express", "price")


def memory(folder: str) -> dict[str, Any]:
    """Check the same table in memory."""
    import tabbert

    result = tabbert.check_completeness(pl.read_parquet(f"{folder}/*.parquet"), [n for n in NAMES if n != "order"])
    return {"score": result.score, "findings": len(result.findings)}


def count(folder: str) -> dict[str, Any]:
    """Only read the columns and count their distinct values, with Polars' streaming engine."""
    import time

    start = time.perf_counter()
    lazy = pl.scan_parquet(f"{folder}/*.parquet").select([name for name in NAMES if name != "order"])
    lazy.select(pl.all().n_unique()).collect(engine="streaming")
    return {"seconds": time.perf_counter() - start, "processor_s": time.process_time()}


def peak_mb() -> float:
    """Return this process's peak memory; `getrusage` would count what the parent held when it started this one."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_process(step: str, folder: Path, home: str) -> dict[str, Any]:
    """Run one step in a fresh process and return what it measured, with its peak memory."""
    code = (
        "import json; from benchmarks import scale; "
        f"done = scale.{step}({str(folder)!r}); done['peak_mb'] = scale.peak_mb(); print(json.dumps(done))"
    )
    env = os.environ | {"TABBERT_HOME": home, "POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", "2")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def measure(n_rows: int, home: str, place: Path) -> dict[str, Any]:
    """Measure one size."""
    folder = write(n_rows, place / str(n_rows))
    first, second = in_process("run", folder, home), in_process("run", folder, home)
    counted = in_process("count", folder, home)
    figures = {
        "rows": n_rows,
        "distinct": first["distinct"],
        "texts": first["texts"],
        "encoded": first["encoded"],
        "first_s": first["seconds"],
        "second_s": second["seconds"],
        "count_s": counted["seconds"],
        "first_processor_s": first["processor_s"],
        "second_processor_s": second["processor_s"],
        "count_processor_s": counted["processor_s"],
        "peak_mb": max(first["peak_mb"], second["peak_mb"]),
        "findings": first["findings"],
    }
    if n_rows <= COMPARED:
        whole = in_process("memory", folder, home)
        assert (whole["score"], whole["findings"]) == (first["score"], first["findings"]), "verdicts differ"
    return figures


def measured(sizes: list[int], work: Path, place: Path) -> list[dict[str, Any]]:
    """Measure the sizes in their order; each is kept in the work folder, beside the vectors that the next one finds."""
    work.mkdir(exist_ok=True)
    kept, home = work / "sizes.json", str(work / "home")
    figures: list[dict[str, Any]] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []
    write(10, place / "warm")
    in_process("run", place / "warm", home)  # builds the model
    for n_rows in sizes[len(figures) :]:
        figures.append(measure(n_rows, home, place))
        kept.write_text(json.dumps(figures), encoding="utf-8")
        print(figures[-1], flush=True)
    return figures[: len(sizes)]


def slope(figures: list[dict[str, Any]]) -> float:
    """Return what one more distinct text costs in a first run beyond a second one, in processor's seconds."""
    encoded = np.array([row["encoded"] for row in figures], float)
    seconds = np.array([row["first_processor_s"] - row["second_processor_s"] for row in figures])
    return float(np.polyfit(encoded, seconds, 1)[0])


def draw(figures: list[dict[str, Any]]) -> None:
    """Draw the cost curve of the docs."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "tabbert"
    from matplotlib import pyplot

    rows = [row["rows"] for row in figures]
    _, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for key, words in (("first", "first run"), ("second", "second run"), ("count", "Polars: read and count")):
        left.loglog(rows, [row[f"{key}_processor_s"] for row in figures], marker="o", label=words)
    left.set(xlabel="rows (10 columns)", ylabel="processor's seconds")
    left.legend(frameon=False)
    right.semilogx(rows, [row["peak_mb"] for row in figures], marker="o", color="tab:red")
    right.axhline(2000, color="grey", linestyle=":")
    right.set(xlabel="rows (10 columns)", ylabel="peak memory, MB", ylim=(0, 2200))
    pyplot.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    """Measure, print, draw and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("largest", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    sizes = [n_rows for n_rows in SIZES if n_rows <= given.largest]
    with tempfile.TemporaryDirectory() as place:
        figures = measured(sizes, given.work or Path(place) / "work", Path(place))
    timed = [f"{key}_{unit}" for key in ("first", "second", "count") for unit in ("s", "processor_s")]
    headings = ["rows", "distinct", "encoded", *timed, "peak_mb", "findings"]
    print(_record.table(headings, [[f"{row[key]:.4g}" for key in headings] for row in figures]))
    cost = slope(figures)
    print(f"\none more distinct text: {cost * 1e3:.2f} ms")
    draw(figures)
    ratios = {
        f"second run over Polars, {row['rows']:,} rows": row["second_processor_s"] / row["count_processor_s"]
        for row in figures
    }
    _record.write("scale", {"sizes": figures, "s_per_text": cost}, ratios)


if __name__ == "__main__":
    main()
