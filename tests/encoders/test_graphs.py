import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tabbert.encoders import _quantised, _weights
from tabbert.store.packs import PackConfig

TOOL = Path(__file__).parent.parent.parent / "tools" / "build_graph.py"
SIZES = PackConfig(384, 12, 12, 1536, 250_037, 512, 2, 1e-12)


@pytest.fixture(scope="module")
def tool():
    pytest.importorskip("onnx", reason="the onnx package is a development dependency")
    spec = importlib.util.spec_from_file_location("build_graph", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("layers", [12, 6])
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_shipped_graph_is_what_the_tool_writes(tool, precision, layers):
    assert tool.serialised(precision, layers) == tool.serialised(precision, layers)
    assert _weights.graph(precision, layers) == tool.serialised(precision, layers)


@pytest.mark.parametrize("layers", [12, 6])
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_shipped_graph_is_small_and_holds_no_weights(precision, layers):
    assert len(_weights.graph(precision, layers)) < 100_000


@pytest.mark.parametrize(
    ("precision", "layers", "limit"),
    [("float32", 12, 103e6), ("int8", 12, 28e6), ("float32", 6, 60e6), ("int8", 6, 17e6)],
)
def test_layout_is_aligned_and_without_overlap(precision, layers, limit):
    end = 0
    for place in _weights.layout(replace(SIZES, layers=layers), precision).values():
        assert place.offset % 64 == 0
        assert end <= place.offset < end + 64
        end = place.offset + place.size
    assert end < limit


def test_two_products_fit_into_16_bits():
    assert np.iinfo(np.int16).max >= 2 * 255 * _quantised.LARGEST


def test_smoothing_factors_are_moderate():
    assert _quantised.smoothing().shape == (12, 2, 384)
    assert np.abs(_quantised.smoothing()).max() <= 40  # 2 ** 10
