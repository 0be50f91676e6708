"""Columns made up for training: placeholders put into real texts, and columns in which look-alikes are right."""

# ruff: noqa: S311  (seeded generators on purpose: the corpus must be the same every time)

import random
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tabbert.finetune import completeness_columns as own_columns
from tabbert.finetune import completeness_further_columns as further_columns
from tabbert.finetune.completeness_comments import COMMENT_NAMES, COMMENTS, REQUESTS, STATE_NAMES, STATES
from tabbert.finetune.completeness_corpus import COMPLETE, STATUS_OF_KIND, LabelledColumn, Words, pools

_MISSPELT = 0.15  # of the columns hold a misspelt value
_WRITTEN = ("None", "None", "none", "NONE", "Null", "null", "NULL", "NaN", "nan", "N/A", "NA", "undefined")
_NULLS = Words([(text, "und", "unknown") for text in ("null", "Null", "NULL", "NaN", "nan", "N/A", "undefined")])
_NULLS_ONLY = 0.3  # of the columns that may hold "none" as an answer hold no other placeholders
NONE_IS_SAID = ("text", "category", "ingredients", "description", "color")
"""Contents of columns in which "none" may be the answer."""
NONE_ANSWERS = frozenset({
    "allergies", "comorbidities", "damage", "measure", "answer", "closed list", "no defects", "no extras", "no animals",
    "no warnings", "finding",
}) | further_columns.NONE_ANSWERS  # fmt: skip
"""Concepts whose columns ask for things of which there may be none."""
_NO_VALUE = ("unknown", "not applicable")


def inject(
    base: list[str], name: str, lang: str, vocabulary: Words, rng: random.Random, *, source: str, table: str,
    odds: tuple[int, ...] = (35, 30, 17, 10, 8), forbidden: frozenset[str] = frozenset(), concept: str = "",
    valid: tuple[str, ...] = (),
) -> LabelledColumn:  # fmt: skip
    """Make a column of valid texts and put no, one or a few placeholders in, as singletons or as spikes.

    `odds` are those of 0, 1, 2, ... placeholders; `valid` are look-alikes that are right here.
    """
    present = {t.casefold() for t in base}
    n_bad = rng.choices(range(len(odds)), odds)[0]
    own = [item for item in vocabulary.items if item[1] == lang]
    bad: dict[str, tuple[str, str]] = {}
    for _ in range(n_bad):
        pool = own if own and rng.random() < 0.5 else vocabulary.items
        text, code, kind = rng.choice(pool)
        text = _in_style(text, base, rng)
        plain = text.casefold()
        if plain not in present and plain.strip("[]()<>-*.! ") not in forbidden and plain not in forbidden:
            bad.setdefault(text, (code, kind))
    if rng.random() < _MISSPELT:  # a slip of the pen is no missing value
        valid += tuple(text for text in (misspelt(rng.choice(base), rng),) if text and text.casefold() not in present)
        valid = tuple(text for text in valid if text not in bad)
    counts = row_counts(len(base), rng)
    total = int(counts.sum())
    for _ in valid:  # look-alikes that are right here: rare or frequent
        counts = np.append(counts, _spike(total, rng) if rng.random() < 0.4 else 1)
    extra = [_spike(total, rng) if rng.random() < 0.6 else 1 for _ in bad]
    texts = [*base, *valid, *bad]
    labels = [COMPLETE] * (len(base) + len(valid)) + [STATUS_OF_KIND[kind] for _, kind in bad.values()]
    codes = [lang] * (len(base) + len(valid)) + [code for code, _ in bad.values()]
    counts = np.append(counts, np.array(extra, dtype=np.int64)).astype(np.int64)
    shown = int(counts.sum())
    hidden = rng.choice([0, 0, 1, 5, 30]) * len(base)  # further values of the column that are not shown
    n_null = int(rng.choice([0, 0, 0.05, 0.3, 0.8]) * shown)
    rows = shown + int(hidden * max(1.0, float(np.median(counts)))) + n_null
    return LabelledColumn(
        name, texts, counts, np.array(labels, dtype=np.int64), codes, source, table, concept, n_null, rows,
        len(texts) + hidden,
    )  # fmt: skip


