"""Benchmarks: ``python -m benchmarks.NAME`` (all: ``python -m benchmarks``), every figure next to its competitor."""
