"""What the shipped check finds in three real tables, rebuilt from their columns' value counts, beside a null check.

    python -m benchmarks.natural_tables [--tables 3]

The source gives each column's values with counts, not its rows, so every column is rebuilt and checked by itself. The
tables shown are those with the most hand-labelled disguised missing values. The shipped head may have been trained on
some of these columns: this shows what a user sees; `benchmarks.completeness` holds the honest, cross-validated figures.
"""

import argparse

import numpy as np
import polars as pl

import tabbert
from benchmarks import _record


def main() -> None:
    """Print per table what was found, missed and wrongly flagged, and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=3)
    shown = parser.parse_args().tables
    columns = pl.read_parquet(_record.require_data() / "A_completeness" / "natural_dmv_columns.parquet")
    columns = columns.with_columns(pl.col("value").fill_null(""))
    labelled = columns.filter(pl.col("label") == "missing_disguised").group_by("table").len()
    names = labelled.sort(["len", "table"], descending=[True, False])["table"].head(shown).to_list()
    figures = {name: check_table(columns.filter(pl.col("table") == name)) for name in names}
    rows = [[name, *(figures[name][key] for key in figures[name] if key != "findings")] for name in names]
    print(
        _record.table(
            ["table", "columns", "cells", "null check finds", "cells found", "labelled", "hit", "false"], rows
        )
    )
    for name in names:
        print(f"\n{name}")
        print(_record.table(["column", "value", "count", "status", "p", "label"], figures[name]["findings"]))
    _record.write("natural_tables", figures)


def check_table(columns: pl.DataFrame) -> dict[str, object]:
    """Check every column of one table and compare with the hand labels, per distinct value."""
    found: list[list[object]] = []
    cells = nulls = cells_found = n_columns = labelled = hit = 0
    for (name,), column in columns.group_by("column", maintain_order=True):
        values = np.repeat(column["value"].to_numpy(), column["count"].to_numpy())
        result = tabbert.check_completeness(pl.Series(str(name), values.tolist()))
        labels = dict(zip(column["value"], column["label"], strict=True))
        bad = result.findings.group_by("value", maintain_order=True).agg(pl.len(), pl.col("status", "score").first())
        n_columns, cells, nulls = (
            n_columns + 1,
            cells + len(values),
            nulls + int(result.outcome.columns[0].column.n_null),
        )
        cells_found += result.n_findings
        labelled += sum(label == "missing_disguised" for label in labels.values())
        for value, count, status, score in bad.iter_rows():
            label = labels.get(value, "?")
            hit += label == "missing_disguised"
            found.append([name, repr(value)[:40], count, status, f"{score:.2f}", label])
    false = sum(row[5] == "valid_assumed" or row[5] == "valid" for row in found)
    return {
        "columns": n_columns,
        "cells": cells,
        "null_check": nulls,
        "cells_found": cells_found,
        "labelled": labelled,
        "hit": hit,
        "false": false,
        "findings": found,
    }


if __name__ == "__main__":
    main()
