"""The home folder: where it is, that it is private, and what happens where it cannot be written."""

import os
import stat
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from tabbert.errors import FolderUnwritableError
from tabbert.store import paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_variable_names_the_home(home: Path) -> None:
    assert paths.home() == home
    assert paths.models_dir() == home / "models"
    assert paths.vectors_dir() == home / "vectors"
    assert not home.exists(), "asking where it is creates nothing"


@pytest.mark.parametrize("value", ["", None])
def test_empty_counts_as_unset(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv("TABBERT_HOME", raising=False)
    else:
        monkeypatch.setenv("TABBERT_HOME", value)
    assert paths.home() == user_cache_path("tabbert")


def test_relative_and_home_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TABBERT_HOME", "here")
    assert paths.home() == tmp_path / "here"
    monkeypatch.setenv("TABBERT_HOME", "~/there")
    assert paths.home() == Path.home() / "there"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_created_folders_are_private(home: Path) -> None:
    before = os.umask(0)
    try:
        folder = paths.make_private(paths.models_dir() / "a")
    finally:
        os.umask(before)
    assert [mode(part) for part in (home, home / "models", folder)] == [0o700] * 3


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_existing_home_is_left_alone_and_what_is_below_is_closed(home: Path) -> None:
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    paths.vectors_dir().mkdir()
    paths.vectors_dir().chmod(0o755)
    paths.make_private(paths.vectors_dir())
    assert mode(home) == 0o755
    assert mode(paths.vectors_dir()) == 0o700


def test_a_file_in_the_way_is_a_clear_error(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(FolderUnwritableError, match=r"cannot be written: .*\nHint: .*TABBERT_HOME") as caught:
        paths.make_private(paths.vectors_dir())
    assert isinstance(caught.value, OSError)


def test_a_read_only_home_is_a_clear_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    if os.name == "posix" and os.geteuid() != 0:
        home.chmod(0o500)
    else:  # nothing is read-only to root: refuse by hand
        monkeypatch.setattr(Path, "mkdir", _refuse)
    with pytest.raises(FolderUnwritableError):
        paths.make_private(paths.vectors_dir())
    monkeypatch.undo()
    home.chmod(0o700)


def test_an_existing_folder_that_cannot_be_written_is_a_clear_error(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.make_private(paths.vectors_dir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FolderUnwritableError, match="read-only"):
        paths.make_private(paths.vectors_dir())


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")
