"""Rows in several languages, read by the encoder that is shipped: what is taught in two is told in others."""

import polars as pl

import tabbert

TAUGHT = {
    "money": ["The invoice is too high", "Please refund my payment", "I was charged twice", "Where is my receipt?",
              "Die Rechnung ist zu hoch", "Bitte erstatten Sie meine Zahlung", "Mir wurde doppelt abgebucht"],
    "access": ["I forgot my password", "My account is locked", "The login page shows an error", "I cannot sign in",
               "Ich habe mein Passwort vergessen", "Mein Konto ist gesperrt", "Die Anmeldung schlägt fehl"],
    "shipping": ["The parcel has not arrived", "The courier came too late", "My delivery is damaged",
                 "When will it be shipped?", "Das Paket ist nicht angekommen", "Der Kurier kam zu spät",
                 "Meine Lieferung ist beschädigt"],
}  # fmt: skip
OPEN = {
    "money": ["La facture est trop élevée", "Quiero que me devuelvan el dinero", "请退款给我", "Счёт слишком большой"],
    "access": ["J'ai oublié mon mot de passe", "Mi cuenta está bloqueada", "我忘记了密码", "Я не могу войти в аккаунт"],
    "shipping": ["Le colis n'est pas arrivé", "El paquete llegó roto", "包裹还没有到", "Посылка не пришла"],
}


def rows(texts, labelled):
    return [{"text": text, "topic": topic if labelled else None} for topic, own in texts.items() for text in own]


def test_what_two_languages_teach_is_told_in_four_others():
    table = pl.DataFrame(rows(TAUGHT, True) + rows(OPEN, False))
    found = tabbert.classify(table, "topic").rows["label"].tail(12).to_list()
    truth = [topic for topic, own in OPEN.items() for _ in own]
    assert sum(own == other for own, other in zip(found, truth, strict=True)) >= 11
