"""Any model of the Hugging Face hub, as a folder: its configuration, tokenizer and safetensors, nothing that runs.

The files stay in the hub's own cache (`HF_HOME`); with them there, no connection is made. Pickled weights
and Python files are never fetched.
"""

import re
from pathlib import Path
from typing import Final

from tabbert.errors import EncoderUnavailableError

__all__ = ["REPOSITORY", "snapshot"]

REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+(@[\w.-]+)?")
"""``owner/name`` or ``owner/name@revision``."""
_WANTED: Final = ["*.json", "*.safetensors", "*.txt", "*.model"]
_UNWANTED: Final = ["onnx/*", "openvino/*", "*.msgpack", "*.h5"]


def snapshot(name: str, repository: str, revision: str | None = None) -> Path:
    """Return the folder of a model from the hub's cache, after downloading what is missing.

    Args:
        name: what the user calls it, for messages.
        repository: ``owner/name``.
        revision: commit, branch or tag; None for the newest.

    Raises:
        EncoderUnavailableError: the hub cannot be reached, does not have it, or has pickled weights only.
    """
    from huggingface_hub import snapshot_download  # 0.3 s, and needed only here
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        try:
            folder = snapshot_download(repository, revision=revision, allow_patterns=_WANTED, local_files_only=True)
            if not any(Path(folder).glob("*.safetensors")):
                raise FileNotFoundError("only a part of it is in the cache")
        except OSError:
            folder = snapshot_download(repository, revision=revision, allow_patterns=_WANTED, ignore_patterns=_UNWANTED)
    except HFValidationError as error:
        raise EncoderUnavailableError(name, f"{error}.", "name it as `owner/name`.") from error
    except (OSError, HfHubHTTPError) as error:  # the errors of connections are OSErrors there
        cause = (str(error) or repr(error)).splitlines()[0]
        raise EncoderUnavailableError(
            name,
            f"{repository} is not on this machine and cannot be fetched from the hub: {cause}",
            "copy its folder here and give the path (`encoder='./folder'`), or set HF_ENDPOINT to a mirror, or HF_HOME "
            "to a filled cache; `multilingual-e5-small` needs no hub.",
        ) from error
    if not any(Path(folder).glob("*.safetensors")):
        reason = f"{repository} has no safetensors file, and pickled weights are never loaded."
        raise EncoderUnavailableError(name, reason, "choose a model with `model.safetensors`.")
    return Path(folder)
