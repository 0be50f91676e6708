"""From a name to an encoder, for what nobody registered: a folder, a model of one's own, an id of the hub."""

import contextlib
from pathlib import Path

from tabbert.core.encoder import Encoder
from tabbert.encoders._folder import is_model
from tabbert.encoders._student import is_student
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.encoders.exported import ExportedEncoder
from tabbert.encoders.transformers import TransformersEncoder
from tabbert.errors import ModelStoreError, UnknownModelError
from tabbert.store.saved import DESCRIPTION, find
from tabbert.store.snapshots import REPOSITORY, snapshot

__all__ = ["named"]


def named(name: str) -> Encoder | None:
    """Return the encoder that a path, a saved model or an id of the hub stands for.

    Args:
        name: a folder of a model or of a student; a saved model's name, with ``@version`` if need be; ``owner/name``
            or ``owner/name@revision``.

    Returns:
        None where the name is of neither kind.

    Raises:
        ModelStoreError: the path leads to no model.
        EncoderUnavailableError: the hub is needed, and cannot be reached.
    """
    folder = Path(name).expanduser()
    if is_student(folder):
        return EmbeddedEncoder(student=folder.resolve())
    if name.startswith((".", "/", "~")) or is_model(folder):
        if not is_model(folder):
            reason = "it has no config.json." if folder.is_dir() else "there is no such folder."
            raise ModelStoreError(name, reason, f"names are relative to {str(Path.cwd())!r}.")
        folder = folder.resolve()
        return ExportedEncoder(folder) if (folder / DESCRIPTION).is_file() else TransformersEncoder(folder)
    with contextlib.suppress(UnknownModelError):
        return ExportedEncoder(find(name))
    if REPOSITORY.fullmatch(name):
        repository, _, revision = name.partition("@")
        return TransformersEncoder(snapshot(name, repository, revision or None))
    return None
