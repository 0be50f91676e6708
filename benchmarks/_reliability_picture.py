"""Draws how often findings of a predicted probability are right, from the JSON of `benchmarks.completeness`."""

import json
from pathlib import Path


def reliability_picture(source: Path, target: Path) -> None:
    """Draw predicted against observed rates, one line per kind of finding, and write an SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    found = json.loads(source.read_text(encoding="utf-8")).get("reliability") if source.exists() else None
    if not found:
        return
    mpl.rcParams["svg.hashsalt"] = "tabbert"  # the same file from the same figures
    figure, axes = plt.subplots(figsize=(5.2, 4.2), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--", label="perfectly calibrated")
    for name, bins in found.items():
        axes.plot([b["predicted"] for b in bins], [b["observed"] for b in bins], marker="o", markersize=4, label=name)
    axes.axvline(0.5, color="0.8", linewidth=1)
    axes.set(xlabel="predicted probability of a finding", ylabel="share that is one", xlim=(0, 1), ylim=(0, 1))
    axes.legend(fontsize=8, loc="lower right")
    target.parent.mkdir(exist_ok=True)
    figure.savefig(target, format="svg", metadata={"Date": None})
    plt.close(figure)
