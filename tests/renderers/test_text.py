"""The text report: its words, its width, and that hostile values cannot steer a terminal."""

import unicodedata

import pytest
from rich.cells import cell_len

from tabbert.renderers._visible import visible, visible_name
from tabbert.renderers.text import Text


def test_it_says_whether_the_table_can_be_used(make_summary):
    text = Text().render(make_summary(source="tickets.csv"))
    assert text.startswith(
        "completeness: tickets.csv\n"
        "Score 0.8123: 994 of 1,000 rows (99.4%) have no finding, 6 have 12 findings.\n"
        "Look first at remark (0.4100), city (0.9900).\n"
        "(1,000 rows × 2 columns, findings are scores below 0.5)\n"
    )
    assert "Note: Column 'x' was not assessed: it has no values." in text
    assert text.endswith("Cost: 0.41 s; 1 distinct text encoded, 300 reused\n")


def test_the_null_rate_stands_beside_the_score_and_nulls_are_not_listed(make_summary):
    lines = Text().render(make_summary()).splitlines()
    header = next(line for line in lines if line.startswith("column "))
    row = next(line for line in lines if line.startswith("remark "))
    assert header.split()[:4] == ["column", "kind", "null", "rate"]
    assert row.split()[:5] == ["remark", "text", "7.0%", "0.4100", "11"]
    assert row.endswith('"tbd" ×7, "n/a" ×5')
    assert not any("×70" in line or line.split()[:1] == ["70"] for line in lines)


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"score": None, "n_rows": 0, "findings": [], "n_findings": 0, "n_bad_rows": 0},
         "Nothing was assessed: the table has no rows."),
        ({"score": None, "findings": [], "n_findings": 0, "n_bad_rows": 0}, "Nothing was assessed: no column"),
        ({"score": 1.0, "findings": [], "n_findings": 0, "n_bad_rows": 0}, "Score 1.0000: no findings."),
        ({"score": 0.999999, "n_findings": 1, "n_bad_rows": 1},
         "Score 0.9999: 999 of 1,000 rows (99.9%) have no finding, 1 has 1 finding."),
    ],
)  # fmt: skip
def test_headlines(make_summary, changes, headline):
    assert Text().render(make_summary(**changes)).splitlines()[1].startswith(headline)


def test_no_line_is_wider_than_100_cells_and_nothing_is_invisible(hostile):
    text = Text().render(hostile)
    assert max(cell_len(line) for line in text.split("\n")) <= 100
    suspects = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {"\n", "\u200d"}
    assert not suspects
    assert "[bold]rich[/]" in text
    assert ":smile:" in text
    assert len(text) < 40_000


def test_columns_line_up_behind_wide_letters(make_summary, make_finding):
    found = [make_finding("東京都は未定です", count=9), make_finding("ascii", count=8), make_finding("👍 ok", count=7)]
    lines = Text().render(make_summary(findings=found)).splitlines()
    rows = [line for line in lines if "stands for nothing" in line]
    assert len({cell_len(line[: line.index("placeholder")]) for line in rows}) == 1
    assert len(rows) == 3


def test_masked_and_hidden_values(make_summary, make_finding):
    masked = Text().render(make_summary(values="mask", findings=[make_finding("[3 characters]")]))
    assert " [3 characters] " in masked
    assert "placeholder ×5" in masked
    hidden = make_finding("x")
    del hidden["value"]
    text = Text().render(make_summary(values="hide", findings=[hidden], notes=[]))
    assert "value" not in text
    assert "placeholder ×5" in text


def test_many_columns_and_findings_are_counted_not_printed(make_summary, make_column, make_finding):
    columns = [make_column(f"c{i}", score=0.9 - i / 1000) for i in range(500)]
    found = [make_finding(f"v{i}") for i in range(200)]
    text = Text().render(make_summary(columns=columns, findings=found, n_distinct_findings=5000, notes=["n"] * 90))
    assert "(460 more columns, none with a lower score.)" in text
    assert "c499 " in text
    assert "c0 " not in text
    assert "(4,985 more distinct findings.)" in text
    assert "and 70 more notes." in text
    assert len(text.splitlines()) < 100


def test_rendering_is_deterministic_whatever_the_terminal(make_summary, monkeypatch):
    before = Text().render(make_summary())
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert Text().render(make_summary()) == before


def test_several_reports_are_sections(make_summary):
    text = Text().render_all([make_summary(source="a.csv"), make_summary(source="b.csv")])
    assert text.index("completeness: a.csv") < text.index("completeness: b.csv")


def test_row_findings_without_a_column(make_summary, make_finding):
    text = Text().render(make_summary(columns=[], findings=[make_finding(None, column=None, evidence="alone")]))
    assert "alone" in text


def test_names_that_look_alike_can_be_told_apart():
    shown = [visible_name(name, 8) for name in ("topic", "topic ", " topic", "", " ", "\u3000", "Topic", "t" * 9)]
    assert shown == ["topic", '"topic "', '" topic"', "(no name)", '" "', '"\u3000"', "Topic", "ttttttt…"]


def test_visible_cuts_before_it_escapes():
    assert visible("a\tb\n") == "a\\tb\\n"
    assert visible("\x00" * 10**6, 8) == "\\x00\\x0…"
    assert visible("abc", 3) == "abc"
    assert visible("abcd", 3) == "ab…"
    assert visible("é 漢 ש") == "é 漢 ש"


def test_intervals_stand_beside_scores_where_there_are_some(make_summary, make_column):
    columns = [make_column(interval=[0.3999, 0.4201]), make_column("city", interval=[0.833333, 0.833333]),
               make_column("list", score=None, interval=None)]  # fmt: skip
    lines = Text().render(make_summary(columns=columns)).splitlines()
    assert "95% interval" in next(line for line in lines if line.startswith("column "))
    rows = {line.split()[0]: line.split() for line in lines if line.startswith(("remark ", "city ", "list "))}
    assert rows["remark"][3:5] == ["0.4100", "0.399–0.421"], "rounded outwards"
    assert rows["city"][3:5] == ["0.4100", "0.833"]
    assert "95% interval" not in Text().render(make_summary())
