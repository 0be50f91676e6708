"""Further words that the completeness check learns from: more languages, refusals, and notes for later (CC0).

Kept apart from `completeness_words`, whose words the benchmark's test of unseen languages is made of: these only teach.
"""

# ruff: noqa: E501  (one line per language and kind reads better than wrapped lists)

FURTHER: dict[str, dict[str, str]] = {
    "afr": {
        "unknown": "onbekend|nie bekend nie|nie gespesifiseer nie|geen data|geen inligting|nie ingevul nie|nie verskaf nie|ontbreek|leeg|weet nie|geen antwoord",
        "not applicable": "nie van toepassing nie|n.v.t.", "none": "geen|niks", "pending": "volg later|moet nog bevestig word|hangende|sal later ingevul word",
        "dummy": "toets|voorbeeld|toetsinskrywing", "reference": "sien hierbo|sien bylae|dieselfde as hierbo", "vague": "ander|diverse|verskeie",
    },
    "hye": {
        "unknown": "անհայտ|տվյալ չկա|նշված չէ|բացակայում է|լրացված չէ|հայտնի չէ|տեղեկություն չկա|չի պատասխանել", "not applicable": "կիրառելի չէ|չի վերաբերում", "none": "չկա|ոչ մի",
        "pending": "կլրացվի հետո|սպասվում է|կհստակեցվի", "dummy": "թեստ|օրինակ", "reference": "տես վերևում|տես հավելվածը", "vague": "այլ|տարբեր",
    },
    "kat": {
        "unknown": "უცნობია|უცნობი|არ არის მითითებული|მონაცემები არ არის|ინფორმაცია არ არის|ცარიელი|არ ვიცი|პასუხი არ არის", "not applicable": "არ ეხება|არ გამოიყენება", "none": "არა|არცერთი|არ არის",
        "pending": "დაზუსტდება|შეივსება მოგვიანებით|მოლოდინში", "dummy": "ტესტი|მაგალითი", "reference": "იხილეთ ზემოთ|იხილეთ დანართი", "vague": "სხვა|სხვადასხვა",
    },
    "kaz": {
        "unknown": "белгісіз|деректер жоқ|көрсетілмеген|мәлімет жоқ|толтырылмаған|бос|білмеймін|жауап жоқ", "not applicable": "қолданылмайды|қатысы жоқ", "none": "жоқ|ештеңе",
        "pending": "кейін толтырылады|нақтылануда|күтілуде", "dummy": "тест|мысал|сынақ", "reference": "жоғарыдан қараңыз|қосымшаны қараңыз", "vague": "басқа|әртүрлі",
    },
    "mar": {
        "unknown": "अज्ञात|माहिती नाही|माहिती उपलब्ध नाही|नमूद नाही|रिक्त|माहीत नाही|उत्तर दिले नाही|नोंद नाही", "not applicable": "लागू नाही", "none": "काहीही नाही|कोणतेही नाही",
        "pending": "नंतर कळवू|प्रलंबित|नंतर भरले जाईल", "dummy": "चाचणी|उदाहरण", "reference": "वर पहा|सोबतचे पहा", "vague": "इतर|विविध",
    },
    "guj": {
        "unknown": "અજ્ઞાત|માહિતી નથી|ઉલ્લેખ નથી|ઉપલબ્ધ નથી|ખાલી|ખબર નથી|જવાબ આપ્યો નથી", "not applicable": "લાગુ પડતું નથી", "none": "કંઈ નહીં|કોઈ નહીં", "pending": "પછી જણાવવામાં આવશે|બાકી છે",
        "dummy": "પરીક્ષણ|ઉદાહરણ", "reference": "ઉપર જુઓ|જોડાણ જુઓ", "vague": "અન્ય|વિવિધ",
    },
    "eus": {
        "unknown": "ezezaguna|daturik ez|zehaztu gabe|ez da ageri|informaziorik ez|bete gabe|hutsik|ez daki|erantzunik ez", "not applicable": "ez dagokio|ez da aplikagarria", "none": "bat ere ez|ezer ez",
        "pending": "zehazteke|geroago beteko da|zain", "dummy": "proba|adibidea", "reference": "ikus goian|ikus eranskina", "vague": "besteak|hainbat|beste bat",
    },
    "hau": {
        "unknown": "ba a sani ba|babu bayani|ba a faɗa ba|babu bayanai|ba a cika ba|ban sani ba", "not applicable": "bai shafi ba", "none": "babu|babu komai", "pending": "za a cika daga baya|ana jira",
        "dummy": "gwaji|misali", "reference": "duba sama", "vague": "wasu|daban-daban",
    },
    "lvs": {
        "unknown": "nezināms|nav norādīts|nav datu|nav zināms|trūkst informācijas|nav aizpildīts|tukšs|nezinu|nav atbildes|dati nav pieejami", "not applicable": "nav piemērojams|neattiecas", "none": "nav|nekas|neviens",
        "pending": "tiks precizēts|tiks papildināts|gaida apstiprinājumu", "dummy": "tests|piemērs|paraugs", "reference": "skatīt iepriekš|skat. pielikumu|tas pats", "vague": "cits|dažādi|citi",
    },
    "tgl": {
        "unknown": "hindi alam|walang impormasyon|hindi tinukoy|walang datos|hindi ibinigay|blangko|walang sagot|hindi nakasaad", "not applicable": "hindi naaangkop|hindi angkop", "none": "wala|walang anuman",
        "pending": "susunod na|ibibigay pa|hindi pa tiyak", "dummy": "pagsubok|halimbawa", "reference": "tingnan sa itaas|tingnan ang kalakip", "vague": "iba pa|iba't iba",
    },
    "sin": {
        "unknown": "නොදනී|තොරතුරු නැත|සඳහන් කර නැත|දත්ත නැත|හිස්|පිළිතුරක් නැත", "not applicable": "අදාළ නොවේ", "none": "නැත|කිසිවක් නැත", "pending": "පසුව දැනුම් දෙනු ඇත",
        "dummy": "පරීක්ෂණය|උදාහරණය", "reference": "ඉහත බලන්න", "vague": "වෙනත්|විවිධ",
    },
    "amh": {
        "unknown": "አይታወቅም|መረጃ የለም|አልተገለጸም|ያልታወቀ|አልተሞላም|አላውቅም|መልስ የለም", "not applicable": "አይመለከትም|ተፈጻሚ አይሆንም", "none": "የለም|ምንም", "pending": "በኋላ ይገለጻል|በመጠባበቅ ላይ",
        "dummy": "ሙከራ|ምሳሌ", "reference": "ከላይ ይመልከቱ", "vague": "ሌላ|የተለያዩ",
    },
    "hat": {"unknown": "enkoni|pa gen enfòmasyon|pa presize|pa disponib|vid|m pa konnen", "not applicable": "pa aplikab", "none": "okenn|anyen", "pending": "ap vini pita|poko konfime", "dummy": "egzanp|tès", "vague": "lòt|divès"},
    "pbt": {"unknown": "نامعلوم|معلومات نشته|نه دی ذکر شوی|خالي|نه پوهېږم", "not applicable": "د تطبیق وړ نه دی", "none": "هیڅ|نشته", "pending": "وروسته به ډک شي", "dummy": "ازموینه|بېلګه", "vague": "نور|بېلابېل"},
    "is": {
        "unknown": "óþekkt|ekki vitað|ekki tilgreint|engar upplýsingar|vantar|ekki skráð|autt|veit ekki|ekkert svar|óskráð", "not applicable": "á ekki við", "none": "ekkert|enginn|engin",
        "pending": "kemur síðar|í vinnslu|verður fyllt út síðar", "dummy": "prófun|dæmi|Jón Jónsson prófun", "reference": "sjá að ofan|sjá viðhengi|sama og að ofan", "vague": "annað|ýmislegt|ýmsir",
    },
    "ga": {"unknown": "anaithnid|gan eolas|ní fios|gan sonrú|níl aon sonraí|bán|gan freagra", "not applicable": "ní bhaineann|neamhbhainteach", "none": "faic|dada", "pending": "le deimhniú|ar feitheamh", "dummy": "triail|sampla", "reference": "féach thuas", "vague": "eile|éagsúil"},
    "cy": {"unknown": "anhysbys|dim gwybodaeth|heb ei nodi|dim data|ar goll|gwag|ddim yn gwybod|dim ateb", "not applicable": "ddim yn berthnasol|amherthnasol", "none": "dim|dim byd", "pending": "i'w gadarnhau|i ddilyn|yn yr arfaeth", "dummy": "prawf|enghraifft", "reference": "gweler uchod|gweler atodiad", "vague": "arall|amrywiol"},
    "sq": {"unknown": "i panjohur|e panjohur|nuk ka të dhëna|nuk dihet|pa informacion|nuk është specifikuar|bosh|mungon|nuk e di|pa përgjigje", "not applicable": "nuk aplikohet|nuk zbatohet", "none": "asnjë|asgjë", "pending": "do të plotësohet|në pritje|për t'u konfirmuar", "dummy": "provë|shembull", "reference": "shih më lart|shih shtojcën", "vague": "tjetër|të ndryshme"},
    "mk": {"unknown": "непознато|нема податоци|не е наведено|нема информации|недостасува|празно|не знам|без одговор|непознат", "not applicable": "не е применливо|не се однесува", "none": "нема|ништо|ниту еден", "pending": "ќе се дополни|во тек|чека потврда", "dummy": "тест|пример|проба", "reference": "види погоре|види прилог|исто", "vague": "друго|разно|останато"},
    "az": {"unknown": "naməlum|məlumat yoxdur|göstərilməyib|bilinmir|qeyd olunmayıb|doldurulmayıb|boş|bilmirəm|cavab yoxdur", "not applicable": "tətbiq olunmur|aid deyil", "none": "yoxdur|heç biri", "pending": "sonra əlavə ediləcək|dəqiqləşdirilir|gözlənilir", "dummy": "sınaq|nümunə", "reference": "yuxarıya baxın|əlavəyə baxın", "vague": "digər|müxtəlif"},
    "uz": {"unknown": "noma'lum|ma'lumot yo'q|ko'rsatilmagan|to'ldirilmagan|bo'sh|bilmayman|javob yo'q", "not applicable": "qo'llanilmaydi|taalluqli emas", "none": "yo'q|hech narsa", "pending": "keyinroq to'ldiriladi|aniqlanmoqda|kutilmoqda", "dummy": "sinov|namuna", "reference": "yuqoriga qarang", "vague": "boshqa|turli"},
    "ky": {"unknown": "белгисиз|маалымат жок|көрсөтүлгөн эмес|толтурулган эмес|бош|билбейм|жооп жок", "not applicable": "колдонулбайт", "none": "жок|эч нерсе", "pending": "кийин толтурулат|такталууда", "dummy": "мисал|сыноо", "vague": "башка|ар кандай"},
    "mn": {"unknown": "тодорхойгүй|мэдээлэл байхгүй|заагаагүй|бөглөөгүй|хоосон|мэдэхгүй|хариулаагүй", "not applicable": "хамаарахгүй", "none": "байхгүй|юу ч биш", "pending": "дараа нөхнө|хүлээгдэж байна", "dummy": "туршилт|жишээ", "reference": "дээрхийг үзнэ үү", "vague": "бусад|янз бүрийн"},
    "ne": {"unknown": "अज्ञात|जानकारी छैन|उल्लेख छैन|उपलब्ध छैन|खाली|थाहा छैन|जवाफ छैन", "not applicable": "लागू हुँदैन", "none": "छैन|केही छैन", "pending": "पछि थपिनेछ|प्रतीक्षामा", "dummy": "परीक्षण|उदाहरण", "reference": "माथि हेर्नुहोस्", "vague": "अन्य|विविध"},
    "km": {"unknown": "មិនស្គាល់|គ្មានព័ត៌មាន|មិនបានបញ្ជាក់|គ្មានទិន្នន័យ|ទទេ|មិនដឹង", "not applicable": "មិនអនុវត្ត|មិនពាក់ព័ន្ធ", "none": "គ្មាន", "pending": "រង់ចាំ|នឹងបំពេញពេលក្រោយ", "dummy": "សាកល្បង|ឧទាហរណ៍", "vague": "ផ្សេងៗ"},
    "lo": {"unknown": "ບໍ່ຮູ້|ບໍ່ມີຂໍ້ມູນ|ບໍ່ໄດ້ລະບຸ|ຫວ່າງ", "not applicable": "ບໍ່ກ່ຽວຂ້ອງ", "none": "ບໍ່ມີ", "pending": "ລໍຖ້າ|ຈະແຈ້ງພາຍຫຼັງ", "dummy": "ທົດສອບ|ຕົວຢ່າງ", "vague": "ອື່ນໆ"},
    "my": {"unknown": "မသိပါ|အချက်အလက်မရှိ|မဖော်ပြထားပါ|မရရှိနိုင်ပါ|ဗလာ", "not applicable": "မသက်ဆိုင်ပါ", "none": "မရှိပါ", "pending": "နောက်မှဖြည့်မည်|စောင့်ဆိုင်းဆဲ", "dummy": "စမ်းသပ်|ဥပမာ", "vague": "အခြား|အထွေထွေ"},
    "so": {"unknown": "lama yaqaan|macluumaad ma jiro|lama sheegin|xog ma jirto|madhan|ma garanayo", "not applicable": "ma khusayso", "none": "ma jiro|waxba", "pending": "dib ayaa loo buuxin doonaa|sugaya", "dummy": "tijaabo|tusaale", "vague": "kale|kala duwan"},
    "zu": {"unknown": "akwaziwa|ayikho imininingwane|akushiwongo|akunalutho|angazi", "not applicable": "akusebenzi", "none": "lutho|akukho", "pending": "kuzogcwaliswa kamuva", "dummy": "isivivinyo|isibonelo", "vague": "okunye|okuhlukahlukene"},
    "gl": {"unknown": "descoñecido|sen datos|non consta|non especificado|non dispoñible|sen información|baleiro|non sabe|sen resposta", "not applicable": "non aplicable|non procede", "none": "ningún|nada", "pending": "por confirmar|pendente|por determinar", "dummy": "proba|exemplo", "reference": "ver arriba|véxase anexo", "vague": "outros|varios|diversos"},
    "mt": {"unknown": "mhux magħruf|l-ebda informazzjoni|mhux speċifikat|nieqes|vojt|ma nafx", "not applicable": "mhux applikabbli", "none": "xejn|ħadd", "pending": "għad irid jiġi kkonfermat|pendenti", "dummy": "test|eżempju", "reference": "ara hawn fuq", "vague": "oħrajn|varji"},
    "be": {"unknown": "невядома|няма дадзеных|не пазначана|няма звестак|не запоўнена|адсутнічае|пуста|не ведаю|без адказу", "not applicable": "не прымяняецца|не датычыцца", "none": "няма|нічога", "pending": "удакладняецца|будзе дададзена|чакаецца", "dummy": "тэст|прыклад", "reference": "гл. вышэй|тое самае", "vague": "іншае|рознае"},
    "bs": {"unknown": "nepoznato|nije navedeno|nema podataka|nedostaje|prazno|ne znam|nije dostupno", "not applicable": "nije primjenjivo", "none": "nema|ništa", "pending": "bit će naknadno|u pripremi", "dummy": "proba|primjer", "reference": "vidi gore|vidi prilog", "vague": "ostalo|razno|drugo"},
    "te": {"unknown": "తెలియదు|సమాచారం లేదు|పేర్కొనలేదు|అందుబాటులో లేదు|ఖాళీ|సమాధానం లేదు", "not applicable": "వర్తించదు", "none": "ఏమీ లేదు|లేదు", "pending": "తర్వాత తెలియజేయబడుతుంది|పెండింగ్", "dummy": "పరీక్ష|ఉదాహరణ", "reference": "పైన చూడండి", "vague": "ఇతర|వివిధ"},
    "kn": {"unknown": "ಗೊತ್ತಿಲ್ಲ|ಮಾಹಿತಿ ಇಲ್ಲ|ನಮೂದಿಸಿಲ್ಲ|ಲಭ್ಯವಿಲ್ಲ|ಖಾಲಿ|ಉತ್ತರವಿಲ್ಲ", "not applicable": "ಅನ್ವಯಿಸುವುದಿಲ್ಲ", "none": "ಇಲ್ಲ|ಯಾವುದೂ ಇಲ್ಲ", "pending": "ನಂತರ ತಿಳಿಸಲಾಗುವುದು|ಬಾಕಿ ಇದೆ", "dummy": "ಪರೀಕ್ಷೆ|ಉದಾಹರಣೆ", "reference": "ಮೇಲೆ ನೋಡಿ", "vague": "ಇತರೆ|ವಿವಿಧ"},
    "ml": {"unknown": "അറിയില്ല|വിവരമില്ല|വ്യക്തമാക്കിയിട്ടില്ല|ലഭ്യമല്ല|ശൂന്യം|ഉത്തരമില്ല", "not applicable": "ബാധകമല്ല", "none": "ഒന്നുമില്ല|ഇല്ല", "pending": "പിന്നീട് അറിയിക്കും|തീർപ്പാക്കാത്ത", "dummy": "പരീക്ഷണം|ഉദാഹരണം", "reference": "മുകളിൽ കാണുക", "vague": "മറ്റുള്ളവ|വിവിധ"},
    "pa": {"unknown": "ਅਣਜਾਣ|ਜਾਣਕਾਰੀ ਨਹੀਂ|ਦੱਸਿਆ ਨਹੀਂ|ਉਪਲਬਧ ਨਹੀਂ|ਖਾਲੀ|ਪਤਾ ਨਹੀਂ", "not applicable": "ਲਾਗੂ ਨਹੀਂ", "none": "ਕੋਈ ਨਹੀਂ|ਕੁਝ ਨਹੀਂ", "pending": "ਬਾਅਦ ਵਿੱਚ ਦੱਸਿਆ ਜਾਵੇਗਾ|ਬਕਾਇਆ", "dummy": "ਟੈਸਟ|ਉਦਾਹਰਣ", "reference": "ਉੱਪਰ ਦੇਖੋ", "vague": "ਹੋਰ|ਵੱਖ-ਵੱਖ"},
    "ku": {"unknown": "nayê zanîn|agahî tune|nehatiye diyarkirin|vala|nizanim|daneyên tune ne", "not applicable": "nayê sepandin", "none": "tune|tiştek", "pending": "dê paşê were dagirtin|li bendê ye", "dummy": "ceribandin|mînak", "vague": "yên din|cûrbecûr"},
    "eo": {"unknown": "nekonata|neniu informo|ne indikita|mankas|malplena|ne scias|sen respondo", "not applicable": "ne aplikebla|ne koncernas", "none": "neniu|nenio", "pending": "sekvos|konfirmota|plenigota poste", "dummy": "provo|ekzemplo", "reference": "vidu supre", "vague": "alia|diversaj"},
    "lb": {"unknown": "onbekannt|keng Angab|net uginn|feelt|eidel|weess net|keng Äntwert", "not applicable": "net zoutreffend", "none": "keng|näischt", "pending": "nach net bekannt|gëtt nogereecht", "dummy": "Beispill", "reference": "kuckt uewen", "vague": "aner|verschiddenes"},
    "jv": {"unknown": "ora dingerteni|ora ana informasi|durung diisi|ora kasebut|kosong|ora ngerti", "not applicable": "ora ditrapake", "none": "ora ana", "pending": "bakal diisi mengko", "dummy": "conto|tes", "vague": "liyane|maneka warna"},
    "tg": {"unknown": "номаълум|маълумот нест|нишон дода нашудааст|пур нашудааст|холӣ|намедонам", "not applicable": "татбиқ намешавад", "none": "нест|ҳеҷ", "pending": "баъдтар пур мешавад|аниқ карда мешавад", "dummy": "намуна|санҷиш", "vague": "дигар|гуногун"},
    "yo": {"unknown": "a kò mọ̀|kò sí ìsọfúnni|a kò sọ|òfìfo|n kò mọ̀", "not applicable": "kò kàn án", "none": "kò sí", "dummy": "àpẹẹrẹ|ìdánwò", "vague": "òmíràn|oríṣiríṣi"},
    "ig": {"unknown": "amaghị|enweghị ozi|akọwaghị|enweghị data|efu|amaghị m", "not applicable": "adịghị emetụta", "none": "ọ dịghị|onweghị", "dummy": "ihe atụ|ule", "vague": "ndị ọzọ|dị iche iche"},
    "mg": {"unknown": "tsy fantatra|tsy misy fampahalalana|tsy voalaza|banga|tsy misy valiny", "not applicable": "tsy mihatra", "none": "tsy misy", "pending": "hofenoina any aoriana", "dummy": "ohatra|fitsapana", "vague": "hafa|samihafa"},
    "fy": {"unknown": "ûnbekend|net ynfold|gjin gegevens|net bekend|ûntbrekt", "not applicable": "net fan tapassing", "none": "gjin|neat", "pending": "folget noch", "dummy": "foarbyld", "vague": "oare|ferskate"},
    "br": {"unknown": "dianav|titour ebet|n'eo ket menneget|goullo", "not applicable": "diaplikapl", "none": "hini ebet|netra", "dummy": "skouer", "vague": "all|a bep seurt"},
    "la": {"unknown": "ignotum|ignotus|non datum|deest|sine nomine|sine loco|sine anno", "none": "nihil|nullus", "reference": "vide supra|ut supra|idem", "vague": "alia|varia"},
    "ug": {"unknown": "نامەلۇم|ئۇچۇر يوق|كۆرسىتىلمىگەن|بوش", "none": "يوق", "dummy": "سىناق|مىسال", "vague": "باشقا"},
    "yi": {"unknown": "אומבאקאנט|נישט באקאנט|קיין אינפארמאציע|ליידיג", "not applicable": "נישט שייך", "none": "קיינער|גארנישט", "vague": "אנדערע|פארשידענע"},
    # refusals, doubts and notes for later, in languages of `completeness_words`
    "en": {
        "unknown": "declined|declined to answer|decline to state|prefer not to say|refused|refused to answer|didn't want to say|does not want to say|not sure|unsure|cannot remember|doesn't know|can't recall|not answered|no answer given|choose not to disclose|did not say|wouldn't say|unable to determine|could not be determined|cannot be determined|not determined|not available at this time|not yet recorded|unk.|none of your business|skipped|left empty|not entered|no record|no record found|not found|not indicated|not listed here|not captured|details unknown|origin unknown|identity unknown|data not entered|unreadable|illegible|value unknown|no description|description missing|not described|untitled record|unnamed item",
        "pending": "to be updated by staff|pending, add details|add comments later|needs description|please add details|details to be added|information to follow|to be assigned|to be supplied|to be provided|awaiting details|description to be added|enter later|will update|update needed|fill in later|not yet assigned|not yet available|not yet determined|will be added soon|pending review of name|pending input|input needed|needs input|*needs name*|add name here|still to be decided",
        "vague": "misc.|misc items|miscellaneous items|other (specify)|other - specify|others, see list|various types|of various kinds|multiple types|all sorts|anything|everything else|unnamed",
        "dummy": "sample only|just a test|testing only|this is a test|temp|temporary entry|test record|demo|demo entry|dummy value|fake|fake name|made up|some value|value here|blah|blah blah|n/a n/a|abc def",
    },
    "de": {"unknown": "keine Auskunft|möchte nicht antworten|Auskunft verweigert|weiß ich nicht|nicht sicher|nicht ermittelbar|nicht feststellbar|unleserlich|Beschreibung fehlt|nicht gemeldet|nicht aufgeführt", "pending": "Angaben folgen|bitte nachtragen|noch einzutragen|wird ergänzt|in Klärung|steht noch aus"},
    "fr": {"unknown": "refuse de répondre|ne souhaite pas répondre|je ne sais pas|pas sûr|impossible à déterminer|illisible|non déterminé|non communiqué|non mentionné|description manquante", "pending": "à renseigner|sera complété|à définir|en attente d'informations|informations à suivre"},
    "es": {"unknown": "prefiere no decirlo|no quiso responder|no sabe|no está seguro|no se pudo determinar|ilegible|no determinado|no mencionado|falta la descripción", "pending": "por completar|se actualizará|pendiente de datos|falta por definir|a completar más tarde"},
    "it": {"unknown": "preferisce non rispondere|non so|non sicuro|non determinabile|illeggibile|non determinato|descrizione mancante|non comunicato", "pending": "da aggiornare|da inserire|verrà completato|in attesa di dati"},
    "pt": {"unknown": "prefere não dizer|não quis responder|não sabe|sem certeza|não foi possível determinar|ilegível|não determinado|sem descrição", "pending": "a preencher|será atualizado|a completar|pendente de informação"},
    "nl": {"unknown": "wil niet zeggen|weigert te antwoorden|weet ik niet|niet zeker|niet te bepalen|onleesbaar|niet vermeld|omschrijving ontbreekt", "pending": "nog aan te vullen|wordt later ingevuld|nog te bepalen|gegevens volgen"},
    "pl": {"unknown": "odmowa odpowiedzi|wolę nie mówić|nie wiem|nie jestem pewien|nie można ustalić|nieczytelne|nie określono|brak opisu", "pending": "uzupełnić później|zostanie uzupełnione|oczekuje na dane|do ustalenia"},
    "ru": {"unknown": "отказался отвечать|предпочитаю не отвечать|не знаю|не уверен|не удалось определить|неразборчиво|не определено|нет описания|не сообщается", "pending": "добавить позже|будет дополнено|ожидаются данные|требуется уточнение"},
    "sv": {"unknown": "vill inte svara|vill ej uppge|vet ej|osäker|kan ej fastställas|oläsligt|ej fastställt|beskrivning saknas", "pending": "fylls i senare|kompletteras|inväntar uppgift|ännu inte bestämt"},
    "da": {"unknown": "ønsker ikke at svare|ved ikke|usikker|kan ikke fastslås|ulæseligt|ikke fastlagt|beskrivelse mangler", "pending": "udfyldes senere|afventer oplysninger|endnu ikke fastlagt"},
    "no": {"unknown": "ønsker ikke å svare|vil ikke oppgi|usikker|kan ikke fastslås|uleselig|beskrivelse mangler", "pending": "fylles inn senere|ikke bestemt ennå|venter på opplysninger"},
    "fi": {"unknown": "ei halua vastata|ei osaa sanoa|en osaa sanoa|epävarma|ei voida määrittää|lukukelvoton|ei määritelty|kuvaus puuttuu", "pending": "lisätään myöhemmin|odottaa tietoja|päätetään myöhemmin"},
    "cs": {"unknown": "odmítl odpovědět|nechce uvést|nevím|nejsem si jistý|nelze určit|nečitelné|popis chybí", "pending": "doplnit později|bude doplněno|čeká na údaje|zatím neurčeno"},
    "hu": {"unknown": "nem kíván válaszolni|nem biztos|nem állapítható meg|olvashatatlan|leírás hiányzik|nincs kitöltve", "pending": "később töltendő ki|adatra vár|még nem ismert"},
    "ro": {"unknown": "nu dorește să răspundă|nu știu|nu e sigur|nu s-a putut determina|ilizibil|nedeterminat|descriere lipsă", "pending": "de completat|va fi actualizat|în așteptarea datelor"},
    "tr": {"unknown": "cevap vermek istemiyor|bilmiyorum|emin değil|belirlenemedi|okunamıyor|açıklama yok|girilmedi", "pending": "sonra doldurulacak|eklenecek|bilgi bekleniyor|henüz belli değil"},
    "el": {"unknown": "δεν επιθυμεί να απαντήσει|δεν ξέρω|δεν είναι σίγουρο|δεν μπορεί να προσδιοριστεί|δυσανάγνωστο|δεν καταχωρήθηκε", "pending": "θα προστεθεί αργότερα|αναμένονται στοιχεία"},
    "ar": {"unknown": "رفض الإجابة|يفضل عدم الإجابة|لا أعرف|غير متأكد|تعذر التحديد|غير مقروء|لم يتم إدخاله|لا يوجد وصف", "pending": "سيضاف لاحقا|بانتظار البيانات|لم يحدد بعد"},
    "he": {"unknown": "מעדיף לא לענות|לא יודע|לא בטוח|לא ניתן לקבוע|לא קריא|לא הוזן", "pending": "יושלם בהמשך|ממתין לנתונים|טרם נקבע שם"},
    "fa": {"unknown": "تمایلی به پاسخ ندارد|نمی‌دانم|مطمئن نیست|قابل تعیین نیست|ناخوانا|وارد نشده", "pending": "بعداً تکمیل می‌شود|در انتظار اطلاعات"},
    "hi": {"unknown": "उत्तर देने से इनकार|पता नहीं है|निश्चित नहीं|निर्धारित नहीं किया जा सका|अपठनीय|दर्ज नहीं", "pending": "बाद में भरा जाएगा|जानकारी की प्रतीक्षा|अभी तय नहीं"},
    "id": {"unknown": "tidak mau menjawab|tidak yakin|tidak dapat ditentukan|tidak terbaca|belum tercatat|keterangan kosong", "pending": "diisi kemudian|menunggu data|akan dilengkapi"},
    "vi": {"unknown": "từ chối trả lời|không muốn nói|không chắc|không xác định được|không đọc được|chưa nhập", "pending": "sẽ điền sau|chờ thông tin|chưa quyết định"},
    "th": {"unknown": "ไม่ประสงค์จะตอบ|ไม่แน่ใจ|ไม่สามารถระบุได้|อ่านไม่ออก|ยังไม่ได้กรอก", "pending": "จะกรอกภายหลัง|รอการยืนยัน"},
    "ja": {"unknown": "回答拒否|回答したくない|わからない|判読不能|特定できず|未確認|説明なし|記入漏れ", "pending": "後で記入|情報待ち|追記予定|要確認"},
    "zh": {"unknown": "拒绝透露|不愿回答|不知道|不确定|无法确定|无法辨认|未录入|没有说明|未提及", "pending": "以后补充|等待资料|尚未确定|需补填"},
    "ko": {"unknown": "답변 거부|말하고 싶지 않음|확실하지 않음|판독 불가|확인 불가|입력 안 됨|설명 없음", "pending": "나중에 입력|자료 대기 중|아직 미정"},
    "uk": {"unknown": "відмовився відповідати|не впевнений|неможливо визначити|нерозбірливо|не заповнено", "pending": "буде заповнено|очікуються дані|додати пізніше"},
    "ca": {"unknown": "prefereix no respondre|no n'està segur|no es pot determinar|il·legible|sense descripció", "pending": "s'omplirà més tard|a completar|pendent de dades"},
    "hr": {"unknown": "odbija odgovoriti|nije siguran|nije moguće utvrditi|nečitko|nije upisano|nema opisa", "pending": "dopunit će se|čeka podatke|upisati kasnije"},
    "bg": {"unknown": "отказва да отговори|не е сигурен|не може да се определи|нечетливо|не е попълнено|няма описание", "pending": "ще се допълни|очакват се данни|да се попълни"},
    "sw": {"unknown": "amekataa kujibu|hana uhakika|haiwezi kubainishwa|haisomeki|haijajazwa", "pending": "itajazwa baadaye|inasubiri taarifa"},
}  # fmt: skip
"""Placeholders by language and kind, separated by bars. Languages without two letters in the training data keep three."""

