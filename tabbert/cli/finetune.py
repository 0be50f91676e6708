"""``tabbert finetune``: train what checks read with, one command per task (needs the training extra)."""

import json
from pathlib import Path
from typing import Any

import click

from tabbert.cli import _files
from tabbert.cli._group import debug_option
from tabbert.cli._output import emit, say
from tabbert.cli._parameters import Assignment, columns_named
from tabbert.errors import MissingExtraError

__all__ = ["finetune"]

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def finetune() -> None:
    """Train what checks read with. Needs `pip install "tabbert[train]"`; checks themselves never do."""


@finetune.command(epilog="A run is the same for the same data, number of threads and machine.")
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("-o", "--output", type=_FOLDER, required=True, help="Where head, end vector and their cards are written.")
@click.option("--work", type=_FOLDER, help="Keep encoded texts here, for an interrupted run to go on.")
@click.option("--figures", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="JSON of benchmarks.completeness, whose figures go into the card.")  # fmt: skip
@debug_option
def completeness(data: Path, output: Path, work: Path | None, figures: Path | None) -> None:
    """Fine-tune the completeness check on the folder DATA: the end vector, its reading and the head."""
    try:
        from tabbert.finetune import completeness as recipe
    except ImportError as error:
        raise MissingExtraError("`tabbert finetune`", error.name or "a package", "train") from error
    recipe.run(data, output, work=work, figures=figures)


@finetune.command()
@click.argument("file", metavar="DATA")
@click.option("--target", required=True, metavar="COLUMN", help="Column of the labels; rows without one are left out.")
@click.option("--name", required=True, help="What the model is called from now on.")
@click.option("--columns", multiple=True, metavar="A,B", help="Columns to read; may be repeated. Default: all others.")
@click.option("--encoder", metavar="NAME", help="Name, folder or hub id to start from. Default: TABBERT_ENCODER.")
@click.option("--method", type=click.Choice(["finetune", "lora", "contrastive"]), default="finetune", show_default=True,
              help="All layers; small added matrices; or pairs of rows, for few labels.")  # fmt: skip
@click.option("--epochs", type=click.IntRange(min=1), help="Most passes over the rows.")
@click.option("--max-tokens", type=click.IntRange(8, 512), help="Longer texts are cut. Default: 128.")
@click.option("--set", "assignments", type=Assignment(), multiple=True, help="Another setting; may be repeated.")
@click.option("--device", default="auto", show_default=True, help="One of auto, cpu, cuda, mps.")
@click.option("--work", type=_FOLDER, help="Keep checkpoints here, for an interrupted run to go on.")
@click.option("--encoding", metavar="NAME", help="Of CSV and TSV files, such as windows-1252. Default: UTF-8.")
@click.option("--no-progress", is_flag=True, help="No progress bar, also on a terminal.")
@debug_option
def classification(file: str, **options: Any) -> None:
    """Fine-tune a classifier on the rows of DATA that have a label, and keep it as a model.

    \b
      tabbert finetune classification tickets.csv --target category --name tickets
    """  # noqa: D301 - click reads the control character
    from tabbert._train import finetune as run

    frame, notes = _files.read(file, encoding=options["encoding"])
    for note in notes:
        say(f"Note: {_files.display_name(file)}: {note}")
    named = {name: options[name] for name in ("epochs", "max_tokens", "work") if options[name] is not None}
    model = run(
        "classification",
        frame,
        target=options["target"],
        name=options["name"],
        columns=columns_named(options["columns"], frame.columns),
        encoder=options["encoder"],
        method=options["method"],
        device=options["device"],
        progress=False if options["no_progress"] else None,
        **{name: _number(value) for name, value in options["assignments"]},
        **named,
    )
    rows = int(model.about.scores["rows"])
    emit("".join(f"{score.replace('_', ' ')}: {value:.3f}\n" for score, value in model.about.scores.items()
                 if score != "rows"))  # fmt: skip
    emit(f"Kept as {options['name']}@{model.folder.name}; the scores are of {rows} rows that were held out.\n")


def _number(text: str) -> Any:
    """Return what a setting's text means: a number, yes or no, or itself."""
    try:
        value = json.loads(text.lower() if text.lower() in ("true", "false") else text)
    except ValueError:
        return text
    return value
