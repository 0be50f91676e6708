"""Rows in several languages, read by the encoder that is shipped: what is taught in two is told in others."""

import numpy as np
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


def test_one_language_is_enough(tmp_path):
    """The rows to label are all in languages that no row which teaches is in."""
    english = {topic: texts[:4] for topic, texts in TAUGHT.items()}
    table = pl.DataFrame(rows(english, True) + rows(OPEN, False))
    result = tabbert.classify(table, "topic")
    truth = [topic for topic, own in OPEN.items() for _ in own]
    found = result.rows["label"].tail(12).to_list()
    assert sum(own == other for own, other in zip(found, truth, strict=True)) >= 10
    saved = result.state.save(tmp_path / "topics.state")
    assert tabbert.classify(table, model=saved).rows.equals(result.rows)


FRAMES = {
    "fruit": (["Fresh {}", "A basket of {}", "Ripe {} from the market", "Dried {}"],
              ["Свежие {}", "Корзина: {}", "Спелые {} с рынка", "Сушёные {}"],
              ["apples", "pears", "cherries", "plums"], ["яблоки", "груши", "вишни", "сливы"]),
    "tools": (["Steel {}", "A set of {}", "{} for the workshop", "Heavy {}"],
              ["Стальные {}", "Набор: {}", "{} для мастерской", "Тяжёлые {}"],
              ["hammers", "saws", "pliers", "wrenches"], ["молотки", "пилы", "клещи", "гаечные ключи"]),
    "clothes": (["Woollen {}", "A pair of {}", "{} for winter", "Soft {}"],
                ["Шерстяные {}", "Одна пара: {}", "{} на зиму", "Мягкие {}"],
                ["socks", "gloves", "trousers", "mittens"], ["носки", "перчатки", "брюки", "варежки"]),
}  # fmt: skip


def wares(russian):
    return [
        {"name": frame.format(thing), "kind": kind}
        for kind, words in FRAMES.items()
        for frame in words[russian]
        for thing in words[2 + russian]
    ]


def test_a_table_in_another_language_gets_a_middle_of_its_own(tmp_path):
    english, russian = pl.DataFrame(wares(False)), pl.DataFrame(wares(True))
    result = tabbert.classify(pl.concat([english, russian.with_columns(kind=pl.lit(None, pl.String))]), "kind")
    assert (result.rows["label"].tail(len(russian)) == russian["kind"]).mean() > 0.9
    assert len(result.state.content.table["languages"]) > 1
    turns = result.state.content.table["turns"]
    assert turns
    for turn in turns.values():
        np.testing.assert_allclose(turn @ turn.T, np.eye(len(turn)), atol=1e-4)
    assert any(f"{len(english)} rows that taught" in str(picture) for picture in result.to_dict()["pictures"])
    saved = result.state.save(tmp_path / "wares.state")
    again = tabbert.classify(russian.drop("kind"), model=saved).rows
    assert again["label"].equals(result.rows["label"].tail(len(russian)))


def test_rows_of_the_same_kind_share_one_middle():
    english = pl.DataFrame(wares(False)).with_row_index()
    half = english.with_columns(kind=pl.when(pl.col("index") % 3 > 0).then("kind")).drop("index")
    half = pl.concat([half, half.with_columns(name=pl.col("name") + " on sale", kind=pl.lit(None, pl.String))])
    assert len(tabbert.classify(half, "kind").state.content.table["languages"]) == 0
