import multiprocessing
import subprocess
import sys

import numpy as np
import pytest

from tabbert.checks.completeness import _head
from tabbert.core.encoder import Encoder
from tabbert.encoders._end import END, end_tensors
from tabbert.encoders._engine import engine
from tabbert.encoders._weights import Words
from tabbert.encoders.embedded import EmbeddedEncoder
from tabbert.errors import InvalidParameterError
from tabbert.store.packs import find_pack, read_pack
from tabbert.testing import check_encoder

pytestmark = pytest.mark.skipif(find_pack() is None, reason="the package with the offline weights is not installed")

TEXTS = [
    "keine Angabe", "n/a", "-", "", " ", "Müller, Anna", "12 Main Street", "2024-03-01", "不明", "مجهول", "🙂",
    "\u200b", "\ud800 broken", "<s> </s>", "\0", "Bird struck the windshield during approach; no damage was found.",
    "La réunion a été reportée à jeudi prochain à cause de la grève.", "The meeting was postponed because of a strike.",
    "x" * 100_000, "word " * 700, " ".join(f"number {i}" for i in range(60)),
    *(f"ID-{i:04d}" for i in range(40)), *(f"street {i}, town {i % 7}" for i in range(30)),
]  # fmt: skip
PRECISIONS = pytest.mark.parametrize("precision", ["float32", "int8"])


@pytest.fixture(scope="module")
def vectors():
    return {precision: EmbeddedEncoder(precision).encode(TEXTS) for precision in ("float32", "int8")}


@PRECISIONS
def test_contract(precision):
    check_encoder(EmbeddedEncoder(precision), TEXTS[:18])
    assert isinstance(EmbeddedEncoder(precision), Encoder)


@PRECISIONS
def test_shape_type_and_length(vectors, precision):
    found = vectors[precision]
    assert found.shape == (len(TEXTS), 384)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    assert np.abs(np.linalg.norm(found, axis=1) - 1).max() < 1e-6


@PRECISIONS
@pytest.mark.parametrize("threads", [1, 2])
def test_same_bits_alone_shuffled_and_with_other_threads(vectors, precision, threads):
    encoder = EmbeddedEncoder(precision, threads=threads)
    assert np.array_equal(encoder.encode(TEXTS), vectors[precision])
    assert np.array_equal(np.concatenate([encoder.encode([text]) for text in TEXTS]), vectors[precision])
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(TEXTS))[: 20 + 25 * seed]
        assert np.array_equal(encoder.encode([TEXTS[place] for place in order]), vectors[precision][order])


def _all(encoder, texts):
    found = np.full((len(texts), encoder.card.width), np.nan, dtype=np.float32)
    for positions, batch in encoder.encode_batches(texts):
        found[positions] = batch
    return found


@PRECISIONS
def test_end_vectors_follow_the_first_and_do_not_depend_on_the_batch(vectors, precision):
    encoder = EmbeddedEncoder(precision)
    whole = _all(encoder, TEXTS)
    assert encoder.card.parts == {"end": 128}
    assert whole.shape == (len(TEXTS), 512)
    assert np.array_equal(whole[:, :384], vectors[precision])
    assert np.array_equal(np.concatenate([_all(encoder, [text]) for text in TEXTS]), whole)
    assert np.array_equal(_all(EmbeddedEncoder(precision, threads=1), TEXTS[::-1])[::-1], whole)


def test_the_end_is_read_from_the_end():
    whole, cut = "The meeting was postponed because of a strike.", "The meeting was postponed because of a str"
    long = "word " * 300
    found = _all(EmbeddedEncoder(), [whole, cut, long + whole, long + cut])[:, 384:]
    heads = _head.load().reading.ending(found).cut
    assert heads[1] > heads[0] + 2
    assert heads[3] > heads[2] + 2


@pytest.mark.train
def test_end_vector_is_the_branch():
    torch = pytest.importorskip("torch")
    from tabbert.finetune.end_vector import Branch

    encoder = EmbeddedEncoder("float32")
    model = engine(encoder.prepare(), 2)
    branch = Branch(read_pack(), seed=0).eval()
    branch.set_tensors(end_tensors())
    with torch.no_grad():
        shift = read_pack().tensor(f"l{END.start - 1}.oln.b")
        for text in TEXTS[:18]:
            found, middle = model.middle(model.ids(["query: " + text])[0][None])
            near = torch.from_numpy(middle[:, -END.tokens :] + shift)
            theirs = branch(near, torch.tensor([near.shape[1]]))[0].numpy()
            assert np.abs(found[0, 384:] - theirs).max() < 1e-4 * np.abs(theirs).max()


