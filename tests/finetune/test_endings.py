"""Texts cut off: never longer, never empty, the same every time; and columns of them."""

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

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
            assert label == (corpus.COMPLETE if text.rstrip(".").endswith("many") else corpus.TRUNCATED)


def test_corpora_are_the_same_every_time_and_keep_languages_apart(data_folder: Path) -> None:
    pools = endings.texts(data_folder)
    assert pools == endings.texts(data_folder)
    assert len({lang for _, lang in pools}) > 60
    assert endings.examples(pools, 1) == endings.examples(pools, 1)
    made = misplaced.columns(corpus.pools(data_folder), 1, frozenset({"de"}))
    assert not any("de" in c.languages for c in made)
    assert {corpus.COMPLETE, corpus.MISPLACED} == set(np.concatenate([c.labels for c in made]).tolist())
