"""The recipe of the language removal: what it reads, what it holds out, and what it writes."""

import hashlib
import json

import polars as pl
import pytest

from tabbert.finetune import clustering as recipe
from tabbert.testing import FakeEncoder

pytestmark = pytest.mark.train


_NAMES = ("aaa", "bbb", "ccc")


@pytest.fixture
def data(tmp_path):
    for folder in ("C_clustering", "B_row_classification"):
        (tmp_path / folder).mkdir()
    grid = [(lang, f"{n}") for lang in _NAMES for n in range(12)]
    sib = {"lang": [a for a, _ in grid], "index_id": [n for _, n in grid], "text": [f"{a} says {n}" for a, n in grid]}
    pl.DataFrame(sib).write_parquet(tmp_path / recipe.SIB200)
    names, roots = [f"{a} thing {n}" for a, n in grid], ["ab"[int(n) % 2] for _, n in grid]
    parents = ["" if n == "0" else f"{a} things" for a, n in grid]
    taxonomy = {"lang": sib["lang"], "category_id": [int(n) for _, n in grid], "name": names, "root_en": roots,
                "parents_without_root": parents}  # fmt: skip
    pl.DataFrame(taxonomy).write_parquet(tmp_path / recipe.TAXONOMY)
    others = [None if n == "0" else f"{a} works {n}; {a} does {n}; " for a, n in grid]
    esco = {"lang": sib["lang"], "concept_id": sib["index_id"], "preferredLabel": [f"{t} job" for t in sib["text"]],
            "altLabels": others}  # fmt: skip
    pl.DataFrame(esco).write_csv(tmp_path / recipe.ESCO)
    for name, path in recipe.INTENTS.items():
        texts = [f"{name} asks {n}" for n in range(20)]
        pl.DataFrame({"text": texts, "label": ["xy"[n % 2] for n in range(20)]}).write_parquet(tmp_path / path)
    return tmp_path


def test_what_is_held_out_is_not_read(data):
    encoder = FakeEncoder()
    held_out = recipe.HeldOut(languages=["ccc"], sentences=["3"], roots=["b"], intents=["hwu64"])
    removal = recipe.estimate(data, encoder.encode, held_out)
    assert removal.matrix.shape == (384, 200)
    read = set(encoder.encoded)
    assert not any(text.startswith(("ccc", "hwu64")) for text in read)
    row = "name: aaa thing {}; parents_without_root: aaa things"
    assert not {"aaa says 3", "aaa thing 1", row.format(1)} & read
    assert {"aaa says 2", "bbb thing 2", row.format(2), "aaa says 3 job", "bbb does 3", "banking77 asks 0"} <= read


def test_translations_stand_in_the_same_order(data):
    sib, taxonomy, esco, rows = recipe.parallel_texts(data, recipe.HeldOut())
    for languages in (sib, taxonomy, esco):
        assert len({tuple(text.split(" ", 1)[1] for text in texts) for texts in languages}) == 1
    assert rows[1][0] == "name: bbb thing 0"
    assert len({tuple(text.replace(name, "") for text in texts) for texts, name in zip(rows, _NAMES, strict=True)}) == 1


def test_paraphrases_say_the_same_in_one_language(data):
    *intents, occupations = recipe.paraphrases(data, recipe.HeldOut())
    assert [len(languages) for languages in intents] == [1, 1]
    assert len(occupations) == 3
    texts, numbers = occupations[0]
    assert [text for text, number in zip(texts, numbers, strict=True) if number == 1] == [
        "aaa says 1 job", "aaa works 1", "aaa does 1"]  # fmt: skip
    assert texts[0] == "aaa says 0 job"
    assert numbers[:2].tolist() == [0, 1]
    assert not recipe.paraphrases(data, recipe.HeldOut(languages=_NAMES, intents=tuple(recipe.INTENTS)))


def test_the_artefact_is_its_card_s(data, tmp_path):
    for folder in ("a", "b"):
        recipe.run(data, tmp_path / folder, encode=FakeEncoder().encode)
    content = (tmp_path / "a" / "language_removal.npz").read_bytes()
    card = json.loads((tmp_path / "a" / "language_removal.json").read_text(encoding="utf-8"))
    assert card["sha256"] == hashlib.sha256(content).hexdigest()
    assert content == (tmp_path / "b" / "language_removal.npz").read_bytes()
    assert card["languages"] == ["aaa", "bbb", "ccc"]
