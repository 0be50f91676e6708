"""Draws a map with matplotlib: dots by group with their names, as a figure, or as SVG that lives inside a page."""

import re
import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import MissingExtraError
from tabbert.renderers._visible import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["figure", "inline", "save"]

NAMED = 30  # groups with their names beside them
LONGEST = 60  # characters of a name
COLOURS = ("#4477aa", "#ee6677", "#228833", "#b8a030", "#0099bb", "#aa3377", "#ee7733", "#009988", "#997700", "#7766cc")
_INK, _PAPER = "#010203", "#fcfdfe"  # stand for the page's own colours until the picture is in it


def figure(
    points: NDArray[np.floating[Any]],
    groups: NDArray[np.integer[Any]],
    names: Mapping[int, str],
    *,
    title: str = "",
    ink: str = "#1b1f24",
    paper: str = "white",
) -> "Figure":
    """Return points (n, 2) as dots, coloured by group (n,), each group's name above it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("The map", "matplotlib", "plot") from None
    drawn = Figure(figsize=(9, 6), layout="constrained")
    drawn.patch.set_alpha(0.0 if paper == _PAPER else 1.0)
    axes = drawn.add_subplot(frameon=False)
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.margins(0.06)
    width = float(np.clip(90 / np.sqrt(max(len(points), 1)), 4, 10))
    for place, number in enumerate(names):
        own = points[groups == number]
        if len(own):
            _dots(axes, own, COLOURS[place % len(COLOURS)], width, f"cluster-{number}")
    for place, (number, name) in enumerate(names.items()):
        own = points[groups == number]
        if place < NAMED and len(own):
            box = {"facecolor": paper, "alpha": 0.8, "linewidth": 0, "pad": 1.5}
            above = (own[:, 0].mean(), own[:, 1].max())
            axes.annotate(visible(name, LONGEST), above, (0, width), textcoords="offset points", fontsize=10, color=ink,
                          ha="center", va="bottom", parse_math=False, bbox=box)  # fmt: skip
    if title:
        axes.set_title(title, fontsize=10, loc="left", color=ink)
    return drawn


def _dots(axes: Any, points: NDArray[np.floating[Any]], colour: str, width: float, name: str) -> None:
    """Draw dots as one path of short strokes with round ends: a tenth of the SVG that markers need."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    ends = np.repeat(points, 2, axis=0).astype(np.float64)
    ends[1::2, 0] += 1e-4  # not nothing, or it would not be drawn everywhere
    codes = np.tile([Path.MOVETO, Path.LINETO], len(points))
    path = Path(ends, codes)
    path.should_simplify = False
    strokes = PathCollection(
        [path], facecolors="none", edgecolors=colour, linewidths=width, capstyle="round", alpha=0.75, gid=name
    )
    axes.add_collection(strokes)
    strokes.set_clip_on(False)
    strokes.set_snap(False)  # snapped to pixels, short strokes would vanish
    axes.update_datalim(points)
    axes.autoscale_view()


def save(drawn: "Figure", target: Any, format: str) -> None:
    """Write the figure, the same bytes every time; ``target`` is a path or a binary file."""
    from matplotlib import rc_context

    settings = {"svg.fonttype": "none", "svg.hashsalt": "tabbert", "font.family": "sans-serif"}
    # A missing glyph concerns pictures of dots only: an SVG holds the text, which the viewer's fonts draw.
    with warnings.catch_warnings(), rc_context(settings):
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        drawn.savefig(target, format=format, metadata={"Date": None} if format == "svg" else None)


def inline(picture: Mapping[str, Any]) -> str:
    """Return the picture of a summary as an ``svg`` element for a page: in its colours, with nothing around it."""
    points = np.array([point[:2] for point in picture["points"]], np.float64).reshape(-1, 2)
    groups = np.array([point[2] for point in picture["points"]], np.int64)
    names = {int(number): str(name) for number, name in picture["names"]}
    buffer = BytesIO()
    save(figure(points, groups, names, ink=_INK, paper=_PAPER), buffer, "svg")
    svg = buffer.getvalue().decode()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", svg, flags=re.S)  # of its own, it styles all
    svg = re.sub(r' xmlns(:\w+)?="[^"]*"| (?:width|height)="[^"]*pt"', "", svg)
    svg = re.sub(r"(\d\.\d\d)\d+", r"\1", svg)
    svg = svg.replace(_INK, "currentColor").replace(_PAPER, "var(--paper, #fff)")
    return svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)
