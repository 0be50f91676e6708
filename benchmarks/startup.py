"""Whole process, start to verdict: 300 distinct short values, beside a minimal sentence-transformers script.

    python -m benchmarks.startup

Both encode the same values with the same weights; models are warm, the vector cache is empty. Target: at most 0.15x.

Also: what `import tabbert` and `tabbert --help` add to a bare interpreter. The processor's time of each process is
given too, which other work on the machine changes less.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks import _record
from benchmarks._reference import reference_folder

RUNS = 5
OURS = """
import polars as pl, tabbert
df = pl.read_csv({table!r})
print(tabbert.check_completeness(df, cache="off").score)
"""
THEIRS = """
from sentence_transformers import SentenceTransformer
import polars as pl
values = pl.read_csv({table!r})["value"].unique().to_list()
print(SentenceTransformer({model!r}, device="cpu").encode(["query: " + value for value in values]).shape)
"""


def values() -> list[str]:
    """Return 300 distinct short values in several languages: from the data folder, else from the example table."""
    path = _record.DATA / "A_completeness" / "short_text_columns.parquet"
    if path.exists():
        texts = pl.read_parquet(path)["text"].unique(maintain_order=True)
        return texts.filter(texts.str.len_chars().is_between(3, 40)).sample(300, seed=1).to_list()
    example = pl.read_csv(Path(__file__).parent.parent / "examples" / "data" / "tickets.csv", infer_schema=False)
    return pl.concat(example.get_columns(), how="vertical").drop_nulls().unique(maintain_order=True).head(300).to_list()


def seconds(command: list[str], home: str) -> tuple[float, float]:
    """Return the wall time of a whole process, and its processor's time."""
    env = os.environ | {"TABBERT_HOME": home, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Print and write the figures."""
    with tempfile.TemporaryDirectory() as folder:
        table = f"{folder}/values.csv"
        pl.DataFrame({"value": values()}).write_csv(table)
        model = str(reference_folder(Path(folder) / "reference"))
        commands = {
            "bare interpreter": [sys.executable, "-c", "pass"],
            "import tabbert": [sys.executable, "-c", "import tabbert"],
            "tabbert --help": [sys.executable, "-m", "tabbert", "--help"],
            "tabbert, 300 values": [sys.executable, "-c", OURS.format(table=table)],
            "sentence-transformers, 300 values": [sys.executable, "-c", THEIRS.format(table=table, model=model)],
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for command in commands.values():
            seconds(command, folder)  # warm files and models
        for _ in range(RUNS):
            for name, command in commands.items():
                taken[name].append(seconds(command, folder))
    medians = {name: statistics.median(wall for wall, _ in runs) for name, runs in taken.items()}
    processor = {name: statistics.median(own for _, own in runs) for name, runs in taken.items()}
    ours, theirs = "tabbert, 300 values", "sentence-transformers, 300 values"
    ratio, processor_ratio = medians[ours] / medians[theirs], processor[ours] / processor[theirs]
    rows = [
        [name, *(f"{value:.3f}" for value in (medians[name], min(runs)[0], max(runs)[0], processor[name]))]
        for name, runs in taken.items()
    ]
    print(_record.table(["process", "median s", "min", "max", "processor s"], rows))
    print(f"\nstart to verdict: {ratio:.3f}x of sentence-transformers (target 0.15)")
    print(f"the same in processor's time: {processor_ratio:.3f}x")
    print(f"import tabbert: {1000 * (medians['import tabbert'] - medians['bare interpreter']):.1f} ms (target 20)")
    print(f"tabbert --help: {1000 * medians['tabbert --help']:.0f} ms (target 150)")
    figures = {"seconds": taken, "medians": medians, "processor_s": processor, "ratio": ratio,
               "processor_ratio": processor_ratio}  # fmt: skip
    ratios = {"start to verdict": ratio, "start to verdict, processor's time": processor_ratio}
    _record.write("startup", figures, ratios)


if __name__ == "__main__":
    main()
