"""Columns that hold a few values of another kind, such as a phone number among names: what is out of place."""

# ruff: noqa: S311  (seeded generators on purpose: the corpus must be the same every time)

import random

import numpy as np

from tabbert.finetune.completeness_corpus import COMPLETE, MISPLACED, LabelledColumn
from tabbert.finetune.completeness_endings import counts
from tabbert.finetune.completeness_generator import column_name

_CLASHES = {
    "person_name": ("phone", "email", "street_address", "url", "date", "iban", "product_title", "text"),
    "company": ("phone", "email", "date", "iban", "text", "street_address"),
    "city": ("phone", "email", "person_name", "iban", "date", "product_title", "text"),
    "country": ("phone", "email", "person_name", "date", "street_address", "text"),
    "job_title": ("phone", "email", "person_name", "street_address", "date", "iban", "url"),
    "street_address": ("phone", "email", "person_name", "url", "product_title", "text"),
    "email": ("phone", "person_name", "street_address", "company", "text"),
    "url": ("phone", "person_name", "street_address", "company"),
    "color": ("phone", "person_name", "email", "city", "date", "text"),
    "product_title": ("phone", "email", "person_name", "date", "street_address"),
    "category": ("phone", "email", "person_name", "date", "street_address", "text"),
    "text": ("phone", "email", "iban", "person_name"),
    "ingredients": ("phone", "email", "person_name", "date", "street_address"),
}
"""Contents, and contents that have no place among them."""


def columns(
    pools: dict[tuple[str, str], list[str]], seed: int, languages_left_out: frozenset[str], repeats: int = 1
) -> list[LabelledColumn]:
    """Make columns of one content each with none or a few values of a content that clashes with it."""
    rng = random.Random(seed)
    by_content: dict[str, dict[str, list[str]]] = {}
    for (content, lang), values in sorted(pools.items()):
        if lang not in languages_left_out and len(values) >= 10:
            by_content.setdefault(content, {})[lang] = values
    found = []
    for content, others in _CLASHES.items():
        for lang, values in by_content.get(content, {}).items():
            for _ in range(repeats):
                some = rng.sample(values, min(len(values), rng.choice([12, 25, 40])))
                share = rng.choice([0, 0.04, 0.04, 0.1])
                foreign = by_content.get(rng.choice(others), {})
                if not foreign:
                    continue
                strangers = foreign.get(lang) or rng.choice(list(foreign.values()))
                kept = dict.fromkeys(some, COMPLETE)
                for stranger in rng.sample(strangers, max(1, round(share * len(some))) if share else 0):
                    kept.setdefault(stranger, MISPLACED)
                found.append(LabelledColumn(
                    column_name(content, rng), list(kept), counts(len(kept), rng),
                    np.array(list(kept.values()), dtype=np.int64), [lang] * len(kept), "misplaced", f"{content}/{lang}",
                ))  # fmt: skip
    return found
