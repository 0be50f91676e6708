"""What results and reports have in common: a plain summary, and every format made from it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Self

from tabbert._plugins import registry
from tabbert.comparison import Comparison, compare_shown
from tabbert.errors import InvalidParameterError, UnwritableFileError

__all__ = ["Renderable", "Values"]

Values = Literal["show", "mask", "hide"]


class Renderable:
    """Something with a plain summary, which can be shown and written in every registered format."""

    def to_dict(self, *, values: Values = "mask") -> dict[str, Any]:
        """Return the summary that every report format is made from: plain dicts, lists, strings and numbers.

        Args:
            values: "show" cell values, "mask" them (length only), or "hide" them.
        """
        raise NotImplementedError

    def compare(self, earlier: Self, *, values: Values = "mask", tolerance: float | None = None) -> Comparison:
        """Return what got worse or better since an earlier run.

        Args:
            earlier: the result or the report to compare with; this one is the later.
            values: of new and gone findings: "show" them, "mask" them (length only), or "hide" them.
            tolerance: by how much a share of cells may rise before it is worse, in [0, 1]. None: not at all where the
                number of rows is the same, else by what chance explains.

        Returns:
            A comparison; ``.verdict`` is "worse", "not comparable", "better" or "same".
        """
        if not isinstance(earlier, Renderable) or earlier._shape != self._shape:
            raise InvalidParameterError("earlier", f"another {type(self).__name__}", type(earlier).__name__)

        def dicts(run: Renderable) -> Callable[[Values], dict[str, Any]]:
            return lambda shown: run.to_dict(values=shown)

        return compare_shown(dicts(earlier), dicts(self), values, tolerance)

    @property
    def _shape(self) -> str:
        return str(self.to_dict(values="hide")["schema"])

    def render(self, format: str, *, values: Values = "mask") -> Any:
        """Return the report in a registered format: "text", "json", "markdown", "html", or a plugin's.

        Returns:
            str, or bytes for formats that are not text, such as Excel.
        """
        return registry().render(format, self.to_dict(values=values))

    def to_json(self, *, values: Values = "mask") -> str:
        """Return the report as JSON (schema named in its ``schema`` entry)."""
        return str(self.render("json", values=values))

    def to_markdown(self, *, values: Values = "mask") -> str:
        """Return the report as Markdown."""
        return str(self.render("markdown", values=values))

    def to_html(self, *, values: Values = "mask") -> str:
        """Return the report as one self-contained HTML page."""
        return str(self.render("html", values=values))

    def write(self, path: str | Path, *, values: Values = "mask") -> Path:
        """Write the report in the format that the file's suffix names, and return its path."""
        target = Path(path)
        # Of two formats with one suffix the first counts: no plugin takes a built-in's place.
        formats = {renderer.suffix: name for name, renderer in reversed(registry().renderers.items())}
        suffix = target.suffix.lower()
        if suffix not in formats:
            hint = "`result.render(format)` returns any format, to be written by yourself."
            raise InvalidParameterError("path", f"a name ending in one of {sorted(formats)}", target.name, hint)
        report = self.render(formats[suffix], values=values)
        try:
            target.write_bytes(report if isinstance(report, bytes) else report.encode("utf-8"))
        except OSError as error:
            raise UnwritableFileError(str(target), f"{error.strerror or error}.") from error
        return target

    def __repr__(self) -> str:
        return str(self.render("text", values="show"))

    def _repr_html_(self) -> str:
        fragment: str = registry().renderers["html"].fragment(self.to_dict(values="show"))  # type: ignore[attr-defined]
        return fragment
