"""Registers ``.bert`` with Polars explicitly: ``import tabbert.polars``."""

import polars

from tabbert._attach import attach

attach(polars)
