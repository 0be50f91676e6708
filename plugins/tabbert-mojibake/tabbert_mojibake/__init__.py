"""A tabbert check for mojibake: text that was decoded with the wrong character set ("SchÃ¶n")."""

from collections.abc import Sequence
from typing import Any

from tabbert import ValueCheck, hookimpl

__all__ = ["Mojibake"]
__tabbert_api__ = 1


class Mojibake(ValueCheck):
    """Judges values one by one, with ftfy's heuristic of unlikely character sequences."""

    name = "mojibake"
    summary = "Finds text that was decoded with the wrong character set."

    def score(self, values: Sequence[str], column: Any) -> list[float]:
        """Return 0.0 for mojibake, 1.0 for other text."""
        from ftfy.badness import is_bad  # 80 ms, which only its users should pay

        return [0.0 if is_bad(value) else 1.0 for value in values]


@hookimpl
def tabbert_checks() -> list[type[ValueCheck]]:
    """Register the check."""
    return [Mojibake]
