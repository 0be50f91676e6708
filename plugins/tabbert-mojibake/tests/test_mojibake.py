"""The plugin as its user meets it: installed, found, and right about a small labelled table."""

import json
import subprocess
import sys

import polars as pl
from tabbert_mojibake import Mojibake

from tabbert.testing import check_value_check

GOOD = ["Schön", "café", "“quoted”", "naïve", "Łódź", "東京", "مرحبا", "Ångström", "10 °C", "São Paulo", "don’t"]
BAD = [text.encode("utf-8").decode("windows-1252", "replace") for text in ("Schön", "café", "São Paulo", "don’t")]


def test_finds_what_it_should():
    result = pl.DataFrame({"text": GOOD + BAD}).bert.check_mojibake()
    assert set(result.findings["value"]) == set(BAD)


def test_contract():
    check_value_check(Mojibake(), {"text": [*GOOD, *BAD, None]})


def test_feels_built_in_on_the_command_line(tmp_path):
    table = tmp_path / "t.csv"
    pl.DataFrame({"text": GOOD + BAD}).write_csv(table)
    command = [sys.executable, "-m", "tabbert", "check", str(table), "--check", "mojibake", "--format", "json"]
    done = subprocess.run([*command, "--fail-under", "0.99"], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["n_findings"] == len(BAD)
