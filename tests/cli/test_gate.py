"""Gates of the command line: several checks, a baseline, and that nothing turns green by disappearing."""

import json

import pytest

from tabbert._plugins import registry
from tabbert.cli import main
from tabbert.core.check import ValueCheck
from tabbert.testing import FakeEncoder

pytestmark = pytest.mark.usefixtures("shouting")


class Whispering(ValueCheck):
    name = "whispering"
    needs = frozenset({"vectors"})

    def score(self, values, column):
        column.vectors()
        return [0.0 if value.islower() else 1.0 for value in values]


class Failing(ValueCheck):
    name = "failing"

    def score(self, values, column):
        raise RuntimeError("CANARY " + values[0])


@pytest.fixture
def more_checks():
    registry().checks |= {"whispering": Whispering, "failing": Failing}
    yield
    for name in ("whispering", "failing"):
        registry().checks.pop(name, None)


@pytest.fixture
def check(runner, table, monkeypatch):
    monkeypatch.chdir(table.parent)

    def run(*arguments, files=("t.csv",), names=("shouting",)):
        named = [word for name in names for word in ("--check", name)]
        return runner.invoke(main, ["check", *files, *named, "--no-progress", *arguments])

    return run


@pytest.fixture
def baseline(check):
    assert check("-o", "base.json").exit_code == 0
    return "base.json"


def edit(path, **changes):
    made = json.loads(path.read_text())
    path.write_text(json.dumps(made | changes))


def test_the_same_table_passes_its_own_baseline(check, baseline):
    done = check("--baseline", baseline, "--format", "json")
    assert done.exit_code == 0, done.stderr
    gate = json.loads(done.stdout)["gate"]
    assert (gate["outcome"], gate["rules"][0]["message"]) == ("passed", "nothing got worse.")


def test_a_table_that_got_worse_fails_and_says_where(check, baseline, table):
    table.write_text("name,remark\nAnn,fine\nBob,LOUD\nCid,LOUD\n")
    done = check("--baseline", baseline)
    assert done.exit_code == 1
    assert "Failed: t.csv: shouting, column 'remark': 'shouting' rose from 1 of 3 to 2 of 3." in done.stderr
    assert "Gate failed: shouting, column 'remark'" in done.stdout
    warned = check("--baseline", baseline, "--warn-only")
    assert warned.exit_code == 0
    assert "Warning: t.csv" in warned.stderr


def test_a_low_score_passes_a_baseline_and_a_limit_holds_besides(check, baseline):
    assert check("--baseline", baseline, "--fail-under", "0.1").exit_code == 0
    assert check("--baseline", baseline, "--fail-under", "0.99").exit_code == 1


def test_next_months_file_is_compared_with_last_months(check, baseline, table):
    (table.parent / "april.csv").write_text("name,remark\nAnn,WORSE\nBob,LOUD\nCid,LOUD\n")
    assert check("--baseline", baseline, files=("april.csv",)).exit_code == 1


def test_a_file_that_the_baseline_does_not_know_is_not_green(check, baseline, table):
    (table.parent / "u.csv").write_text("x\nok\n")
    done = check("--baseline", baseline, files=("t.csv", "u.csv"))
    assert done.exit_code == 3
    assert "u.csv: shouting is not in the baseline" in done.stderr


def test_a_column_that_vanished_fails(check, baseline, table):
    table.write_text("name\nAnn\nBob\nCid\n")
    done = check("--baseline", baseline)
    assert done.exit_code == 1
    assert "column 'remark' is in the baseline and is gone" in done.stderr


def test_a_column_that_is_no_longer_read_fails(check, baseline, table):
    table.write_text("name,remark\nAnn,\nBob,\nCid,\n")
    assert check("--baseline", baseline).exit_code == 1


@pytest.mark.usefixtures("more_checks")
def test_a_check_that_vanished_fails(check):
    assert check("-o", "two.json", names=("shouting", "whispering")).exit_code == 0
    for name in ("text", "json", "markdown", "html", "junit", "sarif", "github"):
        done = check("--baseline", "two.json", "--format", name)
        assert done.exit_code == 1
        assert "whispering is in the baseline and was not run" in done.stderr
        assert "whispering is in the baseline and was not run" in done.stdout.replace("&#95;", "_")


def test_a_plugin_that_is_gone_is_no_pass(check, table):
    (table.parent / "c.yaml").write_text("checks:\n  shouting:\n  removed_plugin:\n")
    done = check("--config", "c.yaml", names=())
    assert done.exit_code == 2
    assert "c.yaml, line 3, `checks.removed_plugin`: Unknown check" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("changes", "words"), [
    ({"check_version": "old"}, "the version of the check was old and is 1 now"),
    ({"threshold": 0.1}, "the threshold was 0.1 and is 0.5 now"),
    ({"score": None}, "nothing was assessed the first time"),
])  # fmt: skip
def test_a_baseline_that_cannot_be_compared_is_not_green(check, baseline, table, changes, words):
    edit(table.parent / baseline, **changes)
    done = check("--baseline", baseline, "--warn-only")
    assert done.exit_code == 3
    assert words in done.stderr
    assert "Hint: write a new baseline" in done.stderr


