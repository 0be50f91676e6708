"""A prepared model on its way to machines on which its package is not installed."""

import io
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tabbert.core.encoder import Encoder
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.errors import InvalidParameterError
from tabbert.store import models
from tabbert.store.manifest import MANIFEST

__all__ = ["ShippedModel", "archive", "pinned"]


@dataclass(frozen=True)
class ShippedModel:
    """A model folder in an archive.

    Attributes:
        name: the encoder's.
        key: hash of what its files depend on.
        read: returns the archive, on the worker.
    """

    name: str
    key: str
    read: Callable[[], bytes]

    def install(self) -> None:
        """Put the folder where the encoder looks for it, unless it is there; one process of the machine does it."""
        models.ensure(self.name, self._unpack, key=self.key)

    def _unpack(self, folder: Path) -> None:
        with tarfile.open(fileobj=io.BytesIO(self.read())) as files:
            # The first releases of Python 3.11 know no filters; the archive is our own.
            files.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            files.extractall(folder)  # noqa: S202  (filtered by the line above)


def pinned(encoder: Encoder) -> EmbeddedEncoder:
    """Return the encoder as it is here, wherever it is used: it must not look for its package there.

    Raises:
        InvalidParameterError: it has no model folder that could be sent.
    """
    if not isinstance(encoder, EmbeddedEncoder):
        raise InvalidParameterError("ship_model", f"False for the encoder {encoder.card.name!r}", True)
    return replace(encoder, source="package" if encoder.card.source.startswith("package") else "hub", on_build=None)


def archive(encoder: EmbeddedEncoder) -> bytes:
    """Return the prepared model folder as an archive (70 to 150 MB); its manifest is written anew where it arrives."""
    folder, content = encoder.prepare(), io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as files:
        for path in sorted(folder.iterdir()):
            if path.name != MANIFEST:
                files.add(path, path.name)
    return content.getvalue()
