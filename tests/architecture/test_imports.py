"""Rules of the house as tests: what an import costs and loads, and what is public."""

import statistics
import subprocess
import sys
import time
from importlib.metadata import version

import pytest

import tabbert

HEAVY = ("numpy", "narwhals", "polars", "pandas", "pyarrow", "onnxruntime", "tokenizers", "torch", "click", "rich")


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_import_loads_nobody_else():
    loaded = run(f"import sys, tabbert; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert loaded == "[]"


def test_serving_loads_no_training_library():
    code = """
import sys, polars, tabbert
tabbert.check_completeness(polars.DataFrame({"n": [1, 2, -999]}))
heavy = ("torch", "transformers", "sentence_transformers", "sklearn", "onnx", "scipy", "yaml")
print([name for name in heavy if name in sys.modules])
"""
    assert run(code) == "[]"


@pytest.mark.skipif(version("pyarrow").startswith("15."), reason="PyArrow 15 imports pandas by itself")
def test_a_polars_frame_is_judged_without_pandas():  # whose import takes as long as the rest
    code = """
import datetime, sys, polars, tabbert
from tabbert.testing import FakeEncoder
day, time = datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1)
columns = {"text": ["Paid in full", "tbd", None], "n": [1.5, None, float("nan")], "i": [1, 2, 3]}
frame = polars.DataFrame(columns | {"yes": [True, None, True], "day": [day, None, day], "time": [time] * 3})
assert 0 < tabbert.check_completeness(frame, encoder=FakeEncoder(), cache="off").score < 1
print("pandas" in sys.modules)
"""
    assert run(code) == "False"


@pytest.mark.slow
def test_import_costs_under_20_ms():
    def seconds(code: str) -> float:
        start = time.perf_counter()
        run(code)
        return time.perf_counter() - start

    differences = [seconds("import tabbert") - seconds("pass") for _ in range(15)]
    assert statistics.median(differences) < 0.020


def test_all_is_what_is_exported():
    assert sorted(tabbert.__all__) == sorted({*tabbert._HOMES, "__version__"})
    for name in tabbert.__all__:
        assert getattr(tabbert, name) is not None
    assert set(tabbert.__all__) <= set(dir(tabbert))
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        _ = tabbert.chek
