"""The plugin tutorial is run as a new author would, from an empty folder, in an environment of its own."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent.parent / "docs" / "tutorial" / "first-plugin.md"
BLOCK = re.compile(r"```(console|python)\n(.*?)```", re.DOTALL)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A virtual environment that sees this one's packages, so that what is installed there stays there."""
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    paths = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    root = PAGE.parent.parent.parent
    Path(paths, "host.pth").write_text(f"{sysconfig.get_path('purelib')}\n{root}\n", encoding="utf-8")
    for command in ("tabbert", "pip", "pytest"):
        script = folder / "bin" / command
        script.write_text(f'#!/bin/sh\nexec "{folder}/bin/python" -m {command} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return os.environ | {
        "PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]),
        "TABBERT_HOME": str(tmp_path / "home"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it the other way round: do not isolate
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONUTF8": "1",
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the page is written for a POSIX shell")
def test_every_command_does_what_the_page_says(tmp_path, environment):
    folder = tmp_path / "work"
    folder.mkdir()
    n_commands = 0
    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "python":
            (folder / text.partition("\n")[0].removeprefix("# ")).write_text(text, encoding="utf-8")
            continue
        for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, *expected = step.strip().split("\n")
            done = subprocess.run(
                command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            output = done.stdout + done.stderr
            assert done.returncode == 0, f"{command}\n{output}"
            for line in expected:
                assert line in output, f"{command}\n{output}"
            n_commands += 1
    assert n_commands >= 10
    assert "wrong_digit" in (folder / "report.html").read_text(encoding="utf-8")
