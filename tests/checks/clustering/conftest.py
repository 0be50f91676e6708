"""An encoder whose vectors are known: a text "topic language number" lies at its topic's and its language's place."""

import hashlib

import numpy as np
import polars as pl
import pytest

from tabbert.testing import FakeEncoder

TOPICS, LANGUAGES = 4, 3


def _seeded(text, scale):
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(384) * scale


class TopicEncoder(FakeEncoder):
    """Texts of one topic lie near each other; anything else lies where nobody is."""

    def encode(self, texts):
        self.encoded.extend(texts)
        rows = []
        for text in texts:
            word = text.split(" ")[0]
            vector = _seeded(word, 1.0) + _seeded(text, 0.6) if word.startswith("topic") else _seeded(text, 1.0)
            rows.append(vector / np.linalg.norm(vector))
        return np.array(rows, np.float32).reshape(len(texts), 384)


@pytest.fixture
def encoder():
    return TopicEncoder(name="topics")


@pytest.fixture
def frame():
    rows = [(f"topic{i % TOPICS} word{i}", i % TOPICS) for i in range(200)]
    return pl.DataFrame({"text": [text for text, _ in rows], "topic": [topic for _, topic in rows]})
