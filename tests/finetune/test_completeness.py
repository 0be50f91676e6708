"""The training recipe of the completeness head: honest folds, data that may be shipped, the same corpus every time."""

import math
import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")

from tabbert.checks.completeness._head import STATUSES, read
from tabbert.checks.completeness._reading import KINDS
from tabbert.finetune import completeness as recipe
from tabbert.finetune import completeness_columns
from tabbert.finetune import completeness_corpus as corpus
from tabbert.finetune import completeness_dummies as dummies
from tabbert.finetune import completeness_endings as endings
from tabbert.finetune import completeness_further_columns as further_columns
from tabbert.finetune import completeness_generator as generator
from tabbert.finetune import completeness_handed_on as handed_on
from tabbert.finetune import completeness_suppressed as suppressed
from tabbert.finetune import completeness_unnamed as unnamed
from tabbert.finetune.completeness_comments import REQUESTS
from tabbert.finetune.completeness_reading import EndReaders, reading_examples
from tabbert.testing import FakeEncoder

pytestmark = pytest.mark.train


class FakeEnds:
    heads = np.eye(128, len(KINDS) + 1, dtype=np.float32), np.zeros(len(KINDS) + 1, dtype=np.float32)

    def __call__(self, texts: list[str]) -> np.ndarray:
        return FakeEncoder(128).encode(texts)


def test_left_out_languages_leave_no_word_behind(data_folder: Path) -> None:
    vocabulary = corpus.words(data_folder)
    known = vocabulary.without({"de", "ja"})
    assert {lang for _, lang, _ in vocabulary.items} - {lang for _, lang, _ in known.items} == {"de", "ja"}
    german = {t.casefold() for t, lang, _ in vocabulary.items if lang == "de"}
    assert not german & {t.casefold() for t, _, _ in known.items}
    columns = recipe.training_columns(data_folder, vocabulary=known, languages_left_out=frozenset({"de", "ja"}))
    assert not {lang for c in columns for lang in c.languages} & {"de", "ja"}


def test_left_out_tables_and_concepts_stay_out(data_folder: Path) -> None:
    table = corpus.natural(data_folder)[0].table
    columns = recipe.training_columns(
        data_folder, vocabulary=corpus.words(data_folder), tables_left_out=frozenset({table, "tate"}),
        concepts_left_out=frozenset({"company"}),
    )  # fmt: skip
    assert not {c.table for c in columns} & {table, "tate", "concept/company", "freetext"}


def test_corpus_is_the_same_every_time(data_folder: Path) -> None:
    vocabulary = corpus.words(data_folder)
    one, two = generator.synthetic(data_folder, vocabulary, 1), generator.synthetic(data_folder, vocabulary, 1)
    assert [c.texts for c in one] == [c.texts for c in two]
    assert all(np.array_equal(a.counts, b.counts) for a, b in zip(one, two, strict=True))


def test_columns_of_nothing_but_placeholders_are_taught_as_such(data_folder: Path) -> None:
    columns = generator.hollow(corpus.words(data_folder), 1)
    assert all((c.labels == corpus.PLACEHOLDER).all() and len(c.texts) == len(set(c.texts)) for c in columns)
    assert {len(c.texts) for c in columns} > {1, 2, 3}


def test_none_is_an_answer_in_either_case_or_in_none(data_folder: Path) -> None:
    """Python writes "None", people "none": either is a placeholder among cities and an answer under allergies."""
    words = corpus.Words([("nothing", "en", "none"), ("not recorded", "en", "unknown")])
    others = frozenset(concept for concept, *_ in completeness_columns.CONCEPTS) - {"allergies"}
    right = generator.concepts(words, 1, others, repeats=100)
    assert {t for c in right for t in c.texts if t.casefold() == "none"} >= {"None", "none"}
    assert not any(c.labels[c.texts.index(t)] for c in right for t in ("None", "none", "NONE") if t in c.texts)

    written = generator.written(data_folder, 1, frozenset({"de"}))
    bad = {t for c in written for t, label in zip(c.texts, c.labels, strict=True) if label == corpus.PLACEHOLDER}
    assert bad >= {"None", "NONE", "null", "NaN"}
    assert not any(c.table.endswith("/de") for c in written)
    said = [t.casefold() for c in written if c.table.startswith("color/") for t in c.texts]
    assert said
    assert "none" not in said


def test_words_of_languages_left_out_are_no_look_alikes(data_folder: Path) -> None:
    german = {t.casefold() for t, lang, _ in corpus.words(data_folder).items if lang == "de"}
    for left_out in (frozenset(), frozenset({"de"})):
        columns = recipe.training_columns(
            data_folder, vocabulary=corpus.words(data_folder).without(left_out), languages_left_out=left_out
        )
        met = {t.casefold() for c in columns if c.source == "concepts" for t in c.texts} & german
        assert ("keine" in met) == (not left_out)
        assert not left_out or not met


