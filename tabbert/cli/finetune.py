"""``tabbert finetune``: train what checks read with, or adapt it to your data, one command per task."""

import json
from pathlib import Path
from typing import Any

import click

from tabbert.cli import _files, _options
from tabbert.cli._group import GATE_FAILED, NamingGroup, debug_option
from tabbert.cli._output import emit, say
from tabbert.cli._parameters import Assignment, columns_named
from tabbert.errors import MissingExtraError, UnknownColumnError

__all__ = ["finetune"]

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(cls=NamingGroup)
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


@finetune.command(epilog="A run with --seconds stops by the clock; one with --steps is the same every time.")
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--packages", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Folder of unpacked packages, a folder each; their .mo and .html files are read.")  # fmt: skip
@click.option("-o", "--output", type=_FOLDER, required=True, help="Where the student and its card are written.")
@click.option("--name", default="multilingual-mini", show_default=True, help="What the encoder is called.")
@click.option("--steps", type=click.IntRange(min=1), default=12_000, show_default=True, help="Of the optimiser.")
@click.option("--seconds", type=click.FloatRange(min=1), help="Stop after so many, the learning rate on time.")
@click.option("--tokens", type=click.IntRange(min=256), default=32_768, show_default=True, help="In a step.")
@click.option("--device", default="auto", show_default=True, help="One of auto, cpu, cuda, mps.")
@debug_option
def student(data: Path | None, packages: Path | None, output: Path, name: str, **options: Any) -> None:
    """Distil the default encoder into six layers, twice as fast; read by `--encoder FOLDER`.

    DATA is a folder laid out like the project's own; any texts will do, they need no labels.
    """
    if data is None and packages is None:
        raise click.UsageError("Name a data folder, --packages, or both.")
    try:
        from tabbert.finetune import student_recipe as recipe
        from tabbert.finetune.student import Training
        from tabbert.finetune.student_corpus import Sources
    except ImportError as error:
        raise MissingExtraError("`tabbert finetune`", error.name or "a package", "train") from error
    recipe.run(Sources(data, packages), output, name=name, settings=Training(**options), log=say)


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

    from tabbert.finetune import clustering_adaptation

    frame = _files.read_aloud(str(data))
    names = columns_named([pairs] if pairs else [text, label], frame.columns) or []
    if len(names) != 2:
        raise click.UsageError("--pairs names two columns, as A,B.")
    if unknown := [name for name in names if name not in frame.columns]:
        raise UnknownColumnError(unknown, frame.columns)
    given = [frame[name].cast(pl.String).to_list() for name in names]
    found = clustering_adaptation.run(*given, kind="pairs" if pairs else "labels", start=options["start"])
    emit(f"{found.kind}: {found.n_texts:,} texts, {found.n_held_out:,} held out for the test\n"
         f"nearest ones that belong to a text: before {found.before:.1%}, after {found.after:.1%}\n")  # fmt: skip
    if not found.wins:
        say("It is not better on the texts held out, by more than chance: nothing was written.")
        raise SystemExit(GATE_FAILED)
    say(f"Wrote {clustering_adaptation.save(found, output, data)}")


@finetune.command()
@click.argument("file", metavar="DATA")
@click.option("--target", required=True, metavar="COLUMN", help="Column of the labels; rows without one are left out.")
@click.option("--name", required=True, help="What the model is called from now on.")
@_options.columns("Columns to read; may be repeated. Default: all others.")
@click.option("--encoder", metavar="NAME", help="Name, folder or hub id to start from. Default: TABBERT_ENCODER.")
@click.option("--method", type=click.Choice(["finetune", "lora", "contrastive"]), default="finetune", show_default=True,
              help="All layers; small added matrices; or pairs of rows, for few labels.")  # fmt: skip
@click.option("--epochs", type=click.IntRange(min=1), help="Most passes over the rows.")
@click.option("--max-tokens", type=click.IntRange(8, 512), help="Longer texts are cut. Default: 128.")
@click.option("--set", "assignments", type=Assignment(), multiple=True, help="Another setting; may be repeated.")
@click.option("--device", default="auto", show_default=True, help="One of auto, cpu, cuda, mps.")
@click.option("--work", type=_FOLDER, help="Keep checkpoints here, for an interrupted run to go on.")
@_options.file_encoding
@_options.no_progress
@debug_option
def classification(file: str, **options: Any) -> None:
    """Fine-tune a classifier on the rows of DATA that have a label, and keep it as a model.

    \b
      tabbert finetune classification tickets.csv --target category --name tickets
    """  # noqa: D301 - click reads the control character
    from tabbert._train import finetune as run

    frame = _files.read_aloud(file, encoding=options["encoding"])
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
