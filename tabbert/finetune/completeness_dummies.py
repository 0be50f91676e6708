"""Columns of people, companies, addresses and links that hold a stand-in: "Max Mustermann", "test@test.com".

Whom a language names when it means nobody is listed here; such names read like any other, so that they are looked up.
"""

# ruff: noqa: S311, E501  (seeded generators on purpose: the corpus must be the same every time; long lists of names)

import random

import numpy as np

from tabbert.finetune.completeness_corpus import COMPLETE, PLACEHOLDER, LabelledColumn
from tabbert.finetune.completeness_generator import column_name, row_counts

PEOPLE = {
    "en": "John Doe|Jane Doe|Joe Bloggs|Jane Bloggs|John Q. Public|Joe Public|Fred Bloggs|A. N. Other|Test User|Test Customer|Test Person|Test Testerson|Testy McTestface|Foo Bar|First Last|Firstname Lastname|Name Surname|Your Name|Full Name|Customer Name|Mr Test",
    "de": "Max Mustermann|Erika Mustermann|Maria Mustermann|Mustermann, Max|Frau Mustermann|Otto Normalverbraucher|Test Kunde|Testkunde|Herr Test|Vorname Nachname|Ihr Name|Musterkunde|Tester Testmann",
    "fr": "Monsieur X|Madame X|Monsieur Untel|Madame Unetelle|Client Test|Prénom Nom|Nom Prénom|Votre nom|Utilisateur Test|Monsieur Test",
    "es": "Fulano de Tal|Mengano|Zutano|Perico de los Palotes|Fulanito|Cliente de Prueba|Cliente Prueba|Nombre Apellido|Nombre y Apellidos|Su nombre|Usuario Prueba",
    "pt": "Fulano de Tal|Beltrano|Sicrano|João Ninguém|Zé Ninguém|Cliente Teste|Nome Sobrenome|Nome Completo|Seu nome|Utilizador Teste",
    "it": "Tizio Caio|Pinco Pallino|Pinco Pallo|Cliente di prova|Cliente Prova|Nome Cognome|Utente Test",
    "nl": "Jan Modaal|Jan met de Pet|Testklant|Test Klant|Voornaam Achternaam|Uw naam",
    "pl": "Gal Anonim|Klient Testowy|Testowy Klient|Imię Nazwisko|Imię i nazwisko|Użytkownik Test",
    "ru": "Вася Пупкин|Василий Пупкин|Иванов Иван Иванович|Тест Тестов|Тестов Тест Тестович|Тестовый клиент|Имя Фамилия|Фамилия Имя Отчество|ФИО",
    "uk": "Тест Тестенко|Тестовий клієнт|Ім'я Прізвище|Прізвище Ім'я По батькові|Іваненко Іван Іванович",
    "bg": "Тест Тестов|Тестов клиент|Име Фамилия|Драган Петканов",
    "cs": "Jméno Příjmení|Testovací Zákazník|Test Testovič|Pan Nikdo|Zákazník Test",
    "sk": "Jožko Mrkvička|Janko Hraško|Meno Priezvisko|Testovací zákazník|Jozef Mrkvička",
    "sl": "Ime Priimek|Testna Stranka|Testni uporabnik", "hr": "Pero Perić|Ime Prezime|Test Testić|Testni Kupac",
    "sr": "Pera Perić|Ime Prezime|Име Презиме|Testni korisnik", "ro": "Nume Prenume|Client Test|Cutare Cutărescu",
    "hu": "Gipsz Jakab|Teszt Elek|Minta János|Vezetéknév Keresztnév|Teszt Felhasználó|Minta Ügyfél", "fi": "Matti Meikäläinen|Maija Meikäläinen|Etunimi Sukunimi|Testi Asiakas|Testi Testinen",
    "sv": "Medel Svensson|Test Testsson|Förnamn Efternamn|Testkund", "da": "Jens Testesen|Fornavn Efternavn|Testkunde|Test Testesen",
    "no": "Ola Nordmann|Kari Nordmann|Fornavn Etternavn|Testkunde|Peder Ås", "et": "Eesnimi Perekonnanimi|Test Kasutaja|Mari Maasikas", "lt": "Vardenis Pavardenis|Vardas Pavardė",
    "lvs": "Vārds Uzvārds|Testa Klients|Jānis Paraudziņš", "el": "Τάδε Ταδόπουλος|Όνομα Επώνυμο|Δοκιμαστικός Πελάτης|Πελάτης Τεστ", "tr": "Test Kullanıcı|Test Müşteri|Ad Soyad|Adı Soyadı|Deneme Müşteri|Falan Filan",
    "ar": "فلان الفلاني|فلان بن فلان|علان العلاني|عميل تجريبي|الاسم الكامل|الاسم واللقب|مستخدم تجريبي", "fa": "فلانی|فلان بن فلان|کاربر آزمایشی|مشتری تست|نام نام خانوادگی|نام و نام خانوادگی", "he": "פלוני אלמוני|ישראל ישראלי|ישראלה ישראלי|שם משפחה פרטי|לקוח בדיקה",
    "hi": "फलाना|अमुक व्यक्ति|टेस्ट यूज़र|परीक्षण ग्राहक|नाम उपनाम|आपका नाम", "ur": "فلاں|ٹیسٹ صارف|آپ کا نام", "bn": "অমুক|টেস্ট গ্রাহক|আপনার নাম", "th": "นายทดสอบ ระบบ|ลูกค้าทดสอบ|ชื่อ นามสกุล|นาย ก.", "vi": "Nguyễn Văn A|Trần Thị B|Lê Văn C|Khách hàng test|Họ và tên|Khách Thử Nghiệm",
    "id": "Si Fulan|Fulan bin Fulan|Pelanggan Tes|Nama Lengkap|Pengguna Uji", "sw": "Mteja wa Majaribio|Jina Kamili|Jina lako", "ja": "山田太郎|山田 太郎|山田花子|名無しの権兵衛|テスト太郎|テスト 花子|テストユーザー|氏名|お名前|某氏|担当者",
    "zh": "张三|李四|王五|某某|某某某|测试用户|测试客户|姓名|您的姓名|无名氏", "ko": "홍길동|김아무개|아무개|테스트 고객|테스트 계정|이름|성명|고객명", "ca": "En Pere Proves|Client de Prova|Nom Cognom", "is": "Nafn Nafnsson",
}  # fmt: skip
"""Stand-ins for a person, and prompts for a name that nobody followed, by language."""

