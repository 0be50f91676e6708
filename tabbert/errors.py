"""Every exception that tabbert raises on purpose.

    TabbertError
    ├── UnknownColumnError (KeyError)        a column that the table does not have
    ├── UnknownCheckError (LookupError)      a check that no plugin registered
    ├── UnknownEncoderError (LookupError)    an encoder that no plugin registered
    ├── UnsupportedFrameError (TypeError)    data that is not a supported frame
    ├── InvalidParameterError (ValueError)   an option with a value that makes no sense
    ├── UnknownParameterError (TypeError)    an option that the check does not have
    ├── DeclarationError (ValueError)        what was declared of a table contradicts itself, the table or the check
    ├── ConfigError (ValueError)             a configuration file says what makes no sense
    ├── UnreadableFileError (OSError)        a file that cannot be read as a table or as declarations
    ├── UnwritableFileError (OSError)        a report or a state that cannot be written
    ├── QueryFailedError (RuntimeError)      a LazyFrame whose query fails
    ├── EncoderUnavailableError (RuntimeError)  weights that are neither here nor reachable
    ├── ModelStoreError (OSError)            a model folder that cannot be written or trusted
    ├── ModelArchiveError (ValueError)       an archive that is no model, or not a safe one
    ├── UnknownModelError (LookupError)      a saved model that is not on this machine
    ├── TrainingDataError (ValueError)       rows and labels that nothing can be learnt from
    ├── FolderUnwritableError (OSError)      a cache folder that cannot be created or written
    ├── StateMismatchError (ValueError)      a saved state that does not belong to this check or table
    ├── NotAssessedError (RuntimeError)      a verdict was asked of a run that assessed nothing
    │   └── NotEvaluatedError                labels cannot be compared with any that are known
    ├── MissingExtraError (ImportError)      a library that an extra of tabbert brings
    ├── PluginError (RuntimeError)           a plugin that cannot be used as asked
    ├── GateFailedError (AssertionError)     the table scored below what was asked for
    └── IncompleteError (AssertionError)     more cells are missing than were allowed

Each is also the builtin that a caller would catch. The text is built here: what is wrong, what is available, then a
hint. Cell values never appear in it, because they may be personal data.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

__all__ = [
    "ConfigError",
    "DeclarationError",
    "EncoderUnavailableError",
    "FolderUnwritableError",
    "GateFailedError",
    "IncompleteError",
    "InvalidParameterError",
    "MissingExtraError",
    "ModelArchiveError",
    "ModelStoreError",
    "NotAssessedError",
    "NotEvaluatedError",
    "PluginError",
    "QueryFailedError",
    "StateMismatchError",
    "TabbertError",
    "TrainingDataError",
    "UnknownCheckError",
    "UnknownColumnError",
    "UnknownEncoderError",
    "UnknownModelError",
    "UnknownParameterError",
    "UnreadableFileError",
    "UnsupportedFrameError",
    "UnwritableFileError",
]

_LISTED = 20  # names printed before "and N more": enough to find a typo, short enough to read


class TabbertError(Exception):
    """Base of every exception that tabbert raises on purpose."""

    def __str__(self) -> str:
        """Return the message (``KeyError`` would print its repr)."""
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as its message: the constructors of the subclasses take other things."""
        return _restored, (type(self), self.args)


def _restored(kind: type[TabbertError], args: tuple[Any, ...]) -> TabbertError:
    error = kind.__new__(kind)
    error.args = args
    return error


def _names(names: Iterable[str]) -> str:
    quoted = [repr(name) for name in names]
    more = len(quoted) - _LISTED
    return ", ".join(quoted[:_LISTED]) + (f" and {more} more" if more > 0 else "") if quoted else "none"


def _guess(name: str, available: Iterable[str]) -> str:
    close = get_close_matches(name, list(available), n=1)
    return f"did you mean {close[0]!r}?" if close else ""


