"""A smaller model that does what a larger one does, as DistilBERT was made (Sanh et al. 2019, arXiv:1910.01108).

The student starts as every second layer of its teacher. It learns from three losses: the teacher's probabilities,
softened by a temperature (or, of an encoder, the teacher's vectors); the cosine between both models' last hidden
states, token by token; and masked language modelling, with the table of word pieces as output layer.
"""

import copy
import dataclasses
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from transformers import (
    AutoModel,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    Trainer,
)

from tabbert._version import __version__
from tabbert.core.encoder import Encoder
from tabbert.encoders.exported import ExportedEncoder, SavedClassifier
from tabbert.encoders.pooling import pooled
from tabbert.errors import InvalidParameterError, TrainingDataError, UnknownParameterError
from tabbert.finetune.bases import Base, opened
from tabbert.finetune.classifier import Trained, examples
from tabbert.finetune.export import Served, quiet
from tabbert.finetune.folder import save
from tabbert.finetune.settings import Settings
from tabbert.finetune.split import split
from tabbert.finetune.training import (
    Progress,
    Reporter,
    arguments,
    by_length,
    freeze_embeddings,
    last_checkpoint,
    workplace,
)
from tabbert.store.saved import Description

__all__ = ["Distillation", "distil", "settings_of", "student_of"]

MASKED_SHARE: Final = 0.15


@dataclass(frozen=True, kw_only=True)
class Distillation:
    """Options of a distillation.

    Attributes:
        layers: of the student.
        temperature: softens the teacher's probabilities; of classifiers.
        soft: weight of the teacher's probabilities or vectors.
        cosine: weight of the alignment of hidden states.
        masked: weight of masked language modelling; 0 leaves it out, as is usual for a narrow task.
        epochs: most passes over the texts.
        batch_size: texts in a step on a device.
        accumulate: steps whose gradients are added up.
        learning_rate: highest of the run.
        patience: epochs without a better validation loss after which it stops.
        held_out: share of the texts that tell when to stop and how well the student agrees, in (0, 0.5].
        max_tokens: longer texts are cut; None takes the teacher's.
        train_embeddings: move the table of word pieces too.
        max_steps: stop after so many steps.
        seed: of masks and order.
        device: "auto", "cpu", "cuda" or "mps".
        work: folder of checkpoints.
    """

    layers: int = 6
    temperature: float = 2.0
    soft: float = 1.0
    cosine: float = 1.0
    masked: float = 0.0
    epochs: int = 3
    batch_size: int = 32
    accumulate: int = 1
    learning_rate: float = 2e-4
    patience: int = 2
    held_out: float = 0.1
    max_tokens: int | None = None
    train_embeddings: bool = False
    max_steps: int | None = None
    seed: int = 0
    device: str = "auto"
    work: str | Path | None = None

    def __post_init__(self) -> None:
        if type(self.layers) is not int or self.layers < 1:
            raise InvalidParameterError("layers", "an integer of at least 1", self.layers)
        if not self.temperature > 0:
            raise InvalidParameterError("temperature", "a number above 0", self.temperature)
        if min(self.soft, self.cosine, self.masked) < 0 or not self.soft + self.cosine + self.masked > 0:
            raise InvalidParameterError("soft, cosine and masked", "weights of at least 0, not all 0", self.soft)
        self.run(128)

    def run(self, max_tokens: int) -> Settings:
        """Return what the Trainer needs to know."""
        shared = {entry.name for entry in fields(Settings)} - {"max_tokens"}
        given = {name: value for name, value in asdict(self).items() if name in shared}
        return Settings(**given, max_tokens=self.max_tokens or max_tokens)

    def plain(self) -> dict[str, Any]:
        """Return what the result depends on, for its description."""
        return {name: value for name, value in asdict(self).items() if name not in ("work", "device")}


def settings_of(given: dict[str, Any]) -> Distillation:
    """Return settings from keywords, or raise UnknownParameterError."""
    known = [entry.name for entry in fields(Distillation)]
    if unknown := [name for name in given if name not in known]:
        raise UnknownParameterError("distillation", unknown, known)
    return Distillation(**given)


