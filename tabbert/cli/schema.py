"""``tabbert schema``: the JSON Schemas of reports, comparisons and configuration files."""

import click

from tabbert import schemas
from tabbert.cli._output import emit

__all__ = ["schema"]


@click.command()
@click.argument("name", type=click.Choice(schemas.NAMES))
def schema(name: str) -> None:
    """Print the JSON Schema (draft 7) of what `tabbert` writes or reads.

    \b
      tabbert schema config > tabbert.schema.json     # for your editor
      tabbert schema check                            # of `tabbert check --format json`
      tabbert schema diff                             # of `tabbert diff --format json`
    """  # noqa: D301 - click reads the control character
    emit(schemas.text(name))
