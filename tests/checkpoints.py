"""Checkpoints of a true architecture with random weights, as folders in the Hugging Face format."""

import string
from pathlib import Path

from tabbert.encoders.family import Checkpoint


def write_checkpoint(checkpoint: Checkpoint, folder: Path) -> Path:
    """Write the model and a WordPiece tokenizer that spells words letter by letter; return the folder."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = string.ascii_lowercase + string.digits + string.punctuation
    pieces = [*special, *letters, *(f"##{letter}" for letter in letters)]
    pieces += [f"[unused{n}]" for n in range(checkpoint.vocab - len(pieces))]
    tokenizer = Tokenizer(
        models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100)
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    named = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), special, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=checkpoint.positions, **named).save_pretrained(
        folder
    )
    sizes = checkpoint.config()
    torch.manual_seed(0)
    AutoModel.from_config(AutoConfig.for_model(sizes.pop("model_type"), **sizes)).save_pretrained(folder)
    return folder
