"""The encoder that the options name, and the cache of its vectors."""

import contextlib
import os
from collections.abc import Callable
from functools import cache

from tabbert._plugins import registry
from tabbert.config import Options, cache_limit_mb
from tabbert.core.encoder import Encoder
from tabbert.encoders.cached import CachedEncoder, VectorStore
from tabbert.errors import FolderUnwritableError, InvalidParameterError
from tabbert.store import paths, vectors

__all__ = ["cached", "encoder_of"]


def cached(options: Options, progress: Callable[..., None] = lambda *_: None) -> CachedEncoder:
    """Return the encoder that the options name, with its cache; neither is opened before it is needed."""
    return CachedEncoder(lambda: encoder_of(options, progress), lambda dim: _store(options.cache_mode, dim), progress)


def encoder_of(options: Options, progress: Callable[..., None] | None = None) -> Encoder:
    """Return the encoder that the options name, set to their device and threads; its weights are not loaded yet."""
    chosen = options.encoder_name_or_object
    encoder = registry().encoder(chosen) if isinstance(chosen, str) else chosen
    if not isinstance(encoder, Encoder):
        raise InvalidParameterError(
            "encoder", "a registered name or an object with card, fingerprint and encode", chosen
        )
    configure = getattr(encoder, "configured", None)
    if configure is None:
        return encoder
    on_build = progress and (lambda step, done, total: progress(done, total, step))
    configured: Encoder = configure(device=options.device, threads=options.thread_budget, on_build=on_build)
    return configured


def _store(mode: str, dim: int) -> VectorStore:
    return _open_store(mode, dim, os.environ.get("TABBERT_HOME", ""), os.getpid())


@cache
def _open_store(mode: str, dim: int, home: str, pid: int) -> VectorStore:
    """Open the vector cache once per process and home folder."""
    if mode == "on":
        with contextlib.suppress(FolderUnwritableError):  # then the cache stays in memory and says so
            paths.make_private(paths.vectors_dir())
    # "off" still remembers for as long as the process lives: fit and apply ask for the same texts.
    return vectors.open_cache(
        "on" if mode == "on" else "memory", paths.vectors_dir(), dim=dim, limit_mb=cache_limit_mb()
    )
