"""Models as archives: what was exported comes back whole; what could do harm does not come in."""

import stat
import zipfile

import pytest

from tabbert.errors import ModelArchiveError, ModelStoreError, UnknownModelError
from tabbert.store import archives, models, saved
from tabbert.store.saved import Description


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("TABBERT_HOME", str(tmp_path / "home"))


def add(name="tickets", created="2026-01-01T00:00:00+00:00", weights=b"w" * 5000):
    def build(part):
        (part / "model.safetensors").write_bytes(weights)
        (part / "1_Pooling").mkdir()
        (part / "1_Pooling" / "config.json").write_text("{}")
        Description(
            name=name, task="classification", method="finetune", base="x", created=created, tabbert="0", dim=4,
            layers=1, parameters=1, max_tokens=8, labels=("a", "b"), columns=("text",), scores={"accuracy": 0.5},
        ).write(part)  # fmt: skip

    return models.add(name, build)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "tickets.zip"
    archives.export(add(), path)
    return path


def rewritten(source, target, change):
    """Copy an archive; `change` gives (name, data) -> list of what to write instead."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            for name, data in change(member.filename, old.read(member)):
                new.writestr(name, data)
    return target


def beside(extra):
    return lambda name, data: [(name, data), (extra, b"x")] if name == "model.json" else [(name, data)]


def test_there_and_back(archive):
    key = saved.find("tickets").name
    models.remove("tickets")
    with pytest.raises(UnknownModelError, match="Saved here: none"):
        saved.find("tickets")
    folder = archives.unpack(archive)
    assert (folder.parent.name, folder.name) == ("tickets", key)
    assert saved.read(folder).labels == ("a", "b")
    assert (folder / "1_Pooling" / "config.json").read_text() == "{}"
    assert archives.unpack(archive, "other").parent.name == "other"


def test_versions_newest_first():
    old = add(created="2026-01-01T00:00:00+00:00")
    new = add(created="2026-02-01T00:00:00+00:00")
    assert saved.find("tickets") == new
    assert saved.find(f"tickets@{old.name[:6]}") == old
    models.remove("tickets", new.name)
    assert saved.find("tickets") == old
    assert add(created="2026-01-01T00:00:00+00:00") == old  # the same files are the same version


@pytest.mark.parametrize("damage", ["cut", "altered", "gone", "manifest"])
def test_a_damaged_folder_is_told(damage):
    folder = add()
    weights = folder / "model.safetensors"
    if damage == "cut":
        weights.write_bytes(b"w" * 4999)
    elif damage == "altered":
        weights.write_bytes(b"w" * 4999 + b"x")
    elif damage == "gone":
        weights.unlink()
    else:
        (folder / "manifest.json").write_text("{}")
    with pytest.raises(ModelStoreError, match="Hint: restore it"):
        saved.find("tickets")


@pytest.mark.parametrize("name", ["../evil.json", "/evil.json", "a/../../evil.json", "..\\evil.json", "c:evil.json"])
def test_paths_outside_are_refused(archive, tmp_path, name):
    bad = rewritten(
        archive, tmp_path / "bad.zip", lambda n, d: [(n, d), (name, b"x")] if n == "model.json" else [(n, d)]
    )
    with pytest.raises(ModelArchiveError, match="outside the model's folder"):
        archives.unpack(bad, "bad")
    assert not list(tmp_path.rglob("evil.json"))


@pytest.mark.parametrize("name", ["model.pkl", "pytorch_model.bin", "modeling.py", "run.sh"])
def test_what_could_run_is_refused(archive, tmp_path, name):
    bad = rewritten(
        archive, tmp_path / "bad.zip", lambda n, d: [(n, d), (name, b"x")] if n == "model.json" else [(n, d)]
    )
    with pytest.raises(ModelArchiveError, match="no file of a model"):
        archives.unpack(bad, "bad")


def test_links_are_refused(archive, tmp_path):
    def linked(name, data):
        info = zipfile.ZipInfo("model.safetensors")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        return [(info, b"/etc/passwd")] if name == "model.safetensors" else [(name, data)]

    with pytest.raises(ModelArchiveError, match="link"):
        archives.unpack(rewritten(archive, tmp_path / "bad.zip", linked), "bad")


def test_bombs_are_refused(archive, tmp_path):
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("weights.safetensors", b"\0" * 50_000_000)
    with pytest.raises(ModelArchiveError, match="would grow"):
        archives.unpack(bad, "bad")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n, d: [(n, d[:-1] if n == "model.safetensors" else d)], "bytes instead of"),
        (lambda n, d: [(n, b"x" * len(d) if n == "model.safetensors" else d)], "altered"),
        (lambda n, d: [] if n == "model.safetensors" else [(n, d)], "cannot be read"),
        (lambda n, d: [] if n == "manifest.json" else [(n, d)], "no manifest"),
        (lambda n, d: [(n, d), ("more.json", b"{}")] if n == "model.json" else [(n, d)], "not in its manifest"),
    ],
)
def test_what_is_not_whole_is_refused(archive, tmp_path, change, words):
    with pytest.raises(ModelArchiveError, match=words):
        archives.unpack(rewritten(archive, tmp_path / "bad.zip", change), "bad")
    assert not [path for path in (tmp_path / "home" / "models" / "bad").iterdir() if path.is_dir()]


def test_no_archive_at_all(archive, tmp_path):
    with pytest.raises(ModelArchiveError, match="no such file"):
        archives.unpack(tmp_path / "nothing.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-50])
    with pytest.raises(ModelArchiveError, match="no whole zip file"):
        archives.unpack(cut)
    text = tmp_path / "text.zip"
    text.write_text("hello")
    with pytest.raises(ModelArchiveError, match="no whole zip file"):
        archives.unpack(text)


def test_a_failed_build_leaves_nothing(tmp_path):
    def build(part):
        (part / "half.json").write_text("{}")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        models.add("tickets", build)
    assert not [path for path in (tmp_path / "home" / "models" / "tickets").iterdir() if path.is_dir()]
