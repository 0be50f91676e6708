"""Recognises personal data in one text; what is found is described, never handed on."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

__all__ = ["Found", "recognise"]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[^\W_][\w-]{0,62}\.)+[^\W\d_]{2,24}(?![\w-])")
_IP = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w:]|\.\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){12,18}(?![\w-]|[.,]\d)")
_ID = re.compile(
    r"(?<![\w.-])[A-Za-z]?\d[\dA-Za-z]?(?:[ ./-]?[\dA-Za-z]){5,14}(?![\w-])|(?<!\w)[A-Z]{6}\d[\dA-Z]{9}(?!\w)"
)
_DATE = re.compile(
    r"(?<![\w.-])(?:(?:18|19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d)(?![\w-])"
)
_CARD_STARTS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|6(?:011|5|4[4-9])|3(?:0[0-5]|[68])|35")
_LONGEST = 100_000  # characters of a text that are looked at

# Numbers of persons whose form or check digits make chance hits rare; module of python-stdnum by country.
_NATIONAL = {
    "AR": ("ar.cuit",), "AT": ("at.vnr",), "AU": ("au.tfn",), "BE": ("be.nn",), "BG": ("bg.egn",), "BR": ("br.cpf",),
    "CA": ("ca.sin",), "CH": ("ch.ssn",), "CL": ("cl.rut",), "CN": ("cn.ric",), "CZ": ("cz.rc",), "DE": ("de.idnr",),
    "DK": ("dk.cpr",), "EE": ("ee.ik",), "ES": ("es.dni", "es.nie"), "FI": ("fi.hetu",), "FR": ("fr.nir", "fr.nif"),
    "GB": ("gb.nhs",), "GR": ("gr.amka",), "HR": ("hr.oib",), "IE": ("ie.pps",), "IN": ("in_.aadhaar", "in_.pan"),
    "IT": ("it.codicefiscale",), "LT": ("lt.asmens",), "LV": ("lv.pk",), "MX": ("mx.curp",), "NL": ("nl.bsn",),
    "NO": ("no.fodselsnummer",), "PL": ("pl.pesel",), "PT": ("pt.nif",), "RO": ("ro.cnp",), "SE": ("se.personnummer",),
    "SI": ("si.emso",), "TR": ("tr.tckimlik",), "US": ("us.ssn",), "ZA": ("za.idnr",),
}  # fmt: skip
# A bare run of digits passes these by chance too often: they count as written with separators or a word before them.
_WEAK = frozenset({"us.ssn", "nl.bsn", "gb.nhs", "ca.sin", "au.tfn", "pt.nif", "fr.nif", "dk.cpr", "at.vnr", "cz.rc"})
_HINT = re.compile(
    r"\b(?:ssn|social security|bsn|burgerservice\w*|nhs|sin|social insurance|tfn|tax|nif|sozialvers\w*|svnr|cpr|rodn\w*"
    r"|steuer\w*|id|ident\w*|national|personal)\b[^\d]{0,25}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something personal: what it is, where it stands, and how long it is."""

    kind: str
    start: int
    length: int


def recognise(text: str, kinds: Sequence[str], countries: Sequence[str]) -> list[Found]:
    """Return what a text holds, in its order; of two things in one place the more certain kind.

    Args:
        text: any.
        kinds: what to look for.
        countries: two-letter codes for phone and identity numbers.
    """
    text = text[:_LONGEST]
    text = _DATE.sub(lambda match: " " * len(match.group()), text)  # dates look like numbers of every kind
    has_digits = sum(map(str.isdigit, text)) >= 4
    taken: list[Found] = []
    for kind, finder in _FINDERS.items():
        if kind in kinds and (has_digits or kind == "email"):
            for start, end in finder(text, countries):
                if all(end <= other.start or start >= other.start + other.length for other in taken):
                    taken.append(Found(kind, start, end - start))
    return sorted(taken, key=lambda found: found.start)


def _emails(text: str, _: Sequence[str]) -> Iterator[tuple[int, int]]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if ".." not in match.group():
                yield match.span()


def _ibans(text: str, _: Sequence[str]) -> Iterator[tuple[int, int]]:
    from stdnum.iban import is_valid

    # Countries' own check digits inside the account number differ by bank and age: those of the IBAN must be right.
    def valid(text: str) -> bool:
        return bool(is_valid(text, check_country=False))

    for match in _IBAN.finditer(text):
        candidate = match.group()
        while len(candidate) >= 15:  # words that follow in capitals may have been taken along
            if valid(candidate):
                yield match.start(), match.start() + len(candidate)
                break
            candidate = candidate.rpartition(" ")[0]


def _cards(text: str, _: Sequence[str]) -> Iterator[tuple[int, int]]:
    valid = _validator("luhn")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if _CARD_STARTS.match(digits) and len(set(digits)) > 3 and valid(digits):
            yield match.span()


def _national(text: str, countries: Sequence[str]) -> Iterator[tuple[int, int]]:
    modules = [module for country in countries for module in _NATIONAL.get(country, ())]
    for match in _ID.finditer(text):
        candidate = match.group()
        written = bool(re.search(r"[ ./-]", candidate)) or bool(_HINT.search(text[: match.start()][-40:]))
        if len(set(re.sub(r"\D", "", candidate))) < 3:
            continue
        if any(_validator(module)(candidate) for module in modules if written or module not in _WEAK):
            yield match.span()


def _phones(text: str, countries: Sequence[str]) -> Iterator[tuple[int, int]]:
    from phonenumbers import Leniency, PhoneNumberMatcher

    if sum(map(str.isdigit, text)) < 7:
        return
    for region in countries or ("ZZ",):
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.STRICT_GROUPING):
            plain = match.raw_string
            # A bare number without separators is any number: an order, an amount, a code.
            if plain.startswith("+") or plain.startswith("(") or re.search(r"\d[ ()./-]+\d", plain):
                yield match.start, match.end


def _addresses(text: str, _: Sequence[str]) -> Iterator[tuple[int, int]]:
    for match in _IP.finditer(text):
        try:
            address = ipaddress.ip_address(match.group())
        except ValueError:
            continue
        # Versions look like addresses ("1.2.3.4"); first numbers below 5 are hardly ever a person's.
        if address.is_global and (address.version == 6 or int(match.group().split(".")[0]) >= 5):
            yield match.span()


@cache
def _validator(module: str) -> Callable[[str], bool]:
    valid: Callable[[str], Any] = import_module(f"stdnum.{module}").is_valid
    return lambda text: bool(valid(text))


_FINDERS: dict[str, Callable[[str, Sequence[str]], Iterator[tuple[int, int]]]] = {
    "email": _emails,
    "iban": _ibans,
    "credit_card": _cards,
    "phone": _phones,
    "national_id": _national,
    "ip_address": _addresses,
}
