"""Completeness: which cells are missing, also where they look filled ("keine Angabe", "tbd", -999, 1900-01-01)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tabbert.checks.completeness import _composites, _corrections, _declared, _forms, _head, _params, _sentinels
from tabbert.checks.completeness._characters import Characters, blank, scan
from tabbert.checks.completeness._cut_short import CutShort, found_cut_short
from tabbert.checks.completeness._mojibake import Mojibake
from tabbert.checks.completeness._profile import ColumnState, needs_vector, profile, sample_index
from tabbert.checks.completeness._spelling import spoken, spoken_name
from tabbert.core.check import Partial, State, ValueCheck
from tabbert.core.hooks import hookimpl
from tabbert.core.table import Column, Kind, Profile, Table
from tabbert.core.verdict import Verdict

__all__ = ["Completeness"]

BLOCK = 65_536  # values whose vectors are in memory at once


@dataclass(frozen=True)
class _Fit:
    """The filled values of one text column, and what they say as a whole."""

    state: ColumnState  # without vectors
    texts: list[str]
    characters: Characters
    further: dict[str, Any]  # what rules beside the head know of the column


class _Rule(Protocol):
    """What a rule says of texts that a head has judged, at their places in the verdict."""

    def overrule(self, verdict: Verdict, places: NDArray[np.intp], texts: Sequence[str]) -> None: ...


@dataclass(frozen=True)
class _Part:
    """The values of one column that only the encoder can judge, and where they stand."""

    column: Column
    state: ColumnState
    places: NDArray[np.intp]
    texts: list[str]
    characters: Characters
    rules: Sequence[_Rule]  # what is known beside the encoder


class Completeness(ValueCheck):
    """Judges each value in its column: the score is the probability that the value serves the column."""

    name = "completeness"
    summary = "Finds missing values, also those that hide behind a filled cell."
    version = f"3.{_head.digest()[:8]}"  # a state fitted for another head is refused
    needs = frozenset({"texts", "vectors"})
    kinds = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN, Kind.EMPTY})
    Params = _params.Params
    amends = frozenset({"context", "missing_codes", "allow", "corrections"})
    column_score = "effective_completeness"
    probable = True
    null_score = 0.0
    null_status = "missing"
    statuses: ClassVar[Mapping[str, str]] = {
        "complete": "the value serves its column",
        "missing": "null, blank, or made of invisible characters",
        "placeholder": "filled, but it stands for a missing value",
        "uninformative": "filled, but it says nothing about this row",
        "gibberish": "filled with random typing, or read in a wrong encoding",
        "truncated": "cut off before its end",
        "misplaced": "what belongs in another column, such as a phone number among names",
    }

    def __init__(self, params: _params.Params | None = None) -> None:
        super().__init__((params or _params.Params()).checked(self.statuses))

    @property
    def named_columns(self) -> Collection[str]:
        """Columns of which something is declared."""
        return self.params.columns  # type: ignore[no-any-return]

    def corrected(self, corrections: Mapping[str, Mapping[Any, str]], table: Table) -> Self:
        """Return the check with more corrections, all of values that the table holds; later ones win."""
        return type(self)(_declared.with_corrections(self.params, corrections, table))

    def save_corrections(self, path: Path) -> Path:
        """Write what is declared, corrections included, as YAML."""
        from tabbert.checks.completeness import _file  # YAML is slow to import and seldom needed

        return _file.save({name: getattr(self.params, name) for name in _params.PARTS}, path)

    def beside(self, batch: Table) -> _composites.Together:
        """Keep which cells of other columns are filled beside some of a column's values."""
        return _composites.together(batch)

    def finish(self, partial: Partial) -> State:
        """Fit every column, its declared missing codes left out, and keep what is declared as hashes."""
        table = partial.table
        columns = [
            _declared.Declared.of(self.params, column.name, column.kind).without(column, self.null_status)
            for column in table.columns
        ]
        state = super().finish(table.with_columns(columns))
        rivals = _composites.rivals(partial.beside, columns) if partial.beside is not None else {}
        profiles = {
            name: {**profile, **rivals[name].to_profile()} if name in rivals else profile
            for name, profile in state.columns.items()
        }
        return self.adopt(replace(state, columns=profiles, params={}), table)

    def adopt(self, state: State, table: Table) -> State:
        """Add what is declared now to what a state holds; where both speak of a value, what is declared now wins."""
        return _corrections.adopted(_declared.adopted(state, self.params, table), self.params, table)

    def fit(self, column: Column) -> Profile:
        """Learn the column's shape, frequencies, sentinels and typical meaning; without vectors (see `fit_all`)."""
        if column.kind is Kind.TEXT:
            fit = _fit_texts(column)
            return fit.state.to_arrays() | fit.further
        if column.kind is Kind.NUMBER:
            return _arrays(_sentinels.fit_numbers(column.array, column.counts))
        if column.kind is Kind.DATE:
            return _arrays(_sentinels.fit_dates(column.array, column.counts))
        return {}

    def fit_all(self, columns: Sequence[Column]) -> dict[str, Profile]:
        """Fit every column; the names and samples of all text columns are encoded together, which is faster."""
        fitted: dict[str, Profile] = {}
        samples: dict[str, tuple[_Fit, list[str]]] = {}
        for column in columns:
            if column.kind is not Kind.TEXT:
                fitted[column.name] = self.fit(column)
                continue
            fit = _fit_texts(column)
            fitted[column.name] = fit.state.to_arrays() | fit.further
            if len(fit.state.sample_hash):
                sample = _take(fit.texts, sample_index(fit.characters, fit.state))
                name = self.params.context.get(column.name) or spoken_name(column.name)
                samples[column.name] = (fit, [name, *sample])
        if samples:
            vectors = _vectors(columns[0], [text for _, texts in samples.values() for text in texts])
            start = 0
            for name, (fit, texts) in samples.items():
                own = vectors[start : start + len(texts)]
                fitted[name] = fit.state.with_vectors(own[0], own[1:]).to_arrays() | fit.further
                start += len(texts)
        return fitted

    def apply(self, batch: Table, state: State) -> Mapping[str, Verdict]:
        """Judge the distinct values of every column; what is declared needs no model."""
        splits = [_declared.read(state, column.name).split(column) for column in batch.columns]
        verdicts = self._judge(batch.with_columns([split.rest for split in splits]), state)
        return {split.rest.name: split.whole(verdicts[split.rest.name]) for split in splits}

    def _judge(self, batch: Table, state: State) -> Mapping[str, Verdict]:
        """Judge by the model; the texts of all columns are encoded together."""
        verdicts, parts = {}, []
        profiles, corrections = self.profiles(batch, state), _corrections.read(state)
        for column in batch.columns:
            known = profiles[column.name]
            verdict = _blank_verdict(len(column.counts))
            if column.kind is Kind.TEXT:
                parts.append(_judge_texts(column, known, verdict))
            elif column.kind in (Kind.NUMBER, Kind.DATE):
                _judge_numbers(column, known, verdict)
            verdicts[column.name] = verdict
        for part, positions, vectors in _encoded(parts):
            texts = _take(part.texts, positions)
            found = _head.load().predict(texts, part.characters.take(positions), vectors, part.state)
            _fill(verdicts[part.column.name], part.places[positions], found)
            for rule in part.rules:
                rule.overrule(verdicts[part.column.name], part.places[positions], texts)
            if part.column.name in corrections:
                corrections[part.column.name].adapt(verdicts[part.column.name], part.places[positions], vectors)
        return verdicts


