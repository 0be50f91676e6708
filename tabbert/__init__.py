"""Data quality for tables that hold text: ``import tabbert`` gives Polars and pandas frames a ``.bert`` namespace."""

from tabbert._attach import attach_all
from tabbert._version import __version__ as __version__

TYPE_CHECKING = False  # see _attach
if TYPE_CHECKING:
    from typing import Any

    from tabbert._plugins import load_plugin as load_plugin
    from tabbert._plugins import register as register
    from tabbert._train import distill as distill
    from tabbert._train import finetune as finetune
    from tabbert.api import check as check
    from tabbert.api import check_completeness as check_completeness
    from tabbert.api import classify as classify
    from tabbert.api import cluster as cluster
    from tabbert.api import embed as embed
    from tabbert.api import profile as profile
    from tabbert.clusters import ClusterResult as ClusterResult
    from tabbert.core.check import RowCheck as RowCheck
    from tabbert.core.check import State as State
    from tabbert.core.check import TableCheck as TableCheck
    from tabbert.core.check import ValueCheck as ValueCheck
    from tabbert.core.encoder import EncoderCard as EncoderCard
    from tabbert.core.hooks import hookimpl as hookimpl
    from tabbert.core.section import Matrix as Matrix
    from tabbert.core.section import Scatter as Scatter
    from tabbert.core.section import Section as Section
    from tabbert.core.section import Shown as Shown
    from tabbert.core.table import Column as Column
    from tabbert.core.table import Kind as Kind
    from tabbert.core.table import Table as Table
    from tabbert.core.verdict import Verdict as Verdict
    from tabbert.errors import TabbertError as TabbertError
    from tabbert.labels import ClassificationResult as ClassificationResult
    from tabbert.labels import FineTunedResult as FineTunedResult
    from tabbert.report import Report as Report
    from tabbert.result import CheckResult as CheckResult

# Public names load when first used, so that `import tabbert` costs milliseconds and imports nobody else.
_HOMES = {
    "CheckResult": "tabbert.result",
    "ClassificationResult": "tabbert.labels",
    "FineTunedResult": "tabbert.labels",
    "ClusterResult": "tabbert.clusters",
    "Column": "tabbert.core.table",
    "EncoderCard": "tabbert.core.encoder",
    "Kind": "tabbert.core.table",
    "Matrix": "tabbert.core.section",
    "Report": "tabbert.report",
    "RowCheck": "tabbert.core.check",
    "Scatter": "tabbert.core.section",
    "Section": "tabbert.core.section",
    "Shown": "tabbert.core.section",
    "State": "tabbert.core.check",
    "Table": "tabbert.core.table",
    "TabbertError": "tabbert.errors",
    "TableCheck": "tabbert.core.check",
    "ValueCheck": "tabbert.core.check",
    "Verdict": "tabbert.core.verdict",
    "check": "tabbert.api",
    "check_completeness": "tabbert.api",
    "classify": "tabbert.api",
    "cluster": "tabbert.api",
    "distill": "tabbert._train",
    "embed": "tabbert.api",
    "finetune": "tabbert._train",
    "load_plugin": "tabbert._plugins",
    "hookimpl": "tabbert.core.hooks",
    "profile": "tabbert.api",
    "register": "tabbert._plugins",
}
__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> "Any":
    if name not in _HOMES:
        raise AttributeError(f"module 'tabbert' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]


attach_all()
