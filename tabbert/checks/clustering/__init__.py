"""Clustering: rows that mean the same, whatever language they are in, get the same cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from tabbert import language_removal
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.checks.clustering._model import ClusterModel, fit
from tabbert.checks.clustering._sample import RowSample, distinct_rows, hashes, row_texts, text_columns
from tabbert.core.check import State, TableCheck
from tabbert.core.hooks import hookimpl
from tabbert.core.table import Kind, Table
from tabbert.core.verdict import Verdict
from tabbert.errors import InvalidParameterError

__all__ = ["Clustering", "ClusteringParams"]

BLOCK = 65_536  # distinct rows whose vectors are in memory at once


@dataclass(frozen=True)
class ClusteringParams:
    """How to cluster.

    Attributes:
        min_cluster_size: distinct texts in the smallest cluster, at least 2; None takes 0.4 times the square root of
            the distinct texts looked at, at least 5.
        sample_rows: distinct texts that the clusters are found on, at least 100; drawn by hash, so the same for the
            same rows in any order. All others are assigned.
        remove_language: take the language out of the vectors first.
        removal: folder of a language removal of your own, from `tabbert finetune clustering`; None takes the shipped
            one. A state holds what it was fitted with, and does not need the folder again.
    """

    min_cluster_size: int | None = None
    sample_rows: int = 16_384
    remove_language: bool = True
    removal: str | None = None

    def __post_init__(self) -> None:
        size, rows = self.min_cluster_size, self.sample_rows
        if size is not None and (not _whole(size) or size < 2):
            raise InvalidParameterError("min_cluster_size", "an integer of at least 2, or None", size)
        if not _whole(rows) or rows < 100:
            raise InvalidParameterError("sample_rows", "an integer of at least 100", rows)
        if not isinstance(self.remove_language, bool):
            raise InvalidParameterError("remove_language", "True or False", self.remove_language)
        if self.removal is not None and not self.remove_language:
            raise InvalidParameterError("removal", "None where remove_language is False", self.removal)


class Clustering(TableCheck):
    """Groups rows by what their text columns say; the score of a row is its membership in its cluster."""

    name = "clustering"
    summary = "Groups rows by meaning, across languages, and finds the rows that belong nowhere."
    version = "2"
    verb = "cluster"
    result = "tabbert.clusters:ClusterResult"
    kinds = frozenset({Kind.TEXT})
    prose = True
    needs = frozenset({"vectors"})
    statuses: ClassVar[Mapping[str, str]] = {
        "clustered": "most of its nearest neighbours are in the same cluster",
        "borderline": "it lies between clusters",
        "outlier": "it is far from every cluster",
        "empty": "the row has no text",
    }
    output: ClassVar[Mapping[str, str]] = {
        "cluster": "int32",
        "membership": "float32",
        "outlier_score": "float32",
        "exemplar": "int32",
        "similarity": "float32",
    }
    Params = ClusteringParams

    def summarise(self, batch: Table) -> RowSample:
        """Keep the distinct rows with the lowest hashes, as vectors: a sample that can be merged."""
        _ = self._own_removal  # a folder that holds none is told before anything is encoded
        read = text_columns(batch)
        texts, codes = distinct_rows(row_texts(read, batch.n_rows))
        keys = hashes(texts)
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        order = np.argsort(keys, kind="stable")[: self.params.sample_rows]
        vectors = _encode(batch, [texts[place] for place in order.tolist()])
        columns = tuple(column.name for column in read)
        return RowSample(keys[order], vectors, counts[order], self.params.sample_rows, columns)

    def finish(self, partial: RowSample) -> State:
        """Find clusters on the sample."""
        model = fit(partial, self._removal_for(partial.vectors), self.params.min_cluster_size)
        kinds = dict.fromkeys(partial.columns, str(Kind.TEXT))
        return replace(self._state(table=model.to_arrays()), kinds=kinds)

    def apply(self, batch: Table, state: State) -> Verdict:
        """Assign every row; a row that was in the sample gets what it was given there."""
        model = ClusterModel.from_arrays(state.table)
        texts, codes = distinct_rows(row_texts(text_columns(batch, state.kinds), batch.n_rows))
        found = [
            model.assign(hashes(block), _encode(batch, block))
            for block in (texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK))
        ]
        names = tuple(self.output)
        parts: dict[str, NDArray[np.generic]] = {
            name: np.concatenate([np.asarray(part[name]) for part in found] or [np.empty(0, self.output[name])])
            for name in names
        }
        nothing = {"cluster": -1, "exemplar": -1, "membership": np.nan, "outlier_score": np.nan, "similarity": np.nan}
        extra = {name: np.append(parts[name], np.asarray(nothing[name], self.output[name]))[codes] for name in names}
        score = extra["membership"].astype(np.float64)
        status = np.where(score < self.threshold, "borderline", "clustered").astype(object)
        status[extra["cluster"] < 0] = "outlier"
        status[codes < 0] = "empty"
        return Verdict(np.clip(score, 0, 1), status, np.full(len(codes), "", object), extra)

    @cached_property
    def _own_removal(self) -> LanguageRemoval | None:
        return language_removal.load(Path(self.params.removal)) if self.params.removal is not None else None

    def _removal_for(self, vectors: NDArray[np.float32]) -> LanguageRemoval | None:
        """Return the user's removal, or the shipped one if the vectors are of the encoder that it belongs to."""
        if not self.params.remove_language or not len(vectors):
            return None
        own = self._own_removal
        if own and not language_removal.fits(vectors, own):
            raise InvalidParameterError("removal", "one fitted for this encoder's vectors", self.params.removal)
        removal = own or language_removal.shipped()
        return removal if language_removal.fits(vectors, removal) else None


def _encode(batch: Table, texts: Sequence[str]) -> NDArray[np.float32]:
    return batch.columns[0].vectors(texts)


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


@hookimpl
def tabbert_checks() -> list[type[Clustering]]:
    """Register the check."""
    return [Clustering]
