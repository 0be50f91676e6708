"""The map of clusters as a picture, drawn with matplotlib: SVG that needs no script."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.layout import plane
from tabbert.errors import InvalidParameterError, MissingExtraError, UnwritableFileError

__all__ = ["draw"]

DOTS = 5000
NAMED = 30  # clusters with their words beside them
SUFFIXES = (".svg", ".png", ".pdf")


def draw(
    vectors: NDArray[np.float32],
    labels: NDArray[np.int32],
    ids: NDArray[np.int32],
    names: list[str],
    path: Path | None,
) -> str:
    """Draw points by cluster and return the picture as SVG text; write it where ``path`` says."""
    if path and path.suffix.lower() not in SUFFIXES:
        raise InvalidParameterError("path", f"a name ending in one of {', '.join(SUFFIXES)}", path.name)
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("The map", "matplotlib", "plot") from None
    points, centres = plane(vectors[:DOTS], labels[:DOTS], _present(ids, labels[:DOTS]))
    # A missing glyph concerns pictures of dots only: an SVG holds the text, which the viewer's fonts draw.
    with (
        warnings.catch_warnings(),
        rc_context({"svg.fonttype": "none", "svg.hashsalt": "tabbert", "font.family": "sans-serif"}),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=(9, 7), layout="constrained")
        axes = figure.add_subplot(frameon=False)
        axes.set_axis_off()
        axes.set_aspect("equal")
        _dots(axes, points, labels[:DOTS], ids, names, centres)
        axes.set_title(f"{len(ids)} clusters; near dots mean similar things", fontsize=10, loc="left")
        picture = BytesIO()
        figure.savefig(picture, format="svg", metadata={"Date": None})
        if path:
            try:
                metadata = {"Date": None} if path.suffix.lower() == ".svg" else None
                figure.savefig(path, metadata=metadata)
            except OSError as error:
                raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
    return picture.getvalue().decode()


def _present(ids: NDArray[np.int32], labels: NDArray[np.int32]) -> NDArray[np.int32]:
    return ids[np.isin(ids, labels)]


def _dots(
    axes: Any,
    points: NDArray[np.float32],
    labels: NDArray[np.int32],
    ids: NDArray[np.int32],
    names: list[str],
    centres: NDArray[np.float32],
) -> None:
    from matplotlib import colormaps

    colours = colormaps["tab20"]
    called = dict(zip(ids.tolist(), names, strict=True))
    for place, (number, centre) in enumerate(zip(_present(ids, labels).tolist(), centres, strict=True)):
        own = points[labels == number]
        axes.scatter(*own.T, s=9, alpha=0.6, linewidths=0, color=colours(place % 20), gid=f"cluster-{number}")
        if place < NAMED:
            text = called[number]
            text = text if len(text) <= 60 else f"{text[:59]}…"
            axes.annotate(text, centre, fontsize=8, ha="center", parse_math=False,
                          bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1})  # fmt: skip