REMARKS: dict[str, tuple[str, str, str, str]] = {
    "en": (
        "please choose|choose one|select an option|pick a value|select from list|please fill in|type your answer|start typing|enter details here|comment goes here|name goes here|write something|add text|insert value|search...|your answer here|select district|choose a category|Enter email address|your comment|first name here",
        "will fill in later|to check|check later|check later with client|in preparation|being prepared|under preparation|not yet allocated|not yet assigned|will complete tomorrow|later|waiting for reply|waiting for info|to be verified|need to ask|ask supplier|ask again|still missing|still open|not issued yet|number not yet assigned",
        "no comment|no comments|no remarks|no suggestions|nothing to add|nothing to report|no opinion|nothing special|no further comments|no notes|no feedback",
        "see deed|see label|see file card|see paper file|see invoice|see contract|see product page|refer to manual|see next page|see other record|see previous entry|as per contract|see report|see separate sheet|see e-mail|details in attachment|on file|as described above|see catalogue",
    ),
    "de": (
        "bitte wählen Sie|Bitte auswählen|Auswahl treffen|Ihr Text|Kommentar hier eingeben|Wert eingeben|Bezirk auswählen|Ihre Antwort|Mailadresse eingeben",
        "noch nicht vergeben|Bemerkung folgt|in Vorbereitung|später prüfen|wird noch geklärt|noch nicht zugeteilt|muss noch geprüft werden|Rückfrage läuft|später",
        "kein Kommentar|keine Anmerkungen|nichts hinzuzufügen|keine Bemerkung|keine Besonderheiten|keine Vorschläge|nichts zu berichten",
        "siehe Etikett|siehe Akte|siehe Vertrag|siehe Rechnung|siehe Produktseite|siehe Handbuch|siehe Bericht|siehe Karteikarte|liegt als Papier vor",
    ),
    "fr": (
        "veuillez choisir|sélectionnez une option|choisissez une valeur|votre commentaire ici|entrez votre texte|choisir un district|votre réponse",
        "en préparation|pas encore attribué|à vérifier plus tard|on verra plus tard|en cours de préparation|sera communiqué|plus tard",
        "aucun commentaire|rien à signaler|rien à ajouter|aucune remarque|pas de suggestion|sans avis",
        "voir étiquette|voir dossier papier|voir contrat|voir facture|voir la fiche produit|se reporter au manuel|voir rapport",
    ),
    "es": (
        "por favor elija|seleccione una opción|elija un valor|escriba su comentario|introduzca un valor|seleccione distrito|su respuesta",
        "en preparación|aún no asignado|verificar después|se verá más tarde|lo relleno luego|más tarde|por verificar",
        "sin comentarios|nada que añadir|ninguna observación|sin sugerencias|sin novedad|sin opinión",
        "ver etiqueta|ver expediente|ver contrato|ver factura|consultar ficha del producto|ver informe|consultar manual",
    ),
    "pt": (
        "por favor escolha|selecione uma opção|escolha um valor|escreva seu comentário|insira um valor|selecione o bairro|sua resposta",
        "em preparação|ainda não atribuído|verificar depois|preencher depois|mais tarde|a verificar",
        "sem comentários|nada a acrescentar|nenhuma observação|sem sugestões|nada a declarar|sem opinião",
        "ver etiqueta|ver ficha em papel|ver contrato|ver fatura|ver página do produto|consultar manual|ver relatório",
    ),
    "it": (
        "scegliere prego|seleziona un'opzione|scegli un valore|scrivi il tuo commento|inserisci un valore|seleziona quartiere|la tua risposta",
        "in preparazione|non ancora assegnato|verificare dopo|da verificare|più tardi|compilo dopo",
        "nessun commento|niente da aggiungere|nessuna osservazione|nessun suggerimento|niente da segnalare",
        "vedi etichetta|vedi cartella|vedi contratto|vedi fattura|vedi scheda prodotto|consultare il manuale|vedi rapporto",
    ),
    "nl": (
        "maak een keuze|kies een optie|selecteer een waarde|typ hier uw opmerking|voer waarde in|kies een wijk|uw antwoord",
        "in voorbereiding|nog niet toegewezen|later controleren|nog na te vragen|later",
        "geen opmerkingen|niets toe te voegen|geen commentaar|geen suggesties|niets te melden",
        "zie etiket|zie dossier|zie contract|zie factuur|zie productpagina|zie handleiding|zie rapport",
    ),
    "pl": (
        "proszę wybrać|wybierz opcję|wybierz wartość|wpisz komentarz|wprowadź wartość|wybierz dzielnicę|twoja odpowiedź",
        "w przygotowaniu|jeszcze nie przydzielono|sprawdzić później|wpisać później|później|do sprawdzenia",
        "bez uwag|brak uwag|brak komentarza|nic do dodania|brak sugestii|nic do zgłoszenia",
        "patrz karta papierowa|patrz etykieta|patrz umowa|patrz faktura|patrz strona produktu|patrz instrukcja|patrz raport",
    ),
    "cs": (
        "vyberte prosím|vyberte možnost|zvolte hodnotu|napište komentář|zadejte hodnotu|vyberte okres",
        "v přípravě|zatím nepřiděleno|ověřit později|doplním později|později",
        "bez poznámek|bez komentáře|nic k dodání|žádné připomínky|nic k hlášení",
        "viz etiketa|viz složka|viz smlouva|viz faktura|viz návod|viz zpráva",
    ),
    "ru": (
        "пожалуйста, выберите|выберите вариант|выберите значение|введите комментарий|введите значение|выберите район|ваш ответ",
        "в подготовке|ещё не присвоено|проверить позже|заполню позже|позже|нужно проверить",
        "без комментариев|нет замечаний|нечего добавить|нет предложений|без особенностей",
        "см. этикетку|см. карточку|см. договор|см. счёт|см. страницу товара|см. инструкцию|см. отчёт",
    ),
    "uk": (
        "будь ласка, виберіть|виберіть варіант|введіть коментар|введіть значення|оберіть район",
        "у підготовці|ще не призначено|перевірити пізніше|заповню пізніше|пізніше",
        "без коментарів|немає зауважень|нічого додати|немає пропозицій",
        "див. етикетку|див. договір|див. рахунок|див. інструкцію|див. звіт",
    ),
    "tr": (
        "lütfen seçiniz|bir seçenek seçin|değer seçin|yorumunuzu yazın|değer girin|ilçe seçiniz|cevabınız",
        "hazırlanıyor|henüz atanmadı|sonra kontrol edilecek|sonra doldururum|eklenecek|daha sonra|kontrol edilecek",
        "yorum yok|eklenecek bir şey yok|önerim yok|görüş yok|açıklama yapılmadı|açıklama girilmedi",
        "bkz. dosya|etikete bakınız|sözleşmeye bakınız|faturaya bakınız|ürün sayfasına bakınız|rapora bakınız",
    ),
    "sv": (
        "välj ett alternativ|vänligen välj|skriv din kommentar|ange värde|välj stadsdel",
        "under förberedelse|ännu ej tilldelat|kontrolleras senare|fyller i senare|senare",
        "inga kommentarer|inget att tillägga|inga anmärkningar|inga förslag|inget att rapportera",
        "se etikett|se akten|se avtal|se faktura|se produktsidan|se manualen|se rapport",
    ),
    "da": (
        "vælg venligst|vælg en mulighed|skriv din kommentar|angiv værdi",
        "under forberedelse|endnu ikke tildelt|tjekkes senere|udfylder senere|senere",
        "ingen kommentarer|intet at tilføje|ingen bemærkninger|ingen forslag",
        "se etiket|se sagen|se kontrakt|se faktura|se manual|se rapport",
    ),
    "no": (
        "vennligst velg|velg et alternativ|skriv kommentaren din|angi verdi",
        "under forberedelse|ikke tildelt ennå|sjekkes senere|fyller ut senere|senere",
        "ingen kommentarer|ingenting å tilføye|ingen merknader|ingen forslag",
        "se etikett|se mappe|se kontrakt|se faktura|se rapport",
    ),
    "fi": (
        "valitse vaihtoehto|ole hyvä ja valitse|kirjoita kommentti|anna arvo",
        "valmisteilla|ei vielä annettu|tarkistetaan myöhemmin|täytän myöhemmin|myöhemmin",
        "ei kommentteja|ei huomautettavaa|ei lisättävää|ei ehdotuksia",
        "katso etiketti|katso kansio|katso sopimus|katso lasku|katso raportti",
    ),
    "hu": (
        "kérjük, válasszon|válasszon egy lehetőséget|írja be a megjegyzését|adjon meg egy értéket",
        "előkészületben|még nincs kiosztva|később ellenőrizni|később töltöm ki|később",
        "nincs megjegyzés|nincs hozzáfűznivaló|nincs javaslat|nincs észrevétel",
        "lásd címke|lásd akta|lásd szerződés|lásd számla|lásd jelentés",
    ),
    "ro": (
        "vă rugăm să alegeți|selectați o opțiune|scrieți comentariul|introduceți o valoare",
        "în pregătire|încă neatribuit|de verificat mai târziu|completez mai târziu|mai târziu",
        "fără comentarii|nimic de adăugat|fără observații|fără sugestii",
        "vezi eticheta|vezi dosarul|vezi contractul|vezi factura|vezi raportul",
    ),
    "el": (
        "παρακαλώ επιλέξτε|επιλέξτε μια επιλογή|γράψτε το σχόλιό σας|εισάγετε τιμή",
        "υπό προετοιμασία|δεν έχει δοθεί ακόμα|έλεγχος αργότερα|αργότερα",
        "χωρίς σχόλια|τίποτα να προσθέσω|καμία παρατήρηση|καμία πρόταση",
        "βλ. ετικέτα|βλ. φάκελο|βλ. σύμβαση|βλ. τιμολόγιο|βλ. έκθεση",
    ),
    "ar": (
        "يرجى الاختيار|اختر|اختر خيارا|اكتب تعليقك هنا|أدخل قيمة|اختر المنطقة",
        "قيد الإعداد|لم يخصص بعد|التحقق لاحقا|سأكمل لاحقا|لاحقا|فيما بعد",
        "لا تعليق|بدون تعليق|لا توجد ملاحظات|لا شيء للإضافة|لا توجد اقتراحات|لا يوجد",
        "انظر الملصق|انظر الملف|انظر العقد|انظر الفاتورة|راجع صفحة المنتج|انظر التقرير",
    ),
    "fa": (
        "لطفاً انتخاب کنید|یک گزینه را انتخاب کنید|نظر خود را بنویسید|مقدار را وارد کنید",
        "در دست تهیه|هنوز اختصاص نیافته|بعداً بررسی شود|بعداً پر می‌کنم|بعداً",
        "بدون نظر|نظری ندارم|توضیحی نیست|پیشنهادی ندارم",
        "به برچسب مراجعه شود|به پرونده مراجعه شود|به قرارداد مراجعه کنید",
    ),
    "he": (
        "אנא בחר|בחר אפשרות|כתוב את הערתך|הזן ערך",
        "בהכנה|טרם הוקצה|לבדוק אחר כך|אמלא מאוחר יותר|מאוחר יותר",
        "אין הערות|ללא הערות|אין מה להוסיף|אין הצעות",
        "ראה תווית|ראה תיק|ראה חוזה|ראה חשבונית",
    ),
    "hi": (
        "कृपया चुनें|चुनें|एक विकल्प चुनें|अपनी टिप्पणी लिखें|मान दर्ज करें|जिला चुनें",
        "तैयारी में|अभी आवंटित नहीं|बाद में जाँचें|बाद में भरेंगे|बाद में",
        "कोई टिप्पणी नहीं|कोई सुझाव नहीं|कुछ जोड़ना नहीं|कोई राय नहीं",
        "लेबल देखें|फ़ाइल देखें|अनुबंध देखें|चालान देखें|रिपोर्ट देखें",
    ),
    "bn": (
        "অনুগ্রহ করে নির্বাচন করুন|একটি বিকল্প বেছে নিন|আপনার মন্তব্য লিখুন",
        "প্রস্তুতি চলছে|এখনও বরাদ্দ হয়নি|পরে পূরণ করব|পরে",
        "কোনো মন্তব্য নেই|কোনো পরামর্শ নেই|কিছু যোগ করার নেই",
        "লেবেল দেখুন|ফাইল দেখুন|চুক্তি দেখুন",
    ),
    "ta": (
        "தயவுசெய்து தேர்ந்தெடுக்கவும்|ஒன்றைத் தேர்ந்தெடுக்கவும்|கருத்தை உள்ளிடவும்",
        "தயாரிப்பில்|பின்னர் நிரப்பப்படும்|பின்னர்",
        "கருத்து இல்லை|பரிந்துரை இல்லை",
        "லேபிளைப் பார்க்கவும்|கோப்பைப் பார்க்கவும்",
    ),
    "ur": (
        "براہ کرم منتخب کریں|ایک آپشن منتخب کریں|اپنا تبصرہ لکھیں",
        "تیاری میں|بعد میں بھریں گے|بعد میں",
        "کوئی تبصرہ نہیں|کوئی تجویز نہیں",
        "لیبل دیکھیں|فائل دیکھیں",
    ),
    "id": (
        "silakan pilih|pilih salah satu|tulis komentar Anda|masukkan nilai|pilih kecamatan",
        "sedang disiapkan|belum ditetapkan|periksa nanti|diisi nanti|nanti",
        "tidak ada komentar|tidak ada saran|tidak ada tambahan|tidak ada catatan",
        "lihat label|lihat berkas|lihat kontrak|lihat faktur|lihat laporan",
    ),
    "ms": (
        "sila pilih|pilih satu pilihan|tulis komen anda|masukkan nilai",
        "dalam penyediaan|belum ditetapkan|isi kemudian|kemudian",
        "tiada komen|tiada cadangan|tiada catatan",
        "lihat label|lihat fail|lihat kontrak",
    ),
    "vi": (
        "vui lòng chọn|chọn một mục|chọn quận|nhập nhận xét|nhập giá trị|chọn giá trị",
        "đang chuẩn bị|chưa được cấp|kiểm tra sau|điền sau|để sau",
        "không có ý kiến|không có nhận xét|không có gì thêm|không góp ý|chưa trả lời",
        "xem nhãn|xem hồ sơ|xem hợp đồng|xem hóa đơn|xem báo cáo",
    ),
    "th": (
        "กรุณาเลือก|เลือกตัวเลือก|พิมพ์ความคิดเห็น|กรอกค่า|เลือกเขต",
        "อยู่ระหว่างจัดเตรียม|ยังไม่กำหนด|ตรวจสอบภายหลัง|ภายหลัง",
        "ไม่มีความคิดเห็น|ไม่มีข้อเสนอแนะ|ไม่มีหมายเหตุ",
        "ดูฉลาก|ดูแฟ้ม|ดูสัญญา|ดูรายงาน",
    ),
    "ja": (
        "選択してください|お選びください|コメントを入力|値を入力|区を選択|ご記入ください",
        "準備中です|未割当|後で確認|後で入力します|後日|調査中",
        "コメントなし|特になし|意見なし|追加事項なし|備考なし",
        "ラベル参照|別紙を参照|契約書参照|請求書参照|商品ページ参照|報告書参照",
    ),
    "zh": (
        "请选择|请选择一项|请输入内容|输入备注|选择区域|点击选择",
        "准备中|尚未分配|稍后核实|以后再填|后补|正在核实",
        "没有意见|无意见|无备注|没有建议|没什么要补充",
        "见标签|见档案|见合同|见发票|详见商品页面|见报告",
    ),
    "ko": (
        "선택하세요|선택해 주세요|내용을 입력하세요|값을 입력하세요|상품 설명을 입력하세요|구를 선택하세요",
        "준비중|준비 중|아직 배정되지 않음|나중에 확인|추후 작성|추후",
        "의견 없음|특이사항 없음|추가 사항 없음|제안 없음|비고 없음",
        "라벨 참조|상세페이지 참조|계약서 참조|파일 참조|보고서 참조",
    ),
    "ca": (
        "trieu una opció|seleccioneu si us plau|escriviu el comentari",
        "en preparació|encara no assignat|comprovar més tard|més tard",
        "sense comentaris|res a afegir|cap observació",
        "vegeu l'etiqueta|vegeu l'expedient|vegeu el contracte",
    ),
    "hr": (
        "molimo odaberite|odaberite opciju|upišite komentar",
        "u pripremi|još nije dodijeljeno|provjeriti kasnije|kasnije",
        "bez komentara|nema primjedbi|nemam što dodati",
        "vidi etiketu|vidi spis|vidi ugovor",
    ),
    "sr": (
        "molimo izaberite|изаберите опцију|unesite komentar",
        "u pripremi|још није додељено|kasnije",
        "bez komentara|нема примедби",
        "vidi etiketu|види уговор",
    ),
    "bg": (
        "моля, изберете|изберете опция|въведете коментар",
        "в подготовка|още не е определено|провери по-късно|по-късно",
        "без коментар|няма забележки|нищо за добавяне",
        "виж етикета|виж досието|виж договора",
    ),
    "sk": (
        "vyberte prosím|vyberte možnosť|napíšte komentár",
        "v príprave|zatiaľ nepridelené|overiť neskôr|neskôr",
        "bez poznámok|bez komentára|nič na doplnenie",
        "viď etiketa|viď zmluva",
    ),
    "sl": (
        "prosimo izberite|izberite možnost|vpišite komentar",
        "v pripravi|še ni dodeljeno|preveriti pozneje|pozneje",
        "brez pripomb|brez komentarja|ni kaj dodati",
        "glej etiketo|glej pogodbo",
    ),
    "lt": (
        "pasirinkite|pasirinkite parinktį|įrašykite komentarą",
        "rengiama|dar nepriskirta|patikrinti vėliau|vėliau",
        "be komentarų|pastabų nėra|nėra ką pridurti",
        "žr. etiketę|žr. sutartį",
    ),
    "et": (
        "palun valige|vali valik|kirjuta kommentaar",
        "ettevalmistamisel|pole veel määratud|kontrollida hiljem|hiljem",
        "kommentaare pole|märkusi ei ole|pole midagi lisada",
        "vt silti|vt lepingut",
    ),
    "sw": (
        "tafadhali chagua|chagua moja|andika maoni yako",
        "inaandaliwa|bado haijapangwa|angalia baadaye|baadaye",
        "hakuna maoni|hakuna mapendekezo|sina la kuongeza",
        "tazama lebo|tazama faili|tazama mkataba",
    ),
}
"""By language: prompts of forms, notes that something will follow, "nothing to say", and "it is written elsewhere"."""

REMARK_KINDS = ("dummy", "pending", "none", "reference")

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
