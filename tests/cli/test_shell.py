"""The command line as people meet it: a process with pipes, a terminal, signals and an installed plugin."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals and signals")


def test_help_is_quick_and_light(shell):
    code = (
        "import sys; from tabbert.cli import main; main(['--help'], standalone_mode=False);"
        "print([m for m in ('numpy', 'polars', 'pandas', 'pyarrow', 'narwhals', 'rich', 'jinja2', 'onnxruntime')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=shell.env, check=True)
    assert done.stderr.strip() == "[]"
    assert all(verb in done.stdout for verb in ("check", "models", "cache", "plugins", "Exit codes: 0 pass"))


@pytest.mark.slow
def test_help_takes_less_than_150_ms_beyond_the_interpreter(shell):
    def seconds(*command: str) -> float:
        times = []
        for _ in range(7):
            started = time.perf_counter()
            subprocess.run([sys.executable, *command], capture_output=True, env=shell.env, check=True)
            times.append(time.perf_counter() - started)
        return sorted(times)[len(times) // 2]

    assert seconds("-m", "tabbert", "--help") - seconds("-c", "") < 0.15


@pytest.mark.parametrize(("arguments", "code"), [
    (["check", "t.csv", "--check", "loud"], 0),
    (["check", "t.csv", "--check", "loud", "--fail-under", "0.99"], 1),
    (["check", "t.csv", "--check", "lud"], 2),
    (["check"], 2),
    (["chek", "t.csv"], 2),
    (["check", "none.csv", "--check", "loud"], 3),
    (["check", "t.csv", "--check", "encoded", "--encoder", "none"], 2),
    (["check", "t.csv", "--check", "broken"], 3),
    (["--version"], 0),
])  # fmt: skip
def test_exit_codes(shell, arguments, code):
    done = shell(*arguments)
    assert done.returncode == code, done.stderr
    assert bool(done.stdout) == (code < 2 or "broken" in arguments)  # a failed check is in the report
    assert bool(done.stderr) == (code > 0)


def test_pipes_get_the_report_only(shell):
    done = shell("check", "-", "--check", "encoded", "--encoder", "slow", "--format", "json", stdin=b"x\nold\nnew\n")
    assert json.loads(done.stdout)["stats"]["texts_encoded"] == 2
    assert done.stderr == ""


def test_debug_may_stand_before_the_verb(shell):
    assert "Traceback" in shell("--debug", "check", "none.csv").stderr
    assert "Traceback" in shell("check", "none.csv", TABBERT_DEBUG="1").stderr


def test_plugins_bring_commands_and_formats(shell):
    assert "hello from a plugin" in shell("hello").stdout
    assert "Say hello" in shell("hello", "--help").stdout
    assert shell("check", "t.csv", "--check", "loud", "--format", "lines").stdout.startswith("t.csv 0.")
    done = shell("hello", TABBERT_DISABLE_PLUGINS="toy")
    assert done.returncode == 2
    assert "No such command" in done.stderr
    assert "Did you mean" not in done.stderr
    assert "Did you mean 'check'?" in shell("chek", "t.csv").stderr


def test_plugins_list(shell):
    done = shell("plugins", "list")
    assert "toy-plugin 1.5" in done.stdout
    assert "check loud, encoded, broken; encoder slow" in " ".join(done.stdout.split())  # cells may be wrapped
    assert "Failed: bad (toy-plugin 1.5): cannot be imported: ImportError: no such thing" in done.stdout
    data = json.loads(shell("plugins", "list", "--json").stdout)
    toy = next(plugin for plugin in data["plugins"] if plugin["plugin"] == "toy")
    assert toy["commands"] == ["hello"]
    assert toy["renderers"] == ["lines"]
    assert data["failures"][0]["plugin"] == "bad"


@posix
def test_a_reader_who_stops_reading_changes_nothing(shell):
    (shell.folder / "wide.csv").write_text(",".join(f"column{i}" for i in range(2000)) + "\n" + "X," * 1999 + "X\n")
    words = " ".join(shell.command)
    for limit, code in (("0", "0"), ("0.5", "1")):
        script = f"{words} check wide.csv --check loud --fail-under {limit} --format json | head -c 5; "
        done = subprocess.run(
            ["bash", "-c", script + "echo ${PIPESTATUS[0]}"], capture_output=True, text=True, env=shell.env,
            cwd=shell.folder, check=True,
        )  # fmt: skip
        assert done.stdout.split("\n")[-2].endswith(code)
        assert "Broken" not in done.stderr
        assert "Exception" not in done.stderr


def on_terminal(shell, *arguments: str) -> tuple[int, str, str]:
    """Run with standard error on a pseudo-terminal; return the exit code, standard output and the terminal's text."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*shell.command, *arguments], stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL, cwd=shell.folder,
        env=shell.env | {"TERM": "xterm", "COLUMNS": "80"},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # Linux's way of saying that the other end is closed
        pass
    os.close(ours)
    assert process.stdout is not None
    out = process.stdout.read().decode()
    process.stdout.close()
    return process.wait(timeout=60), out, seen.decode()


