import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabbert.encoders._batches import batches

lengths = st.lists(st.integers(1, 512), max_size=300)


@given(lengths, st.integers(1, 2000))
def test_every_text_is_in_one_batch_of_its_own_length(counts, budget):
    found = list(batches(counts, budget))
    assert sorted(np.concatenate([*found, []]).astype(int)) == list(range(len(counts)))
    for batch in found:
        kinds = {counts[position] for position in batch}
        assert len(kinds) == 1
        assert len(batch) == 1 or len(batch) * kinds.pop() <= budget


@given(lengths)
def test_shortest_first_and_in_the_order_given(counts):
    flat = [position for batch in batches(counts) for position in batch]
    assert flat == sorted(range(len(counts)), key=lambda position: (counts[position], position))


@pytest.mark.parametrize("counts", [[], np.array([], dtype=np.int64)])
def test_nothing_gives_no_batch(counts):
    assert list(batches(counts)) == []


def test_batches_are_filled():
    assert [len(batch) for batch in batches([8] * 300, budget=1024)] == [128, 128, 44]
