"""The encoders that come with tabbert, by name."""

from tabbert.core.encoder import Encoder
from tabbert.core.hooks import hookimpl
from tabbert.encoders.embedded import EmbeddedEncoder


@hookimpl
def tabbert_encoders() -> list[Encoder]:
    """Register them; weights load at first use."""
    return [EmbeddedEncoder()]
