"""Columns that hold another column's values, or two values in one cell: where the head learns what is out of place."""

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
_JOINED = {
    "product_title": ("company", "category", "color", "price"),
    "person_name": ("phone", "email", "city", "job_title", "company", "date"),
    "company": ("city", "phone", "street_address", "person_name", "url"),
    "job_title": ("company", "city", "person_name", "date"),
    "city": ("country", "postcode", "phone"),
    "category": ("product_title", "price", "company"),
    "street_address": ("city", "phone", "person_name"),
    "title": ("person_name", "year", "company"),
}
"""Contents, and contents that someone joined to their end: the cell holds more than its own."""


def columns(
    pools: dict[tuple[str, str], list[str]], seed: int, languages_left_out: frozenset[str], repeats: int = 1
) -> list[LabelledColumn]:
    """Make columns of one content each with no, a few or (joined) many values that are out of place."""
    rng = random.Random(seed)
    by_content: dict[str, dict[str, list[str]]] = {}
    for (content, lang), values in sorted(pools.items()):
        if lang not in languages_left_out and len(values) >= 10:
            by_content.setdefault(content, {})[lang] = values
    by_content["title"] = {lang: [v.rstrip(".") for v in some] for lang, some in by_content.get("text", {}).items()}
    found = []
    for table, joined in ((_CLASHES, False), (_JOINED, True)):
        for content, others in table.items():
            for lang, values in by_content.get(content, {}).items():
                for _ in range(repeats):
                    some = rng.sample(values, min(len(values), rng.choice([12, 25, 40])))
                    share = rng.choice([0, 0.05, 0.05, 0.3, 0.8] if joined else [0, 0.04, 0.04, 0.1])
                    n_bad = max(1, round(share * len(some))) if share else 0
                    other = rng.choice(others)
                    foreign = _values(other, lang, by_content, rng)
                    if not foreign:
                        continue
                    kept = dict.fromkeys(some, COMPLETE)
                    for value in rng.sample(some, n_bad):
                        added = rng.choice(foreign)
                        bad = f"{value}{rng.choice([' ', ' ', ' ', ', ', ' - ', ' / '])}{added}" if joined else added
                        if joined:
                            del kept[value]
                        kept.setdefault(bad, MISPLACED)
                    name = column_name(content if content != "title" else "product_title", rng)
                    found.append(LabelledColumn(
                        name, list(kept), counts(len(kept), rng), np.array(list(kept.values()), dtype=np.int64),
                        [lang] * len(kept), "misplaced", f"{content}/{lang}",
                    ))  # fmt: skip
    return found


def _values(content: str, lang: str, by_content: dict[str, dict[str, list[str]]], rng: random.Random) -> list[str]:
    if content == "price":
        return [f"{rng.uniform(1, 900):.2f}" for _ in range(20)]
    if content == "year":
        return [str(rng.randint(1950, 2026)) for _ in range(20)]
    pools = by_content.get(content, {})
    return pools.get(lang) or (rng.choice(list(pools.values())) if pools else [])
