"""Fixtures for every test: a home folder of its own, so that nobody's real cache is touched, and small tables."""

import os
from pathlib import Path

import pytest

from tabbert._plugins import registry
from tabbert.core.check import ValueCheck
from tabbert.testing import FakeEncoder

DATA = Path(os.environ.get("TABBERT_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    # One home for the whole run: the serving model is built once.
    os.environ["TABBERT_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in (
        "TABBERT_CACHE",
        "TABBERT_ENCODER",
        "TABBERT_THREADS",
        "TABBERT_DISABLE_PLUGINS",
        "TABBERT_CACHE_MB",
        "TABBERT_PLUGINS",
        "TABBERT_STRICT_PLUGINS",
    ):
        os.environ.pop(name, None)


@pytest.fixture
def fake_encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def data_folder() -> Path:
    if not DATA.is_dir():
        pytest.skip(f"the shared data folder is not here ({DATA.name}); set TABBERT_DATA")
    return DATA


class Shouting(ValueCheck):
    """A check that needs no encoder: capitals only is bad."""

    name = "shouting"
    summary = "Finds text written in capitals only."

    def score(self, values, column):
        return [0.0 if value.isupper() else 1.0 for value in values]


@pytest.fixture
def shouting():
    registered = registry()
    registered.checks["shouting"] = Shouting
    yield Shouting
    registered.checks.pop("shouting", None)
    registered.sources.pop(("checks", "shouting"), None)


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory):
    """A BERT of 2 layers x 32 with random weights, as a folder in the Hugging Face format."""
    pytest.importorskip("torch")
    from tabbert.encoders.family import Checkpoint
    from tests.checkpoints import write_checkpoint

    tiny = Checkpoint(
        name="tiny", repository="", revision="", languages="", kind="bert", layers=2, hidden=32, heads=4, vocab=200,
        parameters=0, positions=64,
    )  # fmt: skip
    return write_checkpoint(tiny, tmp_path_factory.mktemp("tiny"))
