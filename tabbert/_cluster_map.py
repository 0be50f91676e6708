"""The map of clusters as a picture file, drawn with matplotlib: SVG that needs no script, PNG or PDF."""

from io import BytesIO
from pathlib import Path

import numpy as np

from tabbert.core.section import Scatter
from tabbert.errors import InvalidParameterError, UnwritableFileError
from tabbert.renderers import _map

__all__ = ["SUFFIXES", "draw"]

SUFFIXES = (".svg", ".png", ".pdf")


def draw(picture: Scatter, path: Path | None) -> str:
    """Draw a map and return it as SVG text; write it where ``path`` says."""
    if path and path.suffix.lower() not in SUFFIXES:
        raise InvalidParameterError("path", f"a name ending in one of {', '.join(SUFFIXES)}", path.name)
    names = {number: str(name) for number, name in picture.names.items()}
    points = np.stack([np.asarray(picture.x), np.asarray(picture.y)], axis=1)
    figure = _map.figure(points, np.asarray(picture.groups), names, title=f"{picture.title}. {picture.text}")
    buffer = BytesIO()
    _map.save(figure, buffer, "svg")
    if path:
        try:
            _map.save(figure, path, path.suffix.lower().removeprefix("."))
        except OSError as error:
            raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
    return buffer.getvalue().decode()