@posix
def test_a_terminal_sees_a_progress_bar(shell):
    (shell.folder / "many.csv").write_text("x\n" + "\n".join(f"text {i}" for i in range(200)))
    arguments = ("check", "many.csv", "--check", "encoded", "--encoder", "slow", "--cache", "off")
    code, out, seen = on_terminal(shell, *arguments)
    assert code == 0
    assert out.startswith("encoded: many.csv")
    assert "encoding" in seen
    assert "/200" in seen
    assert on_terminal(shell, *arguments, "--no-progress")[2] == ""


@posix
def test_ctrl_c_is_quiet_and_keeps_what_was_encoded(shell):
    (shell.folder / "many.csv").write_text("x\n" + "\n".join(f"text {i}" for i in range(6400)))
    arguments = ["check", "many.csv", "--check", "encoded", "--encoder", "slow", "--format", "json"]
    process = subprocess.Popen(
        [*shell.command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=shell.folder, env=shell.env
    )
    for _ in range(300):  # until the first vectors are kept
        if any(path.stat().st_size for path in shell.home.rglob("vectors.sqlite")):
            break
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == b""
    assert b"What was encoded so far is kept" in err
    assert b"Traceback" not in err
    kept = json.loads(shell("cache", "info", "--json").stdout)["entries"]
    assert 0 < kept < 6400


def test_the_cache_verbs(shell):
    shell("check", "t.csv", "--check", "encoded", "--encoder", "slow")
    info = shell("cache", "info")
    assert "Vectors: 5\n" in info.stdout
    assert shell("cache", "verify").stdout == "5 vectors, all whole.\n"
    asked = shell("cache", "clear")
    assert asked.returncode == 2
    assert "--yes" in asked.stderr
    assert shell("cache", "clear", "--yes").stdout == "Deleted 5 vectors.\n"
    assert "Vectors: 0\n" in shell("cache", "info").stdout


def test_a_damaged_cache_is_told(shell):
    shell("check", "t.csv", "--check", "encoded", "--encoder", "slow")
    path = json.loads(shell("cache", "info", "--json").stdout)["path"]
    with Path(path).open("r+b") as file:
        file.seek(0)
        file.write(b"garbage" * 100)
    done = shell("cache", "verify")
    assert done.returncode == 3
    assert "begun anew" in done.stdout


@posix
def test_no_file_of_another_home_is_touched(shell, tmp_path):
    shell("check", "t.csv", "--check", "encoded", "--encoder", "slow", HOME=str(tmp_path / "elsewhere"))
    assert not (tmp_path / "elsewhere").exists()
    assert (tmp_path / "home").is_dir()


def test_a_terminal_without_unicode_gets_the_report(shell):
    (shell.folder / "漢.csv").write_text("x\nGRÖẞE\n", encoding="utf-8")
    done = shell("check", "漢.csv", "--check", "loud", "--values", "show", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "loud: ?.csv" in done.stdout


@posix
def test_names_cannot_steer_the_terminal(shell):
    name = "\x1b[31mred.csv"
    (shell.folder / name).write_text("a\x1b[2J,b\nX,Y\n")
    done = shell("check", name, "--check", "loud", "--fail-under", "1", "--values", "show")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "\\x1b[31mred.csv" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("n\n1\n")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "tabbert", "check", str(table)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "Cannot write" in done.stderr
    assert "Hint" in done.stderr


def test_verbs_below_a_verb_are_named_too(shell):
    done = shell("models", "remove", "x")
    assert done.returncode == 2
    assert "No such command 'remove'. There are: export, import, list, path, pull, rm, show, verify." in done.stderr
    assert "Did you mean 'verify'?" in shell("cache", "verfy").stderr
