"""The kit tells good checks, encoders and formats from bad ones: every rule is broken once, and is caught."""

from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from tabbert import RowCheck, Section, TableCheck, ValueCheck, Verdict
from tabbert._plugins import registry
from tabbert.testing import FakeEncoder, check_encoder, check_renderer, check_row_check, check_value_check, make_summary

DATA = {"text": ["fine", "LOUDER", "fine", "quiet words", None], "n": [1, 2, 3, 4, 5]}


class Loud(ValueCheck):
    name = "loud"
    statuses: ClassVar = {"ok": "fine", "loud": "capitals"}

    def fit(self, column):
        return {"n": len(column.values)}

    def score(self, values, column):
        bad = np.array([value.isupper() for value in values], bool)
        return Verdict(
            np.where(bad, 0.0, 1.0),
            np.where(bad, "loud", "ok").astype(object),
            np.array([self.evidence(value) for value in values], object),
        )

    def evidence(self, value):
        return f"{len(value)} characters"


def verdict(scores):
    return Verdict(np.array(scores, float), np.full(len(scores), "ok", object), np.full(len(scores), "", object))


class Random(Loud):
    def score(self, values, column):
        return np.random.default_rng().random(len(values))


class Ordered(Loud):
    def score(self, values, column):
        return np.linspace(0, 1, len(values))


class Outside(Loud):
    def score(self, values, column):
        return [2.0 for _ in values]


class Short(Loud):
    def score(self, values, column):
        return [1.0]


class Talkative(Loud):
    def evidence(self, value):
        return f"found {value}"


class Undeclared(Loud):
    statuses: ClassVar = {"ok": "fine"}


class Hoarder(Loud):
    def fit(self, column):
        return {"values": list(column.values)}


class Vandal(Loud):
    def score(self, values, column):
        column.counts[:] = 7
        return super().score(values, column)


class Batchwise(Loud):
    def score(self, values, column):
        return [0.0 if len(values) < column.profile["n"] else 1.0 for _ in values]


class Chatty(Loud):
    def section(self, table, verdicts, threshold):
        return Section("t", ["a", "b"], [[1]])


class Fragile(Loud):
    def score(self, values, column):
        assert all(value.strip() for value in values), "blank"
        return super().score(values, column)


def test_a_sound_check_passes():
    check_value_check(Loud(), DATA)


@pytest.mark.parametrize(
    ("check", "complaint"),
    [
        (Random, "two runs differ"),
        (Ordered, "depend on the order of rows"),
        (Outside, r"outside \[0, 1\]"),
        (Short, "scores for"),
        (Talkative, "the evidence holds the value"),
        (Undeclared, "not in `statuses`"),
        (Hoarder, "the state holds a cell value"),
        (Vandal, "changed the table"),
        (Batchwise, "in slices, verdicts differ"),
        (Chatty, "a row of the section"),
        (Fragile, "blank"),
    ],
)
def test_every_broken_rule_is_caught(check, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_value_check(check(), DATA)


class Far(TableCheck):
    name = "far"
    output: ClassVar = {"similarity": "float64"}

    def summarise(self, batch):
        return batch.row_vectors().astype(float).sum(axis=0)

    def merge(self, partials):
        return np.sum(partials, axis=0)

    def finish(self, partial):
        return self._state(table={"mean": partial / max(float(np.linalg.norm(partial)), 1e-9)})

    def apply(self, batch, state):
        similarity = batch.row_vectors().astype(float) @ state.table["mean"]
        made = verdict(np.clip(similarity, 0, 1))
        return Verdict(made.score, made.status, made.evidence, {"similarity": similarity})


class Positional(RowCheck):
    name = "positional"

    def apply(self, batch, state):
        return verdict([0.0, *[1.0] * batch.n_rows][: batch.n_rows])


class Unannounced(Far):
    output: ClassVar = {}


def test_row_and_table_checks():
    check_row_check(Far(), DATA)
    with pytest.raises(AssertionError, match="depend on the order of rows"):
        check_row_check(Positional(), DATA)
    with pytest.raises(AssertionError, match="does not announce"):
        check_row_check(Unannounced(), DATA)


class Batched(FakeEncoder):
    def encode(self, texts):
        vectors = super().encode(texts) + len(texts)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32) if len(texts) else vectors


class BatchedEnd(FakeEncoder):
    def encode_batches(self, texts):
        for positions, vectors in super().encode_batches(texts):
            vectors[:, self.card.dim :] += len(positions)
            yield positions, vectors


def test_encoders():
    check_encoder(FakeEncoder(dim=8))
    check_encoder(FakeEncoder(dim=8, parts={}))
    with pytest.raises(AssertionError, match="batch-mates"):
        check_encoder(Batched(dim=8))
    with pytest.raises(AssertionError, match="a further vector depends on its batch-mates"):
        check_encoder(BatchedEnd(dim=8))


@pytest.mark.parametrize("name", ["text", "json", "markdown", "html"])
def test_built_in_formats_keep_their_contract(name):
    check_renderer(registry().renderers[name])


@pytest.mark.parametrize(
    ("render", "complaint"),
    [
        (lambda summary: 5, "returned int"),
        (lambda summary: "", "returned nothing"),
        (lambda summary: str(id(object())) + str(summary.pop("notes", "")), "changed the summary"),
        (lambda summary: f"score {summary['score']}", "must say why a check failed"),
    ],
)
def test_broken_formats_are_caught(render, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_renderer(SimpleNamespace(name="x", suffix=".x", render=render))


def test_reports_show_a_checks_own_section_with_values_masked():
    for name in ("text", "json", "markdown", "html"):
        shown = registry().render(name, make_summary("show"))
        masked = registry().render(name, make_summary("mask"))
        assert "nobody asked to see" in shown
        assert "nobody asked to see" not in masked
        assert "What" in masked