def distil(
    teacher: Encoder, texts: Sequence[str], *, settings: Distillation | None = None, name: str,
    progress: Progress | None = None,
) -> SavedClassifier | ExportedEncoder:  # fmt: skip
    """Train a student on texts and keep it; `tabbert.distill` describes the arguments.

    Returns:
        A classifier with the teacher's labels and temperature if the teacher is a saved classifier, else an encoder.
    """
    settings = settings or Distillation()
    kept = [text for text in dict.fromkeys(texts) if text.strip()]
    if len(kept) < 10:
        raise TrainingDataError(f"{len(kept)} distinct texts are too few.", "give more rows; they need no labels.")
    parts = split(kept, np.zeros(len(kept), np.intp), share=settings.held_out, seed=settings.seed)
    held = np.sort(np.concatenate([parts.validation, parts.test]))
    known = teacher.about if isinstance(teacher, ExportedEncoder) else None
    with opened(teacher) as base:
        run = settings.run(min(base.card.max_tokens, 128) if known is None else known.max_tokens)
        read = [base.card.prefix + text for text in kept]
        with workplace(run, read, [settings.plain()], base.origin) as work:
            large = _load(base, classifier=bool(known and known.labels))
            small = student_of(large, settings.layers)
            tokenizer = AutoTokenizer.from_pretrained(base.folder, trust_remote_code=False)
            freeze_embeddings(small, run)
            rows = {part: examples(tokenizer, read, np.zeros(len(read)), places, run)
                    for part, places in (("train", parts.train), ("held", held))}  # fmt: skip
            pair = _Pair(small, large, base.card.pooling, settings, tokenizer.mask_token_id)
            trainer = Trainer(
                model=pair,
                args=arguments(
                    run, work, eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True,
                    metric_for_best_model="eval_loss", label_names=["labels"], **by_length(run, len(parts.train)),
                ),
                train_dataset=rows["train"],
                eval_dataset=rows["held"],
                data_collator=DataCollatorWithPadding(tokenizer),
                callbacks=[EarlyStoppingCallback(run.patience), Reporter(progress, "distilling")],
            )  # fmt: skip
            with quiet():
                trainer.train(resume_from_checkpoint=last_checkpoint(work))
                agreement = trainer.predict(rows["held"]).predictions
        small = pair.student.to("cpu").eval()
        about = _description(base, known, settings, run, small, len(parts.train), name, agreement, len(held))
        served = Served(small.base_model, about.pooling, classifier=small if about.labels else None)
        nothing = np.empty((0, 0), np.float32)
        folder = save(Trained(small, tokenizer, served, nothing, nothing), about, name=name, folder=None)
    return SavedClassifier(folder) if about.labels else ExportedEncoder(folder)


