"""A check's parameters: described from their dataclass, validated against its annotations."""

from dataclasses import dataclass, field
from typing import Literal

import pytest

from tabbert._params import describe, make
from tabbert.checks.completeness import Completeness
from tabbert.errors import DeclarationError, InvalidParameterError, UnknownParameterError


@dataclass(frozen=True)
class Params:
    """What the check can be told.

    Attributes:
        limit: how many,
            at least 1.
        share: in [0, 1].
    """

    limit: int
    share: float = 0.5
    mode: Literal["fast", "exact"] = "fast"
    words: tuple[str, ...] = field(default=())
    name: str | None = None

    def __post_init__(self):
        if self.limit < 1:
            raise ValueError("limit of at least 1")


def test_help_comes_from_the_docstring():
    assert [str(parameter) for parameter in describe(Params)] == [
        "limit (int, required): how many, at least 1.",
        "share (float, default 0.5): in [0, 1].",
        "mode ('fast' | 'exact', default 'fast')",
        "words (tuple[str, ...], default ())",
        "name (str | None, default None)",
    ]


def test_values_are_fitted_to_their_annotations():
    made = make("x", Params, {"limit": 2, "share": 1, "words": ["a", "b"], "name": None})
    assert made == Params(2, 1.0, "fast", ("a", "b"), None)
    assert isinstance(made.share, float)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "limit of 'x': expected a value"),
        ({"limit": "2"}, "limit of 'x': expected int, got '2'"),
        ({"limit": True}, "expected int, got True"),
        ({"limit": 1, "mode": "slow"}, "expected 'fast' | 'exact', got 'slow'"),
        ({"limit": 1, "words": "ab"}, "words of 'x'"),
        ({"limit": 1, "name": 3}, r"expected str \| None, got 3"),
        ({"limit": 0}, "limit of at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(given, message):
    with pytest.raises(InvalidParameterError, match=message.replace("' | '", "' \\| '")):
        make("x", Params, given)


def test_an_unknown_parameter_is_refused_with_a_guess():
    with pytest.raises(UnknownParameterError, match="did you mean 'limit'"):
        make("x", Params, {"limt": 1})


def test_an_error_that_explains_itself_is_passed_on():
    with pytest.raises(DeclarationError, match="words are expected"):
        make("completeness", Completeness.Params, {"context": {"age": ""}})
