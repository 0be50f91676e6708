"""What the student of the default encoder reads: short texts of all kinds in about 150 languages, without labels.

Two kinds of sources. Everything that the completeness recipe learns from, with its generators, in the project's data
folder. And a folder of unpacked, freely licensed packages: translations of programs (`.mo`), documentation (`.html`),
quotations (`fortunes`) and lists of words (`.msgpack.gz`), every file of which is in the manifest with its hash.
"""

import gettext
import gzip
import hashlib
import html
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tabbert.encoders._tokenizer import SPECIAL, PackTokenizer
from tabbert.encoders.embedded import PREFIX, EmbeddedEncoder
from tabbert.finetune import clustering, completeness
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_endings as endings
from tabbert.finetune.completeness_prepared import prepare, texts_of
from tabbert.finetune.completeness_reading import SEED, end_examples
from tabbert.finetune.student_batches import TokenTexts

__all__ = [
    "HeldOut", "Restricted", "Sources", "package_texts", "project_texts", "restricted", "texts_of_sources", "tokenised",
]  # fmt: skip

_PER_FILE, _PER_LANGUAGE, _WORDS = 4_000, 14_000, 2_500
"""Most texts of a file; of a language in translations and documentation; of a language's list of words."""
_LONGEST = 400
_MASK = 250_001
_TABLES = {
    "B_row_classification/wildlife_strikes.csv": "public domain (FAA)",
    "B_row_classification/seattle_projects.csv": "public domain (US open data)",
    "B_row_classification/daily_show_guests.csv": "CC BY 4.0 (FiveThirtyEight)",
}
_NO_LANGUAGES = ("doc", "usr", "www", "src", "lib", "map")
_SHORT = {"kat": "ka", "mar": "mr", "pbu": "ps", "ssw": "ss", "nno": "nn", "hau": "ha"}
_TAG = re.compile(r"<[^>]{0,300}>")
_MARKUP = re.compile(r"(?is)<(script|style|pre|code)\b.*?</\1>")
_BLOCK = re.compile(r"(?i)</?(?:p|li|h\d|td|th|dt|dd|div|tr|ul|ol|title)\b[^>]*>")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class HeldOut:
    """What the student must not read, because it is tested on.

    Attributes:
        tables: of open government data.
        languages: two or three letters, of the completeness recipe's data.
        concepts: kinds of columns.
        sib_languages: of SIB-200.
        sentences: SIB-200's `index_id`, in every language.
        roots: of the product taxonomy.
        everywhere: languages left out of the packages, too.
    """

    tables: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    sib_languages: frozenset[str] = frozenset()
    sentences: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    everywhere: frozenset[str] = field(default=frozenset({"ka", "mr", "ps", "ss", "nn", "ha"}))


@dataclass(frozen=True)
class Sources:
    """Where texts come from.

    Attributes:
        data: the project's data folder, or None.
        packages: folder of unpacked packages, each in a folder of its own, or None.
    """

    data: Path | None = None
    packages: Path | None = None


def texts_of_sources(sources: Sources, held_out: HeldOut) -> tuple[list[str], list[dict[str, str]]]:
    """Return distinct texts, and the manifest: path or package, licence where known, and sha256."""
    texts: list[str] = []
    manifest: list[dict[str, str]] = []
    if sources.data:
        texts += project_texts(sources.data, held_out)
        for name, licence in (corpus.MANIFEST | _TABLES).items():
            digest = hashlib.sha256((sources.data / name).read_bytes()).hexdigest()
            manifest.append({"path": name, "sha256": digest, "licence": licence})
    if sources.packages:
        found, listed = package_texts(sources.packages, held_out)
        texts += found
        manifest += listed
    return list(dict.fromkeys(texts)), manifest


def project_texts(data: Path, held_out: HeldOut) -> list[str]:
    """Return the distinct texts of the project's own data and generators that are not held out."""
    _, known = completeness.vocabularies(data, held_out.languages)
    columns = completeness.training_columns(
        data, vocabulary=known, tables_left_out=held_out.tables, languages_left_out=held_out.languages,
        concepts_left_out=held_out.concepts,
    )  # fmt: skip
    prepared = prepare(columns)
    cuts = endings.examples(completeness.pools_of_endings(data, held_out.languages), SEED)
    found = [*texts_of(prepared), *(e.text for e in end_examples(prepared, known, cuts))]
    short = pl.read_parquet(data / "A_completeness/short_text_columns.parquet")
    allowed = [corpus.language(code) not in held_out.languages for code in short["lang"]]
    found += short.filter(pl.Series(allowed))["text"].to_list()
    sib = pl.read_parquet(data / clustering.SIB200)
    tested = set(sib.filter(pl.col("index_id").is_in(list(held_out.sentences)))["text"])
    found += sib.filter(~pl.col("lang").is_in(list(held_out.sib_languages)))["text"].to_list()
    taxonomy = pl.read_parquet(data / clustering.TAXONOMY)
    asked = set(taxonomy.filter(pl.col("root_en").is_in(list(held_out.roots)))["name"])
    found += taxonomy["name"].to_list()
    for name in _TABLES:
        frame = corpus.read_csv(data / name).sample(1500, shuffle=True, seed=0)
        found += [" | ".join(f"{key}: {value}" for key, value in row.items() if value) for row in frame.to_dicts()]
    beginnings = {text[:24] for text in tested}  # a tested sentence is not read cut off, either
    return [text for text in dict.fromkeys(found)
            if text.strip() and text not in asked and text[:24] not in beginnings]  # fmt: skip


