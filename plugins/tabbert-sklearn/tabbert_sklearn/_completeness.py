"""`TabbertCompleteness`: cells that say nothing to nulls, or to scores beside them."""

from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

import tabbert
from tabbert_sklearn._input import column_names, is_frame, read

__all__ = ["TabbertCompleteness"]

OUTPUTS = ("nulls", "scores", "both")


class TabbertCompleteness(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns cells that are filled and say nothing into nulls, for an imputer to fill, or adds their scores.

    `fit` learns each column's context; `transform` judges by it, so that a test set does not change its own verdicts.

    Args:
        output: "nulls": the input with nulls in place of findings; "scores": the input and a column of scores beside
            each assessed column; "both".
        threshold: Cells with a lower score are findings, in [0, 1].
        missing_codes: Values that mean "missing", by column: ``{"amount": [-1]}``.
        allow: Values that are complete, by column.
        encoder: Registered name of an encoder, or an encoder object; None takes the default.
        cache: "on" or "off": remember vectors on disk.

    Attributes:
        state_: what was learnt, small and without cell values; ``state_.save(path)`` keeps it.
        n_features_in_: number of columns.
        feature_names_in_: their names, if fitted on a frame whose names are all text.
    """

    def __init__(
        self,
        output: str = "nulls",
        *,
        threshold: float = 0.5,
        missing_codes: Any = None,
        allow: Any = None,
        encoder: Any = None,
        cache: Any = None,
    ) -> None:
        self.output = output
        self.threshold = threshold
        self.missing_codes = missing_codes
        self.allow = allow
        self.encoder = encoder
        self.cache = cache

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803 - scikit-learn's name
        """Learn the columns' contexts; ``X`` is a frame or an array of shape (n, columns)."""
        if self.output not in OUTPUTS:
            raise ValueError(f"output is {self.output!r}, not one of {list(OUTPUTS)}.")
        data, frame = read(self, X, reset=True)
        result = self._check(frame)
        self.state_ = result.state
        names = column_names(data)
        scored = [str(name) for name in result.cells.columns] if self.output != "nulls" else []
        self._names_out = [*names, *(f"{name}_completeness" for name in names if name in scored)]
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's name
        """Return the table with nulls, with scores, or both: a frame of the library that was given, or an array."""
        check_is_fitted(self)
        data, frame = read(self, X, reset=False)
        cells = self._check(frame, state=self.state_).cells
        scores = {str(name): cells[name].to_numpy() for name in cells.columns}
        made = self._names_out[self.n_features_in_ :]
        added = {name: scores.get(name.removesuffix("_completeness"), np.full(len(data), np.nan)) for name in made}
        bad = {} if self.output == "scores" else {name: own < self.threshold for name, own in scores.items()}
        if not is_frame(data):
            return _array(data, bad, list(added.values()))
        return _frame(data, bad, added)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the names of the output's columns: those of the input, then NAME_completeness."""
        check_is_fitted(self)
        return np.array(self._names_out, object)

    def _check(self, frame: Any, **state: Any) -> tabbert.CheckResult:
        declared = {} if state else {"missing_codes": self.missing_codes, "allow": self.allow}
        options = {"threshold": self.threshold, "encoder": self.encoder, "cache": self.cache}
        return tabbert.check_completeness(frame, **options, **declared, **state)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.categorical = tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"] if self.output == "nulls" else []
        return tags


def _frame(data: Any, bad: dict[str, Any], added: dict[str, Any]) -> Any:
    if isinstance(data, pl.DataFrame):
        nulled = [pl.when(~pl.Series(mask)).then(pl.col(name)).alias(name) for name, mask in bad.items() if mask.any()]
        return data.with_columns(*nulled, **{name: pl.Series(scores) for name, scores in added.items()})
    made = data.copy()
    for place, name in enumerate(column_names(data)):
        if name in bad and bad[name].any():
            made.isetitem(place, data.iloc[:, place].mask(bad[name]))
    return made.assign(**added)


def _array(data: NDArray[Any], bad: dict[str, Any], added: list[Any]) -> NDArray[Any]:
    numbers = data.dtype.kind in "fiub"
    made = data.astype(data.dtype if data.dtype.kind == "f" else np.float64 if numbers else object)
    for place, name in enumerate(column_names(data)):
        if name in bad:
            made[bad[name], place] = np.nan if numbers else None
    return np.column_stack([made, *added]) if added else made
