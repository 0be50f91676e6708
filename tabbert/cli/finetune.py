"""``tabbert finetune``: the recipes behind the shipped artefacts, one command each; some adapt them to your data."""

from pathlib import Path
from typing import Any

import click

from tabbert.cli._group import GATE_FAILED, debug_option
from tabbert.cli._output import emit, say
from tabbert.cli._parameters import columns_named
from tabbert.errors import MissingExtraError, UnknownColumnError

__all__ = ["finetune"]

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def finetune() -> None:
    """Train what checks read with. Most needs `pip install "tabbert[train]"`; checks themselves never do."""


@finetune.command(epilog="A run is the same for the same data, number of threads and machine.")
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("-o", "--output", type=_FOLDER, required=True, help="Where head, end vector and their cards are written.")
@click.option("--work", type=_FOLDER, help="Keep encoded texts and end vectors here, for an interrupted run to go on.")
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


@finetune.command(epilog="Exit codes: 0 written, 1 it did not win and was not written, 2 usage, 3 could not run.")
@click.argument("data", type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", type=_FOLDER, required=True, help="Where the map and its card are written.")
@click.option("--pairs", metavar="A,B", help="Two text columns of DATA, of which each row says the same twice.")
@click.option("--text", metavar="COLUMN", help="A text column of DATA, with --label.")
@click.option("--label", metavar="COLUMN", help="Column of DATA: texts with the same label should be together.")
@click.option("--start", type=_FOLDER, help="Folder of the language removal to start from. Default: the shipped one.")
@debug_option
def clustering(data: Path, output: Path, **options: Any) -> None:
    """Adapt clustering to your own texts: DATA is a table of pairs or of labelled texts. Needs no extra.

    \b
      tabbert finetune clustering pairs.csv --pairs subject_en,subject_de -o ours
      tabbert finetune clustering tickets.csv --text message --label topic -o ours
      tabbert cluster tickets.csv --columns message --removal ours

    A fifth of the texts is held out; if the map is not better on them, nothing is written. With the project's data
    folder as DATA it makes the shipped one.
    """  # noqa: D301 - click reads the control character
    pairs, text, label = (options[name] for name in ("pairs", "text", "label"))
    if data.is_dir():
        if pairs or text or label or options["start"]:
            raise click.UsageError("--pairs, --text, --label and --start go with a table, not with a folder.")
        from tabbert.finetune import clustering as recipe

        say(f"Wrote {recipe.run(data, output)}")
        return
    if bool(pairs) == bool(text or label) or bool(text) != bool(label):
        raise click.UsageError("A table needs either --pairs A,B, or --text and --label.")
    import polars as pl

    from tabbert.cli import _files
    from tabbert.finetune import clustering_adaptation

    frame, notes = _files.read(str(data))
    for note in notes:
        say(f"Note: {data}: {note}")
    names = columns_named([pairs] if pairs else [text, label], frame.columns) or []
    if len(names) != 2:
        raise click.UsageError("--pairs names two columns, as A,B.")
    if unknown := [name for name in names if name not in frame.columns]:
        raise UnknownColumnError(unknown, frame.columns)
    given = [frame[name].cast(pl.String).to_list() for name in names]
    found = clustering_adaptation.run(*given, kind="pairs" if pairs else "labels", start=options["start"])
    emit(f"{found.kind}: {found.n_texts:,} texts, {found.n_held_out:,} held out of the test\n"
         f"nearest one says the same: before {found.before:.1%}, after {found.after:.1%}\n")  # fmt: skip
    if not found.wins:
        say("It is not better on the texts held out: nothing was written.")
        raise SystemExit(GATE_FAILED)
    say(f"Wrote {clustering_adaptation.save(found, output, data)}")
