"""Writes ``data/tickets.csv``: 400 support tickets as people really have them (seeded: the same file every time).

Eight languages, mixed types, nulls, blanks, duplicates, placeholders that hide behind filled cells, and values that
only look like placeholders ("Null" is a surname, "None" an answer).
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

ROWS = 400
TARGET = Path(__file__).parent / "data" / "tickets.csv"

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja")
SURNAMES = {
    "en": ("Walker", "Null", "Hughes", "Bennett", "Okafor", "Test", "Fraser", "Doyle"),
    "de": ("Müller", "Schneider", "Weiß", "Krämer", "Yılmaz", "Vogel"),
    "fr": ("Lefèvre", "Moreau", "Girard", "Benali", "Roux"),
    "es": ("García", "Ibáñez", "Nadal", "Romero", "Quispe"),
    "pt": ("Ferreira", "Souza", "Nascimento", "Teixeira"),
    "it": ("Rossi", "De Luca", "Conti", "Marchetti"),
    "nl": ("de Vries", "Jansen", "van Dijk", "Bakker"),
    "ja": ("田中", "佐藤", "鈴木", "高橋"),
}
GIVEN = {
    "en": ("Grace", "Tom", "Amara", "Liam"), "de": ("Jonas", "Lena", "Emre", "Ute"), "fr": ("Chloé", "Karim", "Luc"),
    "es": ("Lucía", "Mateo", "Pilar"), "pt": ("Inês", "Thiago", "Beatriz"), "it": ("Giulia", "Marco", "Elisa"),
    "nl": ("Sanne", "Bram", "Fleur"), "ja": ("陽子", "健太", "美咲"),
}  # fmt: skip
MESSAGES = {
    "en": (
        "The invoice for March shows the old delivery address.", "I cannot log in since the update on Monday.",
        "The parcel arrived open and two cups were broken.", "Please cancel my subscription at the end of the month.",
        "How do I add a second user to our account?", "The app closes when I open the map.",
    ),
    "de": (
        "Die Rechnung vom März enthält die alte Lieferadresse.", "Seit dem Update kann ich mich nicht mehr anmelden.",
        "Das Paket kam offen an, zwei Tassen waren zerbrochen.", "Bitte kündigen Sie mein Abo zum Monatsende.",
        "Wie füge ich einen zweiten Benutzer hinzu?", "Die App schließt sich, sobald ich die Karte öffne.",
    ),
    "fr": (
        "La facture de mars indique l'ancienne adresse.", "Impossible de me connecter depuis la mise à jour.",
        "Le colis est arrivé ouvert et deux tasses étaient cassées.", "Merci de résilier mon abonnement fin juin.",
    ),
    "es": (
        "La factura de marzo muestra la dirección antigua.", "No puedo iniciar sesión desde la actualización.",
        "El paquete llegó abierto y dos tazas estaban rotas.", "Quiero cancelar mi suscripción a fin de mes.",
    ),
    "pt": (
        "A fatura de março mostra o endereço antigo.", "Não consigo entrar desde a atualização de segunda.",
        "O pacote chegou aberto e duas xícaras estavam quebradas.", "Como adiciono um segundo usuário?",
    ),
    "it": (
        "La fattura di marzo riporta il vecchio indirizzo.", "Non riesco ad accedere dopo l'aggiornamento.",
        "Il pacco è arrivato aperto e due tazze erano rotte.", "Come aggiungo un secondo utente?",
    ),
    "nl": (
        "De factuur van maart toont het oude adres.", "Ik kan sinds de update niet meer inloggen.",
        "Het pakket kwam open aan en twee kopjes waren kapot.", "Graag mijn abonnement per eind juni opzeggen.",
    ),
    "ja": (
        "3月の請求書に古い住所が記載されています。", "月曜日の更新以降、ログインできません。",
        "荷物が開いた状態で届き、カップが二つ割れていました。", "今月末で解約をお願いします。",
    ),
}  # fmt: skip
NOTHING = {
    "en": ("n/a", "unknown", "tbd", "to be completed", "no comment", "xxx"),
    "de": ("keine Angabe", "k.A.", "unbekannt", "wird nachgereicht"),
    "fr": ("non renseigné", "inconnu", "à compléter"),
    "es": ("sin datos", "desconocido", "por definir"),
    "pt": ("não informado", "a definir", "sem informação"),
    "it": ("non specificato", "sconosciuto", "da definire"),
    "nl": ("niet ingevuld", "onbekend", "n.v.t."),
    "ja": ("不明", "未記入", "該当なし"),
}
COMPANIES = (
    "Nordlicht GmbH", "Café Central", "Hughes & Sons Ltd", "Panadería Sol", "Oliveira Lda", "Officina Conti",
    "Bakkerij Jansen", "株式会社青空", "Test Valley Growers", "Unknown Pleasures Records", "Pending Films",
)  # fmt: skip
PRODUCTS = ("Espresso machine", "Kettle 1.7 l", "Cup set", "Grinder", "Filter paper", "Gift card")
ALLERGIES = ("None", "None", "None", "Nuts", "Lactose", "Gluten", "Soy, nuts")


def rows(random_: random.Random) -> list[dict[str, str]]:
    """Return the tickets, values as the text that stands in the file."""
    made = []
    for number in range(ROWS):
        language = random_.choices(LANGUAGES, (30, 18, 12, 10, 8, 8, 8, 6))[0]

        def maybe(value: str, null: float, nothing: float, language: str = language) -> str:
            draw = random_.random()
            if draw < null:
                return random_.choice(("", "", " "))
            return random_.choice(NOTHING[language]) if draw < null + nothing else value

        name = f"{random_.choice(GIVEN[language])} {random_.choice(SURNAMES[language])}"
        opened = date(2024, 1, 2) + timedelta(days=random_.randrange(500))
        born = date(1950, 1, 1) + timedelta(days=random_.randrange(20_000))
        made.append(
            {
                "ticket": f"T-{10_000 + number}",
                "opened": opened.isoformat(),
                "language": language,
                "customer": maybe(name, 0.01, 0.03),
                "born": "1900-01-01" if random_.random() < 0.06 else maybe(born.isoformat(), 0.05, 0),
                "company": maybe(random_.choice(COMPANIES), 0.25, 0.08),
                "product": maybe(random_.choice(PRODUCTS), 0.02, 0.02),
                "allergies": maybe(random_.choice(ALLERGIES), 0.05, 0.03),
                "amount": "-999"
                if random_.random() < 0.05
                else maybe(f"{random_.lognormvariate(3.5, 0.6):.2f}", 0.04, 0),
                "message": maybe(random_.choice(MESSAGES[language]), 0.02, 0.07),
            }
        )
    for _ in range(12):  # sent twice
        made[random_.randrange(ROWS)] = dict(made[random_.randrange(ROWS)])
    return made


def main() -> None:
    """Write the file."""
    made = rows(random.Random(20240102))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(made[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)


if __name__ == "__main__":
    main()
