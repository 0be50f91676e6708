"""What results and reports have in common: a plain summary, and every format made from it."""

from pathlib import Path
from typing import Any, Literal

from tabbert._plugins import registry
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
        if target.suffix not in formats:
            raise InvalidParameterError("path", f"a name ending in one of {sorted(formats)}", target.name)
        report = self.render(formats[target.suffix], values=values)
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
