"""The default encoder: multilingual-e5-small on ONNX Runtime, from weights that an ordinary package carries."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from tabbert.core.encoder import EncoderCard
from tabbert.encoders._batches import batches
from tabbert.encoders._end import END, end_digest
from tabbert.encoders._quantised import smoothing
from tabbert.encoders._student import Student, StudentPack, read_student
from tabbert.encoders._weights import FORMAT, LAYERS, Precision, graph, write_weights
from tabbert.errors import InvalidParameterError
from tabbert.store.hub import MULTILINGUAL_E5_SMALL, WEIGHTS, fetch
from tabbert.store.models import Progress, ensure
from tabbert.store.packs import NAME, PACKAGE, SHA256, VERSION, Pack, find_pack, read_pack

__all__ = ["EmbeddedEncoder", "build_serving"]

PREFIX: Final = "query: "
MAX_TOKENS: Final = 512
DIM: Final = 384
PARAMETERS: Final = 117_505_920
LAYER_PARAMETERS: Final = 1_774_464
_WINDOW: Final = 16_384
"""Texts that are tokenised and sorted together: bounds the memory, and the wait for the first vectors."""
_LONGEST: Final = 100_000
"""Characters of a text that are looked at; 512 tokens of at most 16 characters need fewer, but for runs of blanks."""


def build_serving(
    pack: Pack, folder: Path, precision: Precision = "int8", smooth: NDArray[np.int8] | None = None
) -> None:
    """Write everything the encoder needs into the folder (70 to 150 MB, two to four seconds)."""
    from tabbert.encoders._tokenizer import write_tokenizer

    write_weights(pack, folder, precision, smooth)
    write_tokenizer(pack, folder)


@dataclass(frozen=True)
class EmbeddedEncoder:
    """Multilingual BERT vectors, offline. Making one is cheap: weights are prepared and loaded at the first text.

    A text's vector depends on the text alone, bit for bit: not on its batch-mates, their order or the threads.

    Attributes:
        precision: "int8" (per-token activation scales, matrices of 8-bit integers) or "float32" (exact).
        threads: processor threads; None takes the cores that this process may use.
        source: "package" or "hub" for the weights; "auto" takes the package where it is installed.
        on_build: told of the progress when the serving model is built, once per machine.
        student: folder of a student with fewer layers, as `tabbert finetune student` writes it.
    """

    precision: Precision = "int8"
    threads: int | None = None
    source: Literal["auto", "package", "hub"] = "auto"
    on_build: Progress | None = None
    student: Path | None = None

    def __post_init__(self) -> None:
        if self.precision not in ("int8", "float32"):
            raise InvalidParameterError("precision", "'int8' or 'float32'", self.precision)
        if self.source not in ("auto", "package", "hub"):
            raise InvalidParameterError("source", "'auto', 'package' or 'hub'", self.source)
        if self.threads is not None and self.threads < 1:
            raise InvalidParameterError("threads", "an integer of at least 1, or None", self.threads)

    @property
    def card(self) -> EncoderCard:
        """Where it comes from."""
        model = MULTILINGUAL_E5_SMALL
        packed, student = self._from_package(), self._student
        fewer = LAYERS - student.layers if student else 0
        return EncoderCard(
            name=student.card["name"] if student else NAME,
            source=f"package {PACKAGE}" if packed else model.repository,
            revision=VERSION if packed else model.revision,
            sha256=SHA256 if packed else model.files[WEIGHTS],
            licence="MIT",
            languages="about 100 (those of XLM-R)",
            dim=DIM,
            max_tokens=MAX_TOKENS,
            pooling="mean",
            prefix=PREFIX,
            parts={"end": END.dim},
            parameters=PARAMETERS - fewer * LAYER_PARAMETERS,
            layers=LAYERS - fewer,
        )

    @property
    def fingerprint(self) -> str:
        """Hash of what the vectors depend on: weights, tokenizer, pooling, prefix, length limit, precision, graph."""
        card = self.card
        return hashlib.sha256(
            repr((self.key, card.sha256, card.pooling, card.prefix, card.max_tokens, card.parts, _LONGEST)).encode()
        ).hexdigest()

    @property
    def key(self) -> str:
        """Hash of what the serving files depend on: the source's weights and tokenizer, precision, graph and layout."""
        own, student = [self.card.sha256, self.precision, end_digest()], self._student
        parts = [str(FORMAT).encode(), *map(str.encode, own), graph(self.precision, self.card.layers)]
        if student:
            parts.append(student.card["sha256"].encode())
        elif self.precision == "int8":
            parts.append(smoothing().tobytes())
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def configured(
        self, *, device: str = "auto", threads: int | None = None, on_build: Progress | None = None
    ) -> "EmbeddedEncoder":
        """Return the same encoder with this thread budget; `device` must be "auto" or "cpu"."""
        if device not in ("auto", "cpu"):
            raise InvalidParameterError("device", f"'auto' or 'cpu' for {self.card.name}", device)
        return replace(self, threads=threads or self.threads, on_build=on_build or self.on_build)

    def pack(self) -> Pack:
        """Return the weights that everything is built from, as float32 or in blocks."""
        below, student = read_pack() if self._from_package() else fetch(), self._student
        return StudentPack(below, student.tensors) if student else below

    def prepare(self) -> Path:
        """Build the serving model if it is not there, verify it, and return its folder."""

        def build(folder: Path) -> None:
            build_serving(self.pack(), folder, self.precision, student.smoothing if student else None)

        student = self._student
        return ensure(f"{NAME}-student" if student else NAME, build, key=self.key, progress=self.on_build)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return float32 (n, 384), rows of length 1, for any n texts.

        Args:
            texts: anything that is a str; only the first 512 tokens count.
            progress: called with the number of texts done after every batch.
        """
        vectors, done = np.empty((len(texts), DIM), dtype=np.float32), 0
        for positions, batch in self.encode_batches(texts):
            vectors[positions] = batch[:, :DIM]
            done += len(positions)
            if progress:
                progress(done)
        return vectors

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Yield (positions, vectors float32 (batch, 512)) of each batch as soon as it is ready.

        The first 384 numbers are the text's vector, of length 1; the others its end vector.
        """
        if not len(texts):
            return
        from tabbert.algorithms.threads import available_cores
        from tabbert.encoders._engine import engine

        model = engine(self.prepare(), self.threads or available_cores())
        for start in range(0, len(texts), _WINDOW):
            ids = model.ids([PREFIX + text[:_LONGEST] for text in texts[start : start + _WINDOW]])
            for places in batches([len(row) for row in ids]):
                yield places + start, model.vectors(np.stack([ids[place] for place in places]))

    @property
    def _student(self) -> Student | None:
        return read_student(self.student) if self.student else None

    def _from_package(self) -> bool:
        return self.source == "package" or (self.source == "auto" and find_pack() is not None)
