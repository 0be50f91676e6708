"""Full fine-tuning and LoRA of a sequence classifier, by the Hugging Face Trainer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    Trainer,
)

from tabbert.finetune.bases import Base
from tabbert.finetune.export import Served, quiet
from tabbert.finetune.settings import Settings
from tabbert.finetune.split import Split
from tabbert.finetune.training import (
    Deadline,
    Progress,
    Reporter,
    arguments,
    by_length,
    freeze_embeddings,
    in_order,
    last_checkpoint,
)

__all__ = ["Trained", "examples", "train"]


class Trained:
    """A model after its training, not saved yet.

    Attributes:
        logits: of the validation and the test rows, float32 (rows, labels).
        served: what is exported.
    """

    def __init__(
        self, model: Any, tokenizer: Any, served: Served, validation: NDArray[np.float32], test: NDArray[np.float32]
    ) -> None:
        self.model, self.tokenizer, self.served = model, tokenizer, served
        self.validation, self.test = validation, test

    def save(self, folder: Path) -> None:
        """Write weights (safetensors), configuration and tokenizer."""
        with quiet():
            self.model.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)


def train(
    base: Base, texts: Sequence[str], labels: NDArray[np.intp], names: Sequence[str], parts: Split,
    settings: Settings, work: Path, progress: Progress | None = None,
) -> Trained:  # fmt: skip
    """Fine-tune on the training rows, stop by the validation loss, and keep the best epoch.

    Args:
        base: what it starts from.
        texts: n rows, with the base's prefix.
        labels: class of each, int (n,).
        names: of the classes.
        parts: which rows are for what.
        settings: of the run.
        work: folder of checkpoints.
        progress: told of every step.
    """
    torch.manual_seed(settings.seed)
    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(base.folder, trust_remote_code=False)
        model = AutoModelForSequenceClassification.from_pretrained(
            base.folder, num_labels=len(names), id2label=dict(enumerate(names)), ignore_mismatched_sizes=True,
            label2id={name: place for place, name in enumerate(names)}, use_safetensors=True, trust_remote_code=False,
            attn_implementation="eager", dtype=torch.float32,
        )  # fmt: skip
    _open_pooler(model, base.folder)
    freeze_embeddings(model, settings)
    if settings.method == "lora":
        from peft import LoraConfig, TaskType, get_peft_model

        rank, where = settings.rank, _attention(model)
        with quiet():
            model = get_peft_model(
                model, LoraConfig(task_type=TaskType.SEQ_CLS, r=rank, lora_alpha=2 * rank, target_modules=where)
            )
    rows = {name: examples(tokenizer, texts, labels, places, settings) for name, places in parts._asdict().items()}
    trainer = Trainer(
        model=model,
        args=arguments(
            settings, work, eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True,
            metric_for_best_model="eval_loss", label_names=["labels"], **by_length(settings, len(parts.train)),
        ),
        train_dataset=rows["train"],
        eval_dataset=rows["validation"],
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_loss_func=_loss(labels[parts.train], len(names)) if settings.balance else None,
        callbacks=[EarlyStoppingCallback(settings.patience), Reporter(progress, "fine-tuning"),
                   Deadline(settings.time_budget_s)],
    )  # fmt: skip
    with quiet():
        trainer.train(resume_from_checkpoint=last_checkpoint(work))
        validation, test = (in_order(trainer).predict(rows[name]).predictions for name in ("validation", "test"))
    trained = trainer.model.merge_and_unload() if settings.method == "lora" else trainer.model
    trained = trained.to("cpu").eval()
    served = Served(trained.base_model, settings.pooling or base.card.pooling, classifier=trained)
    return Trained(trained, tokenizer, served, validation, test)


def examples(
    tokenizer: Any, texts: Sequence[str], labels: NDArray[Any], places: NDArray[np.intp], settings: Settings
) -> list[dict[str, Any]]:
    """Return the rows at these places as the Trainer takes them: token ids, padded by nobody yet, and the label."""
    chosen = [texts[place].encode("utf-8", "replace").decode() for place in places]
    ids = tokenizer(chosen, truncation=True, max_length=settings.max_tokens)["input_ids"] if chosen else []
    return [{"input_ids": row, "labels": labels[place].item()} for row, place in zip(ids, places, strict=True)]


def _loss(labels: NDArray[np.intp], n_labels: int) -> Any:
    """Return cross entropy in which every label weighs the same in all (Trainer's `compute_loss_func`)."""
    counts = np.bincount(labels, minlength=n_labels).clip(1)
    weight = torch.tensor(len(labels) / (n_labels * counts), dtype=torch.float32)

    def loss(outputs: Any, labels: torch.Tensor, num_items_in_batch: Any = None) -> torch.Tensor:
        each = functional.cross_entropy(outputs.logits, labels, weight=weight.to(labels.device), reduction="sum")
        return each / (num_items_in_batch if num_items_in_batch is not None else len(labels))

    return loss


def _open_pooler(model: Any, folder: Path) -> None:
    """Where the base has no pooler of its own, let it begin as the first token's vector instead of noise."""
    from tabbert.encoders._folder import WEIGHTS
    from tabbert.store import safetensors

    pooler = getattr(model.base_model, "pooler", None)
    stored, _ = safetensors.header(folder / WEIGHTS)
    if pooler is not None and not any("pooler.dense.weight" in name for name in stored):
        with torch.no_grad():
            torch.nn.init.eye_(pooler.dense.weight)
            pooler.dense.bias.zero_()


def _attention(model: Any) -> list[str] | str:
    """Return the names of the attention's query and value matrices, which LoRA adds to; else peft's word for all."""
    leaves = {name.rsplit(".", 1)[-1] for name, _ in model.named_modules()}
    return [name for name in ("query", "value", "q_lin", "v_lin") if name in leaves] or "all-linear"
