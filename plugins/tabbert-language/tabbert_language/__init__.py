"""A tabbert check for values in a language that their column does not otherwise use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from tabbert import Section, ValueCheck, Verdict, hookimpl

__all__ = ["Language"]
__tabbert_api__ = 1


class Language(ValueCheck):
    """Identifies each value's language, offline (py3langid), and compares it with those that the column uses.

    The score is the probability that the value is in one of the column's languages. Values too short to tell, codes
    and numbers are not assessed; so is what may be another language but not surely, and a column with too few values
    that can be told.
    """

    name = "language"
    summary = "Finds values in a language that their column does not otherwise use."
    statuses: ClassVar[Mapping[str, str]] = {
        "usual": "a language of the column",
        "foreign": "a language that the column does not otherwise use",
        "unclear": "perhaps another language, but not surely",
        "not told": "too short, or no words",
    }

    @dataclass(frozen=True)
    class Params:
        """What the check can be told.

        Attributes:
            usual: share of a column's cells from which a language is one of its own, in (0, 1].
            sure: probability from which another language is a finding, in [0.5, 1).
            min_letters: values with fewer letters are not assessed, at least 1.
            languages: two-letter codes of the column's languages, if you know them; none to find them out.
        """

        usual: float = 0.05
        sure: float = 0.99
        min_letters: int = 20
        languages: tuple[str, ...] = ()

        def __post_init__(self) -> None:
            if not 0 < self.usual <= 1:
                raise ValueError("usual in (0, 1]")
            if not 0.5 <= self.sure < 1:
                raise ValueError("sure in [0.5, 1)")
            if self.min_letters < 1:
                raise ValueError("min_letters of at least 1")

    def fit(self, column: Any) -> dict[str, Any]:
        """Share out the cells that can be told among languages, by their probabilities."""
        if self.params.languages:
            return {"languages": list(self.params.languages)}
        cells: dict[str, float] = {}
        told = 0
        for value, count in sorted(zip(column.values, column.counts.tolist(), strict=True)):
            if self._tellable(value):
                told += count
                for language, probability in _ranked(value)[:5]:
                    cells[language] = cells.get(language, 0.0) + count * probability
        least = max(self.params.usual * told, 2)
        return {"languages": sorted(language for language, share in cells.items() if share >= least)}

    def score(self, values: Sequence[str], column: Any) -> Verdict:
        """Return the probability that a value is in one of the column's languages."""
        own = set(column.profile["languages"])
        score, status = np.full(len(values), np.nan), np.full(len(values), "not told", object)
        evidence = np.full(len(values), "", object)
        for place, value in enumerate(values if own else ()):
            if not self._tellable(value):
                continue
            ranked = _ranked(value)
            inside = min(1.0, sum(probability for language, probability in ranked if language in own))
            language = ranked[0][0]
            if 1 - inside >= self.params.sure:
                score[place], status[place], evidence[place] = inside, "foreign", f"looks like {language}"
            elif inside < 0.5:
                status[place], evidence[place] = "unclear", f"perhaps {language}"
            else:
                score[place], status[place] = inside, "usual"
        return Verdict(score, status, evidence)

    def section(self, table: Any, verdicts: Mapping[str, Verdict], threshold: float) -> Section | None:
        """List the foreign languages of every column."""
        cells: dict[tuple[str, str], int] = {}
        for column in table.columns:
            verdict = verdicts[column.name]
            for place in np.flatnonzero(verdict.status == "foreign").tolist():
                key = (column.name, str(verdict.evidence[place]).rpartition(" ")[2])
                cells[key] = cells.get(key, 0) + int(column.counts[place])
        rows = [[name, language, count] for (name, language), count in sorted(cells.items(), key=lambda item: -item[1])]
        return Section("Foreign languages by column", ["column", "language", "cells"], rows) if rows else None

    def _tellable(self, value: str) -> bool:
        words = "".join(word for word in value.split() if not any(mark in word for mark in "@/\\_0123456789"))
        letters = sum(map(str.isalpha, words))
        wide = sum("\u2e80" <= character <= "\uffdc" for character in words)  # a letter there is a syllable or a word
        return letters + 3 * wide >= self.params.min_letters and letters > len(value) / 2


def _ranked(text: str) -> list[tuple[str, float]]:
    """Return (language, probability), the likeliest first."""
    lowered = text.lower() if text.isupper() else text  # capitals mislead the identifier
    return [(str(language), float(probability)) for language, probability in _identifier().rank(lowered)]


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@hookimpl
def tabbert_checks() -> list[type[ValueCheck]]:
    """Register the check."""
    return [Language]
