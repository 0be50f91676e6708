"""Columns of places and things with a name of their own ("Miller Creek"), where some have none: "Unnamed Creek".

Such a value is as like its column as any other; only its first or last word says that it names nothing.
"""

# ruff: noqa: S311, E501  (seeded generators on purpose: the corpus must be the same every time; long lists of words)

import random

from tabbert.finetune.completeness_corpus import LabelledColumn, Words
from tabbert.finetune.completeness_generator import inject

THINGS = {
    "en": "creek|well|trail|bridge|reservoir|lake|hill|cave|mine|campground|road|park|school|church|farm|building|tank|shop|station|plant|cabin|fence|ditch|contractor|landlord|supplier|driver|breed|lane|tower|garden",
    "de": "Bach|Weiher|Brücke|Quelle|Hütte|Filiale|Schule|Halle|Brunnen|Weg|Wald|Lieferant|Eigentümer|Anlage|Grundstück",
    "fr": "étang|ruisseau|pont|chemin|école|ferme|refuge|puits|bâtiment|agence|fournisseur|site",
    "es": "arroyo|pozo|puente|camino|escuela|finca|laguna|edificio|sucursal|proveedor|cueva|parque",
    "pt": "riacho|poço|ponte|caminho|escola|fazenda|lagoa|edifício|filial|fornecedor|parque",
    "it": "ruscello|pozzo|ponte|sentiero|scuola|fattoria|lago|edificio|filiale|fornitore|rifugio",
    "nl": "beek|vijver|brug|pad|school|boerderij|put|gebouw|filiaal|leverancier|park",
    "pl": "strumień|staw|most|szlak|szkoła|gospodarstwo|studnia|budynek|oddział|dostawca",
    "sv": "bäck|damm|bro|stig|skola|gård|brunn|byggnad|filial|leverantör",
    "ru": "ручей|пруд|мост|тропа|школа|ферма|колодец|здание|филиал|поставщик",
    "tr": "dere|gölet|köprü|patika|okul|çiftlik|kuyu|bina|şube|tedarikçi",
}
"""What may have a name of its own, by language."""
_NAMED = {
    "en": "{name} {Thing}", "de": "{Thing} {name}", "fr": "{Thing} de {name}", "es": "{Thing} de {name}",
    "pt": "{Thing} de {name}", "it": "{Thing} di {name}", "nl": "{Thing} {name}", "pl": "{Thing} {name}",
    "sv": "{Thing} {name}", "ru": "{Thing} {name}", "tr": "{name} {Thing}",
}  # fmt: skip
"""How one is named."""
_UNNAMED = {
    "en": "Unknown {Thing}|Unknown {Thing}|Unnamed {Thing}|Unnamed {Thing}|unnamed {thing}|{Thing} (unnamed)|Unidentified {Thing}|{Thing} - unknown|Unspecified {Thing}|{Thing} name unknown|{THING} UNKNOWN|unknown {thing}",
    "de": "{Thing} unbekannt|{Thing} ohne Namen|{Thing} (unbenannt)|{Thing} nicht bekannt|{Thing}: unbekannt|{Thing} nicht benannt",
    "fr": "{Thing} sans nom|{Thing} (nom inconnu)|{Thing} : nom inconnu|{Thing} non précisé",
    "es": "{Thing} sin nombre|{Thing} (sin identificar)|{Thing} sin especificar|{Thing}: nombre desconocido",
    "pt": "{Thing} sem nome|{Thing} (sem identificação)|{Thing} não especificado|{Thing}: nome desconhecido",
    "it": "{Thing} senza nome|{Thing} (nome sconosciuto)|{Thing} non specificato|{Thing}: nome ignoto",
    "nl": "{Thing} zonder naam|{Thing} onbekend|{Thing} (naam onbekend)|{Thing} niet opgegeven",
    "pl": "{Thing} bez nazwy|{Thing} (nazwa nieznana)|{Thing}: nie podano",
    "sv": "{Thing} utan namn|{Thing} (namn okänt)|{Thing}: okänt namn",
    "ru": "{Thing} без названия|{Thing} (название неизвестно)|{Thing}: не указано",
    "tr": "isimsiz {thing}|bilinmeyen {thing}|{Thing} (adı bilinmiyor)",
}
"""What stands where one has no name."""
_NAMED_SO = {
    "en": "No Name {Thing}|Nameless {Thing}|Lost {Thing}|Hidden {Thing}|Mystery {Thing}|New {Thing}|Old {Thing}|Unity {Thing}|Union {Thing}|Known {Thing}|Null {Thing}|Test {Thing} 3|{Thing} Test Lab|Testing {Thing}|Sample {Thing} B|Blank {Thing}|Temporary {Thing}|Missing {Thing} Unit|Dummy's {Thing}|Various {thing}s",
    "de": "{Thing} Namenlos|Alte {Thing}|Neue {Thing}|{Thing} Ohneberg|{Thing} Testfeld|{Thing} Muster|Diverse {Thing}",
    "fr": "{Thing} perdu|Vieux {thing}|{Thing} de Sans Souci|{Thing} d'essai 2|{Thing} du Test",
    "es": "{Thing} perdido|{Thing} nuevo|{Thing} de Sin Par|{Thing} de pruebas 1",
    "it": "{Thing} vecchio|{Thing} perduto",
    "nl": "{Thing} Nooitgedacht|{Thing} Zonder Zorg",
    "pt": "{Thing} velho|{Thing} da Saudade",
    "pl": "{Thing} Zapomniany|Stary {thing}",
    "sv": "{Thing} Utanberg",
    "ru": "{Thing} Забытый",
    "tr": "Kayıp {Thing}",
}
"""Names that look like none, and are some."""
_COLUMNS = (
    "name|Name|NAME|label|object|place|feature|location|asset|item|Ort|Bezeichnung|nom|lieu|lugar|nazwa|luogo|plaats"
)