@pytest.mark.parametrize(("text", "words"), [
    (None, "No such file"), ("", "it is not JSON"), ("{}", "it is no report"), ("[]", "it holds no checks"),
    ("[1]", "it is no report"), ('{"schema": "tabbert.check/9"}', "its schema is 'tabbert.check/9'"),
    ("[" * 100_000, "it is not JSON"),
])  # fmt: skip
def test_a_baseline_that_is_none(check, table, text, words):
    if text is not None:
        (table.parent / "b.json").write_text(text)
    done = check("--baseline", "b.json")
    assert (done.exit_code, done.stdout) == (3, "")
    assert words in done.stderr


def test_the_baseline_is_not_replaced_by_the_report_that_failed_it(check, baseline):
    done = check("--baseline", baseline, "-o", baseline)
    assert done.exit_code == 2
    assert "would replace the baseline" in done.stderr


def test_a_tolerance(check, table):
    table.write_text("remark\n" + "fine\n" * 99 + "LOUD\n")
    check("-o", "base.json")
    table.write_text("remark\n" + "fine\n" * 108 + "LOUD\n" * 2)
    codes = [
        check("--baseline", "base.json", *more).exit_code for more in ((), ("--tolerance", "0"), ("--tolerance", "0.5"))
    ]
    assert codes == [0, 1, 0]


@pytest.mark.usefixtures("more_checks")
def test_several_checks_are_one_report_and_encode_once(check):
    class Again(Whispering):
        name = "again"

    encoder = FakeEncoder(16, "once")
    registry().checks["again"], registry().encoders["once"] = Again, encoder
    try:
        done = check("--format", "json", "--encoder", "once", "--cache", "off", names=("whispering", "again"))
    finally:
        del registry().checks["again"], registry().encoders["once"]
    assert [(made["check"], made["stats"]["texts_encoded"]) for made in json.loads(done.stdout)] == [
        ("whispering", 5), ("again", 0),
    ]  # fmt: skip
    assert sorted(encoder.encoded) == ["Ann", "Bob", "Cid", "LOUD", "fine"]


@pytest.mark.usefixtures("more_checks")
def test_one_of_several_checks_that_fails_is_in_the_report(check):
    done = check("--format", "json", names=("shouting", "failing"))
    assert done.exit_code == 3
    good, bad = json.loads(done.stdout)
    assert good["score"] is not None
    assert "raised RuntimeError in apply" in bad["error"]
    assert "CANARY" not in done.stdout + done.stderr


@pytest.mark.usefixtures("more_checks")
@pytest.mark.parametrize("option", [("--set", "a=1"), ("--allow", "a=1"), ("--state", "s"), ("--save-state", "s")])
def test_what_belongs_to_one_check_is_refused_for_several(check, option):
    done = check(*option, names=("shouting", "whispering"))
    assert done.exit_code == 2
    assert "belong to one check" in done.stderr


@pytest.mark.parametrize("name", ["junit", "sarif", "github", "markdown", "text", "html", "json"])
def test_masked_values_stay_masked_in_every_format(check, table, name):
    table.write_text("name,remark\nAnn,CANARY ONE\nBob,CANARY TWO\nCid,fine\n")
    assert "CANARY" not in check("--format", name, "--fail-under", "0.99").stdout
    assert "CANARY" not in check("--format", name, "--values", "hide").stdout
    assert ("CANARY ONE" in check("--format", name, "--values", "show").stdout) == (name != "github")


@pytest.mark.parametrize(("suffix", "start"), [("xml", "<?xml"), ("sarif", "{"), ("annotations", "::")])
def test_the_suffix_names_the_format(check, table, suffix, start):
    assert check("-o", f"r.{suffix}").exit_code == 0
    assert (table.parent / f"r.{suffix}").read_text().startswith(start)


def test_several_files_with_their_own_baseline(check, table):
    (table.parent / "u.csv").write_text("x\nok\n")
    files = ("t.csv", "u.csv")
    assert check("-o", "both.json", files=files).exit_code == 0
    assert check("--baseline", "both.json", files=files).exit_code == 0
    assert check("--baseline", "both.json", files=("u.csv",)).exit_code == 0, "only what is named is judged"
    (table.parent / "u.csv").write_text("x\nBAD\n")
    assert check("--baseline", "both.json", files=files).exit_code == 1
