"""A model on its way to a machine without the package."""

import os
from functools import partial

import pytest

from tabbert.distributed._model import ShippedModel, archive, pinned
from tabbert.encoders import embedded
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.errors import InvalidParameterError
from tabbert.testing import FakeEncoder

pytestmark = pytest.mark.slow


def test_the_folder_arrives_and_nothing_is_built(tmp_path, monkeypatch):
    encoder = pinned(EmbeddedEncoder())
    content = archive(encoder)
    monkeypatch.setitem(os.environ, "TABBERT_HOME", str(tmp_path))
    monkeypatch.setattr(embedded, "find_pack", lambda: None)
    monkeypatch.setattr(embedded, "build_serving", lambda *_: pytest.fail("nothing must be built here"))
    reads = []
    model = ShippedModel(encoder.card.name, encoder.key, partial(_read, reads, content))
    model.install()
    model.install()
    assert reads == [1], "read once"
    assert encoder.prepare().is_relative_to(tmp_path)


def _read(reads, content):
    reads.append(1)
    return content


def test_what_has_no_folder_is_not_sent():
    with pytest.raises(InvalidParameterError, match="ship_model"):
        pinned(FakeEncoder())
