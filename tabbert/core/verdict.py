"""What a check says: a `Verdict` of arrays, on one scale for every check.

**Score: 1.0 is good, 0.0 is bad, NaN is not assessed.** Below the threshold (0.5 unless the user says otherwise)
it is a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Verdict"]


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Scores with their reasons, one entry per item: a distinct value (value scope) or a row.

    Attributes:
        score: float64 (m,), in [0, 1] or NaN for "not assessed".
        status: str (m,), one of the few words that the check defines.
        evidence: str (m,), short and machine-made; empty where there is nothing to add. Never holds the value itself.
        extra: more arrays by name, each (m,), as the check's ``output`` announces them.
    """

    score: "NDArray[np.float64]"
    status: "NDArray[np.object_]"
    evidence: "NDArray[np.object_]"
    extra: "Mapping[str, NDArray[Any]]" = field(default_factory=dict)

    def part(self, rows: slice) -> "Verdict":
        """Return the entries of some items."""
        extra = {name: values[rows] for name, values in self.extra.items()}
        return Verdict(self.score[rows], self.status[rows], self.evidence[rows], extra)