@pytest.mark.parametrize("concept", [concept for concept, *_ in further_columns.CONCEPTS])
def test_further_kinds_hold_look_alikes_and_placeholders_apart(concept: str) -> None:
    words = corpus.Words([("not recorded", "en", "unknown"), ("none", "en", "none"), ("tba", "en", "pending")])
    entry = [own for own in further_columns.CONCEPTS if own[0] == concept]
    columns = generator.concepts(words, 1, entries=entry, repeats=40)
    bad = {t for c in columns for t, label in zip(c.texts, c.labels, strict=True) if label == corpus.PLACEHOLDER}
    assert bad
    alike = {text.casefold() for text in entry[0][3].split("|")}
    assert not {text.casefold() for text in bad} & alike
    assert {t.casefold() for c in columns for t in c.texts} & alike
    assert concept not in {c[0] for c in completeness_columns.CONCEPTS}


def test_comments_are_never_taught_as_placeholders(data_folder: Path) -> None:
    said, known = generator.statements(), corpus.words(data_folder).without({"de"})
    for c in generator.comments(data_folder, known, 1, frozenset({"de"}), repeats=2):
        assert "de" not in c.languages
        assert all(label == 0 for text, label in zip(c.texts, c.labels, strict=True) if text in said)


def test_a_slip_of_the_pen_keeps_the_value_recognisable() -> None:
    rng, city = random.Random(0), "Southampton"
    slips = [generator.misspelt(city, rng) for _ in range(200)]
    assert all(abs(len(slip) - len(city)) <= 1 and slip[0] == "S" for slip in slips)
    assert sum(slip != city for slip in slips) > 150
    assert generator.misspelt("Rome", rng) == ""


def test_one_mark_among_numbers_is_missing_and_several_letters_are_an_answer(data_folder: Path) -> None:
    vocabulary = corpus.words(data_folder)
    columns = suppressed.columns(vocabulary, 1)
    assert [c.texts for c in columns] == [c.texts for c in suppressed.columns(vocabulary, 1)]
    bad = [c for c in columns if c.labels.any()]
    assert 0.5 < len(bad) / len(columns) < 0.8
    assert all(c.labels.sum() == corpus.PLACEHOLDER and c.labels[-1] == corpus.PLACEHOLDER for c in bad)


def test_stand_ins_are_put_beside_real_names_of_their_language(data_folder: Path) -> None:
    columns = dummies.columns(corpus.pools(data_folder), 1, frozenset({"ja"}))
    people = {text: lang for text, lang, _ in dummies.people()}
    bad = [(c.languages[0], t) for c in columns for t, y in zip(c.texts, c.labels, strict=True) if y]
    assert {y for c in columns for y in c.labels.tolist()} == {corpus.COMPLETE, corpus.PLACEHOLDER}
    assert not [t for _, t in bad if people.get(t) == "ja"]
    own = [lang for lang, text in bad if people.get(text) == lang]
    assert len(own) > 50
    assert sum("@" in text for _, text in bad) > 50
    real = [t for c in columns for t, y in zip(c.texts, c.labels, strict=True) if not y and t.endswith(" Test")]
    assert len(real) > 10  # people of that name
    without = dummies.columns(corpus.pools(data_folder), 1, concepts_left_out=frozenset({"last_name"}))
    assert not [t for c in without for t, y in zip(c.texts, c.labels, strict=True) if not y and t.endswith(" Test")]


def test_remarks_that_hand_the_question_on_are_no_values_but_of_languages_left_out(data_folder: Path) -> None:
    columns = handed_on.columns(corpus.pools(data_folder), 1, frozenset({"de"}))
    assert not [c for c in columns if "de" in c.languages]
    kinds = {text.casefold(): kind for text, _, kind in handed_on.words()}
    found = {t.casefold(): y for c in columns for t, y in zip(c.texts, c.labels.tolist(), strict=True)}
    said, asked = (
        {found[t] for t, k in kinds.items() if t in found and (k == "reference") == r} for r in (True, False)
    )
    assert (said, asked) == ({corpus.UNINFORMATIVE}, {corpus.PLACEHOLDER})
    assert corpus.GIBBERISH in found.values()  # rows of keyboards
    _, read = recipe.vocabularies(data_folder, frozenset({"de"}))
    assert {lang for _, lang, _ in handed_on.words()} - {lang for _, lang, _ in read.items} == {"de"}


def test_requests_are_complete_among_messages_and_unknown_to_the_end_vector(data_folder: Path) -> None:
    columns = handed_on.columns(corpus.pools(data_folder), 3, frozenset({"de"}))
    requested = [c for c in columns if c.table.startswith(handed_on.REQUESTED)]
    asked = {text for joined in REQUESTS.values() for text in joined.split("|")}
    labels = {y for c in requested for t, y in zip(c.texts, c.labels.tolist(), strict=True) if t in asked}
    assert labels == {corpus.COMPLETE}
    remarks = {text for text, _, _ in handed_on.words()}
    assert not [t for c in requested for t in c.texts if t in remarks]
    taught, _ = recipe.vocabularies(data_folder)
    found, _ = recipe.examples_of_ends(recipe.prepare(requested[:3]), taught, data_folder)
    assert not asked & {example.text for example in found}
    assert set(REQUESTS["en"].split("|")) <= generator.statements()


