"""Label requests by the departments of others, find departments that look wrong, and label next month's requests."""

import tempfile
from pathlib import Path

import polars as pl

import tabbert

TABLE = Path(__file__).parent / "data" / "requests.csv"


def main() -> None:
    """Learn from the rows that have a department, label the others, and keep the classifier."""
    df = pl.read_csv(TABLE)
    before, after = df[:250], df[250:].drop("department")

    result = tabbert.classify(before, "department", columns=["message", "amount", "channel"], target_precision=0.9)
    print(result.per_class)
    print({name: round(value, 3) for name, value in result.evaluation.items()})
    print(before.filter(result.rows["doubted"]).select("message", "department"))
    print(result.fill().filter(pl.col("department").is_null()).select("message", "department_filled").head())
    print(result.explain(2))

    with tempfile.TemporaryDirectory() as folder:
        path = result.state.save(Path(folder) / "departments.state")
        labelled = tabbert.classify(after, model=path)
    print(labelled.annotate().select("message", "classification_label", "classification_confidence").head())


if __name__ == "__main__":
    main()
