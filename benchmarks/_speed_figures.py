"""The sections on speed and scale of the page of figures."""

import math

from benchmarks._markdown import figures_of, markdown_table

__all__ = ["engines_section", "scale_section", "startup_section", "store_section", "tables_section"]


def startup_section() -> str:
    """From the start of a process to its verdict."""
    figures = figures_of("startup")
    if not figures:
        return ""
    processor = figures.get("processor_s", {})  # not in figures of before
    rows = [
        [name, f"{seconds:.3f}", f"{processor.get(name, math.nan):.3f}"] for name, seconds in figures["medians"].items()
    ]
    return (
        "## Start to verdict: `python -m benchmarks.startup`\n\n"
        "Whole processes, warm model, empty vector cache, 300 distinct short values; the competitor only encodes.\n\n"
        + markdown_table(["process", "median s", "processor s"], rows)
        + f"\nRatio: {figures['ratio']:.3f}; in processor's time {figures.get('processor_ratio', math.nan):.3f}.\n"
    )


def tables_section() -> str:
    """Encode once, on real tables."""
    figures = figures_of("tables")
    if not figures:
        return ""
    names = [name for name in figures if name != "memory"]
    keys = list(figures[names[0]])
    rows = [[key.replace("_", " "), *(f"{figures[name][key]:.3g}" for name in names)] for key in keys]
    memory = [[row["rows"], f"{row['seconds']:.2f}", f"{row['peak_mb']:.0f}"] for row in figures["memory"]]
    return (
        "## Encode once: `python -m benchmarks.tables`\n\n"
        "All columns of two real tables. `append over allowed` compares appending 1% of rows with encoding its new\n"
        "texts plus 1.1 second runs.\n\n"
        + markdown_table(["", *names], rows)
        + "\nPeak memory of a second run on a table stacked on itself:\n\n"
        + markdown_table(["rows", "seconds", "peak MB"], memory)
    )


def scale_section() -> str:
    """What a large table costs."""
    figures = figures_of("scale")
    if not figures:
        return ""
    keys = {
        "distinct": "distinct values", "encoded": "texts encoded", "first_s": "first run s", "second_s": "second run s",
        "count_s": "Polars alone s", "first_processor_s": "first run, processor s",
        "second_processor_s": "second run, processor s", "count_processor_s": "Polars alone, processor s",
        "peak_mb": "peak MB", "findings": "findings",
    }  # fmt: skip
    keys = {key: words for key, words in keys.items() if key in figures["sizes"][0]}  # others were not measured then
    rows = [[f"{row['rows']:,}", *(f"{row[key]:,.4g}" for key in keys)] for row in figures["sizes"]]
    return (
        "## Large tables: `python -m benchmarks.scale 10000000`\n\n"
        "10 columns, read in slices; 9 are checked, and what was said of every row and finding is written to Parquet.\n"
        "Polars alone reads the same columns and counts their distinct values. Up to 100,000 rows the verdicts are\n"
        "compared with those of the table in memory.\n\n"
        + markdown_table(["rows", *keys.values()], rows)
        + f"\nOne more distinct text: {figures['s_per_text'] * 1e3:.2f} ms of the processor.\n"
    )


def engines_section() -> str:
    """What Spark and Ray add."""
    figures = figures_of("engines")
    if not figures:
        return ""
    keys = {
        "start_s": "start s",
        "seconds": "check s",
        "over_local": "over local",
        "over_one_worker": "over one worker",
    }
    rows = [[name, *(f"{row[key]:.2f}" for key in keys)] for name, row in figures["runs"].items()]
    return (
        "## Spark and Ray: `python -m benchmarks.engines`\n\n"
        f"{figures['rows']:,} rows with {figures['texts']:,} distinct sentences, one machine of two cores; workers\n"
        "with one thread each; nothing remembered. The start holds a first small check. `killed`: one of two workers\n"
        "is killed while it encodes. The scores of all rows are the same in all runs, bit for bit.\n\n"
        + markdown_table(["engine and workers", *keys.values()], rows)
    )


def store_section() -> str:
    """Stores for the vector cache."""
    figures = figures_of("store")
    if not figures:
        return ""
    rows = []
    for name, found in figures["stores"].items():
        for size, speed in found["speed"].items():
            wrong = sum(each.get("wrong", 0) or 0 for each in found["damage"].values() if isinstance(each, dict))
            died = [f"{kind}: {each['failed']}" for kind, each in found["damage"].items() if "failed" in each]
            damage = "; ".join([f"{wrong} wrong vectors", *died])
            rows.append([
                name, f"{int(size):,}", f"{speed['put_us']:.1f}", f"{speed['get_us']:.1f}", f"{speed['open_ms']:.1f}",
                f"{speed['size_ratio']:.2f}", f"{speed['memory_mb']:.0f}", damage,
            ])  # fmt: skip
    heading = ["store", "vectors", "put µs", "get µs", "open ms", "size", "memory MB", "damaged file"]
    return "## Vector cache: `python -m benchmarks.store`\n\n" + markdown_table(heading, rows)
