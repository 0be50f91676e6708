"""Group the messages of a multilingual table by what they are about, then assign newer messages to the same groups."""

from pathlib import Path

import polars as pl

import tabbert

TABLE = Path(__file__).parent / "data" / "tickets.csv"


def main() -> None:
    """Cluster the older part of the table, look at it, and assign the newer part."""
    df = pl.read_csv(TABLE, infer_schema=False).sort("opened")
    before, after = df[:300], df[300:]

    result = tabbert.cluster(before, "message", min_cluster_size=5)
    print(result.clusters.select("cluster", "size", "label", "cohesion"))
    print(f"{len(result.outliers())} rows belong nowhere, {len(result.near_duplicates(0.9))} have a near copy")

    assigned = result.assign(after)
    print(assigned.annotate().select("language", "message", "clustering_cluster", "clustering_membership").head())


if __name__ == "__main__":
    main()
