"""Distillation on tiny models: the right layers are kept, the student agrees with its teacher, and serves alike."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

import tabbert
from tabbert.encoders.transformers import TransformersEncoder
from tabbert.errors import InvalidParameterError, TrainingDataError
from tabbert.finetune.distillation import Distillation, student_of

pytestmark = [pytest.mark.train, pytest.mark.slow]


@pytest.mark.parametrize(("layers", "kept"), [(6, [0, 2, 4, 6, 8, 10]), (4, [0, 3, 6, 9]), (11, [*range(11)])])
@pytest.mark.parametrize("kind", ["bert", "distilbert"])
def test_every_second_layer(kind, layers, kept):
    torch = pytest.importorskip("torch")
    from transformers import AutoConfig, AutoModel

    from tabbert.encoders.family import Checkpoint

    sizes = Checkpoint(
        name="", repository="", revision="", languages="", kind=kind, layers=12, hidden=8, heads=2, vocab=20,
        parameters=0,
    ).config()  # fmt: skip
    teacher = AutoModel.from_config(AutoConfig.for_model(sizes.pop("model_type"), **sizes)).eval()
    student = student_of(teacher, layers)
    own, whole = (max((m for m in model.modules() if isinstance(m, torch.nn.ModuleList)), key=len)
                  for model in (student, teacher))  # fmt: skip
    assert len(own) == layers
    for layer, place in zip(own, kept, strict=True):
        pairs = zip(layer.parameters(), whole[place].parameters(), strict=True)
        assert all(torch.equal(one, other) for one, other in pairs)
    ids = torch.ones(1, 4, dtype=torch.long)
    assert len(student(ids, output_hidden_states=True).hidden_states) == layers + 1
    assert getattr(student.config, "num_hidden_layers", None) == layers
    with pytest.raises(InvalidParameterError, match="fewer than the teacher's 12"):
        student_of(teacher, 12)


def test_a_student_of_a_classifier(goods, goods_home):
    student = tabbert.distill("goods", goods, layers=1, name="small", epochs=15, learning_rate=3e-3, masked=0.05,
                              train_embeddings=True)  # fmt: skip
    teacher = goods_home.about
    assert student.labels == goods_home.labels
    assert (student.about.layers, student.about.columns) == (1, teacher.columns)
    assert student.about.parameters < teacher.parameters
    assert student.about.scores["agreement_with_teacher"] > 0.7
    texts = [f"name: {name}" for name in goods["name"]]
    same = student.probabilities(texts).argmax(axis=1) == goods_home.probabilities(texts).argmax(axis=1)
    assert same.mean() > 0.8
    assert tabbert.embed(goods, encoder="small", cache="off").shape == (len(goods), 32)


def test_a_student_of_an_encoder(goods, tiny_bert, tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path))
    texts = goods["name"].to_list()
    student = tabbert.distill(str(tiny_bert), texts, layers=1, name="mini", epochs=4, learning_rate=1e-3)
    teacher = TransformersEncoder(tiny_bert)
    agreement = (student.encode(texts) * teacher.encode(texts)).sum(axis=1).mean()
    assert agreement == pytest.approx(student.about.scores["agreement_with_teacher"], abs=0.05)
    assert agreement > 0.9
    assert np.abs(np.linalg.norm(student.encode(texts[:5]), axis=1) - 1).max() < 1e-5


def test_what_makes_no_sense(tiny_bert):
    with pytest.raises(TrainingDataError, match="too few"):
        tabbert.distill(str(tiny_bert), ["a", "b"], layers=1, name="x")
    with pytest.raises(InvalidParameterError, match="fewer than the teacher's 2"):
        tabbert.distill(str(tiny_bert), [f"row {chr(97 + i)}" for i in range(26)], layers=2, name="x")
    with pytest.raises(InvalidParameterError, match="not all 0"):
        Distillation(soft=0, cosine=0)
