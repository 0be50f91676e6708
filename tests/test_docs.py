"""Every Python block of the README and the docs runs, page by page, and every link between pages leads somewhere."""

import re
import warnings
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from tabbert._plugins import registry

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(<!-- not run -->\n)?```python\n(.*?)```", re.DOTALL)
NEEDS = re.compile(r"<!-- needs ([\w, ]+) -->")
WITH_CODE = [page for page in PAGES if any(not skip for skip, _ in BLOCK.findall(page.read_text(encoding="utf-8")))]


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder with the example tables, and a registry that is put back."""
    for table in (ROOT / "examples" / "data").glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")
    shelves = ("checks", "encoders", "renderers", "sources")
    before = {shelf: dict(getattr(registry(), shelf)) for shelf in shelves}
    yield tmp_path
    for shelf in shelves:
        getattr(registry(), shelf).clear()
        getattr(registry(), shelf).update(before[shelf])


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", WITH_CODE, ids=_name)
@pytest.mark.usefixtures("workplace")
def test_code_runs(page):
    text, names = page.read_text(encoding="utf-8"), {"pl": pl, "pd": pd}
    for library in (name for needed in NEEDS.findall(text) for name in needed.split(", ")):
        with warnings.catch_warnings(action="ignore"):  # what others import
            pytest.importorskip(library)
    for skip, code in BLOCK.findall(text):
        if not skip:
            exec(compile(code, _name(page), "exec"), names)
    assert names


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
