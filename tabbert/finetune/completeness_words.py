"""Words that the completeness head learns the concept from: tabbert's own examples in many languages (CC0).

The head never looks a word up: these are training examples, and the benchmark leaves whole languages out to see whether
the concept was learnt. Kinds are those of `tabbert.checks.completeness._features.KINDS`.
"""

# ruff: noqa: E501  (one line per language and kind reads better than wrapped lists)

KINDS_OF_CATEGORY = {
    "NA": "unknown", "UNK": "unknown", "NS": "unknown", "NC": "unknown", "EMP": "unknown", "NAP": "not applicable",
    "NONE": "none", "TBD": "pending", "TEST": "dummy", "REF": "reference", "OTH": "vague", "SENTINEL": "dummy",
}  # fmt: skip
"""Kind of each category of `placeholders_multilingual.csv`."""

PLACEHOLDERS: dict[str, dict[str, str]] = {
    "en": {
        "unknown": "unknown|not known|unkn|no data|no data available|no info|not provided|not stated|not recorded|value missing|"
        "left blank|not reported|not collected|undetermined|not disclosed|unspecified|data missing|no entry|address unknown|"
        "unknown name|no name|no email|name unknown|not on file|no address|owner unknown|unknown type|type unknown|no phone|"
        "no response|did not answer|withheld|redacted|no value|<null>|<blank>|(empty)|[none given]|{unknown}|#REF!|#DIV/0!|nan|NaT|undefined|unassigned|"
        "not rated|unranked|not assessed|not evaluated|unclassified|don't know|idk|dunno|can't say",
        "not applicable": "not applicable|n.a.|does not apply|non applicable|not relevant|n/a - not applicable|inapplicable|not required",
        "none": "none|nothing|nil|none given|none listed|no one|none present|none at this time|none reported|zero",
        "pending": "tbd|to be announced|to be confirmed|coming soon|to be completed|pending update|will follow|to be filled in|awaiting information|todo|fixme|to be decided|not yet known",
        "dummy": "test|testing 123|dummy|sample text|placeholder|lorem ipsum|foo bar|John Doe|Jane Doe|123 Main Street|Anytown|asdf|qwerty|xxxx|xxxxx|aaaa|Test User|test entry|please ignore|do not use|delete this|your name here|enter text|first name last name|string|example",
        "reference": "see above|see notes|see comments|see attachment|same as above|ditto|as discussed|refer to file|see description|see attached|see below|as per email|see website|as previously stated|see file for details",
        "vague": "other|others|misc|miscellaneous|various|several|multiple|varies|mixed|general|something|stuff|etc.|diverse|assorted|unnamed|whatever",
    },
    "fi": {
        "unknown": "ei tiedossa|tuntematon|ei tietoa|ei ilmoitettu|ei saatavilla|puuttuu|tyhjä|tieto puuttuu|en tiedä|ei vastausta",
        "not applicable": "ei sovellu|ei koske|ei sovelleta", "none": "ei mitään|ei ole|ei yhtään", "pending": "vahvistetaan myöhemmin|tulossa|täydennetään myöhemmin|avoin",
        "dummy": "testi|esimerkki|Matti Meikäläinen", "reference": "ks. yllä|katso liite|sama kuin yllä", "vague": "muu|muut|sekalaista|useita",
    },
    "no": {
        "unknown": "ukjent|ikke oppgitt|ikke tilgjengelig|mangler|tom|ingen opplysninger|vet ikke|ikke registrert|uspesifisert",
        "not applicable": "ikke aktuelt|ikke relevant|gjelder ikke", "none": "ingen|ingenting", "pending": "kommer senere|avventer|ikke avklart|fylles ut senere",
        "dummy": "eksempel|Ola Nordmann|prøve", "reference": "se ovenfor|se vedlegg|samme som over", "vague": "annet|diverse|flere|øvrig",
    },
    "hu": {
        "unknown": "ismeretlen|nincs adat|nem ismert|nincs megadva|hiányzik|üres|nem tudom|nem nyilatkozik|adathiány",
        "not applicable": "nem alkalmazható|nem értelmezhető|nem releváns", "none": "nincs|semmi|egyik sem", "pending": "később|pótlandó|folyamatban|pontosítás alatt",
        "dummy": "teszt|minta|Gipsz Jakab", "reference": "lásd fent|ugyanaz|lásd melléklet", "vague": "egyéb|más|vegyes|különféle",
    },
    "el": {
        "unknown": "άγνωστο|δεν υπάρχουν στοιχεία|δεν αναφέρεται|μη διαθέσιμο|λείπει|κενό|δεν γνωρίζω|χωρίς απάντηση|δεν δόθηκε",
        "not applicable": "δεν ισχύει|μη εφαρμόσιμο|δεν αφορά", "none": "κανένα|τίποτα|ουδέν", "pending": "σε εκκρεμότητα|θα ανακοινωθεί|θα συμπληρωθεί",
        "dummy": "δοκιμή|παράδειγμα|τεστ", "reference": "βλ. παραπάνω|όπως παραπάνω|βλέπε συνημμένο", "vague": "άλλο|διάφορα|λοιπά",
    },
    "uk": {
        "unknown": "невідомо|немає даних|не вказано|відсутні дані|не надано|пусто|не знаю|без відповіді|не визначено",
        "not applicable": "не застосовується|не стосується", "none": "немає|нічого|жодного", "pending": "уточнюється|буде додано|очікується",
        "dummy": "тест|приклад|перевірка", "reference": "див. вище|те саме|див. додаток", "vague": "інше|різне|інші",
    },
    "ko": {
        "unknown": "알 수 없음|미상|정보 없음|데이터 없음|미입력|미기재|모름|무응답|불명|자료없음|비공개",
        "not applicable": "해당 없음|해당사항 없음|비해당", "none": "없음|무", "pending": "추후 입력|미정|확인 중|추후 공지|작성 예정",
        "dummy": "테스트|예시|홍길동|샘플", "reference": "위와 같음|상동|첨부 참조|비고 참조", "vague": "기타|여러 가지|그 외",
    },
    "vi": {
        "unknown": "không rõ|không biết|không có thông tin|chưa có dữ liệu|không có dữ liệu|chưa cập nhật|bỏ trống|không xác định|không trả lời",
        "not applicable": "không áp dụng|không liên quan", "none": "không có|không", "pending": "đang cập nhật|sẽ bổ sung sau|chờ xác nhận",
        "dummy": "thử nghiệm|ví dụ|Nguyễn Văn A", "reference": "như trên|xem ghi chú|xem đính kèm", "vague": "khác|nhiều loại|linh tinh",
    },
    "id": {
        "unknown": "tidak diketahui|tidak ada data|tidak tersedia|belum diisi|kosong|tidak disebutkan|tidak tahu|data hilang|tidak menjawab",
        "not applicable": "tidak berlaku|tidak relevan", "none": "tidak ada|nihil", "pending": "menyusul|akan diisi|belum ditentukan|dalam proses",
        "dummy": "contoh|tes|percobaan", "reference": "lihat di atas|sama seperti di atas|lihat lampiran", "vague": "lainnya|lain-lain|bermacam-macam",
    },
    "th": {
        "unknown": "ไม่ทราบ|ไม่มีข้อมูล|ไม่ระบุ|ว่าง|ข้อมูลไม่ครบ|ไม่ได้ระบุ|ไม่ตอบ", "not applicable": "ไม่เกี่ยวข้อง|ใช้ไม่ได้", "none": "ไม่มี",
        "pending": "รอดำเนินการ|รอข้อมูล|จะแจ้งภายหลัง", "dummy": "ทดสอบ|ตัวอย่าง", "reference": "ดูด้านบน|เหมือนข้างบน|ดูเอกสารแนบ", "vague": "อื่นๆ|หลายอย่าง|เบ็ดเตล็ด",
    },
    "he": {
        "unknown": "לא ידוע|אין מידע|לא צוין|חסר|ריק|לא נמסר|לא זמין|אין נתונים", "not applicable": "לא רלוונטי|לא חל", "none": "אין|כלום",
        "pending": "יעודכן בהמשך|בהמתנה|טרם נקבע", "dummy": "בדיקה|דוגמה|ישראל ישראלי", "reference": "ראה לעיל|כנ״ל|ראה נספח", "vague": "אחר|שונות|מגוון",
    },
    "sk": {
        "unknown": "neznáme|neuvedené|nie je k dispozícii|chýba|prázdne|bez údajov|neviem|nezistené", "not applicable": "netýka sa|neuplatňuje sa", "none": "žiadny|nič|nie je",
        "pending": "bude doplnené|čaká sa|upresní sa", "dummy": "príklad|skúška|Jozef Mrkvička", "reference": "viď vyššie|pozri prílohu|detto", "vague": "iné|rôzne|ostatné",
    },
    "sl": {
        "unknown": "neznano|ni podatka|ni navedeno|manjka|prazno|ne vem|brez odgovora|ni na voljo", "not applicable": "ni relevantno|se ne uporablja", "none": "brez|nobeden|nič",
        "pending": "bo dopolnjeno|v obdelavi|še ni določeno", "dummy": "preizkus|primer|Janez Novak", "reference": "glej zgoraj|enako kot zgoraj|glej prilogo", "vague": "drugo|razno|ostalo",
    },
    "lt": {
        "unknown": "nežinoma|nenurodyta|nėra duomenų|nepateikta|tuščia|trūksta|neatsakė", "not applicable": "netaikoma|neaktualu", "none": "nėra|nieko",
        "pending": "bus papildyta|laukiama|tikslinama", "dummy": "bandymas|pavyzdys|Vardenis Pavardenis", "reference": "žr. aukščiau|tas pats|žr. priedą", "vague": "kita|įvairūs|kiti",
    },
    "et": {
        "unknown": "teadmata|andmed puuduvad|määramata|puudub|tühi|ei tea|vastamata", "not applicable": "ei kohaldu|ei ole asjakohane", "none": "ei ole|mitte midagi",
        "pending": "täpsustamisel|lisatakse hiljem|ootel", "dummy": "proov|näide|näidis", "reference": "vt ülal|sama mis ülal|vt lisa", "vague": "muu|mitmesugused|erinevad",
    },
    "ca": {
        "unknown": "desconegut|no informat|sense dades|no disponible|no consta|en blanc|no ho sé|sense resposta", "not applicable": "no s'aplica|no escau", "none": "cap|res",
        "pending": "pendent|per confirmar|per determinar", "dummy": "prova|exemple|mostra", "reference": "vegeu més amunt|ídem|vegeu annex", "vague": "altres|diversos|varis",
    },
    "sr": {
        "unknown": "nepoznato|nije navedeno|nema podataka|непознато|није наведено|нема података|недоступно|празно|ne znam", "not applicable": "nije primenljivo|не односи се", "none": "nema|ништа|nijedan",
        "pending": "biće dopunjeno|биће накнадно|u toku", "dummy": "proba|пример|Petar Petrović test", "reference": "vidi gore|види прилог|isto", "vague": "ostalo|остало|razno",
    },
    "ms": {
        "unknown": "tidak dinyatakan|tiada maklumat|tiada data|tidak pasti|tidak diketahui|dibiarkan kosong", "not applicable": "tidak berkenaan|tidak terpakai", "none": "tiada",
        "pending": "akan dimaklumkan|belum disahkan|menunggu", "dummy": "ujian|contoh sahaja", "reference": "seperti di atas|rujuk lampiran", "vague": "lain-lain|pelbagai",
    },
    "sw": {
        "unknown": "haijulikani|hakuna taarifa|haijatajwa|hakuna data|haipatikani|sijui", "not applicable": "haihusiki|si husika", "none": "hakuna|hamna",
        "pending": "itajazwa baadaye|inasubiri", "dummy": "jaribio|mfano", "reference": "tazama hapo juu|kama hapo juu", "vague": "nyingine|mbalimbali",
    },
    "bn": {
        "unknown": "অজানা|তথ্য নেই|উল্লেখ নেই|পাওয়া যায়নি|খালি|জানি না", "not applicable": "প্রযোজ্য নয়", "none": "নেই|কিছু না", "pending": "পরে জানানো হবে|অপেক্ষমাণ",
        "dummy": "পরীক্ষা|উদাহরণ", "reference": "উপরে দেখুন|ঐ", "vague": "অন্যান্য|বিবিধ",
    },
    "ta": {
        "unknown": "தெரியாது|தகவல் இல்லை|குறிப்பிடப்படவில்லை|கிடைக்கவில்லை", "not applicable": "பொருந்தாது", "none": "இல்லை|எதுவும் இல்லை", "pending": "பின்னர் தெரிவிக்கப்படும்",
        "dummy": "சோதனை|எடுத்துக்காட்டு", "reference": "மேலே பார்க்க", "vague": "மற்றவை|பல்வேறு",
    },
    "ur": {
        "unknown": "نامعلوم|معلومات نہیں|درج نہیں|دستیاب نہیں|خالی|معلوم نہیں", "not applicable": "قابل اطلاق نہیں", "none": "کوئی نہیں|کچھ نہیں", "pending": "بعد میں بتایا جائے گا|زیر التواء",
        "dummy": "مثال|ٹیسٹ", "reference": "اوپر دیکھیں|ایضاً", "vague": "دیگر|متفرق",
    },
    "de": {
        "unknown": "keine Angaben|unbek.|nicht angegeben|nicht erfasst|liegt nicht vor|kein Eintrag|nicht vorhanden|weiß nicht|Adresse unbekannt|ohne Namen", "pending": "wird nachgereicht|noch offen|folgt|noch zu klären",
        "dummy": "Erika Mustermann|Musterstadt|Testeintrag|Beispieltext", "reference": "s. o.|siehe Anhang|wie besprochen|siehe Beschreibung", "vague": "Sonstiges|Verschiedenes|Diverse|Sonstige|Andere",
    },
    "fr": {
        "unknown": "non renseigné|inconnu|sans objet connu|non précisé|donnée absente|pas d'information|ne sais pas|adresse inconnue|sans nom", "pending": "à compléter|à venir|à préciser|en cours de saisie",
        "dummy": "Monsieur X|Jean Dupont test|texte d'exemple", "reference": "voir pièce jointe|comme convenu|voir commentaire|idem ci-dessus", "vague": "autre|autres|divers|plusieurs|divers produits",
    },
    "es": {
        "unknown": "sin datos|no consta|se desconoce|dato no disponible|sin especificar|no especificado|sin nombre|domicilio desconocido", "pending": "por definir|se completará|pendiente de confirmar",
        "dummy": "Fulano de Tal|texto de prueba|dato de ejemplo", "reference": "ver adjunto|ver arriba|según lo hablado|igual que arriba", "vague": "otros|otro|varios|diversos|variado",
    },
    "pt": {"unknown": "não informado|sem informação|ignorado|não consta|dado ausente|sem nome", "pending": "a confirmar|será preenchido|aguardando", "dummy": "Fulano|teste de cadastro|exemplo de texto", "reference": "ver anexo|idem acima|conforme combinado", "vague": "outros|vários|diversos"},
    "it": {"unknown": "sconosciuto|dato mancante|non pervenuto|non indicato|ignoto|senza nome", "pending": "da definire|da completare|in attesa di conferma", "dummy": "Mario Rossi prova|testo di esempio", "reference": "vedi allegato|come concordato|vedere note", "vague": "altro|vari|diversi|varie"},
    "nl": {"unknown": "niet bekend|geen opgave|niet ingevuld|ontbreekt|onbekende eigenaar|zonder naam", "pending": "nog in te vullen|wordt aangevuld|nog onbekend", "dummy": "Jan Jansen test|voorbeeldtekst|testje", "reference": "zie bijlage|n.v.t. zie bijlage|zoals besproken", "vague": "overig|diversen|anders|meerdere"},
    "pl": {"unknown": "nie dotyczy brak|brak informacji|nie podano|nieznany adres|nie ustalono|bez nazwy", "pending": "do uzupełnienia|w trakcie ustalania|zostanie podane", "dummy": "Jan Kowalski test|przykładowy tekst|próba", "reference": "patrz załącznik|jak wyżej|zgodnie z ustaleniami", "vague": "inne|różne|pozostałe"},
    "ru": {"unknown": "нет данных|не указано|без названия|адрес неизвестен|не заполнено|сведения отсутствуют", "pending": "будет заполнено|на уточнении|скоро", "dummy": "Иван Иванов тест|пример текста|тестовая запись", "reference": "см. приложение|как обсуждалось|то же", "vague": "прочее|разное|другие|различные"},
    "ja": {"unknown": "情報なし|不明|記載なし|未記入|未登録|データなし|名称不明", "pending": "未定|確認中|追って連絡|準備中", "dummy": "山田太郎テスト|サンプル|てすと|ほげ", "reference": "上記参照|別紙参照|同左", "vague": "その他|いろいろ|各種|諸々"},
    "zh": {"unknown": "不详|未知|暂无|无信息|未填写|未登记|没有数据|地址不详|无名", "pending": "待定|待确认|稍后填写|待更新", "dummy": "测试数据|示例文本|张三测试", "reference": "同上|见附件|见备注|如上所述", "vague": "其他|其它|多种|各种|杂项"},
    "tr": {"unknown": "bilgi verilmedi|kayıt yok|adres bilinmiyor|isimsiz|boş bırakıldı", "pending": "belirlenecek|güncellenecek|bekleniyor", "dummy": "deneme|örnek metin|test kaydı", "reference": "yukarıya bakınız|eke bakınız|aynı", "vague": "diğer|çeşitli|muhtelif"},
    "ar": {"unknown": "غير معروف|لا معلومات|غير مذكور|بدون اسم|غير متاح|فارغ", "pending": "سيحدد لاحقا|قيد الانتظار|سيتم التحديث", "dummy": "تجربة|نص تجريبي|مثال", "reference": "انظر أعلاه|انظر المرفق|كما سبق", "vague": "أخرى|متنوع|غير ذلك"},
    "hi": {"unknown": "अज्ञात|जानकारी नहीं|उल्लेख नहीं|खाली|पता नहीं|डेटा नहीं", "pending": "बाद में बताया जाएगा|लंबित", "dummy": "परीक्षण|उदाहरण", "reference": "ऊपर देखें|संलग्नक देखें", "vague": "अन्य|विविध|अनेक"},
    "ro": {"unknown": "fără date|necompletat|nu se cunoaște|fără nume", "pending": "urmează|în curs de completare", "dummy": "exemplu|probă|text de test", "reference": "vezi anexa|la fel ca mai sus", "vague": "altele|diverse|altul"},
    "cs": {"unknown": "nezadáno|nevyplněno|údaj chybí|bez názvu|neuvedeno", "pending": "bude upřesněno|čeká na doplnění", "dummy": "zkouška|Jan Novák test|ukázka", "reference": "viz příloha|viz výše", "vague": "ostatní|jiné|různé"},
    "sv": {"unknown": "uppgift saknas|ej känd|inte angivet|namn saknas", "pending": "kommer|ska kompletteras|under utredning", "dummy": "Anna Andersson test|exempeltext|prov", "reference": "se bilaga|se ovan|enligt överenskommelse", "vague": "övrigt|diverse|annat|flera"},
    "da": {"unknown": "ikke oplyst|mangler oplysning|uden navn|ukendt adresse", "pending": "afventer|oplyses senere|følger", "dummy": "Hans Hansen test|eksempeltekst", "reference": "se bilag|som aftalt|se ovenfor", "vague": "andet|øvrige|diverse"},
}  # fmt: skip
"""Placeholders by language and kind, separated by bars."""

