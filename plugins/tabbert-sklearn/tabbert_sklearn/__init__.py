"""scikit-learn transformers, also for skrub: placeholders to nulls or scores, and text to vectors."""

from tabbert_sklearn._completeness import TabbertCompleteness
from tabbert_sklearn._encoder import TabbertEncoder

__all__ = ["TabbertCompleteness", "TabbertEncoder"]
