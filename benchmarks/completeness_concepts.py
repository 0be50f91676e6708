"""Values of concepts and languages that training has not seen: `python -m benchmarks.completeness_concepts`.

The shipped head judges each value in a small column, once where every value stands twice and once where every value
stands once. It needs no data folder. The list is small and was looked at while the recipe was made: a smoke test of how
far the concepts carry, not an estimate of a rate.
"""

# ruff: noqa: E501  (one line per column)

from functools import partial

import numpy as np

from tabbert.checks.completeness import _head
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._profile import profile, sample_index
from tabbert.finetune.completeness_prepared import Encode
from tabbert.finetune.encoding import default_encode

ANSWERS: tuple[tuple[str, str, str], ...] = (
    ('kommentti', 'Hyvä laatu|Liian pieni|Toimitus oli nopea|Akku kestää kaksi päivää|Huone oli siisti|Kallis mutta hyvä', 'ei toimi|en saanut laskua|ei lämmintä vettä|ihan ok|ei valittamista|kuten aina|keskiverto|ei vastaa puhelimeen'),
    ('kommentar', 'God kvalitet|For lille|Hurtig levering|Batteriet holder to dage|Pænt værelse', 'virker ikke|ingen faktura modtaget|intet varmt vand|ikke tilfreds|som altid|udmærket|ingen klager'),
    ('коментар', 'Добро качество|Твърде малък|Бърза доставка|Чиста стая|Скъпо', 'не се включва|няма топла вода|без забележки|нищо особено|както винаги|горе-долу|не получих фактура'),
    ('komentar', 'Dobra kvaliteta|Premalo|Brza dostava|Čista soba', 'ne radi|nisam dobio račun|nema tople vode|bez primjedbi|kao uvijek|prosječno'),
    ('תגובה', 'איכות טובה|קטן מדי|משלוח מהיר|חדר נקי', 'לא עובד|לא קיבלתי חשבונית|אין מים חמים|אין תלונות|כרגיל|ככה ככה'),
    ('komentaras', 'Gera kokybė|Per mažas|Greitas pristatymas|Švarus kambarys', 'neveikia|negavau sąskaitos|nėra karšto vandens|kaip visada|vidutiniškai'),
    ('feedback', 'Great quality, arrived on time|The colour is nice|Battery lasts two days|Too small, sent it back|Delivery was quick|The handle broke after a week|Nice staff and clean rooms|Will order again|Soup was cold|The bed was comfortable', "keeps crashing|no towels in the room|not what I ordered|can't hear anything|didn't work out|no lift|could be better|underwhelming|nobody at the desk|nothing works|unclear instructions|pretty standard|not my taste|no receipt"),
    ('Feedback', 'Sehr gut|Nette Leute|Zu laut|Essen war kalt', 'kein Fahrstuhl|ging kaputt|niemand am Empfang|war nix|na ja|Rückgeld fehlt|nicht mein Fall'),
    ('penalties', '5 points|fine 50 EUR|disqualified', 'none|ingen|ei mitään|žiadne'),
    ('travel_insurance_exclusions', 'skiing|diving|motor racing', 'none|nessuna|geen'),
    ('tatuaggi', 'braccio|schiena|gamba sinistra', 'nessuno'),
    ('implants', 'pacemaker|hip joint|dental', 'none|keine|нет'),
    ('previous_convictions', 'theft|fraud|speeding', 'none|nil'),
    ('Ausschlüsse', 'Hochwasser|Krieg|Vorsatz', 'keine'),
    ('culture', 'E. coli|S. aureus|Candida', 'sterile|no organisms seen'),
    ('biopsy', 'adenoma|carcinoma|hyperplasia', 'benign|no malignancy'),
    ('reperto', 'frattura|edema|versamento', 'negativo|nulla di rilevante'),
    ('order_state', 'delivered|returned|packed', 'not shipped|unpaid|awaiting payment'),
    ('tilstand', 'aktiv|lukket|sendt', 'afventer|ikke godkendt'),
    ('tila', 'valmis|avoin|suljettu', 'odottaa|ei hyväksytty'),
    ('abschluss', 'Abitur|Bachelor|Master|Lehre', 'ohne Abschluss'),
    ('uom', 'bottle|crate|bag|pallet', 'each|‰'),
    ('currency', 'EUR|PLN|CZK|HUF|RON', 'XAF|NIO|ALL'),
    ('tz', 'Europe/Berlin|Asia/Tokyo|America/Lima', 'Etc/UTC|Zulu'),
    ('gene', 'CFTR|HBB|APOE|LDLR|PTEN', 'NAT2|NULL1|TBX5'),
    ('surname', 'Nilsen|Hansen|Olsen|Larsen', 'Nå|Å|Noen|Null'),
    ('snippet', 'a = b + c|while True: break|print(a)|return x', 'x = null|System.out.println()'),
    ('smoker', 'ja|selten', 'nein|nie'),
    ('fever', 'kyllä|lievä', 'ei'),
)  # fmt: skip
"""Column, ordinary values, values that are answers there and must not be flagged."""

