"""Small networks over numbers that say how a value stands in its column, run with numpy alone."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.row_products import row_products

__all__ = ["Network", "Networks"]

Network: TypeAlias = tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]
"""Weight and bias of each layer; ReLU between layers."""

_CLIP = 8.0


@dataclass(frozen=True, eq=False)
class Networks:
    """An ensemble: the outputs of its members are averaged.

    Attributes:
        members: networks of the same inputs and outputs.
        mean: float32 (f,), of the inputs; `scale` float32 (f,) divides what is left.
    """

    members: tuple[Network, ...]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]

    def __call__(self, own: NDArray[np.float32], facts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return log-odds, float32 (m, outputs), each row by itself.

        Args:
            own: float32 (m, f - g), of each value.
            facts: float32 (g,), the other inputs, which are the same for all of them.
        """
        n = own.shape[1]
        x = np.clip((own - self.mean[:n]) / self.scale[:n], -_CLIP, _CLIP)
        shared = np.clip((facts[None] - self.mean[n:]) / self.scale[n:], -_CLIP, _CLIP)
        total: Any = np.float32(0)
        for (first, bias), *middle, (last, last_bias) in self.members:
            h = np.maximum(row_products(x, first[:n]) + (row_products(shared, first[n:]) + bias), 0)
            for weight, b in middle:
                h = np.maximum(row_products(h, weight) + b, 0)
            total = total + row_products(h, last) + last_bias
        return np.asarray(total / len(self.members), dtype=np.float32)

    def to_arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return every number by name, for `numpy.savez`."""
        arrays = {f"{prefix}.mean": self.mean, f"{prefix}.scale": self.scale}
        for n, network in enumerate(self.members):
            for k, (weight, bias) in enumerate(network):
                arrays[f"{prefix}.{n}.{k}.weight"], arrays[f"{prefix}.{n}.{k}.bias"] = weight, bias
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], prefix: str) -> "Networks":
        """Rebuild what `to_arrays` named so."""
        members: list[Network] = []
        while f"{prefix}.{len(members)}.0.weight" in arrays:
            own = f"{prefix}.{len(members)}"
            depth = sum(name.startswith(f"{own}.") for name in arrays) // 2
            members.append(tuple((arrays[f"{own}.{k}.weight"], arrays[f"{own}.{k}.bias"]) for k in range(depth)))
        return cls(tuple(members), arrays[f"{prefix}.mean"], arrays[f"{prefix}.scale"])