def misspelt(text: str, rng: random.Random) -> str:
    """Replace, drop, double or swap letters, or strike some of them out with an x; "" for short texts."""
    places = [i for i, letter in enumerate(text) if letter.isalpha() and i]
    if len(text) < 5 or len(places) < 4 or len(text) > 40:
        return ""
    if rng.random() < 0.4:
        out = set(rng.sample(places, max(1, round(len(places) * rng.choice([0.05, 0.1, 0.25])))))
        return "".join("x" if i in out else letter for i, letter in enumerate(text))
    i, letter = rng.choice(places), rng.choice("aeinrstl")
    return text[:i] + rng.choice([letter, "", text[i] * 2, letter + text[i], text[i] + text[i - 1]]) + text[i + 1 :]


def _in_style(text: str, base: list[str], rng: random.Random) -> str:
    # People write "Unknown" in a list of names and "UNKNOWN" among capitals, and programs write "None".
    if rng.random() < 0.4 or not base:
        return text
    like = rng.choice(base)
    if like.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if like[:1].isupper() and text.islower() else text


def row_counts(n: int, rng: random.Random) -> NDArray[np.int64]:
    """Return rows of each of n values: one each, falling like 1/rank, or any."""
    shape = rng.random()
    if shape < 0.45:
        return np.ones(n, dtype=np.int64)
    if shape < 0.75:
        top = rng.choice([5, 50, 500, 5000])
        return np.array([max(1, int(top / (i + 1))) for i in range(n)], dtype=np.int64)
    high = rng.choice([3, 30, 300])
    return np.array([rng.randint(1, high) for _ in range(n)], dtype=np.int64)


def _spike(total: int, rng: random.Random) -> int:
    share = 10 ** rng.uniform(-3, -0.4) if rng.random() < 0.95 else rng.uniform(1.5, 20)
    return max(1, int(total * share))


def column_name(content: str, rng: random.Random) -> str:
    """Pick a column's name in some language and spelling, sometimes one that says nothing."""
    if rng.random() < 0.2 or content not in own_columns.COLUMN_NAMES:
        return rng.choice(own_columns.NEUTRAL_NAMES.split("|"))
    return rng.choice(own_columns.COLUMN_NAMES[content].split("|"))


def synthetic(data: Path, vocabulary: Words, seed: int, repeats: int = 2) -> list[LabelledColumn]:
    """Put placeholders into columns of valid short texts of every content and language, some of mixed language."""
    rng = random.Random(seed)
    out = []
    by_pool = pools(data)
    by_content: dict[str, list[str]] = {}
    for (content, _), texts in by_pool.items():
        by_content.setdefault(content, []).extend(texts)
    for (content, lang), texts in by_pool.items():
        for _ in range(repeats if len(texts) > 5 else 1):
            base = rng.sample(texts, rng.randint(min(4, len(texts)), len(texts)))
            forbidden = frozenset({"other", "others", "various"}) if content == "text" else frozenset()
            out.append(inject(
                base, column_name(content, rng), lang, _asked(vocabulary, content), rng, source="synthetic",
                table=f"{content}/{lang}", forbidden=forbidden,
            ))  # fmt: skip
    return out


def written(data: Path, seed: int, languages_left_out: frozenset[str]) -> list[LabelledColumn]:
    """Columns of every content and language with what programs write most where there is nothing.

    Else such words would mostly be met where they are right: as surnames, or as answers.
    """
    rng = random.Random(seed)
    out = []
    for (content, lang), texts in pools(data).items():
        if lang not in languages_left_out and len(texts) > 5:
            base = rng.sample(texts, min(len(texts), rng.choice([8, 15, 30, 60])))
            words = [(t, "und", "unknown") for t in _WRITTEN if t.lower() != "none" or content not in NONE_IS_SAID]
            out.append(inject(
                base, column_name(content, rng), lang, Words(words), rng, source="written", table=f"{content}/{lang}",
                odds=(1, 4, 2),
            ))  # fmt: skip
    return out


