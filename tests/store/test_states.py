"""Saved states: what comes back, and that a file which is none, or is made to look like one, is refused."""

import copy
import hashlib
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest

import tabbert
from tabbert.errors import StateMismatchError, UnwritableFileError
from tabbert.store import states

FRAME = pl.DataFrame({"n": [1, 2, -999, 4, 5, 6], "array": [1.5, 2.5, None, 3.5, 4.5, 5.5]})


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tabbert.check_completeness(FRAME).state.save(tmp_path_factory.mktemp("states") / "s.tabbert")
    with zipfile.ZipFile(path) as archive:
        arrays = [archive.read(f"{number}.npy") for number in range(len(archive.namelist()) - 1)]
        return path, json.loads(archive.read("state.json")), arrays


def write(path, document, arrays, *, fitting_hash=True):
    document = copy.deepcopy(document)
    if fitting_hash and isinstance(document, dict) and "content" in document:
        digest = hashlib.sha256(json.dumps(document["content"], sort_keys=True).encode())
        for array in arrays:
            digest.update(array)
        document["sha256"] = digest.hexdigest()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("state.json", json.dumps(document))
        for number, array in enumerate(arrays):
            archive.writestr(f"{number}.npy", array)
    return path


def test_a_state_comes_back(saved):
    path, _, _ = saved
    again = tabbert.check_completeness(FRAME, state=path)
    assert again.score == tabbert.check_completeness(FRAME).score
    assert states.load(path).columns.keys() == {"n", "array"}


def test_a_state_may_be_written_by_several_at_once(saved, tmp_path):
    content, path = states.load(saved[0]), tmp_path / "s.tabbert"
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: states.save(content, path), range(64))) == [path] * 64
    assert states.load(path).columns.keys() == content.columns.keys()
    assert [file.name for file in tmp_path.iterdir()] == ["s.tabbert"]


def test_it_holds_no_pickle(saved):
    _, _, arrays = saved
    for array in arrays:
        np.load(io.BytesIO(array), allow_pickle=False)


def changed(**changes):
    return lambda document: {**document, "content": {**document["content"], **changes}}


def without(name):
    return lambda document: {**document, "content": {k: v for k, v in document["content"].items() if k != name}}


@pytest.mark.parametrize("change", [
    lambda document: [], lambda document: {}, lambda document: {**document, "content": "x"},
    lambda document: {"format": document["format"]}, changed(more=1), without("check"), changed(columns=[]),
    changed(columns={"n": []}), changed(kinds={"n": 1}), changed(check=7), changed(params=None), changed(table="x"),
    lambda document: {**document, "format": "tabbert.state/2"}, changed(table={"array": "99.npy"}),
    changed(table={"array": "x.npy"}),
])  # fmt: skip
def test_a_document_of_another_shape_is_refused(saved, tmp_path, change):
    _, document, arrays = saved
    with pytest.raises(StateMismatchError, match="cannot be applied"):
        states.load(write(tmp_path / "s", change(document), arrays))


def pickled() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([{"a": 1}], object), allow_pickle=True)
    return buffer.getvalue()


@pytest.mark.parametrize("array", [b"", b"junk", pickled()])
def test_arrays_that_are_none_are_refused_whatever_the_hash(saved, tmp_path, array):
    _, document, arrays = saved
    with pytest.raises(StateMismatchError, match="not a state file, or it is damaged"):
        states.load(write(tmp_path / "s", document, [array] * len(arrays)))
    with pytest.raises(StateMismatchError):
        states.load(write(tmp_path / "s", document, arrays[:1]))


def test_an_altered_state_is_refused(saved, tmp_path):
    _, document, arrays = saved
    altered = write(tmp_path / "s", changed(version="9")(document), arrays, fitting_hash=False)
    with pytest.raises(StateMismatchError, match="its hash does not fit"):
        states.load(altered)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x,y\n1,2\n"])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(StateMismatchError):
        states.load(tmp_path / "s")


def test_a_state_cannot_be_written_everywhere(saved, tmp_path):
    state = states.load(saved[0])
    with pytest.raises(UnwritableFileError):
        states.save(state, tmp_path / "nowhere" / "s")
    assert not list(tmp_path.iterdir())
