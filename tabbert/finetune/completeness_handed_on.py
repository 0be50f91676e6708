"""Columns in which a clerk handed the question on: a document is awaited, nobody was asked, it stands in some file.

Such remarks are as long as values, name things and people, and say only that the value is still to be found. With them,
what hands leave that try a keyboard, on the rows of keyboards that are not Latin.
"""

# ruff: noqa: S311, E501  (seeded generators on purpose: the corpus must be the same every time; long lists of words)

import random

from tabbert.finetune.completeness_comments import REQUESTS
from tabbert.finetune.completeness_corpus import LabelledColumn, Words
from tabbert.finetune.completeness_generator import column_name, inject

AWAITED = {
    "en": "waiting for the certificate|form not yet returned|papers to be handed in|will be entered by reception|to be added by the warden|still with the printers|awaiting results from the lab|expected next week|being prepared|draft not finished|will be supplied by the sender|photo to follow",
    "de": "Bescheinigung steht aus|Formular noch nicht zurück|Unterlagen werden noch eingereicht|trägt die Verwaltung nach|Rückmeldung vom Amt ausstehend|ist noch in Arbeit|wird später vom Büro eingetragen|liegt noch nicht vor|Nachweis fehlt noch|kommt nächste Woche",
    "fr": "attestation attendue|formulaire pas encore rendu|pièces à fournir|sera saisi par l'accueil|réponse de la mairie attendue|en cours de rédaction|à remplir par le secrétariat|justificatif non reçu|photo à venir|le dossier arrive la semaine prochaine",
    "es": "a la espera del certificado|formulario aún no devuelto|faltan los papeles|lo rellenará recepción|pendiente de respuesta del ayuntamiento|en preparación|lo añadirá la oficina|justificante no recibido|falta la foto|llega la semana que viene",
    "pt": "aguardando certidão|formulário ainda não devolvido|documentos por entregar|será preenchido pela recepção|falta resposta da prefeitura|em elaboração|a secretaria vai completar|comprovante não recebido|foto a enviar",
    "it": "in attesa del certificato|modulo non ancora restituito|documenti da consegnare|lo inserisce la segreteria|si attende risposta dal comune|in preparazione|da compilare in ufficio|ricevuta non pervenuta|foto in arrivo",
    "nl": "attest nog niet binnen|formulier nog niet terug|papieren volgen|wordt door de balie ingevuld|wachten op antwoord van de gemeente|in voorbereiding|vult het secretariaat aan|bewijs nog niet ontvangen",
    "pl": "czekamy na zaświadczenie|formularz jeszcze nie wrócił|dokumenty do dostarczenia|wpisze recepcja|brak jeszcze odpowiedzi z urzędu|w przygotowaniu|uzupełni sekretariat|nie wpłynęło potwierdzenie",
    "cs": "čeká se na potvrzení|formulář ještě nevrácen|doklady budou doloženy|doplní recepce|úřad zatím neodpověděl|připravuje se|doplní kancelář",
    "sv": "intyg har inte kommit|blanketten ännu inte inlämnad|handlingar lämnas senare|fylls i av receptionen|väntar på svar från kommunen|under arbete|kompletteras av kansliet",
    "da": "attest afventes|skema endnu ikke returneret|papirer eftersendes|udfyldes af receptionen|afventer svar fra kommunen|under udarbejdelse",
    "fi": "todistus puuttuu vielä|lomaketta ei ole palautettu|paperit toimitetaan myöhemmin|vastaanotto täyttää|odotetaan kunnan vastausta|valmisteilla",
    "ru": "ждём справку|анкета ещё не возвращена|документы донесут позже|впишет регистратура|ответ из администрации не пришёл|готовится|заполнит секретарь|подтверждение не получено",
    "uk": "чекаємо на довідку|анкету ще не повернули|документи принесуть пізніше|впише реєстратура|відповіді з управи ще немає|готується|заповнить секретар",
    "tr": "belge bekleniyor|form henüz iade edilmedi|evraklar sonra verilecek|danışma tarafından girilecek|belediyeden cevap bekleniyor|hazırlanıyor|sekreterlik tamamlayacak|makbuz ulaşmadı",
    "ar": "بانتظار الشهادة|لم تُسلَّم الاستمارة بعد|ستُقدَّم الأوراق لاحقا|يُدخله موظف الاستقبال|بانتظار رد البلدية|قيد الإعداد|تستكمله السكرتارية|لم يصل الإيصال",
    "fa": "در انتظار گواهی|فرم هنوز برنگشته|مدارک بعداً تحویل می‌شود|پذیرش وارد می‌کند|منتظر پاسخ شهرداری|در دست تهیه|منشی تکمیل می‌کند",
    "hi": "प्रमाण पत्र का इंतज़ार|फॉर्म अभी वापस नहीं आया|कागज़ बाद में देंगे|रिसेप्शन भरेगा|कार्यालय से उत्तर आना बाकी|तैयार हो रहा है|दफ़्तर में भरा जाएगा",
    "ja": "証明書待ち|用紙未返却|書類は後日提出|受付で記入します|役所の回答待ち|準備中|事務局にて追記予定|領収書未着",
    "zh": "等待证明|表格尚未交回|材料后补|由前台填写|等待单位回复|准备中|办公室会补上|收据未到",
    "ko": "증명서 대기 중|서류 미제출|나중에 제출 예정|접수처에서 기입|구청 회신 대기|준비 중|사무실에서 보완 예정",
    "id": "menunggu surat keterangan|formulir belum kembali|berkas menyusul|diisi oleh petugas loket|menunggu jawaban dari kantor|sedang disiapkan|dilengkapi oleh tata usaha",
    "vi": "đang chờ giấy xác nhận|phiếu chưa nộp lại|hồ sơ nộp sau|lễ tân sẽ điền|chờ phường trả lời|đang chuẩn bị|văn phòng bổ sung",
    "ro": "se așteaptă adeverința|formularul nu a fost înapoiat|actele vor fi depuse|completează recepția|se așteaptă răspuns de la primărie|în pregătire",
    "hu": "igazolásra vár|az űrlap még nem érkezett vissza|iratok pótlandók|a recepció tölti ki|a hivatal válaszára vár|készül",
    "el": "αναμένεται βεβαίωση|το έντυπο δεν επιστράφηκε|τα έγγραφα θα προσκομιστούν|το συμπληρώνει η υποδοχή|αναμένεται απάντηση του δήμου|υπό σύνταξη",
}
"""Somebody else will fill it in, or some paper."""
NOT_ASKED = {
    "en": "nobody asked|we did not ask|was not checked|not looked at yet|could not be reached|would not tell us|refused to say|did not want to give it|not in the system|illegible on the form|page torn off|cannot be determined|forgot to ask|not found in the register",
    "de": "wurde nicht gefragt|nicht nachgesehen|noch nicht geprüft|wollte er nicht sagen|Angabe verweigert|steht nicht im System|auf dem Formular unleserlich|ließ sich nicht feststellen|vergessen zu fragen|im Register nicht gefunden",
    "fr": "on n'a pas demandé|pas vérifié|pas encore regardé|n'a pas voulu le dire|refuse de répondre|absent du système|illisible sur le formulaire|impossible à déterminer|oublié de demander|introuvable au registre",
    "es": "no se preguntó|sin comprobar|aún no revisado|no quiso decirlo|se negó a contestar|no figura en el sistema|ilegible en el formulario|no se pudo determinar|olvidé preguntar|no aparece en el registro",
    "pt": "não foi perguntado|não verificado ainda|não quis dizer|recusou-se a responder|não está no sistema|ilegível no formulário|não foi possível determinar|esqueci de perguntar|não consta no cadastro",
    "it": "non è stato chiesto|non controllato|non ancora visto|non ha voluto dirlo|si rifiuta di rispondere|non presente a sistema|illeggibile sul modulo|impossibile stabilirlo|dimenticato di chiedere|non risulta in archivio",
    "nl": "is niet gevraagd|niet nagekeken|nog niet bekeken|wilde het niet zeggen|weigert te antwoorden|staat niet in het systeem|onleesbaar op het formulier|niet vast te stellen|vergeten te vragen",
    "pl": "nie zapytano|nie oceniono jeszcze|jeszcze nie sprawdzono|nie chciał powiedzieć|odmówił odpowiedzi|nie ma w systemie|nieczytelne na formularzu|nie dało się ustalić|zapomniano zapytać",
    "cs": "nikdo se neptal|zatím nezkontrolováno|nechtěl říct|odmítl odpovědět|není v systému|nečitelné na formuláři|nelze zjistit",
    "sv": "frågades inte|inte kontrollerat än|ville inte säga|vägrar svara|finns inte i systemet|oläsligt på blanketten|gick inte att fastställa|framkommer inte",
    "da": "blev ikke spurgt|ikke set på endnu|ville ikke sige det|nægter at svare|findes ikke i systemet|ulæseligt på skemaet|kunne ikke fastslås",
    "fi": "ei kysytty|ei tarkistettu vielä|ei halunnut kertoa|kieltäytyi vastaamasta|ei löydy järjestelmästä|lomakkeesta ei saa selvää|ei voitu selvittää",
    "ru": "не спросили|ещё не смотрели|пока не проверено|не захотел говорить|отказался отвечать|нет в системе|неразборчиво в анкете|установить не удалось|забыли спросить",
    "uk": "не запитали|ще не дивилися|поки не перевірено|не захотів казати|відмовився відповідати|немає в системі|нерозбірливо в анкеті|встановити не вдалося",
    "tr": "soran olmadı|henüz bakılmadı|kontrol edilmemiş|söylemek istemedi|cevap vermeyi reddetti|sistemde kayıtlı değil|formda okunmuyor|tespit edilemedi|sormayı unuttuk",
    "ar": "لم يُسأل عنه|لم يُفحص بعد|لم يُراجع|لم يرغب في الإفصاح|رفض الإجابة|غير موجود في النظام|غير مقروء في الاستمارة|تعذر تحديده|نسينا أن نسأل",
    "fa": "پرسیده نشد|هنوز بررسی نشده|نخواست بگوید|از پاسخ خودداری کرد|در سامانه نیست|در فرم خوانا نیست|قابل تشخیص نبود",
    "hi": "पूछा नहीं गया|अभी देखा नहीं|जाँच नहीं हुई|बताने से मना किया|उत्तर देने से इनकार|सिस्टम में नहीं है|फॉर्म पर पढ़ा नहीं जा रहा|पता नहीं चल सका",
    "ja": "聞いていません|まだ見ていない|未点検|言いたくないとのこと|回答拒否|システムに登録なし|用紙の字が読めない|特定できず|聞き忘れ",
    "zh": "没有问|还没看|尚未检查|本人不愿透露|拒绝回答|系统里查不到|表上字迹不清|无法确定|忘记问了",
    "ko": "물어보지 않음|아직 확인 안 함|미점검|말하기를 원치 않음|답변 거부|시스템에 없음|양식 글씨 판독 불가|확인 불가",
    "id": "tidak ditanyakan|belum diperiksa|tidak mau menyebutkan|menolak menjawab|tidak ada di sistem|tulisan di formulir tidak terbaca|tidak dapat dipastikan|lupa menanyakan",
    "vi": "không hỏi|chưa kiểm tra|không muốn nói|từ chối trả lời|không có trong hệ thống|chữ trên phiếu không đọc được|không xác định được|quên hỏi",
    "ro": "nu s-a întrebat|încă neverificat|nu a vrut să spună|refuză să răspundă|nu apare în sistem|ilizibil pe formular|nu s-a putut stabili",
    "hu": "nem kérdeztük|még nem néztük meg|nem akarta elmondani|megtagadta a választ|nincs a rendszerben|az űrlapon olvashatatlan|nem lehetett megállapítani",
    "el": "δεν ρωτήθηκε|δεν ελέγχθηκε ακόμη|δεν ήθελε να πει|αρνήθηκε να απαντήσει|δεν υπάρχει στο σύστημα|δυσανάγνωστο στο έντυπο|δεν κατέστη δυνατό να διαπιστωθεί",
}
"""Nobody asked, looked, answered or could read it."""
ELSEWHERE = {
    "en": "as agreed on the phone|same as the last entry|see the minutes|as per the doctor's letter|ask the caretaker|talk to the manager|as in the previous report|file at the front desk|see yesterday's mail|as told to your colleague|check with the owner|nothing further to say|usual procedure",
    "de": "wie telefonisch vereinbart|wie beim letzten Eintrag|siehe Protokoll der Sitzung|laut Arztbrief|Hausmeister fragen|mit der Leitung klären|wie im vorigen Bericht|Akte liegt am Empfang|wie dem Kollegen gesagt|siehe gestrige Mail|wie mündlich besprochen",
    "fr": "comme convenu au téléphone|même chose que la fois précédente|voir le procès-verbal|selon la lettre du médecin|demander au gardien|à voir avec la direction|comme dans le dernier rapport|dossier à l'accueil|voir le mail d'hier|comme dit au collègue",
    "es": "según lo acordado por teléfono|igual que la última vez|ver el acta|según la carta del médico|preguntar al conserje|hablar con la dirección|como en el informe anterior|expediente en recepción|ver el correo de ayer|como le dije a su compañero",
    "pt": "conforme combinado por telefone|igual ao último registro|ver a ata|segundo a carta do médico|perguntar ao zelador|falar com a gerência|como no relatório anterior|pasta na recepção|ver e-mail de ontem|como disse ao colega",
    "it": "come concordato al telefono|come l'ultima volta|vedi verbale|secondo la lettera del medico|chiedere al custode|sentire la direzione|come nel rapporto precedente|pratica in portineria|vedi mail di ieri",
    "nl": "zoals telefonisch afgesproken|zelfde als vorige keer|zie notulen|volgens de brief van de arts|vragen aan de conciërge|overleggen met de leiding|zoals in het vorige verslag|zie mail van gisteren",
    "pl": "zgodnie z ustaleniami telefonicznymi|tak samo jak ostatnio|patrz notatka ze spotkania|według pisma lekarza|zapytać dozorcę|do ustalenia z kierownikiem|jak w poprzednim raporcie|teczka w recepcji|jak mówiłam koledze",
    "cs": "jak jsme se domluvili po telefonu|stejné jako minule|viz zápis|podle dopisu lékaře|zeptat se správce|jako v minulé zprávě",
    "sv": "enligt överenskommelse på telefon|samma som förra gången|se mötesanteckningar|enligt läkarens brev|fråga vaktmästaren|som i förra rapporten|som sagt till kollegan",
    "da": "som aftalt i telefonen|samme som sidst|se referatet|ifølge lægens brev|spørg viceværten|som i forrige rapport",
    "fi": "kuten puhelimessa sovittiin|sama kuin viimeksi|ks. pöytäkirja|lääkärin kirjeen mukaan|kysy talonmieheltä|kuten edellisessä raportissa",
    "ru": "как договорились по телефону|то же, что и в прошлый раз|смотри протокол собрания|согласно письму врача|спросить у вахтёра|уточнить у начальника|как в прошлом отчёте|папка на проходной|как уже говорил коллеге",
    "uk": "як домовились телефоном|те саме, що й минулого разу|дивись запис наради|згідно з листом лікаря|запитати у вахтера|уточнити в керівника|як у попередньому звіті",
    "tr": "telefonda anlaştığımız gibi|geçen seferkiyle aynı|toplantı tutanağına bakınız|doktorun mektubuna göre|kapıcıya sorun|müdürle görüşülecek|önceki rapordaki gibi|dosya danışmada",
    "ar": "كما اتفقنا هاتفيا|مثل المرة الماضية|انظر محضر الاجتماع|حسب رسالة الطبيب|اسأل الحارس|يُراجع المدير|كما في التقرير السابق|الملف عند الاستقبال",
    "fa": "طبق توافق تلفنی|مثل دفعه قبل|به صورتجلسه رجوع شود|طبق نامه پزشک|از سرایدار بپرسید|مانند گزارش قبلی",
    "hi": "फ़ोन पर जैसा तय हुआ|पिछली प्रविष्टि के समान|बैठक का विवरण देखें|डॉक्टर के पत्र के अनुसार|चौकीदार से पूछें|पिछली रिपोर्ट की तरह",
    "ja": "電話で話した通り|前回と同じ|議事録参照|医師の手紙の通り|管理人に聞いてください|責任者に確認|前の報告書の通り|昨日のメールを見てください",
    "zh": "按电话里说的|和上次一样|见会议记录|按医生来信|问门卫|找负责人了解|同上一份报告|见昨天邮件",
    "ko": "전화로 말씀드린 대로|지난번과 같음|회의록 참고|의사 소견서대로|관리인에게 문의|이전 보고서와 같음",
    "id": "sesuai pembicaraan telepon|sama seperti terakhir kali|lihat notulen rapat|menurut surat dokter|tanya penjaga|seperti laporan sebelumnya",
    "vi": "như đã nói qua điện thoại|giống lần trước|xem biên bản họp|theo thư bác sĩ|hỏi bảo vệ|như báo cáo trước",
    "ro": "cum am stabilit la telefon|la fel ca data trecută|vezi procesul-verbal|conform scrisorii medicului|întrebați portarul|ca în raportul anterior",
    "hu": "ahogy telefonon megbeszéltük|ugyanaz, mint legutóbb|lásd a jegyzőkönyvet|az orvos levele szerint|kérdezze a portást|mint az előző jelentésben",
    "el": "όπως συμφωνήθηκε τηλεφωνικά|το ίδιο με την προηγούμενη φορά|δείτε τα πρακτικά|σύμφωνα με την επιστολή του γιατρού|ρωτήστε τον θυρωρό|όπως στην προηγούμενη έκθεση",
}
"""It was said, or is written, somewhere else."""
_KEYS = {
    "ru": "йцукенгшщзхъ фывапролджэ ячсмитьбю", "uk": "йцукенгшщзхї фівапролджє ячсмитьбю", "bg": "уеишщксдзц ьяаожгтнвмч юйъэфхпрлб",
    "el": "ςερτυθιοπ ασδφγηξκλ ζχψωβνμ", "ar": "ضصثقفغعهخحجد شسيبلاتنمكط ئءؤرلاىةوزظ", "fa": "ضصثقفغعهخحجچ شسیبلاتنمکگ ظطزرذدپو",
    "he": "קראטוןםפ שדגכעיחלךף זסבהנמצתץ", "hi": "ौैाीूबहगदजड ोे्िुपरकतचट ंमनवलसय", "th": "ๆไำพะัีรนยบล ฟหกดเ้่าสวง ผปแอิืทมใฝ",
    "ko": "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ ㅁㄴㅇㄹㅎㅗㅓㅏㅣ ㅋㅌㅊㅍㅠㅜㅡ", "fr": "azertyuiop qsdfghjklm wxcvbn", "de": "qwertzuiopü asdfghjklöä yxcvbnm",
    "tr": "qwertyuıopğü asdfghjklşi zxcvbnmöç",
}  # fmt: skip
"""Rows of keyboards, left to right."""
REQUESTED = "requests"
_REPEATS = 5  # of every content and language
_HELD = ("person_name", "company", "city", "country", "street_address", "job_title", "product_title", "category")