COMPANIES = {
    "en": "Test Company|Test Company Inc|Sample Company|Sample Corp Ltd|Example Corp|Company Name|Your Company|Dummy Company|My Company|Acme Test Corp|Company XYZ|ABC Company|XYZ Ltd",
    "de": "Musterfirma|Musterfirma GmbH|Muster AG|Muster GmbH & Co. KG|Beispiel GmbH|Testfirma|Test GmbH|Firmenname|Ihre Firma|Dummy AG", "fr": "Société Test|Entreprise Exemple|Société X|Nom de l'entreprise|Votre société|Entreprise Test SARL",
    "es": "Empresa de Prueba|Empresa Ejemplo SL|Nombre de la empresa|Su empresa|Empresa X|Prueba S.A.", "pt": "Empresa Teste|Empresa Teste Ltda|Empresa Exemplo|Nome da empresa|Sua empresa|Empresa XYZ", "it": "Azienda di prova|Azienda Esempio Srl|Nome azienda|Ditta Prova|Prova S.p.A.|Ragione sociale",
    "nl": "Testbedrijf|Testbedrijf BV|Voorbeeld BV|Bedrijfsnaam|Uw bedrijf", "pl": "Firma Testowa|Przykładowa Firma Sp. z o.o.|Nazwa firmy|Firma XYZ|Firma Krzak", "ru": "ООО Ромашка|ООО «Ромашка»|Рога и копыта|ООО Тест|Тестовая компания|Название компании|ООО Рога и Копыта", "tr": "Test Firması|Örnek A.Ş.|Deneme Ltd. Şti.|Firma Adı|Şirket Adı",
    "ja": "株式会社テスト|サンプル株式会社|テスト会社|会社名|株式会社サンプル|〇〇株式会社", "zh": "测试公司|某某公司|公司名称|XX有限公司|示例有限公司|某某有限公司", "cs": "Testovací firma|Ukázková firma s.r.o.|Název firmy|Firma XY", "sv": "Testföretaget AB|Exempelbolaget AB|Företagsnamn|Test AB", "ro": "SC Exemplu SRL|Firma Test SRL|Numele firmei",
    "bg": "Тестова фирма|Примерна фирма ООД|Име на фирмата|Фирма Х", "hr": "Testna tvrtka|Primjer d.o.o.|Naziv tvrtke", "hi": "टेस्ट कंपनी|कंपनी का नाम|उदाहरण प्राइवेट लिमिटेड", "fa": "شرکت آزمایشی|نام شرکت|شرکت نمونه", "ar": "شركة تجريبية|اسم الشركة|شركة الاختبار|شركة مثال", "ko": "테스트 회사|회사명|(주)테스트|OO회사", "vi": "Công ty ABC|Công ty Test|Tên công ty|Công ty TNHH XYZ", "id": "PT Contoh|PT Tes|Nama Perusahaan", "uk": "ТОВ Тест|ТОВ Ромашка|Назва компанії", "el": "Δοκιμαστική Εταιρεία|Εταιρεία ΑΒΓ|Επωνυμία εταιρείας", "hu": "Teszt Kft.|Minta Kft.|Cégnév",
}  # fmt: skip

