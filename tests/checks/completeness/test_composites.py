"""Two fields in one cell are found by what other columns hold, and only where these are empty."""

import polars as pl
import pytest

import tabbert
from tabbert import frames
from tabbert.checks.completeness._composites import rivals, together

NAMES = [f"{first} {last}" for first in ("Ann", "Bob", "Cleo", "Dev", "Eve", "Finn", "Gus") for last in
         ("Smith", "Jones", "Brown", "Clark", "Lewis", "Young")]  # fmt: skip
CITIES = ["Leeds", "York", "Bath"]


def people(moved=6):
    """Return names and cities; of the first rows the city stands behind the name instead."""
    rows = [(name, CITIES[i % 3]) for i, name in enumerate(NAMES)]
    rows[:moved] = [(f"{name}, {city}", None) for name, city in rows[:moved]]
    return pl.DataFrame(rows, schema=["name", "city"], orient="row")


def found(*parts):
    tables = [frames.read(part).table([0, 1], None) for part in parts]
    first, *rest = [together(table) for table in tables]
    columns = [column.merge([t.columns[i] for t in tables[1:]]) for i, column in enumerate(tables[0].columns)]
    return rivals(first.merge(rest), columns)


def test_a_value_that_ends_with_another_columns_value_where_that_is_empty_holds_two_fields():
    p, owner = found(people())["name"].look_up(["Ann Smith, Leeds", "Ann Smith", "leeds"])
    assert p[0] > 0.5
    assert list(p[1:]) == [0, 0]
    assert found(people())["name"].names[owner[0]] == "city"


def test_the_same_ends_are_ordinary_where_the_other_column_is_filled_too():
    table = people(0).with_columns(pl.format("{}, {}", "name", "city").alias("name"))
    table = table.with_columns(pl.when(pl.int_range(pl.len()) < 6).then(None).otherwise("city").alias("city"))
    assert found(table) == {}


def test_nothing_is_found_in_a_table_without_empty_cells():
    assert found(people(0)) == {}


def test_shapes_count_where_values_do_not_repeat():
    table = pl.DataFrame({
        "title": [f"{name} {i + 10}.{i + 10}" if i < 8 else name for i, name in enumerate(NAMES)],
        "price": [None if i < 8 else f"{i + 50}.{i + 20}" for i in range(len(NAMES))],
    })  # fmt: skip
    assert found(table)["title"].look_up(["Zed Quick 99.01"])[0][0] > 0.5


@pytest.mark.parametrize("parts", [2, 5])
def test_slices_find_what_the_whole_finds(parts):
    whole = people()
    size = -(-len(whole) // parts)
    again = found(*(whole[at : at + size] for at in range(0, len(whole), size)))["name"]
    once = found(whole)["name"]
    assert again.hash.tolist() == once.hash.tolist()
    assert again.probability.tolist() == once.probability.tolist()


def test_the_check_says_so_and_a_saved_state_does_too(tmp_path):
    result = tabbert.check(people(), "completeness")
    mine = result.findings.filter(pl.col("status") == "misplaced")
    assert mine["row"].to_list() == list(range(6))
    assert all(evidence.startswith("ends with what belongs in 'city'") for evidence in mine["evidence"])
    again = tabbert.check(people(), "completeness", state=result.state.save(tmp_path / "people.tabbert"))
    assert again.findings["evidence"].to_list() == result.findings["evidence"].to_list()
