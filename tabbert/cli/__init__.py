"""The ``tabbert`` command: one verb per module, each imported when it is used, so that ``--help`` is quick."""

import click

from tabbert.cli._group import VerbGroup, debug_option

__all__ = ["main"]


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from tabbert import __version__

        click.echo(f"tabbert {__version__}")
        context.exit()


@click.group(
    cls=VerbGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Plugins may bring more commands: `tabbert plugins list` shows them.",
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@debug_option
def main() -> None:
    """Data quality for tables that hold text.

    Exit codes: 0 pass, 1 gate failed, 2 usage, 3 could not run, 130 interrupted.
    """
