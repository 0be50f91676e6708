"""Placeholders that name what is missing: "unknown author", "Stadt unbekannt", "sans adresse"; and what resembles them.

Nobody can list them all: in training they stand for every noun that a column may be about.
"""

# ruff: noqa: S311, E501  (seeded generators on purpose: the corpus must be the same every time; long lists of words)

import random
from pathlib import Path

from tabbert.finetune.completeness_corpus import LabelledColumn, Words, pools
from tabbert.finetune.completeness_generator import column_name, inject

UNKNOWN = {
    "en": "Unknown author|Author unknown|Unknown artist|Unknown city|City not specified|"
    "Manufacturer unknown|Unknown make|Unknown location|Location not given|No address given|Address unknown|"
    "Address not available|Name not given|Name withheld|Unknown name|No name provided|Unknown owner|Owner not known|"
    "Unknown type|Type not specified|Unknown model|Unknown date|Date not recorded|Date unknown|No reason given|"
    "Reason not stated|Unknown country|Country not stated|Unknown species|Unknown job|"
    "No phone number|No email provided|Unknown supplier|Unknown customer|Unknown category|Category not assigned|"
    "Unknown colour|No title|Title unknown|Unknown company|Gender not specified|Unknown age|No comment given|"
    "Cause unknown|Unknown status|Not assigned to a team|Unknown street|Postcode missing",
    "de": "unbekannter Autor|Autor unbekannt|Verfasser unbekannt|Stadt unbekannt|unbekannter Ort|Ort nicht angegeben|"
    "unbekannter Hersteller|Hersteller unbekannt|Adresse fehlt|keine Adresse|Adresse nicht bekannt|Name unbekannt|"
    "kein Name angegeben|Name fehlt|Eigentümer unbekannt|unbekannter Typ|Typ nicht angegeben|Datum unbekannt|"
    "kein Datum|Grund nicht angegeben|ohne Begründung|Land unbekannt|Beruf unbekannt|keine Telefonnummer|"
    "Kunde unbekannt|Farbe unbekannt|ohne Titel und Autor|Kategorie nicht zugeordnet|Ursache unbekannt",
    "fr": "auteur inconnu|auteur non précisé|artiste inconnu|ville inconnue|ville non renseignée|lieu inconnu|"
    "fabricant inconnu|marque inconnue|adresse inconnue|adresse non communiquée|sans adresse|nom inconnu|"
    "nom non fourni|propriétaire inconnu|type non précisé|date inconnue|date non renseignée|motif non précisé|"
    "raison inconnue|pays inconnu|profession non renseignée|pas de numéro de téléphone|client inconnu|"
    "couleur inconnue|catégorie non attribuée|cause inconnue",
    "es": "autor desconocido|autor no especificado|artista desconocido|ciudad desconocida|ciudad no indicada|"
    "lugar desconocido|fabricante desconocido|marca desconocida|dirección desconocida|sin dirección|"
    "nombre no disponible|nombre desconocido|propietario desconocido|tipo no especificado|fecha desconocida|sin fecha|"
    "motivo no indicado|país desconocido|profesión no indicada|sin número de teléfono|cliente desconocido|"
    "color no especificado|categoría sin asignar|causa desconocida",
    "pt": "autor desconhecido|autor não informado|cidade desconhecida|cidade não informada|local desconhecido|"
    "fabricante desconhecido|marca não informada|endereço desconhecido|sem endereço|nome não informado|"
    "nome desconhecido|proprietário desconhecido|tipo não especificado|data desconhecida|sem data|"
    "motivo não informado|país desconhecido|profissão não informada|sem telefone|causa desconhecida",
    "it": "autore sconosciuto|autore non specificato|artista sconosciuto|città sconosciuta|città non indicata|"
    "luogo sconosciuto|produttore sconosciuto|marca sconosciuta|indirizzo sconosciuto|senza indirizzo|"
    "nome non disponibile|nome sconosciuto|proprietario ignoto|tipo non specificato|data sconosciuta|senza data|"
    "motivo non indicato|paese sconosciuto|professione non indicata|nessun numero di telefono|causa ignota",
    "nl": "auteur onbekend|onbekende auteur|stad onbekend|plaats niet opgegeven|onbekende locatie|fabrikant onbekend|"
    "merk onbekend|adres onbekend|geen adres|naam onbekend|naam niet opgegeven|eigenaar onbekend|"
    "type niet gespecificeerd|datum onbekend|geen datum|reden niet opgegeven|land onbekend|beroep onbekend|"
    "geen telefoonnummer|oorzaak onbekend",
    "pl": "autor nieznany|nieznany autor|miasto nieznane|nie podano miasta|nieznana lokalizacja|producent nieznany|"
    "nieznana marka|adres nieznany|brak adresu|brak nazwiska|nazwa nieznana|właściciel nieznany|"
    "nie określono typu|data nieznana|brak daty|nie podano powodu|kraj nieznany|zawód nieznany|"
    "brak numeru telefonu|przyczyna nieznana",
    "cs": "neznámý autor|autor neznámý|neznámé město|město neuvedeno|neznámé místo|neznámý výrobce|značka neuvedena|"
    "adresa neznámá|bez adresy|jméno neuvedeno|neznámý vlastník|typ neuveden|datum neznámé|bez data|"
    "důvod neuveden|neznámá země|povolání neuvedeno|bez telefonu|neznámá příčina",
    "sk": "neznámy autor|autor neznámy|mesto neuvedené|neznáme miesto|neznámy výrobca|adresa neznáma|bez adresy|"
    "meno neuvedené|neznámy vlastník|typ neuvedený|dátum neznámy|dôvod neuvedený|neznáma krajina|neznáma príčina",
    "ru": "неизвестный автор|автор неизвестен|автор не указан|город неизвестен|город не указан|место неизвестно|"
    "производитель неизвестен|неизвестная марка|адрес неизвестен|без адреса|адрес не указан|имя не указано|"
    "имя неизвестно|владелец неизвестен|тип не указан|дата неизвестна|без даты|причина не указана|"
    "страна не указана|профессия не указана|нет номера телефона|причина неизвестна",
    "uk": "невідомий автор|автор невідомий|місто не вказано|невідоме місце|виробник невідомий|адреса невідома|"
    "без адреси|ім'я не вказано|власник невідомий|тип не вказано|дата невідома|причину не вказано|"
    "країна невідома|немає номера телефону",
    "bg": "неизвестен автор|авторът не е посочен|град не е посочен|неизвестно място|неизвестен производител|"
    "неизвестен адрес|без адрес|името не е посочено|неизвестен собственик|типът не е посочен|неизвестна дата|"
    "причината не е посочена|неизвестна държава|няма телефонен номер",
    "hr": "nepoznat autor|autor nepoznat|grad nije naveden|nepoznato mjesto|nepoznat proizvođač|adresa nepoznata|"
    "bez adrese|ime nije navedeno|vlasnik nepoznat|tip nije naveden|datum nepoznat|razlog nije naveden|"
    "nepoznata država|nema broja telefona",
    "ro": "autor necunoscut|autor nespecificat|oraș necunoscut|loc necunoscut|producător necunoscut|adresă necunoscută|"
    "fără adresă|nume nespecificat|proprietar necunoscut|tip nespecificat|dată necunoscută|motiv nespecificat|"
    "țară necunoscută|fără număr de telefon",
    "hu": "ismeretlen szerző|szerző ismeretlen|ismeretlen város|város nincs megadva|ismeretlen hely|"
    "ismeretlen gyártó|cím ismeretlen|nincs cím|név nincs megadva|ismeretlen tulajdonos|típus nincs megadva|"
    "ismeretlen dátum|ok nincs megadva|ismeretlen ország|nincs telefonszám",
    "tr": "bilinmeyen yazar|yazar bilinmiyor|şehir belirtilmemiş|bilinmeyen yer|üretici bilinmiyor|adres bilinmiyor|"
    "adres yok|isim belirtilmemiş|sahibi bilinmiyor|tür belirtilmemiş|tarih bilinmiyor|neden belirtilmemiş|"
    "ülke bilinmiyor|telefon numarası yok",
    "sv": "okänd författare|författare okänd|okänd stad|ort ej angiven|okänd plats|okänd tillverkare|adress okänd|"
    "adress saknas|namn saknas|okänd ägare|typ ej angiven|datum okänt|orsak ej angiven|okänt land|"
    "telefonnummer saknas",
    "da": "ukendt forfatter|forfatter ukendt|ukendt by|by ikke oplyst|ukendt sted|ukendt producent|adresse ukendt|"
    "ingen adresse|navn ikke oplyst|ukendt ejer|type ikke angivet|dato ukendt|årsag ikke oplyst|ukendt land",
    "no": "ukjent forfatter|forfatter ukjent|ukjent by|sted ikke oppgitt|ukjent produsent|adresse ukjent|"
    "mangler adresse|navn ikke oppgitt|ukjent eier|type ikke oppgitt|dato ukjent|årsak ikke oppgitt|ukjent land",
    "fi": "tuntematon kirjailija|tekijä tuntematon|tuntematon kaupunki|kaupunkia ei ilmoitettu|tuntematon paikka|"
    "valmistaja tuntematon|osoite tuntematon|ei osoitetta|nimi puuttuu|omistaja tuntematon|tyyppi ei tiedossa|"
    "päivämäärä tuntematon|syytä ei ilmoitettu|tuntematon maa|ei puhelinnumeroa",
    "el": "άγνωστος συγγραφέας|άγνωστη πόλη|η πόλη δεν δηλώθηκε|άγνωστη τοποθεσία|άγνωστος κατασκευαστής|"
    "άγνωστη διεύθυνση|χωρίς διεύθυνση|το όνομα δεν δηλώθηκε|άγνωστος ιδιοκτήτης|άγνωστη ημερομηνία|"
    "δεν δόθηκε λόγος|άγνωστη χώρα|χωρίς τηλέφωνο",
    "ar": "مؤلف غير معروف|المؤلف مجهول|مدينة غير معروفة|المدينة غير محددة|مكان غير معروف|الشركة المصنعة غير معروفة|"
    "العنوان غير معروف|بدون عنوان|الاسم غير متوفر|اسم غير معروف|المالك غير معروف|النوع غير محدد|"
    "التاريخ غير معروف|السبب غير مذكور|البلد غير معروف|لا يوجد رقم هاتف",
    "fa": "نویسنده نامشخص|نویسنده ناشناس|شهر نامشخص|مکان نامشخص|سازنده نامشخص|آدرس نامشخص|بدون آدرس|نام ثبت نشده|"
    "مالک ناشناس|نوع نامشخص|تاریخ نامشخص|دلیل ذکر نشده|کشور نامشخص|بدون شماره تلفن",
    "he": "מחבר לא ידוע|סופר לא ידוע|עיר לא ידועה|העיר לא צוינה|מקום לא ידוע|יצרן לא ידוע|כתובת לא ידועה|אין כתובת|"
    "שם לא צוין|בעלים לא ידועים|סוג לא צוין|תאריך לא ידוע|סיבה לא צוינה|מדינה לא ידועה|אין מספר טלפון",
    "hi": "अज्ञात लेखक|लेखक अज्ञात|शहर अज्ञात|शहर नहीं बताया|अज्ञात स्थान|निर्माता अज्ञात|पता उपलब्ध नहीं|पता अज्ञात|"
    "नाम उपलब्ध नहीं|मालिक अज्ञात|प्रकार निर्दिष्ट नहीं|तारीख अज्ञात|कारण नहीं बताया|देश अज्ञात|फ़ोन नंबर नहीं है",
    "bn": "অজানা লেখক|লেখক অজানা|শহর অজানা|অজানা স্থান|প্রস্তুতকারক অজানা|ঠিকানা অজানা|ঠিকানা নেই|নাম দেওয়া হয়নি|"
    "মালিক অজানা|তারিখ অজানা|কারণ উল্লেখ নেই|দেশ অজানা",
    "id": "penulis tidak diketahui|pengarang tidak dikenal|kota tidak diketahui|kota tidak disebutkan|"
    "lokasi tidak diketahui|produsen tidak diketahui|alamat tidak diketahui|tanpa alamat|nama tidak dicantumkan|"
    "pemilik tidak diketahui|jenis tidak disebutkan|tanggal tidak diketahui|alasan tidak disebutkan|"
    "negara tidak diketahui|tidak ada nomor telepon",
    "vi": "tác giả không rõ|không rõ tác giả|không rõ thành phố|địa điểm không xác định|không rõ nhà sản xuất|"
    "không rõ địa chỉ|không có địa chỉ|chưa cung cấp tên|không rõ chủ sở hữu|loại không xác định|không rõ ngày|"
    "không nêu lý do|không rõ quốc gia|không có số điện thoại",
    "th": "ไม่ทราบผู้แต่ง|ไม่ระบุชื่อผู้แต่ง|ไม่ทราบเมือง|ไม่ระบุสถานที่|ไม่ทราบผู้ผลิต|ไม่ทราบที่อยู่|ไม่มีที่อยู่|ไม่ระบุชื่อ|ไม่ทราบเจ้าของ|"
    "ไม่ระบุประเภท|ไม่ทราบวันที่|ไม่ระบุเหตุผล|ไม่ทราบประเทศ|ไม่มีหมายเลขโทรศัพท์",
    "ja": "作者不明|著者不詳|都市不明|場所不明|製造元不明|メーカー不明|住所不明|住所なし|氏名未記入|名前不明|所有者不明|種類不明|日付不明|理由未記載|"
    "国名不明|電話番号なし|職業不詳",
    "zh": "作者不详|作者未知|城市未知|城市未填写|地点不明|制造商未知|厂家不详|地址不详|无地址|姓名未提供|名称未知|业主未知|类型未注明|日期不详|"
    "原因未说明|国家未知|无电话号码|职业不详",
    "ko": "작자 미상|저자 미상|도시 미상|장소 불명|제조사 미상|주소 불명|주소 없음|이름 미기재|소유자 불명|유형 미지정|날짜 미상|사유 미기재|국가 미상|"
    "전화번호 없음|직업 미상",
    "sw": "mwandishi hajulikani|jiji halijulikani|mahali hapajulikani|anwani haijulikani|hakuna anwani|"
    "jina halikutajwa|mmiliki hajulikani|tarehe haijulikani|sababu haikutajwa|hakuna nambari ya simu",
}
"""What stands for a missing author, city, maker, address, ..., by language."""