class UnknownColumnError(TabbertError, KeyError):
    """A column was named that the table does not have."""

    def __init__(self, unknown: Sequence[str], available: Sequence[str]) -> None:
        word = "column" if len(unknown) == 1 else "columns"
        hint = _guess(unknown[0], available) or "names are compared exactly, with case and spaces."
        super().__init__(f"Unknown {word}: {_names(unknown)}. The table has: {_names(available)}.\nHint: {hint}")


class UnknownCheckError(TabbertError, LookupError):
    """A check was named that no plugin registered."""

    def __init__(self, name: str, available: Sequence[str], failures: Sequence[str] = ()) -> None:
        hint = _guess(name, available) or "`tabbert plugins list` shows what is installed and what failed to load."
        failed = f" Failed to load: {_names(failures)}." if failures else ""
        super().__init__(f"Unknown check: {name!r}. Available: {_names(available)}.{failed}\nHint: {hint}")


class UnknownEncoderError(TabbertError, LookupError):
    """An encoder was named that no plugin registered."""

    def __init__(self, name: str, available: Sequence[str]) -> None:
        hint = _guess(name, available) or "`tabbert models list` shows every encoder."
        super().__init__(f"Unknown encoder: {name!r}. Available: {_names(available)}.\nHint: {hint}")


class UnsupportedFrameError(TabbertError, TypeError):
    """The data is not a frame that tabbert reads."""

    def __init__(self, data: object) -> None:
        kind = f"{type(data).__module__}.{type(data).__qualname__}"
        hint = "convert it first, for example with `polars.DataFrame(data)`."
        if isinstance(data, str):
            hint = "read the file first, for example with `polars.read_csv(...)`; Parquet files go in as a `Path`."
        super().__init__(
            "Expected a Polars or pandas DataFrame or Series, a Polars LazyFrame, a PyArrow Table or "
            f"RecordBatchReader, or the Path of Parquet files, got {kind}.\nHint: {hint}"
        )


class InvalidParameterError(TabbertError, ValueError):
    """An option has a value that makes no sense."""

    def __init__(self, name: str, expected: str, got: object, hint: str = "") -> None:
        hint = hint or "see `help(tabbert.check)`."
        super().__init__(f"Invalid {name}: expected {expected}, got {got!r}.\nHint: {hint}")


class UnknownParameterError(TabbertError, TypeError):
    """An option was given that the check does not have."""

    def __init__(self, check: str, unknown: Sequence[str], available: Sequence[str]) -> None:
        hint = _guess(unknown[0], available) or f"parameters of {check!r}: {_names(available)}."
        super().__init__(f"Check {check!r} has no parameter {_names(unknown)}.\nHint: {hint}")


class DeclarationError(TabbertError, ValueError):
    """What a user declared of columns and values contradicts itself, the table or the check."""

    def __init__(self, name: str, column: str, reason: str, hint: str = "") -> None:
        of = f" of column {column!r}" if column else ""
        hint = hint or "docs/how-to/correct-and-declare.md shows every form."
        super().__init__(f"Invalid {name}{of}: {reason}\nHint: {hint}")


class ConfigError(TabbertError, ValueError):
    """A configuration file says something that makes no sense."""

    def __init__(self, path: str, line: int, key: str, reason: str, hint: str = "") -> None:
        where = f"{path}, line {line}" + (f", {key}" if key else "")
        hint = hint or "`tabbert schema config` prints every entry; docs/how-to/gate-a-pipeline.md shows an example."
        super().__init__(f"{where}: {reason}\nHint: {hint}")


class UnreadableFileError(TabbertError, OSError):
    """A file cannot be read as a table, or as declarations."""

    def __init__(self, path: str, reason: str, hint: str) -> None:
        super().__init__(f"Cannot read {path!r}: {reason}\nHint: {hint}")


class UnwritableFileError(TabbertError, OSError):
    """A report or a state cannot be written where it was asked for."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        hint = hint or "name a file in a folder of yours that can be written."
        super().__init__(f"Cannot write {path!r}: {reason}\nHint: {hint}")


class QueryFailedError(TabbertError, RuntimeError):
    """A LazyFrame's query fails; what Polars says of it may hold cell values and is left out."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The LazyFrame's query failed ({reason}).\nHint: run `.collect()` on it to see why.")


