"""The workbook as its reader meets it, read back with an Excel reader."""

from io import BytesIO

import polars as pl
from tabbert_xlsx import Xlsx

from tabbert.testing import check_renderer, make_summary


def sheets(report):
    return pl.read_excel(BytesIO(report), sheet_id=0, engine="calamine", has_header=False, infer_schema_length=0)


def test_contract():
    check_renderer(Xlsx())


def test_every_part_has_a_sheet():
    book = sheets(Xlsx().render(make_summary("show")))
    assert list(book) == ["Overview", "Columns", "Findings", "What <else>"]
    assert "a value that nobody asked to see" in book["Findings"].to_series(2).to_list()


def test_masked_values_stay_masked():
    for sheet in sheets(Xlsx().render(make_summary("mask"))).values():
        assert "nobody asked" not in sheet.write_csv()


def test_values_are_never_formulas():
    summary = make_summary("show")
    summary["findings"][0]["value"] = "=1+1"
    assert "=1+1" in sheets(Xlsx().render(summary))["Findings"].to_series(2).to_list()


def test_line_breaks_are_a_cell_s_own():
    summary = make_summary("show")
    summary["findings"][0]["value"] = "a\r\nb\rc\nd"
    assert "a\nb\nc\nd" in sheets(Xlsx().render(summary))["Findings"].to_series(2).to_list()


def test_several_tables_and_a_failed_check_in_one_workbook():
    book = sheets(Xlsx().render_all([make_summary(), make_summary(error="it has no licence")]))
    assert "ERROR: Plugin 'some plugin': it has no licence" in book["Overview"].write_csv()
    assert {"1 Columns", "2 Columns", "1 Findings"} <= set(book)


def test_result_write_and_the_command_line(tmp_path):
    from click.testing import CliRunner

    from tabbert.cli import main

    frame = pl.DataFrame({"n": [1, 2, -999]})
    path = frame.bert.check_completeness().write(tmp_path / "report.xlsx")
    assert "Overview" in sheets(path.read_bytes())
    frame.write_csv(tmp_path / "t.csv")
    out = tmp_path / "cli.xlsx"
    done = CliRunner().invoke(main, ["check", str(tmp_path / "t.csv"), "--check", "mojibake", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "Findings" in sheets(out.read_bytes())
