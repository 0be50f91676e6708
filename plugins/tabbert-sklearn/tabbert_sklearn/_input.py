"""What scikit-learn may hand to a transformer, as a frame that tabbert reads."""

from typing import Any

import polars as pl
from sklearn.utils.validation import check_array, validate_data

__all__ = ["column_names", "is_frame", "read"]


def is_frame(data: Any) -> bool:
    """Tell a Polars or pandas frame from arrays and lists."""
    return hasattr(data, "columns") and hasattr(data, "dtypes")


def read(estimator: Any, data: Any, *, reset: bool) -> tuple[Any, Any]:
    """Check the input as scikit-learn does, and return (the input, a frame of it).

    Frames stay as they are. Arrays are checked (two dimensions, real numbers or objects, NaN allowed) and copied into
    a Polars frame.

    Args:
        estimator: Its ``n_features_in_`` and ``feature_names_in_`` are set (``reset``) or compared.
        data: Polars or pandas DataFrame, or an array-like of shape (n, features).
        reset: In fit.
    """
    if is_frame(data):
        validate_data(estimator, data, reset=reset, skip_check_array=True)
        if not len(data):
            raise ValueError("Found array with 0 sample(s) while a minimum of 1 is required.")
        return data, data
    array = check_array(data, dtype=None, ensure_all_finite="allow-nan", estimator=estimator)
    validate_data(estimator, array, reset=reset, skip_check_array=True)
    columns = [pl.Series(name, array[:, i].tolist(), strict=False) for i, name in enumerate(column_names(array))]
    return array, pl.DataFrame(columns).fill_nan(None)


def column_names(data: Any) -> list[str]:
    """Return the names of a frame's columns, or x0, x1, ... for an array."""
    return [str(name) for name in data.columns] if is_frame(data) else [f"x{place}" for place in range(data.shape[1])]
