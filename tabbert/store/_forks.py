"""A lock that is safe across ``fork``: the forking thread holds it meanwhile, and what it guards is closed before."""

import os
import threading
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Self

__all__ = ["ForkLock"]


class ForkLock:
    """Guard something that must not cross a fork, such as an SQLite connection (its file locks stay with the parent).

    Re-entrant. Never hold two of them at once: a fork takes all of them, in any order.

    Args:
        close: called with the lock held, just before the process forks; must not raise. Parent and child open again.
    """

    def __init__(self, close: Callable[[], None] | None = None) -> None:
        self._lock = threading.RLock()
        self._close = weakref.WeakMethod(close) if close and hasattr(close, "__self__") else None
        _locks.add(self)

    def __enter__(self) -> Self:
        self._lock.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.release()

    def _hold(self) -> None:
        self._lock.acquire()
        close = self._close() if self._close else None
        if close:
            close()

    def _release(self) -> None:
        self._lock.release()


_locks: "weakref.WeakSet[ForkLock]" = weakref.WeakSet()
_held: list[ForkLock] = []  # by the forking thread, between the two halves of a fork


def _before() -> None:
    for lock in list(_locks):
        lock._hold()
        _held.append(lock)


def _after() -> None:
    while _held:
        _held.pop()._release()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
