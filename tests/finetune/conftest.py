"""One tiny classifier, fine-tuned once for all tests that read it."""

import os

import polars as pl
import pytest

WORDS = {
    "fruit": ["apple", "pear", "plum", "fig"],
    "tool": ["saw", "axe", "drill", "file"],
    "city": ["rome", "oslo", "bonn", "lima"],
}


@pytest.fixture(scope="session")
def goods() -> pl.DataFrame:
    """Rows whose words tell their kind; every eighth row has no label."""
    kinds = list(WORDS)
    rows = [
        {"name": f"{WORDS[kinds[i % 3]][i // 3 % 4]} {WORDS[kinds[i % 3]][i // 12 % 4]} {'abcdefgh'[i % 8] * (i % 5)}",
         "note": None if i % 2 else "x", "kind": None if i % 8 == 7 else kinds[i % 3]} for i in range(144)
    ]  # fmt: skip
    return pl.DataFrame(rows)


@pytest.fixture(scope="session")
def quick() -> dict[str, object]:
    """Settings that teach a tiny model in seconds."""
    return {"epochs": 12, "learning_rate": 3e-3, "train_embeddings": True, "max_tokens": 32, "patience": 12}


@pytest.fixture(scope="session")
def goods_model(goods, quick, tiny_bert, tmp_path_factory):
    """The classifier, and the home that it is kept in."""
    import tabbert

    before = os.environ["TABBERT_HOME"]
    os.environ["TABBERT_HOME"] = home = str(tmp_path_factory.mktemp("goods"))
    try:
        return tabbert.finetune("classification", goods, target="kind", name="goods", encoder=str(tiny_bert), **quick)
    finally:
        os.environ["TABBERT_HOME"] = before
        assert home


@pytest.fixture
def goods_home(goods_model, monkeypatch):
    """Tests in which the model is found by its name."""
    monkeypatch.setenv("TABBERT_HOME", str(goods_model.folder.parents[2]))
    return goods_model
