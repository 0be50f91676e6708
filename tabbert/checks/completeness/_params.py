"""What a user declares of a table: words for its columns, codes for "missing", values that are valid, corrections."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, cast

import numpy as np

from tabbert.checks.completeness._values import any_hashes, readable
from tabbert.errors import DeclarationError

__all__ = ["COMPLETE", "MISSING", "MOST_CORRECTIONS", "PARTS", "Params"]

COMPLETE, MISSING = "complete", "missing"
MOST_CORRECTIONS = 20
PARTS = ("context", "missing_codes", "allow", "corrections")
_ALSO = {"valid": COMPLETE, "ok": COMPLETE, "true": COMPLETE, "null": MISSING, "false": MISSING}


@dataclass(frozen=True)
class Params:
    """What a user knows of the table; every mapping is by column name.

    Attributes:
        context: words that describe a column, read by the encoder in place of its name.
        missing_codes: values that mean "missing" there, always.
        allow: values that are complete there, always.
        corrections: what the verdict on a value should be, at most 20 in all: value to status, by column. Values like
            them follow, where the encoder reads them. Or a file that holds any of the four, see `save_corrections`.
    """

    context: Mapping[str, str] = field(default_factory=dict)
    missing_codes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    allow: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    corrections: Mapping[str, Mapping[Any, str]] | str | Path = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in PARTS}
        if isinstance(self.corrections, str | Path):
            from tabbert.checks.completeness import _file  # YAML is slow to import and seldom needed

            given["corrections"] = {}
            given = {name: _joined(kept, given[name]) for name, kept in _file.load(Path(self.corrections)).items()}
        context = {str(column): words for column, words in _mapping(given["context"], "context").items()}
        for column, words in context.items():
            if not isinstance(words, str) or not words.strip():
                raise DeclarationError("context", column, "words are expected that describe the column.")
        object.__setattr__(self, "context", context)
        for name in ("missing_codes", "allow"):
            lists = {str(column): _listed(codes) for column, codes in _mapping(given[name], name).items()}
            object.__setattr__(self, name, {column: _checked(name, column, codes) for column, codes in lists.items()})
        corrections = {}
        for label, statuses in _mapping(given["corrections"], "corrections").items():
            values = list(_mapping(statuses, "corrections", str(label)))
            corrections[str(label)] = dict(zip(_checked("corrections", str(label), values), statuses.values(),
                                               strict=True))  # fmt: skip
        object.__setattr__(self, "corrections", corrections)
        _refuse_contradictions(self)

    @property
    def statuses(self) -> Mapping[str, Mapping[Any, str]]:
        """The corrections: status by value by column."""
        return cast(Mapping[str, Mapping[Any, str]], self.corrections)

    @property
    def columns(self) -> Collection[str]:
        """The columns that are spoken of."""
        return dict.fromkeys(chain(self.context, self.missing_codes, self.allow, self.corrections))  # type: ignore[arg-type]

    def said_of(self, column: str) -> Iterator[tuple[Any, str, str]]:
        """Yield (value, status, evidence) of a column; later ones win."""
        for value, status in self.statuses.get(column, {}).items():
            yield value, status, "corrected"
        for value in self.missing_codes.get(column, ()):
            yield value, MISSING, "declared missing code"
        for value in self.allow.get(column, ()):
            yield value, COMPLETE, "declared valid"

    def checked(self, statuses: Collection[str]) -> "Params":
        """Return the same with every correction's status as one of the check's own words."""
        corrections = {
            column: {value: _status_named(column, status, statuses) for value, status in values.items()}
            for column, values in self.statuses.items()
        }
        total = sum(map(len, corrections.values()))
        if total > MOST_CORRECTIONS:
            raise DeclarationError(
                "corrections", "", f"at most {MOST_CORRECTIONS} are taken, there are {total}.",
                "lists of exact values belong into `missing_codes` and `allow`, which are not limited.",
            )  # fmt: skip
        return replace(self, corrections=corrections)


def _status_named(column: str, status: Any, statuses: Collection[str]) -> str:
    """Return the check's word for a status that a user wrote: in any case, "valid" or True, "null" or False."""
    word = str(status).strip().lower()
    word = _ALSO.get(word, word)
    if word not in statuses:
        raise DeclarationError("corrections", column, "there is a status that the check does not have.",
                               f"statuses are {', '.join(statuses)}.")  # fmt: skip
    return word


def _refuse_contradictions(params: Params) -> None:
    for column in params.columns:
        meaning: dict[int, tuple[str, str]] = {}
        for value, status, why in params.said_of(column):
            for h in any_hashes(value):
                before = meaning.setdefault(h, (status, why))
                if why == before[1] or (status == COMPLETE) == (before[0] == COMPLETE):
                    continue
                names = sorted({_PART_OF[why], _PART_OF[before[1]]})
                raise DeclarationError(
                    " and ".join(names), column, "they contradict each other on one value.",
                    "say it once: a value is either missing or valid there.",
                )  # fmt: skip


_PART_OF = {"corrected": "corrections", "declared missing code": "missing_codes", "declared valid": "allow"}


def _mapping(value: Any, name: str, column: str = "") -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        expected = "a mapping of values to statuses is expected." if column else "a mapping by column is expected."
        raise DeclarationError(name, column, expected)
    return value


def _listed(codes: Any) -> list[Any]:
    one = isinstance(codes, str) or not isinstance(codes, Iterable)
    return [codes] if one else list(codes)


def _checked(name: str, column: str, codes: Sequence[Any]) -> list[Any]:
    """Return the values as plain Python objects, without repeats; refuse nulls and what no cell holds."""
    plain = [code.item() if isinstance(code, np.generic) and code.dtype.kind != "M" else code for code in codes]
    plain = [code.astype("datetime64[us]").item() if isinstance(code, np.datetime64) else code for code in plain]
    for place, code in enumerate(plain, 1):
        if not readable(code):
            raise DeclarationError(
                name, column, f"entry {place} is a null or of type {type(code).__name__}.",
                "texts, numbers, dates and truth values can be named; nulls are always missing.",
            )  # fmt: skip
    return plain


def _joined(kept: Mapping[str, Any], given: Any) -> Any:
    """Add what the caller gave to what a file holds; the caller's word counts where both say what a column is."""
    if not isinstance(given, Mapping):
        return given  # refused later, with its name
    whole = dict(kept)
    for label, own in given.items():
        column = str(label)
        whole[column] = [*_listed(kept[column]), *_listed(own)] if isinstance(kept.get(column), list) else own
    return whole
