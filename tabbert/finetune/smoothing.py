"""Smoothing factors of a student's int8 layers: outlier channels evened out against their weights (SmoothQuant)."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from tabbert.encoders._quantised import STEPS

__all__ = ["factors"]

_WIDEST: Final = 40  # of the exponents: factors of 2 ** 10


@torch.no_grad()
def factors(branches: Iterable[tuple[Any, Any]], work: Callable[[], None]) -> NDArray[np.int8]:
    """Measure activations while `work` runs, and return exponents int8 (layers, 2, hidden) of all branches' layers.

    Args:
        branches: each the norm below its first layer and its layers, in the order of the rows.
        work: called once; it passes texts through all of the layers.
    """
    rows = [(below if not number else layers[number - 1].parts["oln"], layer)
            for below, layers in branches for number, layer in enumerate(layers)]  # fmt: skip
    largest: dict[int, torch.Tensor] = {}

    def watch(module: Any, _: Any, output: torch.Tensor) -> None:
        found = (output - module.bias).abs().flatten(0, -2).amax(dim=0).float()  # the shift goes into the next bias
        largest[id(module)] = torch.maximum(largest.get(id(module), found), found)

    watched = {id(module): module for below, layer in rows for module in (below, layer.parts["aln"])}
    hooks = [module.register_forward_hook(watch) for module in watched.values()]
    work()
    for hook in hooks:
        hook.remove()
    exponents = []
    for below, layer in rows:
        for module, parts in ((below, ("q", "k", "v")), (layer.parts["aln"], ("fi",))):
            weights = torch.stack([layer.parts[part].weight.abs().amax(dim=0) for part in parts]).amax(dim=0)
            seen = largest[id(module)].clamp(min=1e-3) / weights.float().clamp(min=1e-5)
            factor = seen.sqrt().log2()
            exponents.append((STEPS * (factor - factor.mean())).round().clamp(-_WIDEST, _WIDEST))
    return torch.stack(exponents).cpu().numpy().astype(np.int8).reshape(len(rows), 2, -1)
