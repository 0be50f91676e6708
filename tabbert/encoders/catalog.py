"""The encoders that come with tabbert, by name."""

from tabbert.core.encoder import Encoder
from tabbert.core.hooks import hookimpl
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.encoders.family import FAMILY
from tabbert.encoders.transformers import TransformersEncoder


@hookimpl
def tabbert_encoders() -> list[Encoder]:
    """Register them; weights load at first use."""
    return [EmbeddedEncoder(), *(TransformersEncoder(checkpoint) for checkpoint in FAMILY)]
