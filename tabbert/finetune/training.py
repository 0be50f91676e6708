"""What every run of the Hugging Face Trainer shares: arguments, progress, and checkpoints of the same run only."""

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from tabbert.encoders.transformers import device_of
from tabbert.errors import UnwritableFileError
from tabbert.finetune.settings import Settings

__all__ = [
    "Deadline", "Progress", "Reporter", "arguments", "by_length", "freeze_embeddings", "in_order",
    "last_checkpoint", "workplace",
]  # fmt: skip

Progress = Callable[..., None]
"""Called with (steps done, steps in all, what is being done)."""
RUN: Final = "run.json"
WARM_UP: Final = 0.1
"""Share of the steps in which the learning rate rises."""
_SAMPLING, _GROUPED, _PLAIN = (
    ("train_sampling_strategy", "group_by_length", "random")
    if "train_sampling_strategy" in {entry.name for entry in fields(TrainingArguments)}
    else ("group_by_length", True, False)  # as earlier versions of transformers call it
)
_MANY: Final = 100
"""Batches, from which texts of about one length can share one: of fewer ones they would be the same in every epoch."""


class Reporter(TrainerCallback):  # type: ignore[misc]
    """Tells how far the Trainer is."""

    def __init__(self, progress: Progress | None, what: str) -> None:
        self._progress, self._what = progress, what

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Report one more step."""
        if self._progress:
            self._progress(state.global_step, state.max_steps, self._what)


class Deadline(TrainerCallback):  # type: ignore[misc]
    """Ends training after so many seconds, as the end of an epoch would: what was learnt is evaluated and kept."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds, self._start_s = seconds, time.monotonic()

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Start the clock."""
        self._start_s = time.monotonic()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Stop if the time is over."""
        if self._seconds is not None and time.monotonic() - self._start_s > self._seconds:
            control.should_training_stop = control.should_save = True
            control.should_evaluate = args.eval_strategy != "no"


def arguments(settings: Settings, work: Path, *, kind: type[Any] = TrainingArguments, **more: Any) -> Any:
    """Return the Trainer's arguments; device, precision, accumulation and checkpoints are its matter."""
    device = device_of(settings.device)
    return kind(
        output_dir=str(work),
        num_train_epochs=settings.passes,
        max_steps=settings.max_steps or -1,
        per_device_train_batch_size=settings.batch_size,
        per_device_eval_batch_size=4 * settings.batch_size,
        gradient_accumulation_steps=settings.accumulate,
        learning_rate=settings.rate,
        warmup_steps=WARM_UP,
        weight_decay=0.01,
        bf16=device == "cuda" and settings.precision == "auto" and torch.cuda.is_bf16_supported(),
        use_cpu=device == "cpu",
        seed=settings.seed,
        save_total_limit=2,
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=device == "cuda",
        **more,
    )


def by_length(settings: Settings, n_rows: int) -> dict[str, Any]:
    """Return the argument that puts texts of about one length into a batch, where there are batches enough.

    Of short texts half of a batch is padding else. Predictions come in the order of the batches then: see `in_order`.
    """
    return {_SAMPLING: _GROUPED} if n_rows >= _MANY * settings.batch_size else {}


def in_order(trainer: Any) -> Any:
    """Return a trainer whose predictions come in the order of the rows."""
    setattr(trainer.args, _SAMPLING, _PLAIN)
    return trainer


def freeze_embeddings(model: Any, settings: Settings) -> None:
    """Leave the table of word pieces as it is, unless the settings say otherwise."""
    model.get_input_embeddings().weight.requires_grad_(settings.train_embeddings)


@contextmanager
def workplace(settings: Settings, texts: Sequence[str], labels: Sequence[Any], base: str) -> Iterator[Path]:
    """Hold the folder of checkpoints: the user's, cleared if it belongs to another run, or one for the time being.

    Checkpoints of the Trainer hold pickled optimiser states: they are read only where this same run wrote them.
    """
    if settings.work is None:
        with tempfile.TemporaryDirectory(prefix="tabbert-finetune-") as folder:
            yield Path(folder)
        return
    work = Path(settings.work)
    content = json.dumps([settings.plain(), base, list(texts), list(map(str, labels))], sort_keys=True)
    signature = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
    try:
        work.mkdir(parents=True, exist_ok=True)
        run = work / RUN
        if not run.exists() and any(work.iterdir()):
            raise UnwritableFileError(str(work), "it is not empty, and no run of tabbert wrote it.")
        if run.exists() and run.read_text(encoding="utf-8") != signature:
            for checkpoint in work.glob("checkpoint-*"):
                shutil.rmtree(checkpoint)
        run.write_text(signature, encoding="utf-8")
    except OSError as error:
        if isinstance(error, UnwritableFileError):
            raise
        raise UnwritableFileError(str(work), f"{error.strerror or error}.") from error
    yield work


def last_checkpoint(work: Path) -> str | None:
    """Return the newest checkpoint of an interrupted run, None to start anew."""
    found: str | None = get_last_checkpoint(str(work))
    return found
