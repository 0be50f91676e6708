"""The rows that a classifier is taught with, in a form that can be merged: drawn by hash, the same in any order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.classification._features import RowFeatures, hashed, read_rows, row_keys
from tabbert.checks.classification._model import pair_keys
from tabbert.core.table import Column, Table

__all__ = ["Lesson", "given_labels", "read_lesson"]

_EXACT = 2.0**53  # floats below it hold every whole number
RARE = 64  # rows of a label that are kept whatever the limit


@dataclass(frozen=True, eq=False)
class Lesson:
    """Distinct rows with a label, and some of those without.

    Attributes:
        taught: m rows, by ascending `pairs`.
        labels: str (m,).
        pairs: uint64 (m,), hash of a row with its label.
        others: rows without a label, by ascending keys.
        described: float32 (dim,) by label, vectors of the labels' names or descriptions.
        limit: rows that are kept of either.
    """

    taught: RowFeatures
    labels: NDArray[np.object_]
    pairs: NDArray[np.uint64]
    others: RowFeatures
    described: Mapping[str, NDArray[np.float32]]
    limit: int

    def merge(self, more: Sequence["Lesson"]) -> "Lesson":
        """Return the lesson of all rows together: exactly what it would be in one piece."""
        parts = [self, *more]
        pairs, first = np.unique(np.concatenate([part.pairs for part in parts]), return_index=True)
        labels = np.concatenate([part.labels for part in parts])[first]
        kept = _kept(labels, self.limit)
        taught = self.taught.join([part.taught for part in more]).take(first[kept])
        described = {label: own for part in parts for label, own in part.described.items()}
        others = self.others.join([part.others for part in more])
        rest = np.unique(others.keys, return_index=True)[1][: self.limit]
        return Lesson(taught, labels[kept], pairs[kept], others.take(rest), described, self.limit)


def read_lesson(batch: Table, target: Column | None, described: Mapping[str, str], limit: int) -> Lesson:
    """Return the lesson of one batch.

    Args:
        batch: the columns to learn from.
        target: the column of the labels; None if no row has one.
        described: what labels mean; of others the name counts.
        limit: rows to keep.
    """
    keys, groups = row_keys(batch)
    given = given_labels(target, batch.n_rows)
    hashes = {label: hashed(label) for label in given if label is not None}
    rows = np.array([row for row, label in enumerate(given) if label is not None and keys[row]], np.intp)
    pairs, first = np.unique(
        pair_keys(keys[rows], [hashes[label] for row in rows.tolist() if (label := given[row]) is not None]),
        return_index=True,
    )
    labels = np.array([given[row] for row in rows[first].tolist()], object)
    kept = _kept(labels, limit)
    open_rows = np.array([row for row, label in enumerate(given) if label is None and keys[row]], np.intp)
    rest = open_rows[np.unique(keys[open_rows], return_index=True)[1][:limit]]
    # One pass over both, so that what they share is encoded once.
    features = read_rows(batch, np.concatenate([rows[first[kept]], rest]), keys, groups)
    taught, others = np.arange(len(kept)), np.arange(len(kept), len(features))
    known = {**{label: label for label in labels}, **described}
    vectors = dict(zip(known, batch.columns[0].vectors(list(known.values())), strict=True)) if known else {}
    return Lesson(features.take(taught), labels[kept], pairs[kept], features.take(others), vectors, limit)


def given_labels(target: Column | None, n_rows: int) -> list[str | None]:
    """Return the label of every row, None where there is none or it is blank.

    Whole numbers are written as such: pandas holds 1, 2 and a null as 1.0, 2.0 and NaN.
    """
    if target is None:
        return [None] * n_rows
    texts = [text if text.strip() else None for text in map(_written, target.values, target.texts)] + [None]
    return [texts[code] for code in target.codes.tolist()]


def _written(value: object, text: str) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else text


def _kept(labels: NDArray[np.object_], limit: int) -> NDArray[np.intp]:
    """Return which rows stay, of rows in the order of their hashes: the first ones, and the first of every label."""
    if len(labels) <= limit:
        return np.arange(len(labels))
    codes = np.unique(labels.astype(str), return_inverse=True)[1]
    order = np.argsort(codes, kind="stable")
    place = np.arange(len(codes)) - np.searchsorted(codes[order], codes[order])
    rank = np.empty(len(codes), np.intp)
    rank[order] = place
    return np.flatnonzero((np.arange(len(codes)) < limit) | (rank < RARE))