def _fit_texts(column: Column) -> _Fit:
    """Scan the filled values of a text column once."""
    filled = np.flatnonzero(~blank(column.texts))
    texts = _take(column.texts, filled)
    characters = scan(texts)
    n_null = column.n_rows - int(column.counts[filled].sum())
    state = profile(texts, column.counts[filled], n_null, name=column.name, characters=characters)
    shares = _forms.form_shares(texts, column.counts[filled], characters, state)
    return _Fit(state, texts, characters, shares | found_cut_short(texts, characters))


def _judge_texts(column: Column, known: Profile, verdict: Verdict) -> _Part:
    """Judge what needs no encoder (blanks; numbers, dates and codes) and return the rest."""
    state = ColumnState.from_arrays(known)
    empty = blank(column.texts)
    verdict.score[empty], verdict.status[empty], verdict.evidence[empty] = 0.0, "missing", "blank"
    places = np.flatnonzero(~empty)
    texts = _take(column.texts, places)
    characters = scan(texts)
    needed = needs_vector(characters, state)
    plain = np.flatnonzero(~needed)
    own: list[_Rule | None] = [_forms.Forms.from_profile(known), CutShort.from_profile(known), Mojibake()]
    rules = [rule for rule in own if rule is not None]
    if len(plain):
        no_vectors = np.empty((len(plain), 0), np.float32)
        unread = _take(texts, plain)
        _fill(verdict, places[plain], _head.load().predict(unread, characters.take(plain), no_vectors, state))
        for rule in rules:
            rule.overrule(verdict, places[plain], unread)
    wanted = np.flatnonzero(needed)
    rivals = _composites.Rivals.from_profile(known)
    if rivals is not None:
        rules = [rivals, *rules]
    return _Part(column, state, places[wanted], _take(texts, wanted), characters.take(wanted), rules)