def _asked(vocabulary: Words, content: str) -> Words:
    # "none" is missing where a name or a place is asked for; where a remark or a list is, it may be the answer.
    if content not in NONE_IS_SAID:
        return vocabulary
    return Words([item for item in vocabulary.items if item[2] != "none"])


def mixed(
    data: Path, vocabulary: Words, seed: int, languages_left_out: frozenset[str], repeats: int = 8
) -> list[LabelledColumn]:
    """Columns of one content in many languages at once."""
    rng = random.Random(seed)
    by_content: dict[str, list[str]] = {}
    for (content, lang), texts in pools(data).items():
        if lang not in languages_left_out:
            by_content.setdefault(content, []).extend(texts)
    return [
        inject(rng.sample(texts, min(len(texts), rng.randint(20, 90))), column_name(content, rng), "mul",
               _asked(vocabulary, content), rng, source="synthetic", table=f"{content}/mixed")
        for content, texts in by_content.items()
        for _ in range(repeats)
    ]  # fmt: skip


def constants(
    data: Path, vocabulary: Words, seed: int, languages_left_out: frozenset[str], size: int = 500
) -> list[LabelledColumn]:
    """Columns that hold one value only, or hardly anything else: a placeholder in every second one."""
    rng = random.Random(seed)
    by_pool = {key: texts for key, texts in pools(data).items() if key[1] not in languages_left_out}
    bad = [item for item in vocabulary.items if item[2] in ("unknown", "not applicable", "pending", "none")]
    out = []
    for i in range(size):
        content, lang = rng.choice(sorted(by_pool))
        few = rng.sample(by_pool[content, lang], min(len(by_pool[content, lang]), rng.choice([1, 1, 1, 2, 3])))
        text, code, kind = rng.choice(bad)
        if i % 2 and text not in few:
            few = [text, *few[1:]]
        labels = [STATUS_OF_KIND[kind] if t == text and i % 2 else COMPLETE for t in few]
        counts = np.array([rng.choice([50, 800, 9000]), *(rng.randint(1, 9) for _ in few[1:])], dtype=np.int64)
        out.append(LabelledColumn(
            column_name(content, rng), few, counts, np.array(labels, dtype=np.int64),
            [code if t == text else lang for t in few], "constants", f"{content}/{lang}",
        ))  # fmt: skip
    return out


def concepts(
    vocabulary: Words, seed: int, left_out: frozenset[str] = frozenset(), repeats: int = 20,
    entries: Sequence[tuple[str, str, str, str]] = own_columns.CONCEPTS, unseen: frozenset[str] = frozenset(),
) -> list[LabelledColumn]:  # fmt: skip
    """Columns in which look-alikes are right, beside real placeholders.

    Args:
        vocabulary: placeholders to put in.
        seed: of what is drawn.
        left_out: concepts of which no columns are made.
        repeats: columns of each.
        entries: concepts, names of their columns, ordinary values and look-alikes, each joined by "|".
        unseen: words of languages left out, in lower case: no look-alikes, lest training meet the right half of them.
    """
    rng = random.Random(seed)
    out = []
    for concept, names, ordinary, alikes in entries:
        if concept in left_out:
            continue
        plain = ordinary.split("|")
        similar = [text for text in dict.fromkeys(alikes.split("|")) if text.casefold() not in unseen]
        forbidden = frozenset(t.casefold() for t in similar)
        allowed = Words([i for i in vocabulary.items if _fits(i, concept)])
        for _ in range(repeats):
            base = rng.sample(plain, rng.randint(min(5, len(plain)), len(plain)))
            if concept in ("e-mail", "link", "program") and rng.random() < 0.5:  # most values are codes by shape
                base = [t.replace("@", f"{n}@") if "@" in t else f"{t}/{n}" for n, t in enumerate(base * 2, 10)]
            some = rng.sample(similar, min(len(similar), rng.randint(0, 5)))
            case = rng.choice(_CASES) if concept not in _CASE_TELLS else str
            base, some = (list(dict.fromkeys(map(case, texts))) for texts in (base, some))
            some = [t for t in some if t not in base]
            name = (
                rng.choice(names.split("|"))
                if rng.random() < 0.92
                else rng.choice(own_columns.NEUTRAL_NAMES.split("|"))
            )
            pool = _NULLS if concept in further_columns.NONE_ANSWERS and rng.random() < _NULLS_ONLY else allowed
            out.append(inject(base, name, "mul", pool, rng, source="concepts", table=f"concept/{concept}",
                              forbidden=forbidden, concept=concept, valid=tuple(some),
                              odds=(1, 2, 2, 2, 2, 2, 1)))  # fmt: skip
    return out