NOUNS = (
    "age|agency|airline|amount|area|artist|attendance|authority|bank|brand|branch|building|capacity|carrier|cause|"
    "chapter|class|client|colour|company|condition|contact|contractor|county|course|creator|crop|currency|customer|"
    "deadline|department|destination|diagnosis|director|disease|district|donor|driver|duration|editor|employer|engine|"
    "event|facility|family|format|fuel|gender|genre|grade|height|hospital|illustrator|ingredient|instructor|instrument|"
    "issuer|journal|landlord|language|licence|lot|maker|material|medium|method|model|nationality|operator|origin|parent|"
    "patient|payee|performer|phase|photographer|platform|position|priority|product|profession|programme|project|"
    "provider|province|publisher|purpose|rank|rating|recipient|region|religion|resolution|role|room|route|school|season|"
    "sector|seller|sender|series|sex|site|size|source|speaker|sponsor|state|station|style|subject|supplier|surname|"
    "surface|team|tenant|theme|topic|treatment|unit|user|vehicle|vendor|venue|version|victim|village|volume|weather|"
    "weight|width|witness|year|zone"
)
"""What a column may be about."""
THINGS = (
    "pond|spring|creek|well|trail|bridge|gate|fence|culvert|cattleguard|reservoir|road|path|pipeline|dam|ditch|canal|lake|"
    "river|hill|valley|cave|mine|quarry|campground|shelter|cabin|barn|tower|tank|pump|valve|meter|pole|cable|transformer|"
    "antenna|sensor|camera|lamp|traffic light|bench|tree|shrub|breed|bird|fish|mammal|insect|plant|flower|mushroom|dog|cat|"
    "horse|cow|car|truck|trailer|boat|aircraft|bicycle|phone|laptop|printer|server|router|cartridge|battery|chair|table|"
    "desk|door|window|roof|wall|floor|kitchen|bathroom|garage|basement|apartment|hotel|restaurant|shop|market|church|temple|"
    "museum|library|theatre|cinema|stadium|club|band|choir|orchestra|album|song|film|episode|book|poem|painting|sculpture|"
    "coin|stamp|map|drug|medicine|dose|allergy|symptom|injury|surgeon|nurse|ward|specimen|sample site|compound|reagent|"
    "recipe|dish|wine|beer|cheese|fabric|pattern|shoe|jacket|ring|necklace|toy|game|puzzle|tool|screw|bolt|bearing|engine part|"
    "complaint|incident|ticket|order|invoice|payment|refund|discount|loan|policy|claim|contract|permit|licence plate|"
    "landowner|beneficiary|applicant|complainant|officer|judge|lawyer|teacher|pupil|coach|player|referee|guest|passenger|pilot"
)
"""What else may be unknown: a spring without a name, a breed."""
TEMPLATES = (
    "Unknown {}|unknown {}|{} unknown|{} not known|{} not given|{} not recorded|{} not specified|{} not stated|"
    "no {} given|no {} recorded|{} missing|{} not available|{} withheld|unspecified {}|unidentified {}|"
    "{} not provided|Unnamed {}|unnamed {}|{} not identified|{} name unknown"
)
_QUALIFIED = ("type", "name", "code", "status", "number", "category", "group", "class", "date", "ID")
_NOTED = (
    ("TBD {}", "pending"), ("{} TBD", "pending"), ("{} TBA", "pending"), ("{} to be updated", "pending"),
    ("{} to be confirmed", "pending"), ("{}: unknown", "unknown"), ("{} - n/a", "not applicable"),
    ("{}: none given", "unknown"), ("{} unknown, please check", "unknown"), ("unknown ({})", "unknown"),
    ("{}?", "unknown"), ("{}: ???", "unknown"), ("temp {}", "dummy"), ("test {}", "dummy"), ("sample {}", "dummy"),
)  # fmt: skip
"""How notes for oneself spell what is missing."""

