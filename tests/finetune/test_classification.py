"""Fine-tuning end to end on a tiny model: it learns, is kept, loads in three libraries, and says what is wrong."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest

import tabbert
from tabbert.encoders.exported import ExportedEncoder, SavedClassifier
from tabbert.errors import (
    InvalidParameterError,
    ModelStoreError,
    TrainingDataError,
    UnknownColumnError,
    UnknownParameterError,
)
from tabbert.store import saved
from tabbert.testing import check_encoder

pytestmark = [pytest.mark.train, pytest.mark.slow]
TEXTS = ["name: pear plum", "name: saw axe; note: x", "", "name: bonn lima oslo"]


def test_it_learns_and_says_how_well(goods_model):
    about = goods_model.about
    assert goods_model.labels == ("city", "fruit", "tool")
    assert (about.target, about.columns, about.layers, about.dim) == ("kind", ("name", "note"), 2, 32)
    assert about.scores["accuracy"] > 0.8
    assert 0.05 <= about.temperature <= 20
    assert about.rows + 2 * about.scores["rows"] == pytest.approx(126, abs=4)
    probabilities = goods_model.probabilities(TEXTS)
    assert probabilities.shape == (4, 3)
    assert np.abs(probabilities.sum(axis=1) - 1).max() < 1e-9
    assert [goods_model.labels[place] for place in probabilities.argmax(axis=1)[[0, 1, 3]]] == ["fruit", "tool", "city"]


def test_a_row_does_not_depend_on_its_batch(goods_model):
    together = goods_model.probabilities(TEXTS * 3)
    alone = np.vstack([goods_model.probabilities([text]) for text in TEXTS * 3])
    assert np.abs(together - alone).max() < 1e-5
    check_encoder(ExportedEncoder(goods_model.folder), TEXTS)


def test_transformers_gives_the_same_probabilities(goods_model):
    torch = pytest.importorskip("torch")
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(goods_model.folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(goods_model.folder)
    with torch.no_grad():
        logits = model(**tokenizer(TEXTS, padding=True, return_tensors="pt")).logits
    expected = torch.softmax(logits / goods_model.about.temperature, dim=-1).numpy()
    assert np.abs(goods_model.probabilities(TEXTS) - expected).max() < 1e-5
    assert model.config.id2label == {0: "city", 1: "fruit", 2: "tool"}


def test_sentence_transformers_gives_the_same_vectors(goods_model):
    pytest.importorskip("sentence_transformers")
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(str(goods_model.folder), device="cpu").encode(TEXTS)
    assert np.abs(ExportedEncoder(goods_model.folder).encode(TEXTS) - expected).max() < 1e-5


def test_the_folder_is_safe_and_names_nothing_of_this_machine(goods_model):
    kinds = {path.suffix for path in goods_model.folder.rglob("*") if path.is_file()}
    assert kinds == {".json", ".safetensors", ".onnx", ".md"}
    graph = (goods_model.folder / "graph.onnx").read_bytes()
    assert len(graph) < 200_000  # no weights in it
    assert b"site-packages" not in graph
    card = (goods_model.folder / "README.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("`kind`", "`name`, `note`", "`city`", "accuracy"))


def test_serving_needs_no_torch(goods_model):
    code = f"""
