"""Whether a cascade would pay: rules, then a static stage, then the encoder for what is still undecided.

    python -m benchmarks.cascade                                  # all natural columns
    python -m benchmarks.cascade --columns 10 --training 60       # every tenth of them; for a first look

The static stage sees what costs next to nothing: the vector of the static encoder (tabbert-static), how it stands in
its column, frequencies, shapes, characters and known words. It is trained on a part of what the completeness head is
trained on, without the natural columns of the tables that it is tested on (five folds over tables), and taught by the
labels, and on natural columns by the full check. It settles the values that it holds for complete most surely; the
rest goes on to the encoder. Listed is what becomes of the natural columns (open government data) for growing shares
that are settled, in hindsight: no share was chosen on other data, so that a real cascade can only be worse.

And of the benchmark's columns of languages that a fold leaves out: how many of their planted placeholders, and of their
values cut off, the static stage, which has not met these languages, would settle as complete.

The full check is the shipped one, whose head has seen these columns: it looks a little better than it is, and so does
what it has over the static stage. A column needs its name and up to 64 of its values encoded to be fitted, cascade or
not; "fitted before" leaves these out, as for a saved state. Columns count by their true number of distinct values.

Targets: 5 times as fast as the full check with at most 0.3 points of F1 and of average precision lost.
"""

import argparse
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, f1_score
from tabbert_static import StaticEncoder
from threadpoolctl import threadpool_limits

from benchmarks import _record
from benchmarks._completeness_columns import folds, left_out_columns, truncation_columns
from benchmarks._completeness_judgements import judged
from tabbert import _encoding
from tabbert.checks.completeness import _head
from tabbert.checks.completeness._characters import scan
from tabbert.checks.completeness._features import Placement, endings, features
from tabbert.checks.completeness._known import KnownWords
from tabbert.checks.completeness._profile import begun, spelt
from tabbert.checks.completeness._qualified import qualified
from tabbert.checks.completeness._reading import KINDS, Ending
from tabbert.config import Options
from tabbert.finetune import completeness as recipe
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune.completeness_prepared import Prepared

Floats = NDArray[np.float32]
SHARES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
MOST_EXAMPLES = 30_000
TIMED = 1_000


def static_features(p: Prepared, static: dict[str, Floats], words: KnownWords) -> Floats:
    """Return what the static stage knows of a column's values, float32 (m, f): the head's features without BERT."""
    c = scan(p.texts)
    vectors = np.stack([static[text] for text in p.texts])
    sample = np.stack([static[text] for text in (p.sample or p.texts[:1])])
    middle = sample.mean(axis=0) / max(float(np.linalg.norm(sample.mean(axis=0))), 1e-6)
    alike = vectors @ sample.T
    alike[alike > 0.9999] = -1  # itself
    top = np.maximum(np.sort(alike, axis=1)[:, -3:], 0)
    m, to_middle = len(p.texts), sample @ middle
    spread = np.array([*np.quantile(top[:, -1], (0.1, 0.5, 0.9)), *np.quantile(to_middle, (0.1, 0.5, 0.9))])
    nothing = np.zeros((m, len(KINDS)), np.float32)
    placement = Placement(
        nothing, vectors @ static[p.name], vectors @ middle, np.stack([top[:, -1], top.mean(axis=1)], axis=1),
        vectors, Ending(nothing, np.zeros(m, np.float32)), np.zeros((m, 2), np.float32),
    )  # fmt: skip
    view: Any = SimpleNamespace(state=p.state, spread=spread, cut_levels=np.zeros(3), crowd=0.0, cut_at_limit=0.0)
    s = p.state
    facts = [np.log1p(s.n_rows), np.log1p(s.n_distinct), s.n_distinct / max(s.n_filled, 1), s.n_null / max(s.n_rows, 1)]
    shared = np.broadcast_to(np.array([*facts, *s.traits, *spread], np.float32), (m, 4 + len(s.traits) + 6))
    known, beside = words.look_up(p.texts), qualified(p.texts, words, s.word_hash)
    ends = endings(view, c, placement, begun(p.texts, p.state), spelt(p.texts, p.state))
    return np.concatenate([features(view, c, placement, known, beside, ends), shared], axis=1, dtype=np.float32)