TO_COME = {
    "en": "Name to follow|Author to be announced|Address to be confirmed|Date to be determined|Owner to be assigned|"
    "Venue to be announced|Title to be decided",
    "de": "Name folgt|Autor wird noch genannt|Adresse wird nachgereicht|Termin steht noch nicht fest|"
    "Ort wird noch bekannt gegeben",
    "fr": "nom à venir|adresse à confirmer|date à déterminer|lieu à préciser",
    "es": "nombre por confirmar|dirección por confirmar|fecha por determinar|lugar por definir",
    "it": "nome da comunicare|indirizzo da confermare|data da definire|luogo da stabilire",
    "pt": "nome a confirmar|endereço a confirmar|data a definir|local a definir",
    "nl": "naam volgt|adres volgt nog|datum nog te bepalen|locatie nog niet bekend",
    "pl": "nazwisko do uzupełnienia|adres do potwierdzenia|data do ustalenia",
    "ru": "имя уточняется|адрес уточняется|дата будет определена позже",
    "ja": "氏名は後日記入|場所は未定|日程未定",
    "zh": "姓名待补充|地址待确认|日期待定|地点待定",
    "tr": "isim eklenecek|adres teyit edilecek|tarih belirlenecek",
}
"""What will be filled in later."""

NAMES = (
    "Tomb of the Unknown Soldier|Unknown Mortal Orchestra|The Great Unknown|Unknown Pleasures|Known Unknowns|"
    "Portrait of an Unknown Woman|Letter from an Unknown Woman|No Name Creek|Nameless Road|No Country for Old Men|"
    "No Address Required Ltd|The Man Who Wasn't There|Unbekannter Soldat|Brief einer Unbekannten|"
    "La Belle Inconnue|Le Soldat inconnu|Retrato de un desconocido|El soldado desconocido|Il milite ignoto|"
    "Неизвестная (Крамской)|Памятник неизвестному солдату|Det okända landet|Tuntematon sotilas|无名小镇|无名高地|"
    "The Undiscovered Country|Missing Persons Unit|Lost Property Office|Missing You|Without a Trace|Sans Souci|"
    "Sin City|Ohne Dich|Nobody's Home|No Frills|No Limit Records|Unspecified Behaviour in C"
)
"""Names and titles in which such words belong."""

