"""What each plugin finds in labelled tables, beside what one would otherwise use, in the same run.

    python -m benchmarks.plugins [duplicates duplicates-search labels pii language static xlsx]

Every table is made of real texts into which a known fault is put, with a fixed seed. A competitor that needs a
threshold gets the best one in hindsight; the plugins run with their defaults.
"""

import json
import random
import re
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import tabbert
from benchmarks import _record
from tabbert._plugins import registry

LANGUAGES = ("eng_Latn", "deu_Latn", "fra_Latn", "spa_Latn", "por_Latn", "pol_Latn",
             "rus_Cyrl", "tur_Latn", "zho_Hans", "jpn_Jpan", "arb_Arab", "hin_Deva")  # fmt: skip
Figures = list[list[object]]


def main() -> None:
    """Run the named parts, or all, and write their figures beside those of the others."""
    parts = {"duplicates": duplicates, "duplicates-search": duplicates_search, "labels": labels, "pii": pii,
             "language": language, "static": static, "xlsx": xlsx}  # fmt: skip
    wanted = sys.argv[1:] or list(parts)
    results = _record.RESULTS / "plugins.json"
    figures = json.loads(results.read_text(encoding="utf-8"))["figures"] if results.exists() else {}
    for name in wanted:
        headings, rows = parts[name]()
        print(f"\n{name}\n{_record.table(headings, rows)}", flush=True)
        figures[name] = [dict(zip(headings, row, strict=True)) for row in rows]
    _record.write("plugins", figures)


def sentences() -> dict[str, dict[str, tuple[str, str]]]:
    """Return SIB-200 as {language: {sentence number: (text, topic)}}, sentences that occur twice left out."""
    frame = pl.read_parquet(_record.require_data() / "C_clustering" / "sib200_train.parquet")
    frame = frame.filter(pl.col("lang").is_in(LANGUAGES)).unique(["lang", "text"], keep="first", maintain_order=True)
    found: dict[str, dict[str, tuple[str, str]]] = {language: {} for language in LANGUAGES}
    for language, number, text, topic in frame.select("lang", "index_id", "text", "category").iter_rows():
        found[language][number] = (text, topic)
    return found


def precision_recall(found: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> list[object]:
    """Return precision, recall and F1 as text."""
    hits = int((found & wanted).sum())
    precision, recall = hits / max(int(found.sum()), 1), hits / max(int(wanted.sum()), 1)
    return [f"{value:.3f}" for value in (precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))]


