"""What every benchmark does with its figures: prints tables, writes JSON with versions and the machine's noise."""

import importlib.metadata
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

DATA = Path(os.environ.get("TABBERT_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    "numpy",
    "polars",
    "pandas",
    "pyarrow",
    "onnxruntime",
    "tokenizers",
    "torch",
    "transformers",
    "sentence-transformers",
)


def require_data() -> Path:
    """Return the data folder, or end the program saying that it is absent."""
    if not DATA.is_dir():
        raise SystemExit(f"SKIPPED: the data folder is not here ({DATA.name}); set TABBERT_DATA.")
    return DATA


def machine() -> dict[str, Any]:
    """Return what a reader needs to judge the figures: processor, threads, versions, load, noise."""
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "absent"
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "noise": round(noise(), 3),
        "versions": versions,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    flags = next((line for line in lines if line.startswith("flags")), "")
    kept = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "amx_int8") if f" {flag}" in flags]
    return f"{name} ({' '.join(kept)})"


def noise() -> float:
    """Return how much the same work varies here and now: (slowest - fastest) / median of 9 runs of fixed arithmetic."""

    def work() -> float:
        start = time.perf_counter()
        sum(number * number for number in range(300_000))
        return time.perf_counter() - start

    runs = [work() for _ in range(9)]
    return (max(runs) - min(runs)) / statistics.median(runs)


def median_seconds(function: Callable[[], Any], runs: int = 5) -> float:
    """Return the median wall time of a call, in seconds."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as aligned text."""
    cells = [[str(cell) for cell in row] for row in [headings, *rows]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(headings))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def write(name: str, figures: Any) -> Path:
    """Write figures with the machine's description to ``benchmarks/results/NAME.json`` and say so."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    document = {"benchmark": name, "machine": machine(), "figures": figures}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False, default=float) + "\n", encoding="utf-8")
    print(f"\nnoise {document['machine']['noise']:.0%}, load {document['machine']['load_average']}; wrote {path.name}")
    return path
