"""Fine-tune a classifier of rows: train, stop early, calibrate, score on held-out rows, keep it as a model folder."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tabbert import serialize
from tabbert._version import __version__
from tabbert.core.encoder import Encoder
from tabbert.encoders.exported import SavedClassifier
from tabbert.errors import InvalidParameterError, TrainingDataError
from tabbert.finetune import classifier, contrastive
from tabbert.finetune.bases import Base, opened
from tabbert.finetune.folder import save
from tabbert.finetune.scores import scores, temperature
from tabbert.finetune.settings import Settings, settings_of
from tabbert.finetune.split import split
from tabbert.finetune.training import Progress, workplace
from tabbert.store.saved import Description

__all__ = ["finetune_texts", "settings_of"]

_TRAINERS: Final = {"finetune": classifier.train, "lora": classifier.train, "contrastive": contrastive.train}


def finetune_texts(
    texts: Sequence[str],
    labels: Sequence[Any],
    *,
    encoder: Encoder,
    settings: Settings | None = None,
    name: str | None = None,
    folder: Path | None = None,
    target: str = "",
    columns: Sequence[str] = (),
    progress: Progress | None = None,
) -> SavedClassifier:
    """Fine-tune an encoder on texts with labels, and return the classifier; nothing is kept unless all went well.

    Args:
        texts: n rows as text; blank ones are left out.
        labels: of each row; rows with None are left out. Any values; the classifier knows them as text.
        encoder: what to start from: the default encoder, a member of the family, a folder, or a saved model.
        settings: of the run.
        name: to keep it under, as a new version; None writes into `folder` instead.
        folder: an empty folder, used where no name is given.
        target: column that the labels come from, for the record.
        columns: columns that the texts were written from, so that other tables can be written alike.
        progress: called with (steps done, steps in all, what is being done).

    Raises:
        TrainingDataError: no labels, only one, no text, or too few rows to hold some out.
        InvalidParameterError: neither name nor folder, or an encoder that cannot be trained.
        EncoderUnavailableError: the encoder's weights are neither here nor reachable.
    """
    settings = settings or Settings()
    if (name is None) == (folder is None):
        raise InvalidParameterError("name", "a name to keep the model under, or a folder, and not both", name)
    kept, names, classes = _usable(texts, labels)
    parts = split(kept, classes, share=settings.held_out, seed=settings.seed)
    with opened(encoder) as base:
        prefix = base.card.prefix
        read = [prefix + text for text in kept]
        with workplace(settings, read, classes.tolist(), base.origin) as work:
            trained = _TRAINERS[settings.method](base, read, classes, names, parts, settings, work, progress)
        heat = temperature(trained.validation, classes[parts.validation])
        found = scores(trained.test, classes[parts.test], heat)
        about = _description(base, settings, trained.served.pooling, trained.served.encoder)
        about = dataclasses.replace(
            about, name=name or "classifier", labels=tuple(names), target=target, columns=tuple(columns),
            serializer=serialize.VERSION, temperature=heat, rows=len(parts.train),
            scores={**found, "rows": len(parts.test)},
        )  # fmt: skip
        if progress:
            progress(0, 0, "exporting")
        return SavedClassifier(save(trained, about, name=name, folder=folder))


def _usable(texts: Sequence[str], labels: Sequence[Any]) -> tuple[list[str], list[str], NDArray[np.intp]]:
    """Return the rows that have a text and a label, the labels' names in order, and the class of each row."""
    if len(texts) != len(labels):
        raise TrainingDataError(f"{len(texts)} texts and {len(labels)} labels.", "give one label per text.")
    labelled = [(text, str(label)) for text, label in zip(texts, labels, strict=True) if label is not None]
    if not labelled:
        raise TrainingDataError("no row has a label.", "fill the target column of some rows, or name another one.")
    kept = [(text, label) for text, label in labelled if text.strip()]
    if not kept:
        raise TrainingDataError("no row with a label has any text.", "name columns that hold something.")
    names = sorted({label for _, label in kept})
    if len(names) < 2:
        raise TrainingDataError("all rows have the same label.", "a classifier needs at least two.")
    place = {label: index for index, label in enumerate(names)}
    return [text for text, _ in kept], names, np.array([place[label] for _, label in kept], dtype=np.intp)


def _description(base: Base, settings: Settings, pooling: str, encoder: Any) -> Description:
    config = encoder.config
    return Description(
        name="",
        task="classification",
        method=settings.method,
        base=base.origin,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        tabbert=__version__,
        dim=int(config.hidden_size),
        layers=int(config.num_hidden_layers),
        parameters=sum(values.numel() for values in encoder.parameters()),
        max_tokens=settings.max_tokens,
        pooling=pooling,
        prefix=base.card.prefix,
        seed=settings.seed,
        settings=settings.plain(),
    )
