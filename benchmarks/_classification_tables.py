"""The tables of the row classification benchmark, and how they are split: near-identical rows are never apart.

What is dropped, and why: columns that tell the label (a coarser or finer form of it), row numbers, and the columns
that the rows are grouped by. Labels of fewer than ten rows are left out: they cannot be on both sides of every split.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks._record import DATA
from tabbert import serialize

__all__ = ["BUDGETS", "SEEDS", "TABLES", "Split", "Task", "load", "split"]

BUDGETS: tuple[int | None, ...] = (8, 32, None)
"""Labels per class; None: all."""
SEEDS = (0, 1, 2)
TEST_SHARE = 0.25
LEAST_ROWS = 10  # of a label
ALIKE = 0.9  # cosine of letter 4-grams, digits left out, from which rows are near-identical


@dataclass(frozen=True)
class Source:
    """Where a table is, what is to be learnt, what is dropped, what holds rows together, and how many are drawn."""

    path: str
    label: str
    drop: tuple[str, ...] = ()
    together: str = ""
    rows: int = 3000


_B = "B_row_classification"
TABLES = {
    "ca_health": Source(f"{_B}/ca_health_facilities.csv", "LICENSE_CATEGORY_DESC", ("LICENSE_TYPE_DESC",)),
    "daily_show": Source(f"{_B}/daily_show_guests.csv", "Group"),
    "esco": Source(f"{_B}/esco_occupations_en_es_fr.csv", "isco_major_name",
                   ("concept_id", "iscoGroup", "isco_sub_major_name"), "concept_id"),
    "github": Source(f"{_B}/github_issues_nlbse24.csv", "label", ("split",)),
    "netflix": Source(f"{_B}/netflix_titles.csv", "genre_primary", ("type", "duration", "Duration_type", "show_id")),
    "seattle": Source(f"{_B}/seattle_projects.csv", "PROJECT_TYPE", ("ID",)),
    "support": Source(f"{_B}/support_tickets_multilang.csv", "queue", ("tags", "source_file")),
    "wildlife": Source(f"{_B}/wildlife_strikes.csv", "phase_of_flt"),
    "taxonomy": Source("C_clustering/google_taxonomy_14lang.parquet", "root_en",
                       ("category_id", "full_path", "level2_en"), "category_id"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Task:
    """One table to classify.

    Attributes:
        frame: every column as text, the label among them.
        label: name of the column that is to be learnt.
        groups: int64 (n,), near-identical rows share one.
    """

    name: str
    frame: pl.DataFrame
    label: str
    groups: NDArray[np.int64]

    @property
    def features(self) -> list[str]:
        """The columns to learn from."""
        return [name for name in self.frame.columns if name != self.label]

    @property
    def labels(self) -> NDArray[np.object_]:
        """The true labels, (n,)."""
        return np.array(self.frame[self.label].to_list(), object)


@dataclass(frozen=True, eq=False)
class Split:
    """Positions of the rows that teach and of those that are judged."""

    train: NDArray[np.int64]
    test: NDArray[np.int64]


@cache
def load(name: str, n_rows: int | None = None) -> Task:
    """Read a table, drop what tells the label, draw rows by hash, and group near-identical rows."""
    source = TABLES[name]
    path = DATA / source.path
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else _as_text(path)
    frame = frame.filter(pl.col(source.label).fill_null("") != "")
    frame = frame.filter(pl.len().over(source.label) >= LEAST_ROWS)
    keys = [_hash(name, *map(str, row)) for row in frame.iter_rows()]
    frame = frame[np.sort(np.argsort(np.array(keys, np.uint64))[: n_rows or source.rows])]
    frame = frame.filter(pl.len().over(source.label) >= LEAST_ROWS)
    own = frame[source.together].to_list() if source.together else []
    frame = frame.drop(source.drop)
    values = [" ".join(filter(None, row)) for row in frame.drop(source.label).iter_rows()]  # without columns' names
    return Task(name, frame, source.label, near_identical(values, own))


def split(task: Task, seed: int, budget: int | None) -> Split:
    """Divide a table: a quarter of the rows, whole groups of them, is judged; the rest teaches.

    Args:
        task: the table.
        seed: of the draw.
        budget: rows of each class that teach, or all that there are if it has fewer; None for all.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(np.unique(task.groups))
    sizes = np.bincount(task.groups, minlength=task.groups.max() + 1)[order]
    wanted = round(TEST_SHARE * len(task.groups))
    test_groups = order[(np.cumsum(sizes) <= wanted) & (sizes <= wanted // 10)]
    tested = np.isin(task.groups, test_groups)
    train, test = rng.permutation(np.flatnonzero(~tested)), np.flatnonzero(tested)
    labels = task.labels
    known = set(labels[train])
    test = test[[label in known for label in labels[test]]]
    if budget is not None:
        train = np.concatenate([train[labels[train] == label][:budget] for label in sorted(known)])
    assert not set(task.groups[train]) & set(task.groups[test])
    return Split(np.sort(train), test)


def row_texts(frame: pl.DataFrame) -> list[str]:
    """Write every row as tabbert does."""
    columns = []
    for column in frame.get_columns():
        texts = column.unique(maintain_order=True).drop_nulls().to_list()
        place = {text: number for number, text in enumerate(texts)}
        columns.append((column.name, texts, np.array([place.get(text, -1) for text in column], np.int32)))
    return serialize.rows(columns, len(frame))


def near_identical(texts: Sequence[str], together: Sequence[object] = ()) -> NDArray[np.int64]:
    """Return a group per row, int64 (n,): rows whose text is nearly the same are chained into one.

    Two rows are nearly the same if the cosine of their counts of letter 4-grams, digits left out, is at least `ALIKE`.

    Args:
        texts: (n,).
        together: (n,) keys; rows of one key are in one group too. None of them if it is empty.
    """
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import HashingVectorizer

    grams = HashingVectorizer(analyzer="char_wb", ngram_range=(4, 4), preprocessor=_letters, alternate_sign=False)
    matrix = grams.transform(texts)
    alike = (matrix @ matrix.T) > ALIKE
    if len(together):
        codes = np.unique(np.array(list(map(str, together))), return_inverse=True)[1]
        first = np.unique(codes, return_index=True)[1][codes]
        alike = alike.tolil()
        alike[np.arange(len(codes)), first] = True
    return np.asarray(connected_components(alike, directed=False)[1], np.int64)


def _letters(text: str) -> str:
    return "".join(letter if letter.isalpha() else " " for letter in text.lower())


def _as_text(path: object) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, empty_string_is_null=False)  # type: ignore[arg-type]


def _hash(*parts: str) -> int:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "little")
