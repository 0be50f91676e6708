"""A tabbert check for personal data in columns: what a machine can recognise by form and check digits, offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tabbert import Section, ValueCheck, Verdict, hookimpl

__all__ = ["Pii"]
__tabbert_api__ = 1


class Pii(ValueCheck):
    """Looks for addresses of mail and networks, phone numbers, bank accounts, cards and identity numbers.

    Phone numbers are found by phonenumbers (Google's libphonenumber); accounts, cards and identity numbers must have
    right check digits (python-stdnum). Names and postal addresses have no form of their own and are not looked for.
    Values that are found are never shown, in no report and no frame: row and column say where they are.
    """

    name = "pii"
    summary = "Finds personal data: mail, phone, bank account, card and identity numbers, network addresses."
    private = True
    statuses: ClassVar[Mapping[str, str]] = {
        "ok": "no personal data recognised",
        "email": "an address of electronic mail",
        "phone": "a phone number that can exist",
        "iban": "a bank account with right check digits",
        "credit_card": "a payment card number with the right check digit",
        "national_id": "an identity, tax or insurance number with right check digits",
        "ip_address": "a network address that is public",
        "expected": "personal data in a column that may hold them",
    }

    @dataclass(frozen=True)
    class Params:
        """What the check can be told.

        Attributes:
            countries: two-letter codes, whose phone numbers without a country code and whose identity numbers are
                looked for.
            kinds: what to look for.
            expected: columns that may hold personal data.
        """

        countries: tuple[str, ...] = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "BR")
        kinds: tuple[str, ...] = ("email", "phone", "iban", "credit_card", "national_id", "ip_address")
        expected: tuple[str, ...] = ()

        def __post_init__(self) -> None:
            from phonenumbers import SUPPORTED_REGIONS

            unknown = sorted(set(self.countries) - SUPPORTED_REGIONS)
            if unknown:
                raise ValueError(f"two-letter codes of countries (not {unknown[0]!r})")
            strange = sorted(set(self.kinds) - set(Pii.statuses))
            if strange:
                raise ValueError(f"kinds among {sorted(set(Pii.statuses) - {'ok', 'expected'})} (not {strange[0]!r})")

    def score(self, values: Sequence[str], column: Any) -> Verdict:
        """Return 0.0 for a value that holds personal data, 1.0 for others; the evidence says where in the value."""
        from tabbert_pii._recognise import recognise

        found = [recognise(value, self.params.kinds, self.params.countries) for value in values]
        expected = column.name in self.params.expected
        status = [("expected" if expected else one[0].kind) if one else "ok" for one in found]
        evidence = [_evidence(one, value) for one, value in zip(found, values, strict=True)]
        score = [0.0 if one and not expected else 1.0 for one in found]
        return Verdict(np.array(score, float), np.array(status, object), np.array(evidence, object))

    def section(self, table: Any, verdicts: Mapping[str, Verdict], threshold: float) -> Section | None:
        """Say per column how many cells hold what: a column full of it was made for it, a few are a leak."""
        rows = []
        for column in table.columns:
            verdict, n_cells = verdicts[column.name], max(int(column.counts.sum()), 1)
            for kind in self.statuses:
                cells = int(column.counts[verdict.status == kind].sum())
                if cells and kind != "ok":
                    where = "most cells: made for it?" if cells > n_cells / 2 else "some cells: a leak?"
                    rows.append([column.name, kind, cells, round(cells / n_cells, 4), where])
        return Section("Personal data by column", ["column", "kind", "cells", "share", "which"], rows) if rows else None


def _evidence(found: Sequence[Any], value: str) -> str:
    if not found:
        return ""
    whole = found[0].length >= len(value.strip())
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return ("the whole value" if whole else "inside text") + more


@hookimpl
def tabbert_checks() -> list[type[ValueCheck]]:
    """Register the check."""
    return [Pii]