def comments(
    data: Path, vocabulary: Words, seed: int, languages_left_out: frozenset[str], repeats: int = 14
) -> list[LabelledColumn]:
    """Columns of comments and of states: each says something, however short and negative; some hold placeholders."""
    rng = random.Random(seed)
    marks = [i for i in vocabulary.items if i[1] == "und" and i[2] == "unknown" and i[0] not in _SPEAKING_MARKS]
    words = [i for i in vocabulary.items if i[2] in ("unknown", "not applicable", "dummy") and i[1] != "und"]
    prose = {lang: texts for (content, lang), texts in pools(data).items() if content == "text"}
    out, said = [], statements()
    for joined, names, largest in ((COMMENTS, COMMENT_NAMES, 40), (STATES, STATE_NAMES, 10)):
        spoken = {lang: texts.split("|") for lang, texts in joined.items() if lang not in languages_left_out}
        plain = {t.casefold(): lang for lang, texts in spoken.items() for t in texts}
        allowed = [Words([w for w in pool if w[0].casefold() not in said]) for pool in (words, marks)]
        for lang, texts in spoken.items():
            for i in range(repeats):
                others = rng.sample(texts, min(len(texts), rng.choice([3, 4, 6, 10, 20, largest])))
                if joined is COMMENTS and i % 4 > 1 and lang in prose:  # among sentences, most of which say yes
                    others = [_clause(t, rng) for t in rng.sample(prose[lang], min(len(prose[lang]), len(others) + 4))]
                    others = list(dict.fromkeys([*others, *rng.sample(texts, rng.randint(1, 5))]))
                absent = sorted(plain.keys() - {t.casefold() for t in others})
                foreign = rng.sample(absent, rng.randint(0, 5) if i % 2 else 0)
                column = inject(
                    [*others, *foreign], rng.choice(names.split("|")), lang, allowed[i % 2], rng, source="comments",
                    table=f"comments/{lang}", odds=(1, 1) if len(others) < 10 else (3, 3, 2, 1),
                )  # fmt: skip
                column.languages[:] = [plain.get(t.casefold(), code) if t in foreign else code
                                       for t, code in zip(column.texts, column.languages, strict=True)]  # fmt: skip
                if len(others) < 10 and i % 3:  # short lists whose values all come back, placeholders too
                    column = _repeated(column, rng)
                out.append(column)
    return out


@lru_cache(maxsize=1)
def statements() -> frozenset[str]:
    """Return every comment, state and request, also in lower case."""
    texts = {t for joined in (*COMMENTS.values(), *STATES.values(), *REQUESTS.values()) for t in joined.split("|")}
    return frozenset(texts | {t.casefold() for t in texts})


def _clause(sentence: str, rng: random.Random) -> str:
    words = sentence.split()
    return " ".join(words[: rng.choice([3, 4, 6, 30])]) if len(words) > 3 else sentence[: rng.choice([8, 15, 200])]


_CASES = (str, str, str, str.upper, str.lower)  # "None" is no more of an answer than "none"
_CASE_TELLS = frozenset({"country_code", "state", "code", "chemical", "measure", "unit", "initial", "link", "program"})
_SPEAKING_MARKS = frozenset({"!!!", "?!", "+", "?", "??", "???", "????", "*", "**", "***", "x", "X", "#"})


