"""``tabbert plugins`` and the options before the verb, as a process."""

import json
import os
import subprocess
import sys

import pytest

ONE_FILE = '''
from dataclasses import dataclass
from tabbert import ValueCheck

class Short(ValueCheck):
    """Judges by length alone."""
    name = "short"
    summary = "Finds short values."

    @dataclass(frozen=True)
    class Params:
        """Parameters.

        Attributes:
            characters: fewer are too few.
            except_for: values that are never findings.
        """
        characters: int = 4
        except_for: tuple[str, ...] = ()

    def score(self, values, column):
        return [0.0 if len(value) < self.params.characters and value not in self.params.except_for else 1.0
                for value in values]
'''


@pytest.fixture
def file(shell):
    path = shell.folder / "short_check.py"
    path.write_text(ONE_FILE, encoding="utf-8")
    return str(path)


def test_a_plugin_of_one_file_is_a_check_of_the_command_line(shell, file):
    done = shell("--plugin", file, "check", "t.csv", "--check", "short", "--format", "json")
    assert json.loads(done.stdout)["n_findings"] == 3
    by_variable = shell("check", "t.csv", "--check", "short", "--format", "json", TABBERT_PLUGINS=file)
    assert json.loads(by_variable.stdout)["n_findings"] == 3


def test_its_parameters_are_in_the_help_and_can_be_set(shell, file):
    done = shell("--plugin", file, "check", "--check", "short", "--help")
    assert "Parameters of short" in done.stdout
    assert "--set characters=..." in done.stdout
    assert "fewer are too few" in done.stdout
    arguments = ("--plugin", file, "check", "t.csv", "--check", "short", "--format", "json")
    assert json.loads(shell(*arguments, "--set", "characters=5").stdout)["n_findings"] == 5
    assert json.loads(shell(*arguments, "--set", "except_for=Ann,Bob").stdout)["n_findings"] == 1
    (shell.folder / "p.yaml").write_text("characters: 5\nexcept_for: [fine]\n", encoding="utf-8")
    assert json.loads(shell(*arguments, "--params", "p.yaml").stdout)["n_findings"] == 4
    assert json.loads(shell(*arguments, "--params", "p.yaml", "--set", "characters=2").stdout)["n_findings"] == 0
    assert shell(*arguments, "--set", "characters=many").returncode == 2
    assert shell(*arguments, "--params", "none.yaml").returncode == 3


def test_show(shell, file):
    done = shell("--plugin", file, "plugins", "show", "short")
    assert done.stdout.startswith("short 1 (value scope), from ")
    assert "Judges by length alone." in done.stdout
    assert shell("plugins", "show", "nothing").returncode == 2


def test_no_plugins(shell):
    done = shell("--no-plugins", "check", "t.csv", "--check", "loud")
    assert done.returncode == 2
    assert "Unknown check: 'loud'" in done.stderr
    listed = shell("--no-plugins", "plugins", "list").stdout
    assert "Off: toy (toy-plugin 1.5)" in listed
    assert "check completeness" in listed
    named = shell("check", "t.csv", "--check", "toy", TABBERT_DISABLE_PLUGINS="toy")
    assert named.returncode == 3
    assert "is switched off" in named.stderr


def test_strict(shell):
    assert shell("check", "t.csv", "--check", "loud").returncode == 0
    done = shell("--strict-plugins", "check", "t.csv", "--check", "loud")
    assert done.returncode == 3
    assert "cannot be imported: ImportError" in done.stderr
    assert shell("--strict-plugins", "plugins", "list").returncode == 0


def test_timings(shell):
    listed = json.loads(shell("plugins", "list", "--json", "--timings").stdout)
    assert all(plugin["ms"] >= 0 for plugin in listed["plugins"])
    assert " ms " in shell("plugins", "list", "--timings").stdout


def test_doctor_says_what_is_wrong(shell):
    done = shell("plugins", "doctor")
    assert done.returncode == 3
    assert "Error: bad (toy-plugin 1.5): cannot be imported: ImportError: no such thing." in done.stdout
    assert "Error: toy (toy-plugin 1.5): check 'broken' raised RuntimeError on a small table" in done.stdout
    assert "Warning: toy (toy-plugin 1.5): check 'encoded' has no summary" in done.stdout
    assert "renderer 'lines' breaks its contract: a report must say why a check failed" in done.stdout
    records = json.loads(shell("plugins", "doctor", "bad", "--json").stdout)
    assert [record["level"] for record in records] == ["error"]
    assert shell("plugins", "doctor", "nobody").returncode == 2


def test_doctor_names_a_command_that_is_never_reached(shell):
    code = "import click\nfrom tabbert import hookimpl\n@click.command()\ndef check():\n    pass\n"
    code += "@hookimpl\ndef tabbert_commands():\n    return [check]\n"
    (shell.folder / "late_command.py").write_text(code, encoding="utf-8")
    done = shell("--plugin", str(shell.folder / "late_command.py"), "plugins", "doctor", "late_command")
    assert done.returncode == 3
    assert "command 'check' is a verb of tabbert itself" in done.stdout


def test_a_failed_check_is_an_error_in_the_report_and_fails_the_gate(shell):
    done = shell("check", "t.csv", "--check", "bad", "--fail-under", "0", "--format", "json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert "cannot be imported: ImportError: no such thing" in report["error"]
    assert report["score"] is None
    for name in ("text", "markdown", "html"):
        assert "ERROR" in shell("check", "t.csv", "--check", "broken", "--format", name).stdout


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["value", "row", "table"])
def test_a_new_plugin_passes_its_tests_at_once(shell, tmp_path, scope):
    """It is written, installed by pip into a folder of its own, and its own tests are run."""
    done = shell("plugins", "new", "order-words", "--scope", scope)
    assert done.returncode == 0, done.stderr
    root, site = shell.folder / "tabbert-order-words", tmp_path / "site"
    install = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(site), str(root)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, capture_output=True)
    env = shell.env | {"PYTHONPATH": os.pathsep.join([shell.env["PYTHONPATH"], str(site)])}
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=root, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout
    assert "passed" in tested.stdout
    verb = [sys.executable, "-m", "tabbert", "plugins", "doctor", "order_words"]
    doctor = subprocess.run(verb, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert doctor.stdout == "No problem found.\n"


def test_a_new_plugin_needs_a_name_and_a_place(shell):
    assert shell("plugins", "new", "Bad Name").returncode == 2
    assert shell("plugins", "new", "fine").returncode == 0
    assert shell("plugins", "new", "fine").returncode == 3
