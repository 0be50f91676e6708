"""Which distinct rows say the same: nearest neighbours, a margin criterion, connected components."""

from typing import Any

import numpy as np

from tabbert_duplicates._nearest import nearest
from tabbert_duplicates._rows import Rows

__all__ = ["group"]

NEIGHBOURS = 8
NEAREST = 3  # of them, those that are paired by the margin: up to so many translations of a row are found
LEAST_ACROSS = 0.4  # cosine below which no margin makes rows of two languages the same
LEAST_WITHIN = 0.7  # the same for rows of one language, whose words agree as well
COPY, VARIANT, MEANING = 1, 2, 3
_COMMON_LANGUAGE = 20  # rows from which a language has a mean of its own


def group(rows: Rows, params: Any) -> dict[str, Any]:
    """Return per distinct row, ordered by hash: group (-1 for none), kept row, kind, similarity to the kept text.

    Two rows are paired if their letters and digits are equal, if their cosine reaches ``similarity``, or if they are
    each other's near ones and nearer by ``margin`` than to the mean of their next neighbours, a margin criterion as
    in Artetxe & Schwenk (2019), "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings".
    Names and other short texts have neighbours everywhere: there, only similarity counts. Only rows of the same block
    are compared; the rest of the table does not matter for a block, but for its languages' means.
    Pairs are joined to groups; of a group the longest text is kept, ties by frequency.
    """
    m = len(rows.hash)
    vectors = _comparable(rows, params.remove_language)
    parent = np.arange(m)
    for left, right in _pairs(rows, vectors, params):
        a, b = _root(parent, left), _root(parent, right)
        parent[max(a, b)] = min(a, b)
    roots = np.array([_root(parent, place) for place in range(m)], np.int64)
    size = np.zeros(m, np.int64)
    np.add.at(size, roots, np.where(rows.blank, 0, rows.count))
    result = {
        "hash": rows.hash,
        "group": np.full(m, -1, np.int64),
        "kept_row": np.full(m, -1, np.int64),
        "kind": np.zeros(m, np.int64),
        "similarity": np.ones(m),
    }
    members: dict[int, list[int]] = {}
    for place in np.flatnonzero((size[roots] > 1) & ~rows.blank).tolist():
        members.setdefault(int(roots[place]), []).append(place)
    kept = {root: max(places, key=lambda p: (rows.length[p], rows.count[p], int(rows.hash[p])))
            for root, places in members.items()}  # fmt: skip
    for number, root in enumerate(sorted(members, key=lambda root: rows.first[kept[root]])):
        places, best = members[root], kept[root]
        result["group"][places] = number
        result["kept_row"][places] = rows.first[best]
        result["similarity"][places] = np.clip(vectors[places] @ vectors[best], -1, 1)
        same = rows.letters[places] == rows.letters[best]
        result["kind"][places] = np.where(same, VARIANT, MEANING)
        result["similarity"][[place for place, equal in zip(places, same, strict=True) if equal]] = 1.0
        result["kind"][best] = COPY
        result["similarity"][best] = 1.0
    return result


def _comparable(rows: Rows, remove_language: bool) -> np.ndarray[Any, Any]:
    """Return vectors of length 1 without what all rows, or all rows of one language, have in common."""
    if not rows.vectors.size:
        return np.zeros((len(rows.hash), 1), np.float32)
    vectors = rows.vectors - rows.vectors.mean(axis=0)
    if remove_language:
        for language in sorted(set(rows.language)):
            own = rows.language == language
            if own.sum() >= _COMMON_LANGUAGE:
                vectors[own] = rows.vectors[own] - rows.vectors[own].mean(axis=0)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), np.float32)


def _pairs(rows: Rows, vectors: np.ndarray[Any, Any], params: Any) -> list[tuple[int, int]]:
    """Return positions of distinct rows of one block that say the same."""
    order = np.lexsort((rows.hash, rows.letters, rows.block))
    sorted_letters, sorted_blocks = rows.letters[order], rows.block[order]
    same = (sorted_letters[1:] == sorted_letters[:-1]) & (sorted_blocks[1:] == sorted_blocks[:-1])
    equal = np.flatnonzero(same & ~rows.blank[order][1:])
    pairs = list(zip(order[equal].tolist(), order[equal + 1].tolist(), strict=True))
    inside = np.argsort(rows.block, kind="stable")
    for places in np.split(inside, np.flatnonzero(np.diff(rows.block[inside])) + 1):
        if len(places) > 1:
            pairs += _near_pairs(rows, vectors, places, params)
    return pairs


def _near_pairs(
    rows: Rows, vectors: np.ndarray[Any, Any], places: np.ndarray[Any, Any], params: Any
) -> list[tuple[int, int]]:
    """Return pairs among the rows at these places by similarity or margin."""
    m = len(places)
    k = min(NEIGHBOURS, m - 1)
    near, cosine = nearest(vectors[places], k)
    around = cosine[:, min(NEAREST, k - 1) :].mean(axis=1)  # beyond those that may say the same
    own, other = np.repeat(np.arange(m), k), near.ravel()
    similarity = cosine.ravel()
    rank = np.tile(np.arange(k), m)
    mutual = (rank < NEAREST) & (near[other, :NEAREST] == own[:, None]).any(axis=1)
    margin = similarity - (around[own] + around[other]) / 2
    left, right = places[own], places[other]
    # With few rows there is no neighbourhood to be compared with.
    least = np.where(rows.language[left] == rows.language[right], LEAST_WITHIN, LEAST_ACROSS)
    apart = mutual & (margin >= params.margin) & (similarity >= least) & (m > 2 * NEIGHBOURS)
    long_enough = np.minimum(rows.length[left], rows.length[right]) >= params.min_characters
    found = (similarity >= params.similarity) | (apart & long_enough)
    if params.same_numbers:
        found &= rows.numbers[left] == rows.numbers[right]
    found &= ~(rows.blank[left] | rows.blank[right])
    return list(zip(left[found].tolist(), right[found].tolist(), strict=True))


def _root(parent: np.ndarray[Any, Any], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = int(parent[place])
    return place
