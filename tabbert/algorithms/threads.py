"""Work in several threads, for what lets go of Python's lock: NumPy's and SciPy's products."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["available_cores", "in_threads"]

T = TypeVar("T")


def available_cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(function: Callable[[T], object], items: Iterable[T]) -> None:
    """Call the function with each item, in as many threads as NumPy would use: ``OMP_NUM_THREADS``, else all cores.

    Spark and others who share a machine among processes set that variable. An error in a thread is raised here.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    cores = available_cores()
    with ThreadPoolExecutor(min(int(wanted), cores) if wanted.isdecimal() and int(wanted) else cores) as pool:
        for _ in pool.map(function, items):
            pass
