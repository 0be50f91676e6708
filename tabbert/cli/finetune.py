"""``tabbert finetune``: the recipes behind the shipped artefacts, one command each (needs the training extra)."""

from pathlib import Path

import click

from tabbert.cli._group import debug_option
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