STREETS = {
    "en": "123 Test Street|1 Test St|123 Fake Street|1 Example Road|123 Any Street|Street Address|Address Line 1|Your address|Address here", "de": "Musterstraße 1|Musterstr. 12|Musterweg 3|Teststraße 1|Beispielstraße 5|Straße Hausnummer|Straße und Nr.", "fr": "1 rue de Test|1 rue de l'Exemple|Rue Exemple|Votre adresse|Numéro et rue", "es": "Calle Falsa 123|Calle Ejemplo 1|Calle de Prueba 1|Su dirección|Calle y número", "pt": "Rua Teste, 123|Rua Exemplo 1|Rua de Teste|Rua e número|Seu endereço", "it": "Via di Prova 1|Via Esempio 1|Via Test, 1|Via e numero", "nl": "Voorbeeldstraat 1|Teststraat 1|Straat en huisnummer", "pl": "ul. Testowa 1|ul. Przykładowa 1|Ulica i numer",
    "ru": "ул. Тестовая, 1|ул. Примерная, 1|Улица, дом|Тестовый адрес", "tr": "Test Sokak No 1|Örnek Sokak No:1|Deneme Mahallesi", "ja": "テスト町1-1-1|住所|東京都テスト区1-1", "zh": "测试路1号|某某街道1号|详细地址|某某路", "cs": "Testovací 1|Ukázková 1|Ulice a číslo", "sv": "Exempelgatan 1|Testgatan 1|Gata och nummer", "ro": "Strada Test 1|Strada Exemplu nr. 1", "bg": "ул. Тестова 1|ул. Примерна 1", "hr": "Testna ulica 1|Ulica i broj", "hi": "टेस्ट मार्ग 1|आपका पता", "fa": "خیابان آزمایش|آدرس شما", "ar": "شارع تجريبي|العنوان هنا",
}  # fmt: skip

_SURNAMES = "Test|Test|Test|Test|Test|Test|Test|Test|Test|Test|Test|Test|Null|Blank|Doe|Nil|None|Empty|Void|Sample|Muster|Missing|Nada|Leer|Ohne|Probe|Dummy|Teste|Fehlt|Vide"
"""Surnames that look like a stand-in, of people who exist; Test, which most stand-ins hold, nearly as often as all others."""

