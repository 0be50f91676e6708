"""Progress bars: on standard error, where somebody is watching."""

import subprocess
import sys
from pathlib import Path

import pytest

from tabbert._progress import bar

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("enabled", [False, None])  # tests do not run on a terminal
def test_silent(enabled, capfd):
    with bar(enabled, "encoding") as progress:
        progress(1, 2)
    assert capfd.readouterr() == ("", "")


def test_shown_on_standard_error_when_asked_for(capfd):
    with bar(True, "encoding") as progress:
        progress(0, 0)  # waiting
        progress(1, 2)
        progress(2, 2)
        progress(1, 5)  # the next column
    out, err = capfd.readouterr()
    assert out == ""
    assert "encoding" in err
    assert "1/5" in err


def test_nothing_is_shown_or_imported_without_work():
    code = (
        "import sys; from tabbert._progress import bar\n"
        "with bar(True, 'encoding'): pass\n"
        "with bar(None, 'encoding') as progress: progress(1, 2)\n"
        "assert 'rich' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_bar_stops_when_the_work_fails(capfd):
    def work():
        with bar(True, "encoding") as progress:
            progress(1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    before = capfd.readouterr()
    assert capfd.readouterr().err == ""
    assert "1/2" in before.err
