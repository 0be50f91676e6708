"""What is held out: nothing near-identical on both sides, every label taught, the same for any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabbert.errors import TrainingDataError
from tabbert.finetune.split import split

pytestmark = pytest.mark.train


def rows(n: int, n_labels: int) -> tuple[list[str], np.ndarray]:
    return [f"row {chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(n)], np.arange(n) % n_labels


@given(st.integers(30, 300), st.integers(2, 8), st.floats(0.1, 0.5), st.integers(0, 5))
def test_every_row_once_and_every_label_taught(n, n_labels, share, seed):
    texts, labels = rows(n, n_labels)
    parts = split(texts, labels, share=share, seed=seed)
    assert sorted(np.concatenate(parts)) == list(range(n))
    assert set(labels[parts.train]) == set(range(n_labels))
    assert abs(len(parts.test) - share / 2 * n) <= n_labels + 1


def test_near_identical_rows_stay_together():
    words = [f"part{chr(97 + n)}" for n in range(20)]
    texts = [f"Order {n} of {word}!" for word in words for n in (1, 22, 333)]
    parts = split(texts, np.array([place % 2 for place in range(20) for _ in range(3)]), share=0.4)
    assert len(parts.test) >= 6
    sides = {text.split()[3]: set() for text in texts}
    for side, places in enumerate(parts):
        for place in places:
            sides[texts[place].split()[3]].add(side)
    assert all(len(found) == 1 for found in sides.values())


def test_order_does_not_matter():
    texts, labels = rows(90, 3)
    shuffled = np.random.default_rng(0).permutation(90)
    parts = split(texts, labels)
    again = split([texts[i] for i in shuffled], labels[shuffled])
    assert [{texts[i] for i in part} for part in parts] == [{texts[shuffled[i]] for i in part} for part in again]


def test_too_few_rows():
    with pytest.raises(TrainingDataError, match="too few to hold some out"):
        split(["a", "b"], np.array([0, 1]))
