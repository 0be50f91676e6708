"""The section inside a real report."""

import pandas as pd
import pytest
from data_profiling import ProfileReport
from tabbert_data_profiling import ANCHOR, NAME, add_completeness

import tabbert

# Its dependencies warn about each other's future.
pytestmark = pytest.mark.filterwarnings("ignore")

FRAME = pd.DataFrame(
    {
        "product": ["Kettle", "keine Angabe", "Grinder", None, "<b>tbd</b>", "tbd", *["Kettle", "Grinder", "Cup"] * 6],
        "amount": [12.5, 30.0, -999.0, *(8.25 + 3 * row for row in range(21))],
    }
)


@pytest.fixture
def report():
    return ProfileReport(FRAME, minimal=True, progress_bar=False, html={"minify_html": False})


def _section(html: str) -> str:
    return html[html.index(f'id="tab-pane-{ANCHOR}-columns"') :]


def test_the_section_stands_in_the_report_and_its_menu(report):
    html = add_completeness(report).to_html()
    assert f'href="#{ANCHOR}"' in html
    assert NAME in html
    section = _section(html)
    assert "effective completeness" in section
    assert "4.2%" in section  # the null rate of product: 1 of 24
    assert "only negative number" in section


def test_values_are_masked_unless_they_are_asked_for(report):
    assert "keine Angabe" not in _section(add_completeness(report).to_html())
    shown = _section(add_completeness(report, values="show").to_html())
    assert "keine Angabe" in shown
    assert "<b>tbd" not in shown


def test_a_report_that_was_rendered_before_gets_it_once(report):
    assert NAME not in report.to_html()
    add_completeness(report)
    add_completeness(report, columns=["product"])
    html = report.to_html()
    assert html.count(f'id="tab-pane-{ANCHOR}-columns"') == 1
    assert "only negative number" not in html


def test_without_findings_there_is_an_empty_list():
    frame = pd.DataFrame({"product": ["Kettle", "Grinder", "Cup"] * 6})
    html = add_completeness(ProfileReport(frame, minimal=True, progress_bar=False)).to_html()
    assert "0 of 0 distinct findings" in html


def test_a_report_without_a_table_is_refused():
    with pytest.raises(tabbert.TabbertError, match="Expected a Polars or pandas DataFrame"):
        add_completeness(ProfileReport(None, minimal=True, progress_bar=False))
