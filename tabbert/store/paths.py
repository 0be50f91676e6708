"""Where tabbert keeps its files: one home folder, private to the user.

`TABBERT_HOME` names it; empty counts as unset, and then it is the platform's cache folder. Nothing is created
until somebody is about to write.
"""

import os
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from tabbert.errors import FolderUnwritableError

VARIABLE: Final = "TABBERT_HOME"
PRIVATE: Final = 0o700


def home() -> Path:
    """Return the home folder, absolute, whether or not it exists."""
    chosen = os.environ.get(VARIABLE)
    return (Path(chosen).expanduser() if chosen else user_cache_path("tabbert")).absolute()


def models_dir() -> Path:
    """Return the folder of the model folders, whether or not it exists."""
    return home() / "models"


def vectors_dir() -> Path:
    """Return the folder of the vector cache, whether or not it exists."""
    return home() / "vectors"


def make_private(folder: Path) -> Path:
    """Create the folder and whatever is missing above it, readable by the user only (0700), and return it.

    Existing folders below the home are made private again. The home itself, if it exists, and what lies above
    it are left as they are: they may serve others too.

    Raises:
        FolderUnwritableError: it cannot be created or written. The vector cache then stays in memory; the model store
            can do without only when the model is already there.
    """
    folder = folder.absolute()
    top = home()
    try:
        # One by one: mkdir's mode applies to the last folder only.
        for part in [*reversed([part for part in folder.parents if part.is_relative_to(top)]), folder]:
            if not part.is_dir():
                part.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            elif part != top and part.is_relative_to(top) and _shared(part):
                part.chmod(PRIVATE)
    except OSError as error:
        raise FolderUnwritableError(str(folder), f"{error.strerror or error}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnwritableError(str(folder), "it is read-only.")
    return folder


def _shared(folder: Path) -> bool:
    status = folder.stat()
    return os.name == "posix" and status.st_uid == os.geteuid() and bool(status.st_mode & 0o077)