def _judge_numbers(column: Column, known: Profile, verdict: Verdict) -> None:
    score, reason = _sentinels.judge(column.array, _sentinels.Sentinels(**known))
    verdict.score[:] = score
    found = score < 0.5
    verdict.status[found] = "placeholder"
    verdict.evidence[found] = _sentinels.evidence(reason[found])


def _encoded(parts: Sequence[_Part]) -> Iterator[tuple[_Part, NDArray[np.intp], NDArray[np.float32]]]:
    """Encode the texts of all columns in blocks and hand each column its share: (part, positions, vectors)."""
    sizes = [len(part.texts) for part in parts]
    owners = np.repeat(np.arange(len(parts)), sizes)
    positions = np.concatenate([np.arange(size) for size in sizes]) if sizes else np.empty(0, np.intp)
    for start in range(0, len(owners), BLOCK):
        block = slice(start, start + BLOCK)
        wanted = zip(owners[block].tolist(), positions[block].tolist(), strict=True)
        vectors = _vectors(parts[0].column, [parts[owner].texts[position] for owner, position in wanted])
        for owner in np.unique(owners[block]).tolist():
            own = owners[block] == owner
            yield parts[owner], positions[block][own], vectors[own]


def _vectors(column: Column, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the first and the end vector of every text, as it is spoken, side by side."""
    column.vectors([], part="end")  # an encoder without one says so, before anything is encoded
    return np.asarray(column.vectors([spoken(text) for text in texts], part="all"))


def _blank_verdict(size: int) -> Verdict:
    return Verdict(np.ones(size), np.full(size, "complete", object), np.full(size, "", object))


def _fill(verdict: Verdict, places: NDArray[np.intp], predictions: _head.Predictions) -> None:
    verdict.score[places] = predictions.score
    verdict.status[places] = predictions.status
    verdict.evidence[places] = predictions.evidence


def _take(texts: Sequence[str], positions: NDArray[np.intp]) -> list[str]:
    return [texts[position] for position in positions.tolist()]


def _arrays(sentinels: _sentinels.Sentinels) -> dict[str, Any]:
    return {field.name: getattr(sentinels, field.name) for field in fields(sentinels)}


@hookimpl
def tabbert_checks() -> list[type[Completeness]]:
    """Register the check."""
    return [Completeness]
