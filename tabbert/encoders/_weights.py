"""The serving weights: from a pack's tensors to the file that lies beside the shipped graph.

The graph normalises without scale and shift. The shift goes into the next bias, because (x + b) W = x W + b W,
and the residual connection's share of it into the bias added there; both are exact. In `int8` the matrices
are quantised per output column to -64..64. Activations are 8 bit and unsigned, so that the sum of two products is
at most 2 * 255 * 64 = 32640: the 16-bit sums of processors without VNNI cannot saturate, and every processor
computes the same integers. Activations after a layer norm get their outlier channels evened out first
(SmoothQuant, Xiao et al. 2023, arXiv:2211.10438), by factors that are divided out of the weights' rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from tabbert.encoders._end import END, end_tensors
from tabbert.encoders._quantised import LARGEST, STEPS, smoothing
from tabbert.store.packs import BLOCK, NAME, Pack, PackConfig

__all__ = [
    "FORMAT", "GRAPH", "LAYERS", "WEIGHTS", "Precision", "Words", "graph", "graph_name", "layout", "middle_of",
    "write_weights",
]  # fmt: skip

FORMAT: Final = 2
"""Part of every key and fingerprint; raise it when the same pack gives other files."""
GRAPH: Final = "graph.onnx"
WEIGHTS: Final = "weights.bin"
LAYERS: Final = 12
"""Of the default encoder."""
_ALIGN: Final = 64

Precision = Literal["float32", "int8"]


@dataclass(frozen=True)
class Stored:
    """Where a tensor lies in the weights file; little-endian, C order, offset in bytes."""

    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]
    offset: int

    @property
    def size(self) -> int:
        """Bytes."""
        return self.dtype.itemsize * int(np.prod(self.shape))


def graph(precision: Precision, layers: int = LAYERS) -> bytes:
    """Return the graph that is shipped for so many layers, 12 or a student's 6 (`tools/build_graph.py` writes it)."""
    return files("tabbert.encoders").joinpath("graphs", f"{graph_name(layers)}.{precision}.onnx").read_bytes()


def graph_name(layers: int) -> str:
    """Return the graph's name."""
    return NAME if layers == LAYERS else f"student-{layers}-layers"


