"""The command group: finds verbs without importing them, and turns what goes wrong into a message and an exit code."""

import os
import sys
import traceback
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from tabbert import errors
from tabbert.cli._output import say

__all__ = [
    "COULD_NOT_RUN",
    "GATE_FAILED",
    "INTERRUPTED",
    "USAGE",
    "NamingGroup",
    "VerbGroup",
    "debug_option",
    "exit_code",
    "report",
]

GATE_FAILED, USAGE, COULD_NOT_RUN, INTERRUPTED = 1, 2, 3, 130

# Verb, module and one line of help: the list is read by `--help`, which imports none of them.
_VERBS = {
    "check": "Check tables in files, and fail if they are not good enough.",
    "profile": "Run every check on a table, and report on it as a whole.",
    "diff": "Say what got worse or better between two reports.",
    "classify": "Label the rows of a table by the labels of others.",
    "cluster": "Group the rows of a table by meaning, across languages.",
    "finetune": "Train what the checks read with.",
    "models": "List, show, fetch, export and import models.",
    "cache": "Show, clear and verify the cache of vectors.",
    "schema": "Print the JSON Schemas of reports and configuration files.",
    "plugins": "List plugins, find what is wrong with them, and start a new one.",
}

# What the command line itself got wrong; whatever depends on the data or the machine "could not run".
_USAGE = (
    errors.UnknownCheckError,
    errors.UnknownEncoderError,
    errors.UnknownParameterError,
    errors.InvalidParameterError,
    errors.DeclarationError,
    errors.ConfigError,
)


def exit_code(error: Exception) -> int:
    """Return the exit code that an error stands for."""
    return USAGE if isinstance(error, _USAGE) else COULD_NOT_RUN


def report(error: Exception, where: str = "") -> None:
    """Say what went wrong on standard error; the traceback only if asked for."""
    if _debugging():
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, errors.TabbertError):
        context = click.get_current_context(silent=True)
        verb = (context.invoked_subcommand or context.info_name) if context else "check"
        text = str(error).replace("`help(tabbert.check)`", f"`tabbert {verb} --help`")
        say(f"Error: {'' if isinstance(error, errors.UnreadableFileError) else where}{text}")
    elif isinstance(error, MemoryError):
        say(f"Error: {where}there is not enough memory.\nHint: check a sample, for example with --sample 100000.")
    else:  # its message may hold cell values
        say(
            f"Error: {where}tabbert failed unexpectedly ({type(error).__name__}).\n"
            "Hint: run it again with --debug and report what it shows."
        )


def debug_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--debug`` to a command; it may stand before or after the verb."""
    text = "Show Python's traceback of an error (also: TABBERT_DEBUG=1)."
    return click.option("--debug", is_flag=True, expose_value=False, is_eager=True, callback=_set_debug, help=text)(
        command
    )


def _set_debug(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.find_root().meta["tabbert.debug"] = True


def _debugging() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().meta.get("tabbert.debug")) or os.environ.get(
        "TABBERT_DEBUG", ""
    ) not in ("", "0")


class NamingGroup(click.Group):
    """A group that names the nearest verb, or all of them, where one does not exist."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            verbs = self.list_commands(ctx)
            near = get_close_matches(args[0], verbs, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(verbs)}."
            raise click.UsageError(f"{error.message} {hint}", ctx) from error


class VerbGroup(NamingGroup):
    """Built-in verbs by module name; plugins' commands are found when they are called.

    Help lists built-in verbs only: no plugin can slow it down or break it.
    """

    def list_commands(self, ctx: click.Context | None = None) -> list[str]:
        """Return the built-in verbs."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a verb, or ask the plugins; none of them can replace a built-in one."""
        if cmd_name in _VERBS:
            command: click.Command = getattr(import_module(f"tabbert.cli.{cmd_name}"), cmd_name)
            return command
        from tabbert._plugins import registry

        return registry().commands.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_VERBS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; errors become messages and exit codes."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except click.Abort:  # a question was answered with no
            say("Nothing was changed.")
            ctx.exit(INTERRUPTED)
        except KeyboardInterrupt:
            say("\nInterrupted. What was encoded so far is kept: the next run goes on from there.")
            ctx.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - the outermost frame: exit code 1 must mean "gate failed" only
            report(error)
            ctx.exit(exit_code(error))
