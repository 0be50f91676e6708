"""Writes the graphs that are shipped in tabbert/encoders/graphs (development only; needs the `onnx` package).

    python tools/build_graph.py                writes the graphs; running it twice gives identical files
    python tools/build_graph.py --calibrate    measures the smoothing factors anew first (needs the offline weights)

The graphs hold no weights: their tensors point into a file beside them, which `tabbert.encoders._weights` writes.
"""

import argparse
import itertools
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, ValueInfoProto, helper

from tabbert.encoders import _weights
from tabbert.encoders._end import END
from tabbert.encoders._weights import LAYERS, Precision, graph_name, layout, middle_of
from tabbert.store.packs import PackConfig, read_pack

GRAPHS = Path(__file__).parent.parent / "tabbert" / "encoders" / "graphs"
NAME = "multilingual-e5-small"
SIZES = PackConfig(384, 12, 12, 1536, 250_037, 512, 2, 1e-12)
CONTRIB = "com.microsoft"
TYPES = {"float32": TensorProto.FLOAT, "int8": TensorProto.INT8}
TEXTS = """keine Angabe
n/a
unknown
-
tbd
Untitled
Müller, Anna
12 Main Street, Springfield
2024-03-01
John Smith
non renseigné
Bird struck the windshield during approach; no damage was found.
Продавец не указан
不明
該当なし
مجهول
Acme GmbH & Co. KG
La réunion a été reportée à jeudi prochain à cause de la grève.
El paciente presenta fiebre alta y dolor de cabeza.
The quick brown fox jumps over the lazy dog
東京都千代田区丸の内一丁目
サポートに連絡しましたが、返事がありません。
नमस्ते दुनिया
0
999
Der Kunde hat den Vertrag fristgerecht gekündigt und verlangt eine Bestätigung.
test test test
asdf
k.A.
3,14 EUR
ID-0042-XK
O produto chegou com defeito e a loja não responde.
Привет, как дела?
오류가 발생했습니다. 다시 시도하십시오.
https://example.org/a?b=c
Skilled nursing facility
General acute care hospital
info@example.org
+49 30 1234567
Không có thông tin
ไม่มีข้อมูล
לא ידוע
Brak danych"""


