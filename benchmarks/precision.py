"""Does int8 cost quality? Classification across languages, retrieval, clustering and completeness, beside float32.

    python -m benchmarks.precision

SIB-200: a logistic regression is trained on the vectors of English sentences (70%) and tested on the other 30% of the
sentences in eight languages; retrieval finds each English sentence's translation among all sentences of the language.
Clustering and completeness: `_encoder_worth` says by what the vectors are read, and on which tables.
"""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks import _record
from benchmarks._encoder_worth import cached, cluster, complete
from tabbert.encoders._weights import Precision
from tabbert.encoders.embedded import EmbeddedEncoder

PRECISIONS: tuple[Precision, ...] = ("float32", "int8")
ROWS = 1500  # of a table of clustering, and values of a completeness benchmark, at most
LANGUAGES = ("eng_Latn", "deu_Latn", "fra_Latn", "tur_Latn", "rus_Cyrl", "arb_Arab", "hin_Deva", "jpn_Jpan")


def main() -> None:
    """Print and write both measures of both precisions."""
    data = pl.read_parquet(_record.require_data() / "C_clustering" / "sib200_train.parquet")
    present = [language for language in LANGUAGES if language in data["lang"]]
    parts = {language: data.filter(pl.col("lang") == language).sort("index_id") for language in present}
    topics = parts["eng_Latn"]["category"].to_numpy()
    test = np.random.default_rng(0).random(len(topics)) < 0.3
    encoders = {precision: cached(EmbeddedEncoder(precision)) for precision in PRECISIONS}
    figures: dict[str, Any] = {}
    for precision, encode in encoders.items():
        vectors = {language: encode(part["text"].to_list()) for language, part in parts.items()}
        figures[precision] = measure(vectors, topics, test)
    rows = [
        [language, *(f"{figures[p][language][key]:.3f}" for key in ("accuracy", "retrieval") for p in PRECISIONS)]
        for language in [*present, "mean"]
    ]
    print(_record.table(["language", "accuracy fp32", "accuracy int8", "retrieval fp32", "retrieval int8"], rows))
    figures |= {"clustering": cluster(encoders, ROWS), "completeness": complete(encoders, ROWS)}
    for part in ("clustering", "completeness"):
        rows = [[name, *(f"{own[key]:.3f}" for key in PRECISIONS)] for name, own in figures[part].items()]
        print(_record.table([part, *PRECISIONS], rows))
    _record.write("precision", figures)


def measure(
    vectors: dict[str, NDArray[np.float32]], topics: NDArray[np.str_], test: NDArray[np.bool_]
) -> dict[str, dict[str, float]]:
    """Return accuracy and retrieval by language, and their means."""
    english = vectors["eng_Latn"]
    head = LogisticRegression(C=30, max_iter=2000).fit(english[~test], topics[~test])
    found = {}
    for language, own in vectors.items():
        nearest = (english @ own.T).argmax(axis=1)
        found[language] = {
            "accuracy": float((head.predict(own[test]) == topics[test]).mean()),
            "retrieval": float((nearest == np.arange(len(own))).mean()),
        }
    found["mean"] = {key: float(np.mean([f[key] for f in found.values()])) for key in ("accuracy", "retrieval")}
    return found


if __name__ == "__main__":
    main()
