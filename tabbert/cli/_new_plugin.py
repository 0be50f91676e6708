"""Writes a new plugin: a package with a check, tests that pass, and a README, from templates."""

import re
from pathlib import Path
from typing import Literal

from tabbert.errors import InvalidParameterError, UnwritableFileError

__all__ = ["Scope", "write"]

Scope = Literal["value", "row", "table"]
_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


def write(name: str, folder: Path, scope: Scope) -> list[Path]:
    """Write the package ``tabbert-<name>`` into a folder of that name and return its files.

    Raises:
        InvalidParameterError: The name is none that a check and a package can have.
        UnwritableFileError: There is such a folder already, or it cannot be made.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    plain = name.removeprefix("tabbert-").removeprefix("tabbert_")
    if not _NAME.fullmatch(plain):
        raise InvalidParameterError("NAME", "small letters, digits and single dashes, such as 'order-numbers'", name)
    check = plain.replace("-", "_")
    class_name = "".join(word.capitalize() for word in check.split("_"))
    words = {"check": check, "class_name": class_name, "module": f"tabbert_{check}",
             "package": f"tabbert-{check.replace('_', '-')}", "scope": scope}  # fmt: skip
    root = folder / words["package"]
    if root.exists():
        raise UnwritableFileError(str(root), "it exists already.")
    # The output is Python and TOML, not HTML.
    templates = Environment(loader=PackageLoader("tabbert.cli"), undefined=StrictUndefined, autoescape=False,  # noqa: S701
                            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # fmt: skip
    files = {
        "pyproject.toml": "pyproject.toml.jinja",
        "README.md": "README.md.jinja",
        f"{words['module']}/__init__.py": f"{scope}_check.py.jinja",
        f"tests/test_{check}.py": "test_check.py.jinja",
    }
    written = []
    try:
        for target, template in files.items():
            path = root / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(templates.get_template(template).render(words), encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise UnwritableFileError(str(root), f"{error.strerror or error}.") from error
    return written
