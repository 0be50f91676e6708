"""The ``tabbert`` command: one verb per module, each imported when it is used, so that ``--help`` is quick."""

import os
from pathlib import Path

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
@click.option("--no-plugins", is_flag=True, help="Load built-in checks, encoders and formats only.")
@click.option("--strict-plugins", is_flag=True, help="Fail if any plugin failed to load (for CI).")
@click.option("--plugin", "files", multiple=True, type=click.Path(exists=True, path_type=Path), metavar="FILE",
              help="Load a plugin from a Python file, or all in a folder; may be repeated.")  # fmt: skip
@debug_option
def main(no_plugins: bool, strict_plugins: bool, files: tuple[Path, ...]) -> None:
    """Data quality for tables that hold text.

    Exit codes: 0 pass, 1 gate failed, 2 usage, 3 could not run, 130 interrupted.
    """
    # Plugins are looked for later, by the verb: the process's own environment is what tells them.
    if no_plugins:
        os.environ["TABBERT_DISABLE_PLUGINS"] = "*"
    if strict_plugins:
        os.environ["TABBERT_STRICT_PLUGINS"] = "1"
    if files:
        named = [os.environ.get("TABBERT_PLUGINS", ""), *map(str, files)]
        os.environ["TABBERT_PLUGINS"] = os.pathsep.join(filter(None, named))
