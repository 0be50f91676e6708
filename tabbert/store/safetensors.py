"""The header of a safetensors file: names, types and shapes of its tensors, read without the library that wrote it.

The format: 8 bytes of length (little-endian), a JSON header, then the tensors back to back.
"""

import json
import math
from pathlib import Path
from typing import Any, Final

from tabbert.errors import ModelStoreError

__all__ = ["count", "header"]

_LONGEST: Final = 100_000_000
_BITS: Final = {"F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "I32": 32, "I16": 16, "I8": 8, "U8": 8}


def header(path: Path) -> tuple[dict[str, dict[str, Any]], int]:
    """Return each tensor's ``dtype``, ``shape`` and ``data_offsets``, and where in the file the tensors start.

    Raises:
        ModelStoreError: the file is cut short, or is no safetensors file.
    """
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            size = path.stat().st_size
            if not 2 <= length <= min(_LONGEST, size - 8):
                raise ValueError("its header is missing or cut short")
            tensors: dict[str, dict[str, Any]] = json.loads(file.read(length))
        tensors.pop("__metadata__", None)
        for name, tensor in tensors.items():
            start, end = tensor["data_offsets"]
            bits = _BITS.get(tensor["dtype"])
            if not 0 <= start <= end <= size - 8 - length or (
                bits is not None and (end - start) * 8 != bits * math.prod(tensor["shape"])
            ):
                raise ValueError(f"tensor {name} is incomplete")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelStoreError(str(path), f"it is no whole safetensors file ({error}).", "copy it again.") from error
    return tensors, 8 + length


def count(path: Path) -> int:
    """Return the number of weights in the file; whole numbers, such as tables of positions, are none."""
    tensors, _ = header(path)
    return sum(math.prod(tensor["shape"]) for tensor in tensors.values() if "F" in tensor["dtype"])
