"""What a fine-tuning starts from: any encoder of tabbert as a folder that transformers loads."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from tabbert.core.encoder import Encoder, EncoderCard
from tabbert.encoders._tokenizer import PackTokenizer, write_tokenizer
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.encoders.exported import ExportedEncoder
from tabbert.encoders.transformers import TransformersEncoder
from tabbert.errors import InvalidParameterError
from tabbert.finetune.export import quiet
from tabbert.store.hub import parameter_name
from tabbert.store.packs import Pack

__all__ = ["Base", "opened", "write_pack"]


@dataclass(frozen=True)
class Base:
    """A folder in the Hugging Face format, and the card of the encoder that it holds."""

    folder: Path
    card: EncoderCard

    @property
    def origin(self) -> str:
        """Name and revision, for the record."""
        return f"{self.card.name} {self.card.revision or self.card.sha256[:16]}".strip()


@contextmanager
def opened(encoder: Encoder) -> Iterator[Base]:
    """Hold the encoder's folder; the default encoder's is written for the time of the block (0.5 GB, a few seconds).

    Raises:
        InvalidParameterError: the encoder is not one of the Hugging Face kind.
        EncoderUnavailableError: its weights are neither here nor reachable.
    """
    if isinstance(encoder, TransformersEncoder | ExportedEncoder):
        yield Base(encoder.prepare(), encoder.card)
    elif isinstance(encoder, EmbeddedEncoder):
        with tempfile.TemporaryDirectory(prefix="tabbert-base-") as folder:
            yield Base(write_pack(encoder.pack(), Path(folder)), encoder.card)
    else:
        expected = "an encoder that can be trained: of the BERT family, a folder, a saved model, or an id of the hub"
        raise InvalidParameterError("encoder", expected, encoder.card.name)


def write_pack(pack: Pack, folder: Path) -> Path:
    """Write the default encoder's weights and tokenizer in the Hugging Face format, and return the folder."""
    sizes = pack.config
    config = BertConfig(
        vocab_size=sizes.vocab, hidden_size=sizes.hidden, num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads, intermediate_size=sizes.ffn, max_position_embeddings=sizes.max_positions,
        type_vocab_size=sizes.type_vocab, layer_norm_eps=sizes.eps, pad_token_id=1,
    )  # fmt: skip
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    tensors = {parameter_name(short): torch.from_numpy(np.array(pack.tensor(short))) for short in pack.names}
    positions = torch.arange(sizes.max_positions)[None]
    buffers = {"embeddings.position_ids": positions, "embeddings.token_type_ids": torch.zeros_like(positions)}
    model.load_state_dict(tensors, strict=True, assign=True)
    for name, values in buffers.items():  # not in the state, and without numbers on the meta device
        owner, _, leaf = name.rpartition(".")
        model.get_submodule(owner).register_buffer(leaf, values, persistent=False)
    with quiet():
        model.save_pretrained(folder)
        write_tokenizer(pack, folder)
        names = {
            "bos": "<s>",
            "eos": "</s>",
            "sep": "</s>",
            "cls": "<s>",
            "unk": "<unk>",
            "pad": "<pad>",
            "mask": "<mask>",
        }
        PreTrainedTokenizerFast(
            tokenizer_object=PackTokenizer(folder, max_tokens=sizes.max_positions).whole(),
            model_max_length=sizes.max_positions, **{f"{name}_token": token for name, token in names.items()},
        ).save_pretrained(folder)  # fmt: skip
        shutil.rmtree(folder / "tokenizer")
    return folder
