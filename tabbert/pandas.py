"""Registers ``.bert`` with pandas explicitly: ``import tabbert.pandas``."""

import pandas

from tabbert._attach import attach

attach(pandas)