import sys
from pathlib import Path
from tabbert.encoders.exported import SavedClassifier
print(SavedClassifier(Path({str(goods_model.folder)!r})).probabilities(["name: saw"]).shape)
print([name for name in ("torch", "transformers", "sentence_transformers", "sklearn", "onnx") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["(1, 3)", "[]"]


def test_a_saved_model_is_an_encoder_by_its_name(goods_home):
    vectors = tabbert.embed(pl.Series("t", ["pear", "saw"]), encoder="goods", cache="off")
    assert vectors.shape == (2, 32)
    assert SavedClassifier.named("goods").folder == goods_home.folder


def test_altered_weights_are_refused(goods_model, tmp_path):
    import shutil

    folder = shutil.copytree(goods_model.folder, tmp_path / "copy")
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelStoreError, match="altered"):
        SavedClassifier(folder).probabilities(["a"])


@pytest.mark.parametrize("method", ["lora", "contrastive"])
def test_other_methods(goods, quick, tiny_bert, tmp_path, monkeypatch, method):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path))
    more = {"epochs": 1, "learning_rate": 1e-3, "pairs": 4} if method == "contrastive" else {"learning_rate": 2e-2}
    model = goods.bert.finetune(
        "classification", target="kind", name=method, encoder=str(tiny_bert), method=method, columns="name",
        **{**quick, **more},
    )  # fmt: skip
    assert model.about.method == method
    assert model.about.scores["accuracy"] > 0.6
    assert model.probabilities(["pear plum"]).argmax() == 1
    assert (model.folder / "head.safetensors").exists() == (method == "contrastive")


def test_an_interrupted_run_goes_on(goods, quick, tiny_bert, tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))
    given = {"target": "kind", "name": "goods", "encoder": str(tiny_bert), "work": tmp_path / "work", **quick}
    seen: list[int] = []

    class StopError(Exception):
        pass

    def stop(done, _total, what=""):
        seen.append(done)
        if done == 20 and what == "fine-tuning":
            raise StopError

    from tabbert.encoders.transformers import TransformersEncoder
    from tabbert.finetune.classification import finetune_texts
    from tabbert.finetune.settings import Settings

    settings, encoder = Settings(work=tmp_path / "work", **quick), TransformersEncoder(tiny_bert)
    texts, labels = [f"{row['name']}" for row in goods.to_dicts()], goods["kind"].to_list()
    with pytest.raises(StopError):
        finetune_texts(
            texts, labels, encoder=TransformersEncoder(tiny_bert), settings=settings, name="g", progress=stop
        )
    assert saved.saved() == []  # nothing half-made is kept
    seen.clear()
    finetune_texts(texts, labels, encoder=encoder, settings=settings, name="g",
                   progress=lambda done, *_: seen.append(done))  # fmt: skip
    assert 1 < seen[0] <= 21
    assert [model.name for model, _ in saved.saved()] == ["g"]
    (tmp_path / "work" / "run.json").unlink()
    with pytest.raises(OSError, match="no run of tabbert wrote it"):
        tabbert.finetune("classification", goods, **given)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pl.DataFrame({"t": ["a", "b"], "kind": pl.Series([None, None], dtype=pl.String)}), "no row has a label"),
        (pl.DataFrame({"t": ["a", "b"], "kind": ["x", "x"]}), "all rows have the same label"),
        (pl.DataFrame({"t": [None, " "], "kind": ["x", "y"]}), "any text"),
        (pl.DataFrame({"t": ["a", "b"], "kind": ["x", "y"]}), "too few to hold some out"),
    ],
)
@pytest.mark.parametrize("pandas", [False, True])
def test_rows_that_teach_nothing(tiny_bert, frame, words, pandas):
    data = pd.DataFrame(frame.to_dict(as_series=False)) if pandas else frame
    with pytest.raises(TrainingDataError, match=words):
        tabbert.finetune("classification", data, target="kind", name="bad", encoder=str(tiny_bert))
    assert "bad" not in {model.name for model, _ in saved.saved()}


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"target": "knd"}, UnknownColumnError),
        ({"name": "../x"}, InvalidParameterError),
        ({"method": "magic"}, InvalidParameterError),
        ({"precision": "int4"}, InvalidParameterError),
        ({"epoch": 3}, UnknownParameterError),
        ({"held_out": 0.9}, InvalidParameterError),
        ({"columns": ["kind"]}, InvalidParameterError),
        ({"encoder": "static"}, InvalidParameterError),
    ],
)
def test_options_that_make_no_sense(goods, tiny_bert, more, error):
    with pytest.raises(error):
        tabbert.finetune("classification", goods, **{"target": "kind", "name": "x", "encoder": str(tiny_bert), **more})


