"""Numbers that say how a value stands in its column: meaning, ending, distance to typical values, frequency, shape."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tabbert.algorithms.row_products import row_products
from tabbert.checks.completeness._characters import DOTS, MARK, OPEN, Characters
from tabbert.checks.completeness._profile import NEAR_LIMIT, ColumnState, shape_shares, value_counts
from tabbert.checks.completeness._reading import KINDS, STATEMENT, Ending, Reading, log_softmax

USUAL_WIDTHS = frozenset(
    {10, 12, 15, 16, 20, 24, 25, 30, 32, 35, 36, 40, 45, 48, 50, 60, 64, 80, 100, 120, 127, 128, 150, 200, 240, 250,
     254, 255, 256, 500, 512, 1000, 1023, 1024, 2000, 2048, 4000, 4095, 4096, 8000, 32767, 65535}
)  # fmt: skip
"""Characters that fields of databases, forms and spreadsheets hold: a greatest length that may be a limit."""

_PROSE = 400.0  # characters: no longer values were learnt from, and a longer one is no stranger
_CLIP = 10.0
_SURE = 6.0
_FEW_LONGEST = 2  # so many count half
_BESIDE = tuple(
    tuple(KINDS.index(kind) for kind in kinds)
    for kinds in (("unknown", "not applicable"), ("none", "pending"), ("dummy", "reference", "vague"))
)
"""Kinds of known words beside others that are told apart: they are rare."""
_SELF = 0.9995  # float16 copies of one vector agree to about 1e-4


@dataclass(frozen=True, eq=False)
class ColumnView:
    """See a column through the head: its typical values, how alike they are, what its name is about."""

    state: ColumnState
    reading: Reading

    @cached_property
    def sample(self) -> NDArray[np.float32]:
        """Centred, length-one sample vectors, float32 (m, dim)."""
        return _unit(self.reading.centre(self._firsts))

    @cached_property
    def _firsts(self) -> NDArray[np.float32]:
        return self.state.sample_vectors[:, : self.reading.dim].astype(np.float32).reshape(-1, self.reading.dim)

    @cached_property
    def _ends(self) -> NDArray[np.float32]:
        size = len(self.reading.end_heads)
        return self.state.sample_vectors[:, self.reading.dim :].astype(np.float32).reshape(-1, size)

    @cached_property
    def endings(self) -> Ending:
        """What the end vectors of the sample say."""
        return self.reading.ending(self._ends)

    @cached_property
    def cut_levels(self) -> NDArray[np.float32]:
        """Deciles 1, 5 and 9 of the sample's log-odds of being cut off, float32 (3,)."""
        if len(self._ends) == 0:
            return np.zeros(3, dtype=np.float32)
        return np.quantile(self.endings.cut, (0.1, 0.5, 0.9)).astype(np.float32)

    @cached_property
    def cut_at_limit(self) -> float:
        """How much more cut off the sample's longest values look than the others, log-odds; less, the fewer there are.

        Where a field's width cuts values off, those that fill it end in the middle of something.
        """
        longest, cut = self.state.sample_at_limit, self.endings.cut
        n = int(longest.sum())
        if n in (0, len(cut)):
            return 0.0
        more = float(cut[longest].mean() - np.median(cut[~longest]))
        return float(np.clip(more * n / (n + _FEW_LONGEST), -_SURE, _SURE))

    @cached_property
    def typical_ends(self) -> NDArray[np.float32]:
        """Length-one end vectors of the typical values, float32 (m, end)."""
        return _unit(self._ends[self._plain])

    @cached_property
    def sample_meaning(self) -> NDArray[np.float32]:
        """Probabilities of `KINDS` of every sample value, float32 (m, 11)."""
        return np.asarray(np.exp(self.reading.meaning(self._firsts)), dtype=np.float32)

    @cached_property
    def typical(self) -> NDArray[np.float32]:
        """The sample without values that look suspicious by themselves (with them, if nothing else is left)."""
        return np.asarray(self.sample[self._plain], dtype=np.float32)

    @cached_property
    def _plain(self) -> NDArray[np.bool_]:
        plain = self.sample_meaning[:, 0] + self.sample_meaning[:, STATEMENT] > 0.5
        return np.asarray(plain if plain.any() else np.ones(len(plain), dtype=np.bool_))

    @cached_property
    def centroid(self) -> NDArray[np.float32]:
        """Direction of the typical values, float32 (dim,); zero if there are none."""
        return np.asarray(_unit(self.typical.sum(axis=0, keepdims=True))[0], dtype=np.float32)

    @cached_property
    def name(self) -> NDArray[np.float32]:
        """Direction of the column's name, float32 (dim,)."""
        return np.asarray(
            _unit(self.reading.centre(self.state.name_vector[None, : self.reading.dim]))[0], dtype=np.float32
        )

    @cached_property
    def asks_none(self) -> float:
        """Probability that "none" is an answer here, by the column's name: under "allergies", not under "city"."""
        return self.reading.asks_none(self.state.name_vector[: self.reading.dim])

    @cached_property
    def directions(self) -> NDArray[np.float32]:
        """Everything that a vector is compared with, float32 (dim, k): see `place`; the last column is the mean."""
        r = self.reading
        parts = [r.kinds * np.float32(r.scale), r.axes, self.name[:, None], self.centroid[:, None], self.typical.T]
        return np.concatenate([*parts, r.mean[:, None]], axis=1, dtype=np.float32)

    @cached_property
    def offset(self) -> NDArray[np.float32]:
        """What the mean vector itself scores on the directions, float32 (k - 1,)."""
        return np.asarray(row_products(self.reading.mean[None], self.directions)[0, :-1], dtype=np.float32)

    @cached_property
    def spread(self) -> NDArray[np.float32]:
        """How alike typical values are: quartiles of nearest and of centroid similarity, float32 (6,)."""
        if len(self.typical) < 2:
            return np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0], dtype=np.float32)
        near = _nearest(row_products(self.typical, self.typical.T))[:, 0]
        levels = (0.1, 0.5, 0.9)
        middle = row_products(self.typical, self.centroid[:, None])[:, 0]
        return np.concatenate([np.quantile(near, levels), np.quantile(middle, levels)]).astype(np.float32)

    @cached_property
    def crowd(self) -> float:
        """How crowded the column's greatest length is: log of values there over those expected from lengths below.

        About 0 where lengths run out by themselves; large where a field's width cut them off.
        """
        s = self.state
        below = s.trait("near_limit") * s.n_distinct / max((1 - NEAR_LIMIT) * float(s.length_quantiles[-1]), 1.0)
        return float(np.log(max(s.trait("at_limit") * s.n_distinct, 1.0) / (1.0 + below)))

    @cached_property
    def facts(self) -> NDArray[np.float32]:
        """What is the same for every value of the column, float32 (f,)."""
        s = self.state
        to_axes = 4 * row_products(np.stack([self.name, self.centroid]), self.reading.axes)
        meaning = self.sample_meaning.mean(axis=0) if len(self.sample) else np.zeros(len(KINDS))
        ending = np.exp(self.endings.meaning).mean(axis=0) if len(self.sample) else np.zeros(len(KINDS))
        numbers = [
            np.log1p(s.n_rows),
            np.log1p(s.n_distinct),
            s.n_distinct / max(s.n_filled, 1),
            s.n_null / max(s.n_rows, 1),
            np.log1p(len(self.sample)),
            len(self.typical) / max(len(self.sample), 1),
            float(self.name @ self.centroid),
            min(s.length_quantiles[4], _PROSE) / 100.0,
            np.log1p(min(s.length_quantiles[-1], 10 * _PROSE)),
        ]
        return np.concatenate(
            [
                numbers,
                s.traits,
                meaning,
                ending,
                self.cut_levels / 4,
                self.spread,
                *to_axes,
            ]
        ).astype(np.float32)


