"""Learn from one month, judge the next by it, and fail the pipeline if it got worse (pandas)."""

import tempfile
from pathlib import Path

import pandas as pd

import tabbert

TABLE = Path(__file__).parent / "data" / "tickets.csv"
COLUMNS = ["customer", "company", "message"]


def main() -> None:
    """Split the table by date, keep the state of the first part, and gate the second."""
    df = pd.read_csv(TABLE, dtype=str, keep_default_na=False).set_index("ticket")
    df = df.sort_values("opened")
    before, after = df.iloc[:300], df.iloc[300:]

    learnt = tabbert.check_completeness(before, COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        state = learnt.state.save(Path(folder) / "before.tabbert")
        result = tabbert.check_completeness(after, COLUMNS, state=state)

    print(f"before: {learnt.score:.3f}   after, judged by it: {result.score:.3f}")
    print(result.columns[["column", "null_rate", "effective_completeness", "n_findings"]].to_string(index=False))
    print(result.annotate().loc[lambda frame: frame["completeness_n_findings"] > 0].head())
    try:
        result.assert_passed(min_score=0.99)
    except tabbert.TabbertError as failed:
        print(f"\nthe gate says: {failed}")


if __name__ == "__main__":
    main()
