"""Adapt the language removal of clustering to a user's own texts: pairs that say the same, or texts with a label."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tabbert import language_removal
from tabbert.algorithms.language_removal import LanguageRemoval, adapt_language_removal
from tabbert.algorithms.neighbours import nearest, unit
from tabbert.errors import InvalidParameterError
from tabbert.finetune.clustering import Encode

__all__ = ["Adapted", "adapt", "labelled", "pairs", "run", "save"]

Texts = Sequence[str | None]
FEWEST = 50  # texts; on fewer, neither the map nor its test means anything
HELD_OUT = 5  # every fifth of them is
MOST_HELD_OUT = 4000  # enough for figures, and 64 MB


@dataclass(frozen=True, eq=False)
class Adapted:
    """A map that was adapted, and what that brought on texts it had not seen.

    Attributes:
        removal: made from all texts.
        n_texts: distinct texts it was made from.
        n_held_out: of them, those that the figures are about; they were held out of the map that was measured.
        before: of the nearest ones of a text, as many as belong to it, the share that do, by the map before.
        after: the same by the map adapted to the other texts.
        chance: what the gain must exceed: two standard errors of it.
        kind: "pairs" or "labels".
        start: sha256 of the card of the map it started from, "shipped" for tabbert's own.
    """

    removal: LanguageRemoval
    n_texts: int
    n_held_out: int
    before: float
    after: float
    chance: float
    kind: str = "pairs"
    start: str = "shipped"

    @property
    def wins(self) -> bool:
        """Whether it is better than what was there, by more than chance."""
        return self.after - self.before > self.chance


def run(
    first: Texts,
    second: Texts,
    *,
    kind: Literal["pairs", "labels"],
    start: Path | None = None,
    encode: Encode | None = None,
) -> Adapted:
    """Adapt a map, and measure it on a fifth that it has not seen.

    Args:
        first: texts (n,); None and blanks are left out.
        second: (n,), of each text another one that says the same, or its label.
        kind: which of both.
        start: folder of the map to start from; None takes the shipped one.
        encode: of the encoder that the map is for; None takes the default encoder.

    Raises:
        InvalidParameterError: there are too few texts, or none that says the same as another.
        ModelStoreError: ``start`` holds no map.
    """
    if encode is None:
        from tabbert.finetune.encoding import default_encode

        encode = default_encode()
    removal = language_removal.load(start) if start else language_removal.shipped()
    origin = hashlib.sha256((start / language_removal.CARD).read_bytes()).hexdigest() if start else "shipped"
    texts, groups, held_out = (pairs if kind == "pairs" else labelled)(first, second)
    found = adapt(texts, groups, held_out, encode, removal, topics=kind == "labels")
    return replace(found, kind=kind, start=origin)


def save(adapted: Adapted, folder: Path, data: Path) -> Path:
    """Write the map and its card, which holds figures and hashes and no text; return the array file.

    Args:
        adapted: what to write.
        folder: where to.
        data: the file it was made from.
    """
    card = {
        "name": "language removal, adapted",
        "encoder": "multilingual-e5-small, frozen; 'query: ' prefix, mean pooling, length one",
        "recipe": f"tabbert finetune clustering, from {adapted.kind} (closed form, no seed)",
        "started_from": adapted.start,
        "data": [{"sha256": hashlib.sha256(data.read_bytes()).hexdigest(), "texts": adapted.n_texts}],
        "held_out": {
            "texts": adapted.n_held_out,
            "r_precision_before": round(adapted.before, 4),
            "r_precision_after": round(adapted.after, 4),
        },
        "limits": ["it fits the texts it was made from and those like them; others may lose"],
    }
    return language_removal.save(adapted.removal, card, folder)


def pairs(left: Texts, right: Texts) -> tuple[list[str], NDArray[np.int64], NDArray[np.bool_]]:
    """Return distinct texts, their groups, and which to hold out: whole groups, drawn by the hash of their first text.

    A text that stands in several pairs joins them.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    known = [(a, b) for a, b in zip(left, right, strict=True) if _says(a) and _says(b) and a != b]
    places = {text: place for place, text in enumerate(sorted({str(text) for pair in known for text in pair}))}
    ends = np.array([[places[str(a)], places[str(b)]] for a, b in known], np.int64).reshape(-1, 2).T
    joins = coo_array((np.ones(ends.shape[1], np.int8), (ends[0], ends[1])), shape=(len(places),) * 2)
    groups = np.asarray(connected_components(joins, directed=False)[1], np.int64)
    texts = list(places)
    first = {group: text for text, group in zip(reversed(texts), reversed(groups.tolist()), strict=True)}
    return texts, groups, np.array([_drawn(first[group]) for group in groups.tolist()], bool)