def layout(config: PackConfig, precision: Precision) -> dict[str, Stored]:
    """Return the tensors of the weights file in their order."""
    hidden, ffn, int8 = config.hidden, config.ffn, precision == "int8"
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {"positions": ("<f4", (config.max_positions, hidden))}

    def matrix(name: str, rows: int, columns: int) -> None:
        shapes[f"{name}.weight"] = ("i1" if int8 else "<f4", (rows, columns))
        if int8:
            shapes[f"{name}.scale"] = ("<f4", (columns,))

    for layer in layers(config):
        for place in ("in", "mid"):
            shapes[f"{layer}.{place}.gamma"] = ("<f4", (hidden,))
            if int8:
                shapes[f"{layer}.{place}.smooth"] = ("<f4", (hidden,))
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            matrix(f"{layer}.{part}", ffn if part == "fo" else hidden, ffn if part == "fi" else hidden)
        for part, width in (("qkv", 3 * hidden), ("ao", hidden), ("fi", ffn), ("fo", hidden)):
            shapes[f"{layer}.{part}.bias"] = ("<f4", (width,))
    shapes |= {"last.gamma": ("<f4", (hidden,)), "last.beta": ("<f4", (hidden,))}
    matrix("end.out", hidden, END.dim)
    shapes["end.out.bias"] = ("<f4", (END.dim,))
    found, end = {}, 0
    for name, (dtype, shape) in shapes.items():
        stored = Stored(np.dtype(dtype), shape, -(-end // _ALIGN) * _ALIGN)
        found[name], end = stored, stored.offset + stored.size
    return found


def write_weights(pack: Pack, folder: Path, precision: Precision, smooth: NDArray[np.int8] | None = None) -> None:
    """Write the graph, its weights and the table of word vectors into the folder (0.1 GB, about a second).

    Args:
        pack: the weights.
        folder: an empty one.
        precision: how matrices are multiplied.
        smooth: exponents of the smoothing factors; None for those of the default encoder.
    """
    (folder / GRAPH).write_bytes(graph(precision, pack.config.layers))
    places = layout(pack.config, precision)
    last = list(places.values())[-1]
    with (folder / WEIGHTS).open("wb") as file:
        file.truncate(last.offset + last.size)
        for name, values in _converted(pack, precision, smoothing() if smooth is None else smooth):
            place = places.pop(name)
            if values.shape != place.shape:
                raise ValueError(f"tensor {name} has the shape {values.shape}, expected {place.shape}")
            file.seek(place.offset)
            file.write(np.ascontiguousarray(values, dtype=place.dtype).data)
    if places:
        raise ValueError(f"tensors without values: {sorted(places)}")
    if pack.is_q4("emb.word"):
        scales, nibbles = pack.blocks("emb.word")
        np.save(folder / "word_scales.npy", scales)
        np.save(folder / "word_nibbles.npy", nibbles)
    else:
        np.save(folder / "words.npy", pack.tensor("emb.word"))


def middle_of(config: PackConfig) -> int:
    """Return the number of layers below the end branch: half of them."""
    return config.layers * END.start // LAYERS


def layers(config: PackConfig) -> list[str]:
    """Name the layers: the pack's, and those of the end vector, which start from the middle of the pack's."""
    return [*(f"l{i}" for i in range(config.layers)), *(f"e{i}" for i in range(END.layers))]


def _converted(
    pack: Pack, precision: Precision, smooth: NDArray[np.int8]
) -> Iterator[tuple[str, NDArray[Any]]]:  # fmt: skip
    """Yield every tensor of the layout with its values, computed in float64."""
    deep, start = pack.config.layers, middle_of(pack.config)
    yield "positions", pack.tensor("emb.pos") + pack.tensor("emb.type")[0]
    norm = pack.tensor("emb.ln.w"), pack.tensor("emb.ln.b")
    for i in range(deep):
        yield from _layer(pack.tensor, f"l{i}", norm, smooth[i], precision)
        norm = pack.tensor(f"l{i}.oln.w"), pack.tensor(f"l{i}.oln.b")
        if i + 1 == start:
            middle = norm
    yield "last.gamma", norm[0]
    yield "last.beta", norm[1]
    # The default encoder's branch was started as copies of the layers there, and shares their factors.
    own, branch = end_tensors(), smooth[deep:] if len(smooth) > deep else smooth[start:]
    for i in range(END.layers):
        yield from _layer(own.__getitem__, f"e{i}", middle, branch[i], precision)
        middle = own[f"e{i}.oln.w"], own[f"e{i}.oln.b"]
    out = own["end.out.w"].T.astype(np.float64)
    yield "end.out.bias", own["end.out.b"] + middle[1] @ out
    yield from _matrix("end.out", middle[0][:, None] * out, precision)


def _layer(
    tensor: Callable[[str], NDArray[np.float32]], layer: str, norm: tuple[NDArray[Any], NDArray[Any]],
    smooth: NDArray[np.int8], precision: Precision,
) -> Iterator[tuple[str, NDArray[Any]]]:  # fmt: skip
    gamma, beta = norm  # of the normalisation before the layer
    parts = {part: tensor(f"{layer}.{part}.w").T.astype(np.float64) for part in ("q", "k", "v", "ao", "fi", "fo")}
    bias = {part: tensor(f"{layer}.{part}.b").astype(np.float64) for part in parts}
    middle = tensor(f"{layer}.aln.w"), tensor(f"{layer}.aln.b")
    yield f"{layer}.qkv.bias", np.concatenate([bias[part] + beta @ parts[part] for part in "qkv"])
    yield f"{layer}.ao.bias", bias["ao"] + beta
    yield f"{layer}.fi.bias", bias["fi"] + middle[1] @ parts["fi"]
    yield f"{layer}.fo.bias", bias["fo"] + middle[1]
    yield f"{layer}.in.gamma", gamma
    yield f"{layer}.mid.gamma", middle[0]
    if precision == "int8":
        for place, scale, members in ((0, gamma, "q k v"), (1, middle[0], "fi")):
            factor = 2.0 ** (smooth[place] / STEPS)
            yield f"{layer}.{('in', 'mid')[place]}.smooth", scale / factor
            for part in members.split():
                parts[part] *= factor[:, None]
    for part, matrix in parts.items():
        yield from _matrix(f"{layer}.{part}", matrix, precision)


def _matrix(name: str, matrix: NDArray[Any], precision: Precision) -> Iterator[tuple[str, NDArray[Any]]]:
    if precision == "int8":
        step = np.maximum(np.abs(matrix).max(axis=0), 1e-12).astype(np.float32) / np.float32(LARGEST)
        yield f"{name}.scale", step
        yield f"{name}.weight", np.clip(np.rint(matrix / step), -LARGEST, LARGEST)
    else:
        yield f"{name}.weight", matrix


class Words:
    """The table of word vectors, memory-mapped: only the rows that are asked for are read, and dequantised."""

    def __init__(self, folder: Path) -> None:
        whole = folder / "words.npy"
        self._whole = np.load(whole, mmap_mode="r", allow_pickle=False) if whole.exists() else None
        if self._whole is None:
            self._scales = np.load(folder / "word_scales.npy", mmap_mode="r", allow_pickle=False)
            self._nibbles = np.load(folder / "word_nibbles.npy", mmap_mode="r", allow_pickle=False)

    def __call__(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the vectors float32 (..., hidden) of token ids (...)."""
        if self._whole is not None:
            rows: NDArray[np.float32] = self._whole[ids]
            return rows
        nibbles = self._nibbles[ids]
        values = np.empty((*nibbles.shape[:-1], BLOCK), dtype=np.float32)
        np.bitwise_and(nibbles, 15, out=values[..., : BLOCK // 2], casting="unsafe")
        np.right_shift(nibbles, 4, out=values[..., BLOCK // 2 :], casting="unsafe")
        values -= 8.0
        values *= self._scales[ids][..., None].astype(np.float32)
        return values.reshape(*ids.shape, -1)