def test_int8_end_vectors_are_close_to_exact():
    exact, fast = (_all(EmbeddedEncoder(precision), TEXTS)[:, 384:] for precision in ("float32", "int8"))
    cosine = (exact * fast).sum(axis=1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(fast, axis=1)
    assert cosine.mean() > 0.99
    assert cosine.min() > 0.95


def test_int8_is_close_to_exact(vectors):
    cosine = (vectors["int8"] * vectors["float32"]).sum(axis=1)
    assert cosine.mean() > 0.998
    assert cosine.min() > 0.99
    assert cosine.max() < 1 - 1e-6  # it is another arithmetic indeed


@pytest.mark.train
def test_float32_is_the_model(vectors):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pack = read_pack()
    model = transformers.BertModel(
        transformers.BertConfig(
            vocab_size=250_037,
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
            max_position_embeddings=512,
            layer_norm_eps=1e-12,
        ),
        add_pooling_layer=False,
    ).eval()
    names = {"emb.word": "word_embeddings", "emb.pos": "position_embeddings", "emb.type": "token_type_embeddings"}
    tensors = {f"embeddings.{long}.weight": pack.tensor(short) for short, long in names.items()}
    parts = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
        "fo": "output.dense", "oln": "output.LayerNorm",
    }  # fmt: skip
    for kind, word in (("w", "weight"), ("b", "bias")):
        tensors[f"embeddings.LayerNorm.{word}"] = pack.tensor(f"emb.ln.{kind}")
        for layer in range(12):
            for short, long in parts.items():
                tensors[f"encoder.layer.{layer}.{long}.{word}"] = pack.tensor(f"l{layer}.{short}.{kind}")
    model.load_state_dict({name: torch.from_numpy(np.array(values)) for name, values in tensors.items()}, strict=False)
    from tabbert.encoders._tokenizer import PackTokenizer

    tokenizer = PackTokenizer(EmbeddedEncoder("float32").prepare())
    with torch.no_grad():
        for text, ours in zip(TEXTS[:21], vectors["float32"], strict=False):
            ids = torch.from_numpy(tokenizer.ids(["query: " + text])[0].astype(np.int64))[None]
            theirs = model(input_ids=ids).last_hidden_state[0].mean(dim=0)
            theirs = (theirs / theirs.norm()).numpy()
            assert ours @ theirs > 0.99999
            assert np.abs(ours - theirs).max() < 1e-5


def test_nothing_needs_no_weights(monkeypatch):
    monkeypatch.setattr(EmbeddedEncoder, "prepare", lambda self: pytest.fail("weights were asked for"))
    encoder = EmbeddedEncoder()
    assert encoder.encode([]).shape == (0, 384)
    assert list(encoder.encode_batches([])) == []


def test_batches_come_one_by_one_and_progress_is_told():
    encoder, done = EmbeddedEncoder(), []
    stream = encoder.encode_batches(TEXTS)
    positions, first = next(stream)
    assert len(positions) == len(first) < len(TEXTS)
    encoder.encode(TEXTS, progress=done.append)
    assert done == sorted(set(done))
    assert done[-1] == len(TEXTS)


def test_windows_do_not_show(monkeypatch, vectors):
    monkeypatch.setattr("tabbert.encoders.embedded._WINDOW", 7)
    assert np.array_equal(EmbeddedEncoder().encode(TEXTS), vectors["int8"])


def test_fingerprint_tells_precisions_apart_and_not_threads():
    exact, fast = EmbeddedEncoder("float32"), EmbeddedEncoder("int8")
    assert exact.fingerprint != fast.fingerprint
    assert exact.key != fast.key
    assert fast.fingerprint == EmbeddedEncoder("int8", threads=1).fingerprint
    assert fast.fingerprint != EmbeddedEncoder("int8", source="hub").fingerprint
    assert fast.card.sha256


def test_meaning_is_there():
    one, other, far = EmbeddedEncoder().encode(
        ["Die Katze schläft auf dem Sofa.", "The cat is sleeping on the sofa.", "Interest rates rose again in March."]
    )
    assert one @ other > one @ far + 0.05


def test_word_vectors_are_the_dequantised_table():
    words = Words(EmbeddedEncoder().prepare())
    ids = np.array([[0, 1, 2], [250_036, 77, 40_000]], dtype=np.int32)
    assert np.array_equal(words(ids), read_pack().tensor("emb.word")[ids])


@pytest.mark.parametrize(
    "wrong", [{"precision": "int4"}, {"threads": 0}, {"source": "moon"}], ids=["precision", "threads", "source"]
)
def test_wrong_options(wrong):
    with pytest.raises(InvalidParameterError, match=next(iter(wrong))):
        EmbeddedEncoder(**wrong)


def test_only_the_processor():
    assert EmbeddedEncoder().configured(device="auto", threads=2).threads == 2
    assert EmbeddedEncoder(threads=3).configured().threads == 3
    with pytest.raises(InvalidParameterError, match="device"):
        EmbeddedEncoder().configured(device="cuda")


def test_constructing_loads_nothing():
    code = "import sys, tabbert.encoders.embedded as e; e.EmbeddedEncoder().fingerprint"
    code += "; print('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def _in_child(queue):
    queue.put(EmbeddedEncoder().encode(TEXTS[:3]))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this platform cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_can_encode(vectors):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_in_child, args=(queue,))
    child.start()
    try:
        assert np.array_equal(queue.get(timeout=60), vectors["int8"][:3])
    finally:
        child.kill()
        child.join()
