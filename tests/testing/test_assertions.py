"""`assert_complete`: what passes, what fails and how it says so, as a function and as a fixture."""

import subprocess
import sys

import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert.errors import InvalidParameterError, NotAssessedError, UnknownColumnError
from tabbert.testing import assert_complete

GOOD = ["Paid in full", "Delivered on Monday", "Returned", "Parcel was late"]


def test_a_complete_table_passes_and_gives_its_result():
    result = assert_complete(pl.DataFrame({"remark": GOOD, "n": [1, 2, 3, 4]}))
    assert isinstance(result, tabbert.CheckResult)
    assert result.n_findings == 0


def test_disguised_and_open_gaps_fail_without_their_values():
    frame = pd.DataFrame({"remark": [*GOOD, "n/a", None], "n": [1, 2, 3, 4, 5, 6]})
    with pytest.raises(AssertionError) as failed:
        assert_complete(frame)
    message = str(failed.value)
    assert message.startswith("1 of 2 columns has missing values: 'remark' 2 of 6 cells (placeholder ×1, null ×1).")
    assert "n/a" not in message
    assert "Hint: " in message


@pytest.mark.parametrize(("share", "passes"), [
    (0.5, True), (0.25, True), (0.24, False), (0, False), ({"n": 0.25}, True), ({"m": 1.0}, False),
])  # fmt: skip
def test_some_may_be_allowed(share, passes):
    frame = pl.DataFrame({"n": [1, 2, None, 4], "m": [1, 2, 3, 4]})
    if passes:
        assert_complete(frame, max_share=share)
    else:
        with pytest.raises(AssertionError, match="'n' 1 of 4"):
            assert_complete(frame, max_share=share)


def test_what_is_declared_counts():
    frame = pl.DataFrame({"n": [1, 2, -9, 4]})
    with pytest.raises(AssertionError):
        assert_complete(frame, missing_codes={"n": [-9]})
    assert_complete(frame, allow={"n": [-9]})


def test_what_was_not_looked_at_never_passes():
    frame = pl.DataFrame({"n": [1, 2], "xs": [[1], [2]]})
    assert_complete(frame)
    with pytest.raises(NotAssessedError):
        assert_complete(frame, ["n", "xs"])
    with pytest.raises(NotAssessedError):
        assert_complete(frame.head(0))


def test_mistakes_are_named():
    frame = pl.DataFrame({"n": [1, 2]})
    with pytest.raises(UnknownColumnError, match="did you mean 'n'"):
        assert_complete(frame, max_share={"nn": 0.5})
    for share in (2, -1, "x", True):
        with pytest.raises(InvalidParameterError, match="max_share"):
            assert_complete(frame, max_share=share)


def test_the_fixture_is_found_by_pytest(tmp_path):
    (tmp_path / "test_data.py").write_text(
        "import polars as pl\n"
        "def test_good(assert_complete):\n    assert_complete(pl.DataFrame({'n': [1, 2, 3]}))\n"
        "def test_bad(assert_complete):\n    assert_complete(pl.DataFrame({'n': [1, None, 3]}))\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_data.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in done.stdout
    assert "IncompleteError: 1 of 1 columns has missing values: 'n' 1 of 3 cells (null ×1)." in done.stdout
    assert "_assertions.py" not in done.stdout, "the traceback ends where the caller's line is"
