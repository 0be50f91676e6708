"""The reference page says what the commands have, no more and no less."""

import re
from pathlib import Path

import click
import pytest

from tabbert.cli import main
from tabbert.cli._files import SUFFIXES

PAGE = (Path(__file__).parent.parent.parent / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
EVERYWHERE = {"--help", "-h", "--debug"}


def commands(command: click.Command, path: str):
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            child = command.get_command(click.Context(command), name)
            assert child is not None
            yield from commands(child, f"{path} {name}")


def section(path: str) -> str:
    if path == "tabbert":
        return PAGE.split("\n## ")[0]
    found = re.search(rf"^##+ {path}$(.*?)(?=^##+ tabbert|\Z)", PAGE, re.M | re.S)
    assert found, f"{path} is not in the reference"
    return found[1]


ALL = dict(commands(main, "tabbert"))


@pytest.mark.parametrize("path", ALL)
def test_every_command_is_described_with_its_options(path):
    has = {option for parameter in ALL[path].params if isinstance(parameter, click.Option) for option in parameter.opts}
    text = section(path)
    if path == "tabbert check":
        text = "\n".join(re.findall(r"^\| (`-.*?) \|", text, re.M))  # first cells of its table
    named = set(re.findall(r"`(?:tabbert )?(--?[a-z][a-z-]*)", text))
    assert has - EVERYWHERE == named - EVERYWHERE


def test_no_section_is_about_a_command_that_does_not_exist():
    assert set(re.findall(r"^##+ (tabbert.*)$", PAGE, re.M)) == set(ALL) - {"tabbert"}


def test_every_suffix_is_named():
    assert set(re.findall(r"`(\.[a-z]+)`", section("tabbert check").split("### Files")[1])) == set(SUFFIXES)


def test_exit_codes_are_those_of_the_code():
    from tabbert.cli import _group

    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.M)]
    assert listed == [0, _group.GATE_FAILED, _group.USAGE, _group.COULD_NOT_RUN, _group.INTERRUPTED]


@pytest.mark.parametrize("path", ALL)
def test_help_is_complete_sentences(path):
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help[0].isupper() or parameter.help[0] in "t-", parameter.help
            assert parameter.help.endswith("."), parameter.help
