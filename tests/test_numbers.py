"""Numbers of NumPy are as good as Python's wherever an option is a number; truth values are none."""

import numpy as np
import pytest

from tabbert._numbers import real, whole
from tabbert._params import make
from tabbert.checks.clustering import Clustering
from tabbert.config import Options
from tabbert.errors import InvalidParameterError


@pytest.mark.parametrize("number", [3, np.int8(3), np.int64(3), np.uint32(3)])
def test_whole_numbers(number):
    assert whole(number) == real(number) == 3
    assert type(whole(number)) is int


@pytest.mark.parametrize("number", [0.5, np.float32(0.5), np.float64(0.5)])
def test_other_numbers(number):
    assert whole(number) is None
    assert real(number) == 0.5
    assert type(real(number)) is float


@pytest.mark.parametrize("other", [True, np.True_, None, "3", [3], np.array([3])])
def test_what_is_no_number(other):
    assert whole(other) is real(other) is None


def test_options_become_numbers_of_python():
    options = Options(threads=np.int64(2), sample=np.int32(5))
    assert (options.threads, options.sample) == (2, 5)
    assert type(options.threads) is type(options.sample) is int
    assert type(Options(sample=np.float32(0.5)).sample) is float


@pytest.mark.parametrize("options", [{"threads": True}, {"threads": 1.0}, {"sample": True}, {"sample": np.float32(1.5)},
                                     {"sample": np.int64(0)}])  # fmt: skip
def test_options_that_are_none(options):
    with pytest.raises(InvalidParameterError):
        Options(**options)


def test_parameters_of_checks():
    made = make("clustering", Clustering.Params, {"min_cluster_size": np.int64(3)})
    assert type(made.min_cluster_size) is int
