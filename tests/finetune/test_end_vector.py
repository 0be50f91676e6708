"""The end vector goes on with ends, and keeps what it knows of kinds."""

import numpy as np
import pytest
from scipy.special import softmax

pytest.importorskip("torch", reason="needs the training extra")

from tabbert.finetune.end_vector import Example, States, go_on, train

pytestmark = pytest.mark.train

KINDS = [Example(f"street {i}", i % 4, kind=0) for i in range(8)] + [Example(t, 0, kind=1) for t in ("unknown", "?")]
ENDS = [Example(t, 0, cut=int(t.endswith("ci"))) for t in ("the city", "the ci", "a large city", "a large ci")]


def test_going_on_leaves_the_earlier_reader_and_its_word_on_kinds() -> None:
    states = States(threads=1)
    reader = train([*KINDS, *ENDS], states, seed=1, epochs=1, log=lambda _: None)
    before = {name: values.detach().clone() for name, values in reader.branch.named_parameters()}
    more = [Example(t, 0, cut=int(t.endswith("c"))) for t in ("no music", "no musc", "old music", "old mus")]
    later, again = (go_on(reader, more, KINDS, seed=2, epochs=1, log=lambda _: None) for _ in range(2))

    assert all((values == before[name]).all() for name, values in reader.branch.named_parameters())
    texts = [example.text for example in KINDS]
    np.testing.assert_array_equal(later(texts), again(texts))
    assert not np.array_equal(later(texts), reader(texts))
    kinds = [softmax((own(texts) @ own.heads[0] + own.heads[1])[:, :-1], axis=1) for own in (reader, later)]
    np.testing.assert_allclose(kinds[0], kinds[1], atol=0.05)