def full(p: Prepared, encode: Any) -> NDArray[np.float64]:
    """Return the full check's scores of a column's values that need the encoder."""
    vectors = encode([p.name, *p.sample, *p.texts], "all")
    state, own = p.state.with_vectors(vectors[0], vectors[1 : 1 + len(p.sample)]), vectors[1 + len(p.sample) :]
    return _head.load().predict(p.texts, scan(p.texts), own, state).score


class Suspicions(NamedTuple):
    """How suspect values are to the static stage of the fold that has not met them.

    Attributes:
        natural: of each natural column's values, float64 (m,).
        unseen: of placeholders in languages that the fold left out, float64 (n,).
        cut: of values of these languages that were cut off, float64 (n,).
        seconds: processor time of one value.
    """

    natural: list[NDArray[np.float64]]
    unseen: NDArray[np.float64]
    cut: NDArray[np.float64]
    seconds: float


def suspicions(
    natural: list[Prepared], taught: list[Prepared], scores: list[NDArray[np.float64]], data: Path
) -> Suspicions:
    """Train a static stage on each fold, and ask it for what the fold left out."""
    known, listed = _head.load().known, corpus.words(data, further=False)
    apart = [
        [
            *recipe.prepare(left_out_columns(data, fold, number, listed, repeats=1)),
            *recipe.prepare(truncation_columns(data, fold, 0.05, marks=True)),
        ]
        for number, fold in enumerate(folds(data))
    ]
    texts = recipe.texts_of([*natural, *taught, *(p for columns in apart for p in columns)])
    static = dict(zip(texts, StaticEncoder().encode(texts), strict=True))
    own = [static_features(p, static, known) for p in natural]
    more = np.concatenate([static_features(p, static, known) for p in taught])
    bad = np.concatenate([p.column.labels[p.index] > 0 for p in taught])
    languages = np.array([p.column.languages[i] for p in taught for i in p.index.tolist()])
    found = [np.empty(0)] * len(natural)
    missed: dict[int, list[NDArray[np.float64]]] = {corpus.PLACEHOLDER: [], corpus.TRUNCATED: []}
    rng = np.random.default_rng(0)
    for number, (fold, columns) in enumerate(zip(folds(data), apart, strict=True)):
        seen = [k for k, p in enumerate(natural) if p.column.table not in fold.tables]
        spoken = ~np.isin(languages, list(fold.languages))
        x = np.concatenate([*(own[k] for k in seen), more[spoken]])
        y = np.concatenate([*(scores[k] < 0.5 for k in seen), bad[spoken]])
        few = np.union1d(rng.permutation(len(x))[:MOST_EXAMPLES], np.arange(sum(len(own[k]) for k in seen)))
        student = HistGradientBoostingClassifier(max_iter=120, learning_rate=0.1, random_state=0).fit(x[few], y[few])
        for k, p in enumerate(natural):
            if p.column.table in fold.tables:
                found[k] = student.predict_proba(own[k])[:, 1]
        words = KnownWords.of(
            (text, KINDS.index(kind)) for text, _, kind in listed.without(fold.languages).items if kind in KINDS
        )
        for p in columns:
            for status, own_missed in missed.items():
                planted = p.column.labels[p.index] == status
                if planted.any():
                    own_missed.append(student.predict_proba(static_features(p, static, words)[planted])[:, 1])
        print(f"fold {number + 1}: taught by {len(few):,} values", flush=True)
    with threadpool_limits(1):
        start = time.process_time()
        StaticEncoder().encode(texts[:TIMED])
        student.predict_proba(np.concatenate(own)[:TIMED])
        seconds = (time.process_time() - start) / TIMED
    return Suspicions(found, *map(np.concatenate, missed.values()), seconds)


def with_scores(natural: list[Prepared], scores: list[NDArray[np.float64]]) -> Any:
    """Return a scorer of the benchmark's columns: what a rule settled is as good as complete for every method."""
    by_column = {}
    for p, score in zip(natural, scores, strict=True):
        whole = np.ones(len(p.column.texts))
        whole[p.index] = score
        by_column[id(p.column)] = whole
    return lambda column: by_column[id(column)]


