"""Reads reports that an earlier run wrote as JSON: one check, several, or a whole profile."""

import json
from pathlib import Path
from typing import Any

from tabbert import schemas
from tabbert.comparison import checks_in
from tabbert.errors import UnreadableFileError

__all__ = ["read"]

_HINT = "write one with `tabbert check ... --format json --output FILE`."


def read(path: Path) -> list[dict[str, Any]]:
    """Return the summaries of checks in a JSON report.

    Raises:
        UnreadableFileError: there is no such file, or it is no report of this version.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFileError(str(path), f"{error.strerror or error}.", _HINT) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(str(path), "it is not JSON.", _HINT) from error
    documents = document if isinstance(document, list) else [document]
    import fastjsonschema

    for one in documents:
        written = one.get("schema") if isinstance(one, dict) else None
        name = next((name for name in ("check", "report") if written == f"tabbert.{name}/1"), "check")
        try:
            schemas.validator(name)(one)
        except fastjsonschema.JsonSchemaException:
            reason = f"its schema is {written!r}, or it was altered" if written else "it is no report of tabbert"
            raise UnreadableFileError(str(path), f"{reason}.", _HINT) from None
    summaries = [check for one in documents for check in checks_in(one)]
    if not summaries:
        raise UnreadableFileError(str(path), "it holds no checks.", _HINT)
    return summaries
