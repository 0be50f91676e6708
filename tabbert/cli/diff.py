"""``tabbert diff``: what changed between two reports."""

from pathlib import Path

import click

from tabbert import comparison
from tabbert._plugins import registry
from tabbert.cli import _report, _summaries
from tabbert.cli._group import COULD_NOT_RUN, GATE_FAILED, debug_option
from tabbert.cli._output import check_writable, emit, say

__all__ = ["diff"]

_PATH = click.Path(path_type=Path)


@click.command(epilog="Exit codes: 0 done, 1 worse (with --fail-on-worse), 2 usage, 3 could not run.")
@click.argument("before", type=_PATH)
@click.argument("after", type=_PATH)
@click.option("--format", "format_name", metavar="NAME",
              help="text, json, markdown, github or a plugin's. Default: by --output's suffix, else text.")  # fmt: skip
@click.option("-o", "--output", type=_PATH, help="Write the comparison to a file instead of standard output.")
@click.option("--fail-on-worse", is_flag=True, help="Exit with 1 if anything got worse, 3 if it cannot be compared.")
@click.option("--tolerance", type=click.FloatRange(0, 1),
              help="How much a share may rise before it is worse. Default: as much as chance explains.")  # fmt: skip
@debug_option
@click.pass_context
def diff(
    context: click.Context,
    before: Path,
    after: Path,
    format_name: str | None,
    output: Path | None,
    fail_on_worse: bool,
    tolerance: float | None,
) -> None:
    """Say what got worse or better between two reports that `tabbert check --format json` wrote.

    \b
      tabbert diff march.json april.json
      tabbert diff march.json april.json --fail-on-worse --format markdown

    Values are in it only if they are shown in both reports.
    """  # noqa: D301 - click reads the control character
    renderer = _report.choose(format_name, output, method="render_diff")
    if output:
        check_writable(output)
    found = comparison.compare(_summaries.read(before), _summaries.read(after), tolerance=tolerance)
    emit(registry().render_diff(renderer.name, found), output)
    if output:
        say(f"Wrote {output}")
    if fail_on_worse and found["verdict"] == comparison.WORSE:
        context.exit(GATE_FAILED)
    if fail_on_worse and found["verdict"] == comparison.NOT_COMPARABLE:
        context.exit(COULD_NOT_RUN)
