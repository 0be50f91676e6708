"""The training recipe of the completeness head: honest folds, data that may be shipped, the same corpus every time."""

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

from tabbert.checks.completeness._features import KINDS
from tabbert.checks.completeness._head import STATUSES, read
from tabbert.finetune import completeness as recipe
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_generator as generator
from tabbert.finetune.completeness_reading import EndReaders
from tabbert.testing import FakeEncoder

pytestmark = pytest.mark.train


class FakeEnds:
    heads = np.eye(128, len(KINDS) + 1, dtype=np.float32), np.zeros(len(KINDS) + 1, dtype=np.float32)

    def __call__(self, texts: list[str]) -> np.ndarray:
        return FakeEncoder(128).encode(texts)


def test_left_out_languages_leave_no_word_behind(data_folder: Path) -> None:
    vocabulary = corpus.words(data_folder)
    known = vocabulary.without({"de", "ja"})
    assert {lang for _, lang, _ in vocabulary.items} - {lang for _, lang, _ in known.items} == {"de", "ja"}
    german = {t.casefold() for t, lang, _ in vocabulary.items if lang == "de"}
    assert not german & {t.casefold() for t, _, _ in known.items}
    columns = recipe.training_columns(data_folder, vocabulary=known, languages_left_out=frozenset({"de", "ja"}))
    assert not {lang for c in columns for lang in c.languages} & {"de", "ja"}


def test_left_out_tables_and_concepts_stay_out(data_folder: Path) -> None:
    table = corpus.natural(data_folder)[0].table
    columns = recipe.training_columns(
        data_folder, vocabulary=corpus.words(data_folder), tables_left_out=frozenset({table, "tate"}),
        concepts_left_out=frozenset({"company"}),
    )  # fmt: skip
    assert not {c.table for c in columns} & {table, "tate", "concept/company", "freetext"}


def test_corpus_is_the_same_every_time(data_folder: Path) -> None:
    vocabulary = corpus.words(data_folder)
    one, two = generator.synthetic(data_folder, vocabulary, 1), generator.synthetic(data_folder, vocabulary, 1)
    assert [c.texts for c in one] == [c.texts for c in two]
    assert all(np.array_equal(a.counts, b.counts) for a, b in zip(one, two, strict=True))


def test_columns_of_nothing_but_placeholders_are_taught_as_such(data_folder: Path) -> None:
    columns = generator.hollow(corpus.words(data_folder), 1)
    assert all((c.labels == corpus.PLACEHOLDER).all() and len(c.texts) == len(set(c.texts)) for c in columns)
    assert {len(c.texts) for c in columns} > {1, 2, 3}


def test_comments_are_never_taught_as_placeholders(data_folder: Path) -> None:
    said, known = generator.statements(), corpus.words(data_folder).without({"de"})
    for c in generator.comments(data_folder, known, 1, frozenset({"de"}), repeats=2):
        assert "de" not in c.languages
        assert all(label == 0 for text, label in zip(c.texts, c.labels, strict=True) if text in said)


def test_nothing_unshippable_is_read() -> None:
    assert not any("NC" in licence or "no licence" in licence for licence in corpus.MANIFEST.values())


def test_a_head_is_trained_saved_and_read(tmp_path: Path) -> None:
    words = corpus.Words([(f"nothing {i}", f"l{i}", "unknown") for i in range(12)])
    base = [f"{a}{b}{c}" for a in ("ba", "lo", "mi") for b in ("ran", "tel", "sku") for c in ("ta", "no", "vik")]
    rng = random.Random(0)
    columns = [
        generator.inject(rng.sample(base, 20), "city", "en", words, rng, source="test", table=str(i)) for i in range(40)
    ]
    ends = EndReaders(FakeEnds(), (FakeEnds(), FakeEnds()))
    head = recipe.train(recipe.prepare(columns), words, FakeEncoder().encode, ends, networks=1)
    recipe.save(head, {"name": "test"}, tmp_path)
    again = read(tmp_path)
    x = np.random.default_rng(0).normal(size=(5, len(head.mean))).astype(np.float32)
    assert again.card["name"] == "test"
    np.testing.assert_array_equal(
        head.classify(x[:, :55], x[0, 55:]), again.classify(x[:, :55], x[0, 55:])
    )  # fmt: skip
    assert head.classify(x[:, :55], x[0, 55:]).shape == (5, len(STATUSES))
