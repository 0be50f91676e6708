"""JUnit XML, which CI servers show as test results: a test case per table and column, failed where a gate failed."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree as Xml  # only writes: nothing is parsed

from tabbert.core.hooks import hookimpl
from tabbert.core.renderer import Renderer, Summary
from tabbert.renderers._view import View, found_words
from tabbert.renderers._visible import visible

__all__ = ["JUnit"]

TABLE = "(table)"  # name of the test case that stands for the whole table
TEXT = 2000  # characters of a message
NAME = 500
FINDINGS = 100
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


class JUnit:
    """One test suite per check and file, valid by every version of the schema of Jenkins' xUnit plugin.

    A test case fails where a gate failed, is an error where a check or a gate could not run, and is skipped where a
    column was not assessed. Findings within the limits stand in its output.
    """

    name = "junit"
    suffix = ".xml"

    def render(self, summary: Summary) -> str:
        """Return the report as an XML document."""
        return self.render_all([summary])

    def render_all(self, summaries: Sequence[Summary]) -> str:
        """Return several reports as one document."""
        root = Xml.Element("testsuites", name="tabbert")
        for summary in summaries:
            root.append(_suite(summary))
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            root.set(name, str(len(root.findall(f"./testsuite/{tag}" if tag == "testcase" else f".//testcase/{tag}"))))
        Xml.indent(root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(summary: Summary) -> Xml.Element:
    source = str(summary.get("source") or "")
    suite = Xml.Element("testsuite", name=_text(f"{summary['check']}: {source}" if source else summary["check"], NAME))
    properties = Xml.SubElement(suite, "properties")
    for name in ("score", "threshold", "n_rows", "n_columns", "n_findings", "check_version"):
        if summary[name] is not None:
            Xml.SubElement(properties, "property", name=name, value=_text(str(summary[name]), NAME))
    view = View.of(summary, columns=0, findings=FINDINGS)
    rules = (summary.get("gate") or {}).get("rules", ())
    columns = {column["column"]: column for column in summary["columns"]}
    by_rows = not any(column["assessed"] for column in columns.values())
    named = [*(columns if not by_rows else ()), *(r["column"] for r in rules if r["column"] is not None)]
    for place, name in enumerate(dict.fromkeys((None, *named))):
        case = Xml.SubElement(suite, "testcase", name=_text(TABLE if name is None else name, NAME),
                              classname=_text(f"tabbert.{summary['check']}", NAME))  # fmt: skip
        if not place:
            case.set("time", f"{summary['stats'].get('seconds') or 0.0:.3f}")
        _outcome(case, summary, name, columns.get(name) if name is not None else None)
    if view.findings:
        Xml.SubElement(suite, "system-out").text = _text("\n".join(_line(finding) for finding in view.findings), None)
    for name, tag in (("tests", ""), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}" if tag else "testcase"))))
    suite.set("time", f"{summary['stats'].get('seconds') or 0.0:.3f}")
    return suite


def _outcome(case: Xml.Element, summary: Summary, name: str | None, column: Any) -> None:
    """Write into a test case how it ended."""
    gate = summary.get("gate") or {"rules": (), "enforced": True}
    broken = [rule for rule in gate["rules"] if rule["column"] == name and rule["outcome"] != "passed"]
    if name is None and summary.get("error") and not broken:
        _say(case, "error", "error", summary["error"])
    for rule in broken:
        message = rule["message"].partition("\n")[0]
        if rule["outcome"] == "error":
            _say(case, "error", rule["rule"], message)
        elif gate["enforced"]:
            _say(case, "failure", rule["rule"], message)
        else:
            Xml.SubElement(case, "system-err").text = _text(f"Warning: {message}", TEXT)
    if column is not None and not column["assessed"] and not broken:
        Xml.SubElement(case, "skipped", message=_text(column["reason"], TEXT))
    elif column is not None and column["n_findings"]:
        said = f"{column['n_findings']:,} findings: {found_words(column)}"
        Xml.SubElement(case, "system-out").text = _text(said, TEXT)


def _say(case: Xml.Element, tag: str, kind: str, message: str) -> None:
    Xml.SubElement(case, tag, type=_text(kind, NAME), message=_text(message, TEXT)).text = _text(message, TEXT)


def _line(finding: Any) -> str:
    value = f" {finding.value}" if finding.value is not None else ""
    return f"{finding.count} × {finding.column}: {finding.status}{value} ({finding.evidence})"


def _text(text: str, longest: int | None) -> str:
    """Return text that may stand in XML 1.0: not every character may, escaped or not."""
    shown = "\n".join(visible(line) for line in text.split("\n")) if longest is None else visible(text, longest)
    return _NO_XML.sub(lambda match: f"\\u{ord(match.group()):04x}", shown)


@hookimpl
def tabbert_renderers() -> Iterable[Renderer]:
    """Bring the JUnit report."""
    return [JUnit()]
