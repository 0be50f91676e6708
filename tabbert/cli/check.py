"""``tabbert check``: read files, check them, write the report, and fail where a table is not good enough."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tabbert import errors
from tabbert._plugins import registry
from tabbert.cli import _files, _report
from tabbert.cli._group import GATE_FAILED, debug_option, exit_code, report
from tabbert.cli._output import check_writable, emit, say
from tabbert.cli._parameters import (
    Assignment,
    CheckCommand,
    OfColumn,
    Sample,
    by_column,
    columns_named,
    from_file,
    typed,
)

__all__ = ["check"]

_SHARE = click.FloatRange(0, 1)
_PATH = click.Path(path_type=Path)


@click.command(cls=CheckCommand, epilog="Exit codes: 0 pass, 1 gate failed, 2 usage, 3 could not run, 130 interrupted.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", "name", default="completeness", show_default=True, metavar="NAME", is_eager=True,
              help="Which check to run; before --help, its parameters are shown too.")  # fmt: skip
@click.option("--columns", multiple=True, metavar="A,B", help="Columns to look at; may be repeated. Default: all.")
@click.option("--threshold", type=_SHARE, help="Scores below it are findings. Default: the check's own.")
@click.option("--fail-under", type=_SHARE, help="The gate: fail if a table's score is below this.")
@click.option("--warn-only", is_flag=True, help="Say that the gate failed, but exit with 0.")
@click.option("--format", "format_name", metavar="NAME",
              help="text, json, markdown, html, or a plugin's. Default: by --output's suffix, else text.")  # fmt: skip
@click.option("-o", "--output", type=_PATH, help="Write the report to a file instead of standard output.")
@click.option("--values", type=click.Choice(["show", "mask", "hide"]), default="mask", show_default=True,
              help="Cell values in the report: as they are, their length only, or not at all.")  # fmt: skip
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
@click.option("--encoding", metavar="NAME", help="Of CSV and TSV files, such as windows-1252. Default: UTF-8.")
@click.option("--sample", type=Sample(), help="Look at so many rows, or at this share of them (0.1), evenly spaced.")
@click.option("--encoder", metavar="NAME", help="Which encoder reads the texts. Default: TABBERT_ENCODER.")
@click.option("--threads", type=click.IntRange(min=1), help="Processor threads. Default: TABBERT_THREADS, else all.")
@click.option("--cache", type=click.Choice(["on", "off"]), help="Remember vectors on disk. Default: TABBERT_CACHE.")
@click.option("--no-progress", is_flag=True, help="No progress bar, also on a terminal.")
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
    output, save_state = options["output"], options["save_state"]
    if save_state and len(files) > 1:
        raise click.UsageError("--save-state keeps the state of one table: give one FILE.")
    if files.count(_files.STDIN) > 1:
        raise click.UsageError("standard input (-) can be read once.")
    renderer = _report.choose(options["format_name"], output)
    for target in filter(None, (output, save_state)):
        check_writable(target)

    codes, summaries, gates = [0], [], []
    for path in files:
        try:
            result = _run(path, options)
            summaries.append(_summary(path, result, options["values"]))
            gates.append((path, _failure(result, options["fail_under"])))
            if save_state:
                result.state.save(save_state)
        except Exception as error:  # noqa: BLE001 - one file never stops the others; reported, and in the exit code
            report(error, f"{_files.display_name(path)}: " if len(files) > 1 else "")
            codes.append(exit_code(error))
            if isinstance(error, errors.PluginError):  # a check that failed is in the report, never just absent
                from tabbert.summary import failed

                summaries.append(_placed(path, failed(options["name"], error)))
    if summaries:
        emit(registry().render_all(renderer.name, summaries), output)
        if output:
            say(f"Wrote {output}")
    codes += [_judge(path, failure, options["warn_only"]) for path, failure in gates if failure]
    context.exit(max(codes))


def _run(path: str, options: dict[str, Any]) -> Any:
    from tabbert import api

    check_class = registry().check(options["name"])  # unknown check: before reading
    params = from_file(options["params_file"]) | typed(options["params"], check_class.Params)
    frame, notes = _files.read(path, encoding=options["encoding"])
    for note in notes:
        say(f"Note: {_files.display_name(path)}: {note}")
    params = {**params, **_declared(options, frame.columns)}
    return api.check(
        frame,
        options["name"],
        columns=columns_named(options["columns"], frame.columns),
        threshold=options["threshold"],
        state=options["state"],
        encoder=options["encoder"],
        threads=options["threads"],
        sample=options["sample"],
        progress=False if options["no_progress"] else None,
        cache=options["cache"],
        **params,
    )


def _declared(options: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return what the options say of columns, as parameters; what looks like a number is one."""
    from tabbert.checks.completeness._values import number

    said: dict[str, Any] = {name: by_column(options[name], names) for name in ("context", "missing_codes", "allow")}
    for name in ("missing_codes", "allow"):
        said[name] = {column: [number(code) for code in codes] for column, codes in said[name].items()}
    said["context"] = {column: words[-1] for column, words in said["context"].items()}
    return {name: value for name, value in (said | {"corrections": options["corrections"]}).items() if value}


def _summary(path: str, result: Any, values: Any) -> dict[str, Any]:
    """Return the summary with the file's name after the schema's."""
    return _placed(path, result.to_dict(values=values))


def _placed(path: str, summary: dict[str, Any]) -> dict[str, Any]:
    return {"schema": summary.pop("schema"), "source": _files.display_name(path), **summary}


def _failure(result: Any, fail_under: float | None) -> errors.TabbertError | None:
    """Return why a table does not pass the gate, None if it does; one that nobody could look at does not."""
    if fail_under is not None:
        try:
            result.assert_passed(min_score=fail_under)
        except (errors.GateFailedError, errors.NotAssessedError) as error:
            return error
    return None


def _judge(path: str, failure: errors.TabbertError, warn_only: bool) -> int:
    """Say that a table did not pass, after its report, and return the exit code."""
    where = _files.display_name(path)
    if not isinstance(failure, errors.GateFailedError):
        report(failure, f"{where}: ")
        return exit_code(failure)
    reason = str(failure).partition("\n")[0]  # its hint is for Python
    say(f"{'Warning' if warn_only else 'Failed'}: {where}: {reason}")
    return 0 if warn_only else GATE_FAILED
