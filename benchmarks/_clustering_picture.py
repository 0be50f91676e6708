"""Draws time and memory of clustering by number of rows, from the JSON of `benchmarks.clustering --scale`."""

import json
from pathlib import Path


def clustering_picture(source: Path, target: Path) -> None:
    """Draw the curves with what linear growth would be, and write an SVG; nothing where the figures are absent."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    if not source.exists():
        return
    rows = json.loads(source.read_text(encoding="utf-8"))["figures"]
    mpl.rcParams["svg.hashsalt"] = "tabbert"  # the same file from the same figures
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for key, name in (("tabbert_s", "tabbert"), ("umap_s", "UMAP + HDBSCAN")):
        known = [row for row in rows if key in row]
        if known:
            left.loglog(
                [row["rows"] for row in known], [row[key] for row in known], marker="o", markersize=4, label=name
            )
    last, sizes = rows[-1], [row["rows"] for row in rows]
    linear = [last["tabbert_s"] * size / last["rows"] for size in sizes]
    left.loglog(sizes, linear, color="0.6", linewidth=1, linestyle="--", label="linear")
    left.set(xlabel="distinct rows", ylabel="processor seconds after encoding")
    left.legend(fontsize=8)
    right.loglog(sizes, [row["peak_mb"] for row in rows], marker="o", markersize=4, label="peak of the process")
    right.loglog(
        sizes,
        [row["vectors_mb"] for row in rows],
        marker="o",
        markersize=4,
        label="all vectors, which are never in memory at once",
    )
    right.set(xlabel="distinct rows", ylabel="memory, MB")
    right.legend(fontsize=8)
    target.parent.mkdir(exist_ok=True)
    figure.savefig(target, format="svg", metadata={"Date": None})
    plt.close(figure)
