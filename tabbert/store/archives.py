"""A model folder as one zip file, to carry it to another machine; whatever could do harm there is refused.

An archive may hold the files of its manifest and nothing else: no path outside the folder, no link, no pickle, no
program. Hashes are checked after unpacking, and only then does the folder come to stand among the others.
"""

import json
import secrets
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from tabbert.errors import ModelArchiveError, ModelStoreError, UnwritableFileError
from tabbert.store import models
from tabbert.store.manifest import MANIFEST, STAMP, check, read_manifest
from tabbert.store.saved import DESCRIPTION, read

__all__ = ["export", "unpack"]

_KINDS: Final = frozenset({".json", ".safetensors", ".onnx", ".md", ".txt", ".model", ".jinja"})
_LARGEST: Final = 32 * 2**30
_DENSEST: Final = 200
"""Times that a file may grow: text reaches 20, a bomb thousands."""


def export(folder: Path, path: Path) -> int:
    """Write the folder to a zip file, replacing one only when all is written; return its size in bytes.

    Raises:
        ModelStoreError: the folder is damaged.
        UnwritableFileError: the file cannot be written.
    """
    if problem := check(folder, full=True):
        raise ModelStoreError(str(folder), f"{problem}.", "nothing was exported; fine-tune it again.")
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")  # two processes may write the same archive
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in [MANIFEST, *sorted(read_manifest(folder)["files"])]:
                archive.write(folder / name, name)
        part.replace(path)
    except OSError as error:
        raise UnwritableFileError(str(path), f"{error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return path.stat().st_size


def unpack(path: Path, name: str | None = None) -> Path:
    """Check an archive, keep its model under its name or another, and return the folder.

    Raises:
        ModelArchiveError: it is no archive of a model, is damaged, or holds what it must not.
        FolderUnwritableError: the models' folder cannot be written.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(path, archive)
            inside = json.loads(archive.read(DESCRIPTION)).get("name") if DESCRIPTION in members else None

            def build(part: Path) -> None:
                for member in members.values():
                    target = part / member.filename
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(member) as source, target.open("wb") as file:
                        shutil.copyfileobj(source, file, 1 << 20)
                _verify(path, part, set(members))
                for name in (MANIFEST, STAMP):  # written anew by the store
                    (part / name).unlink(missing_ok=True)

            return models.add(str(name or inside or ""), build)
    except FileNotFoundError as error:
        raise ModelArchiveError(str(path), "there is no such file.", "name a file that was exported.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ModelArchiveError(str(path), "it is no whole zip file.", "copy it again.") from error
    except (ModelStoreError, ValueError, AttributeError) as error:
        if isinstance(error, ModelArchiveError):
            raise
        raise ModelArchiveError(str(path), f"it is no model of tabbert ({str(error).splitlines()[0]}).") from error


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the archive's files by name, after looking at every name, kind and size."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name, mode = member.filename, member.external_attr >> 16
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name or "\0" in name:
            raise ModelArchiveError(str(path), "it names a file outside the model's folder.")
        if member.is_dir():
            continue
        if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            raise ModelArchiveError(str(path), f"{name!r} is a link or a device.")
        if PurePosixPath(name).suffix not in _KINDS:
            raise ModelArchiveError(str(path), f"{name!r} is no file of a model.")
        if name in found or member.flag_bits & 1:
            raise ModelArchiveError(str(path), f"{name!r} is in it twice, or encrypted.")
        if member.file_size > _DENSEST * member.compress_size + 4096:
            raise ModelArchiveError(str(path), f"{name!r} would grow more than {_DENSEST} times.")
        found[name] = member
    if sum(member.file_size for member in found.values()) > _LARGEST:
        raise ModelArchiveError(str(path), f"it would take more than {_LARGEST >> 30} GiB.")
    return found


def _verify(path: Path, part: Path, names: set[str]) -> None:
    if problem := check(part, full=True):
        raise ModelArchiveError(str(path), f"{problem}.", "export and copy it again.")
    strange = names - set(read_manifest(part)["files"]) - {MANIFEST}
    if strange:
        raise ModelArchiveError(str(path), f"{min(strange)!r} is not in its manifest.")
    read(part, verify=False)
