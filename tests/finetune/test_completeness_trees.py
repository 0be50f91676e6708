"""Trees of the completeness head say what the library that grew them says."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

from sklearn.ensemble import HistGradientBoostingClassifier

from tabbert.checks.completeness._head import STATUSES
from tabbert.finetune import completeness_trees
from tabbert.finetune.completeness_trees import fit_trees

pytestmark = pytest.mark.train


@pytest.mark.parametrize("statuses", [(0, 1), (0, 1, 4), (0, 1, 2, 3, 4, 5)])
def test_copied_trees_agree_with_the_library(statuses: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    grown = []

    class Kept(HistGradientBoostingClassifier):
        def fit(self, *arguments: object) -> object:
            grown.append(self)
            return super().fit(*arguments)

    monkeypatch.setattr(completeness_trees, "HistGradientBoostingClassifier", Kept)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3000, 9)).astype(np.float32)
    labels = np.array(statuses)[x[:, : len(statuses)].argmax(axis=1)]
    trees = fit_trees(x, labels, seed=0, rounds=20)
    odds = trees(x[:, :4], x[0, 4:])
    beside = np.concatenate([x[:, :4], np.broadcast_to(x[0, 4:], (len(x), 5))], axis=1)
    own = np.exp(odds - odds.max(axis=1, keepdims=True))
    own /= own.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(own[:, list(statuses)], grown[0].predict_proba(beside), atol=0.01)
    absent = sorted(set(range(len(STATUSES))) - set(statuses))
    assert own[:, absent].sum() < 1e-6


def test_limits_between_neighbouring_numbers_are_kept() -> None:
    low = np.float32(1 + 2**-23)  # its middle with the next number would be rounded up to that
    x = np.where(np.arange(600) % 2, np.nextafter(low, np.float32(2)), low).astype(np.float32)[:, None]
    trees = fit_trees(x, np.arange(600) % 2, seed=0, rounds=20)
    found = trees(x[:2], np.empty(0, np.float32))
    assert found[0].argmax() == 0
    assert found[1].argmax() == 1
