"""Puts ``.bert`` on Polars and pandas: now for those already imported, and at their import for the others."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

from tabbert._accessor import BertColumnNamespace, BertNamespace

__all__ = ["attach", "attach_all"]

NAME = "bert"


def attach(module: ModuleType) -> None:
    """Register the namespaces with an imported Polars or pandas; doing it again changes nothing."""
    if getattr(module.DataFrame, NAME, None) is not None:
        return
    if module.__name__ == "polars":
        for kind, namespace in (
            ("dataframe", BertNamespace),
            ("lazyframe", BertNamespace),
            ("series", BertColumnNamespace),
            ("expr", BertColumnNamespace),
        ):
            getattr(module.api, f"register_{kind}_namespace")(NAME)(namespace)
    else:
        module.api.extensions.register_dataframe_accessor(NAME)(BertNamespace)
        module.api.extensions.register_series_accessor(NAME)(BertColumnNamespace)


class _AfterImport:
    """A finder that lets the usual ones find the module and attaches the namespace once it has been executed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.searching = False

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find the module as if this finder were not there; others may ask without importing, so nothing is used up."""
        if name not in self.names or self.searching:
            return None
        self.searching = True
        try:
            spec = find_spec(name)
        finally:
            self.searching = False
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                attach(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def attach_all(names: Sequence[str] = ("polars", "pandas")) -> None:
    """Attach to what is imported already and wait for the rest."""
    for name in names:
        if name in sys.modules:
            attach(sys.modules[name])
    waiting = [name for name in names if name not in sys.modules]
    if waiting:
        sys.meta_path.insert(0, _AfterImport(waiting))