def package_texts(folder: Path, held_out: HeldOut) -> tuple[list[str], list[dict[str, str]]]:
    """Return the packages' texts, balanced over languages, and the manifest: package, files and their hash."""
    by_language: dict[str, list[str]] = {}
    manifest: dict[str, Any] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        reader = next((reader for ending, reader in _READERS.items() if path.name.endswith(ending)), None)
        language = _language(path)
        if reader is None or language in held_out.everywhere:
            continue
        found = list(dict.fromkeys(text for text in map(_plain, reader(path)) if _worth(text)))
        found.sort(key=lambda text: zlib.crc32(text.encode()))
        limit = _WORDS if reader is _words else _PER_FILE
        key = f"{language} words" if reader is _words else language
        by_language.setdefault(key, []).extend(found[:limit])
        entry = manifest.setdefault(path.relative_to(folder).parts[0], [0, hashlib.sha256()])
        entry[0] += 1
        entry[1].update(path.read_bytes())
    texts: dict[str, None] = {}
    for found in by_language.values():
        distinct = sorted(dict.fromkeys(found), key=lambda text: zlib.crc32(text.encode()))
        texts.update(dict.fromkeys(distinct[:_PER_LANGUAGE]))
    listed = [{"package": name, "files": str(n), "sha256": digest.hexdigest()}
              for name, (n, digest) in manifest.items()]  # fmt: skip
    return list(texts), listed


def _language(path: Path) -> str:
    """Return what language the path says the file is in, two or three letters; "" for none."""
    for part in reversed(path.parts):
        if found := re.fullmatch(r"([a-z]{2,3})(?:[-_@.].*)?", part.removesuffix(".html")):
            if found[1] not in _NO_LANGUAGES:
                return _SHORT.get(found[1], found[1])
        elif found := re.fullmatch(r"(?:large|small)_([a-z]{2,3})\.msgpack\.gz|.*-([a-z]{2})", part):
            return str(found[1] or found[2])
    return ""


def _messages(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    except (OSError, ValueError, UnicodeDecodeError, LookupError):
        return
    for key, text in catalogue.items():
        if key and isinstance(text, str):
            yield from text.split("\n\n")


def _paragraphs(path: Path) -> Iterator[str]:
    text = _MARKUP.sub(" ", path.read_text(encoding="utf-8", errors="replace"))
    yield from (html.unescape(_TAG.sub("", part)) for part in _BLOCK.split(text))


def _quotations(path: Path) -> Iterator[str]:
    raw = path.read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return
    yield from text.split("\n%\n")


def _words(path: Path) -> Iterator[str]:
    import msgpack

    with gzip.open(path) as file:
        rows = msgpack.unpackb(file.read(), raw=False)
    count = 0
    for row in rows[1:]:
        for word in row:
            yield word
            count += 1
            if count == 4 * _WORDS:
                return


_READERS = {
    ".mo": _messages, ".html": _paragraphs, ".u8": _quotations, ".msgpack.gz": _words,
}  # fmt: skip


def _plain(text: str) -> str:
    """Return one line without markup, accelerators and place holders of programs."""
    text = _SPACES.sub(" ", _TAG.sub("", text)).strip()
    return text.replace("_", "", 1) if re.match(r"^_?\w+_?\w*\.*…?$", text) else text.replace("&", "")


def _worth(text: str) -> bool:
    return 1 < len(text) <= _LONGEST * 3 and any(c.isalpha() for c in text) and "\ufffd" not in text


@dataclass(frozen=True, eq=False)
class Restricted:
    """Texts whose ids count only the pieces that occur, and which pieces these are."""

    texts: TokenTexts
    pieces: Any


def tokenised(texts: Sequence[str], longest: int = 126) -> tuple[list[Any], tuple[int, ...], tuple[int, ...]]:
    """Return each text's ids without what is around it, cut to the longest, and what is put before and after."""
    tokenizer = PackTokenizer(EmbeddedEncoder().prepare())
    whole = tokenizer.ids([PREFIX + "a", PREFIX + "b"])
    same = int(np.argmin(whole[0] == whole[1]))
    before, after = whole[0][:same], whole[0][same + 1 :]
    rows = []
    for start in range(0, len(texts), 20_000):
        for row in tokenizer.ids([PREFIX + text[:2000] for text in texts[start : start + 20_000]]):
            if np.array_equal(row[:same], before):
                rows.append(row[same : len(row) - len(after)][:longest])
    return rows, tuple(before.tolist()), tuple(after.tolist())


def restricted(parts: Sequence[Sequence[Any]], around: Sequence[tuple[int, ...]], limit: int) -> list[Restricted]:
    """Return the parts with ids that count the pieces in use; rarer ones are left out of a text.

    Args:
        parts: ids of texts; every piece of the last part is kept, others by their frequency.
        around: ids before and after every text.
        limit: most pieces.
    """
    counts = np.bincount(np.concatenate([np.concatenate(part) for part in parts]), minlength=250_037)
    always = np.concatenate([*parts[-1], *map(np.array, around), [*range(len(SPECIAL)), _MASK]]).astype(np.int64)
    counts[always] += counts.max() + 1
    kept = np.sort(np.argsort(-counts, kind="stable")[: min(limit, int((counts > 0).sum()))])
    place = np.full(len(counts), -1, np.int32)
    place[kept] = np.arange(len(kept))
    before, after = (tuple(place[list(some)].tolist()) for some in around)
    found = []
    for part in parts:
        rows = [row for row in (own[own >= 0] for own in (place[row] for row in part)) if len(row)]
        texts = TokenTexts(np.concatenate(rows), np.cumsum([len(row) for row in rows]), before, after, len(kept))
        found.append(Restricted(texts, kept))
    return found
