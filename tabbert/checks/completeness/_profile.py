"""What a text column looks like as a whole: a small fitted state without cell texts, whatever the order of rows."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness import _lexicon, _own_words
from tabbert.checks.completeness._characters import MARK, Characters, scan
from tabbert.checks.completeness._known import plain
from tabbert.checks.completeness._spelling import spoken_name
from tabbert.checks.completeness._text_sentinels import TextSentinels, fit_texts, judge_texts

SAMPLE_SIZE = 64
_HEAVY = 256
_READ = 512  # distinct values whose words are kept
_SHAPES = 32
_CODE_SHAPE_SHARE = 0.02
_NAMED_SHARE = 0.1  # of the filled rows: what is more frequent is an answer that gave the column its name
_FEW = 20  # distinct values below which a lonely number is not out of place
_LENGTH_LEVELS = (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
TRAITS = (
    "numeric", "digits", "letters_only", "all_upper", "all_lower", "uncased", "one_word", "three_words", "latin",
    "end_mark", "at_limit", "near_limit",
)  # fmt: skip
"""Shares of the distinct values that are numeric, hold a digit, ..., end like a sentence, are as long as the longest,
or nearly so; in the order of `ColumnState.traits`."""
NEAR_LIMIT = 0.85  # of the longest value's length


@dataclass(frozen=True, eq=False)
class ColumnState:
    """Hold what is known of one text column: counts, hashes, quantiles and vectors, never a text.

    It is a function of the multiset of the column's non-null, non-blank values (and of its name and the name's vector).
    About 70 kB at most for 64 sample vectors of 512 dimensions, and 50 kB for the starts of the words of prose.

    Attributes:
        n_rows: rows, nulls and blanks included.
        n_null: rows without a value (nulls and blanks).
        n_distinct: distinct values.
        heavy_hash: uint64 (k,), ascending: the most frequent values; all of them in a column of up to 256.
        heavy_count: int64 (k,), their counts.
        rest_count: mean count of all other values.
        median_count: median count of the distinct values.
        length_quantiles: float32 (9,), characters.
        shape_hash: uint64 (s,), ascending: the commonest collapsed shapes.
        shape_share: float32 (s, 2): their share of the distinct values and of the filled rows.
        traits: float32 (12,), see `TRAITS`.
        sentinel_hash: uint64 (z,), ascending: numbers, dates and codes decided at fit time.
        sentinel_score: float64 (z,), `sentinel_reason` int64 (z,), `sentinel_spread` float64 (30,): as `TextSentinels`.
        word_hash: uint32 (w,), ascending: words that several of 512 values hold, and those of the column's name.
        start_hash: uint32 (b,), ascending: starts of their words.
        languages: int64 (k,), those of the column of which there are lists of words (`_word_lists.LANGUAGES`).
        spelling: float32 (3,), of its values with a last word: the share of those whose last word is listed, the median
            of how much more frequent longer words are, and the median of the words before it; see `_lexicon.read`.
        name_hash: uint64 (2,), of the column's name, and its number of letters; (0,) if it has none.
        sample_hash: uint64 (m,), ascending: the hash-lowest values that need a vector, at most 64.
        sample_at_limit: bool (m,), which of them are as long as the longest value.
        sample_vectors: float16 (m, width), all vectors of each; or (0, 0) before `with_vectors`.
        name_vector: float32 (width,), or (0,) before `with_vectors`.
    """

    n_rows: int
    n_null: int
    n_distinct: int
    heavy_hash: NDArray[np.uint64]
    heavy_count: NDArray[np.int64]
    rest_count: float
    median_count: float
    length_quantiles: NDArray[np.float32]
    shape_hash: NDArray[np.uint64]
    shape_share: NDArray[np.float32]
    traits: NDArray[np.float32]
    sentinel_hash: NDArray[np.uint64]
    sentinel_score: NDArray[np.float64]
    sentinel_reason: NDArray[np.int64]
    sentinel_spread: NDArray[np.float64]
    word_hash: NDArray[np.uint32]
    start_hash: NDArray[np.uint32]
    languages: NDArray[np.int64]
    spelling: NDArray[np.float32]
    name_hash: NDArray[np.uint64]
    sample_hash: NDArray[np.uint64]
    sample_at_limit: NDArray[np.bool_]
    sample_vectors: NDArray[np.float16]
    name_vector: NDArray[np.float32]

    @property
    def n_filled(self) -> int:
        """Rows that hold a value."""
        return self.n_rows - self.n_null

    def trait(self, name: str) -> float:
        """Return one trait by its name in `TRAITS`."""
        return float(self.traits[TRAITS.index(name)])

    def with_vectors(
        self, name_vector: NDArray[np.float32], sample_vectors: NDArray[np.floating[Any]]
    ) -> "ColumnState":
        """Return the state completed with the vectors of the column's name and of its sample.

        Args:
            name_vector: float32 (width,).
            sample_vectors: float (m, width), in the order of `sample_hash` (see `sample_index`).
        """
        if len(sample_vectors) != len(self.sample_hash):
            raise ValueError(f"{len(self.sample_hash)} sample vectors expected, got {len(sample_vectors)}")
        kept = np.asarray(sample_vectors, dtype=np.float16).reshape(len(self.sample_hash), len(name_vector))
        return replace(self, name_vector=np.asarray(name_vector, dtype=np.float32), sample_vectors=kept)

    def to_arrays(self) -> dict[str, Any]:
        """Return the state as plain numbers and arrays by name, for saving."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> "ColumnState":
        """Rebuild a state from `to_arrays`; numbers may come as zero-dimensional arrays."""
        values: dict[str, Any] = {}
        for f in fields(cls):
            value = arrays[f.name]
            values[f.name] = f.type(value) if f.type in (int, float) else np.asarray(value)
        return cls(**values)


