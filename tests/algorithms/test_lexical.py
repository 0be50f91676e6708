"""Hashed words: what is shared is seen, whatever the column, and the weights are TF-IDF."""

import numpy as np

from tabbert.algorithms import lexical


def test_words_are_shared_between_columns_and_letters_between_words():
    here = lexical.counts(["red house"], "a")
    there = lexical.counts(["house", "houses", "xyz"], "b")
    common = (here @ there.T).toarray()[0]
    assert common[0] > common[1] > common[2] == 0


def test_the_same_column_counts_more():
    here = lexical.counts(["house"], "a")
    same, other = lexical.counts(["house"], "a"), lexical.counts(["house"], "b")
    assert (here @ same.T).sum() > (here @ other.T).sum()


def test_weights_have_length_one_and_ignore_what_one_row_has():
    rows = lexical.counts(["red house", "red tree", "", "unique"], "a")
    inverse = lexical.inverse_frequency(rows)
    weighted = lexical.weighted(rows, inverse)
    lengths = np.sqrt(weighted.multiply(weighted).sum(axis=1))
    np.testing.assert_allclose(np.asarray(lengths).ravel()[:2], 1, atol=1e-5)
    assert np.asarray(lengths).ravel()[2] == 0


def test_any_text_is_read():
    texts = ["", " ", "\ud800", "語", "a" * 10_000, "!?", "\0"]
    assert lexical.counts(texts, "a").shape == (len(texts), lexical.FEATURES)
