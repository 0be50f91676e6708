"""What a run says of columns that it did not assess."""

from tabbert._run import unassessed


def test_columns_share_a_note_for_each_reason():
    kind = "pii does not read values of kind number"
    reasons = {"a": kind, "b": "", "c": "there are no values", "d": kind}
    assert unassessed(reasons) == [
        f"Columns 'a' and 'd' were not assessed: {kind}.",
        "Column 'c' was not assessed: there are no values.",
    ]
    assert unassessed({"b": ""}) == []


def test_a_note_names_few_columns_and_no_long_name():
    reasons = {f"{number}{'x' * 10_000}": "why" for number in range(500)}
    (note,) = unassessed(reasons)
    assert note.startswith("Columns '0xxx")
    assert note.endswith("…' and 495 more were not assessed: why.")
    assert len(note) < 400
