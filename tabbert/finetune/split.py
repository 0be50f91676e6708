"""Rows held out from training: never a near-identical row on both sides, and every label in the training part."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.errors import TrainingDataError

__all__ = ["Split", "split"]

_DIGITS: Final = re.compile(r"\d+")
_REST: Final = re.compile(r"\W+")


class Split(NamedTuple):
    """Positions of the rows to train on, to stop and calibrate by, and to report on."""

    train: NDArray[np.intp]
    validation: NDArray[np.intp]
    test: NDArray[np.intp]


def split(texts: Sequence[str], labels: NDArray[np.intp], *, share: float = 0.2, seed: int = 0) -> Split:
    """Divide rows; a label's groups of near-identical texts are drawn by hash, so that order does not matter.

    Texts are near-identical if they agree but for case, digits and punctuation.

    Args:
        texts: n rows.
        labels: class of each, int (n,).
        share: of the rows to hold out, in (0, 0.5]; half of them for validation, half for the test.
        seed: draws other groups.

    Raises:
        TrainingDataError: so few distinct rows that nothing can be held out.
    """
    groups: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        groups.setdefault(_REST.sub(" ", _DIGITS.sub("0", text.casefold())).strip() or text, []).append(row)
    by_label: dict[int, list[list[int]]] = {}
    for key in sorted(groups, key=lambda key: hashlib.sha256(f"{seed}\0{key}".encode("utf-8", "replace")).digest()):
        rows = groups[key]
        by_label.setdefault(int(np.bincount(labels[rows]).argmax()), []).append(rows)
    parts: tuple[list[int], list[int], list[int]] = ([], [], [])
    owed = np.zeros(2)  # rows that rounding has kept from validation and test so far
    for label in sorted(by_label):
        drawn = by_label[label]
        wanted = owed + share / 2 * sum(map(len, drawn))
        taken = np.zeros(2)
        for place, rows in enumerate(drawn):
            short = wanted - taken
            last = place == len(drawn) - 1  # the training part keeps one group at least
            to = int(short.argmax()) if short.max() >= max(len(rows) / 2, 0.5) and not last else -1
            if to >= 0:
                taken[to] += len(rows)
            parts[to + 1].extend(rows)
        owed = wanted - taken
    train, validation, test = (np.array(sorted(part), dtype=np.intp) for part in parts)
    if not len(validation) or not len(test):
        raise TrainingDataError(
            f"{len(groups)} distinct rows with {len(by_label)} labels are too few to hold some out.",
            "label more rows; `df.bert.classify` needs fewer, because it trains a small head only.",
        )
    return Split(train, validation, test)
