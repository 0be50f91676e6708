"""SetFit (in the extra `bench`) on the default encoder's weights: its own trainer, pairs and head."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._classification_systems import Answer, Question
from benchmarks._classification_tables import row_texts

__all__ = ["FEW_TABLES", "STEPS", "setfit"]

FEW_TABLES = ("daily_show", "taxonomy", "seattle")  # those of short rows: minutes a fit on one core, not tens of them
STEPS = 50  # of 16 pairs; its default, one pass over 40 pairs a row, would be five to twenty times as many
MAX_TOKENS = 128
PREFIX = "query: "  # of the encoder


def setfit(question: Question) -> Answer:
    """Fine-tune by pairs with SetFit's defaults but for the number of steps, then ask its logistic regression."""
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from setfit import SetFitModel, Trainer, TrainingArguments
    from sklearn.linear_model import LogisticRegression

    parts: list[Any] = [Transformer(str(_folder()), max_seq_length=MAX_TOKENS), Pooling(384, "mean"), Normalize()]
    classes = sorted(set(question.labels.tolist()))
    place = {label: number for number, label in enumerate(classes)}
    model = SetFitModel(model_body=SentenceTransformer(modules=parts, device="cpu"), model_head=LogisticRegression())
    train = {"text": _texts(question.train), "label": [place[label] for label in question.labels]}
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(folder, batch_size=16, num_iterations=20, max_steps=STEPS, save_strategy="no",
                                      report_to="none", show_progress_bar=False)  # fmt: skip
        Trainer(model=model, args=arguments, train_dataset=Dataset.from_dict(train)).train()
    probabilities = model.predict_proba(_texts(question.test), as_numpy=True)
    return Answer(np.array(classes, object)[model.model_head.classes_], np.asarray(probabilities))


def _texts(frame: Any) -> list[str]:
    return [PREFIX + text for text in row_texts(frame)]


@cache
def _folder() -> Path:
    from tabbert.encoders.embedded import EmbeddedEncoder
    from tabbert.finetune.bases import write_pack

    folder = Path(tempfile.mkdtemp(prefix="tabbert-setfit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_pack(EmbeddedEncoder().pack(), folder)
