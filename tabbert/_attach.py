"""Puts ``.bert`` on Polars and pandas: now for those already imported, and at their import for the others."""

import sys

TYPE_CHECKING = False  # typing itself would be a third of the cost of `import tabbert`
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

__all__ = ["attach", "attach_all"]

NAME = "bert"


def attach(module: "ModuleType") -> None:
    """Register the namespaces with an imported Polars or pandas; doing it again changes nothing."""
    from tabbert._accessor import BertColumnNamespace, BertNamespace

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
    """A finder that lets the others find the module and attaches the namespace once it has been executed."""

    def __init__(self, names: "Sequence[str]") -> None:
        self.names = names

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return the others' spec; libraries ask for each other's specs without importing, so nothing is used up."""
        if name not in self.names:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self else None
            if spec is not None and spec.loader is not None:
                spec.loader.exec_module = _then_attach(spec.loader.exec_module)  # type: ignore[method-assign, assignment]
                return spec
        return None


def _then_attach(execute: "Callable[[ModuleType], None]") -> "Callable[[ModuleType], None]":
    def exec_module(module: "ModuleType") -> None:
        execute(module)
        attach(module)

    return exec_module


def attach_all(names: "Sequence[str]" = ("polars", "pandas")) -> None:
    """Attach to what is imported already and wait for the rest."""
    waiting = [name for name in names if name not in sys.modules]
    for name in names:
        if name not in waiting:
            attach(sys.modules[name])
    if waiting:
        sys.meta_path.insert(0, _AfterImport(waiting))
