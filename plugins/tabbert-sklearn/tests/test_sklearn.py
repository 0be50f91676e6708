"""scikit-learn's own checks, and pipelines of scikit-learn and skrub on real frames."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import skrub
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks
from tabbert_sklearn import TabbertCompleteness, TabbertEncoder

from tabbert.testing import FakeEncoder

PRODUCT = ["Kettle", "keine Angabe", "Grinder", None, "Cup set", "tbd", *["Kettle", "Grinder", "Cup set"] * 6]
AMOUNT = [12.5, 30.0, -999.0, *(8.25 + 3 * row for row in range(21))]
DATA = {"product": PRODUCT, "amount": AMOUNT}
INDEX = [f"row {row}" for row in range(24)]


class Forgetful(FakeEncoder):
    """Keeps no list of what it encoded: scikit-learn checks that a parameter is never changed."""

    def encode(self, texts):
        vectors = super().encode(texts)
        self.encoded.clear()
        return vectors


ENCODER = Forgetful(dim=8)


@parametrize_with_checks([TabbertCompleteness(cache="off"), TabbertEncoder(3, encoder=ENCODER, cache="off")])
def test_it_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks([TabbertCompleteness("both", cache="off"), TabbertEncoder(None, encoder=ENCODER, cache="off")])
def test_it_is_one_with_other_parameters_too(estimator, check):
    check(estimator)


def test_findings_become_nulls_in_the_library_and_with_the_index_given():
    made = TabbertCompleteness().fit_transform(pl.DataFrame(DATA))
    assert made["product"].to_list() == [None if row in (1, 5) else PRODUCT[row] for row in range(24)]
    assert made["amount"].null_count() == 1
    assert made.schema == pl.DataFrame(DATA).schema
    frame = pd.DataFrame(DATA, index=INDEX)
    made = TabbertCompleteness().fit_transform(frame)
    assert list(made.index[made["product"].isna()]) == ["row 1", "row 3", "row 5"]
    assert frame["amount"].min() == -999  # the input is as it was


def test_scores_are_added():
    for frame in (pl.DataFrame(DATA), pd.DataFrame(DATA, index=INDEX)):
        estimator = TabbertCompleteness("both").fit(frame)
        made = estimator.transform(frame)
        assert list(made.columns) == ["product", "amount", "product_completeness", "amount_completeness"]
        assert list(made.columns) == list(estimator.get_feature_names_out())
        assert (made["product_completeness"].to_numpy() < 0.5).sum() == 3
        assert "tbd" not in made["product"].to_list()
        assert "tbd" in TabbertCompleteness("scores").fit_transform(frame)["product"].to_list()


def test_the_context_is_that_of_the_fit():
    estimator = TabbertCompleteness(missing_codes={"product": ["Grinder"]}).fit(pl.DataFrame(DATA))
    new = pl.DataFrame({"product": ["Grinder", "Kettle"], "amount": [-999.0, 20.0]})
    assert estimator.transform(new).rows() == [(None, None), ("Kettle", 20.0)]
    with pytest.raises(ValueError, match="feature names"):
        estimator.transform(new.rename({"amount": "sum"}))


def test_arrays_of_texts_stay_arrays():
    array = np.array([PRODUCT, AMOUNT], object).T
    made = TabbertCompleteness().fit_transform(array)
    assert made.dtype == object
    assert [row for row in range(24) if made[row, 0] is None] == [1, 3, 5]
    assert made[2, 1] is None


def test_a_wrong_output_is_refused():
    with pytest.raises(ValueError, match="not one of"):
        TabbertCompleteness("null").fit(pl.DataFrame(DATA))


def test_translations_are_near():
    texts = ["The parcel is late", "Das Paket kommt nicht", "I forgot my password", "Ich habe mein Passwort vergessen"]
    vectors = TabbertEncoder(None).fit_transform(pl.DataFrame({"message": texts})).to_numpy()
    assert vectors.shape == (4, 384)
    nearest = (vectors @ vectors.T - 2 * np.eye(4)).argmax(axis=1)
    assert list(nearest) == [1, 0, 3, 2]


def test_frames_come_back_as_frames_with_names():
    frame = pd.DataFrame(DATA, index=INDEX)
    encoder = TabbertEncoder(2, encoder=FakeEncoder()).fit(frame)
    made = encoder.transform(frame)
    assert list(made.columns) == ["product_0", "product_1", "amount_0", "amount_1"]
    assert list(made.index) == INDEX
    assert set(made.dtypes) == {np.dtype("float32")}
    as_polars = clone(encoder).set_output(transform="polars").fit(frame).transform(frame)
    assert isinstance(as_polars, pl.DataFrame)
    assert as_polars.columns == list(made.columns)


def test_in_a_scikit_learn_pipeline():
    target = [row % 3 for row in range(24)]
    parts = make_column_transformer(
        (make_pipeline(TabbertCompleteness(), SimpleImputer()), ["amount"]),
        (TabbertEncoder(3, encoder=FakeEncoder()), ["product"]),
    )
    model = make_pipeline(parts, LogisticRegression()).fit(pd.DataFrame(DATA), target)
    assert model.score(pd.DataFrame(DATA), target) > 0.8
    assert model[0].fit_transform(pd.DataFrame(DATA))[2, 0] > 0  # imputed, not -999


@pytest.mark.parametrize("library", [pl, pd])
def test_in_skrub(library):
    frame = library.DataFrame(DATA)
    clean = skrub.ApplyToCols(TabbertCompleteness(), cols=["product"]).fit_transform(frame)
    assert sum(value in ("tbd", "keine Angabe") for value in clean["product"].to_list()) == 0
    assert min(clean["amount"].to_list()) == -999
    encoder = TabbertEncoder(2, encoder=FakeEncoder())
    vectors = skrub.ApplyToCols(encoder, cols=["product"]).fit_transform(frame)
    assert list(vectors.columns) == ["amount", "product_0", "product_1"]
    table = skrub.TableVectorizer(low_cardinality=encoder).fit_transform(frame)
    assert list(table.columns) == ["product_0", "product_1", "amount"]