SYMBOLS = {
    "unknown": "-|--|---|----|_|__|.|..|...|…|?|??|???|????|*|**|***|/|//|\\|#|~|+|=|<>|()|[]|{}|\"\"|''|``|—|–|・|。|、|N/A|n/a|NA|n.a.|NULL|null|None|nan|NaN|"
    "NIL|#N/A|#NULL!|#NAME?|<NA>|\\N|(null)|[NULL]|(blank)|[N/A]|N.A|N\\A|n-a|na.|- -|. .|?!|!!!|x|X|unk|UNK|UNKN|undef|NP|ND|NR|n.d.|n.k.|N.I.|¿?|【】|无|？？",
    "dummy": "xx|xxx|xxxx|XXXX|XXXXXX|xxxxxxxx|zzz|zzzz|aaa|aaaaaa|abc|abcd|ABC123|test|TEST1|test2|foo|bar|baz|asdf|asdfgh|qwert|qwerty|lorem ipsum|a@a.com|test@test.com|none@none.com|no@email.com|x@x.xx|example@example.com|http://|www.example.com|http://example.com",
}
"""Marks that mean nothing in any language."""

BOILERPLATE = (
    "Thank you for your order.|No description available.|Description will follow soon.|For more information please contact us.|All prices include VAT.|"
    "This field was intentionally left blank.|Generated by the system.|Keine Beschreibung verfügbar.|Weitere Informationen auf Anfrage.|Alle Angaben ohne Gewähr.|"
    "Aucune description pour le moment.|Plus d'informations sur demande.|Sin descripción por el momento.|Más información en nuestra web.|Sem descrição no momento.|"
    "Nessuna descrizione al momento.|Geen beschrijving beschikbaar.|Meer informatie volgt.|Brak opisu produktu.|Описание отсутствует.|Подробности уточняйте у менеджера.|"
    "商品説明はありません。|詳細はお問い合わせください。|暂无商品描述。|详情请咨询客服。|설명이 없습니다.|Không có mô tả.|Tidak ada deskripsi.|Açıklama bulunmuyor.|لا يوجد وصف.|"
    "Ingen beskrivning tillgänglig.|Ei kuvausta saatavilla.|Nincs leírás.|Popis není k dispozici.|Descriere indisponibilă."
)
"""Sentences that stand in every second catalogue and say nothing of the record."""

