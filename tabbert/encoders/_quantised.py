"""Layers quantised as they are served: int8 matrices of -64..64 per output column, smoothed before.

What is stored so is served so: quantised again, the restored matrices give the same integers.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST", "STEPS", "quantised", "restored", "smoothing"]

LARGEST: Final = 64
STEPS: Final = 4
"""Smoothing factors are powers of 2 ** (1 / 4), stored as int8 exponents."""
_MATRICES: Final = ("q", "k", "v", "ao", "fi", "fo")
_SMOOTHED: Final = {"q": 0, "k": 0, "v": 0, "fi": 1}
"""Place of the smoothing factors that a matrix is multiplied by."""


@cache
def smoothing() -> NDArray[np.int8]:
    """Return exponents (layers, 2, hidden) of the factors: before q, k, v and before the feed-forward part."""
    stored = files("tabbert.encoders").joinpath("graphs", "multilingual-e5-small.smoothing.npy").read_bytes()
    exponents: NDArray[np.int8] = np.load(BytesIO(stored), allow_pickle=False)
    return exponents


def quantised(tensors: dict[str, NDArray[np.float32]], smooth: NDArray[np.int8]) -> dict[str, NDArray[Any]]:
    """Return layers as they are stored: int8 matrices in the steps that they are served in, the rest float32.

    Args:
        tensors: named `<letter><layer>.<part>.<w or b>`, as a pack's.
        smooth: exponents int8 (layers, 2, hidden) of these layers.
    """
    found: dict[str, NDArray[Any]] = {}
    for name, values in tensors.items():
        layer, part, kind = name.split(".")
        if part not in _MATRICES or kind == "b":
            found[name] = values.astype(np.float32)
            continue
        even = values.astype(np.float64) * _factor(layer, part, smooth)
        step = np.maximum(np.abs(even).max(axis=1), 1e-12).astype(np.float32) / np.float32(LARGEST)
        found[name] = np.clip(np.rint(even / step[:, None]), -LARGEST, LARGEST).astype(np.int8)
        found[f"{layer}.{part}.step"] = step
    return found


def restored(stored: dict[str, NDArray[Any]], smooth: NDArray[np.int8]) -> dict[str, NDArray[np.float32]]:
    """Return the layers that `quantised` made smaller, float32."""
    found = {}
    for name, values in stored.items():
        layer, part, kind = name.split(".")
        if kind == "step":
            continue
        if values.dtype == np.int8:
            values = values * stored[f"{layer}.{part}.step"][:, None].astype(np.float64) / _factor(layer, part, smooth)
        found[name] = values.astype(np.float32)
    return found


def _factor(layer: str, part: str, smooth: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return what the matrix's columns are multiplied by before they are quantised, (inputs,) or one for all."""
    if part not in _SMOOTHED:
        return np.ones(1)
    factor: NDArray[np.float64] = 2.0 ** (smooth[int(layer[1:]), _SMOOTHED[part]] / STEPS)
    return factor
