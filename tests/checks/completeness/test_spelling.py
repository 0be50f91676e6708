import pytest

from tabbert.checks.completeness._spelling import spoken, spoken_name


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("DECLINED TO ANSWER", "Declined to answer"),
        ("НЕ УКАЗАНО", "Не указано"),
        ("LOT 12, UNKNOWN", "Lot 12, unknown"),
        ("NO_DATA", "No_data"),
    ],
)
def test_capitals_are_read_as_a_sentence(text, read):
    assert spoken(text) == read


@pytest.mark.parametrize(
    "text",
    ["Unknown", "unknown", "N/A", "ND", "USA", "TBD", "MRWOR0XXXXX", "A1B2C3", "東京都", "keine Angabe", "", " "],
)
def test_the_rest_stays_what_it_is(text):
    assert spoken(text) == text


@pytest.mark.parametrize("text", ["DECLINED", "ΆΓΝΩΣΤΟ", "NO DATA AVAILABLE"])
def test_twice_is_once(text):
    assert spoken(spoken(text)) == spoken(text)


@pytest.mark.parametrize(
    "name", ["PREMISE_TYPE", "premise_type", "PremiseType", "premiseType", "premise.type", "Premise type"]
)
def test_names_are_read_as_words(name):
    assert spoken_name(name) == "Premise type"


@pytest.mark.parametrize(("name", "read"), [("customerID", "Customer id"), ("город", "Город"), ("__", "__"), ("", "")])
def test_other_names(name, read):
    assert spoken_name(name) == read