def quality(natural: list[Prepared], scores: list[NDArray[np.float64]]) -> dict[str, float]:
    """Return F1 and average precision of the values that need the encoder, of raw and of judged labels."""
    columns = [p.column for p in natural]
    out = {}
    for name, (own, score) in {
        "": (columns, with_scores(natural, scores)),
        " judged": judged(columns, with_scores(natural, scores)),
    }.items():
        use = [np.intersect1d(np.flatnonzero(c.labels >= 0), p.index) for c, p in zip(own, natural, strict=True)]
        s = np.concatenate([1 - score(c)[places] for c, places in zip(own, use, strict=True)])
        y = np.concatenate([c.labels[places] > 0 for c, places in zip(own, use, strict=True)])
        out |= {f"f1{name}": float(f1_score(y, s > 0.5)), f"ap{name}": float(average_precision_score(y, s))}
    return out


def main() -> None:
    """Print and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--columns", type=int, default=1, help="judge every so many of the natural columns")
    parser.add_argument("--training", type=int, default=3, help="learn from every so many of the training columns")
    given = parser.parse_args()
    data = _record.require_data()
    natural = [p for p in recipe.prepare(corpus.natural(data)[:: given.columns]) if len(p.index)]
    known, _ = recipe.vocabularies(data)
    made = recipe.training_columns(data, vocabulary=known, tables_left_out=frozenset({"tate"}))
    made = [c for c in made if c.source not in ("natural", "truncation")][:: given.training]
    taught = [p for p in recipe.prepare(made) if len(p.index)]
    encode = _encoding.cached(Options(threads=1))
    texts = recipe.texts_of(natural)
    encode(texts, "all")
    some = np.random.default_rng(0).permutation(texts)[:TIMED].tolist()
    start = time.process_time()
    encode.encoder.encode(some)
    encode_s = (time.process_time() - start) / len(some)
    start = time.process_time()
    scores = [full(p, encode) for p in natural]
    head_s = (time.process_time() - start) / sum(len(p.index) for p in natural)
    suspected, unseen, cut, static_s = suspicions(natural, taught, scores, data)

    true_size = np.array([max(p.column.n_distinct, len(p.column.texts)) for p in natural], float)
    shown = np.array([len(p.column.texts) for p in natural], float)
    needing = true_size * np.array([len(p.index) for p in natural]) / shown
    fitted = np.minimum(np.array([1 + len(p.sample) for p in natural], float), needing)
    by_rules = 1 - needing.sum() / true_size.sum()
    print(f"\nmicroseconds a value: encoder {1e6 * encode_s:.0f}, head {1e6 * head_s:.0f}, static {1e6 * static_s:.0f}")
    print(f"settled by rules: {by_rules:.1%} of {true_size.sum():,.0f} distinct values; then, of the others:")
    before = quality(natural, scores)
    flat = np.concatenate(suspected)
    rows = []
    for share in SHARES:
        limit = float(np.quantile(flat, share))
        goes_on = [own > limit for own in suspected]
        after = quality(
            natural,
            [np.where(on, s, 1 - np.minimum(own, 0.49)) for on, s, own in zip(goes_on, scores, suspected, strict=True)],
        )
        undecided = needing * np.array([on.mean() for on in goes_on])
        whole = needing.sum() * (encode_s + head_s)
        stages = needing.sum() * static_s + undecided.sum() * (encode_s + head_s)
        rows.append(
            {
                "settled": share,
                "of_true_columns": float(1 - undecided.sum() / needing.sum()),
                "times_as_fast": float(whole / (stages + (fitted * (1 - undecided / needing)).sum() * encode_s)),
                "fitted_before": float(whole / stages),
                **{f"{name} lost": 100 * (before[name] - after[name]) for name in before},
                "unseen words lost": 100 * float(np.mean(unseen <= limit)),
                "cut off lost": 100 * float(np.mean(cut <= limit)),
            }
        )
    print(_record.table(list(rows[0]), [[f"{value:.3g}" for value in row.values()] for row in rows]))
    costs = {"encoder_us": 1e6 * encode_s, "head_us": 1e6 * head_s, "static_us": 1e6 * static_s}
    size = {"columns": len(natural), "values": len(flat), "findings": int((np.concatenate(scores) < 0.5).sum())}
    size |= {"unseen_words": len(unseen), "cut_off": len(cut)}
    able = float(np.mean(needing >= 5 * fitted))
    figures = {**size, "large_enough": able, "by_rules": float(by_rules), "full": before, "costs": costs, "curve": rows}
    _record.write("cascade", figures)


if __name__ == "__main__":
    main()
