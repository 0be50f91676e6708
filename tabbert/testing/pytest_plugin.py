"""Fixtures for tests of data and of plugins: pytest finds them wherever tabbert is installed.

Nothing of tabbert is imported before a test asks for a fixture.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tabbert._registry import Registry
    from tabbert.testing import FakeEncoder

__all__ = ["assert_complete", "fake_encoder", "tabbert_home", "tabbert_registry"]


@pytest.fixture
def tabbert_registry() -> "Iterator[Registry]":
    """Hold a registry with the built-ins only: what a test registers there is forgotten after it."""
    from tabbert._plugins import isolated

    with isolated() as registry:
        yield registry


@pytest.fixture
def tabbert_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give tabbert an empty home folder: no models, no cache."""
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "tabbert-home"))
    return tmp_path / "tabbert-home"


@pytest.fixture
def fake_encoder() -> "FakeEncoder":
    """Make an encoder without weights that counts what it encodes."""
    from tabbert.testing import FakeEncoder

    return FakeEncoder()


@pytest.fixture
def assert_complete() -> "Callable[..., Any]":
    """Give a test `tabbert.testing.assert_complete`: ``assert_complete(df, ["name"])``."""
    from tabbert.testing import assert_complete

    return assert_complete
