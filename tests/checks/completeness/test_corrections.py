"""A few corrections: exact for what they name, for similar values by as much as they are alike, and nothing encoded."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tabbert
from tabbert.checks.completeness._corrections import BOUND, EVIDENCE, Corrections
from tabbert.core.verdict import Verdict
from tabbert.errors import DeclarationError, InvalidParameterError, UnknownColumnError
from tabbert.testing import FakeEncoder

REMARKS = ["Paid in full", "Lieferung am Montag", "see file", "siehe Akte", "tbd", "Broken on arrival", "to be done",
           "Le client a payé", "La caja llegó rota", "refund sent", "waiting for parts"]  # fmt: skip
TABLE = pl.DataFrame({"remark": REMARKS * 3, "n": [*range(10, 20), -999] * 3})


@pytest.fixture(scope="module")
def result():
    return tabbert.check_completeness(TABLE)


def scores(result, name="remark"):
    column = next(outcome for outcome in result.outcome.columns if outcome.name == name)
    return dict(zip(column.column.values, column.verdict.score.tolist(), strict=True))


def statuses(result, name="remark"):
    column = next(outcome for outcome in result.outcome.columns if outcome.name == name)
    return dict(zip(column.column.values, column.verdict.status.tolist(), strict=True))


def test_what_is_corrected_gets_what_was_said(result):
    corrected = result.correct({"remark": {"see file": "complete", "Paid in full": "uninformative"},
                                "n": {-999: True, "15": False}})  # fmt: skip
    assert scores(corrected)["see file"] == 1.0
    assert (scores(corrected)["Paid in full"], statuses(corrected)["Paid in full"]) == (0.0, "uninformative")
    assert statuses(corrected, "n")[-999] == "complete"
    assert statuses(corrected, "n")[15] == "missing"
    assert scores(result)["see file"] < 0.5, "the first result stays as it was"
    assert "corrected" in corrected.findings["evidence"].to_list()


def test_nothing_is_encoded_again():
    class Counted(FakeEncoder):
        pass

    encoder = Counted()
    result = tabbert.check_completeness(TABLE, encoder=encoder, cache="off")
    done = len(encoder.encoded)
    corrected = result.correct({"remark": {"see file": "complete"}, "n": {-999: "complete"}})
    assert len(encoder.encoded) == done
    assert corrected.stats["texts_encoded"] == 0


def test_similar_values_follow(result):
    before = scores(result)
    after = scores(result.correct({"remark": {"see file": "complete"}}))
    moved = {value: after[value] - before[value] for value in before if value != "see file"}
    assert moved["siehe Akte"] > 0.01, "the same in another language"
    assert max(moved, key=moved.get) == "siehe Akte"
    assert all(shift > -1e-9 for shift in moved.values())


def test_corrections_of_corrections_are_those_together(result):
    one = result.correct({"remark": {"see file": "complete"}}).correct({"remark": {"tbd": "ok"}, "n": {-999: "ok"}})
    both = result.correct({"n": {-999: "ok"}, "remark": {"see file": "complete", "tbd": "ok"}})
    assert_frame_equal(one.cells, both.cells)
    changed = one.correct({"remark": {"see file": "placeholder"}})
    assert statuses(changed)["see file"] == "placeholder"
    assert_frame_equal(changed.cells, result.correct({"remark": {"see file": "placeholder", "tbd": "ok"},
                                                      "n": {-999: "ok"}}).cells)  # fmt: skip


def test_they_stay_with_a_file_and_with_a_state(result, tmp_path):
    corrected = result.correct({"remark": {"see file": "complete", "refund sent": "gibberish"}, "n": {-999: "valid"}})
    path = corrected.save_corrections(tmp_path / "completeness.yaml")
    again = tabbert.check_completeness(TABLE, corrections=path)
    assert_frame_equal(again.cells, corrected.cells)
    assert_frame_equal(again.findings, corrected.findings)
    state = corrected.state.save(tmp_path / "march.tabbert")
    assert_frame_equal(tabbert.check_completeness(TABLE, state=state).cells, corrected.cells)
    later = tabbert.check_completeness(TABLE, state=state).correct({"remark": {"see file": "placeholder"}})
    assert statuses(later)["see file"] == "placeholder"
    assert statuses(later)["refund sent"] == "gibberish"
    assert b"refund" not in state.read_bytes()


def test_the_result_keeps_what_it_had():
    frame = pd.DataFrame({"remark": REMARKS}, index=[*"abcdefghijk"])
    result = tabbert.check_completeness(frame, threshold=0.4, weights={"remark": 2}, sample=8)
    corrected = result.correct({"remark": {"Paid in full": "missing"}})
    assert (corrected.threshold, corrected.weights, corrected.notes) == (0.4, {"remark": 2.0}, result.notes)
    assert corrected.rows.index.equals(result.rows.index)
    assert corrected.row_numbers is result.row_numbers
    lazy = tabbert.check_completeness(TABLE.lazy()).correct({"remark": {"tbd": "complete"}})
    assert isinstance(lazy.rows, pl.LazyFrame)
    assert_frame_equal(lazy.cells.collect(),
                       tabbert.check_completeness(TABLE).correct({"remark": {"tbd": "complete"}}).cells)  # fmt: skip


def test_results_travel_and_can_still_be_corrected(result):
    there = pickle.loads(pickle.dumps(result))
    said = {"remark": {"tbd": "complete"}}
    assert_frame_equal(there.correct(said).cells, result.correct(said).cells)


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"remarks": {"tbd": "complete"}}, UnknownColumnError, "did you mean 'remark'"),
        ({"remark": {"not there": "complete"}}, DeclarationError, "does not hold the value of entry 1"),
        ({"n": {"abc": "complete"}}, DeclarationError, "does not hold"),
        ({"remark": {"tbd": "perfect"}}, DeclarationError, "statuses are complete, missing"),
        ({"remark": {"tbd": 3}}, DeclarationError, "statuses are complete"),
        ({"remark": {None: "complete"}}, DeclarationError, "null"),
        ({"remark": ["tbd"]}, DeclarationError, "values to statuses"),
        ([("remark", "tbd")], DeclarationError, "by column"),
        ({"remark": dict.fromkeys(REMARKS, "ok"), "n": dict.fromkeys(range(10, 20), "ok")}, DeclarationError,
         "at most 20"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(result, said, error, words):
    with pytest.raises(error, match=words) as caught:
        result.correct(said)
    assert "not there" not in str(caught.value), "cell values stay out of errors"


def test_twenty_are_taken_and_no_more_in_several_steps(result):
    some = result.correct({"remark": dict.fromkeys(REMARKS, "ok"), "n": dict.fromkeys(range(10, 19), "ok")})
    with pytest.raises(DeclarationError, match="there are 21"):
        some.correct({"n": {19: "ok"}})
    some.correct({"n": {18: "missing"}})


def test_a_declared_code_is_not_corrected():
    result = tabbert.check_completeness(TABLE, missing_codes={"n": [12]}, encoder=FakeEncoder(), cache="off")
    with pytest.raises(DeclarationError, match="contradict"):
        result.correct({"n": {"12": "complete"}})
    assert statuses(result.correct({"n": {12: "placeholder"}}), "n")[12] == "missing"


@pytest.mark.usefixtures("shouting")
def test_other_checks_say_that_they_cannot_be_corrected(tmp_path):
    result = tabbert.check(TABLE, "shouting")
    with pytest.raises(InvalidParameterError, match="one that can be corrected"):
        result.correct({"remark": {"tbd": "ok"}})
    with pytest.raises(InvalidParameterError, match="one that can be corrected"):
        result.save_corrections(tmp_path / "c.yaml")


def _unit(rng, n):
    vectors = rng.standard_normal((n, 64)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_shift_is_bounded_and_vanishes_far_away():
    rng = np.random.default_rng(0)
    vectors = _unit(rng, 20)
    corrections = Corrections.of(np.repeat(vectors[:1], 20, axis=0), ["complete"] * 20, vectors)
    near, far = vectors[0], _unit(rng, 200)
    verdict = Verdict(np.full(201, 0.1), np.full(201, "placeholder", object), np.full(201, "why", object))
    corrections.adapt(verdict, np.arange(201), np.vstack([near, far]))
    moved = np.log(verdict.score / (1 - verdict.score)) - np.log(0.1 / 0.9)
    assert 0.9 * BOUND < moved[0] <= BOUND + 1e-6, "twenty equal corrections are as good as one, not twenty times"
    assert np.abs(moved[1:]).max() < 0.35 * BOUND
    assert (verdict.status[0], verdict.evidence[0]) == ("complete", "")
    assert set(verdict.status[1:]) == {"placeholder"}


def test_a_value_that_becomes_a_finding_is_called_like_its_nearest_correction():
    rng = np.random.default_rng(1)
    own = _unit(rng, 3)
    corrections = Corrections.of(own, ["gibberish", "uninformative", "complete"], _unit(rng, 30))
    verdict = Verdict(np.full(3, 0.8), np.full(3, "complete", object), np.full(3, "", object))
    corrections.adapt(verdict, np.arange(3), own)
    assert verdict.status.tolist() == ["gibberish", "uninformative", "complete"]
    assert verdict.evidence.tolist() == [EVIDENCE, EVIDENCE, ""]


def test_a_score_far_from_every_correction_is_not_touched():
    corrections = Corrections.of(np.eye(4, dtype=np.float32)[:1], ["complete"], np.empty((0, 4), np.float32))
    verdict = Verdict(np.array([0.1 + 0.2]), np.array(["placeholder"], object), np.array(["why"], object))
    corrections.adapt(verdict, np.arange(1), -np.eye(4, dtype=np.float32)[:1])
    assert verdict.score[0] == 0.1 + 0.2