def test_long_texts_are_judged_but_not_learnt_from() -> None:
    words = corpus.Words([("asdf", "gib", "gibberish")])
    texts = ["a word and " * 50, "Oak St"]
    column = generator.inject(texts, "remark", "en", words, random.Random(0), source="t", table="t", odds=(1,))
    assert "a word and " * 50 not in recipe.prepare([column])[0].texts
    assert "a word and " * 50 in recipe.prepare([column], longest=math.inf)[0].texts


def test_remarks_are_the_last_words_of_sentences() -> None:
    sentence = "The parcel was handed over to the neighbour on the second floor."
    pools = {("text", "en"): [sentence], ("text", "xx"): [sentence], ("city", "de"): ["Ulm"]}
    found = endings.remarks(pools, 3, 10)
    assert set(found) == {("remark", "en"), ("remark", "xx")}
    assert [sentence.lower().rstrip(".").endswith(text.lower()) for text in found["remark", "xx"]] == [True]
    assert len(found["remark", "en"]) > 50  # what people write as a comment, too


def test_words_are_read_in_capitals_too() -> None:
    words = corpus.Words([("misc", "en", "vague"), ("asdf", "gib", "gibberish")])
    column = generator.inject(["Oak St", "Elm St"], "street", "en", words, random.Random(0), source="t", table="t")
    texts, kinds, parts, weights = reading_examples(recipe.prepare([column]), words)
    found = dict(zip(texts, zip(kinds.tolist(), parts.tolist(), strict=True), strict=True))
    assert found["MISC"] == found["Misc"] == found["misc"]
    weight = dict(zip(texts, weights.tolist(), strict=True))
    assert weight["MISC"] < weight["misc"]
    assert weight["OAK ST"] < weight["Oak St"]
    assert KINDS[found["misc"][0]] == "vague"
    assert "ASDF" not in found
    assert KINDS[found["OAK ST"][0]] == "value"


def test_what_has_no_name_stands_among_names_of_its_kind() -> None:
    pools = {("city", lang): [f"Ab{c}ville" for c in "abcdefghijklmnopqrstuvwxyz"] for lang in unnamed.THINGS}
    columns = unnamed.columns(pools, 3, frozenset({"de"}))
    assert {c.table for c in columns} == {f"unnamed/{lang}" for lang in unnamed.THINGS if lang != "de"}
    bad = {t.casefold() for c in columns for t, label in zip(c.texts, c.labels, strict=True) if label}
    good = {t.casefold() for c in columns for t, label in zip(c.texts, c.labels, strict=True) if not label}
    assert any("nombre" in t for t in bad)
    assert any(t.startswith(("nameless", "no name", "lost", "hidden", "known")) for t in good)  # names all the same
    assert not bad & good
    assert [c.texts for c in columns] == [c.texts for c in unnamed.columns(pools, 3, frozenset({"de"}))]


def test_nothing_unshippable_is_read() -> None:
    assert not any("NC" in licence or "no licence" in licence for licence in corpus.MANIFEST.values())


def test_a_head_is_trained_saved_and_read(tmp_path: Path) -> None:
    words = corpus.Words([(f"nothing {i}", f"l{i}", "unknown") for i in range(12)])
    base = [f"{a}{b}{c}" for a in ("ba", "lo", "mi") for b in ("ran", "tel", "sku") for c in ("ta", "no", "vik")]
    rng = random.Random(0)
    columns = [
        generator.inject(rng.sample(base, 20), "city", "en", words, rng, source="test", table=str(i)) for i in range(40)
    ]
    ends = EndReaders(FakeEnds(), (FakeEnds(), FakeEnds()))
    head = recipe.train(recipe.prepare(columns), words, FakeEncoder().encode, ends, networks=1)
    recipe.save(head, {"name": "test"}, tmp_path)
    again = read(tmp_path)
    assert again.card["name"] == "test"
    width, n_ends = len(head.judge.mean), len(head.ending.mean)
    for one, other, n_inputs, outputs in (
        (head.judge, again.judge, width, len(STATUSES)),
        (head.trees, again.trees, width, len(STATUSES)),
        (head.ending, again.ending, n_ends, 1),
    ):
        x = np.random.default_rng(0).normal(size=(5, n_inputs)).astype(np.float32)
        np.testing.assert_array_equal(one(x[:, :5], x[0, 5:]), other(x[:, :5], x[0, 5:]))
        assert one(x[:, :5], x[0, 5:]).shape == (5, outputs)