def columns(
    pools: dict[tuple[str, str], list[str]], seed: int, languages_left_out: frozenset[str] = frozenset()
) -> list[LabelledColumn]:
    """Columns of names with none, one or a few of what has no name, which may come often; names that look like none."""
    found = []
    for lang, joined in THINGS.items():
        if lang in languages_left_out:
            continue
        names = [*pools.get(("city", lang), []), *(name.split()[-1] for name in pools.get(("person_name", lang), []))]
        if not names:
            continue
        things, rng = joined.split("|"), random.Random(f"{seed} {lang}")
        for _ in things:
            some, shouted = rng.sample(things, rng.choice([1, 1, 2, 3, 5])), rng.random() < 0.25
            base = [
                name if rng.random() < 0.1 else _spelled(_NAMED[lang], some, rng, name)
                for name in rng.sample(names, min(len(names), rng.choice([6, 12, 20, 40])))
            ]
            unnamed = [_spelled(way, some, rng) for way in _UNNAMED[lang].split("|")]
            ways = _NAMED_SO[lang].split("|")
            alike = [_spelled(way, some, rng) for way in rng.sample(ways, min(len(ways), rng.choice([0, 1, 2])))]
            if shouted:
                base, unnamed, alike = ([text.upper() for text in texts] for texts in (base, unnamed, alike))
            base = list(dict.fromkeys(base))
            found.append(inject(
                base, rng.choice(_COLUMNS.split("|")), lang, Words([(text, lang, "unknown") for text in unnamed]), rng,
                source="unnamed", table=f"unnamed/{lang}", odds=(2, 3, 2, 1), valid=tuple(sorted(set(alike) - set(base))),
            ))  # fmt: skip
    return found


def _spelled(way: str, things: list[str], rng: random.Random, name: str = "") -> str:
    thing = rng.choice(things)
    return way.format(thing=thing, Thing=thing.title(), THING=thing.upper(), name=name)
