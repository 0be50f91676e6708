"""Whole process, start to verdict: 300 distinct short values, beside a minimal sentence-transformers script.

    python -m benchmarks.startup

Both encode the same values with the same weights; models are warm, the vector cache is empty. Target: at most 0.15x.

Also: what `import tabbert` and `tabbert --help` add to a bare interpreter.
"""

import os
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


def seconds(command: list[str], home: str) -> float:
    """Return the wall time of a whole process."""
    env = os.environ | {"TABBERT_HOME": home, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return time.perf_counter() - start


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
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            seconds(command, folder)  # warm files and models
        for _ in range(RUNS):
            for name, command in commands.items():
                taken[name].append(seconds(command, folder))
    medians = {name: statistics.median(runs) for name, runs in taken.items()}
    ratio = medians["tabbert, 300 values"] / medians["sentence-transformers, 300 values"]
    rows = [[name, f"{medians[name]:.3f}", f"{min(runs):.3f}", f"{max(runs):.3f}"] for name, runs in taken.items()]
    print(_record.table(["process", "median s", "min", "max"], rows))
    print(f"\nstart to verdict: {ratio:.3f}x of sentence-transformers (target 0.15)")
    print(f"import tabbert: {1000 * (medians['import tabbert'] - medians['bare interpreter']):.1f} ms (target 20)")
    print(f"tabbert --help: {1000 * medians['tabbert --help']:.0f} ms (target 150)")
    _record.write("startup", {"seconds": taken, "medians": medians, "ratio": ratio}, {"start to verdict": ratio})


if __name__ == "__main__":
    main()