class Graph:
    """Collects nodes under readable names; `tensors` are in the weights file, constants in the graph."""

    def __init__(self, precision: Precision, sizes: PackConfig) -> None:
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []
        for name, place in layout(sizes, precision).items():
            tensor = TensorProto(name=name, data_type=TYPES[place.dtype.name], dims=place.shape)
            tensor.data_location = TensorProto.EXTERNAL
            values = {"location": _weights.WEIGHTS, "offset": str(place.offset), "length": str(place.size)}
            for key, value in values.items():
                tensor.external_data.add(key=key, value=value)
            self.initializers.append(tensor)

    def constant(self, name: str, value: Any, kind: int) -> str:
        """Add a constant: a number, or a list of them."""
        dims = [len(value)] if isinstance(value, list) else []
        self.initializers.append(helper.make_tensor(name, kind, dims, value if dims else [value]))
        return name

    def add(self, op: str, inputs: list[str], out: str, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output and return its name."""
        self.nodes.append(helper.make_node(op, inputs, [out], name=out, domain=domain, **attributes))
        return out


def build(precision: Precision, layers: int = LAYERS, watch: bool = False) -> ModelProto:
    """Return the graph `embeddings` float32 (batch, tokens, hidden) -> `vectors` float32 (batch, hidden + end).

    A row of `vectors` is the mean of the last layer, of length 1, and beside it the text's end vector.

    Args:
        precision: how matrices are multiplied.
        layers: of the encoder.
        watch: also return what enters the matrix products after each layer norm (for the calibration).
    """
    sizes = replace(SIZES, layers=layers)
    start, g = middle_of(sizes), Graph(precision, sizes)
    int8, width = precision == "int8", SIZES.hidden
    for name, value in {
        "zero": [0],
        "last": [-1],
        "middle": [1],
        "one": [1],
        "width": [width],
        "near": [-END.tokens],
        "past": [2**31 - 1],
    }.items():
        g.constant(name, value, TensorProto.INT64)
    g.constant("rows_width", [-1, width], TensorProto.INT64)
    numbers = {"unit": 1.0, "tiny": 1e-30, "root": width**0.5}
    for name, number in (numbers | {"step": 1 / 127} if int8 else numbers).items():
        g.constant(name, number, TensorProto.FLOAT)
    tokens = g.add("Shape", ["embeddings"], "tokens", start=1, end=2)
    batch = g.add("Shape", ["embeddings"], "batch", start=0, end=1)
    shape = g.add("Concat", [batch, tokens, "width"], "shape", axis=0)
    places = g.add("Slice", ["positions", "zero", tokens], "places")
    summed = g.add("Reshape", [g.add("Add", ["embeddings", places], "placed"), "rows_width"], "rows")
    if int8:
        g.constant("centre", 128, TensorProto.UINT8)
        middle_step = helper.make_tensor("value", TensorProto.UINT8, [1], [128])

    def centres(x: str, name: str) -> str:
        """A zero point for each row of x."""
        if not int8:
            return ""
        count = g.add("Shape", [x], f"{name}.count", start=0, end=1)
        return g.add("ConstantOfShape", [count], f"{name}.centres", value=middle_step)

    def normalise(x: str, name: str) -> str:
        """(x - mean) / standard deviation of each row; ONNX Runtime's fused node is three times slower on a CPU."""
        mean = g.add("ReduceMean", [x, "last"], f"{name}.mean", keepdims=1)
        centred = g.add("Sub", [x, mean], f"{name}.centred")
        # No Sqrt node: in some versions its last elements round otherwise than the rest. Epsilon (1e-12) never shows.
        length = g.add(
            "Max", [g.add("ReduceL2", [centred, "last"], f"{name}.norm", keepdims=1), "tiny"], f"{name}.length"
        )
        return g.add("Mul", [centred, g.add("Div", ["root", length], f"{name}.factor")], f"{name}.z")

    def quantise(x: str, centre: str) -> tuple[str, str]:
        """Each row in 255 steps of its own: no row depends on another one."""
        if not int8:
            return x, ""
        largest = g.add("ReduceMax", [g.add("Abs", [x], f"{x}.abs"), "last"], f"{x}.largest", keepdims=1)
        steps = g.add("Max", [g.add("Mul", [largest, "step"], f"{x}.step0"), "tiny"], f"{x}.step")
        flat = g.add("Reshape", [steps, "last"], f"{x}.steps")
        return g.add("QuantizeLinear", [x, flat, centre], f"{x}.u8", axis=0), steps

    def product(x: tuple[str, str], name: str) -> str:
        if not int8:
            return g.add("MatMul", [x[0], f"{name}.weight"], f"{name}.product")
        inputs = [x[0], f"{name}.weight", "unit", f"{name}.scale", "centre"]
        return g.add("Mul", [g.add("MatMulIntegerToFloat", inputs, f"{name}.units", CONTRIB), x[1]], f"{name}.product")

    def scaled(z: str, name: str, out: str, centre: str) -> tuple[str, tuple[str, str]]:
        """Return (for the residual connection, for the matrix product)."""
        residual = g.add("Mul", [z, f"{name}.gamma"], f"{out}.residual")
        return residual, quantise(g.add("Mul", [z, f"{name}.smooth"], f"{out}.even") if int8 else residual, centre)

    def layer(z: str, name: str, shape: str, centre: str, own: str | None = None) -> str:
        """Return what a layer makes of the normalised rows z; only of the rows `own`, one per text, if given."""
        residual, x = scaled(z, f"{name}.in", f"{name}.in", centre)
        query, own_shape = x, shape
        if own:
            centre = centres(own, "own")
            residual, query = scaled(own, f"{name}.in", f"{name}.own", centre)
            own_shape = "one.row"
        inputs = {"q": (query, own_shape), "k": (x, shape), "v": (x, shape)}
        heads = [
            g.add("Reshape", [product(rows, f"{name}.{part}"), form], f"{name}.{part}.heads")
            for part, (rows, form) in inputs.items()
        ]
        mixed = g.add(
            "MultiHeadAttention", [*heads, f"{name}.qkv.bias"], f"{name}.mixed", CONTRIB, num_heads=SIZES.heads
        )
        out = product(quantise(g.add("Reshape", [mixed, "rows_width"], f"{name}.mixed.rows"), centre), f"{name}.ao")
        summed = g.add("Add", [g.add("Add", [out, residual], f"{name}.ao.sum"), f"{name}.ao.bias"], f"{name}.ao.out")
        residual, x = scaled(normalise(summed, f"{name}.mid"), f"{name}.mid", f"{name}.mid", centre)
        inner = g.add("BiasGelu", [product(x, f"{name}.fi"), f"{name}.fi.bias"], f"{name}.gelu", CONTRIB)
        out = product(quantise(inner, centre), f"{name}.fo")
        summed = g.add("Add", [g.add("Add", [out, residual], f"{name}.fo.sum"), f"{name}.fo.bias"], f"{name}.fo.out")
        return normalise(summed, f"{name}.end")

    def end(z: str) -> str:
        """Return the second vector: `END.layers` layers of its own over the last tokens, read at the last one."""
        rows = g.add("Reshape", [z, shape], "middle.tokens")
        near = g.add("Slice", [rows, "near", "past", "middle"], "near.tokens")
        near_shape = g.add("Concat", [batch, "last", "width"], "near.shape", axis=0)
        g.add("Concat", [batch, "one", "width"], "one.row", axis=0)
        z = g.add("Reshape", [near, "rows_width"], "near.rows")
        centre = centres(z, "near")
        for i in range(END.layers - 1):
            z = layer(z, f"e{i}", near_shape, centre)
        final = g.add("Reshape", [z, near_shape], "near.out")
        own = g.add("Squeeze", [g.add("Slice", [final, "last", "past", "middle"], "own.token"), "middle"], "own.row")
        z = layer(z, f"e{END.layers - 1}", near_shape, centre, own)
        return g.add("Add", [product(quantise(z, "own.centres"), "end.out"), "end.out.bias"], "end")

    z, centre = normalise(summed, "embedding"), centres(summed, "rows")
    for i in range(layers):
        if i == start:
            second = end(z)
        z = layer(z, f"l{i}", shape, centre)
    # The mean as a matrix product: ReduceMean takes another path, with other rounding, for a batch of one.
    share = g.add("Div", ["unit", g.add("Cast", [tokens], "tokens.float", to=TensorProto.FLOAT)], "share")
    weights = g.add("Expand", [share, g.add("Concat", ["one", tokens], "mean.shape", axis=0)], "mean.weights")
    pooled = g.add("MatMul", [weights, g.add("Reshape", [z, shape], "last.tokens")], "pooled.rows")
    pooled = g.add("Mul", [g.add("Squeeze", [pooled, "middle"], "pooled"), "last.gamma"], "pooled.scaled")
    mean = g.add("LpNormalization", [g.add("Add", [pooled, "last.beta"], "pooled.shifted")], "mean", axis=-1, p=2)
    g.add("Concat", [mean, second], "vectors", axis=-1)

    def value(name: str, *dims: Any) -> ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, dims or None)

    outputs = [value("vectors", "batch", width + END.dim), value(f"l{start}.in.residual")]
    if watch:
        outputs += [value(f"l{i}.{place}.residual") for i in range(layers) for place in ("in", "mid")]
    inputs = [value("embeddings", "batch", "tokens", width)]
    body = helper.make_graph(g.nodes, f"{graph_name(layers)}.{precision}", inputs, outputs, g.initializers)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=9, producer_name="tabbert")


