"""`TabbertEncoder`: columns of text to columns of numbers."""

from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

import tabbert
from tabbert_sklearn._input import column_names, is_frame, read

__all__ = ["TabbertEncoder"]


class TabbertEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns every column into the vectors of its texts, reduced by a PCA of its own.

    The vectors are those of `tabbert.embed`: near where texts mean the same, in any of about 100 languages. Nulls have
    the vector of the empty text. Every distinct text is encoded once.

    Args:
        n_components: Columns made of each column; None keeps the vectors as they are (384 for the default encoder).
        encoder: Registered name of an encoder, or an encoder object; None takes the default.
        cache: "on" or "off": remember vectors on disk.

    Attributes:
        pcas_: the fitted PCA of each column, None without ``n_components``.
        n_features_in_: number of columns.
        feature_names_in_: their names, if fitted on a frame whose names are all text.
    """

    def __init__(self, n_components: int | None = 30, *, encoder: Any = None, cache: Any = None) -> None:
        self.n_components = n_components
        self.encoder = encoder
        self.cache = cache

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803 - scikit-learn's name
        """Fit the PCAs; ``X`` is a frame or an array of shape (n, columns)."""
        data, frame = read(self, X, reset=True)
        vectors = self._vectors(frame)
        self._names = column_names(data)
        self.pcas_ = [self._pca(own) for own in vectors] if self.n_components is not None else None
        widths = [own.shape[1] for own in vectors] if self.pcas_ is None else [pca.n_components_ for pca in self.pcas_]
        self._names_out = [f"{name}_{i}" for name, width in zip(self._names, widths, strict=True) for i in range(width)]
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's name
        """Return float32 (n, components): a frame of the library that was given, or an array for an array."""
        check_is_fitted(self)
        data, frame = read(self, X, reset=False)
        vectors = self._vectors(frame)
        if self.pcas_ is not None:
            vectors = [pca.transform(own) for pca, own in zip(self.pcas_, vectors, strict=True)]
        array = np.hstack(vectors).astype(np.float32)
        if not is_frame(data):
            return array
        if isinstance(data, pl.DataFrame):
            return pl.DataFrame(array, schema=self._names_out, orient="row")
        return type(data)(array, index=data.index, columns=self._names_out)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the names of the output's columns: the column's name and a number."""
        check_is_fitted(self)
        return np.array(self._names_out, object)

    def _vectors(self, frame: Any) -> list[NDArray[np.float64]]:
        # In 64 bits: a reduced vector is then the same to the last bit of float32 in whatever batch it stands.
        return [
            tabbert.embed(_column(frame, place), encoder=self.encoder, cache=self.cache).astype(np.float64)
            for place in range(frame.shape[1])
        ]

    def _pca(self, vectors: NDArray[np.float64]) -> PCA:
        n_components = min(self.n_components or 0, *vectors.shape)
        return PCA(n_components, svd_solver="full").fit(vectors)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.categorical = tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags


def _column(frame: Any, place: int) -> Any:
    return frame.iloc[:, [place]] if hasattr(frame, "iloc") else frame[:, [place]]