def best_threshold(score: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return ``score >= t`` for the t with the best F1, which nobody knows beforehand."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(wanted[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + wanted.sum())
    return np.asarray(score >= score[order[int(f1.argmax())]])


def duplicates() -> tuple[list[str], Figures]:
    """Pairs of rows that say the same: edited copies, translations, groups of four translations, edited names."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    chance, texts = random.Random(0), sentences()
    numbers = sorted(texts["eng_Latn"])
    chance.shuffle(numbers)
    names = pl.read_parquet(_record.require_data() / "C_clustering" / "google_taxonomy_14lang.parquet")
    titles = names.filter(pl.col("lang") == "en-US")["name"].unique(maintain_order=True).to_list()[:800]

    def edited(text: str) -> str:
        place = chance.randrange(1, max(2, len(text) - 2))
        words = text.split(" ")
        left_out = chance.randrange(len(words))
        return chance.choice([
            text.upper(), text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
            re.sub(r"[.,;:!?]", "", text) + " ", " ".join(words[:left_out] + words[left_out + 1 :]) or text,
        ])  # fmt: skip

    def text(number: str, language: str) -> str:
        return texts[language].get(number, texts["eng_Latn"][number])[0]

    tables: dict[str, list[list[str]]] = {"edited sentences": [], "translations": [], "4 translations": []}
    tables["edited names"] = [[title, edited(title)] if chance.random() < 0.2 else [title] for title in titles]
    for number in numbers[:600]:
        twice = chance.random() < 0.2
        english = text(number, "eng_Latn")
        tables["edited sentences"].append([english, edited(english)] if twice else [english])
        several = chance.sample(LANGUAGES, 4)
        tables["translations"].append([text(number, each) for each in several[: 2 if twice else 1]])
        tables["4 translations"].append([text(number, each) for each in several[: 4 if twice else 1]])
    rows: Figures = []
    for name, groups in tables.items():
        texts_ = [each for members in groups for each in members]
        truth = np.repeat(np.arange(len(groups)), [len(members) for members in groups])
        upper = np.triu_indices(len(texts_), 1)
        wanted = truth[upper[0]] == truth[upper[1]]
        frame = pl.DataFrame({"text": texts_})
        plain = tabbert.embed(frame, progress=False)  # the seconds are those of comparing, not of encoding
        started = time.perf_counter()
        result = tabbert.check(frame, "duplicates", progress=False)
        seconds = time.perf_counter() - started
        group = result.rows["group"].to_numpy()
        found = (group[upper[0]] == group[upper[1]]) & (group[upper[0]] >= 0)
        lexical = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(texts_)
        for method, paired in (
            ("tabbert-duplicates", found),
            ("TF-IDF of letters, best threshold", best_threshold((lexical @ lexical.T).toarray()[upper], wanted)),
            ("cosine of vectors, best threshold", best_threshold((plain @ plain.T)[upper], wanted)),
        ):
            cost = f"{seconds:.1f}" if method == "tabbert-duplicates" else ""
            rows.append([name, len(texts_), int(wanted.sum()), method, *precision_recall(paired, wanted), cost])
    return ["table", "rows", "pairs", "method", "precision", "recall", "F1", "seconds"], rows


def duplicates_search() -> tuple[list[str], Figures]:
    """The eight nearest rows of every row, requests of HWU64: processor time, and recall against all pairs."""
    from tabbert_duplicates._nearest import nearest

    frame = pl.read_parquet(_record.require_data() / "C_clustering" / "hwu64_en.parquet")
    frame = frame.unique("text", maintain_order=True).sample(fraction=1, shuffle=True, seed=0)
    vectors = tabbert.embed(frame.select("text"), progress=False)
    vectors = (vectors - vectors.mean(axis=0)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    domains = frame["domain"].to_numpy()

    def sorted_in_part(some: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        parts = []
        for start in range(0, len(some), 1024):
            block = some[start : start + 1024] @ some.T
            block[np.arange(len(block)), start + np.arange(len(block))] = -np.inf
            best = np.argpartition(block, -8, axis=1)[:, -8:]
            parts.append(np.take_along_axis(best, np.argsort(-np.take_along_axis(block, best, 1), axis=1), 1))
        return np.concatenate(parts)

    def by_domain(some: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        near = np.empty((len(some), 8), np.int64)
        for domain in np.unique(domains[: len(some)]):
            own = np.flatnonzero(domains[: len(some)] == domain)
            near[own] = own[nearest(some[own], 8)[0]]
        return near

    rows: Figures = []
    for size in (2_500, 5_000, len(vectors)):
        some = vectors[:size]
        apart = domains[:size, None] != domains[None, :size]
        for method, search, within in (
            ("every row against all, partly sorted", sorted_in_part, False),
            ("tabbert-duplicates", lambda some: nearest(some, 8)[0], False),
            ("tabbert-duplicates, block_by (18 domains)", by_domain, True),
        ):
            started = time.process_time()
            near = search(some)
            seconds = time.process_time() - started
            similarity = some @ some.T
            if within:
                similarity[apart] = -np.inf
            np.fill_diagonal(similarity, -np.inf)
            least = np.sort(np.partition(similarity, -8, axis=1)[:, -8:], axis=1)[:, 0]
            recall = (np.take_along_axis(similarity, near, 1) >= least[:, None] - 1e-5).mean()
            rows.append([size, method, f"{seconds:.2f}", f"{recall:.4f}"])
    return ["distinct rows", "method", "processor seconds", "recall of the 8 nearest"], rows


def labels() -> tuple[list[str], Figures]:
    """Labels of which 5% are exchanged at random."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict

    data, texts = _record.require_data(), sentences()
    guests = pl.read_csv(data / "B_row_classification" / "daily_show_guests.csv", infer_schema=False)
    guests = guests.filter(~pl.col("Group").is_in(["", "NA"]) & pl.col("Group").is_not_null())
    jobs = pl.read_csv(data / "B_row_classification" / "esco_occupations_en_es_fr.csv", infer_schema=False)
    jobs = jobs.filter(pl.col("lang") == "en").select("preferredLabel", "description", "isco_major_name").head(1500)
    mixed = [pair for language in LANGUAGES for pair in list(texts[language].values())[:120]]
    tables = {
        "daily_show Group": (guests.select("GoogleKnowlege_Occupation", "Raw_Guest_List", "Group").head(1500), "Group"),
        "esco isco_major_name": (jobs, "isco_major_name"),
        "SIB-200 topic, 12 languages": (pl.DataFrame(mixed, schema=["text", "topic"], orient="row"), "topic"),
    }
    rows: Figures = []
    for name, (frame, target) in tables.items():
        chance = np.random.default_rng(0)
        given = frame[target].to_list()
        known = sorted(set(given))
        wrong = chance.random(len(given)) < 0.05
        noisy = [chance.choice([k for k in known if k != label]) if bad else label
                 for label, bad in zip(given, wrong, strict=True)]  # fmt: skip
        frame = frame.with_columns(pl.Series(target, noisy))
        result = tabbert.check(frame, "labels", target=target, progress=False)
        score = np.nan_to_num(result.rows["score"].to_numpy(), nan=1.0)
        words = [" ".join(filter(None, row)) for row in frame.drop(target).iter_rows()]
        features = TfidfVectorizer(token_pattern=r"(?u)\w+", sublinear_tf=True).fit_transform(words)
        codes = np.array([known.index(label) for label in noisy])
        odds = cross_val_predict(LogisticRegression(C=10, max_iter=500), features, codes, cv=5, method="predict_proba")
        own = odds[np.arange(len(codes)), codes] if odds.shape[1] == len(known) else odds.max(axis=1)
        for method, suspicion, found in (
            ("tabbert-labels", 1 - score, score < 0.5),
            ("TF-IDF, prediction differs", 1 - own, odds.argmax(axis=1) != codes),
            ("TF-IDF, best threshold", 1 - own, best_threshold(1 - own, wrong)),
        ):
            rows.append([name, len(given), int(wrong.sum()), method, *precision_recall(found, wrong),
                         f"{roc_auc_score(wrong, suspicion):.3f}"])  # fmt: skip
    return ["table", "rows", "wrong", "method", "precision", "recall", "F1", "AUROC"], rows


def pii() -> tuple[list[str], Figures]:
    """Mail, bank account and phone columns against columns without any, by kind; and both inside sentences."""
    frame = pl.read_parquet(_record.require_data() / "A_completeness" / "short_text_columns.parquet")
    wanted = {"email": "email", "iban": "iban", "phone": "phone"}
    simple = {
        "email": re.compile(r"\S+@\S+\.\w+"),
        "iban": re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9 ]{11,30}\b"),
        "phone": re.compile(r"\+?\d[\d\s().-]{6,}\d"),
    }
    # Street addresses and names are personal too, and without a form; they are no errors of either side.
    frame = frame.filter(~pl.col("column_type").is_in(["address", "street_address", "person_name"]))
    texts, kinds = frame["text"].to_list(), frame["column_type"].to_list()
    chance = random.Random(0)
    carriers = [text for text, _ in sentences()["eng_Latn"].values()]
    inside = [
        f"{chance.choice(carriers)} ({text})" if kind in wanted else text
        for text, kind in zip(texts, kinds, strict=True)
    ]
    countries = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "BR", "AT", "CH", "CZ", "DK", "FI", "GR", "HU", "IN",
                 "JP", "KR", "NO", "PT", "RO", "RU", "SE", "TR", "UA", "CN", "TW")  # fmt: skip
    rows: Figures = []
    for place, values in (("whole value", texts), ("in a sentence", inside)):
        started = time.perf_counter()
        result = tabbert.check(pl.DataFrame({"value": values}), "pii", countries=countries, progress=False)
        micros = 1e6 * (time.perf_counter() - started) / len(values)
        column = result.outcome.columns[0]
        status = column.verdict.status[column.column.codes]
        for kind, named in wanted.items():
            truth = np.array([each == kind for each in kinds])
            pattern = simple[kind]
            plain = np.array([bool(pattern.search(value)) for value in values])
            rows.append(
                [
                    place,
                    kind,
                    int(truth.sum()),
                    "tabbert-pii",
                    *precision_recall(status == named, truth),
                    f"{micros:.0f}",
                ]
            )
            rows.append([place, kind, int(truth.sum()), "usual pattern", *precision_recall(plain, truth), ""])
    return ["where", "kind", "values", "method", "precision", "recall", "F1", "µs per value"], rows


