"""Five ways to find missing values without an encoder, on the same folds as the head."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from tabbert.finetune.completeness_corpus import LabelledColumn, Words

Scorer = Callable[[LabelledColumn], NDArray[np.float64]]
PANDAS_NA = frozenset(
    {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
     "NULL", "NaN", "None", "n/a", "nan", "null"}
)  # fmt: skip
"""What `pandas.read_csv` reads as missing."""
_MARKS = re.compile(
    r"[\W_]+|(.)\1{2,}|x{2,}|[-+]?9{3,}(\.9+)?|-1|[\[(<{].*[\])>}]|"
    r"9999[-/]\d\d[-/]\d\d.*|1900-01-01.*|(un|not )(known|specified|available|applicable).*",
    re.IGNORECASE,
)


def baselines(columns: Sequence[LabelledColumn], vocabulary: Words) -> dict[str, Scorer]:
    """Return scorers by name; the n-grams and the lexicon know what the head was trained on, and no more."""
    lexicon = frozenset(
        t.strip().casefold() for t, _, kind in vocabulary.items if kind not in ("gibberish", "boilerplate")
    )

    def by(test: Callable[[str], bool]) -> Scorer:
        return lambda column: np.array([0.0 if test(t) else 1.0 for t in column.texts])

    return {
        "null check": by(lambda t: not t.strip()),
        "pandas NA": by(lambda t: t in PANDAS_NA),
        "lexicon": by(lambda t: t.strip().casefold() in lexicon),
        "lexicon+regex": by(lambda t: t.strip().casefold() in lexicon or bool(_MARKS.fullmatch(t.strip()))),
        "n-grams": _n_grams(columns, vocabulary),
    }


def _n_grams(columns: Sequence[LabelledColumn], vocabulary: Words) -> Scorer:
    pairs = {(t, int(y > 0)) for c in columns for t, y in zip(c.texts, c.labels, strict=True) if y >= 0}
    pairs |= {(t, 1) for t, _, _ in vocabulary.items}
    examples = sorted(pairs)
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True, max_features=200_000
    )
    x = vectorizer.fit_transform([t for t, _ in examples])
    model = LogisticRegression(C=10, max_iter=200, tol=1e-3, solver="liblinear").fit(x, [y for _, y in examples])
    return lambda column: model.predict_proba(vectorizer.transform(column.texts))[:, 0]