class Placement(NamedTuple):
    """Where m values stand among meanings, their column's typical values and its name.

    Attributes:
        meaning: float32 (m, 11), log-probabilities of `KINDS`.
        to_name: float32 (m,), cosine to the column's name; `to_centroid` to the middle of its typical values.
        near: float32 (m, 2), cosine to the nearest typical value, and mean of the three nearest; itself left out.
        projected: float32 (m, k), coordinates on the reading's axes.
        ending: what their end vectors say.
        end_near: float32 (m, 2), as `near`, of end vectors.
    """

    meaning: NDArray[np.float32]
    to_name: NDArray[np.float32]
    to_centroid: NDArray[np.float32]
    near: NDArray[np.float32]
    projected: NDArray[np.float32]
    ending: Ending
    end_near: NDArray[np.float32]


def place(view: ColumnView, vectors: NDArray[np.float32]) -> Placement:
    """Compare vectors, float32 (m, width), with everything that is known of the column."""
    vectors, ends = vectors[:, : view.reading.dim], vectors[:, view.reading.dim :]
    mean, axes, kinds = view.reading.mean, view.reading.axes.shape[1], len(KINDS)
    products = row_products(vectors, view.directions)
    squared = np.einsum("ij,ij->i", vectors, vectors) - 2 * products[:, -1] + mean @ mean
    size = np.sqrt(np.maximum(squared, 1e-9))[:, None]
    centred = products[:, :-1] - view.offset
    cosines = centred[:, kinds:] / size
    return Placement(
        meaning=log_softmax(centred[:, :kinds] + view.reading.bias),
        to_name=cosines[:, axes],
        to_centroid=cosines[:, axes + 1],
        near=_nearest(cosines[:, axes + 2 :]),
        projected=cosines[:, :axes],
        ending=view.reading.ending(ends),
        end_near=_nearest(row_products(_unit(ends), view.typical_ends.T)),
    )


