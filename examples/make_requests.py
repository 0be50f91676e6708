"""Writes ``data/requests.csv``: 300 requests to a town hall, of which two thirds have a department (seeded).

Four languages, a few departments that are wrong, amounts that tell something, nulls, and rows that say nothing.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

ROWS = 300
TARGET = Path(__file__).parent / "data" / "requests.csv"
WRONG = 6  # departments that are wrong on purpose

STREETS = ("Mill Lane", "Lindenweg", "Rue du Parc", "Calle Mayor", "Station Road", "Am Markt")
TEXTS = {
    "roads": (
        "There is a deep pothole in {}.", "The street lamp in {} has been out for a week.",
        "In der Straße {} ist ein Schlagloch.", "Die Ampel bei {} ist ausgefallen.",
        "Le trottoir de {} est cassé.", "Un lampadaire ne marche plus, {}.",
        "Hay un bache enorme en {}.", "El semáforo de {} no funciona.",
    ),
    "waste": (
        "Our bins in {} were not emptied.", "Somebody dumped old furniture in {}.",
        "Die Mülltonnen in {} wurden nicht geleert.", "Sperrmüll liegt seit Tagen an der Ecke {}.",
        "Les poubelles de {} débordent.", "Dépôt sauvage de gravats, {}.",
        "No han recogido la basura en {}.", "Hay muebles viejos abandonados en {}.",
    ),
    "parks": (
        "A tree fell on the playground near {}.", "Please mow the meadow beside {}.",
        "Auf dem Spielplatz {} ist eine Schaukel kaputt.", "Die Bäume in {} müssen geschnitten werden.",
        "Un banc du jardin public est abîmé, {}.", "Un arbre menace de tomber, {}.",
        "El columpio del parque de {} está roto.", "Hay que podar los árboles de {}.",
    ),
    "taxes": (
        "I was charged the dog tax twice, {}.", "Please send the property tax bill to {}.",
        "Die Hundesteuer wurde doppelt abgebucht, {}.", "Bitte ändern Sie die Adresse im Steuerbescheid: {}.",
        "J'ai payé deux fois la taxe foncière, {}.", "Je n'ai pas reçu mon avis d'imposition, {}.",
        "Me han cobrado dos veces el impuesto, {}.", "No he recibido el recibo del impuesto, {}.",
    ),
}  # fmt: skip
AMOUNTS = {"taxes": (40, 900), "waste": (0, 60)}


def main() -> None:
    """Write the table."""
    rng = random.Random(11)
    names = sorted(TEXTS)
    rows = []
    for number in range(ROWS):
        department = rng.choice(names)
        text = rng.choice(TEXTS[department]).format(f"{rng.choice(STREETS)} {rng.randint(1, 90)}")
        low, high = AMOUNTS.get(department, (0, 0))
        amount = f"{rng.uniform(low, high):.2f}" if high and rng.random() < 0.7 else ""
        opened = date(2026, 1, 5) + timedelta(days=rng.randint(0, 120))
        channel = rng.choice(("e-mail", "phone", "app"))
        given = department if rng.random() < 2 / 3 else ""
        rows.append([f"R-{number:04}", opened.isoformat(), channel, amount, text if number % 97 else "n/a", given])
    labelled = [row for row in rows if row[-1]]
    for row in rng.sample(labelled, WRONG):
        row[-1] = rng.choice([name for name in names if name != row[-1]])
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["request", "opened", "channel", "amount", "message", "department"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
