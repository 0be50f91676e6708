"""An encoder that knows synonyms, and a table whose labels can be told from what it says and from its numbers."""

import hashlib

import numpy as np
import polars as pl
import pytest

from tabbert.testing import FakeEncoder

SYNONYMS = {"bill": "money", "refund": "money", "invoice": "money", "login": "access", "password": "access",
            "account": "access", "parcel": "transport", "courier": "transport", "delivery": "transport"}  # fmt: skip
TOPICS = {
    "billing": ("bill", "refund", "invoice"),
    "access": ("login", "password", "account"),
    "shipping": ("parcel", "courier", "delivery"),
}


class WordEncoder(FakeEncoder):
    """A text's vector is the mean of its words' vectors; synonyms lie near each other."""

    def encode(self, texts):
        self.encoded.extend(texts)
        rows = [sum((_word(word) for word in text.lower().split()), _word("")) for text in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), self.card.dim)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _word(word):
    return _seeded(SYNONYMS.get(word, word)) + 0.5 * _seeded(word)


def _seeded(text):
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(384)


def make_frame(n=120, seed=0):
    rng = np.random.default_rng(seed)
    names = sorted(TOPICS)
    topics = [names[i] for i in rng.integers(0, 3, n)]
    return pl.DataFrame({
        "text": [f"about {rng.choice(TOPICS[t])} number{i} code{rng.integers(99)}" for i, t in enumerate(topics)],
        "amount": [float(rng.normal(50 if t == "billing" else 5, 5)) for t in topics],
        "opened": pl.date_range(pl.date(2026, 1, 1), pl.date(2026, 1, 1) + pl.duration(days=n - 1), eager=True),
        "paid": rng.integers(0, 2, n).astype(bool),
        "topic": topics,
    })  # fmt: skip


@pytest.fixture
def encoder():
    return WordEncoder(name="words")


@pytest.fixture
def truth():
    return make_frame()


@pytest.fixture
def frame(truth):
    """Two thirds of the rows have their label."""
    return truth.with_columns(topic=pl.when(pl.int_range(pl.len()) % 3 > 0).then("topic"))