def endings(
    view: ColumnView, characters: Characters, placement: Placement, begun: NDArray[np.bool_],
    lexicon: NDArray[np.float32],
) -> NDArray[np.float32]:  # fmt: skip
    """Compute what tells whether values were cut off: their ends beside those of the column's other values.

    Args:
        view: the column.
        characters: the scan of the m texts.
        placement: of their vectors.
        begun: bool (m,), whose last word only begins one of the column's own.
        lexicon: float32 (m, 4), what is known of their words (`_lexicon.read`).

    Returns:
        float32 (m, 20).
    """
    low, middle, high = view.cut_levels
    c, cut, longest = characters, placement.ending.cut, max(float(view.state.length_quantiles[-1]), 1.0)
    at_limit = c.length >= longest
    listed, usual_gap, usual_level = view.state.spelling
    known, longer, before, spelt = lexicon.T
    columns = [
        cut / 4,
        (cut - middle) / 4,
        (cut - high) / 4,
        np.clip((cut - middle) / (high - low + 1.0), -3, 3),
        at_limit,
        np.minimum(c.length / longest, 1.5),
        at_limit * view.state.trait("at_limit"),
        at_limit * view.crowd,
        at_limit * view.cut_at_limit / 2,
        at_limit * (longest in USUAL_WIDTHS),
        (c.ending == MARK) - view.state.trait("end_mark"),
        c.ending == DOTS,
        c.ending == OPEN,
        begun,
        known / 4,
        longer / 4,
        np.clip(longer - known, -4, 6) / 3,
        spelt * np.clip(longer - known - usual_gap, -4, 6) / 3,
        spelt * (before > 0) * (before - usual_level) / 3,
        spelt * listed,
    ]
    return np.stack([np.asarray(x, dtype=np.float32) for x in columns], axis=1)


