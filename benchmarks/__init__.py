"""Benchmarks: one command each (``python -m benchmarks.NAME``), every figure next to its competitor in the same run."""
