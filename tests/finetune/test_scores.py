"""Temperature and calibration on numbers whose truth is known."""

import numpy as np
import pytest

from tabbert.finetune.scores import calibration_error, scores, temperature

pytestmark = pytest.mark.train


def test_a_model_that_is_three_times_too_sure_is_cooled():
    random = np.random.default_rng(0)
    honest = random.normal(size=(20_000, 4)) * 1.5
    chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    labels = (chances.cumsum(axis=1) < random.random((20_000, 1))).sum(axis=1).clip(max=3)
    boastful = (honest * 3).astype(np.float32)
    assert temperature(boastful, labels) == pytest.approx(3, rel=0.05)
    before, after = scores(boastful, labels, 1.0), scores(boastful, labels, 3.0)
    assert after["accuracy"] == before["accuracy"]
    assert after["calibration_error"] < 0.02 < before["calibration_error"]
    assert after["accuracy_of_the_surest_80%"] > after["accuracy"]


def test_calibration_error_by_hand():
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    assert calibration_error(confidence, np.array([True, True, True, False])) == pytest.approx(0.05)
