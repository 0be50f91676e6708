"""One class of a plugin is a method with help and a section of every report, on every library, lazy ones too."""

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert import Section, Shown, ValueCheck, Verdict
from tabbert.errors import InvalidParameterError, PluginError
from tabbert.testing import FakeEncoder


class Overlong(ValueCheck):
    """Compares every value with the usual length in its column."""

    name = "overlong"
    summary = "Finds values that are too long."
    needs = frozenset({"vectors"})
    statuses: ClassVar[Mapping[str, str]] = {"ok": "usual", "long": "too long"}

    @dataclass(frozen=True)
    class Params:
        """What the check can be told.

        Attributes:
            factor: times the column's median length that is too long; above 0.
        """

        factor: float = 3.0

        def __post_init__(self) -> None:
            if self.factor <= 0:
                raise ValueError("factor above 0")

    def fit(self, column):
        lengths = np.repeat([len(value) for value in column.values], column.counts)
        return {"usual": float(np.median(lengths)) if len(lengths) else 0.0}

    def score(self, values, column):
        column.vectors()
        bad = np.array([len(value) > self.params.factor * column.profile["usual"] for value in values], bool)
        status = np.where(bad, "long", "ok").astype(object)
        return Verdict(np.where(bad, 0.0, 1.0), status, np.full(len(values), "", object))

    def section(self, table: Any, verdicts: Any, threshold: float) -> Section:
        longest = [(column.name, max(column.values, key=len, default="")) for column in table.columns]
        return Section("Longest values", ["column", "length", "value"], [[n, len(v), Shown(v)] for n, v in longest])


DATA = {"code": ["ab", "cd", "ef", "ab", "a very long secret", None], "n": [1, 2, 3, 4, 5, 6]}


@pytest.fixture
def options(tabbert_registry, fake_encoder):
    tabbert.register(Overlong)
    return {"encoder": fake_encoder, "cache": "off"}


def test_the_method_looks_written_by_hand(options):
    namespace = pl.DataFrame(DATA).bert
    assert "check_overlong" in dir(namespace)
    method = namespace.check_overlong
    names = list(inspect.signature(method).parameters)
    assert names[:2] == ["columns", "factor"]
    assert {"threshold", "state", "encoder", "cache"} <= set(names)
    assert inspect.signature(method).parameters["factor"].default == 3.0
    assert "factor (float, default 3.0): times the column's median length" in method.__doc__
    assert "long: too long" in method.__doc__
    assert method.__name__ == "check_overlong"
    assert method("code", factor=100.0, **options).n_findings == 0


@pytest.mark.parametrize(
    "frame", [pl.DataFrame(DATA), pl.LazyFrame(DATA), pd.DataFrame(DATA)], ids=lambda f: type(f).__module__
)
def test_every_library_gets_the_same_findings(options, frame):
    result = frame.bert.check_overlong(**options)
    found = result.findings.collect() if isinstance(frame, pl.LazyFrame) else result.findings
    assert list(found["value"]) == ["a very long secret"]
    assert tabbert.check(frame, "overlong", **options).score == result.score


def test_a_lazyframe_is_read_in_slices_with_the_verdicts_of_the_whole(options, monkeypatch):
    monkeypatch.setattr("tabbert.frames.SLICE_ROWS", 2)
    lazy = pl.LazyFrame({"code": DATA["code"] * 5}).bert.check_overlong(**options)
    whole = pl.DataFrame({"code": DATA["code"] * 5}).bert.check_overlong(**options)
    assert lazy.rows.collect().equals(whole.rows)


@pytest.mark.usefixtures("options")
def test_texts_are_encoded_once():
    encoder = FakeEncoder(name="its own")
    for expected in (4, 0):
        result = pl.DataFrame(DATA).bert.check_overlong(encoder=encoder, cache="off")
        assert result.stats["texts_encoded"] == expected
    assert sorted(encoder.encoded) == ["a very long secret", "ab", "cd", "ef"]


def test_its_section_stands_in_every_report_and_values_are_masked(options):
    result = pl.DataFrame(DATA).bert.check_overlong(**options)
    for name in ("text", "markdown", "html"):
        assert "Longest values" in result.render(name)
        assert "secret" not in result.render(name)
        assert "secret" in result.render(name, values="show")
    section = json.loads(result.to_json())["sections"][0]
    assert section["rows"] == [["code", 18, "[18 characters]"]]


def test_a_broken_section_is_a_note(options):
    class Broken(Overlong):
        def section(self, table, verdicts, threshold):
            raise ValueError("secret")

    tabbert.register(Broken)
    result = pl.DataFrame(DATA).bert.check_overlong(**options)
    assert "overlong could not write its section of this report (ValueError)." in result.to_dict()["notes"]


def test_parameters_are_validated(options):
    with pytest.raises(InvalidParameterError, match="factor of 'overlong': expected float, got 'x'"):
        pl.DataFrame(DATA).bert.check_overlong(factor="x")
    with pytest.raises(InvalidParameterError, match="factor above 0"):
        tabbert.check(pl.DataFrame(DATA), "overlong", factor=-1)


def test_its_values_can_be_private(options):
    tabbert.register(type("Private", (Overlong,), {"private": True}))
    result = pl.DataFrame(DATA).bert.check_overlong(**options)
    assert result.findings["value"].to_list() == ["[18 characters]"]
    for name in ("text", "json", "markdown", "html"):
        assert "secret" not in result.render(name, values="show")
    assert "secret" not in repr(result)
    assert result.worst["value"].to_list() == ["[18 characters]"]
    assert result.columns["worst"].to_list()[0] == "[18 characters] ×1"
    with pytest.raises(InvalidParameterError, match="may show the values"):
        result.to_code()


def test_a_wrong_answer_is_reported_with_its_owner(options):
    tabbert.register(type("Partial", (Overlong,), {"apply": lambda self, batch, state: {}}))
    with pytest.raises(PluginError, match="raised KeyError in the reading of its verdicts"):
        pl.DataFrame(DATA).bert.check_overlong(**options)


def test_an_encoder_that_fails_is_named(options):
    class Broken(FakeEncoder):
        def encode_batches(self, texts):
            raise OSError("secret")

    with pytest.raises(PluginError, match="Plugin 'tired': the encoder raised OSError") as caught:
        pl.DataFrame(DATA).bert.check_overlong(encoder=Broken(name="tired"), cache="off")
    assert "secret" not in str(caught.value)