_NOBODY = "test|noemail|no-email|none|no|na|abc|a|x|xx|xxx|asdf|example|user|email|your.name|nobody|dummy|fake|keine|ohne|sin|sinemail|notiene|naotem|aucun|brak|yok|nomail|unknown|test1|test123|tester|foo|aaa|qwe|null|void"
_NOWHERE = "test.com|test.de|test.fr|example.com|example.org|example.net|noemail.com|none.com|no.com|abc.com|a.com|x.com|xxx.com|email.com|domain.com|yourdomain.com|company.com|fake.com|xyz.com|keine.de|mail.com|nomail.com|na.com|test.ru|aaa.com|asdf.com|localhost|a.a|foo.bar"
_MAILBOXES = "gmail.com|yahoo.com|hotmail.com|gmx.de|mail.ru|outlook.com|qq.com|naver.com|web.de|wp.pl"
_LINKS = "http://|https://|www.|http://www.|http://www.{}|https://www.{}|www.{}|{}|http://{}|https://{}/|{}/index.html"


def people() -> list[tuple[str, str, str]]:
    """Return (text, language, "dummy") of every stand-in for a person, to be looked up."""
    return [(text, lang, "dummy") for lang, joined in PEOPLE.items() for text in joined.split("|")]


def columns(
    pools: dict[tuple[str, str], list[str]], seed: int, languages_left_out: frozenset[str] = frozenset(),
    concepts_left_out: frozenset[str] = frozenset(),
) -> list[LabelledColumn]:  # fmt: skip
    """Columns of names, companies, streets, e-mail addresses and links in which none, one or a few stand for nobody.

    Real people have such surnames, too: unless that concept is left out, some columns hold a Liam Test.
    """
    found = []
    for (content, lang), values in sorted(pools.items()):
        if content not in _REPEATS or lang in languages_left_out:
            continue
        rng = random.Random(f"{seed} {content} {lang}")
        for _ in range(_REPEATS[content]):
            base = rng.sample(values, min(len(values), rng.choice([8, 15, 25, 40])))
            if content == "person_name" and "last_name" not in concepts_left_out and rng.random() < 0.8:
                base = list(dict.fromkeys([*base, *_namesakes(base, rng)]))
            bad = {_stand_in(content, lang, languages_left_out, rng) for _ in range(rng.choice([0, 1, 1, 2, 3]))}
            texts = [*base, *sorted(bad - set(base))]
            counts = row_counts(len(base), rng)
            spikes = [rng.choice([1, 1, 2, max(1, int(counts.sum()) // 20)]) for _ in texts[len(base) :]]
            labels = [COMPLETE] * len(base) + [PLACEHOLDER] * len(spikes)
            found.append(LabelledColumn(
                column_name(content, rng), texts, np.array([*counts.tolist(), *spikes], dtype=np.int64),
                np.array(labels, dtype=np.int64), [lang] * len(texts), "dummies", f"{content}/{lang}",
            ))  # fmt: skip
    return found


_REPEATS = {"person_name": 8, "company": 5, "street_address": 4, "email": 6, "url": 4}


def _namesakes(names: list[str], rng: random.Random) -> list[str]:
    first = [name.split(" ")[0] for name in names if name.count(" ") == 1]  # of three words, the first may be a title
    found = [f"{name} {rng.choice(_SURNAMES.split('|'))}" for name in rng.sample(first, min(len(first), 4))]
    return found[: rng.choice([1, 2, 4])]


def _stand_in(content: str, lang: str, left_out: frozenset[str], rng: random.Random) -> str:
    if content in ("email", "url"):
        host = rng.choice(_NOWHERE.split("|"))
        if content == "url":
            return rng.choice(_LINKS.split("|")).format(host)
        person = rng.choice(_NOBODY.split("|"))
        return f"{person}@{rng.choice(_MAILBOXES.split('|')) if rng.random() < 0.25 else host}"
    listed = {"person_name": PEOPLE, "company": COMPANIES, "street_address": STREETS}[content]
    some = sorted(listed.keys() - left_out)
    own = listed[lang if lang in some and rng.random() < 0.7 else rng.choice(some)]
    return rng.choice(own.split("|"))
