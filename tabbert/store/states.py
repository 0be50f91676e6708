"""Saved states: a zip of one JSON document and plain NumPy arrays, hashed, without pickle."""

import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tabbert.core.check import State
from tabbert.errors import StateMismatchError, UnwritableFileError

__all__ = ["FORMAT", "load", "plain", "save"]

FORMAT = "tabbert.state/1"
_DOCUMENT = "state.json"
_ARRAY = "array"  # {"array": "3.npy"} in the document stands for that member
_HINT = "save it again with `result.state.save(path)`."
_LARGEST_MB = 512  # a state is small by contract; more is a damaged or hostile file


def save(state: State, path: Path) -> Path:
    """Write a state to a file, replacing it whole, and return the path."""
    arrays: list[bytes] = []
    content = _flatten(asdict(state), arrays)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    for array in arrays:
        digest.update(array)
    document = {"format": FORMAT, "sha256": digest.hexdigest(), "content": content}
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")  # two processes may write the same state
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_DOCUMENT, json.dumps(document, ensure_ascii=True))
            for number, array in enumerate(arrays):
                archive.writestr(f"{number}.npy", array)
        part.replace(path)
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def load(path: Path) -> State:
    """Read a state, or raise StateMismatchError if the file is none, is damaged, or has another format."""
    try:
        return _state(*_read(path), path.name)
    except FileNotFoundError:
        hint = "is the path right? `result.state.save(path)` writes such files."
        raise StateMismatchError(f"there is no file {path.name!r}.", hint) from None
    except StateMismatchError:
        raise
    except Exception as error:  # a file from elsewhere may hold anything, with a hash that fits
        raise StateMismatchError(f"{path.name!r} is not a state file, or it is damaged.", _HINT) from error


def _read(path: Path) -> tuple[Any, list[bytes]]:
    """Return the document and the arrays of a file, as they are."""
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_MB * 1_000_000:
            raise StateMismatchError(f"{path.name!r} is larger than {_LARGEST_MB} MB.", _HINT)
        document = json.loads(archive.read(_DOCUMENT))
        return document, [archive.read(f"{number}.npy") for number in range(len(archive.namelist()) - 1)]


def _state(document: Any, arrays: list[bytes], name: str) -> State:
    """Return the state that a document and its arrays are; what does not fit raises something."""
    if document.get("format") != FORMAT:
        raise StateMismatchError(f"{name!r} has the format {document.get('format')!r}, not {FORMAT!r}.", _HINT)
    digest = hashlib.sha256(json.dumps(document["content"], sort_keys=True).encode())
    for array in arrays:
        digest.update(array)
    if digest.hexdigest() != document.get("sha256"):
        raise StateMismatchError(f"{name!r} was altered: its hash does not fit.", _HINT)
    state = State(**_restore(document["content"], arrays))
    mappings = (state.params, state.columns, state.kinds, state.table, *state.columns.values())
    texts = (state.check, state.version, state.encoder, *state.kinds.values())
    if not all(isinstance(part, dict) for part in mappings) or not all(isinstance(text, str) for text in texts):
        raise TypeError("a state of another shape")
    return state


def plain(value: Any) -> Any:
    """Return a parameter as it comes back from a file, to compare it with one."""
    return _flatten(value, [])


def _flatten(value: Any, arrays: list[bytes]) -> Any:
    if isinstance(value, np.ndarray):
        buffer = io.BytesIO()
        np.save(buffer, value, allow_pickle=False)
        arrays.append(buffer.getvalue())
        return {_ARRAY: f"{len(arrays) - 1}.npy"}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {_escaped(str(key)): _flatten(item, arrays) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_flatten(item, arrays) for item in value]
    return value


def _restore(value: Any, arrays: list[bytes]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_ARRAY}:
            number = int(value[_ARRAY].removesuffix(".npy"))
            return np.load(io.BytesIO(arrays[number]), allow_pickle=False)
        return {_unescaped(key): _restore(item, arrays) for key, item in value.items()}
    return [_restore(item, arrays) for item in value] if isinstance(value, list) else value


def _escaped(key: str) -> str:
    return f"{key}:" if key.rstrip(":") == _ARRAY else key  # a column may be called "array"


def _unescaped(key: str) -> str:
    return key.removesuffix(":") if key.rstrip(":") == _ARRAY else key
