"""The Markdown report: readable on GitHub, and whatever a table holds is no markup there."""

import pytest

from tabbert.renderers.markdown import Markdown

markdown_it = pytest.importorskip("markdown_it")  # comes with rich


def tokens(text: str):
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    flat = []
    for token in parser.parse(text):
        flat += [token, *(token.children or [])]
    return flat


def cells(text: str) -> list[str]:
    """Return what a reader sees in every table cell."""
    found, inside = [], False
    for token in tokens(text):
        if token.type in ("td_open", "th_open"):
            inside = True
            found.append("")
        elif token.type in ("td_close", "th_close"):
            inside = False
        elif inside and token.type in ("text", "code_inline", "text_special"):
            found[-1] += token.content
    return found


def test_headline_and_tables(make_summary):
    text = Markdown().render(make_summary(source="tickets.csv"))
    assert text.startswith("### completeness: ")
    assert "**Score 0.8123: 994 of 1,000 rows (99.4%) have no finding, 6 have 12 findings.**" in text
    assert '| `remark` | text | 7.0% | 0.4100 | 11 | `"tbd" ×7, "n/a" ×5` |' in text
    assert '| 7 | `remark` | `"tbd"` | placeholder | stands for nothing |' in text


def test_hostile_values_are_no_markup(hostile):
    text = Markdown().render(hostile)
    kinds = {token.type for token in tokens(text)}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "s_open", "em_open", "fence", "code_block"}
    assert sum(token.type == "heading_open" for token in tokens(text)) == 2
    assert sum(token.type == "table_open" for token in tokens(text)) == 2


def test_every_row_has_all_its_cells(hostile):
    rows = [line for line in Markdown().render(hostile).splitlines() if line.startswith("|")]
    n_columns, n_findings = len(hostile["columns"]), 15
    assert len(rows) == (2 + n_columns) + (2 + n_findings)
    assert len(cells(Markdown().render(hostile))) == 6 * (1 + n_columns) + 5 * (1 + n_findings)


@pytest.mark.parametrize("value", ["a|b", "`", "``x`", "a`b", "plain", "*x*", "<b>", "&amp;", "https://x.org", "  "])
def test_a_reader_sees_the_value_as_it_is(make_summary, make_finding, value):
    assert f'"{value}"' in cells(Markdown().render(make_summary(findings=[make_finding(value)])))


@pytest.mark.parametrize("note", ["@user", "https://x.org", "www.x.org", "a_b_c", "1.5 s", "# x", "<b>", "`x`"])
def test_prose_shows_as_it_is_too(make_summary, note):
    shown = "".join(token.content for token in tokens(Markdown().render(make_summary(notes=[note])))
                    if token.type in ("text", "text_special"))  # fmt: skip
    assert note in shown
    if not note[0].isdigit():
        assert f"- {note}" not in Markdown().render(make_summary(notes=[note]))


def test_several_reports_are_sections(make_summary):
    assert Markdown().render_all([make_summary(), make_summary()]).count("### ") == 4  # two of them are ####


def test_intervals_stand_beside_scores_where_there_are_some(make_summary, make_column):
    text = Markdown().render(make_summary(columns=[make_column(interval=[0.4, 0.42])]))
    assert "| column | kind | null rate | effective completeness | 95% interval | findings | worst |" in text
    assert "| 0.4100 | 0.400–0.420 | 11 |" in text
    assert "95% interval" not in Markdown().render(make_summary())
