"""Language removals as files: the shipped one, one that is written and read again, and files that are none."""

import numpy as np
import pytest

from tabbert import language_removal
from tabbert.algorithms.language_removal import LanguageRemoval
from tabbert.errors import ModelStoreError, UnwritableFileError


@pytest.fixture
def removal():
    rng = np.random.default_rng(0)
    return LanguageRemoval(*(rng.standard_normal(shape).astype(np.float32) for shape in (12, (12, 5))))


def test_the_shipped_one_loads_and_is_for_its_encoder_s_vectors():
    shipped = language_removal.shipped()
    assert shipped.matrix.shape == (384, 200)
    assert np.isfinite(shipped.matrix).all()
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((50, 384)).astype(np.float32)
    assert language_removal.fits(shipped.mean + 0.01 * noise, shipped)
    assert not language_removal.fits(noise, shipped)
    assert not language_removal.fits(noise[:, :12], shipped)
    assert not language_removal.fits(noise[:0], shipped)


def test_what_is_written_is_read_again(removal, tmp_path):
    path = language_removal.save(removal, {"name": "ours"}, tmp_path / "new" / "folder")
    again = language_removal.load(path.parent)
    np.testing.assert_array_equal(again.mean, removal.mean)
    np.testing.assert_array_equal(again.matrix, removal.matrix.astype(np.float16))


def test_what_is_none_or_was_altered_is_refused(removal, tmp_path):
    with pytest.raises(ModelStoreError, match="no language removal"):
        language_removal.load(tmp_path)
    path = language_removal.save(removal, {}, tmp_path)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ModelStoreError, match="hash"):
        language_removal.load(tmp_path)
    (tmp_path / language_removal.CARD).write_text("[]", encoding="utf-8")
    with pytest.raises(ModelStoreError, match="card"):
        language_removal.load(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UnwritableFileError):
        language_removal.save(removal, {}, tmp_path / "file")
