"""``tabbert check``: read files, check them, write the report, and fail where a table is not good enough."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tabbert import errors
from tabbert._plugins import registry
from tabbert.cli import _files, _gate, _options, _report
from tabbert.cli._group import debug_option, exit_code, report
from tabbert.cli._output import check_writable
from tabbert.cli._parameters import Assignment, CheckCommand, OfColumn
from tabbert.cli._plan import Planned, plan
from tabbert.summary import failed

__all__ = ["check"]

_SHARE = click.FloatRange(0, 1)
_PATH = click.Path(path_type=Path)


@click.command(cls=CheckCommand, epilog="Exit codes: 0 pass, 1 gate failed, 2 usage, 3 could not run, 130 interrupted.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", "names", multiple=True, metavar="NAME", is_eager=True,
              help="Which check to run; may be repeated. Default: completeness, or those of --config. "
              "Before --help, its parameters are shown too.")  # fmt: skip
@_gate.options
@_options.columns()
@click.option("--threshold", type=_SHARE, help="Scores below it are findings. Default: the check's own.")
@_options.reporting
@click.option("--set", "params", type=Assignment(), multiple=True, help="A parameter of the check; may be repeated.")
@click.option("--params", "params_file", type=_PATH, help="The check's parameters, from a YAML or JSON file.")
@click.option("--context", type=OfColumn("WORDS"), multiple=True,
              help="Words that describe a column, read in place of its name; may be repeated.")  # fmt: skip
@click.option("--missing-codes", type=OfColumn("CODE"), multiple=True,
              help="A value that always means 'missing' in a column; may be repeated.")  # fmt: skip
@click.option("--allow", type=OfColumn("VALUE"), multiple=True,
              help="A value that is always complete in a column; may be repeated.")  # fmt: skip
@click.option("--corrections", type=_PATH, help="YAML that `result.save_corrections` wrote: codes, values, verdicts.")
@click.option("--state", type=_PATH, help="Judge by what --save-state kept of an earlier table.")
@click.option("--save-state", type=_PATH, help="Keep what was learnt from this table (one FILE; no cell values).")
@_options.file_encoding
@_options.sample
@_options.running
@debug_option
@click.pass_context
def check(context: click.Context, /, files: tuple[str, ...], **options: Any) -> None:
    """Check tables in files; report what was found.

    Reads CSV and TSV (every field as text; separators , ; tab | are found out), Parquet, JSON Lines (.jsonl, .ndjson),
    JSON, Arrow/Feather and Excel; FILE `-` is CSV from standard input.

    \b
      tabbert check tickets.csv
      tabbert check *.parquet --columns remark,city --fail-under 0.95
      tabbert check tickets.csv --values show -o report.html
    """  # noqa: D301 - click reads the control character
    outputs, save_state = options["outputs"], options["save_state"]
    if save_state and len(files) > 1:
        raise click.UsageError("--save-state keeps the state of one table: give one FILE.")
    if files.count(_files.STDIN) > 1:
        raise click.UsageError("standard input (-) can be read once.")
    targets = _report.targets(options["format_name"], outputs)
    if save_state:
        check_writable(save_state)
    baseline = _gate.baseline(options["baseline"], [_files.display_name(path) for path in files], outputs)
    planned = plan(options)

    codes, summaries = [0], []
    for path in files:
        done, worst = _file(path, planned, baseline, options, many=len(files) > 1)
        summaries += done
        codes.append(worst)
    if summaries:
        _report.write(targets, lambda name: registry().render_all(name, summaries))
    for summary in summaries:
        _gate.tell(summary)
        codes.append(_gate.exit_code(summary))
    context.exit(max(codes))


def _file(
    path: str, planned: Sequence[Planned], baseline: _gate.Baseline | None, options: dict[str, Any], *, many: bool
) -> tuple[list[dict[str, Any]], int]:
    """Run every check on a file; return the summaries, and the worst exit code of what could not run."""
    where = f"{_files.display_name(path)}: " if many else ""
    try:
        frame = _files.read_aloud(path, encoding=options["encoding"])
    except Exception as error:  # noqa: BLE001 - one file never stops the others; reported, and in the exit code
        report(error, where)
        return [], exit_code(error)
    codes, summaries = [0], []
    for one in planned:
        try:
            result = _run(frame, one, options)
            placed = _placed(path, result.to_dict(values=options["values"]))
            gate = {"tolerance": options["tolerance"], "enforced": not options["warn_only"]}
            summaries.append(_gate.judge(placed, result, one.limits, baseline, **gate))
            if options["save_state"]:
                result.state.save(options["save_state"])
        except Exception as error:  # noqa: BLE001 - nor does one check
            report(error, where if len(planned) == 1 else f"{where}{one.name}: ")
            codes.append(exit_code(error))
            if isinstance(error, errors.PluginError) or len(planned) > 1:
                # A check that failed is in the report, never just absent.
                summaries.append(_placed(path, failed(one.name, _told(error))))
    if baseline is not None:
        summaries += baseline.vanished(_files.display_name(path), summaries, enforced=not options["warn_only"])
    return summaries, max(codes)


def _told(error: Exception) -> Exception:
    """Return an error whose text may be shown: what others raise may hold cell values."""
    if isinstance(error, errors.TabbertError):
        return error
    return errors.PluginError("tabbert", f"it failed unexpectedly ({type(error).__name__}).", "--debug says more.")


def _run(frame: Any, planned: Planned, options: dict[str, Any]) -> Any:
    from tabbert import api

    if planned.failure is not None:
        raise planned.failure
    return api.check(
        frame,
        planned.name,
        **_options.said(options, encoder=planned.encoder, sample=planned.sample),
        **planned.arguments(options, frame.columns),
    )


def _placed(path: str, summary: dict[str, Any]) -> dict[str, Any]:
    """Return the summary with the file's name after the schema's."""
    return {"schema": summary.pop("schema"), "source": _files.display_name(path), **summary}
