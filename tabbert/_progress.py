"""Progress bars on standard error, where somebody is watching; `rich` draws them and is imported only then."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["bar"]


@contextmanager
def bar(enabled: bool | None, description: str) -> Iterator[Callable[..., None]]:
    """Yield a function to be called with (done, total), or (done, total, what), which shows or moves the bar.

    The bar appears at the first call and disappears in the end. Another total or another thing being done is shown as
    a new bar in the old one's place; a total of 0 as waiting.

    Args:
        enabled: True shows it, False does not, None shows it on terminals and in notebooks only.
        description: what is being done, where the call does not say it.
    """
    if not (_watched() if enabled is None else enabled):
        yield lambda *_: None
        return
    shown = _Bar(description)
    try:
        yield shown
    finally:
        shown.close()


class _Bar:
    def __init__(self, description: str) -> None:
        self._description = description
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._shown = ("", 0)

    def __call__(self, done: int, total: int, what: str = "") -> None:
        if self._progress is None:
            self._progress = _start()
        shown = (what or self._description, total)
        if self._task is None or shown != self._shown:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task, self._shown = self._progress.add_task(shown[0], total=total or None), shown
        self._progress.update(self._task, completed=done)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def _start() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    console = Console(stderr=True)
    # A log file gets the last state of the bar, a terminal is left clean.
    progress = Progress(*columns, console=console, transient=console.is_terminal, redirect_stdout=False)
    progress.start()
    return progress


def _watched() -> bool:
    """Whether standard error is a terminal, or this is a notebook's kernel."""
    shell = sys.modules.get("ipykernel.zmqshell")
    return shell is not None or (sys.stderr is not None and sys.stderr.isatty())
