"""From a trained model to the graph that serves it: exported by torch, without weights of its own.

Every initialiser of the graph that equals a tensor of the folder's safetensors files is replaced by a pointer to it, so
that nothing lies on disk twice and what is served is what transformers would load.
"""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn

from tabbert.encoders.pooling import pooled
from tabbert.store import safetensors

__all__ = ["GRAPH", "Served", "export_graph", "quiet"]

GRAPH: Final = "graph.onnx"


class Served(nn.Module):
    """What is served of a model: token ids in, the text's vector and, of a classifier, its logits out.

    Args:
        encoder: of transformers, without its head.
        pooling: how token vectors become one.
        classifier: the whole model, whose `logits` are wanted; it must contain `encoder`.
        head: a linear layer on the vector, whose outputs are the logits.
    """

    def __init__(
        self, encoder: nn.Module, pooling: str, *, classifier: nn.Module | None = None, head: nn.Linear | None = None
    ) -> None:
        super().__init__()
        self.encoder, self.classifier, self.head, self.pooling = encoder, classifier, head, pooling

    def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return vectors (texts, dim), and logits (texts, classes) where there are any, of ids (texts, tokens)."""
        mask = torch.ones_like(input_ids)
        wanted = self.pooling == "attention"
        options: dict[str, Any] = {"attention_mask": mask, "output_attentions": wanted}
        if self.classifier is None:
            out = self.encoder(input_ids, **options)
            hidden = out.last_hidden_state
        else:
            out = self.classifier(input_ids, output_hidden_states=True, **options)
            hidden = out.hidden_states[-1]
        vectors = pooled(hidden, self.pooling, attention=out.attentions[-1] if wanted else None)
        if self.classifier is not None:
            return vectors, out.logits
        return (vectors, self.head(vectors)) if self.head is not None else (vectors,)


def export_graph(served: Served, folder: Path) -> Path:
    """Write ``graph.onnx`` beside the weights that lie in the folder, and return its path.

    Raises:
        ValueError: a weight of the graph is in none of the folder's safetensors files.
    """
    import onnx_ir

    served = served.eval()
    names = ["vectors", "logits"][: 1 + (served.classifier is not None or served.head is not None)]
    axes = ({0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")},)
    with quiet(), torch.no_grad():
        program = torch.onnx.export(
            served, (torch.ones(2, 5, dtype=torch.long),), dynamo=True, optimize=False, dynamic_shapes=axes,
            input_names=["input_ids"], output_names=names, verbose=False,
        )  # fmt: skip
    assert program is not None
    model = program.model
    stored: dict[str, tuple[str, int, dict[str, Any]]] = {}
    for file in sorted(folder.glob("*.safetensors")):
        tensors, start = safetensors.header(file)
        stored |= {name: (file.name, start, tensor) for name, tensor in tensors.items()}
    for name, value in model.graph.initializers.items():
        tensor = value.const_value
        assert tensor is not None
        found = next((stored[key] for key in _names(name) if key in stored), None)
        if found is None:
            if tensor.nbytes > 100_000:
                raise ValueError(f"the graph's weight {name} is in no file of {folder.name}")
            continue  # tables of positions and other constants
        file_name, start, entry = found
        if tuple(entry["shape"]) != tuple(tensor.shape.numpy()) or entry["dtype"] != "F32":
            raise ValueError(f"the graph's weight {name} has another shape or type than the stored one")
        first, last = entry["data_offsets"]
        value.const_value = onnx_ir.ExternalTensor(
            location=file_name, offset=start + first, length=last - first, dtype=onnx_ir.DataType.FLOAT,
            shape=tensor.shape, name=name, base_dir=str(folder),
        )  # fmt: skip
    _forget_traces(model)
    onnx_ir.save(model, str(folder / GRAPH))
    return folder / GRAPH


def _names(name: str) -> Iterator[str]:
    """Yield what a weight of the graph may be called in the files: with and without the names of what wraps it."""
    parts = name.split(".")
    yield from (".".join(parts[start:]) for start in range(len(parts)))
    if parts[0] == "head":
        yield name


def _forget_traces(model: Any) -> None:
    """Drop the exporter's notes on every node: they name files of this machine, and are most of the graph's size."""
    for graph in (model.graph, *(function.graph for function in model.functions.values())):
        graph.metadata_props.clear()
        for node in graph:
            node.metadata_props.clear()
            for value in node.outputs:
                value.metadata_props.clear()
        for value in (*graph.inputs, *graph.initializers.values()):
            value.metadata_props.clear()
    model.metadata_props.clear()
    model.producer_name = "torch"


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what torch and transformers print and warn of while they load, trace and save off the terminal."""
    from transformers.utils import logging as transformers_logging

    level = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    tracing = logging.getLogger("torch.onnx")
    before = tracing.level
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    tracing.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        tracing.setLevel(before)
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()
