"""Say what you know: declared codes, a few corrections, kept as YAML for CI; then the findings as code (Polars)."""

import tempfile
from pathlib import Path

import polars as pl

import tabbert

TABLE = Path(__file__).parent / "data" / "tickets.csv"


def main() -> None:
    """Check, correct, keep the corrections, and turn what is left into nulls."""
    df = pl.read_csv(TABLE, infer_schema_length=None)
    result = tabbert.check_completeness(
        df, missing_codes={"amount": [-999]}, allow={"allergies": ["None"]}, context={"company": "employer"}
    )
    with pl.Config(tbl_rows=8, tbl_width_chars=110, tbl_hide_dataframe_shape=True):
        print(result.worst.filter(pl.col("value").is_not_null()).select("column", "value", "status", "count"))

    # Who was asked and had nothing to say has answered.
    corrected = result.correct({"message": {"no comment": "complete"}})
    print(f"{result.n_findings} findings, now {corrected.n_findings}; {corrected.stats['texts_encoded']} texts encoded")

    with tempfile.TemporaryDirectory() as folder:
        kept = corrected.save_corrections(Path(folder) / "completeness.yaml")
        print(f"\n{kept.name}:\n{kept.read_text(encoding='utf-8')}")
        again = tabbert.check_completeness(df, corrections=kept)
    assert again.n_findings == corrected.n_findings
    print(corrected.to_code(statuses=["missing", "placeholder"]))


if __name__ == "__main__":
    main()