def profile(
    texts: Sequence[str],
    counts: NDArray[np.int64],
    n_null: int = 0,
    *,
    name: str = "",
    characters: Characters | None = None,
) -> ColumnState:
    """Fit the state of a column from its distinct values; vectors are added by `ColumnState.with_vectors`.

    Args:
        texts: (m,) distinct, non-blank values.
        counts: int64 (m,), rows that hold each value, at least 1.
        n_null: rows without a value (nulls and blanks).
        name: the column's.
        characters: the scan of `texts`, if it is at hand.
    """
    c = scan(texts) if characters is None else characters
    counts = np.asarray(counts, dtype=np.int64)
    n, filled = len(c.hash), int(counts.sum())
    heaviest = np.lexsort((c.hash, -counts))[:_HEAVY]
    heavy = heaviest[np.argsort(c.hash[heaviest])]
    rest = max(n - len(heavy), 0)
    shape_hash, shape_share = _shapes(c, counts)
    sentinels = fit_texts(texts, counts, c)
    some = [texts[i] for i in np.argsort(c.hash)[:_READ].tolist()]
    words, starts = _own_words.fit(some, spoken_name(name))
    languages = _lexicon.languages(some)
    state = ColumnState(
        n_rows=filled + int(n_null),
        n_null=int(n_null),
        n_distinct=n,
        heavy_hash=c.hash[heavy],
        heavy_count=counts[heavy],
        rest_count=float(filled - counts[heavy].sum()) / rest if rest else 0.0,
        median_count=float(np.median(counts)) if n else 0.0,
        length_quantiles=np.quantile(c.length, _LENGTH_LEVELS).astype(np.float32)
        if n
        else np.zeros(len(_LENGTH_LEVELS), dtype=np.float32),
        shape_hash=shape_hash,
        shape_share=shape_share,
        traits=_traits(c),
        sentinel_hash=sentinels.hash,
        sentinel_score=sentinels.score,
        sentinel_reason=sentinels.reason,
        sentinel_spread=sentinels.spread,
        word_hash=words,
        start_hash=starts,
        languages=languages,
        spelling=_spelling(_lexicon.read(some, languages)),
        name_hash=_name_hash(name),
        sample_hash=np.zeros(0, dtype=np.uint64),
        sample_at_limit=np.zeros(0, dtype=np.bool_),
        sample_vectors=np.zeros((0, 0), dtype=np.float16),
        name_vector=np.zeros(0, dtype=np.float32),
    )
    candidates = np.flatnonzero(needs_vector(c, state))
    sample = candidates[np.argsort(c.hash[candidates])[:SAMPLE_SIZE]]
    return replace(state, sample_hash=c.hash[sample], sample_at_limit=c.length[sample] >= c.length.max(initial=0))


def sample_index(characters: Characters, state: ColumnState) -> NDArray[np.intp]:
    """Return where the state's sample stands among the scanned texts: encode those for `with_vectors`."""
    order = np.argsort(characters.hash)
    return order[np.searchsorted(characters.hash[order], state.sample_hash)]


def needs_vector(texts: Sequence[str] | Characters, state: ColumnState) -> NDArray[np.bool_]:
    """Tell which values only the encoder can judge, bool (m,); the others are numbers, dates and codes by shape.

    A value needs none if it has no letter but a digit, where such values are usual or it was taken for a sentinel, or
    if it is a code (a digit, mostly one word) of a shape that at least 2% of the column's distinct values share.
    Depends on the state's shapes only, not on its vectors.
    """
    c = texts if isinstance(texts, Characters) else scan(texts)
    code = (c.digits > 0) & ((c.words == 1) | (c.digits >= c.letters))
    usual = state.trait("numeric") >= _CODE_SHAPE_SHARE or state.n_distinct < _FEW
    numeric = c.numeric & (usual | np.isin(c.hash, state.sentinel_hash))
    return np.asarray(~(numeric | (code & (shape_shares(c, state)[:, 0] >= _CODE_SHAPE_SHARE))), dtype=bool)


