"""The systems of the row classification benchmark: tabbert's head, and what it is measured against."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks._classification_tables import row_texts
from tabbert.finetune.encoding import default_encode

__all__ = ["SYSTEMS", "Answer", "Question"]

STRENGTHS = {"words": 10.0, "vectors": 100.0}  # C of the regressions; of vectors 100 was better than 10 on three tables


@dataclass(frozen=True, eq=False)
class Question:
    """Rows that teach, their labels, and rows to label: the label's column is in neither frame.

    Attributes:
        known: answers that another system is made of, by name.
    """

    train: pl.DataFrame
    labels: NDArray[np.object_]
    test: pl.DataFrame
    target: str
    known: "dict[str, Answer]" = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a system says of the rows to label: probabilities (n, k) of its classes."""

    classes: NDArray[np.object_]
    probabilities: NDArray[np.float64]


def tabbert_head(question: Question) -> Answer:
    """Run `tabbert.classify` as a user does: one table, in which the rows to label have none."""
    import tabbert

    nothing = pl.Series([None] * len(question.test), dtype=pl.String)
    labels = pl.concat([pl.Series(question.labels.tolist(), dtype=pl.String), nothing])
    table = pl.concat([question.train, question.test]).with_columns(labels.alias(question.target))
    result = tabbert.classify(table, question.target, progress=False)
    rows = result.rows[len(question.train) :]
    # The check hands out the best label and how sure it is; that is what is judged.
    classes = np.array(result.classes, object)
    place = {label: number for number, label in enumerate(result.classes)}
    best = np.array([place[label] for label in rows["label"]])
    confidence = rows["confidence"].to_numpy()
    probabilities = np.tile(((1 - confidence) / (len(classes) - 1))[:, None], len(classes)) * (1 - 1e-9)
    probabilities[np.arange(len(best)), best] = confidence
    return Answer(classes, probabilities)


def words(question: Question) -> Answer:
    """TF-IDF of words and logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if "words" in question.known:
        return question.known["words"]
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    train = vectorizer.fit_transform(row_texts(question.train))
    test = vectorizer.transform(row_texts(question.test))
    question.known["words"] = _regression(train, question.labels, test, STRENGTHS["words"])
    return question.known["words"]


def vectors(question: Question) -> Answer:
    """Logistic regression on the default encoder's vectors of the serialised rows."""
    if "vectors" in question.known:
        return question.known["vectors"]
    encode = _encode()
    train, test = encode(row_texts(question.train)), encode(row_texts(question.test))
    question.known["vectors"] = _regression(train, question.labels, test, STRENGTHS["vectors"])
    return question.known["vectors"]


def blend(question: Question) -> Answer:
    """Return the mean of the two: the one to beat."""
    left, right = words(question), vectors(question)
    return Answer(left.classes, (left.probabilities + right.probabilities) / 2)


def skrub_strings(question: Question) -> Answer:
    """Run skrub's tabular learner as it comes: StringEncoder for text, numbers, dates, and gradient boosting."""
    return _skrub(question, {})


def skrub_texts(question: Question) -> Answer:
    """Run it with skrub's LLMEncoder (TextEncoder until 0.11) on the default encoder, distinct texts encoded once."""
    return _skrub(question, {"tablevectorizer__high_cardinality": _language_model()})


SYSTEMS: dict[str, Callable[[Question], Answer]] = {
    "tabbert": tabbert_head,
    "TF-IDF+LR": words,
    "vectors+LR": vectors,
    "blend": blend,
    "skrub strings": skrub_strings,
    "skrub texts": skrub_texts,
}


def _regression(train: Any, labels: NDArray[np.object_], test: Any, strength: float) -> Answer:
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=strength, max_iter=1000).fit(train, labels.astype(str))
    return Answer(np.asarray(learner.classes_, object), learner.predict_proba(test))


def _skrub(question: Question, parameters: dict[str, Any]) -> Answer:
    from skrub import tabular_pipeline

    learner = tabular_pipeline("classifier").set_params(**parameters)
    columns = [pl.col(name).replace("", None) for name in question.train.columns]
    learner.fit(question.train.select(columns), question.labels.astype(str))
    found = learner.predict_proba(question.test.select(columns))
    return Answer(np.asarray(learner.classes_, object), np.asarray(found))


def _language_model() -> Any:
    from skrub import LLMEncoder

    class Cached(LLMEncoder):  # type: ignore[misc]
        """skrub's encoder; vectors come from the cache that tabbert reads too."""

        @property
        def _estimator(self) -> Any:
            return self

        def encode(self, texts: Any, **_: Any) -> Any:
            return _encode()([str(text) for text in texts])

    return Cached()


@cache
def _encode() -> Any:
    return default_encode()
