"""A tabbert report format: an Excel workbook that can be filtered, sorted and handed to those who repair the data."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from tabbert import hookimpl

__all__ = ["Xlsx"]
__tabbert_api__ = 1

_LONGEST = 32_767  # characters of an Excel cell
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Xlsx:
    """Sheets: an overview, the columns, the findings, and one for each section of the check.

    Values are written as text, never as formulas or links. Of several tables each has its own sheets.
    """

    name = "xlsx"
    suffix = ".xlsx"

    def render(self, summary: Mapping[str, Any]) -> bytes:
        """Return the workbook."""
        return self.render_all([summary])

    def render_all(self, summaries: Sequence[Mapping[str, Any]]) -> bytes:
        """Return several reports as one workbook."""
        from datetime import datetime

        from xlsxwriter import Workbook

        buffer = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
        with Workbook(buffer, options) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})
            bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
            sheets = _Sheets(book, bold, wrap)
            sheets.overview(summaries)
            for number, summary in enumerate(summaries, 1):
                sheets.details(summary, f"{number} " if len(summaries) > 1 else "")
        return buffer.getvalue()


class _Sheets:
    def __init__(self, book: Any, bold: Any, wrap: Any) -> None:
        self.book, self.bold, self.wrap = book, bold, wrap
        self.names: set[str] = set()

    def overview(self, summaries: Sequence[Mapping[str, Any]]) -> None:
        headings = ["table", "check", "score", "rows", "rows with findings", "findings", "threshold", "notes"]
        rows = [
            [s.get("source"), s["check"], s["score"], s["n_rows"], s["n_bad_rows"], s["n_findings"], s["threshold"],
             "\n".join([*([f"ERROR: {s['error']}"] if s.get("error") else []), *s["notes"]])] for s in summaries
        ]  # fmt: skip
        self._sheet("Overview", headings, rows)

    def details(self, summary: Mapping[str, Any], prefix: str) -> None:
        columns = [[c["column"], c["kind"], c["null_rate"], c["score"], c["n_findings"], c["reason"]]
                   for c in summary["columns"]]  # fmt: skip
        self._sheet(
            f"{prefix}Columns",
            ["column", "kind", "null rate", summary["column_score"], "findings", "not assessed"],
            columns,
        )
        shown = any("value" in finding for finding in summary["findings"])
        headings = ["column", "row", *(["value"] if shown else []), "status", "score", "cells", "evidence"]
        findings = [
            [f["column"], f.get("row"), *([f.get("value")] if shown else []), f["status"], f["score"], f["count"],
             f["evidence"]] for f in summary["findings"]
        ]  # fmt: skip
        self._sheet(f"{prefix}Findings", headings, findings)
        for title, records in summary.get("tables", {}).items():
            self._sheet(f"{prefix}{title}", list(records[0]) if records else [], [list(r.values()) for r in records])
        for section in summary.get("sections", ()):
            self._sheet(f"{prefix}{section['title']}", section["columns"], section["rows"], section["text"])

    def _sheet(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], text: str = "") -> None:
        sheet = self.book.add_worksheet(self._name(title))
        top = 0
        if text:
            self._write(sheet, 0, 0, text, None)
            top = 2
        for place, heading in enumerate(headings):
            self._write(sheet, top, place, heading, self.bold)
        for line, row in enumerate(rows, top + 1):
            for place, cell in enumerate(row):
                self._write(sheet, line, place, cell, self.wrap)
        for place, heading in enumerate(headings):
            longest = max([len(str(heading)), *(len(str(row[place] or "")) for row in rows[:200])])
            sheet.set_column(place, place, min(60, longest + 2))
        sheet.freeze_panes(top + 1, 0)
        if headings:
            sheet.autofilter(top, 0, top + max(1, len(rows)), len(headings) - 1)

    def _write(self, sheet: Any, row: int, column: int, cell: Any, style: Any) -> None:
        if cell is None:
            return
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_number(row, column, cell, style)
            return
        words = " · ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
        text = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # a cell breaks lines by \n
        # XML has no place for control characters.
        text = "".join(c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
        sheet.write_string(row, column, text[:_LONGEST], style)

    def _name(self, title: str) -> str:
        """Return a name that Excel accepts: 31 characters, no brackets, unique without regard to case."""
        plain = "".join(c for c in title.translate(_FORBIDDEN) if c.isprintable()).strip().strip("'")[:31] or "Section"
        name, number = plain, 1
        while name.lower() in self.names or name.lower() == "history":
            number += 1
            name = f"{plain[: 28 - len(str(number))]} ({number})"
        self.names.add(name.lower())
        return name


@hookimpl
def tabbert_renderers() -> list[Xlsx]:
    """Register the format."""
    return [Xlsx()]