def shape_shares(characters: Characters, state: ColumnState) -> NDArray[np.float32]:
    """Look up how common each value's shape is in the column, float32 (m, 2): of distinct values, of rows."""
    return _look_up(state.shape_hash, state.shape_share, characters.shape, 0.0)


def value_counts(characters: Characters, state: ColumnState) -> NDArray[np.float64]:
    """Look up how often each value stood in the fitted column, float64 (m,); the mean of the rest if not kept."""
    rest = max(state.rest_count, 1.0)
    return _look_up(state.heavy_hash, state.heavy_count.astype(np.float64), characters.hash, rest)


def begun(texts: Sequence[str], state: ColumnState) -> NDArray[np.bool_]:
    """Tell whose last word only begins one of the column's own, bool (m,), see `_own_words`."""
    return _own_words.begun(texts, state.word_hash, state.start_hash)


def spelt(texts: Sequence[str], state: ColumnState) -> NDArray[np.float32]:
    """Look the values' words up in the lists of the column's languages, float32 (m, 4), see `_lexicon.read`."""
    return _lexicon.read(texts, state.languages)


def repeats_name(texts: Sequence[str], characters: Characters, state: ColumnState) -> NDArray[np.bool_]:
    """Tell which values repeat the column's name and are rare, bool (m,): headers among the data, templates."""
    found = np.zeros(len(texts), dtype=np.bool_)
    if len(state.name_hash) == 0 or state.n_distinct < _FEW // 4:
        return found
    rare = value_counts(characters, state) < _NAMED_SHARE * max(state.n_filled, 1)
    for place in np.flatnonzero(rare & (characters.letters == state.name_hash[1])).tolist():
        found[place] = _name_hash(texts[place])[0] == state.name_hash[0]
    return found


def _name_hash(name: str) -> NDArray[np.uint64]:
    if not name.strip():
        return np.zeros(0, dtype=np.uint64)
    letters = unicodedata.normalize("NFKD", plain(spoken_name(name)))  # names of columns often lack the accents
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return np.array([scan([bare]).hash[0], scan([name]).letters[0]], dtype=np.uint64)


def sentinel_scores(
    texts: Sequence[str], characters: Characters, state: ColumnState
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Judge the column's numbers, dates and codes: score float64 (m,), 1.0 for others; reason int64 (m,)."""
    known = TextSentinels(state.sentinel_hash, state.sentinel_score, state.sentinel_reason, state.sentinel_spread)
    return judge_texts(texts, characters, known)


def _look_up(keys: NDArray[np.uint64], values: NDArray[Any], wanted: NDArray[np.uint64], other: float) -> NDArray[Any]:
    if len(keys) == 0:
        return np.full((len(wanted), *values.shape[1:]), other, dtype=values.dtype)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = values[at].copy()
    found[keys[at] != wanted] = other
    return found


def _shapes(c: Characters, counts: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    if len(c.shape) == 0:
        return np.zeros(0, dtype=np.uint64), np.zeros((0, 2), dtype=np.float32)
    keys, group = np.unique(c.shape, return_inverse=True)
    distinct = np.bincount(group) / len(group)
    rows = np.bincount(group, weights=counts) / counts.sum()
    commonest = np.sort(np.lexsort((keys, -distinct))[:_SHAPES])
    return keys[commonest], np.stack([distinct, rows], axis=1)[commonest].astype(np.float32)


def _spelling(found: NDArray[np.float32]) -> NDArray[np.float32]:
    last = found[found[:, 3] > 0]
    if len(last) == 0:
        return np.zeros(3, dtype=np.float32)
    listed = np.mean(last[:, 0] > 0)
    return np.array([listed, np.median(last[:, 1] - last[:, 0]), np.median(last[:, 2])], dtype=np.float32)


def _traits(c: Characters) -> NDArray[np.float32]:
    if len(c.hash) == 0:
        return np.zeros(len(TRAITS), dtype=np.float32)
    cased = c.lower + c.upper
    shares = (
        c.numeric,
        c.digits > 0,
        (c.letters > 0) & (c.digits == 0),
        (c.upper > 0) & (c.lower == 0),
        (c.lower > 0) & (c.upper == 0),
        c.uncased > cased,
        c.words == 1,
        c.words >= 3,
        c.latin * 2 > c.letters,
        c.ending == MARK,
        c.length == c.length.max(),
        (c.length < c.length.max()) & (c.length >= NEAR_LIMIT * c.length.max()),
    )
    return np.array([np.mean(share) for share in shares], dtype=np.float32)
