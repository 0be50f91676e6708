"""Learns labels out of fold and judges them: scikit-learn's regressions, a model of the noise, confident learning."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np

from tabbert_labels._noise import fit_noise, right

__all__ = ["hashed", "judge", "learn"]

Pair = tuple[str, str]
Judgement = tuple[float, str, str, float]


def hashed(*texts: str) -> int:
    """Return a 64-bit hash."""
    joined = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "little")


def learn(pairs: Sequence[Pair], vectors: Mapping[str, Any], params: Any) -> dict[str, Any]:
    """Return the state: per known pair a quality and a suggestion, and a regression for pairs not seen yet.

    Args:
        pairs: distinct (text, label), sorted.
        vectors: float32 (dim,) by text.
        params: of the check.
    """
    counts = Counter(label for _, label in pairs)
    classes = sorted(label for label, count in counts.items() if count >= params.min_rows)
    used = [pair for pair in pairs if pair[1] in classes]
    empty = {"classes": np.array([hashed(label) for label in classes], np.uint64), "pair": np.empty(0, np.uint64)}
    if len(classes) < 2:
        return empty
    texts = [text for text, _ in used]
    labels = np.array([classes.index(label) for _, label in used])
    matrix = np.stack([vectors[text] for text in texts]).astype(np.float64)
    centre = matrix.mean(axis=0)
    matrix = matrix - centre
    folds = np.array([hashed("fold", text) % params.folds for text in texts])  # by content: order does not matter
    if any(len(set(labels[folds != fold])) < len(classes) for fold in range(params.folds)):
        return empty  # a label stands in one fold only: too few rows
    by_words, by_meaning = np.full((2, len(used), len(classes)), np.nan)
    for fold in range(params.folds):
        test = folds == fold
        if test.any():
            by_words[test], by_meaning[test] = _words(texts, labels, test), _meaning(matrix, labels, test)
    noise = fit_noise(by_words, by_meaning, labels)
    predicted = noise.predicted
    from cleanlab.filter import find_label_issues

    issues = find_label_issues(labels, predicted, filter_by="both", n_jobs=1, min_examples_per_class=0)
    score = right(predicted, labels, noise.rate)
    head = _regression().fit(matrix, labels)
    coefficients = head.coef_ if len(classes) > 2 else np.vstack([-head.coef_ / 2, head.coef_ / 2])
    intercepts = head.intercept_ if len(classes) > 2 else np.concatenate([-head.intercept_ / 2, head.intercept_ / 2])
    return {
        **empty,
        "pair": np.array([hashed(*pair) for pair in used], np.uint64),
        "score": np.where(issues, score, np.maximum(score, 0.5)).round(6),
        "noise": float(noise.rate),
        "sharpness": float(noise.sharpness),
        "suggested": predicted.argmax(axis=1),
        "confidence": predicted.max(axis=1).round(6),
        "centre": centre,
        "coefficients": coefficients,
        "intercepts": intercepts,
    }


def judge(
    pairs: Sequence[Pair], vectors: Mapping[str, Any], state: Mapping[str, Any], names: Mapping[int, str]
) -> dict[Pair, Judgement]:
    """Return (score, status, suggested label, confidence) of every pair.

    Args:
        pairs: distinct (text, label).
        vectors: float32 (dim,) by text.
        state: from `learn`.
        names: labels of this table by hash; a suggestion that is not among them stays empty.
    """
    known = {int(pair): place for place, pair in enumerate(state["pair"])}
    classes = {int(label): place for place, label in enumerate(state["classes"])}
    titles = [names.get(label, "") for label in classes]
    judged: dict[Pair, Judgement] = {}
    for text, label in pairs:
        place, own = known.get(hashed(text, label)), classes.get(hashed(label))
        if place is not None:
            score, best, sure = state["score"][place], state["suggested"][place], state["confidence"][place]
        elif own is None or "centre" not in state:
            judged[text, label] = (float("nan"), "rare_label", "", float("nan"))
            continue
        else:
            logits = state["coefficients"] @ (vectors[text] - state["centre"]) + state["intercepts"]
            odds = np.exp((logits - logits.max()) * state["sharpness"])
            odds /= odds.sum()
            score = right(odds[None], np.array([own]), state["noise"])[0]
            best, sure = odds.argmax(), odds.max()
        status = "wrong_label" if score < 0.5 else "ok"
        judged[text, label] = (float(score), status, titles[int(best)], float(sure))
    return judged


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=10.0, max_iter=500)


def _meaning(matrix: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], test: np.ndarray[Any, Any]) -> Any:
    return _regression().fit(matrix[~test], labels[~test]).predict_proba(matrix[test])


def _words(texts: Sequence[str], labels: np.ndarray[Any, Any], test: np.ndarray[Any, Any]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    taught = [text for text, hidden in zip(texts, test, strict=True) if not hidden]
    asked = [text for text, hidden in zip(texts, test, strict=True) if hidden]
    words = TfidfVectorizer(token_pattern=r"(?u)\w+", sublinear_tf=True)  # noqa: S106 - words, not a secret
    try:
        features = words.fit_transform(taught)
    except ValueError:  # no word in any text
        return np.full((len(asked), len(set(labels))), 1 / len(set(labels)))
    return _regression().fit(features, labels[~test]).predict_proba(words.transform(asked))
