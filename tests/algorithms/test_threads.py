"""Work in threads: everything is done, as many threads as wanted, and errors are heard."""

import threading

import pytest

from tabbert.algorithms.threads import available_cores, in_threads


def test_every_item_is_worked_on():
    done = []
    in_threads(done.append, range(100))
    assert sorted(done) == list(range(100))


@pytest.mark.parametrize("wanted", ["1", "", "0", "many", "10000"])
def test_no_more_threads_than_wanted_or_than_there_are_cores(wanted, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    seen = set()
    in_threads(lambda _: seen.add(threading.get_ident()), range(200))
    assert 1 <= len(seen) <= (1 if wanted == "1" else available_cores())


def test_an_error_in_a_thread_is_raised():
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda item: 1 / item, [2, 1, 0])