def features(
    view: ColumnView, characters: Characters, placement: Placement, known: NDArray[np.int8],
    beside: NDArray[np.int8], ends: NDArray[np.float32],
) -> NDArray[np.float32]:  # fmt: skip
    """Compute the head's input for values that have a vector; `view.facts` is the rest of it.

    Counts come from the fitted state, so the same value gets the same verdict in every slice and partition.

    Args:
        view: the column.
        characters: the scan of the m texts.
        placement: of their vectors.
        known: int8 (m,), kinds of known words, -1 for others.
        beside: int8 (m,), the same of known words beside some that the column repeats (`qualified`).
        ends: float32 (m, 20), their `endings`.

    Returns:
        float32 (m, f).
    """
    s, c, p = view.state, characters, placement
    low, mid, high, low_c, mid_c, high_c = view.spread
    plain = np.clip(np.exp(p.meaning[:, 0]) + np.exp(p.meaning[:, STATEMENT]), 1e-5, 1 - 1e-5)
    suspicion = np.log1p(-plain) - np.log(plain)
    length = np.maximum(c.length, 1).astype(np.float32)
    size = np.minimum(length, _PROSE)
    letters = np.maximum(c.letters, 1)
    count = value_counts(c, s)
    share = count / max(s.n_filled, 1)
    q = s.length_quantiles
    cased = c.lower + c.upper
    columns = [
        np.clip(suspicion, -_CLIP, _CLIP),
        p.to_name,
        p.to_centroid,
        p.near[:, 0],
        p.near[:, 1],
        np.clip((p.near[:, 0] - mid) / (high - low + 0.05), -5, 5),
        np.clip((p.to_centroid - mid_c) / (high_c - low_c + 0.05), -5, 5),
        p.near[:, 0] - low,
        p.to_centroid - low_c,
        np.log(np.maximum(share, 1e-7)),
        np.log1p(count),
        np.log(np.maximum(count, 1) / max(s.median_count, 1.0)),
        count <= 1,
        share * max(s.n_distinct, 1) > 3,
        np.log(size),
        np.clip((size - min(q[4], _PROSE)) / (min(q[6], _PROSE) - min(q[2], _PROSE) + 2), -5, 5),
        length <= q[1],
        c.digits / length,
        c.letters / length,
        c.upper / letters,
        c.uncased / letters,
        (c.punctuation + c.symbols) / length,
        np.log1p(np.minimum(c.words, _PROSE / 5)),
        c.repeats / length,
        np.where(c.latin > 0, c.vowels / np.maximum(c.latin, 1), 0.4),
        c.latin / letters - s.trait("latin"),
        ((c.upper > 0) & (c.lower == 0)) - s.trait("all_upper"),
        ((c.lower > 0) & (c.upper == 0)) - s.trait("all_lower"),
        (c.uncased > cased) - s.trait("uncased"),
        (c.digits > 0) - s.trait("digits"),
        c.length <= 2,
        p.end_near[:, 0],
        p.end_near[:, 1],
    ]
    numbers = np.stack([np.asarray(x, dtype=np.float32) for x in columns], axis=1)
    shapes = np.sqrt(shape_shares(c, s))
    words = (known[:, None] == np.arange(1, len(KINDS))).astype(np.float32)
    said = np.stack([np.isin(beside, kinds) for kinds in _BESIDE], axis=1).astype(np.float32)
    return np.concatenate(
        [p.meaning / 4, p.ending.meaning / 3, numbers, ends, words, said, shapes, 4 * p.projected], axis=1,
        dtype=np.float32,
    )  # fmt: skip


def _nearest(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    # Largest and mean of the three largest similarities, the value itself left out: it may be in the sample.
    if similarity.shape[1] == 0:
        return np.zeros((len(similarity), 2), dtype=np.float32)
    others = np.where(similarity > _SELF, np.float32(-1), similarity)
    k = min(3, others.shape[1])
    top = -np.partition(-others, k - 1, axis=1)[:, :k] if k < others.shape[1] else others
    top = np.where(top <= -1, np.float32(0), top)  # only itself: nothing to compare with
    return np.stack([top.max(axis=1), top.mean(axis=1)], axis=1).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    size = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.asarray(vectors / np.maximum(size, 1e-9), dtype=np.float32)