def words(languages_left_out: frozenset[str] = frozenset()) -> list[tuple[str, str, str]]:
    """Return every remark with its language and kind, without those of the languages left out."""
    return [
        (text, lang, kind)
        for kind, by_language in (("pending", AWAITED), ("unknown", NOT_ASKED), ("reference", ELSEWHERE))
        for lang, joined in by_language.items()
        if lang not in languages_left_out
        for text in joined.split("|")
    ]


def columns(
    pools: dict[tuple[str, str], list[str]], seed: int, languages_left_out: frozenset[str] = frozenset()
) -> list[LabelledColumn]:
    """Columns of names, places and products with what hands the question on, and of messages with what asks one."""
    rng, found = random.Random(seed), []
    for (content, lang), texts in sorted(pools.items()):
        if lang in languages_left_out or lang not in AWAITED or len(texts) < 8 or content not in (*_HELD, "text"):
            continue
        own = [item for item in words() if item[1] == lang]
        mash = [(text, lang, "gibberish") for text in _mash(lang, rng)]
        asked = [item for item in own if item[2] != "reference"]
        for _ in range(_REPEATS):
            base = rng.sample(texts, min(len(texts), rng.choice([8, 15, 30, 60])))
            if content == "text":  # among sentences, a remark may be one
                requests = REQUESTS[lang].split("|")
                base = rng.sample(base, len(base) // 2) + rng.sample(requests, rng.randint(1, len(requests)))
                source, table, vocabulary = "comments", REQUESTED, Words(mash)
            else:
                source, table, vocabulary = "handed on", content, Words(own + asked + mash)
            found.append(inject(
                base, column_name(content, rng), lang, vocabulary, rng, source=source, table=f"{table}/{lang}",
                odds=(1, 3, 2, 1) if vocabulary.items else (1,),
            ))  # fmt: skip
    return found


def _mash(lang: str, rng: random.Random) -> list[str]:
    """Neighbours on a row, forwards or backwards, once or again and again."""
    rows = _KEYS.get(lang, "").split()
    found = []
    for _ in range(10 if rows else 0):
        row = rng.choice(rows)[:: rng.choice([1, 1, -1])]
        size = rng.choice([3, 4, 5, 6])
        start = rng.randrange(len(row) - size + 1)
        chunk = row[start : start + size]
        found.append(chunk * 2 if size < 5 else chunk)
    return found
