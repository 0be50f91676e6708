"""What clusters are called: distinctive words, one per meaning, and the languages of their rows."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["labels", "languages"]

WORDS = 4  # in a label
CANDIDATES = 40  # looked at for a label
SMALL = 100  # texts of a cluster in which a word may occur once: in many languages hardly one occurs twice
SAME_MEANING = 0.6  # cosine in the space of the clusters from which two words count as one
ROWS = 2000  # of a cluster that are read for words
IDENTIFIED = 100  # rows of a cluster whose language is told
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]{2}")


def labels(
    clusters: Sequence[Sequence[str]],
    centres: NDArray[np.float32],
    meanings: Callable[[Sequence[str]], NDArray[np.float32]],
) -> list[str]:
    """Name each cluster by the words that set it apart from the others.

    A word weighs its share of the cluster's texts times the logarithm of how much larger that is than its share of all
    texts (its part of their divergence), times its closeness to the centre, which words of grammar lack: what is not
    close at all is left out, if there is anything else. Of words that mean the same, in whatever language, the heaviest
    stays.

    Args:
        clusters: the texts of each cluster (k).
        centres: (k, d), of length 1.
        meanings: words to vectors (words, d) of length 1, translations near each other.
    """
    counts = [Counter(word for text in texts[:ROWS] for word in _words(text)) for texts in clusters]
    total = Counter[str]()
    for count in counts:
        total.update(count)
    n_texts = [len(texts[:ROWS]) for texts in clusters]
    weights, candidates = [], []
    for count, size in zip(counts, n_texts, strict=True):
        weight = {
            word: n / size * math.log(n / size * sum(n_texts) / total[word] + 1e-9) if len(counts) > 1 else n
            for word, n in count.items()
            if n > 1 or size < SMALL
        }
        weights.append(weight)
        candidates.append(sorted(weight, key=lambda word: (-weight[word], word))[:CANDIDATES])
    words = sorted({word for own in candidates for word in own})
    if not words:
        return ["" for _ in clusters]
    vectors, place = meanings(words), {word: i for i, word in enumerate(words)}
    named = []
    for own, weight, centre in zip(candidates, weights, centres, strict=True):
        closeness = {word: weight[word] * max(float(vectors[place[word]] @ centre), 0.0) for word in own}
        ranked = sorted(own, key=lambda word: (-closeness[word], -weight[word], word))
        close = [word for word in ranked if closeness[word] > 0] or ranked[:1]
        named.append(", ".join(_one_per_meaning(close, vectors, place)))
    return named


def languages(clusters: Sequence[Sequence[str]]) -> tuple[list[str | None], list[float | None]]:
    """Return for each cluster its languages with their shares, and the share of the commonest; None without py3langid.

    Only some rows are looked at; short texts are often told wrong, so shares are rough.
    """
    try:
        from py3langid import classify
    except ImportError:
        return [None] * len(clusters), [None] * len(clusters)
    named: list[str | None] = []
    purity: list[float | None] = []
    for texts in clusters:
        counts = Counter(str(classify(text[:1000])[0]) for text in texts[:IDENTIFIED])
        n = max(sum(counts.values()), 1)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        named.append(", ".join(f"{language} {count / n:.0%}" for language, count in ranked[:5]))
        purity.append(ranked[0][1] / n if ranked else None)
    return named, purity


def _words(text: str) -> set[str]:
    """Words of a text, each once; of scripts written without spaces, pairs of characters."""
    found = {word.casefold() for word in _word().findall(text) if not _UNSPACED.search(word)}
    return found | set(_UNSPACED.findall(text))


@cache
def _word() -> re.Pattern[str]:
    # Vowels of Indic scripts are marks, which `\w` leaves out.
    marks = "".join(
        character for character in map(chr, range(0x300, 0x12000)) if unicodedata.category(character)[0] == "M"
    )
    return re.compile(rf"[^\W\d_](?:[^\W\d_]|[{marks}]){{2,}}")


def _one_per_meaning(words: Sequence[str], vectors: NDArray[np.float32], place: dict[str, int]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if all(float(vectors[place[word]] @ vectors[place[other]]) < SAME_MEANING for other in kept):
            kept.append(word)
        if len(kept) == WORDS:
            break
    return kept