class EncoderUnavailableError(TabbertError, RuntimeError):
    """An encoder's weights are neither on this machine nor reachable."""

    def __init__(self, name: str, reason: str, hint: str) -> None:
        super().__init__(f"The encoder {name!r} is not available: {reason}\nHint: {hint}")


class ModelStoreError(TabbertError, OSError):
    """A model folder cannot be written or cannot be trusted."""

    def __init__(self, path: str, reason: str, hint: str) -> None:
        super().__init__(f"The model folder {path!r} cannot be used: {reason}\nHint: {hint}")


class ModelArchiveError(TabbertError, ValueError):
    """An archive is no model, or holds what a model must not."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        hint = hint or "import only what `tabbert models export` wrote, and from people you trust."
        super().__init__(f"The archive {path!r} is refused: {reason} Nothing was changed.\nHint: {hint}")


class UnknownModelError(TabbertError, LookupError):
    """A saved model was named that is not on this machine."""

    def __init__(self, name: str, available: Sequence[str]) -> None:
        hint = _guess(name, available) or "`tabbert models list` shows them; `tabbert.finetune` makes one."
        super().__init__(f"Unknown model: {name!r}. Saved here: {_names(available)}.\nHint: {hint}")


class TrainingDataError(TabbertError, ValueError):
    """Nothing can be learnt from these rows and labels."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(f"Cannot fine-tune: {reason}\nHint: {hint}")


class FolderUnwritableError(TabbertError, OSError):
    """A folder of the cache cannot be created or written: read-only, full, or in the way of a file."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"The folder {path!r} cannot be written: {reason}\n"
            "Hint: free some space, or set TABBERT_HOME to a folder of yours that can be written."
        )


class StateMismatchError(TabbertError, ValueError):
    """A saved state does not belong to this check, version or table."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(f"The saved state cannot be applied: {reason}\nHint: {hint}")


class NotAssessedError(TabbertError, RuntimeError):
    """A verdict was asked of a run that assessed nothing."""

    def __init__(self, check: str, reasons: Sequence[str]) -> None:
        why = " ".join(reasons) or "the table has no rows or no columns."
        super().__init__(
            f"The check {check!r} assessed nothing: {why}\n"
            "Hint: a gate cannot pass on a table that nobody looked at; name other columns with `columns=`."
        )


class NotEvaluatedError(NotAssessedError):
    """It was asked how good labels are of a table in which no row has one to compare with."""

    def __init__(self) -> None:
        super(NotAssessedError, self).__init__(
            "Labels cannot be evaluated: no row has one of its own to compare with.\n"
            "Hint: name the column of known labels as the target; `result.rows` has what was found."
        )


class MissingExtraError(TabbertError, ImportError):
    """Something was asked for that needs a library which the core installation does not bring."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}.\nHint: pip install 'tabbert[{extra}]'")


class PluginError(TabbertError, RuntimeError):
    """A plugin cannot be used as asked."""

    def __init__(self, plugin: str, reason: str, hint: str) -> None:
        super().__init__(f"Plugin {plugin!r}: {reason}\nHint: {hint}")


class GateFailedError(TabbertError, AssertionError):
    """The table scored below what was asked for."""

    def __init__(self, check: str, score: float, min_score: float, worst: Sequence[str]) -> None:
        columns = f" Lowest columns: {', '.join(worst)}." if worst else ""
        super().__init__(
            f"{check} score {score:.6g} is below {min_score:.6g}.{columns}\n"
            "Hint: `result.findings` lists every cell below the threshold."
        )


class IncompleteError(TabbertError, AssertionError):
    """More cells of a column are missing, openly or in disguise, than were allowed."""

    def __init__(self, found: Sequence[str], n_columns: int) -> None:
        more = f"; and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        super().__init__(
            f"{len(found)} of {n_columns} columns {'has' if len(found) == 1 else 'have'} missing values: "
            f"{'; '.join(found[:_LISTED])}{more}.\n"
            "Hint: `tabbert.check_completeness(df).worst` shows the values; `max_share=` and `allow=` permit some."
        )
