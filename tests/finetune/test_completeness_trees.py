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
    x[:, 8] = np.round(x[:, 8])  # values that lie on a limit
    labels = np.array(statuses)[(x[:, : len(statuses)] + x[:, 8:]).argmax(axis=1)]
    trees = fit_trees(x, labels, seed=0, rounds=20)
    odds = trees(x[:, :4], x[0, 4:])
    beside = np.concatenate([x[:, :4], np.broadcast_to(x[0, 4:], (len(x), 5))], axis=1)
    own = np.exp(odds - odds.max(axis=1, keepdims=True))
    own /= own.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(own[:, list(statuses)], grown[0].predict_proba(beside), atol=0.01)
    absent = sorted(set(range(len(STATUSES))) - set(statuses))
    assert own[:, absent].sum() < 1e-6
