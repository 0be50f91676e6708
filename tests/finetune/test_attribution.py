"""Token attributions: they add up, and they find the word that decides."""

import math

import pytest

import tabbert
from tabbert.errors import InvalidParameterError

pytestmark = [pytest.mark.train, pytest.mark.slow]


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
    whole = math.log(found.confidence) - found.start
    assert sum(found.weights) == pytest.approx(whole, rel=0.02, abs=0.05)
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
