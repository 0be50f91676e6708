"""Shows how far Spark is: tasks add to an accumulator, the driver looks at it now and then."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from tabbert._progress import bar

__all__ = ["watched"]

EVERY_S = 0.5


@contextmanager
def watched(enabled: bool | None, what: str, tally: Any, total: int) -> Iterator[None]:
    """Show a bar with the tally while the block runs; a task counts when it has ended, a repeated one twice."""
    done = Event()
    with bar(enabled, what) as show:

        def look() -> None:
            while not done.wait(EVERY_S):
                show(min(tally.value, total), total)

        thread = Thread(target=look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            show(total, total)
