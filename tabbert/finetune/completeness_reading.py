"""What a text means by itself: the examples, the linear reading of first vectors, and the fine-tuned end vectors.

Everything is fitted several times, each time without some of the languages, so that the head can be trained on readings
of texts whose language the reader has never seen.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

from tabbert.checks.completeness._reading import KINDS, Reading
from tabbert.checks.completeness._spelling import spoken
from tabbert.finetune import completeness_generator as generator
from tabbert.finetune.completeness_corpus import Words
from tabbert.finetune.completeness_dummies import people
from tabbert.finetune.completeness_phrases import names
from tabbert.finetune.completeness_prepared import Encode, Prepared
from tabbert.finetune.end_vector import EPOCHS, MORE_EPOCHS, Branch, EndReader, Example, States, go_on
from tabbert.finetune.end_vector import train as train_end
from tabbert.store.packs import read_pack

SEED = 20
PARTS = 4
"""Readings for training texts, each fitted without a quarter of the languages."""
_VALUES = 10_000  # ordinary texts that a reading is fitted on
_SHOUTED = 3_000  # of them also in capitals
_RESPELT = 0.25  # weight of a text in another spelling than its own
_AXES = 24
_REPLAYED = 15_000  # examples of kinds, while the end vector goes on with ends
_HALF = 0.6  # of the epochs: half the texts are learnt by heart sooner


class ReadingExamples(NamedTuple):
    """What a reading is fitted on.

    Attributes:
        texts: (n,).
        kinds: int64 (n,), index into `KINDS`.
        parts: int64 (n,), the part that each belongs to, with all of its language.
        weights: float32 (n,): a language with many words for a kind counts for little more than one with few.
    """

    texts: list[str]
    kinds: NDArray[np.int64]
    parts: NDArray[np.int64]
    weights: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EndReaders:
    """The end vector's reader, and two more that were each trained without half of the languages."""

    whole: EndReader
    halves: tuple[EndReader, EndReader]

    def save(self, path: Path) -> None:
        """Keep the fine-tuned branches, so that an interrupted run can go on."""
        torch.save([reader.branch.state_dict() for reader in (self.whole, *self.halves)], path)

    @classmethod
    def load(cls, path: Path, states: States) -> "EndReaders":
        """Read what `save` kept."""
        found = []
        for tensors in torch.load(path, weights_only=True):
            branch = Branch(read_pack(), 0)
            branch.load_state_dict(tensors)
            found.append(EndReader(branch.eval(), states))
        return cls(found[0], (found[1], found[2]))


def end_examples(
    columns: Sequence[Prepared], vocabulary: Words, cuts: Sequence[tuple[str, str, int, str]]
) -> list[Example]:
    """Collect what the end vector is fine-tuned on: the kinds of texts, and texts that are whole or cut off.

    Args:
        columns: prepared columns.
        vocabulary: placeholders by language and kind.
        cuts: (text, language, 1 if cut off, content), from `completeness_endings.examples`.
    """
    # Other spellings are left to the reading: the one end vector trained with them did worse in new languages.
    texts, kinds, parts, _ = reading_examples(columns, vocabulary, respelt=False)
    found: dict[str, Example] = {}
    for text, kind, part in zip(map(spoken, texts), kinds.tolist(), parts.tolist(), strict=True):
        found[text] = Example(text, part, kind=max(kind, found[text].kind) if text in found else kind)
    for cell, lang, is_cut, content in cuts:
        text = spoken(cell)
        whole = 0 if not is_cut and content not in ("text", "description") else -1
        known = found.get(text)
        found[text] = known._replace(cut=is_cut) if known else Example(text, part_of(lang), is_cut, whole)
    return list(found.values())


def further_ends(cuts: Sequence[tuple[str, str, int, str]]) -> list[Example]:
    """Collect what the end vector goes on with, from `completeness_endings.further_examples`."""
    found: dict[str, Example] = {}
    for cell, lang, is_cut, _ in cuts:
        found.setdefault(spoken(cell), Example(spoken(cell), part_of(lang), is_cut))
    return list(found.values())


def fit_ends(
    found: Sequence[Example], further: Sequence[Example], states: States, *, seed: int = SEED, epochs: float = EPOCHS,
    log: Callable[[str], None] = print,
) -> EndReaders:  # fmt: skip
    """Fine-tune the end vector on all examples, then on further ends; and on each half of the languages."""
    kinds = [e for e in found if e.kind >= 0]
    replayed = [kinds[i] for i in np.random.default_rng(seed).permutation(len(kinds))[:_REPLAYED].tolist()]

    def fit(without: int | None, epochs: float, more: float) -> EndReader:
        learnt, ends, again = ([e for e in some if e.part % 2 != without] for some in (found, further, replayed))
        reader = train_end(learnt, states, seed=seed, epochs=epochs, log=log)
        return go_on(reader, ends, again, seed=seed + 1, epochs=more, log=log)

    halves = [fit(half, _HALF * epochs, _HALF * MORE_EPOCHS) for half in (0, 1)]
    whole = fit(None, epochs, MORE_EPOCHS)
    return EndReaders(whole, (halves[0], halves[1]))


def part_of(group: str) -> int:
    """Return the part, 0 to 3, that a language (or what else must stay together) belongs to."""
    return zlib.crc32(group.encode()) % PARTS


