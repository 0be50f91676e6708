"""With the shipped encoder: "none" is an answer where a column asks for it, whatever the language, else missing."""

import polars as pl
import pytest

import tabbert

ANSWERS = {
    "allergies": ("penicillin|peanuts|latex|pollen|dust mites|shellfish", "None|none|nil"),
    "Allergien": ("Penicillin|Pollen|Hausstaub|Nüsse|Latex|Bienengift", "Keine|keine|None"),
    "alergias": ("penicilina|polen|maní|látex|mariscos|ácaros", "Ninguna|ninguna|no tiene"),
    "過去の病気": ("高血圧|糖尿病|喘息|骨折|肺炎", "なし|特になし"),
    "过敏史": ("青霉素|花生|海鲜|花粉|乳胶|芒果", "无|没有"),
    "एलर्जी": ("पेनिसिलिन|मूंगफली|धूल|पराग|दूध", "कोई नहीं|नहीं"),
    "side_effects": ("headache|nausea|rash|fatigue|dizziness", "None|none"),
    "hobbies": ("chess|running|painting|football|cooking|reading", "None|none|NONE"),
    "loisirs": ("échecs|course|peinture|cuisine|lecture", "aucun|Aucun"),
    "blockers": ("waiting for review|broken build|no test data|vendor late|licence expired", "None|none"),
}
MISSING = {
    "allergies": ("penicillin|peanuts|latex|pollen|dust mites|shellfish", "unknown|not recorded|null|NULL|NaN|???"),
    "Allergien": ("Penicillin|Pollen|Hausstaub|Nüsse|Latex|Bienengift", "unbekannt|keine Angabe|null"),
    "antécédents": ("diabète|asthme|hypertension|migraine|fracture du bras", "inconnu|non renseigné|null|nan"),
    "customer": ("Anna Berg|Tom Hill|Eva Novak|Li Wei|Omar Haddad|Sofia Rossi", "None|none|Null|NaN"),
    "product_code": ("AX-1203|BK-9931|CM-2207|DL-4410|EQ-5521|FR-6632", "None|null|NaN"),
    "Straße": ("Hauptstraße 5|Am Markt 12|Lindenweg 3|Bahnhofstr. 44|Gartenweg 8", "None|null|nan"),
}


def score(name: str, values: str, value: str) -> float:
    """Score of a value that fills six of about fifty rows."""
    frame = pl.DataFrame({name: values.split("|") * 8 + [value] * 6})
    return float(tabbert.check_completeness(frame, progress=False).cells[name][-1])


@pytest.mark.parametrize("name", ANSWERS)
def test_none_is_an_answer_where_it_is_asked_for(name: str) -> None:
    values, said = ANSWERS[name]
    assert {value for value in said.split("|") if score(name, values, value) < 0.5} == set()


@pytest.mark.parametrize("name", MISSING)
def test_what_no_column_asks_for_is_missing(name: str) -> None:
    values, written = MISSING[name]
    assert {value for value in written.split("|") if score(name, values, value) >= 0.5} == set()
