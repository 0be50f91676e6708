"""Further kinds of columns in which look-alikes are right: tabbert's own examples (CC0).

The same entries as `completeness_columns.CONCEPTS`. The benchmark judges columns of those kinds and of none of these, so
that it tells what further kinds do for kinds that were never met.
"""

# ruff: noqa: E501  (one line per list of examples)

CONCEPTS: tuple[tuple[str, str, str, str], ...] = (
    ("assay", "assay|analysis|Untersuchung|analyse|análisis|analisi|badanie|анализ|検査|procedure|parameter_name",
     "glucose|haemoglobin|PCR|blood count|culture|X-ray|ECG|urine dipstick|Blutbild|Harnstoff|glycémie|hémogramme|glucosa|colesterol|emocromo|morfologia|глюкоза|尿検査|血液検査|potassium|TSH|ferritin",
     "test|Blank|blank run|Test panel B|rapid test|Schnelltest|Leerwert|test rapide|prueba rápida|control|dummy run|missing cell count|null hypothesis panel|unknown protein ID|空白試験|other cultures|anion gap"),
    ("vessel", "vessel|ship|boat|Schiff|navire|barco|nave|statek|судно|船名|yacht|ship_name|VESSEL_NM",
     "Queen of the North|Aurora|Santa Lucia|Nordwind|Hanseatic|Étoile du Nord|Esperanza|Stella Maris|Gdynia|Волга|さくら丸|Blue Marlin|Morgenstern|Albatros|La Belle Hélène|Sea Spirit",
     "Nobody|Nemo|Unknown Horizon|Mystery|Nothing Ventured|Never Again|Sans Souci|Ohne Sorge|Sin Rumbo|Nada Más|Senza Paura|Incognito|Missing You|Empty Pockets|Blank Cheque|Void|Test of Time|Other Woman"),
    ("phase", "phase|stage_of_project|Phase|Bauabschnitt|étape|fase|etap|этап|工程|milestone|workflow_step|sprint_phase",
     "planning|design|construction|commissioning|handover|Planung|Entwurf|Ausführung|Übergabe|conception|réalisation|livraison|diseño|ejecución|progettazione|projektowanie|проектирование|設計|施工|discovery|rollout",
     "test|testing|Test|Testphase|on hold|not started|pending review|awaiting approval|to be scheduled|noch nicht begonnen|en attente d'accord|pendiente de visto bueno|in attesa|oczekuje|ожидание|保留|closed out|backlog|draft|essais|pruebas"),
    ("dosage", "dosage|dose|Dosierung|posologie|posología|posologia|dawkowanie|дозировка|用法|sig|frequency_of_intake",
     "1-0-1|twice daily|500 mg|one tablet at night|2 x täglich|1 Tablette morgens|un comprimé par jour|5 ml matin et soir|una al día|1 compressa la sera|dwa razy dziennie|по 1 таблетке|1日3回|10 mg|every 8 hours",
     "as needed|PRN|p.r.n.|when required|nach Bedarf|bei Bedarf|b. Bed.|si besoin|a demanda|si precisa|al bisogno|doraźnie|w razie potrzeby|по необходимости|頓服|0-0-0-1|see scheme|stat|ad lib.|naar behoefte|vid behov"),
    ("environment", "environment|env|server|Umgebung|environnement|entorno|ambiente|środowisko|среда|環境|deploy_target|tier|instance",
     "production|staging|development|prod|dev|preprod|Produktion|Entwicklung|intégration|producción|produzione|rozwój|live|eu-west|integration|acceptance|backup",
     "test|TEST|Test|sandbox|dummy|temp|demo|tst|qa|uat|test2|none-prod|local|scratch|prueba|recette|playground|canary|null-zone"),
    ("listing", "conservation_status|red_list|protection|Schutzstatus|statut de protection|listing|estado de protección|stato di tutela|status_iucn|охранный статус",
     "endangered|threatened|protected|vulnerable|gefährdet|geschützt|streng geschützt|menacé|protégé|amenazada|protegida|minacciata|zagrożony|охраняется|near threatened|extinct in the wild",
     "unlisted|not protected|least concern|not threatened|data deficient|ungefährdet|nicht geschützt|nicht gelistet|non menacé|non protégé|no amenazada|non minacciata|niezagrożony|не охраняется|unprotected|delisted|no protection"),
    ("tenure", "ownership|tenure|owner_type|Eigentumsform|propriété|propiedad|proprietà|własność|форма собственности|所有形態|land_holder",
     "private|public|municipal|state|church|cooperative|privat|öffentlich|kommunal|privé|publique|privada|pública|privato|pubblico|prywatna|частная|民有|federal|tribal|leased",
     "mixed|other public|no owner|ownerless|common land|unclaimed|herrenlos|gemischt|mixte|sans maître|mixta|sin dueño|misto|mieszana|смешанная|joint|several owners|divers|shared|varied"),
    ("land cover", "land_cover|landcover|vegetation|Bodenbedeckung|occupation du sol|cobertura|copertura|pokrycie|растительность|植生|habitat_type|ground_cover",
     "forest|grassland|cropland|wetland|urban|Wald|Wiese|Acker|forêt|prairie|bosque|pradera|bosco|prato|las|łąka|лес|луг|森林|shrub|orchard|dune",
     "barren|bare|bare ground|unvegetated|no vegetation|none visible|open|kahl|vegetationslos|unbewachsen|sol nu|sans végétation|suelo desnudo|suolo nudo|goła ziemia|без растительности|裸地|mixed|other woods|fallow|void fill"),
    ("education", "education|schooling|highest_degree|Schulabschluss|Bildung|diplôme|niveau d'études|estudios|titolo di studio|wykształcenie|образование|学歴|qualification",
     "Bachelor|Master|PhD|high school|Abitur|Realschule|Meister|licence|baccalauréat|bachillerato|grado|laurea|diploma|wyższe|średnie|высшее|среднее|大卒|高卒|apprenticeship|vocational",
     "none|None|no degree|no schooling|less than high school|some college|ohne Abschluss|kein Abschluss|sans diplôme|aucun diplôme|sin estudios|sin título|nessun titolo|brak wykształcenia|без образования|なし|incomplete|dropped out|geen diploma|ingen examen"),
    ("payment", "payment|payment_method|paid_by|Zahlungsart|mode de paiement|forma de pago|pagamento|płatność|оплата|支払方法|settlement",
     "cash|credit card|invoice|PayPal|bank transfer|bar|Kreditkarte|Rechnung|espèces|carte|virement|efectivo|tarjeta|contanti|carta|gotówka|przelew|наличные|карта|現金|cheque|direct debit",
     "free|no charge|unpaid|on account|waived|not charged|kostenlos|unbezahlt|gratis|gratuit|offert|sin cargo|gratuito|bezpłatnie|бесплатно|無料|complimentary|dispute|open|n.c.|voucher|other card"),
    ("insurance", "insurance|insurer|health_insurance|Krankenkasse|Versicherung|assurance|mutuelle|seguro|assicurazione|ubezpieczenie|страховка|保険|payer",
     "Allianz|AXA|public|private|Medicare|AOK|Barmer|TK|MAIF|Mapfre|Sanitas|Generali|PZU|NFZ|Росгосстрах|日本生命|Aetna|statutory|VGZ",
     "none|None|uninsured|self-pay|no insurance|not insured|Selbstzahler|keine|nicht versichert|sans assurance|aucune|sin seguro|ninguno|nessuna|brak|без страховки|無保険|geen|ingen|cash patient"),
    ("religion", "religion|denomination|faith|Konfession|Religion|confession|religión|religione|wyznanie|религия|宗教|din",
     "Catholic|Protestant|Muslim|Jewish|Hindu|Buddhist|evangelisch|katholisch|catholique|protestant|católica|musulmana|cattolica|ebraica|katolicka|православие|ислам|仏教|Orthodox|Sikh|Quaker",
     "none|None|no religion|unaffiliated|atheist|agnostic|secular|konfessionslos|ohne|keine|sans religion|aucune|sin religión|ninguna|nessuna|bezwyznaniowy|brak|атеист|нет|無宗教|geen|ingen|other faith"),
    ("packaging", "packaging|container|pack|Verpackung|Gebinde|emballage|conditionnement|envase|embalaje|confezione|opakowanie|упаковка|包装|wrap",
     "box|carton|bottle|can|pallet|Karton|Flasche|Dose|sac|bouteille|carton de 6|caja|botella|scatola|bottiglia|pudełko|butelka|коробка|бутылка|箱|袋|tube|crate|drum",
     "none|loose|unpackaged|bulk|no packaging|lose|unverpackt|ohne|en vrac|sans|a granel|sin envase|sfuso|senza|luzem|bez|без упаковки|なし|バラ|los|various sizes|mixed pallet|blank box"),
    ("board", "meal_plan|board|meals|Verpflegung|pension|régimen|trattamento|wyżywienie|питание|食事|catering",
     "half board|full board|breakfast|all inclusive|Halbpension|Vollpension|Frühstück|demi-pension|petit déjeuner|media pensión|desayuno|mezza pensione|colazione|śniadanie|завтрак|полупансион|朝食付き|dinner only|brunch",
     "none|None|room only|no meals|self-catering|ohne Verpflegung|keine|nur Übernachtung|sans repas|aucun|solo alojamiento|sin comidas|solo pernottamento|nessuno|bez wyżywienia|без питания|素泊まり|なし|logies|ingen"),
    ("breed", "breed|Rasse|race|raza|razza|rasa|порода|品種|犬種|dog_breed|cat_breed",
     "Labrador|Poodle|Beagle|Siamese|Dackel|Schäferhund|Pudel|caniche|berger allemand|galgo|mastín|barboncino|segugio|owczarek|такса|овчарка|柴犬|Persian|Holstein|Angus|Corgi",
     "mixed|Mixed|mix|mixed breed|crossbreed|mongrel|mutt|Mischling|bâtard|croisé|mestizo|cruce|meticcio|incrocio|mieszaniec|метис|дворняга|雑種|no breed|DSH|other terrier|domestic|Xoloitzcuintle"),
    ("heating", "heating|heating_type|Heizung|chauffage|calefacción|riscaldamento|ogrzewanie|отопление|暖房|cooling|air_conditioning|Klimaanlage|garage|basement|Keller|elevator",
     "gas|oil|district heating|heat pump|Gas|Öl|Fernwärme|gaz|fioul|électrique|eléctrica|bomba de calor|metano|autonomo|gazowe|miejskie|газовое|центральное|ガス|full|partial|shared|double",
     "none|None|no|unheated|without|no heating|ohne|keine|unbeheizt|sans|aucun|sin calefacción|ninguna|assente|nessuno|brak|bez|нет|отсутствует|なし|geen|ingen|not fitted|open"),
    ("sample type", "sample_type|specimen|matrix|Probenart|Probe|échantillon|tipo de muestra|campione|próbka|образец|検体|qc_type|sample_role",
     "blood|serum|urine|saliva|soil|water|Blut|Boden|Wasser|sang|eau|sol|sangre|suelo|sangue|suolo|krew|woda|кровь|вода|血清|sediment|tissue|swab",
     "blank|Blank|field blank|trip blank|control|negative control|standard|duplicate|spike|test|dummy|unspiked|Leerprobe|Blindwert|blanc|témoin|blanco|bianco|ślepa próba|холостая|ブランク|unknown 1|sample|none added|reference"),
    ("file", "file|filename|document|Datei|fichier|archivo|documento|plik|файл|ファイル名|attachment|path|folder|table_name|sheet",
     "report.pdf|budget_2023.xlsx|photo1.jpg|minutes.docx|Rechnung_12.pdf|Protokoll.docx|facture.pdf|contrat_v2.docx|informe.pdf|fattura.pdf|umowa.docx|отчёт.xlsx|報告書.pdf|data.csv|main.py|logo.png|backup|orders|sales_q1",
     "untitled.docx|Untitled 1.odt|test.txt|test.csv|null.json|none.py|tmp|temp.csv|new folder|New Text Document.txt|Unbenannt.docx|Neues Dokument.docx|sans titre.docx|sin título.docx|senza nome.txt|bez nazwy.txt|Без имени.docx|無題.txt|blank.pdf|dummy.dat|missing.png|empty.xml|unknown.log|sample.csv|readme|template.docx"),
    ("branch", "branch|git_branch|tag|release|Zweig|branche|rama|ветка|commit|version_name|job_name|pipeline|cron_job",
     "main|develop|release/1.2|feature-login|hotfix-42|v2.0|stable|feature/basket|docs|nightly|master|fix-typo|merge-queue|daily-load|export-orders",
     "test|temp|wip|tmp|dummy|todo|none-yet|empty-state|unknown-user-fix|null-check|missing-docs|placeholder-page|fix-nan|test-2|blank-lines|no-cache|na-handling|undefined-var|tbd-feature|x"),
    ("data type", "data_type|dtype|field_type|Datentyp|type de donnée|tipo de dato|тип данных|データ型|sql_type|column_type|format|file_format|encoding",
     "integer|varchar|text|boolean|float|date|string|double|timestamp|json|csv|pdf|decimal(10,2)|blob|Zeichenkette|Ganzzahl|entier|texte|entero|testo|строка|整数|utf-8|parquet",
     "none|None|void|any|undefined|object|empty|nil|never|NoneType|variant|mixed|other text|nan|not null|free text|plain text|unit|raw|unstructured"),
    ("pet name", "pet|pet_name|dog_name|horse|Pferd|animal_name|nom du chien|mascota|cavallo|imię psa|кличка|ペット名|call_name",
     "Bella|Luna|Max|Rex|Bello|Minka|Minou|Médor|Luna Negra|Toby|Fido|Birba|Burek|Мурка|Шарик|ポチ|Charlie|Shadow|Daisy|Storm|Rocky",
     "Nobody|Nemo|Mystery|Nil|Nada|Nix|Ghost|Whatever|Blank|Incognito|Xena|Who Knows|Niemand|Personne|Nadie|Nessuno|Нет-Нет|Zero|Null|Void|Testa|Dummy|Other Half"),
    ("placing", "placing|rank|medal|award|prize|Auszeichnung|Platzierung|médaille|classement|premio|medalla|medaglia|nagroda|награда|受賞|honours|finish",
     "gold|silver|bronze|1st|2nd|3rd|Gold|Silber|or|argent|oro|plata|argento|złoto|srebro|золото|серебро|金|銀|4th|winner|runner-up|finalist",
     "none|None|DNF|DNS|DSQ|DQ|unplaced|not placed|no award|no medal|ohne|keine|n. pl.|aucune|sans médaille|ninguno|sin medalla|nessuno|brak|нет|без награды|なし|withdrawn|retired|scratched|did not finish"),
    ("contract", "contract|contract_type|employment|employment_type|Vertragsart|Beschäftigung|contrat|tipo de contrato|contratto|umowa|договор|雇用形態|work_time",
     "permanent|full-time|part-time|apprentice|unbefristet|Vollzeit|Teilzeit|CDI|CDD|alternance|indefinido|media jornada|indeterminato|part time|etat|umowa zlecenie|постоянный|正社員|freelance|seasonal",
     "temp|temporary|casual|none|zero hours|on call|befristet|Aushilfe|intérim|vacataire|temporal|eventual|a chiamata|tymczasowa|временный|臨時|not employed|unemployed|open-ended|ohne Vertrag|volunteer"),
    ("zoning", "zoning|land_use|use|occupancy|Nutzung|Flächennutzung|usage|uso|uso del suolo|destinazione|przeznaczenie|назначение|用途|building_use|property_class",
     "residential|commercial|industrial|agricultural|Wohnen|Gewerbe|Industrie|habitation|commerce|residencial|comercial|residenziale|commerciale|mieszkaniowe|usługowe|жилое|торговля|住宅|商業|office|retail|school",
     "vacant|Vacant|vacant land|undeveloped|unzoned|unoccupied|empty lot|mixed use|leerstehend|unbebaut|Leerstand|vacant (terrain)|terrain nu|inoccupé|vacío|sin construir|desocupado|vuoto|sfitto|pustostan|niezabudowane|пустует|空き地|空き家|open space|other residential|not in use|misc. commercial"),
    ("grape", "wine|wine_name|beer|Bier|Wein|vin|vino|cuvée|cocktail|perfume|Parfum|paint_colour|colour_name|shade|Farbton|lipstick|yarn",
     "Riesling|Old Ale|Château Margaux|Rioja Reserva|Barolo|Helles|Pilsner|Mojito|Negroni|Sea Breeze|Midnight Blue|Coral Red|Rosé de Loire|Chianti|Saison|Amber|Sahara|Ivory Mist|Sage|Moonlight",
     "Nada|Nothing But Blue|Blank Canvas|Blank Page|Unknown Shores|Anonymous|No. 5|No Ordinary Red|Untitled Grey|Sans Soufre|Sans Rien|Sin Prisa|Senza Niente|Ohne Alles|Void Black|Empty Sky|Other Side|Mystery|Incognito|Null Komma Null|Zero|Missing Link Ale|Test Brew 7|Nude|Transparent|Invisible"),
    ("duty", "shift|duty|roster|Schicht|Dienst|poste|turno|dyżur|смена|シフト|weekday_plan|assignment",
     "early|late|night|day|Frühschicht|Spätschicht|Nachtdienst|matin|soir|nuit|mañana|tarde|noche|mattina|notte|rano|noc|утро|ночь|日勤|夜勤|morning|08-16|14-22",
     "off|none|free|day off|no duty|on call|frei|kein Dienst|Urlaub|repos|libre|sin turno|riposo|nessuno|wolne|brak|выходной|休み|leave|vacation|standby|krank"),
)  # fmt: skip
"""Concept, column names, ordinary values, look-alikes that are right in this column."""

FURTHER = frozenset(concept for concept, *_ in CONCEPTS)
NONE_ANSWERS = frozenset({
    "education", "insurance", "religion", "packaging", "board", "heating", "placing", "duty", "contract",
})  # fmt: skip
"""Concepts whose columns ask for things of which there may be none."""
_NAMES = frozenset({"vessel", "pet name", "grape", "file", "branch", "data type"})


def kinds_of_missing(concept: str) -> tuple[str, ...]:
    """Return the kinds of placeholders that are no answer in the columns of a concept."""
    if concept in _NAMES:
        return ("unknown", "not applicable", "pending")
    return ("unknown", "pending") if concept in NONE_ANSWERS else ("unknown", "not applicable")
