"""Models that were fine-tuned here, served without torch: ONNX Runtime, a tokenizer file, and the folder's own weights.

The folder's graph holds no weights: it points into `model.safetensors` (and `head.safetensors`), so that the same
bytes serve here and in transformers, lie on disk once, and stand under one hash.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from tabbert.core.encoder import EncoderCard
from tabbert.core.table import Table
from tabbert.encoders._batches import batches
from tabbert.errors import InvalidParameterError, ModelStoreError
from tabbert.store.manifest import read_manifest
from tabbert.store.models import Progress
from tabbert.store.saved import Description, find, read

__all__ = ["ExportedEncoder", "SavedClassifier"]

_WINDOW: Final = 16_384
_LONGEST: Final = 100_000
T = TypeVar("T", bound=Table)
VECTORS, LOGITS = "vectors", "logits"


@dataclass(frozen=True)
class ExportedEncoder:
    """A saved model's vectors; making one reads its description, weights load at the first text.

    Attributes:
        folder: of `tabbert.finetune` or `tabbert.distill`.
        threads: processor threads; None takes the cores that this process may use.
    """

    folder: Path
    threads: int | None = None

    @cached_property
    def about(self) -> Description:
        """What the folder says of itself; raises ModelStoreError if a file is not as it was written."""
        return read(self.folder)

    @property
    def card(self) -> EncoderCard:
        """Where it comes from."""
        about = self.about
        return EncoderCard(
            name=about.name,
            source=f"{about.method} of {about.base}",
            revision=str(read_manifest(self.folder)["key"])[:16],
            sha256=str(read_manifest(self.folder)["files"]["model.safetensors"]["sha256"]),
            licence="",
            languages="",
            dim=about.dim,
            max_tokens=about.max_tokens,
            pooling=about.pooling,
            prefix=about.prefix,
            parameters=about.parameters,
            layers=about.layers,
        )

    @property
    def fingerprint(self) -> str:
        """Hash of what the vectors depend on: every file of the folder."""
        return hashlib.sha256(f"exported 1 {read_manifest(self.folder)['key']}".encode()).hexdigest()

    def configured(
        self, *, device: str = "auto", threads: int | None = None, on_build: Progress | None = None
    ) -> "ExportedEncoder":
        """Return the same encoder with this thread budget; `device` must be "auto" or "cpu"."""
        if device not in ("auto", "cpu"):
            raise InvalidParameterError("device", "'auto' or 'cpu' for a saved model", device)
        return replace(self, threads=threads or self.threads)

    def prepare(self) -> Path:
        """Return the folder, after checking it."""
        assert self.about
        return self.folder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 (n, dim), rows of length 1, for any n texts."""
        return self.outputs(VECTORS, texts, self.about.dim)

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield (positions, vectors float32 (batch, dim)) of each batch as soon as it is ready."""
        return self._batches(VECTORS, texts)

    def outputs(
        self, name: str, texts: Sequence[str], width: int, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one of the graph's outputs, float32 (n, width): "vectors" or, of a classifier, "logits"."""
        found, done = np.empty((len(texts), width), dtype=np.float32), 0
        for positions, batch in self._batches(name, texts):
            found[positions] = batch
            done += len(positions)
            if progress:
                progress(done)
        return found

    def _batches(self, name: str, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        if not len(texts):
            return
        from tabbert.algorithms.threads import available_cores
        from tabbert.encoders._engine import loaded

        folder, about = self.prepare(), self.about
        model = loaded(_Model, folder, self.threads or available_cores())
        for start in range(0, len(texts), _WINDOW):
            window = [about.prefix + text[:_LONGEST] for text in texts[start : start + _WINDOW]]
            ids = model.ids(window, about.max_tokens)
            for places in batches([len(row) for row in ids]):
                yield places + start, model.run(name, np.array([ids[place] for place in places], dtype=np.int64))


@dataclass(frozen=True)
class SavedClassifier:
    """A fine-tuned classifier: texts in, a calibrated probability of every label out.

    Attributes:
        folder: of `tabbert.finetune("classification", ...)`; `SavedClassifier.named` finds it by name.
        threads: processor threads; None takes the cores that this process may use.
    """

    folder: Path
    threads: int | None = None

    @classmethod
    def named(cls, name: str, *, threads: int | None = None) -> "SavedClassifier":
        """Return the newest version of a saved classifier, or of ``name@version``.

        Raises:
            UnknownModelError: there is none of this name.
            ModelStoreError: its folder is damaged, or it is no classifier.
        """
        found = cls(find(name), threads)
        if not found.labels:
            raise ModelStoreError(name, "it gives vectors and no labels.", "use it as `encoder=`.")
        return found

    @cached_property
    def about(self) -> Description:
        """What it was trained on: target, columns, serialiser, temperature, scores."""
        return read(self.folder)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the probabilities."""
        return self.about.labels

    @property
    def encoder(self) -> ExportedEncoder:
        """The same model as an encoder: its vectors."""
        return ExportedEncoder(self.folder, self.threads)

    def written(self, table: Table, *, without: str = "") -> Sequence[str]:
        """Return the texts (n,) of a table's rows, but for one column, as those were written that it learnt from."""
        read = [column for column in table.columns if column.name != without]
        return self.in_order(table.with_columns(read)).row_texts()

    def in_order(self, table: T) -> T:
        """Return a table whose columns stand in the order of those that it learnt from."""
        place = {name: number for number, name in enumerate(self.about.columns)}
        return table.with_columns(sorted(table.columns, key=lambda column: place.get(column.name, len(place))))

    def probabilities(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float64]:
        """Return float64 (n, labels), each row adding up to 1, for any n texts; equal texts are computed once.

        Args:
            texts: rows as they were written for training (`about.columns`, `tabbert.serialize`).
            progress: called with the number of distinct texts done after every batch.
        """
        distinct = list(dict.fromkeys(texts))
        places = {text: place for place, text in enumerate(distinct)}
        logits = self.encoder.outputs(LOGITS, distinct, len(self.labels), progress)
        scaled = logits.astype(np.float64) / self.about.temperature
        scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
        found: NDArray[np.float64] = scaled / scaled.sum(axis=1, keepdims=True)
        return found[np.fromiter((places[text] for text in texts), np.intp, len(texts))]


class _Model:
    """A loaded graph and its tokenizer."""

    def __init__(self, folder: Path, threads: int) -> None:
        from tokenizers import Tokenizer

        from tabbert.encoders._engine import load

        self._session = load(folder, threads, optimise=True)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the exceptions of tokenizers have no class of their own
            reason = "its tokenizer.json cannot be read."
            raise ModelStoreError(str(folder), reason, "update tokenizers, or fine-tune again.") from error
        self._tokenizer.no_padding()

    def ids(self, texts: list[str], max_tokens: int) -> list[list[int]]:
        from tabbert.encoders._tokenizer import threads_used

        self._tokenizer.enable_truncation(max_tokens)
        threads_used()
        # Unpaired surrogates cannot be tokenised.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(clean)]

    def run(self, name: str, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._session.result().run([name], {"input_ids": ids})[0]
        return found