_ASKED = (
    "person_name",
    "company",
    "city",
    "country",
    "street_address",
    "job_title",
    "product_title",
    "category",
    "text",
)


_SPELLED = ("{}", "{}", "{} name", "{}_name", "the {}", "{}_1", "main {}")


def with_phrases(vocabulary: Words, languages_left_out: frozenset[str] = frozenset()) -> Words:
    """Add the phrases of all languages but those left out to a vocabulary."""
    kinds = (("unknown", UNKNOWN), ("pending", TO_COME))
    added = [] if "en" in languages_left_out else [i for noun in NOUNS.split("|") for i in (*_of(noun), *_noted(noun))]
    if "en" not in languages_left_out:
        added += [i for noun in THINGS.split("|") for i in _of(noun)[:2]]
    added += [
        (text, lang, kind)
        for kind, by_language in kinds
        for lang, joined in by_language.items()
        if lang not in languages_left_out
        for text in joined.split("|")
    ]
    known = {text for text, _, _ in vocabulary.items}
    return Words([*vocabulary.items, *(item for item in added if item[0] not in known)])


def _of(noun: str) -> list[tuple[str, str, str]]:
    """Fill a noun into four of the templates, once as "noun type" or the like."""
    rng = random.Random(f"31 {noun}")
    nouns = [noun, noun, noun, f"{noun} {rng.choice(_QUALIFIED)}"]
    texts = [template.format(n) for template, n in zip(rng.sample(TEMPLATES.split("|"), 4), nouns, strict=True)]
    return [(text[:1].upper() + text[1:] if rng.random() < 0.4 else text, "en", "unknown") for text in texts]


