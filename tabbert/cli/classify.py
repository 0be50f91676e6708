"""``tabbert classify``: read a file, label its rows by the labels of others, and write them."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from tabbert.cli import _files, _options
from tabbert.cli._group import debug_option
from tabbert.cli._output import check_writable, emit, say
from tabbert.cli._parameters import Assignment, columns_named
from tabbert.cli._written import check_columns_writable, check_frame_writable, write_frame

__all__ = ["classify"]

_PATH = click.Path(path_type=Path)
_SHARE = click.FloatRange(0, 1)
_WITHOUT = ("labelled", "abstained", "empty")


@click.command(epilog="Exit codes: 0 done, 2 usage, 3 could not run, 130 interrupted.")
@click.argument("file", metavar="FILE")
@click.option("--target", metavar="COLUMN", help="Column of the labels; rows without one are labelled.")
@_options.columns("Columns to tell the label from. Default: all others.")
@click.option("--label", "labels", type=Assignment(alone=True), multiple=True, metavar="NAME[=WORDS]",
              help="A label, and what it means, where no row has one; give two at least.")  # fmt: skip
@click.option("--abstain-below", type=_SHARE, help="Give no label where confidence is below this.")
@click.option("--target-precision", type=_SHARE, help="Give as many labels as can be while this share is right.")
@click.option("--method", type=click.Choice(["auto", "head", "few-shot", "fine-tune"]), default="auto",
              help="A head on cached vectors (auto), or an encoder trained by pairs of rows or by rows.")  # fmt: skip
@click.option("--time-budget", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
              help="Training stops then. With auto: also train, and take what is better on rows held out.")  # fmt: skip
@click.option("--name", help="What a classifier that is trained is called from now on.")
@click.option("-o", "--output", type=_PATH, help="Write the table with its labels (.csv, .parquet, .jsonl).")
@click.option("--values", type=click.Choice(["show", "hide"]), default="hide", show_default=True,
              help="Whether the names of the labels, which come from cells, are shown.")  # fmt: skip
@click.option("--model", metavar="PATH|NAME", help="Label by a classifier that --save-model kept, or a fine-tuned one.")
@click.option("--save-model", type=_PATH, help="Keep the classifier (names of labels, no other cell values).")
@_options.file_encoding
@_options.running
@debug_option
def classify(file: str, **options: Any) -> None:
    """Label the rows of a table by the labels of others, and find labels that look wrong.

    \b
      tabbert classify tickets.csv --target category -o labelled.csv
      tabbert classify tickets.csv --target category --target-precision 0.95 --save-model tickets.state
      tabbert classify new.csv --model tickets.state -o labelled.csv
      tabbert classify reviews.csv --label delivery --label "returns=returns and refunds" -o labelled.csv
      tabbert classify tickets.csv --target category --method few-shot --name tickets
    """  # noqa: D301 - click reads the control character
    from tabbert import api
    from tabbert.labels import FineTunedResult

    output = options["output"]
    check_frame_writable(output)
    if not (options["target"] or options["labels"] or options["model"]):
        raise click.UsageError("name the column of the labels (--target), labels (--label) or a classifier (--model).")
    if options["save_model"]:
        check_writable(options["save_model"])
    frame = _files.read_aloud(file, encoding=options["encoding"])
    check_columns_writable(frame, output)
    result = api.classify(
        frame,
        options["target"],
        columns=columns_named(options["columns"], frame.columns),
        labels=dict(options["labels"]) or None,
        model=options["model"],
        method=options["method"],
        time_budget_s=options["time_budget"],
        name=options["name"],
        abstain_below=options["abstain_below"],
        target_precision=options["target_precision"],
        **_options.said(options),
    )
    emit(result.render("text", values=options["values"]))
    if isinstance(result, FineTunedResult):
        say(f"Labelled by {result.model}, right on {result.evaluation['accuracy']:.1%} of the rows held out.")
    elif counted := _counted(result, options["values"] == "show"):
        say(counted)
    if options["save_model"]:
        result.state.save(options["save_model"])
    if output:
        write_frame(result.annotate(), output)
        say(f"Wrote {output}")


def _counted(result: Any, named: bool) -> str:
    """Say how many rows without a label of their own got which, the most frequent first; nothing if all had one."""
    rows = zip(result.rows["status"], result.rows["label"], strict=True)
    found = Counter(label if status == "labelled" else None for status, label in rows if status in _WITHOUT)
    if not found:
        return ""
    labels = ", ".join(
        f"{label if named else f'label {result.classes.index(label) + 1}'}: {number:,}"
        for label, number in found.most_common() if label is not None
    )  # fmt: skip
    none = f" {found[None]:,} got none." if found[None] else ""
    return (
        f"Rows without a label that got one: {found.total() - found[None]:,}{f' ({labels})' if labels else ''}.{none}"
    )
