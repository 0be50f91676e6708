"""A tabbert check for duplicate rows: copies, variants, and rows that say the same in other words or languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tabbert import Section, State, TableCheck, Verdict, hookimpl
from tabbert.errors import InvalidParameterError
from tabbert_duplicates._groups import group
from tabbert_duplicates._rows import Rows

__all__ = ["Duplicates"]
__tabbert_api__ = 1


class Duplicates(TableCheck):
    """Groups rows and suggests which one to keep: of the longest text the first row; every other one is a finding.

    Every pair of distinct rows is compared, exactly, in bounded memory; with ``block_by``, every pair that agrees in
    these columns, which is near-linear where blocks are small.
    """

    name = "duplicates"
    summary = "Finds rows that say the same, word for word or not, also across languages."
    statuses: ClassVar[Mapping[str, str]] = {
        "unique": "no other row says the same",
        "kept": "others say the same; this one should stay",
        "copy": "the same text as the kept row",
        "variant": "the same letters and digits as the kept row",
        "same_meaning": "other words or another language, the same meaning as the kept row",
        "blank": "the row has no text",
        "unknown": "the row is not of the table that the state was fitted on",
    }
    output: ClassVar[Mapping[str, str]] = {"group": "int64", "kept_row": "int64", "similarity": "float64"}

    @dataclass(frozen=True)
    class Params:
        """What the check can be told.

        Attributes:
            similarity: cosine from which two rows say the same whatever their neighbours are, in (0, 1].
            margin: by how much two rows that are near each other must be nearer than to their next ones, in [0, 1].
            min_characters: shorter rows are paired by similarity only.
            same_numbers: rows whose numbers differ are different, whatever their words say.
            remove_language: compare rows after taking away what only tells their language.
            block_by: columns that rows must agree in to be compared, such as a postcode or a customer; they are not
                compared themselves. Empty compares all.
        """

        similarity: float = 0.85
        margin: float = 0.25
        min_characters: int = 40
        same_numbers: bool = True
        remove_language: bool = True
        block_by: tuple[str, ...] = ()

        def __post_init__(self) -> None:
            if not 0 < self.similarity <= 1:
                raise ValueError("similarity in (0, 1]")
            if not 0 <= self.margin <= 1:
                raise ValueError("margin in [0, 1]")

    @property
    def named_columns(self) -> Sequence[str]:
        """Columns that must be in the table."""
        names: tuple[str, ...] = self.params.block_by
        return names

    def summarise(self, batch: Any) -> Rows:
        """Reduce a batch to its distinct rows."""
        return self._rows(batch)

    def merge(self, partials: Sequence[Rows]) -> Rows:
        """Unite distinct rows; the first row number of each text is kept."""
        return Rows.union(partials)

    def finish(self, partial: Rows) -> State:
        """Compare all distinct rows; the state holds their hashes and groups, no text and no vector."""
        return self._state(table=group(partial, self.params))

    def apply(self, batch: Any, state: State) -> Verdict:
        """Judge every row by its text: 1.0 for what should stay, below 0.5 for what repeats it."""
        learnt, rows = state.table, self._rows(batch, vectors=False)
        at = np.searchsorted(learnt["hash"], rows.hash)
        at = np.minimum(at, max(len(learnt["hash"]) - 1, 0))
        known = learnt["hash"][at] == rows.hash if len(learnt["hash"]) else np.zeros(len(rows.hash), bool)
        at, known = at[rows.codes], known[rows.codes]
        here = batch.first_row + np.arange(batch.n_rows)

        def of(name: str, otherwise: Any) -> Any:
            if not len(learnt["hash"]):
                return np.full(batch.n_rows, otherwise)
            return np.where(known, learnt[name][at], otherwise)

        members, kept_row, similarity, kind = of("group", -1), of("kept_row", -1), of("similarity", 1.0), of("kind", 0)
        names = np.array(["unique", "copy", "variant", "same_meaning"], object)
        status = names[kind]
        status[(members >= 0) & (kept_row == here)] = "kept"
        status[~known] = "unknown"
        status[rows.blank[rows.codes]] = "blank"
        score = np.select(
            [np.isin(status, ["unique", "kept"]), np.isin(status, ["copy", "variant"]), status == "same_meaning"],
            [1.0, 0.0, 0.45 * (1 - np.clip(similarity, 0, 1))],
            np.nan,
        )
        bad = score < 0.5
        evidence = [f"as row {row}" if found else "" for row, found in zip(kept_row.tolist(), bad, strict=True)]
        assessed = np.isfinite(score) & (members >= 0)
        extra = {
            "group": np.where(assessed, members, -1).astype(np.int64),
            "kept_row": np.where(assessed, kept_row, -1).astype(np.int64),
            "similarity": np.where(assessed, similarity, np.nan),
        }
        return Verdict(score, status, np.array(evidence, object), extra)

    def section(self, table: Any, verdicts: Verdict, threshold: float) -> Section | None:
        """List the largest groups by their row numbers."""
        groups = verdicts.extra["group"]
        numbers, sizes = np.unique(groups[groups >= 0], return_counts=True)
        if not len(numbers):
            return None
        rows = []
        for number, size in sorted(zip(numbers.tolist(), sizes.tolist(), strict=True), key=lambda pair: -pair[1])[:100]:
            members = np.flatnonzero(groups == number)
            listed = ", ".join(map(str, members[:10].tolist())) + (", …" if size > 10 else "")
            least = float(np.nanmin(verdicts.extra["similarity"][members]))
            rows.append([size, int(verdicts.extra["kept_row"][members[0]]), listed, round(least, 3)])
        text = f"{len(numbers)} groups; dropping all but the kept rows removes {int((sizes - 1).sum())} rows."
        return Section("Groups of rows that say the same", ["rows", "kept", "row numbers", "least similar"], rows, text)

    def _rows(self, batch: Any, *, vectors: bool = True) -> Rows:
        names = [column.name for column in batch.columns]
        for name in self.params.block_by:
            if name not in names:
                raise InvalidParameterError("block_by of 'duplicates'", f"columns among those looked at: {names}", name)
        return Rows.of(batch, self.params.block_by, vectors=vectors)


@hookimpl
def tabbert_checks() -> list[type[TableCheck]]:
    """Register the check."""
    return [Duplicates]