def labelled(texts: Texts, labels: Texts) -> tuple[list[str], NDArray[np.int64], NDArray[np.bool_]]:
    """Return distinct texts, their labels' numbers, and which to hold out: texts drawn by their hash."""
    known = {str(text): str(label) for text, label in zip(texts, labels, strict=True) if _says(text) and _says(label)}
    distinct = sorted(known)
    groups = np.unique([known[text] for text in distinct], return_inverse=True)[1] if distinct else np.empty(0)
    return distinct, groups.astype(np.int64), np.array([_drawn(text) for text in distinct], bool)


def adapt(
    texts: Sequence[str],
    groups: NDArray[np.int64],
    held_out: NDArray[np.bool_],
    encode: Encode,
    removal: LanguageRemoval,
    *,
    topics: bool = False,
) -> Adapted:
    """Adapt a map to texts with groups, and measure it on those held out.

    Args:
        texts: (n,), distinct.
        groups: (n,), equal numbers for texts that say the same.
        held_out: (n,).
        encode: of the encoder that the map is for.
        removal: the map to start from.
        topics: whether the groups are all there is to tell apart.

    Raises:
        InvalidParameterError: there are too few texts, or none that says the same as another.
    """
    alone = np.bincount(groups, minlength=1)[groups] < 2 if len(groups) else np.empty(0, bool)
    if len(texts) - alone.sum() < FEWEST:
        expected = f"at least {FEWEST} different texts that say the same as another one"
        raise InvalidParameterError("data", expected, int(len(texts) - alone.sum()))
    vectors = encode(texts)
    trial = adapt_language_removal(removal, vectors[~held_out], groups[~held_out], topics=topics)
    asked, wanted = vectors[held_out][:MOST_HELD_OUT], groups[held_out][:MOST_HELD_OUT]
    before, after = _found(removal, asked, wanted), _found(trial, asked, wanted)
    if len(before) < 2:
        raise InvalidParameterError("data", "texts enough that some held out say the same as another", len(before))
    chance = 2 * float(np.std(after - before, ddof=1)) / len(before) ** 0.5
    adapted = adapt_language_removal(removal, vectors, groups, topics=topics)
    return Adapted(adapted, len(texts), len(before), float(before.mean()), float(after.mean()), chance)


def _found(removal: LanguageRemoval, vectors: NDArray[np.float32], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return R-precision: of the r nearest ones of each text with r companions, the share that are companions."""
    moved = removal(vectors)
    moved = unit(moved - moved.mean(axis=0))
    companions = np.bincount(groups, minlength=1)[groups] - 1
    near, _ = nearest(moved, moved, int(companions.max(initial=0)), exclude_self=True)
    counted = np.arange(near.shape[1]) < companions[:, None]
    right = ((groups[near] == groups[:, None]) & counted).sum(axis=1)
    asked = companions > 0
    return np.asarray(right[asked] / companions[asked], np.float64)


def _says(text: str | None) -> bool:
    return text is not None and bool(str(text).strip())


def _drawn(text: str) -> bool:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") % HELD_OUT == 0
