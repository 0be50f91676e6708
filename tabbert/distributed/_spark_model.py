"""Sends the model to Spark's workers, as a file that each machine fetches once."""

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pyspark import SparkFiles

from tabbert import _encoding
from tabbert.distributed._job import Work
from tabbert.distributed._model import ShippedModel, archive, pinned

__all__ = ["shipped"]


def shipped(work: Work, context: Any) -> Work:
    """Return the work with the model of its encoder, sent to every machine of the cluster."""
    encoder = pinned(_encoding.encoder_of(work.options))
    name = f"tabbert-{encoder.key[:16]}.tar"
    if name not in {Path(file).name for file in context.listFiles}:
        with tempfile.TemporaryDirectory(prefix="tabbert-") as folder:
            path = Path(folder) / name
            path.write_bytes(archive(encoder))
            context.addFile(str(path))
    model = ShippedModel(encoder.card.name, encoder.key, partial(_read, name))
    return replace(work, options=replace(work.options, encoder=encoder), model=model)


def _read(name: str) -> bytes:
    return Path(SparkFiles.get(name)).read_bytes()