def language() -> tuple[list[str], Figures]:
    """Columns of one language with 2% of rows in eleven others; sentences, and product names with their categories."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    texts = {key[:2]: [text for text, _ in found.values()] for key, found in sentences().items()}
    names = pl.read_parquet(_record.require_data() / "C_clustering" / "google_taxonomy_14lang.parquet")
    categories = {
        code[:2]: frame["parents_without_root"].drop_nulls().to_list()
        for (code,), frame in names.group_by("lang", maintain_order=True)
        if code[:2] in ("en", "de", "fr", "es", "it", "pl", "nl")
    }
    rows: Figures = []
    for name, by_language in (("sentences", texts), ("category names", categories)):
        found_all, plain_all, wanted_all = [], [], []
        for own, column in by_language.items():
            chance = random.Random(own)
            others = [text for code, foreign in by_language.items() if code != own for text in foreign]
            column = [text for text in column if len(text) >= 25][:500]
            strange = [text for text in chance.sample(others, len(others)) if len(text) >= 25][: len(column) // 50]
            values, wanted = column + strange, np.array([False] * len(column) + [True] * len(strange))
            result = tabbert.check(pl.DataFrame({"value": values}), "language", progress=False)
            found_all.append(result.rows["score"].fill_nan(1.0).to_numpy() < 0.5)
            guesses = [identifier.classify(value)[0] for value in values]
            usual = max(set(guesses), key=guesses.count)
            plain_all.append(np.array([guess != usual for guess in guesses]))
            wanted_all.append(wanted)
        found, plain, wanted = (np.concatenate(parts) for parts in (found_all, plain_all, wanted_all))
        rows.append([name, len(wanted), int(wanted.sum()), "tabbert-language", *precision_recall(found, wanted)])
        rows.append(
            [name, len(wanted), int(wanted.sum()), "any but the most frequent", *precision_recall(plain, wanted)]
        )
    return ["texts", "values", "foreign", "method", "precision", "recall", "F1"], rows


def static() -> tuple[list[str], Figures]:
    """The static encoder beside the default one and TF-IDF, on the half of SIB-200 that it was not distilled from."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    frame = pl.read_parquet(_record.require_data() / "C_clustering" / "sib200_train.parquet")
    numbers = np.sort(frame["index_id"].unique().to_numpy())
    taught = np.random.default_rng(0).permutation(numbers)[: len(numbers) // 2].tolist()
    frame = frame.filter(pl.col("lang").is_in(LANGUAGES) & ~pl.col("index_id").is_in(taught)).sort("lang", "index_id")
    texts, topics = frame["text"].to_list(), frame["category"].to_numpy()
    languages, number = frame["lang"].to_numpy(), frame["index_id"].to_numpy()
    held_out = np.isin(number, np.unique(number)[::2])
    encoded, seconds = {}, {}
    for name, runs in (("static", 5), ("multilingual-e5-small", 1)):
        encoder = registry().encoder(name).configured(threads=1) if runs == 1 else registry().encoder(name)
        encoder.encode(["warm up"])
        seconds[name] = _record.median_seconds(lambda encoder=encoder: encoder.encode(texts), runs)
        encoded[name] = encoder.encode(texts)
    words = TfidfVectorizer(token_pattern=r"(?u)\w+", sublinear_tf=True)
    encoded["TF-IDF of words"] = words.fit_transform(texts)
    seconds["TF-IDF of words"] = _record.median_seconds(lambda: words.fit_transform(texts))
    rows: Figures = []
    for name, vectors in encoded.items():
        within, across, pairs = [], [], []
        english = languages == "eng_Latn"
        head = LogisticRegression(C=10, max_iter=500).fit(vectors[english & ~held_out], topics[english & ~held_out])
        for each in LANGUAGES:
            own = languages == each
            one = LogisticRegression(C=10, max_iter=500).fit(vectors[own & ~held_out], topics[own & ~held_out])
            within.append(one.score(vectors[own & held_out], topics[own & held_out]))
            if each != "eng_Latn":
                across.append(head.score(vectors[own & held_out], topics[own & held_out]))
                similarity = vectors[own] @ vectors[english].T
                best = np.asarray(similarity.argmax(axis=1)).ravel()
                pairs.append((number[own] == number[english][best]).mean())
        rate = len(texts) / seconds[name]
        rows.append([name, f"{rate:,.0f}", *(f"{np.mean(found):.3f}" for found in (within, across, pairs))])
    return ["encoder", "texts/s", "topic, same language", "topic, taught in English", "translation found"], rows


def xlsx() -> tuple[list[str], Figures]:
    """Findings that a spreadsheet program would change or run, written and read back, beside polars' own writer."""
    kinds = {
        "formula": "={n}+1", "command": "=cmd|' /C calc'!A{n}", "plus, minus, at": "+{n}-@SUM(A1)",
        "link": "https://example.org/{n}", "mail": "mailto:a{n}@example.org", "leading zeros": "000{n}",
        "long number": "12345678901234567{n}", "like a date": "1-{n}", "line breaks": "a{n}\nb\r\nc",
        "emoji and right to left": "\U0001f469 \u202e{n}", "control character": "a\x02{n}", "spaces": "  {n} ",
    }  # fmt: skip
    bad = [form.replace("{n}", str(100 + number)) for form in kinds.values() for number in range(10)]
    frame = pl.DataFrame({"value": [f"plain text {number}" for number in range(2000)] + bad})

    @tabbert.register
    class Marked(tabbert.ValueCheck):
        name = "marked"

        def score(self, values: Any, column: Any) -> Any:
            return [1.0 if value.startswith("plain text") else 0.0 for value in values]

    result = tabbert.check(frame, "marked")
    findings = result.findings.select("value")
    rows: Figures = []
    for method, write in (
        ("tabbert-xlsx", lambda path: result.write(path, values="show")),
        ("polars.DataFrame.write_excel", lambda path: findings.write_excel(path, worksheet="Findings")),
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.xlsx"
            started = time.perf_counter()
            try:
                write(path)
            except Exception as error:  # noqa: BLE001 - a competitor may fail as it likes
                rows.append([method, len(bad), type(error).__name__, "", "", ""])
                continue
            seconds = time.perf_counter() - started
            with zipfile.ZipFile(path) as archive:
                sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
            run = sum(sheet.count("<f>") + sheet.count("<hyperlink ") for sheet in sheets)
            read = pl.read_excel(path, sheet_name="Findings", engine="calamine", infer_schema_length=0)
            found = {value.replace("\r\n", "\n") for value in read["value"].drop_nulls().to_list()}
            kept = sum(
                bool({plain, plain.replace("\x02", "\ufffd")} & found)  # XML has no place for the control character
                for plain in (value.replace("\r\n", "\n") for value in bad)
            )
            rows.append([method, len(bad), kept, run, f"{path.stat().st_size / 1000:.0f}", f"{seconds:.2f}"])
    return ["writer", "hostile values", "read back as they were", "formulas and links", "kB", "seconds"], rows


if __name__ == "__main__":
    main()
