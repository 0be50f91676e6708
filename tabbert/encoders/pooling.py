"""From a sequence to one vector: how the vectors of a text's tokens become the text's."""

from typing import Any, Final

from tabbert.errors import InvalidParameterError

__all__ = ["POOLINGS", "checked", "pooled"]

POOLINGS: Final = ("mean", "cls", "max", "attention")
"""The mean of all tokens, the first token, the largest of each number, or the mean weighted by the attention that the
first token pays each of them in the last layer (over all heads)."""


def checked(pooling: str) -> str:
    """Return the name, or raise InvalidParameterError if there is no such pooling."""
    if pooling not in POOLINGS:
        raise InvalidParameterError("pooling", f"one of {', '.join(map(repr, POOLINGS))}", pooling)
    return pooling


def pooled(hidden: Any, pooling: str, *, mask: Any = None, attention: Any = None) -> Any:
    """Return a tensor (texts, hidden) of length 1 each; works on torch tensors and is traced into exported graphs.

    Args:
        hidden: the last layer's vectors, (texts, tokens, hidden).
        pooling: one of `POOLINGS`.
        mask: 1.0 for tokens and 0.0 for padding, (texts, tokens); None where nothing is padded.
        attention: the last layer's, (texts, heads, tokens, tokens); needed for "attention" only.
    """
    if pooling == "cls":
        vectors = hidden[:, 0]
    elif pooling == "max":
        seen = hidden if mask is None else hidden.masked_fill(mask[:, :, None] == 0, float("-inf"))
        vectors = seen.amax(1)
    elif pooling == "attention":
        vectors = (attention.mean(1)[:, 0, :, None] * hidden).sum(1)
    elif mask is None:
        vectors = hidden.mean(1)
    else:
        vectors = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    return vectors / vectors.norm(dim=-1, keepdim=True).clamp(min=1e-12)
