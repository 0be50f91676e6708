"""A language removal adapted to a user's own texts: what is learnt, measured, written, and used again."""

import json
import shutil

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import tabbert
from tabbert import language_removal
from tabbert.cli import main
from tabbert.errors import InvalidParameterError, ModelStoreError
from tabbert.finetune import clustering_adaptation as adaptation
from tabbert.testing import FakeEncoder


class Worded(FakeEncoder):
    """Texts "meaning wording": the wording is loud, and lies in few directions."""

    def encode(self, texts):
        ours = language_removal.shipped().mean
        places = [text.split(" ") for text in texts]
        meaning = super().encode([place[0] for place in places])
        wording = super().encode([f"w{sum(map(ord, place[-1])) % 6}" for place in places])
        vectors = 2 * ours / np.linalg.norm(ours) + 0.5 * meaning + wording
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32).reshape(len(texts), -1)


@pytest.fixture
def encoder():
    return Worded(name="worded")


@pytest.fixture
def found(encoder):
    left, right = ([f"m{n} {word}{n % 6}" for n in range(400)] for word in ("a", "d"))
    return adaptation.run(left, right, kind="pairs", encode=encoder.encode)


def test_pairs_are_joined_and_held_out_as_wholes():
    left, right = ["a", "b", " ", "x", None, "e"], ["b", "c", "d", "x", "y", "f"]
    texts, groups, held_out = adaptation.pairs(left, right)
    assert texts == ["a", "b", "c", "e", "f"]  # what is blank or paired with itself teaches nothing
    assert groups.tolist() == [0, 0, 0, 1, 1]
    assert all(len(set(held_out[groups == group])) == 1 for group in groups)
    again = adaptation.pairs(left[::-1], right[::-1])
    assert again[0] == texts
    np.testing.assert_array_equal(again[2], held_out)


def test_labels_are_read_with_their_texts():
    texts, groups, held_out = adaptation.labelled(
        [f"t{n}" for n in range(200)] + ["", "x"], ["p", "q"] * 100 + ["p", None]
    )
    assert len(texts) == len(groups) == 200
    assert set(groups) == {0, 1}
    assert 0.1 < held_out.mean() < 0.3


def test_it_wins_on_what_it_has_not_seen(found):
    assert found.wins
    assert found.after > found.before + 0.2
    assert found.n_texts == 800
    assert 50 < found.n_held_out < 300


def test_too_few_texts_are_refused(encoder):
    with pytest.raises(InvalidParameterError, match="at least 50"):
        adaptation.run(["a"] * 5, ["b"] * 5, kind="pairs", encode=encoder.encode)
    with pytest.raises(InvalidParameterError, match="at least 50"):
        adaptation.run(
            [f"t{n}" for n in range(90)], [f"own{n}" for n in range(90)], kind="labels", encode=encoder.encode
        )


def test_what_is_written_is_used_and_a_state_needs_it_no_more(found, encoder, tmp_path):
    data = tmp_path / "pairs.csv"
    data.write_text("x", encoding="utf-8")
    adaptation.save(found, tmp_path / "ours", data)
    card = json.loads((tmp_path / "ours" / language_removal.CARD).read_text(encoding="utf-8"))
    assert card["held_out"]["r_precision_after"] == round(found.after, 4)
    frame = pl.DataFrame({"text": [f"m{n % 4} w{n}" for n in range(80)]})
    result = frame.bert.cluster(removal=tmp_path / "ours", encoder=encoder, cache="off")
    np.testing.assert_array_equal(result.model.removal_matrix, found.removal.matrix.astype(np.float16))
    result.state.save(tmp_path / "state")
    shutil.rmtree(tmp_path / "ours")
    again = tabbert.cluster(frame, state=tmp_path / "state", encoder=encoder, cache="off")
    np.testing.assert_array_equal(again.labels, result.labels)
    with pytest.raises(ModelStoreError, match="no language removal"):
        frame.bert.cluster(removal=tmp_path / "ours", encoder=encoder, cache="off")


def test_an_altered_map_and_one_of_another_encoder_are_refused(found, tmp_path):
    data = tmp_path / "pairs.csv"
    data.write_text("x", encoding="utf-8")
    path = adaptation.save(found, tmp_path / "ours", data)
    frame = pl.DataFrame({"text": [f"a{n}" for n in range(80)]})
    with pytest.raises(InvalidParameterError, match="removal"):
        frame.bert.cluster(removal=tmp_path / "ours", encoder=FakeEncoder(), cache="off")
    with pytest.raises(InvalidParameterError, match="removal"):
        frame.bert.cluster(removal="x", remove_language=False, encoder=FakeEncoder(), cache="off")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ModelStoreError, match="hash"):
        frame.bert.cluster(removal=tmp_path / "ours", encoder=FakeEncoder(), cache="off")


@pytest.fixture
def invoke(tmp_path, monkeypatch, encoder):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tabbert.finetune.encoding.default_encode", lambda: encoder.encode)
    rows = {"a": [f"m{n} a{n % 6}" for n in range(400)], "b": [f"m{n} d{n % 6}" for n in range(400)]}
    rows["topic"] = np.random.default_rng(0).integers(0, 40, 400).astype(str).tolist()
    pl.DataFrame(rows).write_csv("t.csv")
    return lambda *arguments: CliRunner().invoke(main, ["finetune", "clustering", "t.csv", "-o", "ours", *arguments])


def test_the_command_writes_what_wins(invoke, tmp_path):
    done = invoke("--pairs", "a,b")
    assert done.exit_code == 0, done.output
    assert "before" in done.output
    assert language_removal.load(tmp_path / "ours").matrix.shape == (384, 200)
    again = invoke("--pairs", "a,b", "--start", "ours")
    assert again.exit_code in (0, 1)


def test_the_command_writes_nothing_that_does_not_win(invoke, tmp_path):
    done = invoke("--text", "a", "--label", "topic")  # labels that say nothing about the texts
    assert done.exit_code == 1, done.output
    assert "nothing was written" in done.output
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize(("arguments", "code"), [
    ([], 2), (["--text", "a"], 2), (["--pairs", "a"], 2), (["--pairs", "a,b", "--label", "topic"], 2),
    (["--pairs", "a,no"], 3), (["--pairs", "a,b", "--start", "nowhere"], 3),
])  # fmt: skip
def test_the_command_refuses(invoke, arguments, code):
    done = invoke(*arguments)
    assert done.exit_code == code
    assert "unexpectedly" not in done.output


def test_a_folder_is_the_projects_data(invoke, tmp_path):
    folder = str(tmp_path)
    assert CliRunner().invoke(main, ["finetune", "clustering", folder, "-o", "o", "--pairs", "a,b"]).exit_code == 2
    done = CliRunner().invoke(main, ["finetune", "clustering", folder, "-o", "o"])
    assert done.exit_code == 3
    assert "CSV or Parquet" in done.output
