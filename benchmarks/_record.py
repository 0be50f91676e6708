"""What every benchmark does with its figures: prints tables, writes JSON with versions and noise, compares ratios."""

import importlib.metadata
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
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
    "scikit-learn",
    "model2vec",
    "pyspark",
    "ray",
)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
WORSE = 1.2
"""A ratio that has grown to more than this, times the one in the results, fails the benchmark."""


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
        "threads": {name: os.environ[name] for name in THREADS if name in os.environ},
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


def write(name: str, figures: Any, ratios: Mapping[str, float] | None = None) -> Path:
    """Write figures with the machine's description to ``benchmarks/results/NAME.json`` and say so.

    Args:
        name: of the benchmark.
        figures: what it found.
        ratios: what ours costs beside the competitor of the same run, by name: less is better. Where one has become
            more than `WORSE` times what the results hold, they are left as they are and the program ends with an
            error, unless ``BENCHMARKS_ACCEPT=1`` says that it is meant so.
    """
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    if (bad := worse(path, ratios or {})) and os.environ.get("BENCHMARKS_ACCEPT") != "1":
        raise SystemExit("\n".join(["", *bad, f"{path.name} was left as it is (noise {noise():.0%})."]))
    document = {"benchmark": name, "machine": machine(), "ratios": dict(ratios or {}), "figures": figures}
    path.write_text(json.dumps(rounded(document), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nnoise {document['machine']['noise']:.0%}, load {document['machine']['load_average']}; wrote {path.name}")
    return path


def rounded(document: Any) -> Any:
    """Return what JSON can hold of a document, its numbers to six digits: no figure says more, and files stay small."""
    return json.loads(json.dumps(document, default=float), parse_float=lambda text: float(f"{float(text):.6g}"))


def worse(path: Path, ratios: Mapping[str, float]) -> list[str]:
    """Return in sentences which ratios have become worse than those in a file of results, if there is one."""
    before = json.loads(path.read_text(encoding="utf-8")).get("ratios", {}) if path.exists() else {}
    return [
        f"WORSE: {name}: {ratio:.3g}, was {before[name]:.3g} ({ratio / before[name] - 1:+.0%})"
        for name, ratio in ratios.items()
        if name in before and ratio > WORSE * before[name]
    ]
