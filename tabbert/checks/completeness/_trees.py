"""Boosted trees over numbers that say how a value stands in its column, run with numpy alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAF_UNIT", "Trees"]

LEAF_UNIT = 2.0**-10  # log-odds: leaves are whole numbers of it, so that sums do not depend on their order
_BLOCK = 256  # values at a time: what is computed of them stays in the processor's cache


@dataclass(frozen=True, eq=False)
class Trees:
    """Trees of one depth, d, for each of k outputs, in r rounds; their nodes lie as in a heap.

    Attributes:
        inputs: int16 (r, k, 2**d - 1), the input that a node looks at.
        limits: float32 (r, k, 2**d - 1): inputs above it go to the right; infinite where a tree does not branch.
        leaves: int16 (r, k, 2**d), in `LEAF_UNIT`.
        start: float32 (k,), log-odds that the leaves add to.
    """

    inputs: NDArray[np.int16]
    limits: NDArray[np.float32]
    leaves: NDArray[np.int16]
    start: NDArray[np.float32]

    def __call__(self, own: NDArray[np.float32], facts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return log-odds, float32 (m, k), each row by itself.

        Args:
            own: float32 (m, f - g), of each value.
            facts: float32 (g,), the other inputs, which are the same for all of them.
        """
        rounds, outputs, n_leaves = self.leaves.shape
        nodes, n_trees, width = n_leaves - 1, rounds * outputs, own.shape[1] + len(facts)
        inputs, limits, leaves = self.inputs.ravel().astype(np.intp), self.limits.ravel(), self.leaves.ravel()
        first_node, first_leaf = np.arange(n_trees) * nodes, np.arange(n_trees) * n_leaves
        found = np.empty((len(own), outputs), dtype=np.float32)
        for start in range(0, len(own), _BLOCK):
            some = own[start : start + _BLOCK]
            x = np.concatenate([some, np.broadcast_to(facts, (len(some), len(facts)))], axis=1).ravel()
            row = np.arange(len(some))[:, None] * width
            at = np.zeros((len(some), n_trees), dtype=np.intp)
            for _ in range(n_leaves.bit_length() - 1):
                node = at + first_node
                at = 2 * at + 1 + (x[inputs[node] + row] > limits[node])
            total = leaves[at - nodes + first_leaf].reshape(len(some), rounds, outputs).sum(axis=1, dtype=np.int64)
            found[start : start + _BLOCK] = self.start + total.astype(np.float32) * np.float32(LEAF_UNIT)
        return found

    def to_arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return every number by name, for `numpy.savez`."""
        return {f"{prefix}.{name}": getattr(self, name) for name in ("inputs", "limits", "leaves", "start")}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], prefix: str) -> "Trees":
        """Rebuild what `to_arrays` named so."""
        return cls(*(arrays[f"{prefix}.{name}"] for name in ("inputs", "limits", "leaves", "start")))
