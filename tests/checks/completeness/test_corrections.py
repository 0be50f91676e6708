"""A few corrections: exact for what they name, for similar values by as much as they are alike, and nothing encoded."""

import copy
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tabbert
from tabbert.checks.completeness._corrections import BOUND, EVIDENCE, Corrections, likeness, wanted
from tabbert.core.verdict import Verdict
from tabbert.errors import DeclarationError, InvalidParameterError, UnknownColumnError, UnknownEncoderError
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
    before = scores(result)
    corrected = result.correct({"remark": {"see file": "complete", "Paid in full": "uninformative"},
                                "n": {-999: True, "15": False}})  # fmt: skip
    assert scores(corrected)["see file"] == 1.0
    assert (scores(corrected)["Paid in full"], statuses(corrected)["Paid in full"]) == (0.0, "uninformative")
    assert statuses(corrected, "n")[-999] == "complete"
    assert statuses(corrected, "n")[15] == "missing"
    assert scores(result) == before, "the first result stays as it was"
    assert before["see file"] < 1.0
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


def test_similar_values_follow_and_others_stay():
    alike = ["see attached file", "siehe Anhang", "voir pièce jointe", "ver adjunto", "zie bijlage"]
    result = tabbert.check_completeness(pl.DataFrame({"remark": [*REMARKS, *alike, "heute geliefert"]}))
    before = scores(result)
    after = scores(result.correct({"remark": dict.fromkeys(alike[:4], "complete")}))
    odds = {value: np.log(after[value] / (1 - after[value]) / before[value] * (1 - before[value]))
            for value in before if value not in alike[:4] and before[value] < 1}  # fmt: skip
    assert before["zie bijlage"] < 0.1
    assert odds.pop("zie bijlage") > 2, "in a fifth language"
    odds = {value: shift for value, shift in odds.items() if value not in ("see file", "siehe Akte")}  # alike, too
    assert max(map(abs, odds.values())) < 0.2, "placeholders of another meaning, and ordinary values"


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


def test_an_encoder_object_stays_at_home():
    class Local(FakeEncoder):
        def __reduce__(self):
            raise TypeError("it cannot travel")

    here = tabbert.check_completeness(TABLE, encoder=Local(), cache="off")
    assert copy.deepcopy(here.again) is here.again
    there = pickle.loads(pickle.dumps(here))
    assert there.n_findings == here.n_findings
    with pytest.raises(UnknownEncoderError, match="'fake'"):
        there.correct({"remark": {"tbd": "complete"}})


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


SAID = ["see file", "siehe Akte", "to be completed", "wird nachgereicht", "Paid in full", "waiting for parts"]


@pytest.fixture(scope="module")
def vectors():
    return tabbert.embed(pl.DataFrame({"x": SAID}), columns=["x"])


def make_verdict(n, score, status):
    return Verdict(np.full(n, score), np.full(n, status, object), np.full(n, "why", object))


def test_likeness_is_a_matter_of_meaning_not_of_language(vectors):
    alike = likeness(vectors, vectors)
    assert np.allclose(np.diag(alike), 1, atol=1e-3)
    assert np.allclose(alike, alike.T, atol=1e-5)
    assert alike[0, 1] > alike[0, 2:].max()
    assert alike[2, 3] > max(alike[2, :2].max(), alike[2, 4:].max())


def test_the_shift_is_bounded_and_equal_corrections_do_not_add_up(vectors):
    one, twenty = (
        Corrections(np.repeat(vectors[:1], n, axis=0), np.full(n, BOUND, np.float32), ["complete"] * n) for n in (1, 20)
    )
    for corrections in (one, twenty):
        verdict = make_verdict(6, 0.1, "placeholder")
        corrections.adapt(verdict, np.arange(6), vectors)
        moved = np.log(verdict.score / (1 - verdict.score)) - np.log(0.1 / 0.9)
        assert 0.9 * BOUND < moved[0] <= BOUND + 1e-6
        assert (moved > -1e-6).all()
        assert moved[4] < 0.1 * BOUND, "an ordinary value stays where it is"
        assert (verdict.status[0], verdict.evidence[0]) == ("complete", "")
        assert (verdict.status[4], verdict.evidence[4]) == ("placeholder", "why")


def test_a_value_that_becomes_a_finding_is_called_like_its_nearest_correction(vectors):
    corrections = Corrections(vectors[[0, 2, 4]], np.array([-5, -5, 5], np.float32),
                              ["gibberish", "uninformative", "complete"])  # fmt: skip
    verdict = make_verdict(3, 0.8, "complete")
    corrections.adapt(verdict, np.arange(3), vectors[[0, 2, 4]])
    assert verdict.status.tolist() == ["gibberish", "uninformative", "complete"]
    assert verdict.evidence.tolist() == [EVIDENCE, EVIDENCE, "why"]


def test_what_was_right_moves_nothing():
    said = wanted(np.array([0.01, 0.99, 0.01, 0.99, 0.5]), np.array([False, True, True, False, True]))
    assert said.tolist()[:2] == [0.0, 0.0]
    assert said[2] == pytest.approx(1 - np.log(0.01 / 0.99), abs=1e-3)
    assert said[3] == pytest.approx(-said[2], abs=1e-3)
    assert said[4] == 1.0
    assert np.abs(wanted(np.array([0.0, 1.0]), np.array([True, False]))).max() == BOUND


def test_confirming_a_verdict_changes_no_other_score(result):
    assert scores(result)["Paid in full"] > 0.8
    before, after = scores(result), scores(result.correct({"remark": {"Paid in full": "complete"}}))
    assert {v: s for v, s in after.items() if v != "Paid in full"} == {
        v: s for v, s in before.items() if v != "Paid in full"
    }
