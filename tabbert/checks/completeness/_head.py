"""The completeness head: small networks and trees over `features`, from hashed arrays and run with numpy alone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness._characters import Characters
from tabbert.checks.completeness._features import ColumnView, endings, features, place
from tabbert.checks.completeness._known import KnownWords, plain
from tabbert.checks.completeness._networks import Networks
from tabbert.checks.completeness._profile import (
    ColumnState,
    begun,
    needs_vector,
    repeats_name,
    sentinel_scores,
    spelt,
    value_counts,
)
from tabbert.checks.completeness._qualified import qualified
from tabbert.checks.completeness._reading import KINDS, Reading
from tabbert.checks.completeness._sentinels import evidence as sentinel_evidence
from tabbert.checks.completeness._trees import Trees
from tabbert.errors import ModelStoreError

STATUSES = ("complete", "placeholder", "uninformative", "gibberish", "truncated", "misplaced")
"""What the head tells apart, in the order of its probabilities."""

_BLOCK = 4096  # values at a time: what is computed of them stays in the processor's cache
_LISTED_SHARE = 0.25  # from here on, a "not applicable" among several options is an option of a closed list
_LISTED_DISTINCT = 25
_DOUBT = {"statement": 2.0, "none": 0.5}
"""Benefit of the doubt, in log-odds: what may be an answer is flagged less readily."""
_ASKED = 6.0
"""The same for "none", on top, where the column's name asks for it."""
_WRITTEN, _NOBODYS = frozenset({"null", "nan"}), -0.5
"""What programs write reads like "none", but is nobody's answer: where "none" is one, that speaks against it."""
_MEANT, _MEANT_SHIFT = 0.3, 1.0
"""Weight and shift of what the end vector says of a value's meaning, beside the judges (`_weigh`)."""
_EVIDENCE = (-4.0, 6.0)  # its bounds, in log-odds
_JUDGED_CUT, _CUT_SHIFT = 0.8, 2.0
"""Weight of what the judges say of a value's being cut off, beside the networks of endings, and shift of both."""
_PERHAPS_CUT = 3.0  # log-odds: of a short text, its end says no more
_USUAL_GAP, _LARGEST_GAP = 1.0, 4.0
"""Powers of ten by which longer words may be more frequent than a whole one, and up to which that is counted."""
_LEAST = 1e-6  # probability, so that its logarithm is finite
_NOTHING = np.empty(0, np.float32)
_SHORT = 8  # characters: what is shorter may be a name or the start of one, and only its column can tell
_SPEAKING = tuple(KINDS.index(kind) for kind in ("unknown", "not applicable"))
_MEANING = {
    "unknown": "means 'no value'",
    "not applicable": "means 'not applicable'",
    "none": "means 'none' where values are expected",
    "pending": "means 'to be filled in later'",
    "dummy": "looks like test or dummy data",
    "reference": "refers elsewhere instead of saying it",
    "vague": "says only 'other' or 'various'",
    "boilerplate": "is standard text without content",
    "gibberish": "looks like random typing",
    "value": "does not fit the column",
    "statement": "does not fit the column",
}
_REASON = {
    "gibberish": "looks like random typing",
    "truncated": "stops short of its end",
    "misplaced": "is of another kind than its column",
}


