"""A pandera check for cells that are filled and say nothing, and findings as a pandera schema."""

from tabbert_pandera._check import Complete, complete
from tabbert_pandera._code import to_schema_code

__all__ = ["Complete", "complete", "to_schema_code"]
