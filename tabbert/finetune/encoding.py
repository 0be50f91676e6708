"""The encoder that recipes and benchmarks read first vectors with."""

from functools import cache

from tabbert.encoders.cached import CachedEncoder, VectorStore
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.store import paths
from tabbert.store.vectors import open_cache

__all__ = ["default_encode"]


def default_encode() -> CachedEncoder:
    """Return tabbert's own default encoder with its vector cache, so that a second run is quick."""

    @cache
    def store(dim: int) -> VectorStore:
        return open_cache("on", paths.vectors_dir(), dim=dim)

    return CachedEncoder(EmbeddedEncoder, store)
