import numpy as np
import pytest
from scipy.sparse import csr_array

from tabbert.algorithms.sparse_products import sparse_products


def some_rows(n: int, seed: int) -> csr_array:
    """Rows of which every third feature is common and the others rare."""
    rng = np.random.default_rng(seed)
    share = np.where(np.arange(300) % 3 == 0, 0.5, 0.01)
    found = csr_array(np.where(rng.random((n, 300)) < share, rng.random((n, 300)), 0).astype(np.float32))
    found.sort_indices()
    return found


@pytest.mark.parametrize(("n", "m"), [(700, 200), (40, 20), (0, 100), (3, 0)])
def test_equal_to_the_plain_product(n, m):
    rows, others = some_rows(n, 1), some_rows(m, 2)

    found = sparse_products(rows, others)

    assert found.shape == (n, m)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, rows.toarray() @ others.toarray().T, rtol=1e-5, atol=1e-5)


def test_a_row_is_the_same_whatever_stands_beside_it():
    rows, others = some_rows(700, 1), some_rows(200, 2)

    whole = sparse_products(rows, others)

    assert (sparse_products(rows[530:531], others) == whole[530:531]).all()
    assert (sparse_products(rows[100:650], others) == whole[100:650]).all()


def test_what_is_multiplied_stays_as_it_is():
    rows, others = some_rows(50, 1), some_rows(100, 2)
    before = rows.toarray(), others.toarray()

    sparse_products(rows, others)

    assert (rows.toarray() == before[0]).all()
    assert (others.toarray() == before[1]).all()
