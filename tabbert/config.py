"""Options of a run and their defaults from the environment (``TABBERT_*``)."""

import os
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from tabbert._numbers import real, whole
from tabbert.errors import InvalidParameterError

__all__ = ["DEFAULT_ENCODER", "Options", "RunOptions", "cache_limit_mb"]

DEFAULT_ENCODER = "multilingual-e5-small"


class RunOptions(TypedDict, total=False):
    """The fields of `Options` as keywords of the front door, for type checkers."""

    encoder: Any
    device: str
    threads: int | None
    sample: int | float | None
    progress: bool | None
    cache: Literal["on", "off"] | None


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run is carried out; none of it changes a verdict except ``encoder`` and ``sample``.

    Attributes:
        encoder: registered name, or an object that follows `tabbert.core.encoder.Encoder`.
        device: "auto", "cpu", or what the encoder offers besides.
        threads: processor threads for encoding; None takes the cores that the process may use.
        sample: at most this many rows (an int), or this share of them (a float below 1), evenly spaced; None for all.
        progress: a progress bar on standard error; None shows it on terminals and in notebooks only.
        cache: "on" remembers vectors on disk, "off" does not.
    """

    encoder: Any = None
    device: str = "auto"
    threads: int | None = None
    sample: int | float | None = None
    progress: bool | None = None
    cache: Literal["on", "off"] | None = None

    def __post_init__(self) -> None:
        threads, rows, share = whole(self.threads), whole(self.sample), real(self.sample)
        if self.threads is not None and (threads is None or threads < 1):
            raise InvalidParameterError("threads", "an integer of at least 1, or None", self.threads)
        if self.cache not in (None, "on", "off"):
            raise InvalidParameterError("cache", "'on' or 'off'", self.cache)
        if self.progress not in (None, True, False):
            raise InvalidParameterError("progress", "True, False or None", self.progress)
        good = rows > 0 if rows is not None else share is not None and 0 < share <= 1
        if self.sample is not None and not good:
            raise InvalidParameterError("sample", "a number of rows, a share in (0, 1], or None", self.sample)
        object.__setattr__(self, "threads", threads)
        object.__setattr__(self, "sample", rows if rows is not None else share)

    @property
    def encoder_name_or_object(self) -> Any:
        """The encoder asked for: the option, else ``TABBERT_ENCODER``, else the default."""
        return self.encoder or os.environ.get("TABBERT_ENCODER") or DEFAULT_ENCODER

    @property
    def thread_budget(self) -> int | None:
        """Threads asked for: the option, else ``TABBERT_THREADS``, else None."""
        return self.threads or _integer("TABBERT_THREADS")

    @property
    def cache_mode(self) -> str:
        """Whether vectors are kept on disk: the option, else ``TABBERT_CACHE``, else "on"."""
        mode = self.cache or os.environ.get("TABBERT_CACHE", "").lower() or "on"
        if mode not in ("on", "off"):
            raise InvalidParameterError("TABBERT_CACHE", "'on' or 'off'", mode)
        return mode


def cache_limit_mb() -> int:
    """Return how large the vector cache may grow, in MB: ``TABBERT_CACHE_MB`` or 2048 (about 1.3 million vectors)."""
    return _integer("TABBERT_CACHE_MB") or 2048


def _integer(variable: str) -> int | None:
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise InvalidParameterError(variable, "a whole number of at least 1", text)
    return int(text)
