"""The command line as a process, with an installed plugin: checks, a slow encoder, a command, a format."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent.parent

PLUGIN = '''
import time
import click
import numpy as np
import tabbert
from tabbert import ValueCheck, hookimpl
from tabbert.testing import FakeEncoder

class Loud(ValueCheck):
    name = "loud"
    summary = "Finds text written in capitals only."
    def score(self, values, column):
        return [0.0 if value.isupper() else 1.0 for value in values]

class Encoded(ValueCheck):
    name = "encoded"
    needs = frozenset({"vectors"})
    def score(self, values, column):
        column.vectors()
        return [1.0] * len(values)

class Broken(ValueCheck):
    name = "broken"
    def score(self, values, column):
        raise RuntimeError("secret " + values[0])

class Slow(FakeEncoder):
    def encode_batches(self, texts):
        for batch in super().encode_batches(texts):
            time.sleep(0.2)
            yield batch

class Lines:
    name, suffix = "lines", ".lines"
    def render(self, summary):
        return f"{summary['source']} {summary['score']}\\n"

@click.command()
def hello():
    """Say hello."""
    click.echo("hello from a plugin")

@hookimpl
def tabbert_checks():
    return [Loud, Encoded, Broken]

@hookimpl
def tabbert_encoders():
    return [Slow(8, "slow")]

@hookimpl
def tabbert_renderers():
    return [Lines()]

@hookimpl
def tabbert_commands():
    return [hello]
'''


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (folder / "toy_plugin.py").write_text(PLUGIN, encoding="utf-8")
    (folder / "broken_plugin.py").write_text("raise ImportError('no such thing')", encoding="utf-8")
    about = folder / "toy_plugin-1.5.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-plugin\nVersion: 1.5\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[tabbert]\ntoy = toy_plugin\nbad = broken_plugin\n", encoding="utf-8")
    return folder


class Shell:
    """Runs ``tabbert`` as a process of its own, with a home of its own."""

    def __init__(self, folder: Path, home: Path, plugins: Path) -> None:
        self.folder, self.home = folder, home
        self.command = [sys.executable, "-m", "tabbert"]
        self.env = {
            **os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(plugins)]), "TABBERT_HOME": str(home),
            "PYTHONUTF8": "1",
        }  # fmt: skip

    def __call__(self, *arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*self.command, *arguments], input=stdin, capture_output=True, cwd=self.folder, env=self.env | env,
            timeout=120, check=False,
        )  # fmt: skip
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err or env.get("TABBERT_DEBUG") or "--debug" in arguments, err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture
def shell(tmp_path: Path, plugin_folder: Path) -> Shell:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "t.csv").write_text("name,remark\nAnn,fine\nBob,LOUD\nCid,\n", encoding="utf-8")
    return Shell(folder, tmp_path / "home", plugin_folder)


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("name,remark\nAnn,fine\nBob,LOUD\nCid,\n", encoding="utf-8")
    return path
