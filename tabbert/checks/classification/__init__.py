"""Classification: rows that have a label teach, rows that have none are labelled, and doubtful labels are found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.checks.classification._features import ROW, hashed, read_rows, row_keys
from tabbert.checks.classification._fitting import fit, fit_by_name
from tabbert.checks.classification._lesson import Lesson, given_labels, read_lesson
from tabbert.checks.classification._model import RowClassifier, pair_keys
from tabbert.checks.classification._verdict import NONE, UNKNOWN, abstains_below, judge
from tabbert.checks.classification.labelling import OUTPUT, STATUSES
from tabbert.core.check import State, TableCheck
from tabbert.core.hooks import hookimpl
from tabbert.core.table import Column, Kind, Table
from tabbert.core.verdict import Verdict
from tabbert.errors import InvalidParameterError
from tabbert.language_removal import fits, shipped

__all__ = ["Classification", "ClassificationParams"]

MOST_CLASSES = 1000
BELOW = "abstain_below"  # in the state: confidence below which no label is given
_BLOCK = 16_384  # distinct rows whose features are in memory at once


@dataclass(frozen=True)
class ClassificationParams:
    """How to classify.

    Attributes:
        target: the column of labels; rows without one are labelled. It may be left out with `labels` or a saved state.
        labels: what each label means, in words, or the labels alone: used where no row has one.
        abstain_below: confidence below which no label is given, in [0, 1].
        target_precision: share of the labels given that should be right, in (0, 1]; it sets `abstain_below` by what
            was seen out of fold. None gives a label to every row.
        sample_rows: distinct rows with a label that are learnt from, at least 100; drawn by hash. Of rare labels all.
    """

    target: str = ""
    labels: Mapping[str, str] | Sequence[str] | None = None
    abstain_below: float | None = None
    target_precision: float | None = None
    sample_rows: int = 4096

    def __post_init__(self) -> None:
        if not isinstance(self.target, str):
            raise InvalidParameterError("target", "the name of a column", self.target)
        for name, least in (("abstain_below", 0.0), ("target_precision", 1e-9)):
            share = getattr(self, name)
            if share is not None and (isinstance(share, bool) or not isinstance(share, int | float)
                                      or not least <= share <= 1):  # fmt: skip
                raise InvalidParameterError(name, "a number from 0 to 1, or None", share)
        if self.abstain_below is not None and self.target_precision is not None:
            raise InvalidParameterError("target_precision", "given without abstain_below: one sets the other", "both")
        if not isinstance(self.sample_rows, int) or isinstance(self.sample_rows, bool) or self.sample_rows < 100:
            raise InvalidParameterError("sample_rows", "an integer of at least 100", self.sample_rows)
        if self.labels is not None and (isinstance(self.labels, str) or len(set(self.labels)) < 2):
            raise InvalidParameterError("labels", "at least two labels, or their descriptions by label", self.labels)

    @property
    def described(self) -> dict[str, str]:
        """The labels with what they mean; without words of their own they speak for themselves."""
        if isinstance(self.labels, Mapping):
            return {str(label): str(text) for label, text in self.labels.items()}
        return {str(label): str(label) for label in self.labels or ()}


class Classification(TableCheck):
    """Learns a column from the others; the score of a row is how sure its label is.

    Rows are compared by what they mean (vectors of the row and of its short cells), by their words, and by the values
    they hold; numbers, dates and categories count. Confidence is calibrated on predictions out of fold, and a row with
    a label is judged by fits that have not seen it, nor a row that says nearly the same.
    """

    name = "classification"
    summary = "Labels rows by the labels of others, says how sure it is, and finds labels that look wrong."
    version = "6"
    verb = "classify"
    result = "tabbert.labels:ClassificationResult"
    kinds = frozenset(Kind)
    needs = frozenset({"vectors", "row_vectors"})
    amends = frozenset({"abstain_below", "target_precision"})
    statuses: ClassVar[Mapping[str, str]] = {
        **STATUSES,
        "agrees": "the row's own label is what the others would say, or nothing speaks against it",
        "doubted": "the row says another label than its own",
        "unknown_label": "the row's own label was not learnt",
    }
    output: ClassVar[Mapping[str, str]] = {**OUTPUT, "doubted": "bool"}
    Params = ClassificationParams

    @property
    def named_columns(self) -> Sequence[str]:
        """The target, if one is named."""
        return [self.params.target] if self.params.target else []

    @property
    def also_read(self) -> Sequence[str]:
        """The target, which `columns` need not name."""
        return self.named_columns

    def summarise(self, batch: Table) -> Lesson:
        """Keep features of distinct rows with a label, and of some without."""
        rest, target = self._apart(batch)
        return read_lesson(rest, target, self.params.described, self.params.sample_rows)

    def finish(self, partial: Lesson) -> State:
        """Learn from the rows with a label, or from the labels' descriptions if there is none."""
        model = self._learnt(partial)
        return self._state(table={**model.to_arrays(), BELOW: self._below(model)})

    def adopt(self, state: State, table: Table) -> State:
        """Return the state with another rule to abstain, if one is given."""
        if self.params.abstain_below is None and self.params.target_precision is None:
            return state
        below = self._below(RowClassifier.from_arrays(state.table))
        return replace(state, table={**state.table, BELOW: below})

    def apply(self, batch: Table, state: State) -> Verdict:
        """Judge every row: one that taught by fits without it, any other by what was learnt."""
        model = RowClassifier.from_arrays(state.table)
        rest, target = self._apart(batch, state.params["target"])
        keys, groups = row_keys(rest)
        given = given_labels(target, batch.n_rows)
        classes = {label: place for place, label in enumerate(model.classes)}
        own = np.array([NONE if label is None else classes.get(label, UNKNOWN) for label in given], np.int64)
        hashes = np.array([hashed(label) for label in model.classes] + [0, 0], np.uint64)[own]
        taught, logs = model.recalled(pair_keys(keys, hashes))
        taught &= own >= 0
        fresh = np.flatnonzero(~taught & (keys > 0))
        _, first, places = np.unique(keys[fresh], return_index=True, return_inverse=True)
        distinct = fresh[first]
        found = [
            model.log_probabilities(read_rows(rest, distinct[start : start + _BLOCK], keys, groups))
            for start in range(0, len(distinct), _BLOCK)
        ]
        if found:
            logs[fresh] = np.concatenate(found)[places]
        return judge(np.exp(logs), own, keys > 0, model, float(state.table[BELOW]))

    def _learnt(self, lesson: Lesson) -> RowClassifier:
        classes = sorted(set(lesson.labels.tolist()))
        named = self.params.described
        if not len(lesson.taught) + len(lesson.others):
            raise InvalidParameterError("columns", "at least one with something in it", "nothing")
        if not classes and named:
            return fit_by_name(sorted(named), _stacked(lesson, sorted(named)), lesson.others, _removal_for(lesson))
        if not classes:
            wanted = "a column with some labels, or labels in words beside it"
            hint = "labels are texts, numbers, dates or booleans."
            raise InvalidParameterError("target", wanted, "no label", hint)
        if len(classes) < 2:
            raise InvalidParameterError("target", "a column with at least two different labels", "one label only")
        if len(classes) > MOST_CLASSES:
            raise InvalidParameterError("target", f"a column with at most {MOST_CLASSES} labels", len(classes))
        if named and (missing := len(set(classes) - set(named))):
            raise InvalidParameterError("labels", "every label of the column", f"{missing} of them missing")
        codes = np.searchsorted(classes, lesson.labels.astype(str)).astype(np.int64)
        described, removal = _stacked(lesson, classes), _removal_for(lesson)
        return fit(lesson.taught, codes, classes, lesson.pairs, described, lesson.others, removal)

    def _below(self, model: RowClassifier) -> float:
        return abstains_below(model, self.params.abstain_below, self.params.target_precision)

    def _apart(self, batch: Table, target: str | None = None) -> tuple[Table, Column | None]:
        """Return the columns to learn from, and that of the labels."""
        name = self.params.target if target is None else target
        columns = [column for column in batch.columns if column.name != name and column.kind is not Kind.OTHER]
        if not columns:
            raise InvalidParameterError("columns", "at least one column beside the target", "none")
        label = next((column for column in batch.columns if column.name == name), None)
        return batch.with_columns(columns), label


def _removal_for(lesson: Lesson) -> LanguageRemoval | None:
    """Return the shipped language removal, if the rows' vectors are of the encoder that it belongs to."""
    vectors = np.concatenate([lesson.taught.vectors[ROW], lesson.others.vectors[ROW]])
    return shipped() if fits(vectors, shipped()) else None


def _stacked(lesson: Lesson, classes: Sequence[str]) -> NDArray[np.float32]:
    return np.stack([lesson.described[label] for label in classes])


@hookimpl
def tabbert_checks() -> list[type[Classification]]:
    """Register the check."""
    return [Classification]
