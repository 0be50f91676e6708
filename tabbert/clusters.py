"""What the user holds after clustering: the clusters as a frame, a map, a tree; assigning, merging and splitting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tabbert import _cluster_words, _encoding, _run, summary
from tabbert._convert import text
from tabbert._outcome import Outcome
from tabbert._pictures import POINTS
from tabbert._renderable import Values
from tabbert.algorithms import layout, neighbours
from tabbert.algorithms.clustering import bisect, cluster
from tabbert.checks.clustering._model import ClusterModel
from tabbert.checks.clustering._sample import hashes, row_texts, text_columns
from tabbert.core.section import Scatter
from tabbert.core.verdict import Verdict
from tabbert.errors import InvalidParameterError
from tabbert.result import CheckResult
from tabbert.tables import ArrowTable

__all__ = ["ClusterResult"]

DOTS = 5000  # of a map
CENTRAL = 3  # rows that stand for a cluster
HIDDEN = ("exemplar", "similarity")  # what verbs need and nobody wants to read


@dataclass(frozen=True, eq=False, repr=False)
class ClusterResult(CheckResult):
    """Clusters of a table's rows. Immutable: merging and splitting return a new result, and encode nothing.

    ``result.rows`` has, for every row, ``score`` and ``membership`` (share of its neighbours in the same cluster),
    ``status``, ``cluster`` (0 is the largest at first, -1 an outlier) and ``outlier_score`` in [0, 1].
    """

    @cached_property
    def model(self) -> ClusterModel:
        """What was fitted."""
        return ClusterModel.from_arrays(self.fitted.table)

    @property
    def labels(self) -> NDArray[np.int32]:
        """Cluster of every row, int32 (n,), -1 for outliers and rows without text."""
        return self._extra("cluster")

    @property
    def clusters(self) -> Any:
        """One row per cluster, the largest first.

        ``cluster``, ``size`` (rows), ``share`` of the rows in clusters, ``label`` (distinctive words, one per meaning),
        ``central`` (the rows nearest the centre), ``cohesion`` (mean cosine to the centre, in [-1, 1]), ``languages``
        and ``language_purity`` (share of the commonest; both null without the extra ``languages``).
        """
        columns = self._cluster_columns
        texts, central = pa.large_string(), [[text(row) for row in rows] for rows in columns["central"]]
        typed = {
            "label": pa.array(map(text, columns["label"]), texts),
            "central": pa.array(central, pa.large_list(texts)),
            "languages": pa.array(columns["languages"], texts),
            "language_purity": pa.array(columns["language_purity"], pa.float64()),
        }
        return self.frame.build({**columns, **typed})

    @property
    def tree(self) -> Any:
        """How the clusters would join, nearest first: ``node``, ``left``, ``right``, ``distance``, ``size``.

        Nodes below the number of clusters are clusters, by their order in ``clusters``; distances are cosine distances
        between centres (average linkage, weighted by rows of the sample).
        """
        return self.frame.build(layout.join_tree(self._centres, self._sizes))

    def map(self, path: str | Path | None = None, *, labels: bool = True) -> str:
        """Draw the clusters as a picture and return it as SVG text; with ``path``, write it (.svg, .png, .pdf).

        Every dot is a distinct text, near ones mean similar things; where clusters lie comes from their distances.

        Args:
            path: File to write; its suffix names the format.
            labels: Write the clusters' words beside them; they come from cells.

        Raises:
            MissingExtraError: matplotlib is not installed.
        """
        from tabbert._cluster_map import draw

        return draw(self._scatter(DOTS, labels=labels), Path(path) if path else None)

    def _scatter(self, most: int, *, labels: bool) -> Scatter:
        """Return a map of the first distinct texts, which are in no order; words come from cells."""
        vectors, own = self.model.vectors[:most], self.model.labels[:most]
        present = self._ids[np.isin(self._ids, own)]
        points, _ = layout.plane(vectors, own, present)
        words = dict(zip(self._ids.tolist(), self._cluster_columns["label"], strict=True)) if labels else {}
        names = {number: f"{number}: {words[number]}" if words.get(number) else str(number)
                 for number in present.tolist()}  # fmt: skip
        outside = int((own < 0).sum())
        text = f"Near dots mean similar things; {outside:,} of {len(own):,} distinct texts belong to no cluster."
        return Scatter(f"Map of {len(present)} clusters", points[:, 0].tolist(), points[:, 1].tolist(),
                       own.tolist(), names, text)  # fmt: skip

    def outliers(self) -> Any:
        """Return the user's rows that belong to no cluster."""
        return self.frame.filter((self.labels < 0) & ~np.isnan(self._extra("membership")))

    def near_duplicates(self, similarity: float = 0.95) -> Any:
        """Return groups of rows that say nearly the same, in any language: ``group``, ``row`` (from 0), ``cluster``.

        Args:
            similarity: Least cosine in the space of the clusters, in (0, 1]; groups are chained. Beyond the sampled
                rows, a row joins its nearest sampled row if it is this close.
        """
        if not 0 < similarity <= 1:
            raise InvalidParameterError("similarity", "a number above 0 and at most 1", similarity)
        exemplar = self._extra("exemplar")
        near = (exemplar >= 0) & (self._extra("similarity") >= similarity)
        rows = np.flatnonzero(near)
        group = neighbours.groups(self.model.vectors, similarity)[exemplar[rows]] if len(rows) else rows
        _, group, sizes = np.unique(group, return_inverse=True, return_counts=True)
        kept = sizes[group] > 1
        rows, group = rows[kept], np.unique(group[kept], return_inverse=True)[1]
        order = np.lexsort((rows, group))
        return self.frame.build({"group": group[order], "row": rows[order], "cluster": self.labels[rows[order]]})

    def assign(self, data: Any, columns: Any = None) -> "ClusterResult":
        """Assign the rows of another table to these clusters; nothing is fitted again.

        Args:
            data: a frame with the same text columns.
            columns: columns to read; None takes those with the names of this result's.
        """
        wanted = [self.frame.labels[position] for position in self.positions] if columns is None else columns
        result = _run.run(
            data, self.check, columns=wanted, threshold=self.threshold, weights=None, state=self.fitted,
            options=replace(self.options, sample=None),
        )  # fmt: skip
        assert isinstance(result, ClusterResult)
        return result

    def merge_clusters(self, clusters: Sequence[int]) -> "ClusterResult":
        """Return the result with these clusters as one, which keeps the smallest of their numbers."""
        known = [self._known(number) for number in dict.fromkeys(clusters)]
        if len(known) < 2:
            raise InvalidParameterError("clusters", "at least two different clusters", list(clusters))
        return self._relabelled(np.where(np.isin(self.model.labels, known), min(known), self.model.labels))

    def split_cluster(self, number: int) -> "ClusterResult":
        """Return the result with a cluster divided where it is least dense, in two if density shows no place.

        Its largest part keeps the number, the others get new ones.
        """
        members = np.flatnonzero(self.model.labels == self._known(number))
        if len(members) < 2:
            raise InvalidParameterError("number", "a cluster with at least 2 distinct texts", number)
        vectors = neighbours.unit(self.model.vectors[members])
        parts = cluster(vectors).labels if len(members) >= 20 else np.zeros(len(members), np.int32)
        if parts.max(initial=0) < 1 or (parts < 0).all():
            parts = bisect(vectors)
        labels = self.model.labels.copy()
        fresh = np.concatenate([[number, number], labels.max() + np.arange(1, parts.max() + 1)])
        labels[members] = fresh[parts + 1]  # what belongs to no part stays where it was
        return self._relabelled(labels)

    def to_dict(self, *, values: Values = "mask") -> dict[str, Any]:
        """Return the summary with the clusters; words and central rows only if values are shown."""
        columns = {name: np.asarray(column, object).tolist() for name, column in self._cluster_columns.items()}
        if values != "show":
            columns = {name: column for name, column in columns.items() if name not in ("label", "central")}
        columns["share"], columns["cohesion"] = (np.round(columns[name], 4).tolist() for name in ("share", "cohesion"))
        if not any(columns["languages"]):
            del columns["languages"], columns["language_purity"]
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        outliers = int(((self.labels < 0) & ~np.isnan(self._extra("membership"))).sum())
        drawn = summary.picture(self._scatter(POINTS, labels=values == "show"), values)
        own = {"n_outliers": outliers, "tables": {"clusters": rows}, "pictures": [drawn]}
        return {**super().to_dict(values=values), **own}

    def _row_columns(self, outcome: Outcome) -> dict[str, Any]:
        return {name: column for name, column in super()._row_columns(outcome).items() if name not in HIDDEN}

    def _extra(self, name: str) -> NDArray[Any]:
        assert self.outcome.rows is not None
        return np.asarray(self.outcome.rows.extra[name])

    @cached_property
    def _ids(self) -> NDArray[np.int32]:
        """Numbers of the clusters that have rows here, the largest first."""
        ids, sizes = np.unique(self.labels[self.labels >= 0], return_counts=True)
        return np.asarray(ids[np.lexsort((ids, -sizes))], np.int32)

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        return np.array([(self.labels == number).sum() for number in self._ids], np.int64)

    @cached_property
    def _centres(self) -> NDArray[np.float32]:
        vectors, labels = self.model.vectors, self.model.labels
        means = [vectors[labels == number].mean(axis=0) for number in self._ids]
        return neighbours.unit(np.array(means, np.float32).reshape(len(means), vectors.shape[1]))

    @cached_property
    def _texts(self) -> list[str]:
        table = ArrowTable([column.column for column in self.outcome.columns], self.outcome.n_rows)
        return row_texts(text_columns(table, self.fitted.kinds), table.n_rows)

    @cached_property
    def _cluster_columns(self) -> dict[str, Any]:
        texts, rows = self._texts, [self._members(number) for number in self._ids]
        cohesion, central = [], []
        for number, centre, members in zip(self._ids, self._centres, rows, strict=True):
            closeness = self.model.vectors @ centre
            own = closeness[self.model.labels == number]
            cohesion.append(float(own.mean()) if len(own) > 1 else 1.0)  # one text is its own centre
            order = np.argsort(-closeness[self._extra("exemplar")[members]], kind="stable")
            distinct = dict.fromkeys(texts[row] for row in members[order][:200].tolist())
            central.append(list(distinct)[:CENTRAL])
        read = [list(dict.fromkeys(texts[row] for row in members.tolist()))[: _cluster_words.ROWS] for members in rows]
        languages, purity = _cluster_words.languages(read)
        return {
            "cluster": self._ids,
            "size": self._sizes,
            "share": self._sizes / max(int(self._sizes.sum()), 1),
            "label": _cluster_words.labels(read, self._centres, self._meanings),
            "central": central,
            "cohesion": np.array(cohesion, np.float64),
            "languages": languages,
            "language_purity": purity,
        }

    def _members(self, number: int) -> NDArray[np.intp]:
        """Rows of a cluster by hash, so that what is shown of it does not hang on their order."""
        rows = np.flatnonzero(self.labels == number)
        return rows[np.argsort(hashes([self._texts[row] for row in rows.tolist()]), kind="stable")]

    def _meanings(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Encode words in the space of the clusters, where translations are near each other."""
        encoder = _encoding.encoder_of(self.options)
        return self.model.place(encoder.encode(words))

    def _known(self, number: int) -> int:
        if number not in self._ids:
            raise InvalidParameterError("cluster", f"one of {sorted(self._ids.tolist())}", number)
        return int(number)

    def _relabelled(self, labels: NDArray[np.int32]) -> "ClusterResult":
        """Carry new labels of the sampled texts over to every row, through the row's exemplar."""
        model = self.model.relabelled(labels)
        old, rows = self.labels, self.outcome.rows
        assert rows is not None
        new = np.where(old >= 0, model.labels[self._extra("exemplar")], old).astype(np.int32)
        verdict = Verdict(rows.score, rows.status, rows.evidence, {**rows.extra, "cluster": new})
        return replace(
            self,
            outcome=replace(self.outcome, rows=verdict),
            fitted=replace(self.fitted, table=model.to_arrays()),
        )
