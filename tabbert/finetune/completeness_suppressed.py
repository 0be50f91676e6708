"""Columns of numbers in which a letter or a mark stands for a number that was held back, and some where it is right."""

# ruff: noqa: S311  (seeded generators on purpose: the corpus must be the same every time)

import random

import numpy as np

from tabbert.finetune.completeness_corpus import COMPLETE, PLACEHOLDER, LabelledColumn, Words
from tabbert.finetune.completeness_generator import row_counts

_HELD_BACK = (
    "suppressed|redacted|withheld|confidential|masked|censored|geheim|unterdrückt|nd|n.d.|NA|NR|NS|ND|na|nr|..|...|:|"
    "(D)|(S)|(X)|*|**|-|--|—|s.d.|k.A.|b.d.|sin dato"
)
_LETTERED = (
    "S|M|L|XL", "XS|S|M|L|XL|XXL", "K|PK", "PK|KG|K", "A|B|C|D|F", "G|B1|B2", "DNF|DNS|DSQ", "A|B", "I|II|III|IV",
    "J|Q|K|A", "free", "gratis", "A+|A|A-|B+", "UG|EG|DG", "W|L|T|D",
)  # fmt: skip
_COUNTED = (
    "count", "total", "num", "Number of students", "n", "pct", "Percent", "score", "rate", "amount", "price", "value",
    "Anzahl", "Anteil", "Summe", "nombre", "total_n", "cantidad", "numero", "Total Tested", "mean_score", "enrolment",
    "cases", "deaths", "population", "income", "2019", "Q3", "size", "grade", "floor", "rank", "place", "level",
)  # fmt: skip


def columns(vocabulary: Words, seed: int, size: int = 480) -> list[LabelledColumn]:
    """Columns of numbers in which a letter, a mark or a word stands where a number was held back or is not known.

    Where several letters stand, they are sizes, grades or ranks, and right.
    """
    rng = random.Random(seed)
    words = [item[0] for item in vocabulary.items if item[2] == "unknown" and (len(item[0]) < 14 or item[1] == "und")]
    out = []
    for _ in range(size):
        spell = rng.choice(["{}", "{}", "{}%", "{}.5", "{},{:03d}", "${}.00"])
        high = rng.choice([12, 100, 1000, 90_000])
        drawn = [(rng.randint(0, high), rng.randint(0, 999)) for _ in range(rng.choice([6, 20, 60]))]
        numbers = list(dict.fromkeys(spell.format(*pair) for pair in drawn))
        counts = row_counts(len(numbers), rng)
        total, answers = int(counts.sum()), rng.random() < 0.35
        marks = rng.choice(_LETTERED).split("|") if answers else [_mark(words, rng)]
        marks = [mark for mark in marks if mark not in numbers]
        spikes = [max(1, int(total * rng.choice([0.002, 0.02, 0.1, 0.3, 1.0]))) for _ in marks]
        labels = [COMPLETE] * len(numbers) + [COMPLETE if answers else PLACEHOLDER] * len(marks)
        out.append(LabelledColumn(
            rng.choice(_COUNTED), numbers + marks, np.array([*counts.tolist(), *spikes], dtype=np.int64),
            np.array(labels, dtype=np.int64), ["und"] * len(labels), "suppressed", "suppressed",
        ))  # fmt: skip
    return out


def _mark(words: list[str], rng: random.Random) -> str:
    if rng.random() < 0.5:
        return rng.choice("abcdefhilmnopqrsuvwxyz") if rng.random() < 0.6 else rng.choice("CDFHLMNPQRSTUVWXYZ")
    return rng.choice(words if rng.random() < 0.5 else _HELD_BACK.split("|"))