TEMPLATES = (
    "enter your name|enter value here|type here|insert text here|please enter|please complete|please specify|fill me in|to fill|your text here|add description|click to edit|edit me|default|default value|placeholder text|"
    "Text hier eingeben|hier eingeben|bitte eingeben|bitte ausfüllen|bitte auswählen|Platzhaltertext|Mustertext|Blindtext|saisir ici|veuillez saisir|à remplir|votre texte ici|escriba aquí|rellenar|introduzca texto|texto aquí|"
    "digite aqui|preencher|inserire testo|da compilare|segnaposto|vul hier in|tekst invoeren|wpisz tekst|proszę wypełnić|введите текст|заполнить|заполнитель|buraya yazın|lütfen doldurun|ここに入力|入力してください|请输入|请填写|占位符|여기에 입력|"
    "nhập tại đây|masukkan teks|أدخل النص هنا|skriv här|fyll i|zde zadejte|vyplňte|ide írjon|completați aici|συμπληρώστε εδώ|marcador de posición|espace réservé|"
    "Lorem ipsum|lorem ipsum dolor|Lorem ipsum dolor sit|consectetur adipiscing elit|Lorem ipsum dolor sit amet, consectetur|dolor sit amet|select one|select...|-- select --|please select|choose an option|bitte wählen|"
    "#NUM!|#VALUE!|#CALC!|#SPILL!|#NAME!|#WERT!|#BEZUG!|#NV|#ZAHL!|#VALEUR!|#NOM?|#VALOR!|#VALORE!|#WAARDE!|#ARG!|#ЗНАЧ!|#DIV/0|#ERROR!|Error: value missing|[object Object]|{{name}}|${value}|%s|<name>|{0}|<insert name>|"
    "unset|not specified|not filled|not filled in|value not set|not defined|nicht gesetzt|nicht belegt|no value set|non défini|sin definir|não definido|non impostato|nie ustawiono|не задано|未設定|未设置|tanımsız"
)
"""What forms and spreadsheets leave behind: invitations to type, sample text, errors, names of variables."""

EMPTY_TALK = (
    "no idea|just because|why not|whatever|no reason|because|hmm|meh|lol|ok whatever|I don't care|no comment|nothing to say|it is what it is|no particular reason|not sure why|"
    "keine Ahnung|einfach so|egal|aucune idée|comme ça|pour rien|ni idea|porque sí|da igual|sei lá|porque sim|boh|così|geen idee|zomaar|bez powodu|nie wiem czemu|просто так|без понятия|"
    "なんとなく|特に理由はない|没什么|随便|그냥|sebepsiz|öylesine|bara för att|vet inte riktigt|fordi|ingen anelse|vain koska|csak úgy"
)
"""Answers that answer nothing."""
