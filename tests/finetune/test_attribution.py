"""Token attributions: they add up, they find the word that decides, and columns get theirs."""

import math

import numpy as np
import pytest

import tabbert
from tabbert._explain import shared_out
from tabbert.errors import InvalidParameterError

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def attribute():
    from tabbert.finetune.attribution import attribute

    return attribute


@pytest.mark.parametrize("text", ["name: saw drill aa; note: x", "name: rome oslo", "apple"])
def test_the_shares_add_up_to_what_the_text_adds(goods_model, attribute, text):
    found = attribute(goods_model, text)
    probabilities = goods_model.probabilities([text])[0]
    assert found.label == goods_model.labels[probabilities.argmax()]
    assert found.confidence == pytest.approx(probabilities.max(), abs=1e-3)
    assert found.start + sum(found.weights) == pytest.approx(math.log(found.confidence), abs=0.05)
    covered = "".join(text[first:last] for first, last in found.spans).replace(" ", "")
    assert covered == text.replace(" ", "")


def test_the_words_that_decide_weigh_most(goods_home, goods):
    result = tabbert.classify(goods, model="goods")
    for row in range(3):
        told = result.explain(row, method="gradients")
        assert told.label == result.rows["label"][row]
        assert told.columns[0].column == "name"
        words = [part for part in told.words if part.column == "name"]
        assert "".join(part.text for part in words) == goods["name"][row]
        spoken = {part.text.strip(): part.weight for part in words}
        assert max(spoken, key=spoken.get) in goods["name"][row].split()[:2]
        assert told._repr_html_().count("<tr>") == len(told.columns)
    with pytest.raises(InvalidParameterError, match="'occlusion' or 'gradients'"):
        result.explain(0, method="magic")


def test_a_model_trained_by_pairs(goods, tiny_bert, tmp_path, monkeypatch, attribute):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path))
    model = tabbert.finetune("classification", goods.head(48), target="kind", name="pairs", encoder=str(tiny_bert),
                             method="contrastive", max_steps=2, max_tokens=32)  # fmt: skip
    found = attribute(model, "name: saw axe; note: x")
    assert found.confidence == pytest.approx(model.probabilities(["name: saw axe; note: x"]).max(), abs=1e-3)
    assert found.start + sum(found.weights) == pytest.approx(math.log(found.confidence), abs=0.05)


def test_tokens_go_to_their_columns_and_words():
    cells = [("title", "a saw"), ("note", "x: y; z"), ("long", "word after word")]
    text = "title: a saw; note: x: y; z; long: word…"
    spans = [(place, place + 1) for place in range(len(text))]
    columns, words = shared_out(cells, text, spans, np.ones(len(text)).tolist(), named=True)
    assert {part.column: part.weight for part in columns} == {"title": 12, "note": 13, "long": 11}
    assert [(part.column, part.text, part.weight) for part in words] == [
        ("title", "a ", 2), ("title", "saw", 3), ("note", "x: ", 3), ("note", "y; ", 3), ("note", "z", 1),
        ("long", "word…", 5),
    ]  # fmt: skip


def test_a_single_column_has_no_name():
    columns, words = shared_out([("text", "text: it")], "text: it", [(0, 4), (4, 5), (6, 8)], [1, 2, 4], named=False)
    assert (columns[0].weight, [part.text for part in words], [part.weight for part in words]) == (
        7,
        ["text: ", "it"],
        [3, 4],
    )
