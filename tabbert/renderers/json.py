"""The JSON report: the summary itself, for programs. Its ``schema`` entry names the version of its shape."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary

__all__ = ["Json"]


class Json:
    """The summary in its own key order, indented, always valid JSON (RFC 8259) and valid UTF-8."""

    name = "json"
    suffix = ".json"

    def render(self, summary: Summary) -> str:
        """Return the report as one JSON object."""
        return _dumped(summary)

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports as one JSON array."""
        return _dumped(list(summaries))

    def render_diff(self, diff: Mapping[str, Any]) -> str:
        """Return a comparison as one JSON object."""
        return _dumped(diff)


def _dumped(value: Any) -> str:
    return json.dumps(_clean(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _clean(value: Any) -> Any:
    """Return the value without what JSON cannot say: NaN and infinity become null, unpaired surrogates U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_clean(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the JSON report."""
    return [Json()]
