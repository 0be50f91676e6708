"""Few labels: the encoder learns from pairs which rows belong together, then a linear head reads its vectors.

The recipe is SetFit's (Tunstall et al. 2022, arXiv:2209.11055): pairs of rows with equal and with different labels,
cosine similarity as the target, and logistic regression on the vectors; sentence-transformers trains.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from sklearn.linear_model import LogisticRegression

from tabbert.finetune.bases import Base
from tabbert.finetune.classifier import Trained
from tabbert.finetune.export import Served, quiet
from tabbert.finetune.settings import Settings
from tabbert.finetune.split import Split
from tabbert.finetune.training import Deadline, Progress, Reporter, arguments, freeze_embeddings, last_checkpoint

__all__ = ["HEAD", "pairs", "train"]

HEAD = "head.safetensors"
_MOST_PAIRS = 20_000


class _WithHead(Trained):
    """An encoder and its head, which lies in a file of its own."""

    def save(self, folder: Path) -> None:
        super().save(folder)
        save_file({f"head.{name}": values for name, values in self.served.head.state_dict().items()}, folder / HEAD)  # type: ignore[union-attr]


def train(
    base: Base, texts: Sequence[str], labels: NDArray[np.intp], names: Sequence[str], parts: Split,
    settings: Settings, work: Path, progress: Progress | None = None,
) -> Trained:  # fmt: skip
    """Train the encoder on pairs of training rows, then the head on vectors; arguments as of `classifier.train`."""
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerModelCardData,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.losses import CosineSimilarityLoss
    from sentence_transformers.sentence_transformer.modules import Pooling

    pooling = settings.pooling or base.card.pooling
    if pooling == "attention":
        pooling = "mean"  # sentence-transformers has none weighted by attention
    with quiet():
        options = {"use_safetensors": True, "trust_remote_code": False, "attn_implementation": "eager"}
        body = Transformer(str(base.folder), max_seq_length=settings.max_tokens, model_kwargs=options)
        model = SentenceTransformer(
            modules=[body, Pooling(base.card.dim, pooling_mode=pooling), Normalize()],
            device="cpu",
            model_card_data=SentenceTransformerModelCardData(generate_widget_examples=False),
        )
    encoder = body.model
    freeze_embeddings(encoder, settings)
    clean = [text.encode("utf-8", "replace").decode() for text in texts]
    first, second, alike = pairs(labels[parts.train], settings.pairs, settings.seed)
    chosen = [clean[place] for place in parts.train]
    data = Dataset.from_dict(
        {"first": [chosen[i] for i in first], "second": [chosen[i] for i in second], "label": alike.tolist()}
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments(settings, work, kind=SentenceTransformerTrainingArguments, save_strategy="epoch"),
        train_dataset=data,
        loss=CosineSimilarityLoss(model),
        callbacks=[Reporter(progress, "fine-tuning"), Deadline(settings.time_budget_s)],
    )
    with quiet():
        trainer.train(resume_from_checkpoint=last_checkpoint(work))
    model.eval()
    vectors = model.encode(clean, batch_size=4 * settings.batch_size, show_progress_bar=False)
    model.to("cpu")
    head = _head(vectors[parts.train], labels[parts.train], len(names), settings)
    with torch.no_grad():
        validation, test = (head(torch.from_numpy(vectors[places])).numpy() for places in parts[1:])
    served = Served(encoder.eval(), pooling, head=head)
    return _WithHead(encoder, model.tokenizer, served, validation, test)


def pairs(
    labels: NDArray[np.intp], per_row: int, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return pairs of rows, half of them with equal labels (1.0) and half with different ones (0.0), shuffled.

    Args:
        labels: class of each of n rows.
        per_row: pairs that a row starts; never more than 20,000 in all.
        seed: of the draw.
    """
    random = np.random.default_rng(seed)
    rows = np.arange(len(labels))
    members = {label: rows[labels == label] for label in np.unique(labels)}
    first, second, alike = [], [], []
    rounds = max(1, min(per_row, _MOST_PAIRS // max(1, len(labels))) // 2)
    for _ in range(rounds):
        for row in rows[:_MOST_PAIRS]:
            same = members[labels[row]]
            others = rows[labels != labels[row]]
            if len(same) > 1:
                first.append(row)
                second.append(same[same != row][random.integers(len(same) - 1)])
                alike.append(1.0)
            if len(others):
                first.append(row)
                second.append(others[random.integers(len(others))])
                alike.append(0.0)
    order = random.permutation(len(first))
    return np.array(first, np.intp)[order], np.array(second, np.intp)[order], np.array(alike)[order]


def _head(vectors: NDArray[np.float32], labels: NDArray[np.intp], n_labels: int, settings: Settings) -> torch.nn.Linear:
    """Fit logistic regression and return it as a layer whose softmax it is."""
    fitted = LogisticRegression(max_iter=2000, class_weight="balanced" if settings.balance else None)
    fitted.fit(vectors, labels)
    weight, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # one logit there: softmax of (0, z) is its logistic function
        weight, bias = np.vstack([np.zeros_like(weight), weight]), np.append(0.0, bias)
    head = torch.nn.Linear(vectors.shape[1], n_labels)
    with torch.no_grad():
        head.weight.zero_()
        head.bias.fill_(-30.0)  # a label without a training row
        head.weight[fitted.classes_] = torch.from_numpy(weight).float()
        head.bias[fitted.classes_] = torch.from_numpy(bias).float()
    return head