PLACEHOLDERS: tuple[tuple[str, str, str], ...] = (
    ('note', 'Great quality, arrived on time|The colour is nice|Battery lasts two days|Too small, sent it back|Delivery was quick|The handle broke after a week|Nice staff and clean rooms|Will order again|Soup was cold|The bed was comfortable', 'write something here|insert name|your comment|#NUM!|not yet filled out|ipsum dolor'),
    ('kaupunki', 'Helsinki|Tampere|Turku|Oulu|Lahti|Kuopio', 'Ei tiedossa|Tuntematon|0'),
    ('by', 'København|Aarhus|Odense|Aalborg|Esbjerg', 'Ukendt|ikke angivet|-'),
    ('град', 'София|Варна|Бургас|Пловдив|Русе', 'Неизвестен|няма данни'),
    ('roof', 'flat|gable|hip|shed', 'unknown|not recorded'),
    ('habitat', 'forest|meadow|river|coast', 'Unknown|n/a'),
    ('kommentti', 'Hyvä laatu|Liian pieni|Toimitus oli nopea|Huone oli siisti', '-|n/a|ei tietoa'),
    ('company', 'Bosch GmbH|Nestlé SA|Blue Sky Travel|Hotel Post|Sushi Bar Ken|Smith & Sons', 'xxx|unknown|00000|keine Angabe'),
)  # fmt: skip
"""Column, ordinary values, values that stand for a missing one."""


def flagged(name: str, ordinary: list[str], value: str, copies: int, encode: Encode) -> bool:
    """Tell whether the shipped head flags the value in a column where every other one stands `copies` times."""
    texts = [*(t for t in ordinary if t != value), value]
    characters = scan(texts)
    state = profile(texts, np.array([copies] * len(texts)), characters=characters)
    vectors = encode([name, *texts])
    state = state.with_vectors(vectors[0], vectors[1:][sample_index(characters, state)])
    return bool(_head.load().predict(texts, characters, vectors[1:], state).score[-1] < 0.5)


def main() -> None:
    """Judge both lists and print what went wrong."""
    encode = partial(default_encode(), part="all")
    for title, group, wanted in (("answers flagged", ANSWERS, False), ("placeholders missed", PLACEHOLDERS, True)):
        judged = [
            (name, value, flagged(name, ordinary.split("|"), value, copies, encode))
            for name, ordinary, values in group
            for value in values.split("|")
            for copies in (2, 1)
        ]
        wrong = list(dict.fromkeys(f"{name}: {value}" for name, value, found in judged if found != wanted))
        print(f"{title}: {sum(found != wanted for *_, found in judged)} of {len(judged)}; {'; '.join(wrong)}")


if __name__ == "__main__":
    main()