def _noted(noun: str) -> list[tuple[str, str, str]]:
    rng = random.Random(f"32 {noun}")
    return [(text.format(noun), "en", kind) for text, kind in rng.sample(_NOTED, 1)]


def columns(data: Path, seed: int, languages_left_out: frozenset[str] = frozenset()) -> list[LabelledColumn]:
    """Put phrases, and names that resemble them, into columns of short texts: also of what the column is named after."""
    rng = random.Random(seed)
    everything = _cased(with_phrases(Words(), languages_left_out))
    by_pool = {
        key: texts
        for key, texts in sorted(pools(data).items())
        if key[0] in _ASKED and key[1] not in languages_left_out
    }
    own = {noun: _cased(Words(_of(noun))) for noun in f"{NOUNS}|{THINGS}".split("|")}
    plan: list[tuple[str, tuple[str, str], Words, tuple[int, ...]]]
    plan = [(column_name(key[0], rng), key, everything, (1, 2, 2, 1)) for key in by_pool]
    if "en" not in languages_left_out:
        plan += [(rng.choice(_SPELLED).format(noun), rng.choice(list(by_pool)), own[noun], (1, 4, 2)) for noun in own]
    found = []
    for name, key, vocabulary, odds in plan:
        texts = by_pool[key]
        base = rng.sample(texts, rng.randint(min(5, len(texts)), min(len(texts), 30)))
        alike = [text for text in rng.sample(names(), rng.choice([0, 1, 3])) if text not in base]
        found.append(inject(
            base, rng.choice([name, name, name.upper()]), key[1], vocabulary, rng, source="phrases",
            table=f"{key[0]}/{key[1]}", odds=odds, valid=tuple(alike),
        ))  # fmt: skip
    return found


def _cased(vocabulary: Words) -> Words:
    """Add every phrase as a title and in capitals, which is how tables often hold it."""
    cased = [(way(text), lang, kind) for text, lang, kind in vocabulary.items for way in (str.title, str.upper)]
    return Words([*vocabulary.items, *(item for item in dict.fromkeys(cased) if item not in vocabulary.items)])


def names() -> list[str]:
    """Return the names and titles in which such words belong."""
    return NAMES.split("|")
