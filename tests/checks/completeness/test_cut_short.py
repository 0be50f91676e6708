"""Values that begin another one inside a word were probably cut off; short forms and single words say nothing."""

import numpy as np
import polars as pl
import pytest

import tabbert
from tabbert.checks.completeness._cut_short import cut_short

JOBS = [
    "Leitende Ingenieurin",
    "Software Engineer",
    "Data Engineer",
    "Machine Operator",
    "Blue Shoes",
    "Team Alpha",
    "मुख्य अभियंता (जल)",
    "Berliner",
]


@pytest.mark.parametrize("text", ["Leitende Ingen", "leitende ingenieu", "Machine Opera", "मुख्य अभि"])
def test_a_value_that_begins_another_inside_a_word(text: str) -> None:
    assert cut_short([*JOBS, text])[-1]


@pytest.mark.parametrize(
    "text",
    [
        "Leitende", "Leitende Ingenieurin", "Software Eng.", "Blue Shoe",  # a word, a whole, a short form, a singular
        "Team A", "Berlin", "Machine Opera House", "Machine 12", "", "x" * 300,
    ],
)  # fmt: skip
def test_others_do_not(text: str) -> None:
    assert not cut_short([*JOBS, text])[-1]


def test_a_word_that_other_values_hold_is_whole() -> None:
    assert not cut_short([*JOBS, "Software Engine", "Steam Engine"]).any()


def test_the_order_of_values_does_not_matter() -> None:
    texts = [*JOBS, "Machine Opera", "Leitende Ingen"]
    assert cut_short(texts[::-1]).tolist() == cut_short(texts)[::-1].tolist()
    assert (cut_short([]).dtype, cut_short([]).shape) == (np.bool_, (0,))


def test_the_check_says_so_and_a_saved_state_does_too(tmp_path) -> None:
    cars = [
        "Mercedes-Benz Sprinter",
        "Ford Transit",
        "Volkswagen Transporter",
        "Renault Master",
        "Fiat Ducato",
        "Opel Movano",
    ]
    frame = pl.DataFrame({"model": [*cars * 20, "Mercedes-Benz Spri"]})
    result = tabbert.check_completeness(frame, progress=False)
    (finding,) = result.findings.to_dicts()
    assert (finding["row"], finding["status"]) == (120, "truncated")
    assert finding["evidence"] == "begins another value of the column, and ends inside its word"
    state = result.state.save(tmp_path / "cars.tabbert")
    later = pl.DataFrame({"model": ["Ford Transit", "Mercedes-Benz Spri"]})
    assert tabbert.check_completeness(later, state=state, progress=False).findings["row"].to_list() == [1]
