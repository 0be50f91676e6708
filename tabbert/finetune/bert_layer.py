"""One layer of BERT in torch, from a pack's tensors: what recipes that train single layers are built of."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

__all__ = ["Layer"]


class Layer(nn.Module):
    """A BERT layer (post-norm), of which only the rows `own` are computed if they are fewer than `x`."""

    def __init__(self, tensor: Callable[[str], NDArray[Any]], name: str, heads: int, eps: float) -> None:
        super().__init__()
        self._heads = heads
        parts: dict[str, nn.Linear | nn.LayerNorm] = {}
        for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
            weight, bias = (torch.from_numpy(np.array(tensor(f"{name}.{part}.{kind}"))) for kind in "wb")
            if part in ("aln", "oln"):
                parts[part] = nn.LayerNorm(len(weight), eps=eps)
            else:
                parts[part] = nn.Linear(weight.shape[1], weight.shape[0])
            parts[part].weight.data, parts[part].bias.data = weight, bias
        self.parts = nn.ModuleDict(parts)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None, own: torch.Tensor) -> torch.Tensor:
        """Return (batch, own rows, hidden) of x (batch, tokens, hidden).

        Args:
            x: what is attended to.
            mask: (batch, 1, 1, tokens), true for real tokens; None if all are.
            own: the rows to compute, (batch, rows, hidden); `x` itself for all.
        """
        p = self.parts

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(*y.shape[:2], self._heads, -1).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(p["q"](own)), split(p["k"](x)), split(p["v"](x)), attn_mask=mask
        )
        h = p["aln"](p["ao"](mixed.transpose(1, 2).reshape(own.shape)) + own)
        return p["oln"](p["fo"](functional.gelu(p["fi"](h))) + h)  # type: ignore[no-any-return]