def student_of(teacher: Any, layers: int) -> Any:
    """Return a copy with so many of the teacher's layers, evenly spaced: of 12, 6 are 0, 2, 4, ... 10.

    Raises:
        InvalidParameterError: the teacher has no more layers than that, or is not built of layers.
    """
    stack = _layers(teacher)
    if stack is None or layers >= len(stack):
        raise InvalidParameterError("layers", f"fewer than the teacher's {len(stack or ())}", layers)
    places = [place * len(stack) // layers for place in range(layers)]
    student = copy.deepcopy(teacher)
    own = _layers(student)
    assert own is not None
    kept = nn.ModuleList([own[place] for place in places])
    holder = next(module for module in student.modules() if any(child is own for child in module.children()))
    setattr(holder, next(name for name, child in holder.named_children() if child is own), kept)
    for key in ("num_hidden_layers", "n_layers"):
        if key in student.config.to_dict():
            setattr(student.config, key, layers)
    student.base_model.config = student.config
    return student


class _Pair(nn.Module):
    """Student and teacher side by side; its loss is the Trainer's, its outputs say how well they agree."""

    def __init__(
        self, student: Any, teacher: Any, pooling: str, settings: Distillation, mask_token: int | None
    ) -> None:
        super().__init__()
        self.student = student
        # In a tuple, so that checkpoints and the optimiser leave it out.
        self._teacher = (teacher.eval().requires_grad_(False),)
        self._pooling, self._settings, self._mask_token = pooling, settings, mask_token
        if settings.masked and mask_token is None:
            raise InvalidParameterError("masked", "0 for a tokenizer without a mask", settings.masked)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, labels: torch.Tensor | None = None
    ) -> dict[str, torch.Tensor]:
        """Return the loss, and the agreement (texts, 1): of the labels (0 or 1) or of the vectors (cosine)."""
        settings, teacher = self._settings, self._teacher[0].to(input_ids.device)
        given = {"attention_mask": attention_mask, "output_hidden_states": True}
        with torch.no_grad():
            taught = teacher(input_ids, **given)
        out = self.student(input_ids, **given)
        hidden, target = out.hidden_states[-1], taught.hidden_states[-1]
        mask = attention_mask.to(hidden.dtype)
        aligned = functional.cosine_similarity(hidden, target, dim=-1)
        loss = settings.cosine * (1 - (aligned * mask).sum() / mask.sum())
        if "logits" in out:
            heat = settings.temperature
            soft = functional.kl_div(
                functional.log_softmax(out.logits / heat, dim=-1), functional.log_softmax(taught.logits / heat, dim=-1),
                reduction="batchmean", log_target=True,
            )  # fmt: skip
            loss = loss + settings.soft * heat**2 * soft
            agreement = (out.logits.argmax(-1) == taught.logits.argmax(-1)).float()
        else:
            pooling = self._pooling if self._pooling != "attention" else "mean"
            agreement = (pooled(hidden, pooling, mask=mask) * pooled(target, pooling, mask=mask)).sum(-1)
            loss = loss + settings.soft * (1 - agreement.mean())
        if settings.masked and self.training:
            loss = loss + settings.masked * self._guess(input_ids, attention_mask)
        return {"loss": loss, "logits": agreement[:, None]}

    def _guess(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy of hidden word pieces; ends and padding are never hidden."""
        inner = attention_mask.bool()
        inner[:, 0] = False
        inner[torch.arange(len(inner)), attention_mask.sum(1) - 1] = False
        chosen = (torch.rand(input_ids.shape, device=input_ids.device) < MASKED_SHARE) & inner
        if not chosen.any():
            return input_ids.new_zeros((), dtype=torch.float32)
        hidden = self.student(
            input_ids.masked_fill(chosen, self._mask_token or 0), attention_mask=attention_mask,
            output_hidden_states=True,
        ).hidden_states[-1]  # fmt: skip
        words = self.student.get_input_embeddings().weight
        return functional.cross_entropy(hidden[chosen] @ words.T, input_ids[chosen])


def _load(base: Base, *, classifier: bool) -> Any:
    options: dict[str, Any] = {"use_safetensors": True, "trust_remote_code": False, "attn_implementation": "eager"}
    kind = AutoModelForSequenceClassification if classifier else AutoModel
    with quiet():
        return kind.from_pretrained(base.folder, dtype=torch.float32, **options)


def _layers(model: Any) -> nn.ModuleList | None:
    """Return the stack of attention layers: the longest list of modules in the model."""
    lists = [module for module in model.modules() if isinstance(module, nn.ModuleList)]
    return max(lists, key=len, default=None)


def _description(
    base: Base, known: Description | None, settings: Distillation, run: Settings, student: Any, rows: int, name: str,
    agreement: Any, held: int,
) -> Description:  # fmt: skip
    about = Description(
        name=name,
        task="classification" if known and known.labels else "encoder",
        method="distil",
        base=base.origin,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        tabbert=__version__,
        dim=int(student.config.hidden_size),
        layers=settings.layers,
        parameters=sum(values.numel() for values in student.base_model.parameters()),
        max_tokens=run.max_tokens,
        pooling=base.card.pooling,
        prefix=base.card.prefix,
        rows=rows,
        seed=settings.seed,
        scores={"agreement_with_teacher": float(np.mean(agreement)), "rows": held},
        settings=settings.plain(),
    )
    if known is None:
        return about
    inherited = ("labels", "target", "columns", "serializer", "temperature")
    return dataclasses.replace(about, **{field: getattr(known, field) for field in inherited})