def serialised(precision: Precision, layers: int = LAYERS) -> bytes:
    """Return the bytes of the shipped file."""
    return build(precision, layers).SerializeToString(deterministic=True)


def calibrate() -> np.ndarray:
    """Measure each channel's largest activation on `TEXTS` and balance it against its weights."""
    import onnxruntime

    from tabbert.encoders._tokenizer import PackTokenizer, write_tokenizer

    pack = read_pack()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _weights.write_weights(pack, folder, "float32")
        write_tokenizer(pack, folder)
        (folder / _weights.GRAPH).write_bytes(build("float32", watch=True).SerializeToString())
        session = onnxruntime.InferenceSession(str(folder / _weights.GRAPH), providers=["CPUExecutionProvider"])
        words, watched = _weights.Words(folder), [output.name for output in session.get_outputs()][2:]
        largest = np.zeros((len(watched), SIZES.hidden))
        texts = ["query: " + text for text in TEXTS.splitlines()]
        for ids in PackTokenizer(folder).ids(texts):
            found = session.run(watched, {"embeddings": words(ids[None])})
            largest = np.maximum(largest, [np.abs(values).max(axis=0) for values in found])
    factors = []
    for i in range(SIZES.layers):
        for place, parts in enumerate((("q", "k", "v"), ("fi",))):
            rows = np.max([np.abs(pack.tensor(f"l{i}.{part}.w")).max(axis=0) for part in parts], axis=0)
            factor = np.log2(np.sqrt(np.maximum(largest[2 * i + place], 1e-3) / np.maximum(rows, 1e-5)))
            factors.append(np.rint(4 * (factor - factor.mean())))
    return np.clip(factors, -127, 127).astype(np.int8).reshape(SIZES.layers, 2, SIZES.hidden)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calibrate", action="store_true", help="measure the smoothing factors anew")
    if parser.parse_args().calibrate:
        np.save(GRAPHS / f"{NAME}.smoothing.npy", calibrate())
    for layers, precision in itertools.product((LAYERS, LAYERS // 2), ("float32", "int8")):
        path = GRAPHS / f"{graph_name(layers)}.{precision}.onnx"
        path.write_bytes(serialised(precision, layers))
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
