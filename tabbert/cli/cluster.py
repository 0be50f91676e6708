"""``tabbert cluster``: read a file, group its rows by meaning, show the clusters, and write the rows with them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tabbert.cli import _files, _options
from tabbert.cli._group import debug_option
from tabbert.cli._output import check_writable, emit, say
from tabbert.cli._parameters import columns_named
from tabbert.cli._written import check_columns_writable, check_frame_writable, write_frame
from tabbert.errors import InvalidParameterError

if TYPE_CHECKING:
    from polars import DataFrame

    from tabbert.clusters import ClusterResult

__all__ = ["cluster"]

_PATH = click.Path(path_type=Path)
_WIDTH = 60  # characters of a cluster's words


@click.command(epilog="Exit codes: 0 done, 2 usage, 3 could not run, 130 interrupted.")
@click.argument("file", metavar="FILE")
@_options.columns("Text columns to read; may be repeated. Default: all that are not numbers.")
@click.option("--min-cluster-size", type=click.IntRange(min=2), help="Distinct texts in the smallest cluster.")
@click.option("--removal", type=_PATH, help="Folder of your own language removal (`tabbert finetune clustering`).")
@click.option("-o", "--output", type=_PATH, help="Write the table with its clusters (.csv, .parquet, .jsonl).")
@click.option("--map", "picture", type=_PATH, help="Draw a map of the clusters (.svg, .png, .pdf).")
@click.option("--values", type=click.Choice(["show", "hide"]), default="hide", show_default=True,
              help="Whether words and central rows, which come from cells, are shown.")  # fmt: skip
@click.option("--state", type=_PATH, help="Assign to the clusters that --save-state kept of an earlier table.")
@click.option("--save-state", type=_PATH, help="Keep the clusters (no cell values).")
@_options.file_encoding
@_options.running
@debug_option
def cluster(file: str, **options: Any) -> None:
    """Group the rows of a table by meaning, across languages.

    \b
      tabbert cluster tickets.csv --columns text
      tabbert cluster tickets.csv --columns text --values show --map map.svg -o clustered.csv
    """  # noqa: D301 - click reads the control character
    from tabbert import api
    from tabbert._cluster_map import SUFFIXES

    output, picture = options["output"], options["picture"]
    if picture and picture.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"{picture.name!r} does not end in one of {', '.join(SUFFIXES)}.", param_hint="--map")
    check_frame_writable(output)
    for target in filter(None, (picture, options["save_state"])):
        check_writable(target)
    frame = _files.read_aloud(file, encoding=options["encoding"])
    check_columns_writable(frame, output)
    columns = columns_named(options["columns"], frame.columns) or (None if options["state"] else _of_words(frame))
    result = api.cluster(
        frame,
        columns,
        min_cluster_size=options["min_cluster_size"],
        removal=options["removal"],
        state=options["state"],
        **_options.said(options),
    )
    show = options["values"] == "show"
    emit(_table(result, show=show))
    if not show and result.model.labels.max(initial=-1) >= 0:
        say("Hint: `--values show` names every cluster by its words.")
    if options["save_state"]:
        result.state.save(options["save_state"])
    if picture:
        result.map(picture, labels=show)
    if output:
        write_frame(result.annotate(), output)
        say(f"Wrote {output}")


def _of_words(frame: "DataFrame") -> list[str] | None:
    """Return the columns of a file that hold more than numbers, and say which do not; None if all do.

    Files such as CSV have no kinds: numbers come as text, and say nothing about the topic.
    """
    from polars import Float64, String

    text = frame.select(name for name, kind in frame.schema.items() if kind == String)
    numbers = [
        column.name
        for column in text.iter_columns()
        if 0 < column.count() == column.str.strip_chars().cast(Float64, strict=False).count()
    ]
    if not numbers:
        return None
    kept = [name for name in frame.columns if name not in numbers]
    if not kept:
        raise InvalidParameterError("columns", "at least one column of text to cluster by", ["number"])
    say(f"Note: {', '.join(map(repr, numbers))} hold numbers only and are not read; --columns names what is.")
    return kept


def _table(result: "ClusterResult", *, show: bool) -> str:
    """Return the clusters as text, one a line."""
    from tabbert.renderers import _words
    from tabbert.renderers._visible import visible

    summary = result.to_dict(values="show" if show else "hide")
    clusters = summary["tables"]["clusters"]
    lines = [
        f"{_words.count(len(clusters), 'cluster')}, {summary['n_outliers']:,} of {summary['n_rows']:,} rows outside"
    ]
    lines += [f"Note: {note}" for note in summary["notes"]]
    for row in clusters:
        words = f"  {visible(row['label'], _WIDTH)}" if show else ""
        languages = f"  {row['languages']}" if row.get("languages") else ""
        lines.append(f"{row['cluster']:>5}  {row['size']:>9,}  {row['share']:>6.1%}{words}{languages}")
    return "\n".join(lines) + "\n"