def reading_examples(columns: Sequence[Prepared], vocabulary: Words, *, respelt: bool = True) -> ReadingExamples:
    """Collect ordinary values, and placeholders as they are listed; `respelt` adds both in capitals and as titles."""
    kind_of: dict[str, tuple[str, str]] = {}
    for text, lang, kind in vocabulary.items:
        kind_of.setdefault(text, (kind, lang))
    folded = {t.casefold(): v for t, v in kind_of.items()}
    values: dict[str, str] = {}  # concept or language that a text was made for: always read, and left out together
    alike = frozenset(names())
    nobody = frozenset(text for text, _, _ in people())  # read like anybody
    for p in columns:
        for i in p.index:
            text, label = p.column.texts[i], p.column.labels[i]
            if label == 0 and text.casefold() not in folded:
                own = {
                    "concepts": p.column.concept,
                    "comments": p.column.languages[i],
                    "dummies": p.column.languages[i],
                }.get(p.column.source, "")
                values[text] = values.get(text) or own or ("names" if text in alike else "")
            elif label > 0 and text.casefold() not in folded and p.column.source != "suppressed":
                vague = "reference" if text.casefold().startswith("see") else "vague"
                missing = "dummy" if p.column.source == "dummies" else "unknown"
                if label <= 3 and text not in nobody:  # of values cut off or out of place, the words say nothing
                    kind = {1: missing, 2: vague, 3: "gibberish"}[int(label)]
                    kind_of[text] = (kind, p.column.languages[i])
    listed = frozenset(kind_of)
    for text, (kind, lang) in list(kind_of.items()):
        if respelt and kind != "gibberish":  # tables shout, and spell what they say like a title
            for way in (str.upper, str.title):
                kind_of.setdefault(way(text), (kind, lang))
    said = generator.statements()
    order = sorted((t for t in values if t not in kind_of), key=lambda t: (not values[t], zlib.crc32(t.encode())))
    plain = order[:_VALUES]
    shouted = plain[-_SHOUTED:] if respelt else []  # so do ordinary values
    for text in shouted:
        values.setdefault(text.upper(), values[text])
    own_spelling = listed.union(plain)
    plain = list(dict.fromkeys([*plain, *(text.upper() for text in shouted if text.upper() not in kind_of)]))
    texts = [*plain, *kind_of]
    own_kinds = [KINDS.index("statement") if t in said or t.casefold() in said else 0 for t in plain]
    kinds = np.array(own_kinds + [KINDS.index(k) for k, _ in kind_of.values()], dtype=np.int64)
    groups = [values[t] or t for t in plain] + [
        t if lang in ("und", "gib", "mul") else lang for t, (_, lang) in kind_of.items()
    ]
    parts = np.array([part_of(g) for g in groups], dtype=np.int64)
    words = [(lang, kind) for kind, lang in kind_of.values()]
    n_words = Counter(words)
    balanced = np.array([n_words[own] ** -0.5 for own in words])
    weights = np.concatenate([np.ones(len(plain)), balanced / (balanced.mean() if words else 1.0)])
    weights[[text not in own_spelling for text in texts]] *= _RESPELT
    return ReadingExamples(texts, kinds, parts, weights.astype(np.float32))


def fit_reading(
    x: NDArray[np.float32],
    kinds: NDArray[np.int64],
    weights: NDArray[np.float32],
    names: NDArray[np.float32],
    ends: EndReader,
) -> Reading:
    """Fit a linear reading of first vectors x, float32 (n, dim), and the axes of the columns' names."""
    mean = x[kinds == 0].mean(axis=0)
    scale = 1.0 / float((x - mean).std())
    model = LogisticRegression(C=0.02, max_iter=80, tol=2e-3).fit((x - mean) * scale, kinds, sample_weight=weights)
    weights = np.zeros((x.shape[1], len(KINDS)), dtype=np.float32)
    bias = np.full(len(KINDS), -30.0, dtype=np.float32)
    weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    axes = PCA(_AXES, random_state=SEED).fit(np.concatenate([x[kinds == 0][:6000], names]) - mean).components_.T
    axes = np.ascontiguousarray(axes, dtype=np.float32)
    nothing = np.zeros(x.shape[1], dtype=np.float32)
    return Reading(mean.astype(np.float32), scale, weights, bias, axes, *ends.heads, nothing, 0.0)


def with_asking(reading: Reading, columns: Sequence[Prepared], first: Encode) -> Reading:
    """Return the reading with what it makes of columns' names: does one ask for things of which there may be none?

    It is learnt from the names of made columns; where columns of both kinds share one, most of them count.
    """
    said: dict[str, list[bool]] = {}
    for p in columns:
        if p.column.source in ("concepts", "synthetic"):
            said.setdefault(p.name, []).append(p.column.concept in generator.NONE_ANSWERS)
    asked = [np.mean(own) > 0.5 for own in said.values()]
    if len(set(asked)) < 2:
        return reading
    vectors = reading.centre(first(list(said)))
    model = LogisticRegression(C=0.03, class_weight="balanced", max_iter=500).fit(vectors, asked)
    return replace(reading, asks=model.coef_[0].astype(np.float32), asks_bias=float(model.intercept_[0]))
