"""What a few corrections do to the rest of a column: `python -m benchmarks.corrections [--tune]`.

A simulated user corrects a column's k worst mistakes (the most confident ones). Counted are the mistakes among the
values that were *not* corrected: before (which is also what exact corrections alone would leave) and after, where
similar values follow. A second user confirms k verdicts that are right, which should change nothing. `plain cosine` is
the same shift by the cosine of the vectors, the obvious way.

"labelled columns" are real ones with labels per value; the shipped head learnt from many of them, so mistakes are few.
"own taste" are columns with fillers of many languages, whose owner takes one kind of them ("see above", "other", ...)
for complete: many mistakes, by choice. Reach and bound were chosen on half of the tables (`--tune` shows how); both
halves are shown.
"""

import argparse
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

import tabbert
from benchmarks import _record
from tabbert.checks.completeness import _corrections

SIZES = (1, 3, 5, 10)
GRID = [(reach, bound) for reach in (0.03, 0.05, 0.08, 0.12, 0.2) for bound in (3.0, 6.0)]
COSINE_REACH = 0.03  # a fifth of the usual distance between short texts: the best of those tried
TASTES = ("REF", "OTH", "TBD", "NAP", "TEST")
CELLS, FILLERS = (
    200,
    20,
)  # values of a column (at least half as many), and fillers of the kind that is liked and of the others
ONES = 400  # values of a free-text column that are kept: what one person reads


@dataclass(frozen=True)
class Labelled:
    """One column with what is known of its values: bad (bool) or, where nobody knows, not used."""

    source: str
    table: str
    name: str
    texts: list[str]
    counts: list[int]
    bad: NDArray[np.bool_]
    used: NDArray[np.bool_]

    @property
    def held_out(self) -> bool:
        """Whether its table is in the half on which nothing was chosen."""
        return hashlib.sha256(self.table.encode()).digest()[0] % 2 == 0


