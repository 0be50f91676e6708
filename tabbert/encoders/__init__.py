"""Encoders: one backend, one module."""