@dataclass(frozen=True, eq=False)
class Predictions:
    """Hold what the head says of m values.

    Attributes:
        score: float64 (m,), probability that the value serves its column.
        status: object (m,), one of `STATUSES`.
        evidence: object (m,), why; empty for complete values; never the value itself.
        probabilities: float32 (m, 6), in the order of `STATUSES`.
    """

    score: NDArray[np.float64]
    status: NDArray[np.object_]
    evidence: NDArray[np.object_]
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Head:
    """Judge values of text columns.

    Attributes:
        reading: how vectors are read.
        judge: log-odds of `STATUSES` from `features` and the column's facts.
        trees: the same; the mean of both counts. Networks draw their lines on where no training column was, trees stop
            at the last step that they saw.
        ending: log-odds of being cut off from `endings`: it sees little, and so cannot learn columns by heart.
        known: words that are known to stand for a missing value.
        card: what it was trained on and how well it does.
    """

    reading: Reading
    judge: Networks
    trees: Trees
    ending: Networks
    known: KnownWords
    card: dict[str, Any]

    def predict(
        self, texts: Sequence[str], characters: Characters, vectors: NDArray[np.float32], state: ColumnState
    ) -> Predictions:
        """Judge distinct, non-blank values of one column; pure, and each value by itself.

        Args:
            texts: (m,) values; read where they are numbers, dates or codes, and looked up among the known words.
            characters: their scan.
            vectors: float32 (m, width); rows of values that need none (see `needs_vector`) are not read.
            state: the fitted column, with vectors.
        """
        c = characters
        needed = needs_vector(c, state)
        probabilities = np.zeros((len(texts), len(STATUSES)), dtype=np.float32)
        probabilities[:, 0] = 1.0
        evidence = np.full(len(texts), "", dtype=object)
        kind = np.zeros(len(texts), dtype=np.int64)
        if needed.any():
            some = np.asarray(vectors, dtype=np.float32)[needed]
            own = [texts[i] for i in np.flatnonzero(needed).tolist()]
            written = np.array([plain(text) in _WRITTEN for text in own])
            words = self.known.look_up(own), qualified(own, self.known, state.word_hash)
            last = begun(own, state), spelt(own, state)
            read = self._read(c.take(needed), some, state, words, last, written)
            probabilities[needed], kind[needed] = read
        shaped = np.flatnonzero(~needed)
        if len(shaped):
            found, reason = sentinel_scores([texts[i] for i in shaped.tolist()], c.take(shaped), state)
            probabilities[shaped, 0] = found
            probabilities[shaped, 1] = 1 - found
            evidence[shaped] = sentinel_evidence(reason)
            speaking = np.isin(self.known.look_up([texts[i] for i in shaped.tolist()]), _SPEAKING)
            said = shaped[speaking & ~c.numeric[shaped]]  # "#DIV/0!" is shaped like a code
            probabilities[said, :2], evidence[said] = (0.05, 0.95), _MEANING["unknown"]
        named = repeats_name(texts, c, state)
        probabilities[named] = 0
        probabilities[named, :2], evidence[named] = (0.05, 0.95), "repeats the column's name"
        score = probabilities[:, 0].astype(np.float64)
        best = 1 + probabilities[:, 1:].argmax(axis=1)
        finding = score < 0.5
        share = value_counts(c, state) / max(state.n_filled, 1)
        listed = (share >= _LISTED_SHARE) & needed & (3 <= state.n_distinct <= _LISTED_DISTINCT)
        best[listed & (best == 1) & (kind == KINDS.index("not applicable"))] = 2
        status = np.array(STATUSES, dtype=object)[np.where(finding, best, 0)]
        for i in np.flatnonzero(finding & needed & ~named):
            why = _REASON.get(str(status[i])) or _MEANING[KINDS[kind[i]]]
            evidence[i] = f"{why} (p={1 - score[i]:.2f}); {share[i]:.1%} of filled rows"
        evidence[~finding] = ""
        return Predictions(score, status, evidence, probabilities)

    def _read(
        self, characters: Characters, vectors: NDArray[np.float32], state: ColumnState,
        words: tuple[NDArray[np.int8], NDArray[np.int8]], last: tuple[NDArray[np.bool_], NDArray[np.float32]],
        written: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:  # fmt: skip
        view, (known, beside) = ColumnView(state, self.reading), words
        probabilities = np.empty((len(vectors), len(STATUSES)), dtype=np.float32)
        kind = np.empty(len(vectors), dtype=np.int64)
        for start in range(0, len(vectors), _BLOCK):
            block = np.arange(start, min(start + _BLOCK, len(vectors)))
            placement = place(view, vectors[start : start + _BLOCK])
            own = characters.take(block)
            ends = endings(view, own, placement, last[0][block], last[1][block])
            inputs = features(view, own, placement, known[block], beside[block], ends)
            judged = (self.judge(inputs, view.facts) + self.trees(inputs, view.facts)) / np.float32(2)
            cut = self.ending(ends, _NOTHING)[:, 0]
            longer = _begins_longer(last[1][block], state.spelling)
            cut = np.where(own.length < _SHORT, np.minimum(cut - 1, _PERHAPS_CUT), cut + longer)
            asked = view.asks_none * np.where(written[block], _NOBODYS, 1.0)
            probabilities[block] = _weigh(_softmax(judged), placement.meaning, placement.ending.meaning, cut, asked)
            meant = (placement.meaning + placement.ending.meaning).argmax(axis=1)
            kind[block] = np.where(known[block] > 0, known[block], meant)  # a name for nobody reads like anybody's
        return probabilities, kind

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return every number of the head by name, for `numpy.savez`."""
        r = self.reading
        arrays: dict[str, NDArray[Any]] = {
            "reading.mean": r.mean, "reading.scale": np.asarray(r.scale, np.float32), "reading.kinds": r.kinds,
            "reading.bias": r.bias, "reading.axes": r.axes, "reading.end_heads": r.end_heads,
            "reading.end_bias": r.end_bias, "reading.asks": r.asks,
            "reading.asks_bias": np.asarray(r.asks_bias, np.float32), "known.hash": self.known.hash,
            "known.kind": self.known.kind,
        }  # fmt: skip
        for name in ("judge", "trees", "ending"):
            arrays |= getattr(self, name).to_arrays(name)
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], card: dict[str, Any]) -> "Head":
        """Rebuild a head from `to_arrays`."""
        reading = Reading(
            arrays["reading.mean"], float(arrays["reading.scale"]), arrays["reading.kinds"],
            arrays["reading.bias"], arrays["reading.axes"], arrays["reading.end_heads"], arrays["reading.end_bias"],
            arrays["reading.asks"], float(arrays["reading.asks_bias"]),
        )  # fmt: skip
        known = KnownWords(arrays["known.hash"], arrays["known.kind"])
        judge, ending = (Networks.from_arrays(arrays, name) for name in ("judge", "ending"))
        return cls(reading, judge, Trees.from_arrays(arrays, "trees"), ending, known, card)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True), dtype=np.float32)


def _begins_longer(lexicon: NDArray[np.float32], spelling: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return further log-odds of being cut off, float32 (m,), 0 to 4, where the last word only begins other words.

    The networks of ends have seen too few such values to go by it: most training texts were cut between words, or in
    languages without a list. It counts as far as the lists know the column's words.
    """
    known, longer, _, spelt = lexicon.T
    listed, usual, _ = spelling
    gap = np.clip(longer - known - max(usual, 0.0) - _USUAL_GAP, 0, _LARGEST_GAP)
    return np.asarray(spelt * listed**2 * gap, dtype=np.float32)


def _weigh(
    probabilities: NDArray[np.float32], meaning: NDArray[np.float32], said: NDArray[np.float32],
    cut: NDArray[np.float32], asks_none: NDArray[np.float64],
) -> NDArray[np.float32]:  # fmt: skip
    """Weigh the judges' probabilities, float32 (m, 6), with what they cannot know.

    They have learnt from readers that had not seen a training text's language, and so were trained on fewer than the
    reader that is shipped: its word counts for more than they give it, as one more expert in a product of
    experts (Hinton: Training products of experts by minimizing contrastive divergence, 2002). And what may be an
    answer is given the benefit of the doubt.

    Args:
        probabilities: of `STATUSES`; they sum to 1, before and afterwards.
        meaning: float32 (m, 11), log-probabilities of `KINDS` by the first vector.
        said: float32 (m, 11), the same by the end vector.
        cut: float32 (m,), log-odds of being cut off by the ends alone.
        asks_none: float64 (m,), probability that "none" is an answer in this column; negative for what cannot be one.
    """
    doubt = _ASKED * asks_none * np.exp(meaning[:, KINDS.index("none")])
    doubt += sum(weight * np.exp(meaning[:, KINDS.index(kind)]) for kind, weight in _DOUBT.items())
    ordinary = np.exp(said[:, KINDS.index("value")]) + np.exp(said[:, KINDS.index("statement")])
    other = np.maximum(1 - ordinary, 0)  # log-probabilities have a floor: two of them may add up to more than 1
    meant = np.log(other + 1e-4) - np.log(ordinary + 1e-4) + _MEANT_SHIFT
    weighed = probabilities.copy()
    weighed[:, 0] *= np.exp(doubt)
    weighed[:, 1:4] *= np.exp(_MEANT * np.clip(meant, *_EVIDENCE))[:, None]
    complete, truncated = probabilities[:, 0], probabilities[:, STATUSES.index("truncated")]
    judged = np.log((truncated + _LEAST) / (complete + _LEAST))
    weighed[:, STATUSES.index("truncated")] = complete * np.exp(_JUDGED_CUT * judged + cut + _CUT_SHIFT)
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), dtype=np.float32)


def digest() -> str:
    """Return the sha256 of the shipped head, as its card gives it; `load` checks that it is true."""
    card = json.loads((files(__package__) / "head.json").read_text(encoding="utf-8"))
    return str(card["sha256"])


@lru_cache(maxsize=1)
def load() -> Head:
    """Return the shipped head; checked once per process.

    Raises:
        ModelStoreError: the file is not the one that its card describes.
    """
    return read(files(__package__))


def read(folder: Traversable) -> Head:
    """Read `head.npz` beside its card `head.json`, and trust it only if its sha256 is the card's."""
    card = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    data = (folder / "head.npz").read_bytes()
    if hashlib.sha256(data).hexdigest() != card["sha256"]:
        raise ModelStoreError(
            "completeness/head.npz", "its sha256 is not the one in its card, head.json.", "reinstall tabbert."
        )
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Head.from_arrays({name: arrays[name] for name in arrays.files}, card)