def columns() -> Iterator[Labelled]:
    """Read the labelled columns: government tables, free text, titles of artworks, words of many languages, tastes."""
    folder = _record.require_data() / "A_completeness"
    natural = pl.read_parquet(folder / "natural_dmv_columns.parquet").filter(
        pl.col("value").is_not_null() & (pl.col("label") != "missing_whitespace")
    )
    for (table, name), part in natural.group_by("table", "column", maintain_order=True):
        label = part["label"].to_numpy()
        used = np.isin(label, ["missing_disguised", "uninformative", "valid", "valid_assumed"])
        bad = np.isin(label, ["missing_disguised", "uninformative"])
        yield Labelled("government tables", str(table), str(name), part["value"].to_list(), part["count"].to_list(),
                       bad, used)  # fmt: skip
    free = pl.read_csv(folder / "freetext_labelled.csv").unique("text", keep="first", maintain_order=True)
    free = free.filter(pl.col("label") != "low_info")
    for start in range(0, len(free), ONES):
        part = free.gather_every(-(-len(free) // ONES), start // ONES)
        bad = (part["label"] != "informative").to_numpy()
        yield Labelled("free text", f"survey {start}", part["column"][0], part["text"].to_list(),
                       part["count"].to_list(), bad, np.ones(len(part), bool))  # fmt: skip
    titles = pl.read_csv(folder / "tate_titles.csv").group_by("title", "title_label", maintain_order=True).len()
    bad = (titles["title_label"] != "valid").to_numpy()
    yield Labelled("titles", "tate", "title", titles["title"].to_list(), titles["len"].to_list(), bad,
                   np.ones(len(titles), bool))  # fmt: skip
    yield from _spoken(folder)
    yield from _tastes(folder)


def _spoken(folder: Path) -> Iterator[Labelled]:
    words = pl.read_csv(folder / "placeholders_multilingual.csv").filter(
        pl.col("category").is_in(["NA", "UNK", "NAP", "NS", "TBD"])
    )
    cells = pl.read_parquet(folder / "short_text_columns.parquet")
    for (lang,), part in words.group_by("lang", maintain_order=True):
        placeholders = part["text"].unique(maintain_order=True).to_list()
        for (kind,), own in cells.filter(pl.col("lang") == lang).group_by("column_type", maintain_order=True):
            texts = [text for text in own["text"].unique(maintain_order=True).to_list() if text not in placeholders]
            if len(texts) >= 50 and len(placeholders) >= 5:
                whole = texts[:300] + placeholders
                bad = np.arange(len(whole)) >= len(whole) - len(placeholders)
                yield Labelled("many languages", str(lang), str(kind), whole, [1] * len(whole), bad,
                               np.ones(len(whole), bool))  # fmt: skip


def _tastes(folder: Path) -> Iterator[Labelled]:
    """Columns whose owner takes one kind of fillers ("see above", "other", ...) for complete and all others not."""
    words = pl.read_csv(folder / "placeholders_multilingual.csv").unique("text", keep="none", maintain_order=True)
    cells = pl.read_parquet(folder / "short_text_columns.parquet")
    for number, ((lang, kind), part) in enumerate(cells.group_by("lang", "column_type", maintain_order=True)):
        taken = set(words["text"])
        texts = [text for text in part["text"].unique(maintain_order=True).to_list() if text not in taken][:CELLS]
        if len(texts) < CELLS // 2:
            continue
        category = TASTES[number % len(TASTES)]
        liked = words.filter(category=category)
        liked = liked.sample(min(len(liked), FILLERS), seed=number, shuffle=True)["text"].to_list()
        other = (
            words.filter(pl.col("category") != category).sample(FILLERS, seed=number, shuffle=True)["text"].to_list()
        )
        whole = [*texts, *liked, *other]
        bad = np.arange(len(whole)) >= len(texts) + len(liked)
        yield Labelled("own taste", f"{lang} {kind}", str(kind), whole, [1] * len(whole), bad,
                       np.ones(len(whole), bool))  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Mistakes among the values that were not corrected, before and after, and right ones that became wrong."""

    rest: int
    before: int
    after: int
    broken: int
    confirmed_broken: int


def checked(column: Labelled) -> tabbert.CheckResult:
    """Check one column by itself, every value as often as it occurs (at most 1,000 times)."""
    rows = np.repeat(np.arange(len(column.texts)), np.minimum(column.counts, 1000))
    return tabbert.check_completeness(pl.DataFrame({column.name: [column.texts[row] for row in rows]}))


def score_of(result: tabbert.CheckResult, column: Labelled) -> NDArray[np.float64]:
    """Return the score of every value."""
    outcome = result.outcome.columns[0]
    known = dict(zip(outcome.column.texts, outcome.verdict.score.tolist(), strict=True)) if outcome.verdict else {}
    return np.array([known[text] for text in column.texts])


def judge(column: Labelled, result: tabbert.CheckResult, size: int) -> Outcome | None:
    """Let the user correct a column's worst mistakes; None if there are not more of them than that."""
    score = score_of(result, column)
    wrong = ((score < 0.5) != column.bad) & column.used
    if wrong.sum() < max(2, size + 1):
        return None
    surest = np.flatnonzero(wrong)[np.argsort(-np.abs(score - 0.5)[wrong], kind="stable")]
    chosen = surest[:size]
    now = score_of(_corrected(result, column, chosen), column)
    rest = column.used.copy()
    rest[chosen] = False
    wrong_now = ((now < 0.5) != column.bad) & rest
    right = np.flatnonzero(column.used & ~wrong)
    confirmed = np.random.default_rng(size).choice(right, min(size, len(right)), replace=False)
    kept = score_of(_corrected(result, column, confirmed), column)
    return Outcome(
        rest=int(rest.sum()),
        before=int((wrong & rest).sum()),
        after=int(wrong_now.sum()),
        broken=int((wrong_now & ~wrong).sum()),
        confirmed_broken=int(((((kept < 0.5) != column.bad) & column.used) & ~wrong).sum()),
    )


def _corrected(result: tabbert.CheckResult, column: Labelled, places: NDArray[np.intp]) -> tabbert.CheckResult:
    said = {column.texts[place]: "placeholder" if column.bad[place] else "complete" for place in places.tolist()}
    return result.correct({column.name: said})


def total(outcomes: list[Outcome]) -> dict[str, float]:
    """Sum over columns."""
    before, after = sum(o.before for o in outcomes), sum(o.after for o in outcomes)
    return {
        "columns": len(outcomes),
        "values": sum(o.rest for o in outcomes),
        "wrong_before": before,
        "wrong_after": after,
        "change": after / before - 1 if before else 0.0,
        "broken": sum(o.broken for o in outcomes),
        "columns_worse": sum(o.after > o.before for o in outcomes),
        "broken_by_confirming": sum(o.confirmed_broken for o in outcomes),
    }


def _cosine(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    dim = min(a.shape[1], b.shape[1])  # end vectors may follow
    return np.exp((a[:, :dim] @ b[:, :dim].T - 1) / COSINE_REACH)


def tune(checks: list[tuple[Labelled, tabbert.CheckResult]]) -> None:
    """Print mistakes in the tables to choose on, for every reach and bound."""
    rows = []
    for reach, bound in GRID:
        _corrections.MEANING_REACH, _corrections.BOUND = reach, bound
        for taste in (False, True):
            own = [(c, r) for c, r in checks if not c.held_out and (c.source == "own taste") == taste]
            outcomes = [o for c, r in own for k in (3, 10) if (o := judge(c, r, k))]
            rows.append([reach, bound, taste, *(f"{value:.3g}" for value in total(outcomes).values())])
    print(_record.table(["reach", "bound", "own taste", *total([])], rows))


def main() -> None:
    """Print the figures per source and number of corrections, and write them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tune", action="store_true", help="only show the choice of reach and bound")
    tuning = parser.parse_args().tune
    checks = [(column, checked(column)) for column in columns()]
    if tuning:
        tune(checks)
        return
    figures, rows = [], []
    ours = _corrections.likeness
    for kind, half, size in product(("own taste", "labelled columns"), (True, False), SIZES):
        own = [(c, r) for c, r in checks if c.held_out == half and (c.source == "own taste") == (kind == "own taste")]
        for way, likeness in (("as shipped", ours), ("plain cosine", _cosine)):
            _corrections.likeness = likeness
            outcomes = [o for c, r in own if (o := judge(c, r, size))]
            if outcomes:
                where = {"kind": kind, "half": "held out" if half else "chosen on", "corrections": size, "way": way}
                figures.append(where | total(outcomes))
                rows.append([*where.values(), *(f"{value:.3g}" for value in total(outcomes).values())])
    print(_record.table(["columns of", "half", "corrections", "way", *total([])], rows))
    _record.write("corrections", figures)


if __name__ == "__main__":
    main()
