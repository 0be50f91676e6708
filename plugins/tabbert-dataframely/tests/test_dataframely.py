"""The rule inside real dataframely schemas."""

import dataframely as dy
import polars as pl
import pytest
from tabbert_dataframely import complete

FRAME = pl.DataFrame(
    {
        "product": ["Kettle", "keine Angabe", "Grinder", None, "Cup set", "tbd"],
        "phone": ["0049 30 1234", "unknown", "unknown", "0049 40 7755", "0049 89 2211", "0049 69 8899"],
        "email": ["a@example.org", "n/a", "c@example.org", "n/a", "e@example.org", "f@example.org"],
    }
)


class Tickets(dy.Schema):
    product = dy.String(nullable=True, check=complete())
    phone = dy.String()
    email = dy.String()

    @dy.rule()
    def reachable(cls):
        return complete()(cls.phone.col) | complete()(cls.email.col)


def test_rows_that_say_nothing_are_filtered_and_counted():
    good, failures = Tickets.filter(FRAME)
    assert good["product"].to_list() == ["Kettle", "Grinder", None, "Cup set"]
    assert failures.counts() == {"product|check__complete": 2, "reachable": 1}


def test_validation_names_the_rule_and_no_value():
    with pytest.raises(dy.exc.ValidationError, match="complete") as caught:
        Tickets.validate(FRAME)
    assert "keine" not in str(caught.value)


def test_a_lazy_frame_is_filtered_too():
    good, _ = Tickets.filter(FRAME.lazy(), eager=False)
    assert good.collect().height == 4


def test_options_reach_the_check():
    class Tolerant(dy.Schema):
        product = dy.String(nullable=True, check=complete(allow={"product": ["keine Angabe"]}))

    class Never(dy.Schema):
        product = dy.String(nullable=True, check=complete(threshold=0.0))

    assert Tolerant.filter(FRAME, cast=True)[1].counts() == {"product|check__complete": 1}
    assert Never.is_valid(FRAME.select("product"))


def test_nulls_are_the_business_of_nullable():
    class Strict(dy.Schema):
        product = dy.String(check=complete())

    assert Strict.filter(FRAME)[1].counts() == {"product|check__complete": 2, "product|nullability": 1}
