"""The main job: which cells of a real-looking table look filled but say nothing."""

from pathlib import Path

import polars as pl

import tabbert  # noqa: F401 - importing it gives every frame a .bert namespace

TABLE = Path(__file__).parent / "data" / "tickets.csv"


def main() -> None:
    """Check the table, show the result, and set aside the rows with findings."""
    df = pl.read_csv(TABLE, infer_schema_length=None)
    result = df.bert.check_completeness()
    print(result)
    good, bad = result.split()
    print(f"\n{len(good)} rows are complete, {len(bad)} have at least one finding. The first findings:")
    with pl.Config(tbl_rows=12, tbl_width_chars=120, tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True):
        print(result.findings.filter(pl.col("status") != "missing").head(12))


if __name__ == "__main__":
    main()
