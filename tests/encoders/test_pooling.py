"""Poolings against what numpy computes from the same numbers."""

import numpy as np
import pytest

from tabbert.encoders.pooling import POOLINGS, checked, pooled
from tabbert.errors import InvalidParameterError

pytestmark = pytest.mark.train
RANDOM = np.random.default_rng(0)
HIDDEN = RANDOM.normal(size=(3, 5, 8)).astype(np.float32)
ATTENTION = RANDOM.dirichlet(np.ones(5), size=(3, 2, 5)).astype(np.float32)


def by_hand(pooling: str, hidden: np.ndarray, attention: np.ndarray) -> np.ndarray:
    vectors = {
        "mean": hidden.mean(axis=1),
        "cls": hidden[:, 0],
        "max": hidden.max(axis=1),
        "attention": np.einsum("nt,nth->nh", attention.mean(axis=1)[:, 0], hidden),
    }[pooling]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("pooling", POOLINGS)
def test_each_is_what_its_name_says(pooling):
    torch = pytest.importorskip("torch")
    found = pooled(torch.from_numpy(HIDDEN), pooling, attention=torch.from_numpy(ATTENTION)).numpy()
    assert np.abs(found - by_hand(pooling, HIDDEN, ATTENTION)).max() < 1e-6


@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
def test_padding_changes_nothing(pooling):
    torch = pytest.importorskip("torch")
    padded = np.concatenate([HIDDEN, np.full((3, 2, 8), 9.0, np.float32)], axis=1)
    mask = torch.tensor([[1.0] * 5 + [0.0] * 2] * 3)
    found = pooled(torch.from_numpy(padded), pooling, mask=mask).numpy()
    assert np.abs(found - by_hand(pooling, HIDDEN, ATTENTION)).max() < 1e-6


def test_an_unknown_one():
    with pytest.raises(InvalidParameterError, match="'mean', 'cls', 'max', 'attention'"):
        checked("median")