def test_the_verb_and_the_package_share_a_name(goods):
    import tabbert.finetune.settings

    with pytest.raises(InvalidParameterError, match="task"):
        tabbert.finetune("translation", goods, target="kind", name="x")


def test_the_command_line(goods, tiny_bert, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from tabbert.cli import main

    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))
    goods.write_csv(tmp_path / "goods.csv")
    runner = CliRunner()
    done = runner.invoke(main, [
        "finetune", "classification", str(tmp_path / "goods.csv"), "--target", "kind", "--name", "goods", "--encoder",
        str(tiny_bert), "--epochs", "1", "--max-tokens", "16", "--set", "max_steps=2", "--set", "learning_rate=1e-3",
    ])  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Kept as goods@" in done.stdout
    listed = json.loads(runner.invoke(main, ["models", "list", "--json"]).stdout)
    assert next(row for row in listed if row["name"] == "goods")["layers"] == 2
    assert "learnt: column `kind`" in runner.invoke(main, ["models", "show", "goods"]).stdout
    assert runner.invoke(main, ["models", "export", "goods", "-o", str(tmp_path / "g.zip")]).exit_code == 0
    assert runner.invoke(main, ["models", "rm", "goods", "--yes"]).exit_code == 0
    assert runner.invoke(main, ["models", "import", str(tmp_path / "g.zip")]).exit_code == 0
    assert "goods@" in runner.invoke(main, ["models", "import", str(tmp_path / "g.zip")]).stdout
    failed = runner.invoke(main, ["models", "export", "nothing"])
    assert failed.exit_code != 0
    assert "did you mean" in failed.stderr or "Saved here" in failed.stderr


@pytest.mark.parametrize("library", [pl.DataFrame, pd.DataFrame])
def test_a_saved_classifier_labels_a_table(goods_home, library):
    from tabbert._saved import classify_saved
    from tabbert.errors import UnknownModelError

    table = library({"note": ["x", None, None], "kind": [None] * 3, "name": ["pear plum", "", "saw axe"]})
    result = classify_saved(table, "goods")
    rows = pl.DataFrame(result.rows.to_dict(as_series=False) if library is pl.DataFrame else result.rows)
    assert rows["label"].to_list() == ["fruit", None, "tool"]
    assert rows["confidence"].to_list()[0] == pytest.approx(
        goods_home.probabilities(["name: pear plum; note: x"]).max(), abs=1e-6
    )
    assert rows["status"].to_list()[1] == "empty"
    doubtful = library({"note": [None, None], "name": ["pear axe oslo", "pear plum"]})
    confidence = list(tabbert.classify(doubtful, model="goods").rows["confidence"])
    limit = min(float(np.nextafter(min(confidence), 2)), 1.0)
    sure = tabbert.classify(doubtful, model="goods", abstain_below=limit).rows
    assert list(sure["status"]) == ["abstained" if own < limit else "labelled" for own in confidence]
    assert list(tabbert.classify(table, model="goods").rows["label"])[::2] == ["fruit", "tool"]
    with pytest.raises(InvalidParameterError, match="target"):
        tabbert.classify(table, "kind", model="goods")
    with pytest.raises(UnknownColumnError, match="note"):
        classify_saved(library({"name": ["pear"]}), "goods")
    with pytest.raises(UnknownModelError, match="did you mean 'goods'"):
        classify_saved(table, "good")


def test_batches_by_length_teach_as_well_and_scores_are_those_of_their_rows(
    goods, tiny_bert, tmp_path, quick, monkeypatch
):
    """Predictions come in the order of the batches unless the Trainer is told otherwise."""
    from tabbert.finetune import training

    settings = training.Settings()
    assert training.by_length(settings, 1599) == {}
    assert training.by_length(settings, 1600) != {}
    monkeypatch.setattr(training, "_MANY", 2)
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path))
    model = tabbert.finetune("classification", goods, target="kind", name="goods", encoder=str(tiny_bert), **quick)
    assert model.about.scores["accuracy"] > 0.8
