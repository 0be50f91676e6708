"""The numbered examples run, and the example table is what its script writes."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("[0-9]*.py")), ids=lambda path: path.name)
def test_example_runs(script):
    done = subprocess.run([sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("name", ["tickets", "requests"])
def test_the_table_is_reproducible(tmp_path, name):
    script = runpy.run_path(str(EXAMPLES / f"make_{name}.py"))
    target = tmp_path / f"{name}.csv"
    script["main"].__globals__["TARGET"] = target
    script["main"]()
    assert target.read_bytes() == (EXAMPLES / "data" / f"{name}.csv").read_bytes()
