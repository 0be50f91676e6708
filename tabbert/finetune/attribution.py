"""Which words of a text carried the label of a fine-tuned classifier: integrated gradients, by captum.

Sundararajan, Taly, Yan: Axiomatic attribution for deep networks, ICML 2017. The way goes from a text of the same length
in which every token is hidden to the text itself; what each token adds on it to the logarithm of the label's
probability is its share, and all shares together are the whole difference, but for what the number of steps costs.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from captum.attr import LayerIntegratedGradients
from safetensors.torch import load_file
from torch import nn
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

from tabbert.encoders.exported import SavedClassifier
from tabbert.finetune.contrastive import HEAD
from tabbert.finetune.export import Served, quiet
from tabbert.store.saved import Description

__all__ = ["Attribution", "attribute"]

STEPS: Final = 32
_AT_ONCE: Final = 16  # steps in a batch


@dataclass(frozen=True, slots=True)
class Attribution:
    """What carried one decision.

    Attributes:
        label: the most probable one.
        confidence: its probability, in [0, 1].
        spans: first character and the one after the last of each token; what was cut off the text has none.
        weights: by how much each token raises the logarithm of the probability.
        start: logarithm of the probability where every token is hidden; with all weights added, that of the text.
    """

    label: str
    confidence: float
    spans: tuple[tuple[int, int], ...]
    weights: tuple[float, ...]
    start: float


def attribute(classifier: SavedClassifier, text: str) -> Attribution:
    """Say what each token of a text adds to the probability of its most probable label.

    Args:
        classifier: trained by rows or by pairs.
        text: one row as it was written for training.
    """
    about = classifier.about
    with quiet():
        served: Any = _loaded(classifier.folder, about).eval()
        tokenizer = AutoTokenizer.from_pretrained(classifier.folder, trust_remote_code=False)
    read = (about.prefix + text).encode("utf-8", "replace").decode()
    found = tokenizer(read, truncation=True, max_length=about.max_tokens, return_offsets_mapping=True,
                      return_special_tokens_mask=True, return_tensors="pt")  # fmt: skip
    ids, spans = found["input_ids"], found["offset_mapping"][0] - len(about.prefix)
    told = (spans[:, 1] > 0) & (found["special_tokens_mask"][0] == 0)
    hidden = tokenizer.mask_token_id if tokenizer.mask_token_id is not None else tokenizer.pad_token_id or 0

    def logs(ids: torch.Tensor) -> torch.Tensor:
        return torch.log_softmax(served(ids)[1] / about.temperature, dim=-1)

    nothing = torch.where(told[None], hidden, ids)
    with torch.no_grad():
        whole, start = logs(ids)[0], logs(nothing)[0]
    best = int(whole.argmax())
    gradients = LayerIntegratedGradients(logs, served.encoder.get_input_embeddings())
    added = gradients.attribute(ids, nothing, target=best, n_steps=STEPS, internal_batch_size=_AT_ONCE).sum(-1)[0]
    kept = [(max(int(first), 0), int(last)) for first, last in spans[told]]
    return Attribution(
        about.labels[best], float(whole[best].exp()), tuple(kept), tuple(added[told].tolist()), float(start[best])
    )


def _loaded(folder: Path, about: Description) -> Served:
    options: dict[str, Any] = {"use_safetensors": True, "trust_remote_code": False, "attn_implementation": "eager"}
    if not (folder / HEAD).is_file():
        classifier = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32, **options)
        return Served(classifier.base_model, about.pooling, classifier=classifier)
    weights = load_file(folder / HEAD)
    head = nn.Linear(weights["head.weight"].shape[1], len(about.labels))
    head.load_state_dict({name.removeprefix("head."): values for name, values in weights.items()})
    encoder = AutoModel.from_pretrained(folder, dtype=torch.float32, **options)
    return Served(encoder, about.pooling, head=head)