def _repeated(column: LabelledColumn, rng: random.Random) -> LabelledColumn:
    counts = np.array([rng.randint(1, 3) for _ in column.texts], dtype=np.int64) * rng.choice([1, 6, 40])
    rows = int(counts.sum())
    return LabelledColumn(
        column.name, column.texts, counts, column.labels, column.languages, column.source, column.table,
        column.concept, 0, rows, len(column.texts),
    )  # fmt: skip


def hollow(vocabulary: Words, seed: int, size: int = 160) -> list[LabelledColumn]:
    """Columns in which every value means "no value": no list of options, however often each one stands there."""
    rng = random.Random(seed)
    bad = [item for item in vocabulary.items if item[2] in _NO_VALUE]
    marks = [item for item in bad if item[1] == "und"]
    out = []
    for i in range(size):
        some = dict.fromkeys(rng.sample(marks if i % 2 else bad, rng.choice([1, 2, 2, 3, 3, 5])))
        texts = list(dict.fromkeys(t for t, _, _ in some))
        counts = np.array([rng.choice([1, 5, 20, 30, 300]) for _ in texts], dtype=np.int64)
        out.append(LabelledColumn(
            column_name(rng.choice(sorted(own_columns.COLUMN_NAMES)), rng), texts, counts,
            np.full(len(texts), STATUS_OF_KIND["unknown"], dtype=np.int64),
            [next(code for t, code, _ in some if t == text) for text in texts], "hollow", "hollow",
        ))  # fmt: skip
    return out


def lists(
    vocabulary: Words, seed: int, left_out: frozenset[str] = frozenset(), repeats: int = 12
) -> list[LabelledColumn]:
    """Closed lists with "unknown" as a frequent entry: it is no answer there either."""
    rng = random.Random(seed)
    bad = Words([item for item in vocabulary.items if item[2] == "unknown" and len(item[0]) > 3])
    out = []
    for concept, names, ordinary, _ in own_columns.CONCEPTS:
        if concept not in left_out and concept in _LISTS:
            for _ in range(repeats):
                base = rng.sample(ordinary.split("|"), rng.choice([4, 6, 9]))
                column = inject(
                    base, rng.choice(names.split("|")), "mul", bad, rng, source="lists", table=f"concept/{concept}",
                    concept=concept, odds=(1, 4),
                )  # fmt: skip
                out.append(_repeated(column, rng))
    return out


_LISTS = frozenset({"shape", "weather", "country_code", "job", "city", "organism", "first_name", "product", "company"})


def _fits(item: tuple[str, str, str], concept: str) -> bool:
    # What would be an ordinary answer there cannot be taught as a placeholder.
    vague_is_fine = {"status", "product", "department", "title", "band", "company", "nickname", "code", "initial"}
    none_is_fine = NONE_ANSWERS | {"title", "nickname", "weather", "unit", "rating", "availability"}
    kind = item[2]
    if concept in further_columns.FURTHER:
        return kind in further_columns.kinds_of_missing(concept) and len(item[0]) > 3
    if concept in _NEW and kind in ("vague", "gibberish", "boilerplate", "reference", "dummy"):
        return False
    if concept in ("program", "unit", "finding", "link"):
        return kind == "unknown" and len(item[0]) > 5
    if concept in ("weather", "short name", "no warnings", "no animals", "no extras", "no defects"):
        return len(item[0]) > 4 or not item[0].isalnum()
    if kind in ("vague", "dummy", "gibberish", "boilerplate") and concept in vague_is_fine | {"review", "answer"}:
        return False
    if kind in ("none", "not applicable") and concept in none_is_fine:
        return False
    if kind == "pending" and concept in ("status", "availability", "finding"):
        return False
    if concept in ("initial", "code", "measure"):
        return len(item[0]) > 4 or (len(item[0]) > 1 and not item[0].isalnum())
    return not (concept in ("country_code", "state", "chemical") and len(item[0]) <= 2 and item[0].isalnum())


_NEW = frozenset({
    "no defects", "no extras", "no animals", "no warnings", "finding", "availability", "unit", "weather", "short name",
    "e-mail", "link", "program", "shape", "rating",
})  # fmt: skip
