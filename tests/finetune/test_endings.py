"""Texts cut off: never longer, never empty, the same every time; and columns of them."""

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

from tabbert.checks.completeness._features import USUAL_WIDTHS
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_endings as endings
from tabbert.finetune import completeness_misplaced as misplaced

pytestmark = pytest.mark.train

WHOLE = ["The meeting was postponed because of a strike.", "会議は延期されました。", "Rue de la Paix", "ab", ""]


def test_a_cut_text_is_a_beginning() -> None:
    rng = random.Random(1)
    for _ in range(200):
        for text in WHOLE:
            short = endings.cut(text, rng)
            assert len(short) < len(text) + 2
            assert text.startswith(short.rstrip(". …"))
    assert endings.cut("ab", rng) == ""


def test_columns_are_labelled_where_they_were_cut() -> None:
    pools = {("text", "xx"): [f"This is the sentence that has number {i} of many." for i in range(100)]}
    columns = endings.columns(pools, 3, repeats=40)
    cut = [c for c in columns if (c.labels == corpus.TRUNCATED).any()]
    assert 0 < len(cut) < len(columns)
    for column in columns:
        assert len(column.texts) == len(set(column.texts)) == len(column.labels)
        for text, label in zip(column.texts, column.labels, strict=True):
            whole = text.rstrip(".").endswith("many")
            # Where a field's width took no more than the full stop, it is neither.
            assert label in ((corpus.COMPLETE, corpus.UNUSED) if whole else (corpus.TRUNCATED,))
            assert label != corpus.UNUSED or (text.endswith("many") and len(text) == max(map(len, column.texts)))


def test_fields_widths_are_mostly_usual_ones_and_cut_some_values() -> None:
    values = [f"{n} " + ("word " * n).strip() for n in range(5, 60)]
    rng, widths = random.Random(2), []
    for _ in range(60):
        column = endings.column(values, "xx", "note", 0.1, rng)
        longest = max(map(len, column.texts))
        at_limit = [t for t, label in zip(column.texts, column.labels, strict=True) if label == corpus.TRUNCATED]
        if len(at_limit) > 2 and {len(t) for t in at_limit} <= {longest, longest - 1}:
            widths.append(longest)
    assert len(widths) > 10
    assert sum(w in USUAL_WIDTHS for w in widths) > len(widths) / 2


def test_corpora_are_the_same_every_time_and_keep_languages_apart(data_folder: Path) -> None:
    pools = endings.texts(data_folder)
    assert pools == endings.texts(data_folder)
    assert len({lang for _, lang in pools}) > 60
    assert endings.examples(pools, 1) == endings.examples(pools, 1)
    made = misplaced.columns(corpus.pools(data_folder), 1, frozenset({"de"}))
    assert not any("de" in c.languages for c in made)
    assert {corpus.COMPLETE, corpus.MISPLACED} == set(np.concatenate([c.labels for c in made]).tolist())
