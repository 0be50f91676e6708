"""Train a student of the default encoder: `tabbert finetune student DATA --packages FOLDER -o FOLDER`.

Texts are tokenised once, the layers trained (`student`), smoothing factors measured, and the folder written that
`encoder=FOLDER` reads. On a recent GPU, seven minutes give a useful student; on a processor it takes days.
"""

import json
import random
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from tabbert.encoders._end import end_digest, end_tensors
from tabbert.encoders._student import StudentPack, write_student
from tabbert.encoders.transformers import device_of
from tabbert.errors import TrainingDataError
from tabbert.finetune.student import Pair, Stack, Training, agreement, student_tensors, train
from tabbert.finetune.student_corpus import HeldOut, Sources, restricted, texts_of_sources, tokenised
from tabbert.store.packs import Pack, read_pack

__all__ = ["run"]

_HELD, _CALIBRATED = 2_000, 300
"""Texts to judge by, and of them to measure activations on."""
_PIECES = 250_037


def run(
    sources: Sources, out: Path, *, name: str = "multilingual-mini", settings: Training | None = None,
    held_out: HeldOut | None = None, pack: Pack | None = None, log: Callable[[str], None] = print,
) -> Path:  # fmt: skip
    """Train a student and write its folder.

    Args:
        sources: where the texts are.
        out: the folder.
        name: what the encoder is called.
        settings: of the run; None for the defaults on the device that is here.
        held_out: what must not be read.
        pack: the teacher; None for the default encoder.
        log: told how it goes.

    Raises:
        TrainingDataError: too few texts.
    """
    settings = settings or Training()
    settings = replace(settings, device=device_of(settings.device))
    texts, manifest = texts_of_sources(sources, held_out or HeldOut())
    if len(texts) < 100:
        raise TrainingDataError(f"{len(texts)} distinct texts are too few.", "name folders with more of them.")
    random.Random(settings.seed).shuffle(texts)  # noqa: S311  the same every time
    share = min(_HELD, len(texts) // 10)
    rows, before, after = tokenised(texts)
    log(f"{len(texts):,} texts, {sum(map(len, rows)):,} tokens")
    learnt, held = restricted([rows[share:], rows[:share]], (before, after), _PIECES)
    pack = pack or read_pack()
    words = pack.tensor("emb.word")[learnt.pieces].astype(np.float16)
    out.mkdir(parents=True, exist_ok=True)
    tensors = train(pack, words, end_tensors(), learnt.texts, held.texts, settings, log=log)
    pair = Pair(pack, words, end_tensors(), settings)
    pair.student = Stack(StudentPack(pack, tensors), range(settings.layers))
    smooth = pair.smoothing(held.texts.first(_CALIBRATED))
    found = agreement(pair, held.texts)
    card = {
        "name": name,
        "licence": "Apache-2.0 (the model it learns from is MIT); trained on the data below",
        "recipe": f"tabbert finetune student, {json.dumps(asdict(settings))}",
        "teacher": pack.sha256,
        "end_branch": end_digest(),
        "layers": settings.layers,
        "agreement": found._asdict(),
        "texts": len(learnt.texts.ends),
        "data": manifest,
    }
    write_student(out, student_tensors(pair.student), smooth, card)
    torch.cuda.empty_cache()
    log(f"wrote {out}: {found}")
    return out
