"""The ``.bert`` namespace: one class for frames, one for series and expressions; both only delegate."""

from functools import partial
from typing import Any

__all__ = ["BertColumnNamespace", "BertNamespace"]


class BertNamespace:
    """Checks of this table, as methods: ``check_completeness()``, and one for every other registered check.

    Type checkers cannot see a namespace that is attached at run time; the functions of `tabbert` are its typed twins.
    """

    # Libraries keep this object on the frame, so it holds the frame and nothing else.
    def __init__(self, data: Any) -> None:
        self._data = data

    def check(self, name: str, /, **options: Any) -> Any:
        """Run a registered check; see `tabbert.check`."""
        from tabbert import api

        return api.check(self._data, name, **options)

    def check_completeness(self, columns: Any = None, **options: Any) -> Any:
        """Find what is missing, also where a cell is filled but says nothing; see `tabbert.check_completeness`."""
        from tabbert import api

        return api.check_completeness(self._data, columns, **options)

    def classify(self, target: Any = None, **options: Any) -> Any:
        """Label rows by the labels of others, and find labels that look wrong; see `tabbert.classify`."""
        from tabbert import api

        return api.classify(self._data, target, **options)

    def cluster(self, columns: Any = None, **options: Any) -> Any:
        """Group rows by meaning, across languages; see `tabbert.cluster`."""
        from tabbert import api

        return api.cluster(self._data, columns, **options)

    def finetune(self, task: str, **options: Any) -> Any:
        """Fine-tune an encoder on the labelled rows; see `tabbert.finetune`."""
        from tabbert import _train

        return _train.finetune(task, self._data, **options)  # type: ignore[arg-type]

    def embed(self, columns: Any = None, **options: Any) -> Any:
        """Return one vector per row, float32 (n, dim); see `tabbert.embed`."""
        from tabbert import api

        return api.embed(self._data, columns, **options)

    def profile(self, checks: Any = None, **options: Any) -> Any:
        """Run several checks and report on the table as a whole; see `tabbert.profile`."""
        from tabbert import api

        return api.profile(self._data, checks, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # probes of notebooks and copy must not load plugins
            raise AttributeError(name)
        from tabbert._plugins import registry

        check = registry().methods().get(name)
        if check is None:
            raise AttributeError(_lacks(name, _public(self)))
        from tabbert._method import method

        return method(self._data, check, name)

    def __dir__(self) -> list[str]:
        from tabbert._plugins import registry

        return sorted({*super().__dir__(), *registry().methods()})

    def __repr__(self) -> str:
        return f"<tabbert namespace: {', '.join(_public(self))}>"


class BertColumnNamespace:
    """Checks of one column, on series and Polars expressions: one result per row, in the same library."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"{_lacks(name, _public(self))} Frames have more: `to_frame()`.")

    def completeness(self, **options: Any) -> Any:
        """Return each row's completeness score in [0, 1] (0.0 for a null), judged within the whole column."""
        return self._map("completeness_scores", options)

    def embed(self, **options: Any) -> Any:
        """Return each row's vector of length 1 (a fixed-size float32 array per row)."""
        return self._map("embeddings", options)

    def _map(self, function: str, options: dict[str, Any]) -> Any:
        from tabbert import _columns

        compute = partial(getattr(_columns, function), **options)
        if not hasattr(self._data, "map_batches"):
            return compute(self._data)
        # Polars may call this several times for one collect: the vector cache makes repeats cheap.
        dtype = _columns.polars_dtype(function, **options)
        # And it hands the type on to whatever takes keywords.
        return self._data.map_batches(lambda series, **_: compute(series), return_dtype=dtype, is_elementwise=False)


def _public(namespace: object) -> list[str]:
    return [name for name in dir(namespace) if not name.startswith("_")]


def _lacks(name: str, available: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, available, 1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return f"'.bert' has no {name!r}. It has: {', '.join(available)}.{guess}"
