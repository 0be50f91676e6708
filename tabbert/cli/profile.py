"""``tabbert profile``: read a file, run every check on it, and write one report."""

from typing import Any

import click

from tabbert._plugins import registry
from tabbert.cli import _files, _gate, _options, _report
from tabbert.cli._group import COULD_NOT_RUN, debug_option, report
from tabbert.cli._parameters import columns_named
from tabbert.cli._plan import from_config
from tabbert.gates import Limits
from tabbert.result import CheckResult

__all__ = ["profile"]


@click.command(epilog="Exit codes: 0 pass, 1 gate failed, 2 usage, 3 a check could not run, 130 interrupted.")
@click.argument("file", metavar="FILE")
@click.option("--checks", multiple=True, metavar="A,B",
              help="Checks to run; may be repeated. Default: all that need not be told anything.")  # fmt: skip
@_options.columns()
@click.option("--target", "targets", multiple=True, metavar="COLUMN",
              help="A column of labels, for checks that learn one; may be repeated.")  # fmt: skip
@click.option("--row-sample", type=click.IntRange(min=1), default=10_000, show_default=True, metavar="N",
              help="Checks of rows look at so many rows at most, evenly spaced.")  # fmt: skip
@_gate.options
@_options.reporting
@_options.file_encoding
@_options.sample
@_options.running
@debug_option
@click.pass_context
def profile(context: click.Context, /, file: str, **options: Any) -> None:
    """Run every check on a table, and report on it as a whole.

    \b
      tabbert profile tickets.csv
      tabbert profile tickets.csv --values show -o report.html
      tabbert profile tickets.csv --checks completeness,pii --format json
    """  # noqa: D301 - click reads the control character
    from tabbert import api

    targets = _report.targets(options["format_name"], options["outputs"])
    name = _files.display_name(file)
    baseline = _gate.baseline(options["baseline"], [name], options["outputs"])
    planned, common = from_config(options["config"])
    named = columns_named(options["checks"], list(registry().checks))
    wanted = named if named is not None else list(planned) or None
    frame = _files.read_aloud(file, encoding=options["encoding"])
    columns = columns_named(options["columns"], frame.columns) or common.get("columns")
    made = api.profile(
        frame,
        wanted,
        columns=columns,
        targets=options["targets"],
        settings={check: planned[check].settings(columns) for check in wanted or () if check in planned},
        row_sample=options["row_sample"],
        **_options.said(options, encoder=common.get("encoder"), sample=common.get("sample")),
    )
    summary = made.to_dict(values=options["values"])
    judged, enforced = [], not options["warn_only"]
    for run, check in zip(made.runs, summary["checks"], strict=True):
        placed = {"schema": check["schema"], "source": name, **check}
        if isinstance(run.outcome, CheckResult):
            limits = planned[run.check].limits if run.check in planned else Limits(common.get("fail_under"))
            limits = limits.with_table(options["fail_under"])
            placed = _gate.judge(
                placed, run.outcome, limits, baseline, tolerance=options["tolerance"], enforced=enforced
            )
        judged.append(placed)
    if baseline is not None:
        judged += baseline.vanished(name, judged, enforced=enforced)
    placed = {"schema": summary.pop("schema"), "source": name, **summary, "checks": judged}
    _report.write(targets, lambda name: registry().render(name, placed))
    for check, error in made.errors.items():
        report(error, f"{check}: ")
    for each in judged:
        _gate.tell(each)
    context.exit(max([COULD_NOT_RUN if made.errors else 0, *map(_gate.exit_code, judged)]))
